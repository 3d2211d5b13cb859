"""What calculating with a number that is written out says of the other operand: only a number has one added to it.

new_version = version + 1       where control goes on, `version` is no text: that would have raised a TypeError
"name" * 3, "%d" % 3            of these nothing follows
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Binary

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Guards

# What neither texts nor collections take a number for.
_OF_NUMBERS: Final = frozenset({"+", "-", "/", "//", "**", "+=", "-=", "/=", "//=", "**="})


def other_of_number(view: View, step: Binary) -> int:
    """What the operator takes beside a number that is written out, and would not take if it were a text; else NONE."""
    if step.operator not in _OF_NUMBERS:
        return NONE
    if _is_number(view, step.right):
        return step.left
    return step.right if _is_number(view, step.left) else NONE


def proved(guards: "Guards", step: Binary) -> Iterator[tuple[str, "Checked", int]]:
    """What holds behind the step: (when, register, mask), as of calls."""
    other = other_of_number(guards.view, step)
    if other != NONE:
        yield "", other, guards.kinds.mask(["*"])


def _is_number(view: View, register: int) -> bool:
    cell = view.constants.value(register)
    return isinstance(cell, int | float) and not isinstance(cell, bool)
