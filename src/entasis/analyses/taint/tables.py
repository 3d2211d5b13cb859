"""Whether a table is sent to a visitor: written into an answer, or into a buffer whose content becomes one.

writer = csv.writer(answer)                  `answer` was made by what takes a page
writer = csv.writer(buffer); …               so is what is made of `buffer.getvalue()`
return Response(buffer.getvalue())
"""

from typing import Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Call, GetField, Return

_CONTENTS: Final = frozenset({"getvalue", "read", "getbuffer"})


def is_sent(state: State, step: Call) -> bool:
    """Whether what the call writes to goes to a visitor."""
    view = state.view
    callee = view.definitions[step.callee]
    writer = view.definitions[callee.object] if isinstance(callee, GetField) else None
    if not isinstance(writer, Call) or not writer.arguments:
        return False
    file = writer.arguments[0]
    makers = [call for _, maker, call in view.made_calls(file) if maker.function is view.function]
    if any(_makes_answer(state, call) for call in makers):
        return True
    contents = {
        site.call.result
        for site in view.sites
        if isinstance(read := view.definitions[site.call.callee], GetField)
        and read.name in _CONTENTS
        and read.object == file
    }
    answered = any(
        isinstance(end := block.terminator, Return) and end.value in contents for block in view.blocks
    )
    given = [site.call for site in view.sites if not contents.isdisjoint(site.call.arguments)]
    return (answered and bool(state.around.answers(state.function)[0])) or any(
        _makes_answer(state, call) for call in given
    )


def _makes_answer(state: State, call: Call) -> bool:
    site = state.view.site_of.get(id(call))
    apis = call_apis(state.view, site) if site is not None else []
    return any(sink.kind in {"html", "response"} for api in apis for sink in state.models.sinks(api))
