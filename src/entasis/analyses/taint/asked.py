"""What a script of a page gets of a handler of the same program that it asks: what others have put there.

fetch("/posts").then((answer) => answer.json())      whatever `posts` returns that was stored

What the handler has from the request itself is what the script has sent, and so whoever sees the page.
"""

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SharedOrigin, SourceOrigin
from entasis.ir.instructions import Call
from entasis.models.rows import ThreatModel


def asked(state: State, step: Call) -> int:
    """The taint of the answer."""
    taint = 0
    for handler in state.view.program.addresses.asked.get(id(step), ()):
        taint |= _of_others(state, state.deep(apply_summary(state, step, handler, {})))
    return taint


def _of_others(state: State, taint: int) -> int:
    kept = 0
    for number, group in state.kinds.groups(taint):
        origin = state.origins[number]
        is_stored = isinstance(origin, SharedOrigin) or (
            isinstance(origin, SourceOrigin)
            and state.models.kinds[origin.source.kind].threat_model is ThreatModel.DATABASE
        )
        if is_stored:
            kept |= group << (number * state.kinds.width)
    return kept
