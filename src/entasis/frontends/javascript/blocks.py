"""The scripts in a page: its text with all else blanked, so that every place in it stays where it is.

    <p>{{ name }}</p>
    <script>show("{{ name|escapejs }}", {{ count }});</script>

becomes, on the same lines,

            show("____________________", _____________);

What a template puts in is judged with the template; in the script it is a name of which nothing is known.
"""

import re
from typing import Final

_OPEN: Final = re.compile(r"<script\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_CLOSE: Final = re.compile(r"</script\b", re.IGNORECASE)
_TYPE: Final = re.compile(r"\btype\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)
_RUNS: Final = re.compile(r"^$|javascript|ecmascript|^module$", re.IGNORECASE)
_HOLE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_ADDRESS: Final = re.compile(
    r"\{\{-?\s*url_for\(\s*['\"]([\w.]+)['\"][^{}]*\)\s*-?\}\}|\{%-?\s*url\s+['\"]([\w:-]+)['\"][^{}%]*-?%\}"
)
_SIGN: Final = re.compile(r"[^\n]")


def scripts_of(text: str) -> str:
    """The scripts of a page, on their lines; "" if it has none."""
    pieces: list[str] = []
    at = 0
    for found in _OPEN.finditer(text):
        if found.start() < at or not _runs(found[1]):
            continue
        end = _CLOSE.search(text, found.end())
        stop = len(text) if end is None else end.start()
        script = text[found.end() : stop]
        if not script.strip():
            continue
        pieces += [blank(text[at : found.end()]), _HOLE.sub(_placeholder, script)]
        at = stop
        if end is not None:
            pieces.append(";")
            at = stop + 1
    return "".join(pieces)


def _runs(attributes: str) -> bool:
    found = _TYPE.search(attributes)
    return found is None or _RUNS.search(found[1]) is not None


def _placeholder(found: re.Match[str]) -> str:
    """A name as long as the hole of a value; a tag is not there. Of an address that is made its handler's name is kept."""
    text = found[0]
    if not text.startswith("{{") and not _ADDRESS.fullmatch(text):
        return blank(text)
    named = _ADDRESS.fullmatch(text)
    if named is not None:
        said = f"url={named[1] or named[2]}"
        return said + "_" * (len(text.encode()) - len(said.encode()) - 1) + "="
    first, *rest = text.split("\n")
    return "\n".join(["_" * max(len(first.encode()), 1), *(" " * len(line.encode()) for line in rest)])


def blank(text: str) -> str:
    """As many blanks as the text has bytes, on its lines."""
    return _SIGN.sub(lambda sign: " " * len(sign[0].encode("utf-8", "surrogateescape")), text)
