"""What a function returns for a template to show: see program/returned_contexts.py."""

from entasis.analyses.taint.apply import reach_sinks
from entasis.analyses.taint.state import State
from entasis.analyses.taint.terms import Terms
from entasis.ir.instructions import NONE, Return


def shown(state: State, end: Return) -> None:
    """The templates that show what is returned: what it holds gets to their sinks."""
    if end.value == NONE:
        return
    for template in state.view.program.contexts.get(state.function, ()):
        if not state.deep(state.read(end.value)):
            continue
        bound = {0: end.value}
        summary = state.around.summary_for(state, template, bound)
        reach_sinks(state, end, summary, Terms(state, template, bound, {}), bound)
