"""What calls give: constructors, functions of the program, what is outside, and the few built-ins that are followed."""

from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import NONE, Build, Call, Const, Enter, GetField
from entasis.models.loader import ANY_CURSOR
from entasis.models.ports import Port, PortKind
from entasis.models.stubs import StubAttribute, StubClass, StubFunction, StubModule
from entasis.program import containers
from entasis.program.attributes import each_attribute, method_result, stub_types
from entasis.program.decorators import decorated, is_manager
from entasis.program.dynamic import any_attribute, any_module
from entasis.program.facts import returned
from entasis.program.names import outside
from entasis.program.passing import argument
from entasis.program.records import record_of
from entasis.program.rows import named_class, queried, root_of
from entasis.program.solver import EACH, union
from entasis.program.symbols import (
    NOTHING,
    OTHER,
    UNKNOWN,
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Made,
    Partial,
    Thing,
    Unsettled,
    Value,
)

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

RESULT: Final = -1  # in place of a register: what the function returns
_MANAGER: Final = "contextlib._GeneratorContextManager"
_HANDING: Final = frozenset({"contextlib.closing", "contextlib.aclosing", "contextlib.nullcontext"})
_WRAPPERS: Final = frozenset({"builtins.staticmethod", "builtins.classmethod", "builtins.property"})
_RECORDS: Final = frozenset({"collections.namedtuple", "typing.NamedTuple"})
_OWN: Final = ("self",)
_CLASS_MAKERS: Final = frozenset({"builtins.type", "enum.Enum", "enum.IntEnum", "enum.Flag", "enum.StrEnum"})


def called(evaluator: "Evaluator", function: FunctionSymbol, step: Call) -> Value:
    """What the call gives."""
    if step.decorates:
        return decorated(evaluator, function, step)
    callee = evaluator.value_at(function, step, step.callee)
    if len(callee) == 1:
        return call_result(evaluator, callee[0], function, step)
    if not callee and not step.arguments and _is_named(function, step.callee, "cursor"):
        return (evaluator.things.instance(ANY_CURSOR),)
    return union([call_result(evaluator, thing, function, step) for thing in callee]) if callee else UNKNOWN


def _is_named(function: FunctionSymbol, register: int, name: str) -> bool:
    """Whether the register holds a method of that name of something."""
    step = function.function.definitions[register]
    return isinstance(step, GetField) and step.name == name


def call_result(evaluator: "Evaluator", thing: Thing, function: FunctionSymbol, step: Call) -> Value:
    """What calling `thing` with the arguments of `step` can give."""
    match thing:
        case ClassSymbol():
            return _made(evaluator, thing)
        case FunctionSymbol():
            return _of_passed_class(evaluator, thing, function, step) or evaluator.result(thing)
        case Bound(function=FunctionSymbol() as method):
            return _named_by_class(evaluator, method, thing.receiver, evaluator.result(method))
        case Api(path=path):
            return _api_result(evaluator, path, None, function, step)
        case Bound(function=Api(path=path)):
            return _api_result(evaluator, path, thing.receiver, function, step)
        case Partial():
            inner = thing.function
            if isinstance(inner, Partial | Api) or (
                isinstance(inner, Bound) and isinstance(inner.function, Api)
            ):
                return UNKNOWN  # its arguments are not those of this call
            return call_result(evaluator, inner, function, step)
        case Instance(of="types.NoneType"):
            return NOTHING  # whatever goes on after a call did not call None
        case Instance():
            return method_result(evaluator, thing, ("__call__",)) or UNKNOWN
        case Instance(of=str() as of):
            returned = evaluator.models.returns(f"{of}.__call__")
            return UNKNOWN if returned is None else (evaluator.things.instance(returned),)
        case Unsettled():
            return (thing,)
        case _:
            return UNKNOWN


def _made(evaluator: "Evaluator", symbol: ClassSymbol) -> Value:
    """An object of the class; what its `__new__`, or the `__call__` of its metaclass, gives is more than that."""
    for node in evaluator.mro(symbol):
        if isinstance(node, ClassSymbol) and (
            "__new__" in node.members or _has_calling_metaclass(evaluator, node)
        ):
            return (symbol.instance, OTHER)
    return (symbol.instance,)


def _has_calling_metaclass(evaluator: "Evaluator", symbol: ClassSymbol) -> bool:
    outer = symbol.outer
    return outer is not None and any(
        isinstance(thing, ClassSymbol) and "__call__" in thing.members
        for name, register in symbol.keywords
        if name == "metaclass"
        for thing in evaluator.value(outer, register)
    )


def function_result(evaluator: "Evaluator", function: FunctionSymbol) -> Value:
    """What calling the function can give; for a coroutine, what awaiting it gives."""
    ir = function.function
    declared = evaluator.annotated(function, ir.returns) if ir.returns else UNKNOWN
    if ir.is_generator:
        of = _MANAGER if is_manager(evaluator, function) else "typing.Generator"
        return (evaluator.things.made(of, function, containers.YIELDS),)
    if declared:
        return declared
    found = [evaluator.value(function, register) for register in returned(function)]
    return union(found) if found else UNKNOWN


def _of_passed_class(
    evaluator: "Evaluator", called: FunctionSymbol, function: FunctionSymbol, step: Call
) -> Value:
    """An object of the class that is passed, where the function says so: `def parse(text, cls: type[T]) -> T`."""
    returns = called.function.returns
    ending = f"ype[{returns}]"  # `type`, `Type` or `typing.Type`
    for index, parameter in enumerate(called.function.parameters if returns else ()):
        if parameter.annotation.endswith(ending):
            passed = argument(step, Port(PortKind.ARGUMENT, index, parameter.name))
            value = evaluator.value(function, passed) if passed != NONE else UNKNOWN
            return union([_instance_of(evaluator, thing) for thing in value]) if value else UNKNOWN
    return UNKNOWN


def handed_through(evaluator: "Evaluator", function: FunctionSymbol, step: Enter) -> Value:
    """What `with closing(thing) as …` binds: the thing itself; nothing for other managers."""
    manager = function.function.definitions[step.manager]
    if not isinstance(manager, Call) or len(manager.arguments) != 1 or manager.stars or manager.names:
        return ()
    callee = evaluator.value(function, manager.callee)
    if all(isinstance(thing, Api) and thing.path in _HANDING for thing in callee) and callee:
        return evaluator.value(function, manager.arguments[0])
    return ()


def entered(evaluator: "Evaluator", value: Value) -> Value:
    """What `with … as` binds."""
    found = [_entered(evaluator, thing) for thing in value]
    return union(found) if found else UNKNOWN


def _entered(evaluator: "Evaluator", thing: Thing) -> Value:
    match thing:
        case Instance(of="contextlib._GeneratorContextManager", content=Made()):
            return evaluator.ask(thing, EACH)
        case Instance():
            # A manager of which nothing is known gives itself, as almost every class that is one does.
            is_known = isinstance(thing.of, ClassSymbol) or evaluator.stubs.is_class(thing.of)
            given = method_result(evaluator, thing, ("__enter__", "__aenter__"))
            return given if given is not None else UNKNOWN if is_known else (thing,)
        case Api() | Unsettled():
            return (thing,)
        case _:
            return UNKNOWN


# Calls of what is outside


def _api_result(
    evaluator: "Evaluator", path: str, receiver: Thing | None, function: FunctionSymbol, step: Call
) -> Value:
    returned = evaluator.models.returns(path)
    if returned is not None and _is_made_otherwise(evaluator, path, step):
        return UNKNOWN
    if returned is not None and (asked := _asked(evaluator, path, function, step)) is not None:
        return own_class(evaluator, path, asked)
    if evaluator.reading and (rows := queried(evaluator, path, returned, receiver, function, step)):
        return rows
    if returned is not None:
        return own_class(evaluator, path, receiver) or (evaluator.things.instance(returned),)
    listed = evaluator.models.each(path)
    if listed is not None:
        return (evaluator.things.listed(listed),)
    itself = evaluator.models.itself(path)
    if itself is not None:
        root = root_of(evaluator, itself)
        return (root if isinstance(root, ClassSymbol) else evaluator.things.api(root),)
    first = evaluator.models.first(path)
    if first is not None:
        return (evaluator.things.led_by(first),)
    special = _special_result(evaluator, path, function, step)
    if special is None:
        special = containers.result(evaluator, path, receiver, function, step)
    if special is not None:
        return special
    entry = evaluator.stubs.find(path) or _inherited(evaluator, path)
    match entry:
        case StubClass():
            return (evaluator.things.instance(path),)
        case StubFunction():
            return stub_types(evaluator, entry.returns, receiver or evaluator.things.api(path))
        case StubModule() | StubAttribute():
            return UNKNOWN
        case _:
            if evaluator.is_class_path(path):
                return (evaluator.things.instance(path),)
            return _as_it_was(evaluator, path, function, step) or outside(evaluator, f"{path}()")


def _asked(evaluator: "Evaluator", path: str, function: FunctionSymbol, step: Call) -> Thing | None:
    """The class of the program that a method of a class outside is asked of, where what it gives is of that class."""
    row, callee = evaluator.models.type_of(path), function.function.definitions[step.callee]
    if row is None or row.of_class != _OWN or not isinstance(callee, GetField):
        return None
    value = evaluator.value(function, callee.object)
    return value[0] if len(value) == 1 and isinstance(value[0], ClassSymbol) else None


def _is_made_otherwise(evaluator: "Evaluator", path: str, step: Call) -> bool:
    """Whether the call is passed what makes something else of what it gives: `args.get("page", type=int)`."""
    row = evaluator.models.type_of(path)
    return row is not None and row.made_by is not None and argument(step, row.made_by) != NONE


def _as_it_was(evaluator: "Evaluator", path: str, function: FunctionSymbol, step: Call) -> Value:
    """The function that is passed to what would leave one as it is as a decorator: `sync_to_async(run)`."""
    if step.decorates or not step.arguments or not evaluator.models.is_transparent(path.removesuffix("()")):
        return ()
    given = evaluator.value(function, step.arguments[0])
    return tuple(thing for thing in given if isinstance(thing, FunctionSymbol | Bound | ClassSymbol | Api))


def called_in_page(evaluator: "Evaluator", value: Value) -> Value:
    """What a template makes of an attribute: some languages call a method that is named, and not called."""
    found = list(value)
    for thing in value:
        inner = thing.function if isinstance(thing, Bound) else None
        if isinstance(inner, FunctionSymbol):
            found += evaluator.result(inner)
        elif isinstance(inner, Api):
            assert isinstance(thing, Bound)
            returned = evaluator.models.returns(inner.path)
            found += queried(evaluator, inner.path, returned, thing.receiver)
    return union([(thing,) for thing in found]) if len(found) > len(value) else value


def own_class(evaluator: "Evaluator", path: str, receiver: Thing | None) -> Value:
    """An object of the class that the receiver of the call names itself; nothing where it names none."""
    row = evaluator.models.type_of(path)
    if row is not None and row.of_class == _OWN:  # it gives an object of the class that it is called on
        return (receiver.instance,) if isinstance(receiver, ClassSymbol) else ()
    if row is None or not row.of_class:
        return ()
    named = named_class(evaluator, receiver, row.of_class)
    if evaluator.models.is_query_class(row.returns):
        return tuple(evaluator.things.listed(of, row.returns) for of in named)
    return tuple(map(evaluator.things.instance, named))


def _named_by_class(evaluator: "Evaluator", method: FunctionSymbol, receiver: Thing, given: Value) -> Value:
    """What the method gives: where it hands on what the one above it made, of the class that the object itself names."""
    if method.owner is None or not any(isinstance(t, Instance) and isinstance(t.of, str) for t in given):
        return given
    for node in evaluator.mro(method.owner) if isinstance(receiver, Instance) else ():
        path = f"{node}.{method.name}" if isinstance(node, str) else ""
        returned = evaluator.models.returns(path) if path else None
        if returned is not None:
            above = evaluator.things.instance(returned)
            found = own_class(evaluator, path, receiver) if above in given else ()
            return union([found, tuple(thing for thing in given if thing != above)]) if found else given
    return given


def _inherited(evaluator: "Evaluator", path: str) -> StubFunction | None:
    owner, _, name = path.rpartition(".")
    member = evaluator.stub_member(owner, name) if owner and evaluator.stubs.is_class(owner) else None
    return member if isinstance(member, StubFunction) else None


def _special_result(evaluator: "Evaluator", path: str, function: FunctionSymbol, step: Call) -> Value | None:
    """What built-in functions give that look into the program; None for all others."""
    count = len(step.arguments) - len(step.names)
    if path == "builtins.super":
        return _super(evaluator, function, step)
    if path in _RECORDS:
        record = record_of(function, step, path)
        return UNKNOWN if record is None else (evaluator.things.made_class(function, step, record),)
    if count == 0 or step.stars:
        return None
    first = step.arguments[0]
    if path == "builtins.type" and count == 1:
        return each_attribute(evaluator, evaluator.value(function, first), "__class__")
    if path in _CLASS_MAKERS and count > 1:
        return _derived(evaluator, function, step) if path == "builtins.type" else UNKNOWN
    if path == "builtins.getattr" and count >= 2:
        return _getattr(evaluator, function, step)
    if path == "functools.partial":
        return _partial(evaluator, function, step)
    if path in _WRAPPERS:
        return union(
            [(evaluator.things.wrapped(path, thing),) for thing in evaluator.value(function, first)]
            or [UNKNOWN]
        )
    if path in {"importlib.import_module", "builtins.__import__"}:
        return _imported(evaluator, function, step, is_top=path == "builtins.__import__" and count < 4)
    if path == "typing.cast" and count == 2:
        return _cast(evaluator, function, step)
    if path in {"six.with_metaclass", "future.utils.with_metaclass"}:
        return evaluator.value(function, step.arguments[1]) if count == 2 else UNKNOWN
    if path in {"copy.copy", "copy.deepcopy"}:
        return evaluator.value(function, first)
    return None


def _derived(evaluator: "Evaluator", function: FunctionSymbol, step: Call) -> Value:
    """`type(name, (Base,), {...})` is a Base with more to it."""
    bases = function.function.definitions[step.arguments[1]]
    if not isinstance(bases, Build) or len(bases.operands) != 1 or bases.stars:
        return UNKNOWN
    return union([evaluator.value(function, bases.operands[0]), UNKNOWN])


def _getattr(evaluator: "Evaluator", function: FunctionSymbol, step: Call) -> Value:
    name = function.function.definitions[step.arguments[1]]
    value = evaluator.value(function, step.arguments[0])
    if isinstance(name, Const) and isinstance(name.value, str):
        found = each_attribute(evaluator, value, name.value)
    else:
        found = any_attribute(evaluator, function, value, step.arguments[1])
    return union([found, evaluator.value(function, step.arguments[2])]) if len(step.arguments) > 2 else found


def _partial(evaluator: "Evaluator", function: FunctionSymbol, step: Call) -> Value:
    given = len(step.arguments) - len(step.names) - 1
    value = evaluator.value(function, step.arguments[0])
    return union([(evaluator.things.partial(thing, given, step.names),) for thing in value] or [UNKNOWN])


def _imported(evaluator: "Evaluator", function: FunctionSymbol, step: Call, *, is_top: bool) -> Value:
    """`import_module("a.b")` gives a.b, `__import__("a.b")` gives a."""
    named = function.function.definitions[step.arguments[0]]
    if not isinstance(named, Const) or not isinstance(named.value, str):
        return UNKNOWN if is_top else any_module(evaluator, function, step.arguments[0])
    if not named.value.strip("."):
        return UNKNOWN
    name = named.value.lstrip(".")
    level = len(named.value) - len(name)
    index = evaluator.index
    if level:
        source = index.relative(function.module, level, name)
        return UNKNOWN if source is None else (source,)
    source = index.top(function.module, name) if is_top else index.absolute(function.module, name)
    path = name.partition(".")[0] if is_top else name
    return (evaluator.things.api(path),) if source is None else (source,)


def _cast(evaluator: "Evaluator", function: FunctionSymbol, step: Call) -> Value:
    named = function.function.definitions[step.arguments[0]]
    if isinstance(named, Const) and isinstance(named.value, str):
        declared = evaluator.annotated(function, named.value)
    else:
        value = evaluator.value(function, step.arguments[0])
        declared = union([_instance_of(evaluator, thing) for thing in value]) if value else UNKNOWN
    return declared or evaluator.value(function, step.arguments[1])


def _instance_of(evaluator: "Evaluator", thing: Thing) -> Value:
    if isinstance(thing, ClassSymbol):
        return (thing.instance,)
    if isinstance(thing, Api) and evaluator.is_class_path(thing.path):
        return (evaluator.things.instance(thing.path),)
    return (thing,) if isinstance(thing, Unsettled) else UNKNOWN


def _super(evaluator: "Evaluator", function: FunctionSymbol, step: Call) -> Value:
    scope: FunctionSymbol | None = function
    while scope is not None and scope.owner is None:
        scope = scope.outer
    if scope is None or scope.owner is None:
        return UNKNOWN
    after = scope.owner
    if step.arguments:
        named = evaluator.value(function, step.arguments[0])
        if len(named) != 1 or not isinstance(named[0], ClassSymbol):
            return named if named and isinstance(named[0], Unsettled) else UNKNOWN
        after = named[0]
    return (evaluator.things.super_of(scope.owner, after),)
