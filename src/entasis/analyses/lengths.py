"""How long a text can be at most where it is used, by a check of its length that control must have passed.

if len(name) > 100:
    raise ValueError
match(name.lower())          at most 100
"""

from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.decided import comes_without
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Branch,
    Build,
    Call,
    Compare,
    GetField,
    GetItem,
    Instruction,
    Unary,
)

# Methods whose result is no longer than the text: of case mappings a few letters grow, which changes no magnitude.
_NO_LONGER: Final = frozenset(
    {"lower", "upper", "casefold", "title", "capitalize", "swapcase", "strip", "lstrip", "rstrip"}
    | {"removeprefix", "removesuffix", "encode", "decode"}
)
_MIRRORED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
# operator: the bound where `len(x) operator n` is true, and where it is false; None where there is none
_BOUNDS: Final[dict[str, tuple[int | None, int | None]]] = {
    "<": (-1, None),
    "<=": (0, None),
    ">": (None, 0),
    ">=": (None, -1),
    "==": (0, None),
    "!=": (None, 0),
}


def greatest_length(view: View, register: int, step: Instruction) -> int | None:
    """The most characters that the text in `register` can have at `step`, or None if nothing bounds it."""
    texts, bounds = _same_text(view, register)
    target = view.block_of[id(step)].index
    for block in view.blocks:
        end = block.terminator
        if not isinstance(end, Branch):
            continue
        for bound, taken in _checked(view, end, texts):
            if not comes_without(view, target, (block.index, taken)):
                bounds.append(bound)
    return min(bounds, default=None)


def _same_text(view: View, register: int) -> tuple[set[int], list[int]]:
    """The registers that hold the text, or a longer one that it was made of, and the bounds met on the way."""
    found: set[int] = set()
    bounds: list[int] = []
    while register not in found:
        found.add(register)
        step = view.definitions[register]
        if isinstance(step, Call):
            callee = view.definitions[step.callee]
            if isinstance(callee, GetField) and callee.name in _NO_LONGER:
                register = callee.object
        elif isinstance(step, GetItem):
            key = view.definitions[step.key]
            if isinstance(key, Build) and key.kind == "slice":
                stop = view.constant(key.operands[1])
                if is_constant(stop) and isinstance(stop, int) and stop >= 0:
                    bounds.append(stop)
                register = step.object
    return found, bounds


def _checked(view: View, end: Branch, texts: set[int]) -> list[tuple[int, int]]:
    """The bounds that the branch sets, each with the block where it holds."""
    condition, then, orelse = view.definitions[end.condition], end.then, end.orelse
    while isinstance(condition, Unary) and condition.operator == "not":
        condition, then, orelse = view.definitions[condition.operand], orelse, then
    if not isinstance(condition, Compare) or condition.operator not in _MIRRORED:
        return []
    found = []
    for length, limit, operator in (
        (condition.left, condition.right, condition.operator),
        (condition.right, condition.left, _MIRRORED[condition.operator]),
    ):
        number = view.constant(limit)
        if _is_length(view, length, texts) and is_constant(number) and isinstance(number, int):
            for offset, block in zip(_BOUNDS[operator], (then, orelse), strict=True):
                if offset is not None:
                    found.append((number + offset, block))
    return found


def _is_length(view: View, register: int, texts: set[int]) -> bool:
    step = view.definitions[register] if register != NONE else None
    return (
        isinstance(step, Call)
        and len(step.arguments) == 1
        and step.arguments[0] in texts
        and view.maker(register) == "builtins.len"
    )
