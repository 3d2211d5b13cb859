"""Steps that control never comes to because of a call before them that does not return, such as one that skips a test."""

from entasis.analyses.misuse import call_apis
from entasis.analyses.view import View
from entasis.ir.instructions import Call


def is_behind_an_end(view: View, call: Call) -> bool:
    """Whether a call of a library that never returns stands before it in its block, or in the first one."""
    own, first = view.block_of[id(call)], view.blocks[0]
    for step in (*(first.instructions if own is not first else ()), *own.instructions):
        if step is call:
            return False
        site = view.site_of.get(id(step))
        apis = call_apis(view, site) if site is not None and not site.is_open else []
        if apis and all(map(view.program.models.is_noreturn, apis)):
            return True
    return False
