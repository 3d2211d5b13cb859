"""Methods of texts: what a replaced character can no longer do, and which checks of the whole text a part outlives.

text.replace("'", "''")      clean for what stands in single quotes
text.replace("<", "&lt;")    opens no tag
url.partition("?")[0]        a part: that the whole leads to a known host says nothing of it
name.translate(table)        clean for what a character does that the table takes out
name.replace(":", "/")       puts a character in whose absence was checked
name.lstrip("/")             does not begin at the root, unless more is taken out of it afterwards
"""

from typing import Final

from entasis.analyses.taint import characters
from entasis.analyses.taint.behind_text import HOLE
from entasis.analyses.taint.callables import lies_in_field
from entasis.analyses.taint.endings import decided
from entasis.analyses.taint.implicit import text_of
from entasis.analyses.taint.markup import called_in_page, put_in_document, put_in_page
from entasis.analyses.taint.remade import of_answer
from entasis.analyses.taint.secrets import TEXT_METHODS
from entasis.analyses.taint.shapes import NUMBER, PART
from entasis.analyses.taint.state import State
from entasis.analyses.taint.statements import put_in_statement
from entasis.analyses.taint.translated import taken_out
from entasis.ir.instructions import Binary, Build, Call, GetField

_WHOLE: Final = ("cookie",)  # where only all of a value does harm
_ROOT: Final = ("~root",)
_NO_TEXT: Final = ("operator",)  # where only what is no text does harm
_PARTS: Final = frozenset(
    {"partition", "rpartition", "split", "rsplit", "splitlines", "removeprefix", "removesuffix"}
    | {"strip", "lstrip", "rstrip", "replace", "translate"}
)


def filled(state: State, step: Build | Binary | Call, default: int) -> int:
    """The taint of a text that is put together, each value cleared by what stands around it; else `default`."""
    taint = decided(state, step, _filled(state, step, default)) if default else default
    if taint:
        put_in_document(state, step, taint)
    if taint and (state.shapes.shape(step.result) or "").strip(HOLE):
        taint = state.kinds.clear(taint, state.kinds.mask(_WHOLE))
    return state.kinds.clear(taint, state.kinds.mask(_NO_TEXT)) if taint and _is_text(state, step) else taint


def _is_text(state: State, step: Build | Binary | Call) -> bool:
    """Whether the step surely gives a text."""
    if isinstance(step, Build):
        return step.kind == "text"
    if isinstance(step, Binary):
        is_format = step.operator == "%" and isinstance(state.view.constants.value(step.left), str)
        return is_format or state.shapes.is_text(step)
    return state.shapes.format_of(step) is not None


def _filled(state: State, step: Build | Binary | Call, default: int) -> int:
    taint, is_known = 0, False
    for register, before, by in state.shapes.holes(step):
        is_known = True
        raw = state.deep(state.read(register)) if by == PART else text_of(state, step, register)
        if raw and by and by != PART:
            raw = state.kinds.clear(raw, state.kinds.mask("*")) if by == NUMBER else state.cleaned(raw, by)
        here = state.shapes.clear(raw, before, register)
        if raw and before and "<" in before:
            put_in_page(state, step, register, before, here, raw)
        elif here and before == "":
            called_in_page(state, step, register, here)
        elif here and before:
            put_in_statement(state, step, register, before, here)
        taint |= here
    return taint if is_known or state.shapes.is_constant(step) else default


def of_method(state: State, step: Call, receiver: int) -> int:
    """The taint of the receiver in the result of a method call."""
    callee = state.view.definitions[step.callee]
    name = callee.name if isinstance(callee, GetField) else ""
    if lies_in_field(state, name, receiver):
        return state.deep(state.read(step.callee))
    held = state.read_part(receiver) if name in _PARTS else state.read(receiver)
    taint = state.deep(of_answer(state, name, held))
    if name in TEXT_METHODS:
        taint = state.kinds.clear(taint, state.kinds.mask(_NO_TEXT))
    if name == "replace" and len(step.arguments) == 2:
        return _replaced(state, step, receiver, taint)
    if name == "translate" and taint and len(step.arguments) == 1:
        return _translated(state, step, taint)
    if name in {"strip", "lstrip"} and taint and len(step.arguments) == 1:
        stripped = state.view.constants.value(step.arguments[0])
        is_below = isinstance(stripped, str) and "/" in stripped
        return state.kinds.clear(taint, state.kinds.mask(_ROOT)) if is_below else taint
    return taint


def _translated(state: State, step: Call, taint: int) -> int:
    gone, put_in = taken_out(state.view, step.arguments[0])
    for character in sorted(gone):
        if character != "." or not put_in:
            taint = state.kinds.clear(taint, characters.absent(state.kinds, character))
    return taint


def _replaced(state: State, step: Call, receiver: int, taint: int) -> int:
    old, new = (state.view.constants.value(register) for register in step.arguments)
    if not isinstance(new, str):
        return taint
    if not new:  # what stood behind it may begin the text now
        taint = state.kinds.again(taint, state.kinds.mask(_ROOT))
    for character in sorted(set(new)):
        mask = characters.absent(state.kinds, character)
        if mask and character != old:
            taint |= state.read_decoded(receiver, 0) | _unchecked(state, receiver, mask)
    if isinstance(old, str) and (old not in new or new == old * 2):
        taint = state.kinds.clear(taint, characters.replaced(state.kinds, old, new))
    return taint


def _unchecked(state: State, register: int, mask: int) -> int:
    if register < 0 or state.kinds.is_clean(state.facts.get(state.same.of(register), 0)):
        return 0
    return state.kinds.only(state.held[register].taint, mask)
