"""Numbers from outside that say how much is made: a text can be no size, but what `int` makes of it can.

blocks = int(request.args["blocks"])     as large as the sender likes
bytes(blocks)                            so much memory is taken
"." * blocks                             here too
3 * (retries + 1)                        no text: only a number has one added to it
bytes(min(blocks, 64))                   no more than that (see the comparisons in `checks`, and the rows)
empty(image.shape)                       as much as is there already
"""

from collections.abc import Sequence
from typing import Final

from entasis.analyses.taint.arithmetic import other_of_number
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, Binary, Build, Call, GetField
from entasis.program.symbols import Api

_SAME: Final = frozenset(
    {
        "builtins.int",
        "builtins.float",
        "builtins.abs",
        "builtins.round",
        "math.ceil",
        "math.floor",
        "math.trunc",
    }
    | {"decimal.Decimal"}
)
_OF_ARRAYS: Final = frozenset({"shape", "ndim", "nbytes", "itemsize"})
_BOUNDING: Final = frozenset({"%", "%=", "&", "&=", ">>", ">>="})


def number_of(state: State, step: Call, apis: Sequence[str]) -> int:
    """The taint of a number that is made of what the call is passed: as a size it is still the sender's."""
    numbers = state.kinds.numbers
    if not numbers or len(apis) != 1 or apis[0] not in _SAME or not step.arguments:
        return 0
    return state.kinds.limit(state.read(step.arguments[0]).taint, numbers)


def measured(state: State, step: GetField, taint: int) -> int:
    """The taint of a field: how large an array is that somebody has made was decided there."""
    if not taint or step.name not in _OF_ARRAYS or not state.kinds.numbers:
        return taint
    value = state.evaluator.value(state.function, step.object)
    is_known = any(not (isinstance(thing, Api) and thing.path.endswith("()")) for thing in value)
    return taint if is_known else state.kinds.clear(taint, state.kinds.numbers)


def calculated(state: State, step: Binary, taint: int) -> int:
    """The taint of what the operator gives: a remainder is bounded, and a repeated text reaches a sink."""
    numbers = state.kinds.numbers
    if taint and other_of_number(state.view, step) != NONE:
        taint = state.kinds.clear(taint, state.kinds.mask(["*"]))
    if not numbers or not taint:
        return taint
    if step.operator in _BOUNDING:
        return state.kinds.clear(taint, numbers)
    if step.operator in {"*", "*="}:
        for one, count in ((step.left, step.right), (step.right, step.left)):
            given = state.kinds.limit(state.read(count).taint, numbers)
            if given and _is_repeatable(state, one):
                reach(state, step, "the operator *", "size.memory", "the number of repetitions", count, given)
    return taint


def _is_repeatable(state: State, register: int) -> bool:
    """Whether the value is surely a text or a list that is written out, and not empty."""
    cell = state.view.constants.value(register)
    if isinstance(cell, str | bytes | tuple):
        return len(cell) > 0
    made = state.view.definitions[register]
    return isinstance(made, Build) and made.kind in {"list", "tuple", "text"} and bool(made.operands)
