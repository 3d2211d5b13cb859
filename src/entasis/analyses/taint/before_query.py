"""The part of an address before its query: scheme and host stand there, so a check of it is one of the whole address.

target.partition("?")[0]          where that leads within the site, `target` does
target[: target.index("?")]
"""

from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Build, Call, GetField, GetItem, Instruction

_ENDS: Final = frozenset({"?", "#"})
_PARTING: Final = frozenset({"partition", "split"})
_FINDING: Final = frozenset({"index", "find"})


def address_of(view: View, part: Instruction | None) -> int:
    """The address of which the step takes what stands before its query; NONE if it takes something else."""
    if not isinstance(part, GetItem):
        return NONE
    key = view.definitions[part.key]
    if isinstance(key, Build) and key.kind == "slice":
        starts = key.operands[0] == NONE or view.constants.value(key.operands[0]) in {None, 0}
        found = _asked(view, key.operands[1], _FINDING) if starts and len(key.operands) > 1 else NONE
        return found if found == part.object else NONE
    return _asked(view, part.object, _PARTING) if view.constants.value(part.key) == 0 else NONE


def _asked(view: View, register: int, names: frozenset[str]) -> int:
    """The text of which a method in `names` is called with the end of an address; else NONE."""
    call = view.definitions[register] if register != NONE else None
    callee = view.definitions[call.callee] if isinstance(call, Call) and call.arguments else None
    if not isinstance(call, Call) or not isinstance(callee, GetField) or callee.name not in names:
        return NONE
    return callee.object if view.constants.value(call.arguments[0]) in _ENDS else NONE
