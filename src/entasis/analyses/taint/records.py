"""The fields of an object in another form: `asdict`, `replace`, `vars`, namespaces.

dataclasses.asdict(user)["name"]     what lies in `user.name`
user._asdict()["name"]               likewise, of a named tuple
dataclasses.replace(user, name=x)    another object, with `x` in `name` and the rest as it was
SimpleNamespace(a=x, b=y).a          x
order.model_dump()                   what was sent, under the names that its class declares
"""

from typing import Final

from entasis.analyses.taint.construct import declared_fields
from entasis.analyses.taint.heap import NOTHING, bits_of
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Call, Const, GetField
from entasis.limits import RECORD_DEPTH
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance

_NAMESPACES: Final = frozenset({"types.SimpleNamespace", "argparse.Namespace"})
_REPLACING: Final = frozenset({"dataclasses.replace", "copy.replace", "attr.evolve", "attrs.evolve"})
_MAPPING: Final = frozenset({"dataclasses.asdict", "attr.asdict", "attrs.asdict", "builtins.vars"})
_TUPLES: Final = frozenset({"dataclasses.astuple", "attr.astuple", "attrs.astuple"})


def record(state: State, step: Call, apis: list[str]) -> Held | None:
    """What such a call gives; None if it is none, or what lies in the object is not known here."""
    api = apis[0] if len(apis) == 1 else ""
    positional = step.arguments[: len(step.arguments) - len(step.names)]
    named = tuple(zip(step.names, step.arguments[len(positional) :], strict=True))
    if step.stars or any(not name for name, _ in named):
        return None
    if api in _NAMESPACES and not positional:
        made = Held(0, state.new_object(step.result, "space"))
        for name, register in named:
            state.write(made, f".{name}", state.read(register), source=register)
        return made
    named_tuple = _named_tuple(state, step)
    if named_tuple is not None:
        return mapped(state, step, named_tuple)
    if _is_dumped(state, step):
        return _under_declared_names(state, step)
    if len(positional) != 1 or api not in _REPLACING | _MAPPING | _TUPLES:
        return None
    held = state.read(positional[0])
    if not held.objects or not all(map(state.is_made_here, bits_of(held.objects))):
        return None
    if api in _REPLACING:
        return replaced(state, step, held, named)
    if api in _MAPPING:
        return mapped(state, step, held)
    return _as_tuple(state, step, held, positional[0])


def _named_tuple(state: State, step: Call) -> Held | None:
    """The named tuple, made here, that the call gives as a mapping; None if it is no such call."""
    callee = state.view.definitions[step.callee]
    if not isinstance(callee, GetField) or callee.name != "_asdict" or step.arguments:
        return None
    held = state.read(callee.object)
    indices = bits_of(held.objects)
    return held if indices and all(state.is_made_here(i) and _has_parts(state, i) for i in indices) else None


def _is_dumped(state: State, step: Call) -> bool:
    """Whether the call gives a mapping whose keys are the names that the class of its object declares."""
    callee = state.view.definitions[step.callee]
    if not isinstance(callee, GetField):
        return False
    value = state.evaluator.value(state.function, callee.object)
    return bool(value) and all(
        isinstance(thing, Instance)
        and isinstance(thing.of, ClassSymbol)
        and _dumps_declared(state, thing.of, callee.name)
        for thing in value
    )


def _dumps_declared(state: State, symbol: ClassSymbol, method: str) -> bool:
    order = state.evaluator.mro(symbol)
    rows = [row for node in order if isinstance(node, str) and (row := state.models.class_of(node))]
    word = next((row.opened_by for row in rows if method in row.dumped_by), None)
    own = [node for node in order if isinstance(node, ClassSymbol)]
    return word is not None and not any(
        method in node.members or (node.body is not None and _says(node.body, word)) for node in own
    )


def _says(body: FunctionSymbol, word: str) -> bool:
    """Whether the word stands in the body of a class, or in that of one within."""
    inner = (one for one in body.module.functions if one.outer is body and one.owner is None)
    return any(
        (isinstance(step, Const) and step.value == word) or (isinstance(step, GetField) and step.name == word)
        for function in (body, *inner)
        for step in function.function.definitions
    )


def _under_declared_names(state: State, step: Call) -> Held:
    callee = state.view.definitions[step.callee]
    assert isinstance(callee, GetField)
    made = Held(0, state.new_object(step.result, "dumped"))
    state.mappings.add(made.objects.bit_length() - 1)
    state.write(made, "*", Held(state.taint_of_text(callee.object)), source=callee.object)
    return made


def _has_parts(state: State, index: int) -> bool:
    """Whether what lies in it is known by the names of its fields and by their order."""
    inside = state.places.get(index, NOTHING)
    return any(selector[0] == "." for selector in inside) and any(selector[0] == "[" for selector in inside)


def replaced(state: State, step: Call, held: Held, named: tuple[tuple[str, int], ...]) -> Held:
    """Another object with the same fields, but for those that are named."""
    made = Held(held.taint, state.new_object(step.result))
    state.built.add(step.result)
    for selector, value in _fields(state, held):
        state.write(made, selector, value)
    for name, register in named:
        state.write(made, f".{name}", state.read(register), source=register)
    return made


def mapped(
    state: State, step: Call, held: Held, depth: int = RECORD_DEPTH.bound, tag: str = "mapped"
) -> Held:
    """A mapping of the names of the fields to what lies in them."""
    made = Held(held.taint, state.new_object(step.result, tag))
    state.mappings.add(made.objects.bit_length() - 1)
    for selector, value in _fields(state, held):
        if selector[0] != "." or selector == "._asdict":
            continue
        inner = value
        if value.objects and all(_has_fields(state, index) for index in bits_of(value.objects)):
            if not depth:
                state.hit.add(RECORD_DEPTH)
                return Held(state.deep(held))
            inner = mapped(state, step, value, depth - 1, f"{tag}{selector}")
        state.write(made, f"[{selector[1:]!r}]", inner)
    return made


def _as_tuple(state: State, step: Call, held: Held, register: int) -> Held | None:
    names: list[str] = []
    for thing in state.evaluator.value(state.function, register):
        if not isinstance(thing, Instance) or not isinstance(thing.of, ClassSymbol) or names:
            return None
        names = declared_fields(state, thing.of)[0]
    made = Held(held.taint, state.new_object(step.result, "tuple"))
    for selector, value in _fields(state, held):
        if selector[1:] in names:
            state.write(made, f"[{names.index(selector[1:])}]", value)
    return made if names else None


def _has_fields(state: State, index: int) -> bool:
    inside = state.places.get(index, NOTHING)
    return bool(inside) and all(selector[0] == "." for selector in inside)


def _fields(state: State, held: Held) -> list[tuple[str, Held]]:
    """What lies in the fields of the objects."""
    found: dict[str, list[Held]] = {}
    for index in bits_of(held.objects):
        for selector, value in sorted(state.places.get(index, NOTHING).items()):
            found.setdefault(selector, []).append(value)
    return [(selector, join(values)) for selector, values in found.items()]
