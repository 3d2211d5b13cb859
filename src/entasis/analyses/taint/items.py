"""Reading and writing what lies at a key or an index."""

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.carried_over import carry_over
from entasis.analyses.taint.construct import class_methods
from entasis.analyses.taint.decided_keys import lying, note_pair, of_key
from entasis.analyses.taint.declared import of_field
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.implicit import run_method, special_method
from entasis.analyses.taint.matching import groups_of
from entasis.analyses.taint.overwritten import settle
from entasis.analyses.taint.parted import part
from entasis.analyses.taint.secrets import TEXT_METHODS, secret_of
from entasis.analyses.taint.sequences import elements, known_length, put_slice, selector_of, slice_of
from entasis.analyses.taint.sinks import SURE, reach
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, UNBOUND, Build, Call, Const, GetField, GetItem, SetItem
from entasis.models.ports import Port, holds
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol


def get_item(state: State, step: GetItem) -> Held:
    """What lies at the key."""
    field = field_by_key(state, step)
    if field is not None:
        return state.field(state.read(field[0]), field[1], step.result)
    own = run_method(state, step, (step.object, step.key), "__getitem__")
    if own is not None:
        return own
    made = _of_class(state, step)
    if made is not None:
        return made
    key = state.view.definitions[step.key]
    if isinstance(key, Const) and isinstance(key.value, int | str):
        is_harmless = groups_of(state.view, step.object).get(key.value, False)
        if is_harmless:
            return CLEAN
    base = state.read_part(step.object)
    if isinstance(key, Build) and key.kind == "slice":
        # A part of a text is a text, in which nothing else lies.
        is_text = base.objects and _is_text(state, step.object)
        return Held(base.taint) if is_text else slice_of(state, base, key, step.result)
    if isinstance(key, Const) and _is_unpacked(state, step):
        return elements(state, base, step.result)
    selector = _position(state, base, selector_of(state, step.key))
    decided = of_key(state, step.key) if selector == "*" else ()
    under = lying(state, step.object, decided, step.result) if decided else None
    found = under or state.field(state.less_than_whole(step.object, base, selector), selector, step.result)
    found = of_field(state, step, step.object, step.key, found)
    if found.taint:
        found = Held(part(state, step, found.taint), found.objects)
    found = note_pair(state, step, found)
    missing = run_method(state, step, (step.object, step.key), "__missing__")
    secret = Held(
        secret_of(state, step, step.object, step.key)
        | special_method(state, step, step.object, "__getitem__")
    )
    return join([found, secret] if missing is None else [found, secret, missing])


def _is_text(state: State, register: int) -> bool:
    """Whether it is a text, by its type or by the method that gave it, which is none of the program's own."""
    step = state.view.definitions[register]
    callee = state.view.definitions[step.callee] if isinstance(step, Call) else None
    is_made = isinstance(callee, GetField) and callee.name in TEXT_METHODS
    if is_made:
        site = state.view.site_of.get(id(step))
        targets = site.targets if site is not None else ()
        inner = (thing.function if isinstance(thing, Bound) else thing for thing in targets)
        is_made = not any(isinstance(thing, FunctionSymbol) for thing in inner)
    return is_made or state.view.is_text(register)


def field_by_key(state: State, step: GetItem | SetItem) -> tuple[int, str] | None:
    """The object and the selector of the field that `object.__dict__["name"]` is."""
    made = state.view.definitions[step.object]
    name = state.view.constants.value(step.key) if isinstance(made, GetField) and step.key != NONE else None
    if isinstance(made, GetField) and made.name == "__dict__" and isinstance(name, str):
        return made.object, f".{name}"
    return None


def _is_unpacked(state: State, step: GetItem) -> bool:
    """Whether a mapping that is written out is asked for a position, that no key of it is: `[key] = {...}`."""
    made = state.view.definitions[step.object]
    if not isinstance(made, Build) or made.kind != "dict" or made.stars:
        return False
    position = state.view.constants.value(step.key)
    keys = [state.view.constants.value(key) for key in made.operands[::2]]
    return isinstance(position, int) and not any(isinstance(key, int) and key == position for key in keys)


def _of_class(state: State, step: GetItem) -> Held | None:
    """`Class[key]`: what `__class_getitem__`, or `__getitem__` of the metaclass, gives."""
    results: list[Held] = []
    for thing in state.evaluator.value(state.function, step.object):
        if isinstance(thing, ClassSymbol):
            bound = {0: step.object, 1: step.key}
            methods = class_methods(state, thing, "__class_getitem__", "__getitem__")
            results += [apply_summary(state, step, method, bound) for method in methods]
    return join(results) if results else None


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
    field = field_by_key(state, step)
    if field is not None:
        state.write(state.read(field[0]), field[1], state.read(step.value), source=step.value)
        return
    base = state.read(step.object)
    value = state.view.definitions[step.value]
    key = state.view.definitions[step.key] if step.key != NONE else None
    if isinstance(key, Build) and key.kind == "slice" and base.objects:
        is_gone = isinstance(value, Const) and value.value is UNBOUND
        if run_method(state, step, (step.object, step.key, step.value), "__setitem__") is None:
            put_slice(
                state, base, key, CLEAN if is_gone else state.read(step.value), step.value, is_gone=is_gone
            )
        return
    selector = _position(state, base, selector_of(state, step.key))
    if isinstance(value, Const) and value.value is UNBOUND:
        state.forget(base, selector)
        settle(state, step.object, base, selector)
        return
    if run_method(state, step, (step.object, step.key, step.value), "__setitem__") is not None:
        return
    if selector == "*" and carry_over(state, step, base):
        _reach_sinks(state, step)
        return
    state.write(base, selector, state.read_element(step.value), source=step.value)
    settle(state, step.object, base, selector)
    if step.key != NONE:
        name = state.read(step.key)
        if name.taint:
            state.write(base, "keys", name, source=step.key)
    _reach_sinks(state, step)


def _reach_sinks(state: State, step: SetItem) -> None:
    """The assignment is a call of `__setitem__` with the key and the value."""
    given = (step.key, step.value)
    if not any(register != NONE and state.deep(state.read(register)) for register in given):
        return
    for api in state.evaluator.field_paths(state.function, step.object, "__setitem__"):
        for sink in state.models.sinks(api):
            named = [(_given(given, port), condition) for port, condition in sink.when]
            met = [holds(condition, state.view.known_value(r)) for r, condition in named if r != NONE]
            if False in met or (sink.kind in SURE and None in met):
                continue
            register = _given(given, sink.port)
            if register != NONE:
                reach(state, step, api, sink.kind, sink.says, register, state.deep(state.read(register)))


def _given(given: tuple[int, int], port: Port) -> int:
    return given[port.position] if port.position is not None and port.position < len(given) else NONE
