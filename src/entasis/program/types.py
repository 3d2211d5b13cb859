"""What annotations mean where they stand: `users: list[User]` says a list whose elements are objects of User."""

from typing import TYPE_CHECKING, Final

from entasis.models.stubs import StubClass
from entasis.program.annotations import LIST, UNION, TypeText, parse_annotation
from entasis.program.attributes import each_attribute
from entasis.program.names import global_name
from entasis.program.solver import union
from entasis.program.symbols import (
    UNKNOWN,
    Api,
    ClassSymbol,
    FunctionSymbol,
    Thing,
    Unsettled,
    Value,
)

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

# Forms that stand for their arguments, and forms that say nothing about the class.
TRANSPARENT: Final = frozenset(
    {"Optional", "Union", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly", "InitVar", UNION}
)
_SILENT: Final = frozenset({"Any", "object", "TypeVar", "Literal", "Callable", LIST, "..."})
_BUILT_IN: Final = {
    "typing.List": "builtins.list",
    "typing.Dict": "builtins.dict",
    "typing.Set": "builtins.set",
    "typing.FrozenSet": "builtins.frozenset",
    "typing.Tuple": "builtins.tuple",
    "typing.Deque": "collections.deque",
    "typing.DefaultDict": "collections.defaultdict",
    "typing.OrderedDict": "collections.OrderedDict",
    "typing.Text": "builtins.str",
}


def annotated(evaluator: "Evaluator", function: FunctionSymbol, text: str) -> Value:
    """Objects of the classes that the annotation names, as seen from `function`."""
    node = parse_annotation(text) if text else None
    return UNKNOWN if node is None else objects_of(evaluator, function, node)


def objects_of(evaluator: "Evaluator", function: FunctionSymbol, node: TypeText) -> Value:
    """Objects of the type `node`; None as one alternative among others is left out."""
    found: list[Value] = []
    pending = [node]
    while pending:
        part = pending.pop()
        last = part.last
        if last in TRANSPARENT and part.arguments:
            pending.extend(reversed(part.arguments))
        elif last == "Annotated" and part.arguments:
            pending.append(part.arguments[0])
        elif last in {"Awaitable", "Coroutine"} and part.arguments:
            pending.append(part.arguments[-1])  # what awaiting it gives
        elif last in {"type", "Type"} and part.arguments:
            classes = dotted(evaluator, function, part.arguments[0].name)
            found.append(classes if all(_is_class(evaluator, thing) for thing in classes) else UNKNOWN)
        elif last == "Self":
            scope = _class_around(function)
            found.append(UNKNOWN if scope is None else (scope.instance,))
        elif last in _SILENT or last in {"type", "Type", "Awaitable", "Coroutine"} | TRANSPARENT:
            found.append(UNKNOWN)
        elif part.name != "None":
            found.append(_objects(evaluator, function, part))
    if not found or not all(found):
        return UNKNOWN
    return union(found)


def _objects(evaluator: "Evaluator", function: FunctionSymbol, node: TypeText) -> Value:
    found: list[Value] = []
    for thing in dotted(evaluator, function, node.name):
        if isinstance(thing, Api):
            path = _BUILT_IN.get(thing.path, thing.path)
            if path is thing.path and not evaluator.is_class_path(path):
                found.append(UNKNOWN)
            elif node.arguments:
                found.append((evaluator.things.typed(path, function, node.arguments),))
            else:
                found.append((evaluator.things.instance(path),))
        elif isinstance(thing, ClassSymbol):
            found.append((thing.instance,))
        elif isinstance(thing, Unsettled):
            found.append((thing,))
        else:
            found.append(UNKNOWN)
    return union(found) if found else UNKNOWN


def dotted(evaluator: "Evaluator", function: FunctionSymbol, path: str) -> Value:
    """What the dotted name `path` means in `function`."""
    first, *rest = path.split(".")
    value: Value | None = None
    scope: FunctionSymbol | None = function
    while scope is not None and scope.function.index and value is None:
        stored = function.module.stored(scope.function.index, first)
        if stored:
            value = union([evaluator.value(holder, register) for holder, register in stored])
        scope = scope.outer
    if value is None:
        value = global_name(evaluator, function.module, first)
    for name in rest:
        value = each_attribute(evaluator, value, name)
    return value


def _is_class(evaluator: "Evaluator", thing: Thing) -> bool:
    return isinstance(thing, ClassSymbol | Unsettled) or (
        isinstance(thing, Api) and evaluator.is_class_path(thing.path)
    )


def is_class_path(evaluator: "Evaluator", path: str) -> bool:
    """Whether the thing outside at `path` is a class: by the stubs, by a model, else by its capital letter."""
    entry = evaluator.stubs.find(path) or evaluator.stubs.find(evaluator.models.canonical(path))
    if entry is not None:
        return isinstance(entry, StubClass)
    returned = evaluator.models.returns(path)
    if returned is not None:
        return returned == evaluator.models.canonical(path)
    last = path.rpartition(".")[2]
    return last[:1].isupper() and not last.isupper()


def _class_around(function: FunctionSymbol) -> ClassSymbol | None:
    scope: FunctionSymbol | None = function
    while scope is not None:
        if scope.owner is not None:
            return scope.owner
        scope = scope.outer
    return None
