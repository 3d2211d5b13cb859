"""What a caught exception says of the program: its text is for the log, and not for who made the request.

Only the text of an exception is meant, `str(error)` or `error.args`; a code or a number in it is not.
"""

from typing import TYPE_CHECKING, Final

from entasis.analyses.taint.held import CLEAN, Held
from entasis.analyses.taint.summary import SourceOrigin
from entasis.ir.instructions import Catch, GetField, GetItem, Instruction, Param
from entasis.models.data import Source
from entasis.models.ports import Port, PortKind

if TYPE_CHECKING:
    from entasis.analyses.taint.state import State

_TEXT: Final = Source(
    "builtins.Exception", Port(PortKind.VALUE), "error", "the text of the exception", "Python"
)
_HOLDING: Final = frozenset(
    {"args", "message", "strerror", "filename", "stderr", "stdout", "output", "cmd", "orig", "statement"}
)


def caught(state: "State", step: Instruction) -> Held:
    """What is caught in a function that answers requests."""
    if not any(state.around.answers(state.function)):
        return CLEAN
    return Held(state.taint_from(step, _TEXT))


def less_than_text(state: "State", step: GetField, taint: int) -> int:
    """`taint` of the field, without that of the exception whose field it is, unless it holds some of its text."""
    origin = state.view.definitions[step.object]
    if not taint or step.name in _HOLDING:
        return taint
    if isinstance(
        origin, GetItem
    ):  # what a library passes beside the exception is a part of the same mapping
        return without_texts(state, step.name, taint)
    if not isinstance(origin, Catch | Param):
        return taint
    source: Source | None = _TEXT
    if isinstance(origin, Param):
        source = state.around.entry_source(state.function, origin.index)
    if source is None or source.kind != _TEXT.kind:
        return taint
    number = state.number(SourceOrigin(state.function, origin, source))
    return taint & ~(state.kinds.all << (number * state.kinds.width))


def without_texts(state: "State", name: str, taint: int) -> int:
    """`taint` of the field `name` of what may be an exception, without that of texts of exceptions."""
    return taint if name in _HOLDING else taint & ~texts_of_exceptions(state, taint)


def texts_of_exceptions(state: "State", taint: int) -> int:
    """What of `taint` comes of the texts of exceptions."""
    found = 0
    for number, group in state.kinds.groups(taint):
        origin = state.origins[number]
        if isinstance(origin, SourceOrigin) and origin.source.kind == _TEXT.kind:
            found |= group << (number * state.kinds.width)
    return found
