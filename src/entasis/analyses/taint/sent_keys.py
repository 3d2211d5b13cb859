"""Mappings of which the server fills a part: what the environment of a request says under a key that nobody can send.

    environ["HTTP_USER_AGENT"]     what was sent, though without line breaks
    environ["SHOP_SETTINGS"]       what whoever runs the server has said
    request.META["REMOTE_ADDR"]    who has sent the request, as the server sees it

The `[[mapping]]` rows say which keys are which.
"""

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Instruction
from entasis.models.rows import Source


def held_under_keys(state: State, step: Instruction, source: Source) -> Held | None:
    """The mapping, if it is one; what was sent lies under any key of it, and is told apart when it is read."""
    row = state.models.mapping(source.api)
    if row is None:
        return None
    made = state.new_object(step.result, "sent")
    index = made.bit_length() - 1
    state.keyed[index] = row
    state.write(Held(0, made), "*", Held(state.taint_from(step, source)), is_added=True)
    return Held(0, made)
