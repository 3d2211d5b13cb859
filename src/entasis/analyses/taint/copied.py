"""A mapping of the caller's that a function has copied: what lay under a key there lies under the same one in the copy.

def context(title, more):
    made = {"title": title}
    made.update(more)
    return made                  context("Jobs", {"name": name})["user"] is none of what was passed
"""

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.sequences import copy_elements
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import Flow, PortOrigin
from entasis.analyses.taint.terms import Terms
from entasis.ir.instructions import NONE


def copy_passed(state: State, terms: Terms, flow: Flow, made: Held) -> None:
    """Put into the mapping what lies, under any key, in those that the flow speaks of."""
    for origin, group in flow:
        if isinstance(origin, PortOrigin) and origin.selectors[-1:] == ("*",):
            copied = terms.at(PortOrigin(origin.parameter, origin.selectors[:-1]))
            copy_elements(state, copied, made, NONE)
        else:
            state.write(made, "*", Held(terms.taint(((origin, group),))), is_added=True)
