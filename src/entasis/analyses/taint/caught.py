"""What a caught exception says of the program: its text is for the log, and not for who made the request.

Only the text of an exception is meant, `str(error)` or `error.args`; a code or a number in it is not. Nor is one that
can only speak of what was sent:

    try:
        given = json.loads(request.body)
    except Exception as error:          "Expecting value: line 1 column 1"
        return {"error": str(error)}
"""

from typing import TYPE_CHECKING, Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.held import CLEAN, Held
from entasis.analyses.taint.summary import SourceOrigin
from entasis.analyses.view import View
from entasis.ir.instructions import (
    Await,
    Call,
    Catch,
    Enter,
    GetField,
    GetItem,
    Import,
    Instruction,
    Iterate,
    Next,
    Param,
    Raise,
)
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
# What reads a text, or counts: what goes wrong there is said of what was passed.
_READING: Final = frozenset(
    {
        "json.loads", "builtins.int", "builtins.float", "builtins.str", "builtins.len", "builtins.bool",
        "uuid.UUID", "decimal.Decimal", "base64.b64decode", "base64.urlsafe_b64decode", "binascii.unhexlify",
        "datetime.datetime.strptime", "datetime.datetime.fromisoformat", "datetime.date.fromisoformat",
    }
)  # fmt: skip
_PLAIN: Final = ("builtins.str.", "builtins.bytes.", "builtins.dict.", "builtins.list.")
_SENT: Final = frozenset({"remote", "document"})
_RUNNING: Final = (Await, Enter, Import, Iterate, Next, Raise)  # what may do more than it says


def caught(state: "State", step: Instruction) -> Held:
    """What is caught in a function that answers requests."""
    if not any(state.around.answers(state.function)) or _speaks_of_input(state.view, step):
        return CLEAN
    return Held(state.taint_from(step, _TEXT))


def _speaks_of_input(view: View, step: Instruction) -> bool:
    """Whether all that is called where the exception comes from only reads what it is passed."""
    handler = view.block_of[id(step)].index
    tried = [block for block in view.blocks if block.handler == handler]
    steps = [inner for block in tried for inner in block.instructions]
    ends = [block.terminator for block in tried]
    calls = [inner for inner in steps if isinstance(inner, Call)]
    if not calls or any(isinstance(inner, _RUNNING) for inner in (*steps, *ends)):
        return False
    return all(_only_reads(view, call) for call in calls)


def _only_reads(view: View, call: Call) -> bool:
    site = view.site_of.get(id(call))
    paths = call_apis(view, site) if site is not None else []
    if paths:
        models = view.program.models
        sources = [models.source(path) for path in paths]
        return all(
            path in _READING or path.startswith(_PLAIN) or (source is not None and source.kind in _SENT)
            for path, source in zip(paths, sources, strict=True)
        )
    callee = view.definitions[call.callee]
    return site is not None and not site.targets and isinstance(callee, GetField) and callee.name == "get"


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
