"""Collections that are made of others: displays, slices, sums, copies; exact while lengths and positions are known.

parts = [a, *rest[1:]]        "[0]" is what a is, "[1]" what lay at "[2]" of rest, if the length of rest is known
"""

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.heap import COPIED, NOTHING, bits_of
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import PortOrigin
from entasis.analyses.taint.under_keys import under_key
from entasis.ir.instructions import NONE, Binary, Build, Param
from entasis.limits import PORT_DEPTH, SEQUENCE_ELEMENTS
from entasis.signature import ParameterKind


def selector_of(state: State, key: int) -> str:
    """The selector of an item at `key`."""
    if key == NONE:
        return "*"
    cell = state.view.constants.value(key)
    if is_constant(cell) and isinstance(cell, str | int | bytes | bool):
        return f"[{cell!r}]"
    return "*"


def known_length(state: State, base: Held) -> int:
    """The number of elements of the one sequence that the value surely is, or -1."""
    if not base.objects or base.objects & (base.objects - 1):
        return -1
    index = base.objects.bit_length() - 1
    definition = state.view.definitions[index] if index < len(state.view.definitions) else None
    if "*" in state.places.get(index, NOTHING):
        return -1
    if isinstance(definition, Build) and definition.kind == "tuple" and not definition.stars:
        return len(definition.operands)
    return -1 if index in state.ports else state.lengths.get(index, -1)


def is_short(state: State, length: int) -> bool:
    """Whether so many elements are kept apart."""
    if length > SEQUENCE_ELEMENTS.bound:
        state.hit.add(SEQUENCE_ELEMENTS)
    return length <= SEQUENCE_ELEMENTS.bound


def append_all(state: State, target: Held, source: Held, length: int, offset: int) -> None:
    """The first `length` elements of `source`, from position `offset` of `target` on."""
    index, origin = target.objects.bit_length() - 1, source.objects.bit_length() - 1
    for i in range(length):
        value = state.at(origin, f"[{i}]")
        if value is not CLEAN:
            state.put(index, f"[{offset + i}]", value)


def copy_elements(state: State, source: Held, target: Held, register: int, *, replaces: bool = False) -> None:
    """Everything that lies in `source` now lies in `target` too; `replaces`: in the place of what was there."""
    if source.taint:
        state.write(target, "*", Held(source.taint), source=register)
        state.write(target, "keys", Held(source.taint), source=register)
    rest = source.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        index = bit.bit_length() - 1
        port, inside = state.ports.get(index), state.places.get(index, NOTHING)
        is_left = (index, "*") in state.unset  # what lies there under any key is what the caller has left
        if port is not None and len(port.selectors) < PORT_DEPTH.bound:
            inner = PortOrigin(port.parameter, (*port.selectors, "*"))
            objects = inside.get("*", CLEAN).objects if is_left else 0
            _copy_under_keys(state, Held(state.taint_of(inner), objects), target, register)
        for selector, held in inside.items():
            if selector == COPIED:
                _copy_under_keys(state, held, target, register)
            elif selector[0] != "." and not (is_left and selector == "*"):
                state.write(target, selector, held, source=register, is_added=not replaces)


def _copy_under_keys(state: State, copied: Held, target: Held, register: int) -> None:
    """What lies in a mapping under keys that are not known here lies in the target under the same ones."""
    if target.objects & (target.objects - 1) or target.objects.bit_length() - 1 in state.ports:
        state.write(target, "*", copied, source=register)
        return
    for selector in state.places.get(target.objects.bit_length() - 1, NOTHING):
        if selector[0] == "[":
            state.write(target, selector, under_key(state, copied, selector), source=register, is_added=True)
    state.write(target, COPIED, copied, source=register)


def move_elements(state: State, source: Held, target: Held, shift: int, register: int) -> None:
    """The elements of `source` lie in `target` too, `shift` places further on; those before its beginning do not."""
    if source.taint:
        state.write(target, "*", Held(source.taint), source=register)
    for index in bits_of(source.objects):
        for selector, held in sorted(state.places.get(index, NOTHING).items()):
            at = selector[1:-1]
            if at.isdecimal() and selector[0] == "[":
                if int(at) + shift >= 0:
                    state.write(target, f"[{int(at) + shift}]", held, source=register, is_added=True)
            elif selector in {"*", COPIED}:
                state.write(target, "*", held, source=register)
        port = state.ports.get(index)
        if port is not None and len(port.selectors) < PORT_DEPTH.bound:
            inner = PortOrigin(port.parameter, (*port.selectors, "*"))
            state.write(target, "*", Held(state.taint_of(inner)), source=register)


def add_pairs(state: State, source: Held, target: Held, register: int) -> None:
    """What `dict(source)` or `update(source)` puts into a mapping: what another mapping holds, or pairs."""
    if is_mapping(state, source):
        copy_elements(state, source, target, register)
        return
    if source.taint:
        state.write(target, "*", Held(source.taint), source=register)
        state.write(target, "keys", Held(source.taint), source=register)
    rest = source.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        for selector, pair in sorted(state.places.get(bit.bit_length() - 1, NOTHING).items()):
            if selector[0] in "[*":
                key = state.field(pair, "[0]", max(register, 0))
                if key.taint:
                    state.write(target, "keys", Held(key.taint), source=register)
                value = state.field(pair, "[1]", max(register, 0))
                if value.taint or value.objects:
                    state.write(target, _key_of(state, pair), value, source=register)


def _clean_keys(state: State, held: Held) -> list[str]:
    """The selectors at which a display of a mapping, written out, holds something clean."""
    index = held.objects.bit_length() - 1
    if held.objects & (held.objects - 1) or not 0 <= index < len(state.view.definitions):
        return []
    step = state.view.definitions[index]
    if not isinstance(step, Build) or step.kind != "dict":
        return []
    found = [selector_of(state, key) for key in step.operands[::2]]
    return [place for place in found if place not in {"*", *state.places.get(index, NOTHING)}]


def _key_of(state: State, pair: Held) -> str:
    """The selector of what a pair maps, where it is written out."""
    index = pair.objects.bit_length() - 1
    if pair.objects & (pair.objects - 1) or not 0 <= index < len(state.view.definitions):
        return "*"
    step = state.view.definitions[index]
    is_pair = isinstance(step, Build) and step.kind in {"tuple", "list"} and len(step.operands) == 2
    return selector_of(state, step.operands[0]) if is_pair and isinstance(step, Build) else "*"


def is_mapping(state: State, held: Held) -> bool:
    """Whether one of the objects is a display of a mapping, or has keys."""
    rest = held.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        index = bit.bit_length() - 1
        step = state.view.definitions[index] if index < len(state.view.definitions) else None
        if isinstance(step, Build) and step.kind == "dict":
            return True
        inside = state.places.get(index, NOTHING)
        if "keys" in inside or index in state.ports or index in state.mappings:
            return True
        if any(
            selector.startswith(("['", '["')) for selector in inside
        ):  # what a function gave: no list has words for keys
            return True
    return False


def is_keywords(state: State, step: Param) -> bool:
    """Whether it is the parameter `**mapping` of a function."""
    parameters = state.function.function.parameters
    return step.index < len(parameters) and parameters[step.index].kind is ParameterKind.VAR_KEYWORD


def elements(state: State, held: Held, register: int) -> Held:
    """What iterating over the value gives: its elements, or for a mapping its keys."""
    is_mapping, keys = False, CLEAN
    rest = held.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        index = bit.bit_length() - 1
        keys = join([keys, Held(state.shared_keys(index))])
        definition = state.view.definitions[index] if index < len(state.view.definitions) else None
        if (isinstance(definition, Build) and definition.kind == "dict") or index in state.mappings:
            is_mapping = True
            keys = join([keys, state.at(index, "keys")])
        elif isinstance(definition, Param) and is_keywords(state, definition):
            is_mapping = True
            keys = join([keys, state.field(Held(0, bit), "keys", register)])
    if is_mapping and held.objects & (held.objects - 1) == 0:
        return Held(held.taint | keys.taint, keys.objects)
    found = state.field(held, "*", register)
    return join([found, keys])


def combine(state: State, step: Binary, left: Held, right: Held) -> Held | None:
    """A sequence or a mapping made of two, or of one several times; None where the operator does neither."""
    made = Held(left.taint | right.taint, state.new_object(step.result, "combined"))
    index = made.objects.bit_length() - 1
    operator = step.operator.removesuffix("=")
    if operator == "|":
        state.places.pop(index, None)
        copy_elements(state, left, made, step.left, replaces=True)
        copy_elements(state, right, made, step.right, replaces=True)
        for selector in _clean_keys(state, right):
            state.forget(made, selector)
    elif operator in {"-", "&", "^"}:
        if not left.objects or not right.objects:
            return None
        state.places.pop(index, None)
        if operator == "&" and not (state.deep(left) and state.deep(right)):
            return Held(0, made.objects)  # whatever is in both is equal to something clean
        copy_elements(state, left, made, step.left)
        if operator == "^":
            copy_elements(state, right, made, step.right)
        return Held(left.taint, made.objects)
    elif operator == "+":
        first, second = known_length(state, left), known_length(state, right)
        state.places.pop(index, None)
        if first >= 0 and second >= 0:
            append_all(state, made, left, first, 0)
            append_all(state, made, right, second, first)
            state.lengths[index] = first + second
        else:
            for part, register in ((left, step.left), (right, step.right)):
                inside = elements(state, part, step.result)
                if part.objects and (inside.taint or inside.objects):
                    state.write(made, "*", inside, source=register, is_added=True)
    elif operator == "*":
        count, length = state.view.constants.value(step.right), known_length(state, left)
        if isinstance(count, int) and length >= 0 and count >= 0 and is_short(state, count * length):
            for turn in range(count):
                append_all(state, made, left, length, turn * length)
            state.lengths[index] = count * length
        else:
            inside = elements(state, left, step.result)
            state.write(made, "*", inside, source=step.left, is_added=True)
    else:
        return None
    if step.operator.endswith("="):  # in place: whoever else holds the object sees it too
        return Held(made.taint, made.objects)
    return made


def slice_of(state: State, base: Held, key: Build, register: int) -> Held:
    """A part of a sequence: exact where its length and the bounds are known."""
    if not base.objects:
        return base
    made = state.new_object(register, "slice")
    index = base.objects.bit_length() - 1
    bounds = [_bound(state.view.constants.value(operand)) for operand in key.operands]
    length = known_length(state, base)
    if length >= 0 and all(bounds) and bounds[2] != (0,):
        part = slice(*[bound[0] for bound in bounds])
        for i, old in enumerate(range(length)[part]):
            value = state.at(index, f"[{old}]")
            if value is not CLEAN:
                state.put(made.bit_length() - 1, f"[{i}]", value)
        state.lengths[made.bit_length() - 1] = len(range(length)[part])
    else:
        state.write(Held(0, made), "*", state.field(base, "*", register), is_added=True)
    return Held(base.taint, made)


def put_slice(state: State, base: Held, key: Build, value: Held, register: int, *, is_gone: bool) -> None:
    """Let the elements of `value` lie in the place of a part of a list; `is_gone`: nothing does."""
    index = base.objects.bit_length() - 1
    bounds = [_bound(state.view.constants.value(operand)) for operand in key.operands]
    length = -1 if index in state.ports else known_length(state, base)
    more = 0 if is_gone else known_length(state, value)
    is_whole = not base.objects & (base.objects - 1) and all(bound == (None,) for bound in bounds)
    if is_whole:
        state.places[index] = {s: h for s, h in state.places.get(index, NOTHING).items() if s[0] == "."}
        state.change()
        length = 0
    if length >= 0 and more >= 0 and all(bounds) and bounds[2] in ((None,), (1,)):
        start, stop, _ = slice(*[bound[0] for bound in bounds]).indices(length)
        kept = [state.at(index, f"[{i}]") for i in range(length)]
        given = [state.at(value.objects.bit_length() - 1, f"[{i}]") for i in range(more)]
        kept[start : max(start, stop)] = given
        for i in range(max(length, len(kept))):
            state.put(index, f"[{i}]", kept[i] if i < len(kept) else CLEAN)
        state.lengths[index] = len(kept)
        return
    blur(state, base)
    inside = elements(state, value, max(register, 0))
    if inside.taint or inside.objects:
        state.write(base, "*", inside, source=register)


def blur(state: State, base: Held) -> None:
    """The positions of the elements are not known any more."""
    rest = base.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        index = bit.bit_length() - 1
        for selector in [selector for selector in state.places.get(index, {}) if selector[0] == "["]:
            held, old = state.take(index, selector), state.at(index, "*")
            state.put(index, "*", Held(old.taint | held.taint, old.objects | held.objects))
        state.lengths.pop(index, None)


def _bound(cell: object) -> tuple[int | None, ...]:
    """The bound of a slice as one value, or () where it is not known."""
    return (cell,) if cell is None or (isinstance(cell, int) and not isinstance(cell, bool)) else ()
