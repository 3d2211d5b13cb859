"""Where in a page a hole of its template lies, as far as that decides whether escaping for HTML is enough.

    <p>{{ a }}</p>                         text: escaping is enough
    <a title="{{ b }}" href={{ c }}>       b in quotes: enough; c without: a space in it begins another attribute
    <script>f({{ d }}, "{{ e }}")</script> d is code, whatever is escaped in it; e lies in quotes that are escaped
    <b onclick="f('{{ g }}')">             code as well: the browser takes the escaping off before it runs it
    <a href="{{ h }}">                     escaping leaves `javascript:` as it is
    <script>location = "{{ i }}"</script>  whatever it is, the visitor is sent there

The page is fed piece by piece, as the template's text comes between its holes. A piece is looked at once, so the cost
is linear. Broken pages are read as browsers do, roughly: what is not understood counts as text.
"""

import re
from enum import Enum
from typing import Final, final


class Hole(Enum):
    """What surrounds a hole."""

    TEXT = "text"
    QUOTED = "quoted"
    UNQUOTED = "unquoted"
    SCRIPT = "script"


_TAG: Final = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
_SCRIPT_END: Final = re.compile(r"</script\b", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"([^\s=>\"'/]+)(\s*=\s*)?")
_CODE: Final = re.compile(r"""['"`]|//|/\*|</script\b""", re.IGNORECASE)
_RUNS: Final = re.compile(r"^$|script|^module$|babel|jsx", re.IGNORECASE)
# Attributes that are addresses which a browser goes to, and the elements that have them.
_ADDRESSES: Final = {
    "href": {"a", "area", "base"},
    "xlink:href": {"a"},
    "action": {"form"},
    "formaction": {"button", "input"},
    "src": {"iframe", "frame", "embed", "script"},
    "data": {"object"},
}
_REFRESH: Final = re.compile(r"\s*\d*\s*[;,]\s*(?:url\s*=\s*)?['\"]?\Z", re.IGNORECASE)
_LOCATION: Final = re.compile(
    r"\blocation(?:\.href)?\s*=\s*\Z|\blocation\.(?:assign|replace)\(\s*\Z", re.IGNORECASE
)
_KEPT: Final = 64  # characters of what was fed last that may matter
_COMMENTS: Final = {"//": "\n", "/*": "*/"}  # of a script, and where they end
_COMMENT_END: Final = "-->"


@final
class Page:
    """The state of the page after what was fed so far. Copies are cheap: a branch begins where the other began."""

    __slots__ = ("_before", "_name", "_quote", "_state", "_tag", "_type")

    def __init__(self) -> None:
        self._state = "text"
        self._quote = ""
        self._tag = ""
        self._name = ""  # of the attribute whose value comes next
        self._type = ""  # of the script that is being opened
        self._before = (
            ""  # what the value, or the text in a script, began with; in a script, what stands before it
        )

    def copy(self) -> "Page":
        """The same state, free to go another way."""
        other = Page()
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    @property
    def hole(self) -> Hole:
        """What surrounds a hole that comes next."""
        if self._state == "script":
            return Hole.QUOTED if self._quote and self._quote in "'\"" else Hole.SCRIPT
        if self._state == "value":
            is_code = self._name.startswith("on") or (
                self._has_address and self._before.strip().lower().startswith("javascript:")
            )
            return Hole.SCRIPT if is_code else Hole.QUOTED if self._quote else Hole.UNQUOTED
        return Hole.TEXT if self._state == "text" else Hole.QUOTED

    @property
    def _has_address(self) -> bool:
        return self._state == "value" and self._tag in _ADDRESSES.get(self._name, ())

    @property
    def is_address(self) -> bool:
        """Whether a hole that comes next is what the address begins with to which a browser goes."""
        return self._has_address and not self._before.strip()

    @property
    def leads_on(self) -> bool:
        """Whether a hole that comes next is where the page sends the visitor by itself."""
        if self._state == "script":
            return _LOCATION.search(self._before) is not None
        is_content = self._state == "value" and self._tag == "meta" and self._name == "content"
        return is_content and _REFRESH.match(self._before) is not None

    def fill(self) -> None:
        """Go on behind a hole."""
        self._before += "\0"

    def feed(self, text: str) -> None:
        """Go on through a piece of the page."""
        steps = {
            "text": self._text,
            "tag": self._in_tag,
            "value": self._value,
            "script": self._script,
            "comment": self._comment,
        }
        at = 0
        while at < len(text):
            at = steps[self._state](text, at)

    def _text(self, text: str, at: int) -> int:
        start = text.find("<", at)
        if start < 0:
            return len(text)
        if text.startswith("<!--", start):
            self._state = "comment"
            return start + 4
        found = _TAG.match(text, start)
        if found is None:
            return start + 1
        self._state, self._tag, self._type = "tag", found[1] + found[2].lower(), ""
        return found.end()

    def _comment(self, text: str, at: int) -> int:
        end = text.find(_COMMENT_END, at)
        if end < 0:
            return len(text)
        self._state = "text"
        return end + len(_COMMENT_END)

    def _in_tag(self, text: str, at: int) -> int:
        if text[at] == ">":
            self._state = "script" if self._tag == "script" and _RUNS.search(self._type) else "text"
            self._quote = self._before = ""
            return at + 1
        found = _ATTRIBUTE.match(text, at)
        if found is None:
            return at + 1
        if found[2]:
            self._state, self._quote, self._name = "value", "", found[1].lower()
            self._before = ""
        return found.end()

    def _value(self, text: str, at: int) -> int:
        if not self._quote and text[at] in "'\"":
            self._quote = text[at]
            at += 1
        if self._quote:
            end = text.find(self._quote, at)
            stop = len(text) if end < 0 else end
        else:
            end = next((i for i in range(at, len(text)) if text[i].isspace() or text[i] == ">"), -1)
            stop = len(text) if end < 0 else end
        self._before = (self._before + text[at:stop])[:_KEPT]
        if self._name == "type":
            self._type += text[at:stop]
        if end < 0:
            return len(text)
        is_quoted, self._state, self._quote = bool(self._quote), "tag", ""
        return stop + is_quoted

    def _script(self, text: str, at: int) -> int:
        """Strings and comments of the script; a string ends at its line's end unless it is a template literal."""
        if self._quote in _COMMENTS:
            return self._in_comment(text, at)
        if self._quote:
            return self._in_string(text, at)
        found = _CODE.search(text, at)
        end = len(text) if found is None else found.start()
        self._before = (self._before + text[max(at, end - _KEPT) : end])[-_KEPT:]
        if found is None:
            return len(text)
        if found[0][0] == "<":
            self._state, self._tag = "tag", "/script"
        else:
            self._quote = found[0]
        return found.end()

    def _in_comment(self, text: str, at: int) -> int:
        ends = _COMMENTS[self._quote]
        end = text.find(ends, at)
        closing = _SCRIPT_END.search(text, at, len(text) if end < 0 else end)
        if closing is not None:
            self._quote = ""
            return closing.start()
        if end < 0:
            return len(text)
        self._quote = ""
        return end + len(ends)

    def _in_string(self, text: str, at: int) -> int:
        while at < len(text):
            letter = text[at]
            if letter == "\\":
                at += 2
                continue
            if letter == self._quote or (letter == "\n" and self._quote != "`"):
                self._quote = ""
                return at + 1
            self._before = ""
            if letter == "<" and _SCRIPT_END.match(text, at):
                self._quote = ""
                return at
            at += 1
        return at
