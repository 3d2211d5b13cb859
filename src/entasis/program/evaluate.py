"""What a register can be: resolved backwards over SSA definitions, module bindings, classes and stubs, on demand.

    from app import db
    class Store:
        def __init__(self): self.db = db.connect()     # field `db` of Store
        def save(self): self.db.commit()               # self -> Instance(Store); .db -> what connect() returns

This is the hub: each kind of step asks the module that knows about it (names, attributes, results, containers),
and those ask here for the values they depend on. Every answer is found once (see `solver`).
"""

from typing import Final

from entasis.ir.instructions import (
    NONE,
    Await,
    Binary,
    Build,
    Call,
    Catch,
    Compare,
    Const,
    Enter,
    GetField,
    GetItem,
    Import,
    Instruction,
    Iterate,
    Load,
    MakeClass,
    MakeFunction,
    Next,
    Param,
    Phi,
    Unary,
)
from entasis.limits import ROWS_PER_VALUE, TYPES_PER_VALUE, Limit
from entasis.models.loader import Models
from entasis.models.stubs import FunctionKind, StubEntry, StubIndex
from entasis.program import attributes, containers, decorators, names, narrow, results, types
from entasis.program.built_in import BUILT, CONSTANTS, OPERATORS
from entasis.program.constructed import Constructed
from entasis.program.dynamic import common_base
from entasis.program.facts import facts_of, is_unbound
from entasis.program.field_paths import field_paths
from entasis.program.hierarchy import UNSEEN, Node, resolution_order
from entasis.program.kept import Kept
from entasis.program.modules import ModuleIndex
from entasis.program.results import RESULT
from entasis.program.solver import Owner, Question, Selector, Solver, union
from entasis.program.symbols import (
    TOO_MANY,
    UNKNOWN,
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Listed,
    Made,
    ModuleSymbol,
    Registered,
    Super,
    Thing,
    TooMany,
    Typed,
    Unsettled,
    Value,
)
from entasis.program.tables import are_functions, are_rows, rows_in
from entasis.program.things import Things

_MRO: Final = -3  # in place of an attribute: the question for a class's resolution order
_CIRCULAR: Final = frozenset({Phi.op, Load.op, Param.op})  # every circle within functions passes one of these
_TEXT_RESULTS: Final = frozenset({"repr", "str", "ascii"})


class Evaluator(Solver):
    """Answers `value(function, register)` for one program."""

    def __init__(
        self, index: ModuleIndex, stubs: StubIndex, models: Models, things: Things, written: frozenset[str]
    ) -> None:
        """`written` are the names under which the program changes collections."""
        super().__init__()
        self.index = index
        self.stubs = stubs
        self.models = models
        self.things = things
        self.written = written
        # What libraries and the program pass to parameters, and functions whose results are passed.
        self.given: dict[FunctionSymbol, dict[int, Value]] = {}
        self.constructed: Constructed | None = None  # what classes are made with, once it may be asked
        self.injected: dict[FunctionSymbol, dict[int, tuple[FunctionSymbol, ...]]] = {}
        # What stands under a function of the program that calls it in its own way.
        self.decorating: dict[FunctionSymbol, tuple[FunctionSymbol, ...]] = {}
        self.decorators: dict[FunctionSymbol, tuple[FunctionSymbol, ...]] = {}  # the other way round
        self.told_by: dict[str, str] = {}  # attributes that tell the class of what has them
        self._told_modules: dict[str, tuple[ModuleSymbol, ...]] = {}
        self.subclasses: dict[ClassSymbol, list[ClassSymbol]] = {}
        self.too_many: set[TooMany] = set()  # registers with more things than are followed
        self.offered: dict[FunctionSymbol, dict[str, Value]] = {}  # what templates are given, by name
        self.registered: Registered = {}  # what others put into collections, by where these are made
        self.kept_names: frozenset[str] = frozenset()  # of objects that libraries have for that
        self.keeping: frozenset[str] = frozenset()  # of calls that give one, and of classes of what is passed
        self.assigned: Kept = {}  # what the program puts into attributes, by name
        self.items: Kept = {}  # and what under keys
        self.reading: frozenset[str] = frozenset()  # of what gives rows of a database, or a query for them
        self.related: dict[
            str, dict[Node, Value]
        ] = {}  # fields by which rows lead to others, by name and class
        self.pages: frozenset[FunctionSymbol] = frozenset()  # the functions of templates
        self._overridden: dict[FunctionSymbol, bool] = {}
        self._members: dict[tuple[str, str], StubEntry | None] = {}
        self._orders: dict[ClassSymbol, tuple[Node, ...]] = {}

    # Questions

    def value(self, function: FunctionSymbol, register: int) -> Value:
        """What `register` of `function` can be."""
        if (known := function.values.get(register)) is not None:
            return known
        step = function.function.definitions[register] if register != NONE else None
        if step is None:
            return UNKNOWN
        return self.ask(function, register) if step.op in _CIRCULAR else self.through(function, register)

    def value_at(self, function: FunctionSymbol, user: Instruction, register: int) -> Value:
        """What `register` can be where the step `user` reads it, behind the tests that lead there."""
        value = self.value(function, register)
        return narrow.narrowed(self, function, user, register, value) if function.has_tests else value

    def result(self, function: FunctionSymbol) -> Value:
        """What calling the function can give; for a coroutine, what awaiting it gives."""
        return self.ask(function, RESULT)

    def attribute(self, thing: Thing, name: str) -> Value:
        """What `thing.name` can be."""
        return attributes.attribute(self, thing, name)

    def super_member(self, thing: Super, of: ClassSymbol, name: str) -> Value:
        """What `super().name` finds for an object of the class `of`."""
        return attributes.super_member(self, thing, of, name)

    def annotated(self, function: FunctionSymbol, annotation: str) -> Value:
        """Objects of the classes that the annotation text names, as seen from `function`."""
        return types.annotated(self, function, annotation)

    def field_paths(self, function: FunctionSymbol, base: int, name: str) -> tuple[str, ...]:
        """The API paths under which the field `name` of the register `base` may be known, nearest class first."""
        return field_paths(self, self.value(function, base), name)

    def method_kind(self, function: FunctionSymbol) -> FunctionKind:
        """How the function is reached through its class."""
        return decorators.method_kind(self, function) or FunctionKind.METHOD

    def keeps_signature(self, function: FunctionSymbol) -> bool:
        """Whether calls of the function take what its own parameters say, whatever decorates it."""
        return decorators.keeps_signature(self, function)

    def is_class_path(self, path: str) -> bool:
        """Whether the thing outside at `path` is a class."""
        return types.is_class_path(self, path)

    def is_validated(self, symbol: ClassSymbol) -> bool:
        """Whether objects of the class hold in each field what is declared, by a class outside that sees to it."""
        found = [self.models.class_of(node) for node in self.mro(symbol) if isinstance(node, str) and node]
        return any(row is not None and row.validates for row in found)

    def stub_member(self, path: str, name: str) -> StubEntry | None:
        """What the stubs say of the member `name` of the class at `path`."""
        key = (path, name)
        if key not in self._members:
            self._members[key] = self.stubs.member(path, name)
        return self._members[key]

    def told_modules(self, path: str) -> tuple[ModuleSymbol, ...]:
        """The modules that are what stands outside at `path`, as what they assign tells: the settings of a framework."""
        if path not in self._told_modules:
            names = [(0, name) for name, of in self.told_by.items() if of == path]
            self._told_modules[path] = tuple(self.index.binding(names)) if names else ()
        return self._told_modules[path]

    def mro(self, symbol: ClassSymbol) -> tuple[Node, ...]:
        """The method resolution order of `symbol`, itself first."""
        if symbol.mro is None:
            self.ask(symbol, _MRO)
            if symbol.mro is None and _MRO in symbol.values:
                symbol.mro = self._orders.pop(symbol)
        return symbol.mro or (symbol, UNSEEN)

    def is_overridden(self, function: FunctionSymbol) -> bool:
        """Whether a class below that of the method has a method of the same name."""
        found = self._overridden.get(function)
        if found is None:
            owner, name = function.owner, function.function.name
            below = self.subclasses.get(owner, ()) if owner is not None else ()
            is_left_open = owner is not None and "typing.Protocol" in self.mro(owner)
            found = is_left_open or any(name in symbol.members for symbol in below)
            self._overridden[function] = found
        return found

    # Answers

    def compute(self, owner: Owner, selector: Selector) -> Value:
        """The answer to one question, from the answers to others."""
        if isinstance(owner, FunctionSymbol):
            if selector == RESULT:
                return results.function_result(self, owner)
            assert isinstance(selector, int)
            step = owner.function.definitions[selector]
            return UNKNOWN if step is None else self._step(owner, step)
        if isinstance(owner, ClassSymbol) and selector == _MRO:
            if owner.mro is None:
                self._orders[owner] = resolution_order(owner, self, self.stubs)
            return UNKNOWN
        assert isinstance(selector, str)
        if selector[0] == "[":
            assert isinstance(owner, Instance)
            return containers.content(self, owner, selector)
        return attributes.member(self, owner, selector)

    def passes(self, question: Question) -> bool:
        """Whether the question is about a register whose value follows from others at once."""
        owner, selector = question
        if not isinstance(owner, FunctionSymbol) or not isinstance(selector, int) or selector < 0:
            return False
        step = owner.function.definitions[selector]
        return step is None or step.op not in _CIRCULAR

    def circling(self, owner: Owner, selector: Selector) -> None:
        """A class whose bases can only be found by looking into it has a base of which nothing is known."""
        if selector == _MRO:
            assert isinstance(owner, ClassSymbol)
            owner.mro = (owner, UNSEEN)

    def narrowed(self, question: Question, value: Value) -> Value:
        """Things that differ only in where they were seen become one, then those with a common base that base.

        What is still too much is not known.
        """
        if value != TOO_MANY:
            if rows_in(value) > ROWS_PER_VALUE.bound:
                self._hit(ROWS_PER_VALUE, question)
            for alike in (tuple, self._bare, self._of_base):
                value = tuple(dict.fromkeys(alike(value)))
                if len(value) <= TYPES_PER_VALUE.bound or are_functions(value) or are_rows(value):
                    return value
        self._hit(TYPES_PER_VALUE, question)
        return UNKNOWN

    def _hit(self, limit: Limit, question: Question) -> None:
        owner, selector = question
        content = owner.content if isinstance(owner, Instance) else None
        if isinstance(content, Made):  # what lies in a collection
            owner, selector = content.function, content.register
        if isinstance(owner, FunctionSymbol) and isinstance(selector, int):
            self.too_many.add((limit.name, owner.module.module.path, owner.function.index, selector))

    def _bare(self, value: Value) -> Value:
        """Collections without their content, methods without the object they were reached through."""
        found: list[Thing] = []
        for thing in value:
            match thing:
                case Instance(of=of, content=Made() | Typed() | Listed()):
                    found.append(self.things.instance(of))
                case Bound(
                    function=FunctionSymbol(owner=ClassSymbol() as of) as function, receiver=Instance()
                ):
                    found.append(self.things.bound(function, of.instance))
                case _:
                    found.append(thing)
        return tuple(found)

    def _of_base(self, value: Value) -> Value:
        """Classes of the program, and objects of them, as the nearest class that all derive from, and its objects."""
        objects = [t.of for t in value if isinstance(t, Instance) and isinstance(t.of, ClassSymbol)]
        classes = [thing for thing in value if isinstance(thing, ClassSymbol)]
        kept = {*classes, *(symbol.instance for symbol in objects)}
        shared = [
            *(symbol.instance for symbol in (common_base(self, objects) if objects else ())),
            *(common_base(self, classes) if classes else ()),
        ]
        is_shared = len(shared) == bool(objects) + bool(classes)
        return (*shared, *(thing for thing in value if thing not in kept)) if is_shared else value

    def _step(self, function: FunctionSymbol, step: Instruction) -> Value:
        match step:
            case GetField():
                found = attributes.each_attribute(self, self.value_at(function, step, step.object), step.name)
                return results.called_in_page(self, found) if function in self.pages else found
            case Call():
                return results.called(self, function, step)
            case Load():
                return names.load(self, function, step)
            case Const():
                path = CONSTANTS.get(step.value.__class__)
                return UNKNOWN if path is None else (self.things.instance(path),)
            case Param():
                return names.parameter(self, function, step)
            case Phi():
                return self._merged(function, step)
            case Import():
                return names.imported(self, function, step)
            case MakeFunction():
                return (function.module.functions[step.function],)
            case MakeClass():
                return (function.module.classes[step.class_index],)
            case Build():
                return self._built(function, step)
            case GetItem():
                return containers.item(self, function, step)
            case Next():
                return containers.each(self, self.value(function, step.iterator))
            case Await():
                return self.value(function, step.value)
            case Iterate():
                return self.value_at(function, step, step.object)
            case Enter():
                handed = results.handed_through(self, function, step)
                return handed or results.entered(self, self.value_at(function, step, step.manager))
            case Compare():
                return (self.things.instance("builtins.bool"),)
            case Unary():
                return self._unary(function, step)
            case Binary():
                return self._binary(function, step)
            case Catch():
                return self._caught(function, step)
            case _:
                return UNKNOWN

    def _merged(self, function: FunctionSymbol, step: Phi) -> Value:
        definitions = function.function.definitions
        found = [self.value(function, r) for r in step.operands if not is_unbound(definitions, r)]
        return union(found) if found else UNKNOWN

    def _built(self, function: FunctionSymbol, step: Build) -> Value:
        path = BUILT.get(step.kind)
        if path is not None:
            return (self.things.made(path, function, step.result),)
        return (self.things.instance("builtins.str" if step.kind == "text" else "builtins.slice"),)

    def _unary(self, function: FunctionSymbol, step: Unary) -> Value:
        if step.operator in _TEXT_RESULTS:
            return (self.things.instance("builtins.str"),)
        if step.operator in {"not", "more"}:
            return (self.things.instance("builtins.bool"),)
        return self._primitive(self.value(function, step.operand))

    def _binary(self, function: FunctionSymbol, step: Binary) -> Value:
        if step.operator == "format":
            return (self.things.instance("builtins.str"),)
        method = OPERATORS.get(step.operator.removesuffix("="), "")
        value = self.value(function, step.left)
        text = (self.things.instance("builtins.str"),)
        if not value and method == "__truediv__" and self.value(function, step.right) == text:
            return (self.things.instance("pathlib.Path"),)  # nothing else takes a text there
        found: list[Value] = []
        for thing in value:
            if isinstance(thing, Instance) and method:
                found.append(attributes.method_result(self, thing, (method,)) or UNKNOWN)
            else:
                is_kept = isinstance(thing, Unsettled) or (isinstance(thing, Api) and method == "__add__")
                found.append((thing,) if is_kept else UNKNOWN)
        return union(found) if found else UNKNOWN

    def _primitive(self, value: Value) -> Value:
        """What a sign makes of the value: the same class again, if it is a built-in one."""
        found: list[Value] = []
        for thing in value:
            if isinstance(thing, Instance) and isinstance(thing.of, str) and thing.of.startswith("builtins."):
                found.append((self.things.instance(thing.of),))
            else:
                found.append((thing,) if isinstance(thing, Unsettled) else UNKNOWN)
        return union(found) if found else UNKNOWN

    def _caught(self, function: FunctionSymbol, step: Catch) -> Value:
        classes = facts_of(function).caught.get(step.result, ())
        found = [self._exceptions(function, register) for register in classes]
        return union(found) if found else UNKNOWN

    def _exceptions(self, function: FunctionSymbol, register: int) -> Value:
        step = function.function.definitions[register]
        if isinstance(step, Build):
            return union([self._exceptions(function, part) for part in step.operands])
        found: list[Value] = []
        for thing in self.value(function, register):
            if isinstance(thing, ClassSymbol | Api):
                found.append((self.things.instance(thing if isinstance(thing, ClassSymbol) else thing.path),))
            else:
                found.append((thing,) if isinstance(thing, Unsettled) else UNKNOWN)
        return union(found) if found else UNKNOWN
