"""Places of what came in as a whole that something else was put at: from there on that lies in them, not what was sent.

    body = request.get_json()
    body["table"] = "orders"            what was sent under the key is gone
    query("select * from " + body["table"])

So it is only where control surely came by the assignment, and where what is read surely is the same object:
`State.less_than_whole` says what is left of the whole there.
"""

from collections.abc import Mapping

from entasis.analyses.taint.heap import Place
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State


def settle(state: State, register: int, base: Held, selector: str) -> None:
    """Something was put at the selector of what the register holds, or taken out there."""
    is_key = selector[1:2] in {"'", '"'}  # what lies at a position may move
    if is_key and base.taint and state.is_itself(register, base.objects):
        state.lengths[base.objects.bit_length() - 1, selector] = 1


def before_failure(known: Mapping[int | Place, int]) -> dict[int | Place, int]:
    """What is known where something has failed on the way: that something was put at a place is not."""
    return {at: number for at, number in known.items() if isinstance(at, int)}
