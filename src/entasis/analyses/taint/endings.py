"""Which part of a text decides how it ends, or how it begins: where that is constant, nobody does.

os.path.join(FOLDER, name)           `name` decides its suffix, and does not stand at the beginning of a word
f"{stem}.png"                        nobody decides its suffix
"""

from typing import Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.bits import repeated
from entasis.analyses.taint.implicit import text_of
from entasis.analyses.taint.state import State
from entasis.analyses.taint.suffixes import KIND
from entasis.ir.instructions import NONE, Binary, Build, Call

_CONSTANT: Final = -2
_JOINS: Final = frozenset({"os.path.join", "pathlib.PurePath.joinpath", "pathlib.Path", "pathlib.PurePath"})


def decided(state: State, step: Build | Binary | Call, taint: int) -> int:
    """`taint` of a text that is put together: of what stands before its end, nothing chooses its suffix."""
    mask = state.kinds.mask([KIND])
    if not mask or not taint:
        return taint
    taint = _begun(state, step, taint)
    bits = repeated(mask, state.kinds.width, -(-taint.bit_length() // state.kinds.width))
    last = _last(state, step) if taint & bits else NONE
    if last == NONE:
        return taint
    kept = 0 if last == _CONSTANT else text_of(state, step, last)
    return taint & (~bits | kept)


def _begun(state: State, step: Build | Binary | Call, taint: int) -> int:
    """`taint` of a path that is joined: what stands behind its first part is no option of a program."""
    is_path = isinstance(step, Binary) and step.operator in {"/", "/="}
    if not is_path and not (isinstance(step, Call) and _is_join(state, step)):
        return taint
    first = step.left if isinstance(step, Binary) else step.arguments[0]  # type: ignore[union-attr]
    bits = repeated(
        state.kinds.mask(["option"]), state.kinds.width, -(-taint.bit_length() // state.kinds.width)
    )
    return taint & (~bits | text_of(state, step, first))


def _last(state: State, step: Build | Binary | Call) -> int:
    """The register whose text ends that of the step; _CONSTANT, or NONE where that is not known."""
    match step:
        case Build():
            registers = list(step.operands)
        case Binary(operator="+" | "+=" | "/" | "/="):
            registers = [step.left, step.right]
        case Call() if _is_join(state, step):
            registers = list(step.arguments)
        case _:
            parts = state.shapes.format_of(step)
            for text, register in reversed(parts or ()):
                if register >= 0 or text:
                    return register if register >= 0 else _CONSTANT
            return NONE
    for register in reversed(registers):
        cell = state.view.constants.value(register)
        if isinstance(cell, str) and cell:
            return _CONSTANT
        if cell != "":
            return register
    return NONE


def _is_join(state: State, step: Call) -> bool:
    site = state.view.site_of.get(id(step))
    if site is None or step.stars or step.names or not step.arguments:
        return False
    return not _JOINS.isdisjoint(call_apis(state.view, site))
