"""What comes out of collections: by subscript, iteration, unpacking, and the methods and functions that pass it on.

    HANDLERS = {"get": fetch, "put": store}
    HANDLERS["get"]              fetch alone, as long as nobody changes the table
    HANDLERS[verb]               fetch or store
    for name, handler in HANDLERS.items(): ...

A collection is an Instance whose content is seen where it is made, or declared by its type. What others may have
put into it counts as OTHER.
"""

from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import NONE, Build, Call, Const, GetField, GetItem, Instruction, Load
from entasis.program.attributes import method_result
from entasis.program.dynamic import any_global
from entasis.program.facts import facts_of
from entasis.program.kept import kept_under
from entasis.program.records import has_metaclass, is_enumeration
from entasis.program.rows import class_of_rows
from entasis.program.selectors import MAPPINGS, declared_content, position, registered_at
from entasis.program.solver import EACH, VALUES, Selector, union
from entasis.program.symbols import (
    NOTHING,
    OTHER,
    UNKNOWN,
    Api,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Listed,
    Made,
    Thing,
    Typed,
    Unsettled,
    Value,
)

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

YIELDS: Final = -2  # in place of a register: what the function yields
# Functions whose result holds what their argument holds: the class of the result, and which argument.
_PASSING: Final[dict[str, tuple[str, int]]] = {
    "builtins.list": ("builtins.list", 0),
    "builtins.tuple": ("builtins.tuple", 0),
    "builtins.set": ("builtins.set", 0),
    "builtins.frozenset": ("builtins.frozenset", 0),
    "builtins.sorted": ("builtins.list", 0),
    "builtins.reversed": ("builtins.reversed", 0),
    "builtins.iter": ("typing.Iterator", 0),
    "builtins.filter": ("builtins.filter", 1),
    "builtins.enumerate": ("builtins.enumerate", 0),
    "builtins.zip": ("builtins.zip", 0),
}
_ANNOTATED: Final = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
_WITH_DEFAULTS: Final = frozenset({"collections.defaultdict", "collections.OrderedDict"})
_DICTS: Final = _WITH_DEFAULTS | {"builtins.dict"}
_PAIRS: Final = frozenset({"enumerate", "zip", "items"})
_VIEWS: Final = {
    "keys": "_collections_abc.dict_keys",
    "values": "_collections_abc.dict_values",
    "items": "_collections_abc.dict_items",
}


def item(evaluator: "Evaluator", function: FunctionSymbol, step: GetItem) -> Value:
    """What a subscript gives."""
    key = function.function.definitions[step.key]
    named = any_global(evaluator, function, step.object, step.key)
    if named:
        return named
    value = evaluator.value_at(function, step, step.object)
    if isinstance(key, Build) and key.kind == "slice":
        return union([_sliced(evaluator, function, step, thing) for thing in value]) if value else UNKNOWN
    if isinstance(key, Build) and key.operands and _is_annotated(value):
        return evaluator.value(function, key.operands[0])  # `Key = Annotated[int, Field(gt=0)]` is a type
    selector = _selector(key)
    if function in evaluator.offered and isinstance(key, Const) and isinstance(key.value, str):
        offered = evaluator.offered[function].get(key.value)
        if offered is not None:
            return union([*[_item(evaluator, thing, selector) for thing in value], offered, UNKNOWN])
    return union([_item(evaluator, thing, selector) for thing in value]) if value else UNKNOWN


def _sliced(evaluator: "Evaluator", function: FunctionSymbol, step: GetItem, thing: Thing) -> Value:
    """Part of a collection: of the same class, its positions are others."""
    if class_of_rows(thing) is not None:
        return (thing,)
    if isinstance(thing, Instance) and isinstance(thing.of, str) and thing.content is not None:
        return (evaluator.things.made(thing.of, function, step.result),)
    is_built_in = (
        isinstance(thing, Instance) and isinstance(thing.of, str) and thing.of.startswith("builtins.")
    )
    if isinstance(thing, Instance) and not is_built_in and thing.content is None:
        return method_result(evaluator, thing, ("__getitem__",)) or UNKNOWN
    return (thing,) if is_built_in or isinstance(thing, Unsettled) else UNKNOWN


def _is_annotated(value: Value) -> bool:
    return len(value) == 1 and isinstance(value[0], Api) and value[0].path in _ANNOTATED


def _selector(key: Instruction | None) -> str:
    return f"[{key.value!r}]" if isinstance(key, Const) and isinstance(key.value, str | int) else VALUES


def _is_generic(node: ClassSymbol | str) -> bool:
    """Whether a base of the class is written with what it is a base for: `Generic[T]`."""
    outer = node.outer if isinstance(node, ClassSymbol) else None
    bases = node.bases if isinstance(node, ClassSymbol) else ()
    return outer is not None and any(isinstance(outer.function.definitions[r], GetItem) for r in bases)


def _item(evaluator: "Evaluator", thing: Thing, selector: str) -> Value:
    match thing:
        case Instance(content=Made() | Typed() | Listed()):
            return evaluator.ask(thing, selector)
        case Instance(of="builtins.str" | "builtins.bytes"):
            return (thing,)
        case Instance(of="types.NoneType"):
            return NOTHING
        case Instance():
            found = method_result(evaluator, thing, ("__getitem__",)) or UNKNOWN
            if isinstance(thing.of, str) and found == UNKNOWN and selector[0] == "[":
                key = selector[2:-2]
                said = evaluator.models.under(f"{thing.of}.__getitem__", key)
                return (evaluator.things.instance(said),) if said else kept_under(evaluator, thing.of, key)
            # A class outside gives its own kind for slices only, and those are not asked for here.
            others = (
                found if isinstance(thing.of, ClassSymbol) else [t for t in found if not _is_kin(t, thing)]
            )
            return tuple(others) if len(others) == len(found) else UNKNOWN
        case ClassSymbol():
            if is_enumeration(evaluator, thing):
                return (thing.instance,)
            # `Base[int]` is Base, unless a base that nobody knows makes it an enumeration.
            order = evaluator.mro(thing)
            is_known = all(order) and not has_metaclass(evaluator, thing)
            return (thing,) if is_known or any(map(_is_generic, order)) else (thing, OTHER)
        case Api(path=path):
            return (thing,) if evaluator.is_class_path(path) else UNKNOWN
        case Unsettled():
            return (thing,)
        case _:
            return UNKNOWN


def _is_kin(thing: Thing, other: Instance) -> bool:
    return isinstance(thing, Instance) and thing.of == other.of


def each(evaluator: "Evaluator", value: Value) -> Value:
    """What iterating over the value gives."""
    return union([_each(evaluator, thing) for thing in value]) if value else UNKNOWN


def _each(evaluator: "Evaluator", thing: Thing) -> Value:
    match thing:
        case Instance(content=Made() | Typed() | Listed()):
            return evaluator.ask(thing, EACH)
        case Instance(of="builtins.str"):
            return (thing,)
        case Instance(of=ClassSymbol()):
            found: list[Value] = []
            for iterator in method_result(evaluator, thing, ("__iter__", "__aiter__")) or UNKNOWN:
                if isinstance(iterator, Instance) and isinstance(iterator.of, ClassSymbol):
                    found.append(_next(evaluator, iterator))
                else:
                    found.append(_each(evaluator, iterator))
            return union(found) if found else UNKNOWN
        case Instance(of="types.NoneType"):
            return NOTHING
        case Instance():
            return _next(evaluator, thing)
        case ClassSymbol():
            return (thing.instance,) if is_enumeration(evaluator, thing) else UNKNOWN
        case Unsettled():
            return (thing,)
        case _:
            return UNKNOWN


def _next(evaluator: "Evaluator", thing: Instance) -> Value:
    listed = evaluator.models.each(f"{thing.of}.__iter__") if isinstance(thing.of, str) else None
    if listed is not None:
        return (evaluator.things.instance(listed),)
    return method_result(evaluator, thing, ("__next__", "__anext__")) or UNKNOWN


# Content


def content(evaluator: "Evaluator", collection: Instance, selector: Selector) -> Value:
    """What the collection gives: EACH, VALUES, or the item at a constant key."""
    seen = collection.content
    if isinstance(seen, Typed):
        return declared_content(evaluator, collection, seen, selector)
    if isinstance(seen, Listed):
        is_of = not seen.is_first or selector == "[0]"
        return (evaluator.things.instance(seen.of),) if is_of else UNKNOWN
    assert isinstance(seen, Made)
    if seen.register == YIELDS:
        return yields(evaluator, seen.function)
    step = seen.function.function.definitions[seen.register]
    if seen.is_pair:
        assert isinstance(step, Call)
        return _pair(evaluator, seen.function, step, selector)
    facts = facts_of(seen.function)
    is_open = not facts.is_closed(seen.register, evaluator.written)
    if collection.of == "builtins.list" and (is_open or seen.register in facts.changed):
        selector = VALUES  # what stands where may have changed
    registered = evaluator.registered.get((seen.function, seen.register), {})
    if isinstance(step, Build):
        found = _built(evaluator, seen.function, step, selector)
    elif registered or collection.of in _WITH_DEFAULTS:
        found, is_open = [], True
    else:
        assert step is not None
        found = _passed(evaluator, seen.function, step, selector)
    found += _added(evaluator, seen, collection, selector)
    if registered and not (collection.of in _DICTS and selector == EACH):
        found += registered_at(registered, selector)
    return union([*found, UNKNOWN] if is_open or not found else found)


def _added(evaluator: "Evaluator", seen: Made, collection: Instance, selector: Selector) -> list[Value]:
    """What the function that makes the collection puts into it later."""
    function, facts = seen.function, facts_of(seen.function)
    is_mapping = collection.of in _DICTS
    found: list[Value] = []
    for value, is_spread in (
        facts.added.get(seen.register, ()) if not (is_mapping and selector == EACH) else ()
    ):
        added = evaluator.value(function, value)
        found.append(_spread(evaluator, added, is_mapping=is_mapping) if is_spread else added)
    for key, value in facts.set_items.get(seen.register, ()):
        if is_mapping and selector == EACH:
            found.append(evaluator.value(function, key))
        elif (
            key == NONE
            or selector in {EACH, VALUES, _selector(function.function.definitions[key])}
            or _selector(function.function.definitions[key]) == VALUES
        ):
            found.append(evaluator.value(function, value))
    return found


def _spread(evaluator: "Evaluator", value: Value, *, is_mapping: bool) -> Value:
    """What `update` or `extend` with the value adds."""
    return (
        union([_item(evaluator, thing, VALUES) for thing in value])
        if is_mapping and value
        else each(evaluator, value)
    )


def yields(evaluator: "Evaluator", function: FunctionSymbol) -> Value:
    """What the generator yields; what its annotation says, if that says more."""
    found = []
    for register, delegates in facts_of(function).yielded:
        value = evaluator.value(function, register)
        found.append(each(evaluator, value) if delegates else value)
    return union(found) if found else UNKNOWN


def _built(evaluator: "Evaluator", function: FunctionSymbol, step: Build, selector: Selector) -> list[Value]:
    """What a literal holds at the selector."""
    operands = step.operands
    if step.kind != "dict":
        index = position(selector, len(operands))
        if index is not None and not step.stars:
            return [evaluator.value(function, operand) for operand in operands[index : index + 1]]
        values = [evaluator.value(function, operand) for operand in operands]
        return [each(evaluator, value) if i in step.stars else value for i, value in enumerate(values)]
    found: list[Value] = []
    for key, register in zip(operands[::2], operands[1::2], strict=True):
        if key == NONE:
            found += [_item(evaluator, thing, str(selector)) for thing in evaluator.value(function, register)]
            found.append(UNKNOWN)
        elif selector == EACH:
            found.append(evaluator.value(function, key))
        elif _selector(function.function.definitions[key]) in {selector, VALUES} or selector == VALUES:
            found.append(evaluator.value(function, register))
    return found


def _passed(
    evaluator: "Evaluator", function: FunctionSymbol, step: Instruction, selector: Selector
) -> list[Value]:
    """What a slice, or the result of a function or method that passes its argument on, holds."""
    if isinstance(step, GetItem):
        return [each(evaluator, evaluator.value(function, step.object))]
    assert isinstance(step, Call)
    name, receiver = _called(evaluator, function, step)
    if name in _PAIRS:
        return [(evaluator.things.made("builtins.tuple", function, step.result, is_pair=True),)]
    if name == "dict":
        return [
            evaluator.value(function, register)
            for named, register in zip(step.names, step.arguments, strict=True)
            if selector in {VALUES, f"[{named!r}]"}
        ]
    if name in {"values", "copy"}:
        return [_item(evaluator, thing, VALUES if name == "values" else str(selector)) for thing in receiver]
    if name == "keys":
        return [each(evaluator, receiver)]
    _, position = _PASSING[f"builtins.{name}"]
    return [each(evaluator, evaluator.value(function, step.arguments[position]))]


def _pair(evaluator: "Evaluator", function: FunctionSymbol, step: Call, selector: Selector) -> Value:
    """What the tuples hold that iterating over `items()`, `enumerate` or `zip` gives."""
    name, receiver = _called(evaluator, function, step)
    if name == "items":
        items = [_item(evaluator, thing, VALUES) for thing in receiver]
        parts = [each(evaluator, receiver), union(items) if items else UNKNOWN]
    else:
        parts = [each(evaluator, evaluator.value(function, register)) for register in step.arguments]
        if name == "enumerate":
            parts = [(evaluator.things.instance("builtins.int"),), parts[0]]
    index = position(selector, len(parts))
    chosen = parts if index is None else parts[index : index + 1]
    return union(chosen) if chosen else UNKNOWN


def _called(evaluator: "Evaluator", function: FunctionSymbol, step: Call) -> tuple[str, Value]:
    """The plain name of what is called, and the value of the object it is a method of."""
    callee = function.function.definitions[step.callee]
    if isinstance(callee, GetField):
        return callee.name, evaluator.value(function, callee.object)
    return callee.name if isinstance(callee, Load) else "", UNKNOWN


def result(
    evaluator: "Evaluator", path: str, receiver: Thing | None, function: FunctionSymbol, step: Call
) -> Value | None:
    """What a call of the function or method at `path` gives, if it passes on what a collection holds."""
    count = len(step.arguments) - len(step.names)
    if step.stars or "" in step.names:
        return None
    callee = function.function.definitions[step.callee]
    if path in _PASSING and isinstance(callee, Load) and callee.name == path.rpartition(".")[2]:
        of, position = _PASSING[path]
        return (evaluator.things.made(of, function, step.result),) if count > position else None
    if path == "builtins.dict" and count == 0 and isinstance(callee, Load) and callee.name == "dict":
        return (evaluator.things.made(path, function, step.result),)
    if path in _WITH_DEFAULTS:
        return (evaluator.things.made(path, function, step.result),)
    if path == "builtins.dict.get" and isinstance(callee, GetField) and count >= 1:
        named = any_global(evaluator, function, callee.object, step.arguments[0])
        if named:
            return named
    if path == "builtins.next" and count >= 1:
        return each(evaluator, evaluator.value(function, step.arguments[0]))
    if not isinstance(receiver, Instance) or receiver.content is None or not isinstance(callee, GetField):
        return None
    name = path.rpartition(".")[2]
    if name != callee.name:
        return None
    if name in _VIEWS:
        return (evaluator.things.made(_VIEWS[name], function, step.result),)
    if name == "copy" and isinstance(receiver.of, str):
        return (evaluator.things.made(receiver.of, function, step.result),)
    if isinstance(receiver.of, str) and receiver.of.rpartition(".")[2] in MAPPINGS:
        is_read = name in {"get", "pop", "setdefault"} and count >= 1
        return _taken(evaluator, receiver, name, function, step) if is_read else None
    return evaluator.ask(receiver, EACH) if name in {"pop", "popleft"} else None


def _taken(
    evaluator: "Evaluator", receiver: Instance, name: str, function: FunctionSymbol, step: Call
) -> Value:
    """What `get`, `pop` or `setdefault` of a mapping gives: the item, or the default."""
    selector = _selector(function.function.definitions[step.arguments[0]])
    value = evaluator.ask(receiver, selector)
    if name != "setdefault" and _surely_has(evaluator, receiver, selector):
        return value
    found = [value]
    if len(step.arguments) > 1:
        found.append(evaluator.value(function, step.arguments[1]))
    elif name == "get":
        found.append((evaluator.things.none,))
    return union(found)


def _surely_has(evaluator: "Evaluator", mapping: Instance, selector: str) -> bool:
    """Whether the mapping is a literal that has the key, and that nobody changes."""
    seen = mapping.content
    step = seen.function.function.definitions[seen.register] if isinstance(seen, Made) else None
    if not isinstance(seen, Made) or not isinstance(step, Build) or selector == VALUES:
        return False
    facts = facts_of(seen.function)
    definitions = seen.function.function.definitions
    keys = [_selector(definitions[key]) for key in step.operands[::2] if key != NONE]
    is_fixed = seen.register not in facts.changed and facts.is_closed(seen.register, evaluator.written)
    return is_fixed and selector in keys
