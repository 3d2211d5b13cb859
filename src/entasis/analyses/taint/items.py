"""Reading and writing what lies at a key or an index."""

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.implicit import methods_of
from entasis.analyses.taint.sequences import known_length, selector_of, slice_of
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, UNBOUND, Build, Const, GetItem, SetItem


def get_item(state: State, step: GetItem) -> Held:
    """What lies at the key."""
    base = state.read_part(step.object)
    key = state.view.definitions[step.key]
    if isinstance(key, Build) and key.kind == "slice":
        return slice_of(state, base, key, step.result)
    methods = methods_of(state, step.object, "__getitem__")
    if methods:
        bound = {0: step.object, 1: step.key}
        return join([apply_summary(state, step, method, bound) for method in methods])
    return state.field(base, _position(state, base, selector_of(state, step.key)), step.result)


def _position(state: State, base: Held, selector: str) -> str:
    """A negative index as the position it means, where the length is known; else any element."""
    if not selector.startswith("[-"):
        return selector
    length = known_length(state, base)
    position = int(selector[1:-1])
    if length + position >= 0 and length >= 0:
        return f"[{length + position}]"
    return "*"


def set_item(state: State, step: SetItem) -> None:
    """Put the value at the key, or take out what lies there."""
    base = state.read(step.object)
    value = state.view.definitions[step.value]
    selector = selector_of(state, step.key)
    if isinstance(value, Const) and value.value is UNBOUND:
        state.forget(base, selector)
        return
    state.write(base, selector, state.read(step.value), source=step.value)
    if step.key != NONE:
        name = state.read(step.key)
        if name.taint:
            state.write(base, "keys", name, source=step.key)
    for api in state.evaluator.field_paths(state.function, step.object, "__setitem__"):
        for sink in state.models.sinks(api):
            reach(state, step, api, sink.kind, sink.says, step.value, state.deep(state.read(step.value)))
