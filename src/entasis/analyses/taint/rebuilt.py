"""`list(x)`, `sorted(x)`, `enumerate(x)` and their like: new collections of the same elements."""

from typing import Final

from entasis.analyses.taint.heap import KEYS
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.implicit import elements_of, methods_of
from entasis.analyses.taint.sequences import add_pairs, append_all, copy_elements, elements, known_length
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Call

_REBUILDING: Final = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "sorted", "reversed", "iter", "enumerate", "zip"}
    | {"copy.copy", "copy.deepcopy", "collections.OrderedDict", "itertools.zip_longest"}
    | {"dict.fromkeys"}
)

_MAPPINGS: Final = frozenset({"dict", "dict.fromkeys", "collections.OrderedDict"})
_ITERATING: Final = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter"})


def rebuild(state: State, step: Call, apis: list[str]) -> Held | None:
    """`list(x)`, `sorted(x)`, `enumerate(x)` and their like: new collections of the same elements."""
    name = apis[0].removeprefix("builtins.") if len(apis) == 1 else ""
    if name not in _REBUILDING or "" in step.names or step.stars:
        return None
    own = _own(state, step, name)
    if own is not None:
        return own
    made = Held(0, state.new_object(step.result, "rebuilt"))
    index = made.objects.bit_length() - 1
    state.places.pop(index, None)
    positional = step.arguments[: len(step.arguments) - len(step.names)]
    if name in _MAPPINGS:
        state.mappings.add(made.objects.bit_length() - 1)
    if name in {"dict", "collections.OrderedDict"}:
        for register in positional:
            add_pairs(state, state.read(register), made, register)
        for key, register in zip(step.names, step.arguments[len(positional) :], strict=True):
            state.write(made, f"[{key!r}]", state.read(register), source=register)
        return made
    values = [state.read(register) for register in positional]
    if not values:
        return made
    if name == "dict.fromkeys":
        state.write(made, KEYS, Held(elements(state, values[0], step.result).taint), source=positional[0])
        if len(values) > 1:
            state.write(made, "*", values[1], source=positional[1], is_added=True)
        return made
    if name in {"enumerate", "zip", "itertools.zip_longest"}:
        pair = state.new_object(step.result, "pair")
        parts = [CLEAN, *values[:1]] if name == "enumerate" else values
        for i, value in enumerate(parts):
            inside = elements(state, value, step.result) if value is not CLEAN else CLEAN
            filler = join([state.read(register) for register in step.arguments[len(positional) :]])
            state.put(pair.bit_length() - 1, f"[{i}]", join([inside, Held(value.taint), filler]))
        state.write(made, "*", Held(0, pair), is_added=True)
        return made
    length = known_length(state, values[0])
    if name in {"list", "tuple", "copy.copy", "copy.deepcopy", "iter"} and length >= 0:
        append_all(state, made, values[0], length, 0)
        state.lengths[index] = length
        return Held(values[0].taint, made.objects)
    if name in {"copy.copy", "copy.deepcopy"}:
        copy_elements(state, values[0], made, positional[0])
        return Held(values[0].taint, made.objects | values[0].objects)
    state.write(made, "*", elements(state, values[0], step.result), source=positional[0], is_added=True)
    return Held(values[0].taint, made.objects)


def _own(state: State, step: Call, name: str) -> Held | None:
    """What the program's own `__reversed__` or `__iter__` gives for the one argument."""
    if len(step.arguments) != 1 or name not in _ITERATING:
        return None
    register = step.arguments[0]
    if not methods_of(state, register, "__reversed__", "__iter__"):
        return None
    first = ("__reversed__",) if name == "reversed" else ()
    made = Held(0, state.new_object(step.result, "rebuilt"))
    state.write(made, "*", elements_of(state, step, register, *first), is_added=True)
    return made
