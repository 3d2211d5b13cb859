"""What methods of built-in collections and buffers do: the few effects that rows cannot say.

Each hook gives what the call returns, or None where the default holds.
"""

from collections.abc import Callable
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.heap import KEYS
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.overwritten import settle
from entasis.analyses.taint.parted import taken_out
from entasis.analyses.taint.sequences import (
    add_pairs,
    append_all,
    blur,
    copy_elements,
    elements,
    known_length,
    selector_of,
)
from entasis.analyses.taint.state import State
from entasis.analyses.taint.textual import filled
from entasis.ir.instructions import Build, Call, GetField

Hook = Callable[[State, Call, int], Held | None]


def _length(state: State, base: Held) -> int:
    """The number of elements of a list that is surely one object filled in this function, or -1."""
    objects = base.objects
    if not objects or objects & (objects - 1):
        return -1
    index = objects.bit_length() - 1
    if index in state.ports or "*" in state.places.get(index, {}):
        return -1
    return state.lengths.get(index, -1)


def _set_length(state: State, base: Held, length: int) -> None:
    state.lengths[base.objects.bit_length() - 1] = length


def _append(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    value = state.read_element(step.arguments[0]) if step.arguments else Held()
    length = _length(state, base)
    if length >= 0:
        state.write(base, f"[{length}]", value, source=step.arguments[0])
        _set_length(state, base, length + 1)
    elif value.taint or value.objects:
        state.write(base, "*", value, source=step.arguments[0])
    return Held()


def _insert(state: State, step: Call, receiver: int) -> Held | None:
    if len(step.arguments) != 2:
        return None
    base = state.read(receiver)
    value = state.read_element(step.arguments[1])
    length = _length(state, base)
    position = state.view.constants.value(step.arguments[0])
    if length >= 0 and isinstance(position, int) and 0 <= position <= length:
        index = base.objects.bit_length() - 1
        for i in range(length, position, -1):
            state.put(index, f"[{i}]", state.at(index, f"[{i - 1}]"))
        state.put(index, f"[{position}]", value)
        _set_length(state, base, length + 1)
        return Held()
    if value.taint or value.objects:
        state.write(base, "*", value, source=step.arguments[1])
    return Held()


def _extend(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    for register in step.arguments:
        value = state.read(register)
        before, more = _length(state, base), known_length(state, value)
        if before >= 0 and more >= 0:
            append_all(state, base, value, more, before)
            _set_length(state, base, before + more)
            continue
        inside = elements(state, value, step.result)
        blur(state, base)
        if inside.taint or inside.objects:
            state.write(base, "*", inside, source=register)
    return Held()


def _update(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    made = state.view.definitions[receiver] if receiver >= 0 else None
    if isinstance(made, GetField) and made.name == "__dict__":
        base, form = state.read(made.object), ".{}"
    else:
        form = "[{!r}]"
    positional = len(step.arguments) - len(step.names)
    for register in step.arguments[:positional]:
        add_pairs(state, state.read(register), base, register)
    for name, register in zip(step.names, step.arguments[positional:], strict=True):
        if name:
            state.write(base, form.format(name), state.read(register), source=register)
        else:
            copy_elements(state, state.read(register), base, register)
    return Held()


def _get(state: State, step: Call, receiver: int) -> Held | None:
    if not step.arguments:
        return None
    selector = selector_of(state, step.arguments[0])
    base = state.less_than_whole(receiver, state.read(receiver), selector)
    found = state.field(base, selector, step.result)
    if len(step.arguments) > 1:
        other = state.read(step.arguments[1])
        return Held(found.taint | other.taint, found.objects | other.objects)
    return found


def _setdefault(state: State, step: Call, receiver: int) -> Held | None:
    if not step.arguments:
        return None
    base, selector = state.read(receiver), selector_of(state, step.arguments[0])
    key = state.read(step.arguments[0])
    if key.taint:
        state.write(base, "keys", Held(key.taint), source=step.arguments[0])
    if len(step.arguments) > 1:
        value = state.read(step.arguments[1])
        if value.taint or value.objects:
            state.write(base, selector, value, source=step.arguments[1], is_added=True)
    return state.field(state.less_than_whole(receiver, base, selector), selector, step.result)


def _pop(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    length = _length(state, base)
    if length > 0:
        position = state.view.constants.value(step.arguments[0]) if step.arguments else length - 1
        if isinstance(position, int) and -length <= position < length:
            index, position = base.objects.bit_length() - 1, position % length
            taken = state.at(index, f"[{position}]")
            for i in range(position, length - 1):
                state.put(index, f"[{i}]", state.at(index, f"[{i + 1}]"))
            state.take(index, f"[{length - 1}]")
            _set_length(state, base, length - 1)
            return taken
    if step.arguments and is_constant(state.view.constants.value(step.arguments[0])) and length < 0:
        found = _get(state, step, receiver)
        selector = selector_of(state, step.arguments[0])
        state.forget(base, selector)
        settle(state, receiver, base, selector)
        return found and Held(taken_out(state, step, receiver, found.taint), found.objects)
    last = state.field(base, "*", step.result)
    return Held(taken_out(state, step, receiver, last.taint), last.objects) if not step.arguments else last


def _remove(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    if not _take_out(state, step, base):
        blur(state, base)
    return Held()


def _take_out(state: State, step: Call, base: Held) -> bool:
    """Take a value out of a list that was written out with it, and that nothing was put into since."""
    length = _length(state, base)
    index = base.objects.bit_length() - 1
    made = state.view.definitions[index] if 0 <= index < len(state.view.definitions) else None
    if length < 0 or not isinstance(made, Build) or len(made.operands) != length or len(step.arguments) != 1:
        return False
    gone = state.same.of(step.arguments[0])
    at = [i for i, register in enumerate(made.operands) if state.same.of(register) == gone]
    as_made = all(
        state.at(index, f"[{i}]") == state.read_element(register) for i, register in enumerate(made.operands)
    )
    if len(at) != 1 or not as_made:
        return False
    state.take(index, f"[{at[0]}]")
    blur(state, base)  # it may have been an equal one before it that went
    return True


def _pop_item(state: State, step: Call, receiver: int) -> Held | None:
    """Any key with its value."""
    base = state.read(receiver)
    pair = Held(base.taint, state.new_object(step.result, "pair"))
    state.write(pair, "[0]", _keys_of(state, base))
    state.write(pair, "[1]", state.field(base, "*", step.result))
    return pair


def _clear(state: State, step: Call, receiver: int) -> Held | None:
    del step
    base = state.read(receiver)
    if base.objects and base.objects & (base.objects - 1) == 0:
        index = base.objects.bit_length() - 1
        state.places.pop(index, None)
        if index in state.lengths:
            state.lengths[index] = 0
    return Held()


def _items(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    pair = state.new_object(step.result, "pair")
    value = state.field(base, "*", step.result)
    keys = _keys_of(state, base)
    state.write(Held(0, pair), "[0]", keys)
    state.write(Held(0, pair), "[1]", value)
    made = state.new_object(step.result, "items")
    state.write(Held(0, made), "*", Held(0, pair))
    return Held(base.taint, made)


def _values(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    made = state.new_object(step.result, "values")
    state.write(Held(0, made), "*", state.field(base, "*", step.result))
    return Held(base.taint, made)


def _keys(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    made = state.new_object(step.result, "keys")
    state.write(Held(0, made), "*", _keys_of(state, base))
    return Held(base.taint, made)


def _keys_of(state: State, base: Held) -> Held:
    taint = base.taint
    rest = base.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        taint |= state.at(bit.bit_length() - 1, KEYS).taint | state.shared_keys(bit.bit_length() - 1)
    return Held(taint)


def _copy(state: State, step: Call, receiver: int) -> Held | None:
    base = state.read(receiver)
    made = Held(base.taint, state.new_object(step.result, "copy"))
    state.places.pop(made.objects.bit_length() - 1, None)
    copy_elements(state, base, made, receiver)
    length = known_length(state, base)
    if length >= 0:
        _set_length(state, made, length)
    return made


def _reorder(state: State, step: Call, receiver: int) -> Held | None:
    """`sort` and `reverse`: every element may be anywhere."""
    del step
    blur(state, state.read(receiver))
    return Held()


def _write(state: State, step: Call, receiver: int) -> Held | None:
    """`buffer.write(text)`, `queue.put(item)`: the object holds it from now on."""
    if step.arguments:
        value = state.read(step.arguments[0])
        taint = state.deep(value)
        if taint:
            state.write(state.read(receiver), "*", Held(taint), source=step.arguments[0])
    return Held()


def _join(state: State, step: Call, receiver: int) -> Held | None:
    taint = state.read(receiver).taint
    for register in step.arguments:
        taint |= state.deep(state.read(register))
    return Held(filled(state, step, taint))


HOOKS: Final[dict[str, Hook]] = {
    "append": _append,
    "appendleft": _extend,
    "add": _append,
    "insert": _insert,
    "extend": _extend,
    "update": _update,
    "get": _get,
    "setdefault": _setdefault,
    "pop": _pop,
    "popleft": _pop,
    "popitem": _pop_item,
    "remove": _remove,
    "clear": _clear,
    "copy": _copy,
    "sort": _reorder,
    "reverse": _reorder,
    "items": _items,
    "values": _values,
    "keys": _keys,
    "write": _write,
    "put": _write,
    "join": _join,
}
