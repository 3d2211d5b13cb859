"""What a value can no longer do where it stands behind a text: within quotes, behind a host, in a page between tags.

"SELECT '" + name        behind a quote only a quote does harm
"<p>" + name             between tags only a tag does
"""

import re
from collections.abc import Iterator
from typing import Final

from entasis.analyses.taint import urls
from entasis.analyses.view import View
from entasis.ir.instructions import Phi

HOLE: Final = "\0"  # where a text is put together of what is not known
_RAW: Final = re.compile(r"<(script|style)\b(?!.*</\1)", re.IGNORECASE | re.DOTALL)


def contexts_behind(before: str) -> Iterator[tuple[str, ...]]:
    """What is harmless behind the text: (the states that must be gone, the kinds that are cleared then)."""
    is_behind_path = "?" in before or "#" in before
    if urls.fixes_host(before) or is_behind_path:
        yield "", "url.host"
    if is_behind_path:
        yield "", "url.path"
    if urls.runs_nothing(before):
        yield "", "address"
    if urls.stays_here(before) or is_behind_path:  # behind the path no host is named
        yield "", "redirect"
    if before.strip(HOLE):  # nor at the root
        yield "", "~root"
    if before[-1] not in {"/", "\\", ".", HOLE}:  # nor is it the whole name of a folder
        yield "~parts", "path"
    if before.strip(HOLE) and before not in {"-", "--"}:  # it does not stand at the beginning of a word
        yield "", "option"
        yield "", "attribute"
    if before.strip(HOLE) and before[0] not in "=+-@\t\r":
        yield "", "formula"
    for quote, name in (("'", "single"), ('"', "double")):
        if _open_quote(before) == quote:
            yield f"sql.{name}", "sql"
            yield f"xpath.{name}", "xpath"
    place = _place_in_page(before)
    if place:
        yield f"html.{place}", "html"
    elif _is_in_code(before):
        yield "html.tag html.code", "html"


def _open_quote(text: str) -> str:
    """The quote that is open at the end of the text, or ""."""
    quote = ""
    for character in text:
        if not quote and character in "'\"":
            quote = character
        elif character == quote:
            quote = ""
    return quote


def _is_in_code(text: str) -> bool:
    """Whether the text leads into a script of a page, and there into no text in quotes."""
    script = _RAW.search(text)
    return script is not None and script[1].lower() == "script" and not _open_quote(text[script.end() :])


def _place_in_page(text: str) -> str:
    """What ends the place of a page that the text leads to: a "tag", a "single" or a "double" quote, or "" (unknown)."""
    if "<" not in text or _RAW.search(text):
        return ""
    start = text.rfind("<")
    inside = text[start:]
    quote, closed = "", False
    for character in inside:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == ">":
            closed = True
            break
    if closed:
        return "tag"
    return {"'": "single", '"': "double"}.get(quote, "")


def but_written(view: View, register: int) -> int:
    """Of one value and texts that are written out the value: nothing is put into the others."""
    step = view.definitions[register]
    if not isinstance(step, Phi):
        return register
    rest = [one for one in step.operands if not isinstance(view.constants.value(one), str)]
    return rest[0] if len(rest) == 1 else register
