"""Collections that functions of the program give: what is one of them is the program's own, whoever asked for it.

def codes(): return [language["code"] for language in settings.LANGUAGES]
if code in codes(): ...                     behind it `code` is one of these
if name in request.form.getlist("names")    not so: whoever sent the name sent the list as well
"""

from entasis.analyses.taint.binding import bindings
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Call


def gives_own(state: State, step: Call) -> bool:
    """Whether the call surely reaches functions of the program only, and these give nothing that came from outside."""
    site = state.view.site_of.get(id(step))
    if site is None or not site.targets or site.is_open:
        return False
    found = list(bindings(state, site))
    if len(found) != len(site.targets):
        return False
    summaries = [state.around.summary_for(state, function, bound) for function, bound in found]
    return all(
        summary.gives_new
        and not summary.calls
        and not any(flow or ports for _, flow, ports in summary.returns)
        for summary in summaries
    )
