"""Which parts of what is passed a sink means, where each part says what it is.

    messages=[
        {"role": "system", "content": f"Be {tone}"},        an instruction
        {"role": "user", "content": question},              none
        ("system", f"Be {tone}"),                           the same as the first
    ]

The parts are those that the function itself puts together.
"""

from collections.abc import Iterator

from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, Build
from entasis.models.data import Mark


def marked_parts(state: State, register: int, mark: Mark) -> Iterator[tuple[int, int]]:
    """The registers that hold what is meant of what is passed, each with its taint."""
    passed = state.deep(state.read(register))
    for made in state.view.steps_of(Build) if passed else ():
        inner = _meant(state, made, mark)
        taint = state.deep(state.read(inner)) & passed if inner != NONE else 0
        if taint:
            yield inner, taint


def _meant(state: State, made: Build, mark: Mark) -> int:
    """The register of what is meant in a mapping or a pair that is marked so, else NONE."""
    if made.kind == "tuple" and len(made.operands) == 2 and not made.stars:
        is_marked = _matches(state, made.operands[0], mark)
        return made.operands[1] if is_marked else NONE
    if made.kind != "dict":
        return NONE
    entries = {
        state.view.written_text(key): value
        for key, value in zip(made.operands[::2], made.operands[1::2], strict=True)
        if key != NONE
    }
    return entries.get(mark.at, NONE) if _matches(state, entries.get(mark.key, NONE), mark) else NONE


def _matches(state: State, register: int, mark: Mark) -> bool:
    text = state.view.written_text(register) if register != NONE else None
    return isinstance(text, str) and mark.value.fullmatch(text) is not None
