"""Displays: `[a, *b]`, `(a, b)`, `{"key": a, **b}`, and texts made of parts."""

from entasis.analyses.taint.heap import COPIED, KEYS, NOTHING
from entasis.analyses.taint.held import CLEAN, Held
from entasis.analyses.taint.sequences import append_all, copy_elements, is_short, known_length, selector_of
from entasis.analyses.taint.state import State
from entasis.analyses.taint.textual import filled
from entasis.ir.instructions import NONE, Build


def build(state: State, step: Build) -> Held:
    """A new collection, or a text."""
    if step.kind == "slice":
        return CLEAN
    values = [state.read_element(register) for register in step.operands]
    if step.kind == "text":  # of nothing at all is the format in f"{x:}"
        return Held(filled(state, step, -1)) if step.operands else CLEAN
    made = Held(0, state.new_object(step.result))
    index = step.result
    state.places.pop(index, None)  # a fresh object each time control comes here
    if step.kind == "dict":
        for i in range(0, len(values), 2):
            value = values[i + 1]
            if step.operands[i] == NONE:
                copy_elements(state, value, made, step.operands[i + 1])
                continue
            if value.taint or value.objects:
                state.write(made, selector_of(state, step.operands[i]), value, source=step.operands[i + 1])
            else:
                place = selector_of(state, step.operands[i])
                if place != "*" and {place, COPIED} & state.places.get(index, NOTHING).keys():
                    state.put(index, place, CLEAN)
            if values[i].taint:
                state.write(made, KEYS, values[i], source=step.operands[i])
        return made
    if step.stars and step.kind in {"list", "tuple"} and _display(state, step, values, made):
        return made
    is_exact = not step.stars and step.kind in {"list", "tuple"}
    if is_exact and step.kind == "list":
        state.lengths[index] = len(values)
    for i, value in enumerate(values):
        if i in step.stars:
            copy_elements(state, value, made, step.operands[i])
        elif value.taint or value.objects:
            place = f"[{i}]" if is_exact or (step.stars and i < step.stars[0]) else "*"
            state.write(made, place, value, source=step.operands[i])
    return made


def _display(state: State, step: Build, values: list[Held], made: Held) -> bool:
    """A list or tuple with `*parts` of known length: every element has its place."""
    lengths = [known_length(state, value) if i in step.stars else 1 for i, value in enumerate(values)]
    if min(lengths) < 0 or not is_short(state, sum(lengths)):
        return False
    offset = 0
    for i, (value, length) in enumerate(zip(values, lengths, strict=True)):
        if i in step.stars:
            append_all(state, made, value, length, offset)
        elif value is not CLEAN:
            state.write(made, f"[{offset}]", value, source=step.operands[i])
        offset += length
    state.lengths[step.result] = offset
    return True
