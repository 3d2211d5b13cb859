"""What a register can be: resolved backwards over SSA definitions, module bindings, classes and stubs, on demand.

    from app import db
    class Store:
        def __init__(self): self.db = db.connect()     # field `db` of Store
        def save(self): self.db.commit()               # self -> Instance(Store); .db -> what connect() returns

Answers are memoised per register. A value that is asked for while it is being computed (a loop, recursion) counts
as nothing more than what its other sources give. An answer that met such a cycle is good for the question under
way only: no answer depends on which questions were asked before, or in which process.
"""

from typing import Final, final

from entasis.ir.function import FunctionKind
from entasis.ir.instructions import (
    Await,
    Binary,
    Build,
    Call,
    Catch,
    Compare,
    Const,
    Enter,
    GetField,
    Import,
    Instruction,
    Load,
    MakeClass,
    MakeFunction,
    Param,
    Phi,
    Return,
    Unary,
)
from entasis.limits import RESOLUTION_DEPTH, TYPES_PER_VALUE
from entasis.models.loader import Models
from entasis.models.stubs import FunctionKind as StubKind
from entasis.models.stubs import StubAttribute, StubClass, StubEntry, StubFunction, StubIndex, StubModule
from entasis.program.annotations import annotated_paths
from entasis.program.hierarchy import Node, resolution_order
from entasis.program.modules import ModuleIndex
from entasis.program.symbols import (
    OTHER,
    UNKNOWN,
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Super,
    Thing,
    Value,
)

NONE_CLASS: Final = "types.NoneType"

_BUILT: Final[dict[str, str]] = {
    "list": "builtins.list",
    "tuple": "builtins.tuple",
    "set": "builtins.set",
    "dict": "builtins.dict",
    "text": "builtins.str",
    "slice": "builtins.slice",
    "generator": "typing.Generator",
}
_CONSTANTS: Final[dict[type, str]] = {
    str: "builtins.str",
    bytes: "builtins.bytes",
    int: "builtins.int",
    float: "builtins.float",
    bool: "builtins.bool",
    complex: "builtins.complex",
    type(None): NONE_CLASS,
}
_TEXT_RESULTS: Final = frozenset({"repr", "str", "ascii"})
_KEEPS_CLASS: Final = frozenset({"builtins.staticmethod", "builtins.classmethod", "builtins.property"})


@final
class Evaluator:
    """Answers `value(function, register)` for one program."""

    def __init__(self, index: ModuleIndex, stubs: StubIndex, models: Models) -> None:
        self.index = index
        self.stubs = stubs
        self.models = models
        self.too_many: set[tuple[str, int, int]] = set()  # values with more classes than are followed
        self._overflowed = False
        self._apis: dict[str, Api] = {}
        self._instances: dict[str, Instance] = {}
        self._members: dict[tuple[str, str], StubEntry | None] = {}
        self._active: set[tuple[int, FunctionSymbol]] = set()
        self._provisional: dict[tuple[int, FunctionSymbol], Value] = {}
        self._cut = 0  # how often the answer under way left something out because of a cycle or the depth
        self._modules_active: set[tuple[str, str]] = set()

    # Interned things

    def api(self, path: str) -> Api:
        """The thing outside at `path`."""
        found = self._apis.get(path)
        if found is None:
            found = self._apis[path] = Api(path)
        return found

    def _outside(self, path: str) -> Thing:
        """The thing outside at `path`; where a model says that it holds an object, that object."""
        held = self.models.value(path)
        return self.api(path) if held is None else self.instance(held)

    def instance(self, of: Node) -> Instance:
        """An object of the class `of`."""
        if isinstance(of, ClassSymbol):
            return of.instance
        found = self._instances.get(of)
        if found is None:
            found = self._instances[of] = Instance(of)
        return found

    def mro(self, symbol: ClassSymbol) -> tuple[Node, ...]:
        """The method resolution order of `symbol`, itself first."""
        return resolution_order(symbol, self, self.stubs)

    # Registers

    def value(self, function: FunctionSymbol, register: int) -> Value:
        """What `register` of `function` can be."""
        if register < 0:
            return UNKNOWN
        known = function.values.get(register)
        if known is not None:
            return known
        step = function.function.definitions[register]
        if step is None:
            return UNKNOWN
        key = (register, function)
        provisional = self._provisional.get(key)
        if provisional is not None:
            self._cut += 1
            return provisional
        if key in self._active or len(self._active) > RESOLUTION_DEPTH.bound:
            self._cut += 1
            return UNKNOWN
        self._active.add(key)
        cut = self._cut
        value = self._evaluate(function, step)
        self._active.discard(key)
        if self._overflowed:
            self._overflowed = False
            self.too_many.add((function.module.module.path, function.function.index, register))
        if self._keeps(cut):
            function.values[register] = value
        else:
            self._provisional[key] = value
        return value

    def _keeps(self, cut: int) -> bool:
        """Whether an answer begun when `cut` cycles had been met is the same whatever was asked before it."""
        if not self._active:
            self._provisional.clear()
        return self._cut == cut

    def _evaluate(self, function: FunctionSymbol, step: Instruction) -> Value:
        match step:
            case GetField():
                return self._each_attribute(self.value(function, step.object), step.name)
            case Call():
                return self._call(function, step)
            case Load():
                return self._load(function, step)
            case Const():
                path = _CONSTANTS.get(step.value.__class__)
                return UNKNOWN if path is None else (self.instance(path),)
            case Param():
                return self._parameter(function, step)
            case Phi():
                return self.union([self.value(function, operand) for operand in step.operands])
            case Import():
                return self._import(function, step)
            case MakeFunction():
                return (function.module.functions[step.function],)
            case MakeClass():
                return (function.module.classes[step.class_index],)
            case Build():
                path = _BUILT.get(step.kind)
                return UNKNOWN if path is None else (self.instance(path),)
            case Await():
                return self.value(function, step.value)
            case Enter():
                return self._entered(self.value(function, step.manager))
            case Compare():
                return (self.instance("builtins.bool"),)
            case Unary():
                return self._unary(function, step)
            case Binary():
                return self._binary(function, step)
            case Catch():
                return self._caught(function, step)
            case _:
                return UNKNOWN

    def union(self, values: list[Value]) -> Value:
        """Everything that one of `values` can be; UNKNOWN when that is too much."""
        if len(values) == 1:
            return values[0]
        distinct = dict.fromkeys(thing for value in values for thing in value)
        if distinct and not all(values):
            distinct[OTHER] = None
        joined = tuple(distinct)
        if joined == (OTHER,):
            return UNKNOWN
        if len(joined) > TYPES_PER_VALUE.bound:
            self._overflowed = True
            return UNKNOWN
        return joined

    def _unary(self, function: FunctionSymbol, step: Unary) -> Value:
        if step.operator in _TEXT_RESULTS:
            return (self.instance("builtins.str"),)
        if step.operator in {"not", "more"}:
            return (self.instance("builtins.bool"),)
        return self._primitive(self.value(function, step.operand))

    def _binary(self, function: FunctionSymbol, step: Binary) -> Value:
        if step.operator == "format":
            return (self.instance("builtins.str"),)
        left = self.value(function, step.left)
        if step.operator in {"%", "%=", "*", "*="}:
            return self._primitive(left)
        right = self.value(function, step.right)
        return left if left == right or (step.operator in {"+", "+="} and left) else self._primitive(left)

    def _primitive(self, value: Value) -> Value:
        """`value` if all of it is of built-in classes, whose operators give the same class again."""
        is_primitive = all(
            isinstance(t, Instance) and isinstance(t.of, str) and t.of.startswith("builtins.") for t in value
        )
        return value if is_primitive else UNKNOWN

    def _caught(self, function: FunctionSymbol, step: Catch) -> Value:
        classes = [
            self._exception_classes(function, other.left)
            for block in function.function.blocks
            for other in block.instructions
            if isinstance(other, Compare) and other.right == step.result and other.operator == "catches"
        ]
        return self.union(classes) if classes else UNKNOWN

    def _exception_classes(self, function: FunctionSymbol, register: int) -> Value:
        step = function.function.definitions[register]
        if isinstance(step, Build):
            return self.union([self._exception_classes(function, part) for part in step.operands])
        return tuple(
            self.instance(thing if isinstance(thing, ClassSymbol) else thing.path)
            for thing in self.value(function, register)
            if isinstance(thing, ClassSymbol | Api)
        )

    # Names

    def _load(self, function: FunctionSymbol, step: Load) -> Value:
        if step.owner:
            stored = function.module.bindings.get((step.owner, step.name), [])
            return self.union([self.value(holder, register) for holder, register in stored])
        return self.module_member(function.module, step.name, importer=function.module)

    def module_member(self, module: ModuleSymbol, name: str, importer: ModuleSymbol | None = None) -> Value:
        """What the name `name` of `module` can be; with `importer` the module itself, built-in names count too."""
        stored = module.bindings.get((0, name))
        if stored is not None:
            return self.union([self.value(holder, register) for holder, register in stored])
        key = (module.module.path, name)
        if key in self._modules_active:
            return UNKNOWN
        self._modules_active.add(key)
        try:
            if module.is_package and importer is not module:
                submodule = self.index.relative(module, 1, name)
                if submodule is not None:
                    return (submodule,)
            for holder, register in module.stars:
                star = holder.function.definitions[register]
                assert isinstance(star, Import)
                value = self._star_member(module, star, name)
                if value:
                    return value
        finally:
            self._modules_active.discard(key)
        if importer is module and self.stubs.find(f"builtins.{name}") is not None:
            return (self.api(f"builtins.{name}"),)
        return UNKNOWN

    def _star_member(self, module: ModuleSymbol, star: Import, name: str) -> Value:
        if name.startswith("_"):
            return UNKNOWN
        source = self._module_of(module, star)
        if source is not None:
            return self.module_member(source, name)
        if star.level == 0 and self.stubs.find(f"{star.module}.{name}") is not None:
            return (self._outside(f"{star.module}.{name}"),)
        return UNKNOWN

    def _module_of(self, module: ModuleSymbol, step: Import) -> ModuleSymbol | None:
        if step.level:
            return self.index.relative(module, step.level, step.module)
        return self.index.absolute(module, step.module)

    def _import(self, function: FunctionSymbol, step: Import) -> Value:
        module = function.module
        if step.name == "*":
            return UNKNOWN
        if step.name:
            source = self._module_of(module, step)
            if source is None:
                if step.level:
                    return UNKNOWN
                return (self._outside(f"{step.module}.{step.name}"),)
            if source is module:
                submodule = self.index.relative(module, 1, step.name) if module.is_package else None
                return () if submodule is None else (submodule,)
            value = self.module_member(source, step.name)
            if not value and source.is_package:
                submodule = self.index.relative(source, 1, step.name)
                if submodule is not None:
                    return (submodule,)
            return value
        name = step.module.partition(".")[0] if step.top else step.module
        source = self.index.absolute(module, name)
        return (self.api(name),) if source is None else (source,)

    def _parameter(self, function: FunctionSymbol, step: Param) -> Value:
        owner = function.owner
        parameter = function.function.parameters[step.index]
        if step.index == 0 and owner is not None and function.function.kind is FunctionKind.FUNCTION:
            kind = self.method_kind(function)
            if kind is StubKind.METHOD or kind is StubKind.PROPERTY:
                return (owner.instance,)
            if kind is StubKind.CLASS_METHOD:
                return (owner,)
        if parameter.kind.name == "VAR_POSITIONAL":
            return (self.instance("builtins.tuple"),)
        if parameter.kind.name == "VAR_KEYWORD":
            return (self.instance("builtins.dict"),)
        return self.annotated(function, parameter.annotation)

    def annotated(self, function: FunctionSymbol, annotation: str) -> Value:
        """Objects of the classes that the annotation text names, as seen from `function`."""
        if not annotation:
            return UNKNOWN
        found: list[Value] = []
        for path in annotated_paths(annotation):
            value = self.dotted(function, path)
            if not value:
                return UNKNOWN
            found.append(tuple(self._instance_of(thing) for thing in value if self._is_class(thing)))
        return self.union(found) if found else UNKNOWN

    def dotted(self, function: FunctionSymbol, path: str) -> Value:
        """What the dotted name `path` means in the module of `function`."""
        first, *rest = path.split(".")
        value = UNKNOWN
        scope: FunctionSymbol | None = function
        while scope is not None and not value:
            stored = function.module.bindings.get((scope.function.index, first))
            if stored is not None:
                value = self.union([self.value(holder, register) for holder, register in stored])
            scope = scope.outer
        if not value:
            value = self.module_member(function.module, first, importer=function.module)
        for name in rest:
            value = self._each_attribute(value, name)
        return value

    def _is_class(self, thing: Thing) -> bool:
        if isinstance(thing, ClassSymbol):
            return True
        return isinstance(thing, Api) and self.is_class_path(thing.path)

    def is_class_path(self, path: str) -> bool:
        """Whether the thing outside at `path` is a class: by the stubs, by a model, else by its capital letter."""
        entry = self.stubs.find(path)
        if entry is not None:
            return isinstance(entry, StubClass)
        returned = self.models.returns(path)
        if returned is not None:
            return returned == path
        last = path.rpartition(".")[2]
        return last[:1].isupper() and not last.isupper()

    def _instance_of(self, thing: Thing) -> Thing:
        if isinstance(thing, ClassSymbol):
            return thing.instance
        assert isinstance(thing, Api)
        return self.instance(thing.path)

    # Attributes

    def _stub_member(self, path: str, name: str) -> StubEntry | None:
        key = (path, name)
        if key not in self._members:
            self._members[key] = self.stubs.member(path, name)
        return self._members[key]

    def _each_attribute(self, value: Value, name: str) -> Value:
        if not value:
            return UNKNOWN
        if len(value) == 1:
            return self.attribute(value[0], name)
        # Whatever goes on after an attribute was read was not read from None.
        return self.union([self.attribute(thing, name) for thing in value if not self._is_none(thing)])

    def _is_none(self, thing: Thing) -> bool:
        return isinstance(thing, Instance) and thing.of == NONE_CLASS

    def attribute(self, thing: Thing, name: str) -> Value:
        """What `thing.name` can be."""
        match thing:
            case Api():
                return (self._outside(f"{thing.path}.{name}"),)
            case ModuleSymbol():
                return self.module_member(thing, name)
            case Instance():
                return self._instance_attribute(thing, name)
            case ClassSymbol():
                if name == "__class__":
                    return UNKNOWN
                return self._class_attribute(thing, name, thing)
            case Super():
                return self.super_member(thing, thing.of, name)
            case _:
                return UNKNOWN

    def super_member(self, thing: Super, of: ClassSymbol, name: str) -> Value:
        """What `super().name` finds for an object of the class `of`."""
        order = self.mro(of)
        if thing.after not in order:
            return UNKNOWN
        return self._member(order[order.index(thing.after) + 1 :], name, thing)

    def _instance_attribute(self, thing: Instance, name: str) -> Value:
        if name == "__class__":
            return (thing.of if isinstance(thing.of, ClassSymbol) else self.api(thing.of),)
        if isinstance(thing.of, str):
            return self._outside_member(thing.of, name, thing)
        return self._member(self.mro(thing.of), name, thing)

    def _class_attribute(self, symbol: ClassSymbol, name: str, receiver: Thing) -> Value:
        return self._member(self.mro(symbol), name, receiver)

    def _member(self, order: tuple[Node, ...], name: str, receiver: Thing) -> Value:
        """What `receiver.name` finds along the resolution order `order`.

        A field that any class of the order sets on its objects hides what the classes hold, wherever it is set.
        """
        stored = self._stored_fields(order, name) if isinstance(receiver, Instance) else []
        found = self._class_member(order, name, receiver)
        if not stored:
            return found or UNKNOWN
        if found is None:
            return self.union(stored)
        return self.union([found, *stored])

    def _class_member(self, order: tuple[Node, ...], name: str, receiver: Thing) -> Value | None:
        """What the nearest class of the order that has the member gives; None if none is seen to have it."""
        for node in order:
            if isinstance(node, str):
                value = self._outside_member(node, name, receiver)
                if value or not self.stubs.is_class(node):
                    return value
                continue
            found = self._own_member(node, name, receiver)
            if found is not None:
                return found
        if self._stub_member("builtins.object", name) is not None:
            return self._outside_member("builtins.object", name, receiver)
        return None

    def _stored_fields(self, order: tuple[Node, ...], name: str) -> list[Value]:
        """What methods of the classes assign to the field; declared types where an assignment declares one."""
        values: list[Value] = []
        for node in order:
            for function, register in node.fields.get(name, ()) if isinstance(node, ClassSymbol) else ():
                declared = self.annotated(function, function.function.annotations.get(f"self.{name}", ""))
                values.append(declared or self.value(function, register))
        return values

    def _own_member(self, symbol: ClassSymbol, name: str, receiver: Thing) -> Value | None:
        """What the class body of `symbol` itself gives for the name; None if it has no such member."""
        registers = symbol.members.get(name)
        body = symbol.body
        assert body is not None
        annotation = body.function.annotations.get(name)
        if registers is None:
            return None if annotation is None else self.annotated(body, annotation)
        things = [
            tuple(self._bind(t, receiver) for t in self.value(body, register)) for register in registers
        ]
        value = self.union(things)
        getters = [getter for thing in value if (getter := self._getter(thing)) is not None]
        if getters:
            return self.union([self.result(getter) for getter in getters])
        declared = self.annotated(body, annotation) if annotation is not None else UNKNOWN
        return self.union([value, declared]) if declared else value

    def _getter(self, thing: Thing) -> FunctionSymbol | None:
        """The function behind a property, or None if `thing` is none."""
        if isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol):
            return thing.function if self.method_kind(thing.function) is StubKind.PROPERTY else None
        return None

    def _bind(self, thing: Thing, receiver: Thing) -> Thing:
        """A function found in a class, as reached through `receiver`."""
        if not isinstance(thing, FunctionSymbol):
            return thing
        kind = self.method_kind(thing)
        if kind is StubKind.STATIC_METHOD:
            return thing
        if kind is StubKind.CLASS_METHOD:
            return Bound(thing, receiver)
        return Bound(thing, receiver) if isinstance(receiver, Instance | Super) else thing

    def method_kind(self, function: FunctionSymbol) -> StubKind:
        """How the function is reached through its class."""
        name = function.function.name
        if name == "__new__":
            return StubKind.STATIC_METHOD
        if name in {"__init_subclass__", "__class_getitem__"}:
            return StubKind.CLASS_METHOD
        outer = function.outer
        if outer is not None:
            for register in function.decorators:
                for thing in self.value(outer, register):
                    if isinstance(thing, Api):
                        kind = _DECORATOR_KINDS.get(thing.path)
                        if kind is None and thing.path.rpartition(".")[2] in {
                            "cached_property",
                            "cachedproperty",
                        }:
                            kind = StubKind.PROPERTY
                        if kind is not None:
                            return kind
                    elif isinstance(thing, ClassSymbol) and "property" in thing.ir.name.lower():
                        return StubKind.PROPERTY  # a descriptor of the program's own
                step = outer.function.definitions[register]
                if isinstance(step, GetField) and step.name in {"setter", "getter", "deleter"}:
                    return StubKind.PROPERTY
        return StubKind.METHOD

    def _outside_member(self, path: str, name: str, receiver: Thing) -> Value:
        """What the class outside at `path` gives for a member name."""
        if not path:
            return UNKNOWN
        api = f"{path}.{name}"
        held = self.models.value(api)
        if held is not None:
            return (self.instance(held),)
        member = self._stub_member(path, name)
        if member is None:
            if self.stubs.is_class(path) and not self._is_dynamic(path):
                return UNKNOWN
            return (
                Bound(self.api(api), receiver) if isinstance(receiver, Instance | Super) else self.api(api),
            )
        match member:
            case StubFunction():
                if member.kind is StubKind.PROPERTY:
                    return self._stub_types(member.returns, receiver)
                return (
                    (Bound(self.api(api), receiver),)
                    if isinstance(receiver, Instance | Super)
                    else (self.api(api),)
                )
            case StubAttribute():
                return self._stub_types(member.types, receiver) or (self.api(api),)
            case StubClass():
                return (self.api(member.path),)
            case _:
                return UNKNOWN

    def field_paths(self, function: FunctionSymbol, base: int, name: str) -> tuple[str, ...]:
        """The API paths under which the field `name` of the register `base` may be known, nearest class first."""
        found: list[str] = []
        for thing in self.value(function, base):
            if isinstance(thing, Api):
                found.append(f"{thing.path}.{name}")
            elif isinstance(thing, Instance | ClassSymbol | Super):
                of = thing if isinstance(thing, ClassSymbol) else thing.of
                order = self.mro(of) if isinstance(of, ClassSymbol) else (of,)
                found.extend(f"{node}.{name}" for node in order if isinstance(node, str) and node)
        return tuple(dict.fromkeys(found))

    def _is_dynamic(self, path: str) -> bool:
        """Whether objects of the stub class answer for names the stub does not list."""
        return self._stub_member(path, "__getattr__") is not None

    def _stub_types(self, types: tuple[str, ...], receiver: Thing) -> Value:
        """Objects of the stub types; what may also be None counts as the rest."""
        found: list[Value] = []
        for name in types:
            if name == "None":
                found.append((self.instance(NONE_CLASS),))
            elif not name:
                found.append(UNKNOWN)
            elif name == "Self":
                found.append((receiver,) if isinstance(receiver, Instance) else UNKNOWN)
            else:
                found.append((self.instance(name),))
        return self.union(found) if found else UNKNOWN

    # Calls

    def _call(self, function: FunctionSymbol, step: Call) -> Value:
        if step.decorates:
            return self._decorated(function, step)
        callee = self.value(function, step.callee)
        if len(callee) == 1:
            return self.call_result(callee[0], function, step)
        results = [self.call_result(thing, function, step) for thing in callee if not self._is_none(thing)]
        return self.union(results) if results else UNKNOWN

    def call_result(self, thing: Thing, function: FunctionSymbol, step: Call) -> Value:
        """What calling `thing` with the arguments of `step` can give."""
        match thing:
            case ClassSymbol():
                return (thing.instance,)
            case FunctionSymbol():
                return self.result(thing)
            case Api():
                return self._api_result(thing.path, None, function, step)
            case Bound():
                if isinstance(thing.function, FunctionSymbol):
                    return self.result(thing.function)
                return self._api_result(thing.function.path, thing.receiver, function, step)
            case Instance():
                return self._called_object(thing)
            case _:
                return UNKNOWN

    def _called_object(self, thing: Instance) -> Value:
        if isinstance(thing.of, ClassSymbol):
            for method in self.attribute(thing, "__call__"):
                if isinstance(method, Bound) and isinstance(method.function, FunctionSymbol):
                    return self.result(method.function)
        return UNKNOWN

    def _api_result(self, path: str, receiver: Thing | None, function: FunctionSymbol, step: Call) -> Value:
        returned = self.models.returns(path)
        if returned is not None:
            return (self.instance(returned),)
        if path == "builtins.super":
            return self._super(function, step)
        if path == "builtins.type" and len(step.arguments) == 1:
            return self._each_attribute(self.value(function, step.arguments[0]), "__class__")
        if path == "builtins.getattr" and len(step.arguments) >= 2:
            name = function.function.definitions[step.arguments[1]]
            if isinstance(name, Const) and isinstance(name.value, str):
                return self._each_attribute(self.value(function, step.arguments[0]), name.value)
            return UNKNOWN
        entry = self.stubs.find(path)
        if entry is None:
            entry = self._inherited(path)
        match entry:
            case StubClass():
                return (self.instance(path),)
            case StubFunction():
                return self._stub_types(entry.returns, receiver or self.api(path))
            case StubModule() | StubAttribute():
                return UNKNOWN
            case _:
                if self.is_class_path(path):
                    return (self.instance(path),)
                return (self.api(f"{path}()"),)

    def _inherited(self, path: str) -> StubFunction | None:
        owner, _, name = path.rpartition(".")
        member = self._stub_member(owner, name) if owner and self.stubs.is_class(owner) else None
        return member if isinstance(member, StubFunction) else None

    def _super(self, function: FunctionSymbol, step: Call) -> Value:
        scope: FunctionSymbol | None = function
        while scope is not None and scope.owner is None:
            scope = scope.outer
        if scope is None or scope.owner is None:
            return UNKNOWN
        after = scope.owner
        if step.arguments:
            named = self.value(function, step.arguments[0])
            if len(named) != 1 or not isinstance(named[0], ClassSymbol):
                return UNKNOWN
            after = named[0]
        return (Super(scope.owner, after),)

    def _decorated(self, function: FunctionSymbol, step: Call) -> Value:
        """A decorated function is still found under its name; `method_kind` and `keeps_signature` say the rest."""
        return self.value(function, step.arguments[0])

    def keeps_signature(self, function: FunctionSymbol) -> bool:
        """Whether calls of the function take what its own parameters say, whatever decorates it."""
        outer = function.outer
        if outer is None:
            return not function.decorators
        for register in function.decorators:
            value = self.value(outer, register)
            if len(value) != 1:
                return False
            thing = value[0]
            path = thing.path if isinstance(thing, Api) else ""
            if isinstance(thing, Bound) and isinstance(thing.function, Api):
                path = thing.function.path
            path = path.removesuffix("()")
            if path not in _KEEPS_CLASS and not (path and self.models.is_transparent(path)):
                return False
        return True

    def result(self, function: FunctionSymbol) -> Value:
        """What calling the function can give; for a coroutine, what awaiting it gives."""
        if function.result is not None:
            return function.result
        ir = function.function
        if ir.returns:
            value = self.annotated(function, ir.returns)
            if value and not ir.is_generator:
                function.result = value
                return value
        if ir.is_generator:
            return (self.instance("typing.Generator"),)
        key = (-1, function)
        provisional = self._provisional.get(key)
        if provisional is not None:
            self._cut += 1
            return provisional
        if key in self._active or len(self._active) > RESOLUTION_DEPTH.bound:
            self._cut += 1
            return UNKNOWN
        self._active.add(key)
        cut = self._cut
        returned = [
            self.value(function, block.terminator.value)
            for block in ir.blocks
            if isinstance(block.terminator, Return)
        ]
        value = self.union(returned) if returned else UNKNOWN
        self._active.discard(key)
        if self._keeps(cut):
            function.result = value
        else:
            self._provisional[key] = value
        return value

    def _entered(self, value: Value) -> Value:
        """What `with … as` binds."""
        found: list[Value] = []
        for thing in value:
            if isinstance(thing, Instance):
                methods = self.attribute(thing, "__enter__") or self.attribute(thing, "__aenter__")
                results = [
                    self.result(method.function)
                    if isinstance(method.function, FunctionSymbol)
                    else self._entered_outside(method.function.path, thing)
                    for method in methods
                    if isinstance(method, Bound)
                ]
                found.append(self.union(results) if results else UNKNOWN)
            elif isinstance(thing, Api):
                found.append((thing,))
        return self.union(found) if found else UNKNOWN

    def _entered_outside(self, path: str, thing: Instance) -> Value:
        entry = self.stubs.find(path) or self._inherited(path)
        # A manager of which nothing is known gives itself, as almost every class that is one does.
        return self._stub_types(entry.returns, thing) if isinstance(entry, StubFunction) else (thing,)


_DECORATOR_KINDS: Final[dict[str, StubKind]] = {
    "builtins.staticmethod": StubKind.STATIC_METHOD,
    "builtins.classmethod": StubKind.CLASS_METHOD,
    "builtins.property": StubKind.PROPERTY,
    "functools.cached_property": StubKind.PROPERTY,
    "abc.abstractproperty": StubKind.PROPERTY,
    "abc.abstractclassmethod": StubKind.CLASS_METHOD,
    "abc.abstractstaticmethod": StubKind.STATIC_METHOD,
}
