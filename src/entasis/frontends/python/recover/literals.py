"""Finds where string literals end, because a quote inside a formatted string may belong to another string.

    f"{names["a"]!r:>{width}} of {f"{x}"}"

Since Python 3.12 (PEP 701) a replacement field holds any expression, with the same quotes as around it. The
rule for older versions accepts a subset of that with the same ends, so there is one reading. Nested strings
close before the field that holds them: literals are listed in the order in which they close, so that whoever
converts them in this order meets no literal that is not converted yet. No recursion: nesting is hostile.
"""

import ast
import re
from bisect import bisect_right
from typing import NamedTuple

from msgspec import Struct, field

from entasis.limits import NESTING

OPENER = (
    rb"(?:(?<![\w\x80-\xff])(?P<prefix>[bB][rR]?|[rR][bBfFtT]?|[uU][rR]?|[fFtT][rR]?))?"
    rb"(?P<quote>\"\"\"|'''|\"|')"
)

_PLAIN = {
    b'"': re.compile(rb'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+', re.DOTALL),
    b"'": re.compile(rb"[^'\\\n]*+(?:\\.[^'\\\n]*+)*+", re.DOTALL),
    b'"""': re.compile(rb'[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+', re.DOTALL),
    b"'''": re.compile(rb"[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+", re.DOTALL),
}
_ESCAPE = rb"\\N\{[^}\n]*\}|\\[^{}]|"
_TEXT = {
    (quote, raw): re.compile(
        (rb"\\[^{}]|" if raw else _ESCAPE)
        + rb"\{\{|\}\}|[{}]|"
        + re.escape(quote)
        + (rb"|\n" if len(quote) == 1 else b""),
        re.DOTALL,
    )
    for quote in _PLAIN
    for raw in (False, True)
}
_SPEC = {
    quote: re.compile(
        rb"\\[^{}]|[{}]|" + re.escape(quote) + (rb"|\n" if len(quote) == 1 else b""),
        re.DOTALL,
    )
    for quote in _PLAIN
}
_CODE = re.compile(rb"#[^\n]*|\\\n|\n|[()\[\]{}:]|[=!<>]=|[=!]|" + OPENER)
_DEBUG = re.compile(rb"=(?:\s|#[^\n]*\n)*(?=[!:}])")
_COMMENT = re.compile(rb"#[^\n]*")
_CONVERSION = re.compile(rb"!\s*([sra])\s*(?=[:}])")
_PAIRS = {b")": b"(", b"]": b"[", b"}": b"{"}


class Chunk(NamedTuple):
    """Raw text between replacement fields, as byte offsets."""

    start: int
    end: int


class Cuts(Struct):
    """Where text was cut out of code: from each offset on, how much was lost up to there."""

    offsets: list[int] = field(default_factory=lambda: [0])
    lost: list[int] = field(default_factory=lambda: [0])

    def restore(self, offset: int) -> int:
        """The offset in the whole text."""
        return offset + self.lost[bisect_right(self.offsets, offset) - 1]


class Field(Struct):
    """One `{...}`. Offsets are bytes of the file.

    `code` is the expression for the grammar, each string in it cut down to `""`: were they left as long as they
    are, text in the innermost of many strings would be read once for each. `cuts` maps offsets in `code` back.
    """

    start: int
    literal: "Literal"
    code_start: int
    code: bytearray = field(default_factory=bytearray)
    copied: int = 0  # up to where the expression is in `code`
    is_complete: bool = False
    cuts: "Cuts | None" = None
    debug_end: int = 0  # `{x = }`: where the text that is shown ends
    conversion: int = -1
    spec: "list[Chunk | Field] | None" = None
    spec_start: int = 0
    end: int = 0
    comments: list[Chunk] = field(default_factory=list)
    brackets: list[bytes] = field(default_factory=list)
    value: ast.expr | None = None
    node: ast.FormattedValue | None = None
    height: int = 0  # how deep the nodes are that it becomes


class Literal(Struct):
    """One string token. `text` to `close` is what stands between the quotes."""

    start: int
    prefix: bytes  # in lower case
    quote: bytes
    text: int
    close: int = 0
    end: int = 0
    parts: list[Chunk | Field] | None = None  # of a formatted string
    broken: bool = False
    height: int = 0  # how deep the nodes are that it becomes

    @property
    def is_formatted(self) -> bool:
        """Whether the prefix says that braces hold expressions."""
        return b"f" in self.prefix or b"t" in self.prefix


def mask(masked: bytearray, literal: Literal) -> None:
    """Overwrites a literal with one of the same length that any grammar can read, on one line."""
    masked[literal.start : literal.end] = b'"' + b"_" * (literal.end - literal.start - 2) + b'"'


def plain(data: bytes, start: int, text: int, prefix: bytes, quote: bytes) -> Literal | None:
    """The literal whose text begins at `text`, by the first closing quote. None: there is none."""
    found = _PLAIN[quote].match(data, text)
    close = found.end() if found else text
    if not data.startswith(quote, close):
        return None
    return Literal(start, prefix.lower(), quote, text, close, close + len(quote))


def formatted(data: bytes, outer: Literal, stop: int) -> list[Literal | Field] | None:
    """The formatted string `outer`, its fields and what is in them, in closing order, up to the offset `stop`.

    None: its end was not found; `outer.end` then says how far the search went.
    """
    done: list[Literal | Field] = []
    open_: list[Literal | Field] = [outer]
    outer.parts = []
    position = chunk = outer.text
    while open_:
        top = open_[-1]
        if len(open_) > NESTING.bound:
            outer.end = position
            return None
        if isinstance(top, Field) and top.spec is None:
            moved = _in_code(data, top, open_, done, position, stop)
            if moved is None:
                outer.end = stop
                return None
            position = chunk = moved
            continue
        holder = top if isinstance(top, Literal) else top.literal
        if isinstance(top, Literal):
            parts = top.parts if top.parts is not None else []
            found = _TEXT[top.quote, b"r" in top.prefix].search(data, position, stop)
        else:
            parts = top.spec if top.spec is not None else []
            found = _SPEC[holder.quote].search(data, position, stop)
        token = found.group() if found else b"\n"
        if found is None or token == b"\n" or (token == holder.quote and top is not holder):
            outer.end = found.end() if found else stop
            return None
        at, position = found.span()
        if token == b"{":
            parts.append(Chunk(chunk, at))
            opened = Field(at, holder, position, copied=position)
            parts.append(opened)
            open_.append(opened)
        elif token == holder.quote:
            parts.append(Chunk(chunk, at))
            holder.close, holder.end = at, position
            done.append(holder)
            open_.pop()
            if open_ and isinstance(around := open_[-1], Field):
                _cut(around, data, holder)
        elif token == b"}" and isinstance(top, Field):
            parts.append(Chunk(chunk, at))
            top.end = position
            done.append(top)
            open_.pop()
            chunk = position
        elif token == b"}":
            holder.broken = True
        # Anything else is an escape or a doubled brace: part of the chunk.
    return done


def _in_code(
    data: bytes,
    top: Field,
    open_: list[Literal | Field],
    done: list[Literal | Field],
    position: int,
    stop: int,
) -> int | None:
    """Reads on in the expression of a field up to its end or a nested formatted string. The new position."""
    while True:
        found = _CODE.search(data, position, stop)
        if found is None:
            return None
        at, position = found.span()
        token = found.group()
        if found["quote"]:
            prefix = (found["prefix"] or b"").lower()
            nested = Literal(at, prefix, found["quote"], position)
            if nested.is_formatted:
                nested.parts = []
                open_.append(nested)
                return position
            whole = plain(data, at, position, prefix, found["quote"])
            if whole is None or whole.end > stop:
                return None
            done.append(whole)
            _cut(top, data, whole)
            position = whole.end
        elif token[:1] in b"#\\\n":
            _copy(top, data, at)
            top.code += b" " * (position - at)
            top.copied = position
            if token[:1] == b"#":
                top.comments.append(Chunk(at, position))
        elif token in (b"(", b"[", b"{"):
            top.brackets.append(token)
        elif token in _PAIRS and top.brackets:
            top.literal.broken |= top.brackets.pop() != _PAIRS[token]
        elif top.brackets or token in (b"!=", b"==", b"<=", b">="):
            continue
        elif token == b"}":
            _copy(top, data, at)
            top.end = position
            done.append(top)
            open_.pop()
            return position
        elif token == b":":
            _copy(top, data, at)
            top.spec, top.spec_start = [], at
            return position
        elif token == b"!" and (conversion := _CONVERSION.match(data, at, stop)):
            _copy(top, data, at)
            top.is_complete = True
            top.conversion = conversion[1][0]
            position = conversion.end()
        elif token == b"=" and (debug := _DEBUG.match(data, at, stop)):
            _copy(top, data, at)
            top.is_complete = True
            position = top.debug_end = debug.end()
            top.comments += (Chunk(*note.span()) for note in _COMMENT.finditer(data, at, position))
        else:
            top.literal.broken = True


def _copy(top: Field, data: bytes, end: int) -> None:
    """Adds the text up to an offset to the code of a field, unless a conversion or a debug sign has ended it."""
    if not top.is_complete:
        top.code += data[top.copied : end]
        top.copied = end


def _cut(top: Field, data: bytes, literal: Literal) -> None:
    _copy(top, data, literal.start)
    top.code += b'""'
    top.copied = literal.end
    top.cuts = top.cuts or Cuts()
    top.cuts.offsets.append(len(top.code))
    top.cuts.lost.append(literal.end - top.code_start - len(top.code))
