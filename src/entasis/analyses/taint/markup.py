"""HTML and XML that are put together by hand: a value between tags or in an attribute, which nothing has escaped.

    "<p>Hello " + name + "</p>"       `name` can begin a script, where a browser is sent the text
    f"<Say>{words}</Say>"             `words` can end the element, and begin others
    f"<Server {self.name}>"           a tag of nothing: no element of HTML, and nothing ends it
    page.replace("{name}", name)      where `page` has tags
    f"<meta http-equiv=refresh content='0; url={where}'>"     `where` is where the visitor is sent
    f"{callback}({data})"             `callback` is a function that a page calls

Whether anybody reads the text so is not known here.
"""

import re
from typing import Final

from entasis.analyses.taint.behind_text import HOLE
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Binary, Build, Call, GetField
from entasis.ir.operands import operands

_ELEMENTS: Final = (
    "a|abbr|article|aside|audio|b|base|blockquote|body|br|button|canvas|caption|center|code|col|colgroup|dd|details"
    "|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe"
    "|img|input|label|legend|li|link|main|map|mark|meta|nav|object|ol|optgroup|option|p|pre|script|section|select"
    "|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|u|ul|video"
)
_TAG: Final = re.compile(rf"<(?:{_ELEMENTS})(?=[\s/>])", re.IGNORECASE)
_ELEMENT: Final = re.compile(rf"<(?P<name>[A-Za-z_][\w.:-]*)(?:\s[^<>]*)?>[^<{HOLE}]*{HOLE}[^<]*</(?P=name)>")
# Behind which an address stands to which a page leads by itself.
_LEADS_ON: Final = re.compile(
    r"""<meta\b[^<>]*\bcontent\s*=\s*(?:"|')?\s*\d*\s*[;,]\s*(?:url\s*=\s*)?["']?$"""
    r"""|<script\b(?:(?!</script)[\s\S])*\blocation(?:\.href)?\s*=\s*["'`]$"""
    r"""|<script\b(?:(?!</script)[\s\S])*\blocation\.(?:replace|assign)\(\s*["'`]$""",
    re.IGNORECASE,
)
REPLACING: Final = frozenset({"replace", "sub", "subn"})
_TWO: Final = 2
_BY_HAND: Final = "a text put together by hand"


def put_in_page(
    state: State, step: Build | Binary | Call, register: int, before: str, taint: int, raw: int
) -> None:
    """`taint` is put into a text behind `before`; `raw` is the taint of the value as it was."""
    if _TAG.search(before):
        reach(state, step, _BY_HAND, "html.built", "the HTML", register, taint)
        if _LEADS_ON.search(before):
            reach(state, step, "the page", "redirect.built", "the target", register, raw)


def called_in_page(state: State, step: Build | Binary | Call, register: int, taint: int) -> None:
    """`taint` begins a text, and arguments follow it."""
    text = state.shapes.shape(step.result) or ""
    if text.startswith(f"{HOLE}("):
        reach(state, step, _BY_HAND, "html.called", "the script", register, taint)


def replaced_in_page(state: State, step: Call, name: str) -> None:
    """Something is put in the place of other characters of a text: `page.replace(a, b)`, `re.sub(a, b, page)`."""
    count = len(step.arguments) - len(step.names)
    callee = state.view.definitions[step.callee]
    if name == "replace" and count >= _TWO and isinstance(callee, GetField):
        page, put = callee.object, step.arguments[1]
    elif name in {"sub", "subn"} and count > _TWO:
        page, put = step.arguments[2], step.arguments[1]
    else:
        return
    if _TAG.search(state.shapes.shape(page) or ""):
        reach(state, step, _BY_HAND, "html.built", "the HTML", put, state.read(put).taint)


def put_in_document(state: State, step: Build | Binary | Call, taint: int) -> None:
    """`taint` is in a text that the step has put together: a document, if that ends an element round a value."""
    whole = state.shapes.shape(step.result) or ""
    if not _is_document(whole):
        return
    if not any(_is_document(state.shapes.shape(part) or "") for part in operands(step) if part >= 0):
        reach(state, step, _BY_HAND, "xml.text.built", "the XML", step.result, taint)


def _is_document(text: str) -> bool:
    if HOLE not in text or "</" not in text:
        return False
    found = _ELEMENT.search(text)
    return found is not None and _TAG.match(f"<{found['name']}>") is None
