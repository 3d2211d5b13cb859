r"""Python's regular expressions to trees. The interpreter's own parser warns, gives no places and is not for others.

    (a|\d+)x*    Sequence(Choice(Leaf a, Repeat(Leaf 0-9, 1, many)), Repeat(Leaf x, 0, many))

What consumes nothing but may fail (anchors, borders, lookaround), or may match different text each time
(references), becomes a `Mark`: two ways through a pattern are the same text only if they meet the same marks.
"""

import re
from collections.abc import Callable
from typing import Final, final

from msgspec import Struct

from entasis.limits import REGEX_NESTING

MANY: Final = -1
LATIN: Final = 256  # characters below have a bit of their own
END: Final = "end"
Ranges = tuple[tuple[int, int], ...]


class UnsupportedError(Exception):
    """The text is no regular expression, or one with a construct that is not followed."""


class Characters(Struct, frozen=True):
    """A set of characters: a bit each of the first 256, ranges and classes of the others ("." is all)."""

    latin: int
    beyond: Ranges = ()
    classes: str = ""
    is_negated: bool = False  # of what lies beyond; `latin` is what is meant


class Leaf(Struct, frozen=True):
    """One character."""

    characters: Characters
    start: int
    end: int


class Mark(Struct, frozen=True):
    """Something that consumes nothing, or of which is not known what. `name` is END for the end of the text."""

    name: str
    start: int
    end: int


class Sequence(Struct, frozen=True):
    """One after the other."""

    parts: tuple["Node", ...]
    start: int
    end: int


class Choice(Struct, frozen=True):
    """One of several."""

    parts: tuple["Node", ...]
    start: int
    end: int


class Repeat(Struct, frozen=True):
    """`part` from `low` to `high` times, or MANY."""

    part: "Node"
    low: int
    high: int
    start: int
    end: int


Node = Leaf | Mark | Sequence | Choice | Repeat

_CLASSES: Final = "dswDSW"
_SIMPLE: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_WIDTH: Final = {"x": 2, "u": 4, "U": 8}
_FLAGS: Final = {
    "i": re.IGNORECASE,
    "s": re.DOTALL,
    "x": re.VERBOSE,
    "m": re.MULTILINE,
    "a": re.ASCII,
    "u": re.UNICODE,
    "L": re.LOCALE,
}
_QUANTIFIER: Final = re.compile(r"\{(\d*)(,?)(\d*)\}")
_INLINE: Final = re.compile(r"\?([aiLmsux]*)(?:-([imsx]+))?([:)])")
_NAME: Final = re.compile(r"\w+")
_ALL: Final = (1 << LATIN) - 1


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


_MEMBERS: Final[dict[str, Callable[[str], bool]]] = {"d": str.isdecimal, "s": str.isspace, "w": _is_word}


def parse(pattern: str | bytes, flags: int = 0) -> Node:
    """The tree of `pattern`; raises `UnsupportedError`."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    if isinstance(pattern, bytes):
        flags |= re.ASCII
    return _Parser(text, flags).all()


@final
class _Parser:
    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._at = 0
        self._flags = flags
        self._depth = 0

    def all(self) -> Node:
        tree = self._choice()
        if self._at < len(self._text):
            raise UnsupportedError
        return tree

    def _choice(self) -> Node:
        start = self._at
        parts = [self._sequence()]
        while self._take("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts), start, self._at)

    def _sequence(self) -> Node:
        start = self._at
        parts: list[Node] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            if self._flags & re.VERBOSE and self._skipped():
                continue
            part = self._quantified()
            if part is not None:
                parts.append(part)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts), start, self._at)

    def _skipped(self) -> bool:
        """Whether white space or a comment stood here, in a verbose pattern."""
        if self._text[self._at].isspace():
            self._at += 1
            return True
        if self._text[self._at] == "#":
            line = self._text.find("\n", self._at)
            self._at = len(self._text) if line < 0 else line + 1
            return True
        return False

    def _quantified(self) -> Node | None:
        start = self._at
        part = self._atom()
        while self._at < len(self._text):
            while self._flags & re.VERBOSE and self._at < len(self._text) and self._skipped():
                pass
            bounds = self._bounds()
            if bounds is None:
                break
            low, high = bounds
            if part is None or (high != MANY and high < low):
                raise UnsupportedError
            if self._take("+"):  # possessive: what it took is never given back
                return Mark("possessive", start, self._at)
            self._take("?")
            part = Repeat(part, low, high, start, self._at)
        return part

    def _bounds(self) -> tuple[int, int] | None:
        for sign, low, high in (("*", 0, MANY), ("+", 1, MANY), ("?", 0, 1)):
            if self._take(sign):
                return low, high
        found = _QUANTIFIER.match(self._text, self._at)
        if found is None or found.group() in {"{}", "{,}"}:
            return None
        self._at = found.end()
        low = int(found[1] or 0)
        if not found[2]:
            return low, low
        return low, int(found[3]) if found[3] else MANY

    def _atom(self) -> Node | None:
        start = self._at
        sign = self._text[start]
        self._at += 1
        match sign:
            case "(":
                return self._group(start)
            case "[":
                return Leaf(self._set(), start, self._at)
            case ".":
                latin = _ALL if self._flags & re.DOTALL else _ALL & ~(1 << 10)
                return Leaf(Characters(latin, is_negated=True), start, self._at)
            case "^":
                return Mark("begin", start, self._at)
            case "$":
                return Mark(END, start, self._at)
            case "\\":
                return self._escaped(start)
            case "*" | "+" | "?":
                raise UnsupportedError
            case _:
                return Leaf(self._one(ord(sign)), start, self._at)

    def _group(self, start: int) -> Node | None:
        self._depth += 1
        if self._depth > REGEX_NESTING.bound:
            raise UnsupportedError
        flags = self._flags
        is_mark = self._opened()
        if is_mark is None:
            self._depth -= 1
            return None
        part = self._choice()
        if not self._take(")"):
            raise UnsupportedError
        self._flags = flags
        self._depth -= 1
        return Mark("around", start, self._at) if is_mark else part

    def _opened(self) -> bool | None:
        """Reads what stands behind the bracket: whether the group is a mark, None if it holds no pattern."""
        for opening in ("?=", "?!", "?<=", "?<!", "?>"):
            if self._take(opening):
                return True
        if self._take("?P<"):
            self._name(">")
            return False
        if self._take("?P=") or self._take("?#"):
            close = self._text.find(")", self._at)
            if close < 0:
                raise UnsupportedError
            self._at = close + 1
            return None
        inline = _INLINE.match(self._text, self._at)
        if inline is not None:
            self._at = inline.end()
            for letter in inline[1]:
                self._flags |= _FLAGS[letter]
            for letter in inline[2] or "":
                self._flags &= ~_FLAGS[letter]
            return None if inline[3] == ")" else False
        if self._text.startswith("?", self._at):
            raise UnsupportedError
        return False

    def _name(self, close: str) -> None:
        found = _NAME.match(self._text, self._at)
        if found is None or not self._text.startswith(close, found.end()):
            raise UnsupportedError
        self._at = found.end() + 1

    def _escaped(self, start: int) -> Node:
        if self._at >= len(self._text):
            raise UnsupportedError
        letter = self._text[self._at]
        if letter in "ABbZz":
            self._at += 1
            return Mark(END if letter in "Zz" else letter, start, self._at)
        if letter in "123456789":
            while self._at < len(self._text) and self._text[self._at].isdigit():
                self._at += 1
            return Mark(self._text[start : self._at], start, self._at)
        if letter in _CLASSES:
            self._at += 1
            return Leaf(self._class(letter), start, self._at)
        return Leaf(self._one(self._code()), start, self._at)

    def _code(self) -> int:
        """The character that the escape stands for; behind the backslash."""
        letter = self._text[self._at]
        self._at += 1
        if letter in _SIMPLE:
            return ord(_SIMPLE[letter])
        width = _WIDTH.get(letter)
        if width is not None:
            digits = self._text[self._at : self._at + width]
            self._at += width
            return self._number(digits, 16)
        if letter in "01234567":
            digits = letter
            while len(digits) < 3 and self._at < len(self._text) and self._text[self._at] in "01234567":
                digits += self._text[self._at]
                self._at += 1
            return self._number(digits, 8)
        if letter.isalnum() and letter.isascii():
            raise UnsupportedError  # \N{…}, and letters that mean nothing
        return ord(letter)

    def _number(self, digits: str, base: int) -> int:
        try:
            return int(digits, base)
        except ValueError:
            raise UnsupportedError from None

    def _set(self) -> Characters:
        is_negated = self._take("^")
        latin, classes = 0, ""
        beyond: list[tuple[int, int]] = []
        is_first = True
        while is_first or not self._text.startswith("]", self._at):
            if self._at >= len(self._text):
                raise UnsupportedError
            is_first = False
            low = self._member()
            if isinstance(low, str):
                part = self._class(low)
                latin |= part.latin
                classes += part.classes
                continue
            high: int | str = low
            if self._text.startswith("-", self._at) and not self._text.startswith("-]", self._at):
                self._at += 1
                high = self._member()
            if isinstance(high, str) or high < low:
                raise UnsupportedError
            part = self._range(low, high)
            latin |= part.latin
            beyond += part.beyond
        self._at += 1
        return Characters(_ALL & ~latin if is_negated else latin, tuple(beyond), classes, is_negated)

    def _member(self) -> int | str:
        """The next character of a set, or the letter of a class."""
        if self._at >= len(self._text):
            raise UnsupportedError
        sign = self._text[self._at]
        self._at += 1
        if sign != "\\":
            return ord(sign)
        if self._at >= len(self._text):
            raise UnsupportedError
        letter = self._text[self._at]
        if letter in _CLASSES:
            self._at += 1
            return letter
        if letter == "b":
            self._at += 1
            return 8
        return self._code()

    def _range(self, low: int, high: int) -> Characters:
        latin = 0
        for code in range(low, min(high + 1, LATIN)):
            latin |= self._bit(code)
        return Characters(latin, ((max(low, LATIN), high),) if high >= LATIN else ())

    def _one(self, code: int) -> Characters:
        return self._range(code, code)

    def _bit(self, code: int) -> int:
        letter = chr(code)
        if self._flags & re.IGNORECASE and letter.isalpha():
            return sum(
                1 << ord(c) for c in {letter.lower(), letter.upper()} if len(c) == 1 and ord(c) < LATIN
            )
        return 1 << code

    def _class(self, letter: str) -> Characters:
        size = 128 if self._flags & re.ASCII else LATIN
        is_member = _MEMBERS[letter.lower()]
        latin = 0
        for code in range(size):
            latin |= is_member(chr(code)) << code
        beyond = letter if not self._flags & re.ASCII else "." if letter.isupper() else ""
        return Characters(_ALL & ~latin if letter.isupper() else latin, classes=beyond)

    def _take(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        return True
