"""Cuts text into logical lines, because one bad line must not cost the lines around it.

Indentation, brackets that go on over lines, comments, continuation lines and strings are settled here, so that
the grammar only ever sees one logical line at a time, written as one physical line of the same length: comments
and line ends inside it are blanks, every string literal is `"____"`. Offsets stay those of the file.

What is never closed is taken to end with its line: a bracket that is still open where a line starts with a word
that only starts statements (or where the text ends) was forgotten, and so was a quote that has no partner.
"""

import re

from msgspec import Struct

from entasis.frontends.python.recover.literals import OPENER, Field, Literal, formatted, mask, plain

_CODE = re.compile(rb"#[^\n]*|\\\n|\n|[()\[\]{}`]|" + OPENER)
_BLANK = re.compile(rb"(?:[ \t\f]*+(?:#[^\n]*+)?\n)*+")
_INDENT = re.compile(rb"[ \t\f]*(?:\\\n[ \t\f]*)*")
_STARTS_STATEMENT = re.compile(
    rb"[ \t\f]*(?:(?:async[ \t]+)?def[ \t]+\w|class[ \t]+\w+[ \t]*[:(]|(?:import|while|with|raise|del|assert|global)[ \t]"
    rb"|(?:return|elif|except|pass|break|continue)(?![\w\x80-\xff])|(?:try|finally)[ \t]*:)"
)
_HEADER = re.compile(rb"(?:async|def|class|if|elif|else|for|while|try|except|finally|with)(?![\w\x80-\xff])")
_OPENERS = {b")": 0x28, b"]": 0x5B, b"}": 0x7B}


class Line(Struct, frozen=True):
    """One logical line, from its first token to the end of its text, as byte offsets; `indent` in columns."""

    start: int
    end: int
    indent: int


class Scan(Struct, frozen=True):
    """The lines of a text, its literals in closing order, and the text as the grammar may read it.

    `backticks` holds where an opening backtick of Python 2 was replaced by a bracket.
    """

    data: bytes
    masked: bytearray
    lines: tuple[Line, ...]
    literals: tuple[Literal | Field, ...]
    backticks: frozenset[int]


def scan(data: bytes) -> Scan:
    """Cuts UTF-8 text, in which lines end in a line feed."""
    return _Scanner(data).run()


class _Scanner:
    """The position in the text and what was found before it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.masked = bytearray(data)
        self.literals: list[Literal | Field] = []
        self.backticks: set[int] = set()
        self.strays: set[int] = set()  # brackets without a partner
        self.endless: set[bytes] = set()  # quotes of which no partner follows
        self.wasted = 0  # bytes that were read for the end of a formatted string, in vain

    def run(self) -> Scan:
        lines: list[Line] = []
        position = 0
        while position < len(self.data):
            blank = _BLANK.match(self.data, position)
            position = blank.end() if blank else position
            margin = _INDENT.match(self.data, position)
            start = margin.end() if margin else position
            if start >= len(self.data):
                break
            indent = columns(self.data[position:start])
            end = None
            while end is None:  # at most read again, now that its unclosed brackets are known
                end = self._logical_line(start, indent)
            text = self.masked[start:end].rstrip()
            if text:
                lines.append(Line(start, start + len(text), indent))
            position = end + 1
        return Scan(self.data, self.masked, tuple(lines), tuple(self.literals), frozenset(self.backticks))

    def _logical_line(self, start: int, indent: int) -> int | None:
        """Where the logical line from `start` ends. None: not before its unclosed brackets are left out."""
        data, masked, strays = self.data, self.masked, self.strays
        search = _CODE.search
        count = len(self.literals)
        position = start
        stack: list[int] = []
        depth = dict.fromkeys(b"([{`", 0)
        is_broken = False
        while True:
            found = search(data, position)
            at, position = found.span() if found else (len(data), len(data))
            token = data[at:position]
            if token == b"\n" or not found:
                # Backticks do not hold a line end. Markdown has three of them before and after code.
                goes_on = bool(stack) and found is not None and data[stack[-1]] != 0x60
                goes_on = goes_on and not _STARTS_STATEMENT.match(data, position)
                if not stack and is_broken and found and not _HEADER.match(data, start):
                    # The rest of what a broken line was in the middle of is no statement of its own.
                    margin = _INDENT.match(data, position)
                    is_deeper = margin is not None and columns(margin.group()) > indent
                    goes_on = is_deeper and not _STARTS_STATEMENT.match(data, position)
                if goes_on:
                    masked[at] = 0x20
                    continue
                if stack:
                    strays.update(stack)
                    masked[start:position] = data[start:position]
                    del self.literals[count:]
                    return None
                return at
            assert found is not None
            if found["quote"]:
                position = self._string(at, position, (found["prefix"] or b"").lower(), found["quote"])
            elif token[0] == 0x23 or len(token) == 2:  # a comment or a continued line
                masked[at:position] = b" " * (position - at)
            elif at in strays:
                is_broken = True
            elif token == b"`":
                if stack and data[stack[-1]] == 0x60:
                    opened = stack.pop()
                    self.backticks.add(opened)
                    masked[opened], masked[at] = 0x28, 0x29
                else:
                    stack.append(at)
            elif token in _OPENERS:
                opener = _OPENERS[token]
                while depth[opener] and data[stack[-1]] != opener:
                    other = stack.pop()
                    depth[data[other]] -= 1
                    strays.add(other)
                if depth[opener]:
                    depth[opener] -= 1
                    stack.pop()
            else:
                depth[token[0]] += 1
                stack.append(at)

    def _string(self, start: int, text: int, prefix: bytes, quote: bytes) -> int:
        """Masks the literal whose text begins at `text`. Where what follows it begins."""
        literal = None if quote in self.endless else plain(self.data, start, text, prefix, quote)
        outer = Literal(start, prefix, quote, text)
        # Who reads on from a quote for fields that never end does so again from the next quote. What may be
        # wasted on that is the length of the text; after it, strings end at their first quote, as before PEP 701.
        is_wasteful = self.wasted > len(self.data)
        if outer.is_formatted and (literal or not is_wasteful):
            nested = formatted(self.data, outer, literal.end if literal and is_wasteful else len(self.data))
            if nested is not None:
                mask(self.masked, outer)
                self.literals += nested
                return outer.end
            self.wasted += outer.end - start
        if literal is None:
            if len(quote) == 3:
                self.endless.add(quote)
            # No grammar reads a question mark, so the line is known to be broken.
            newline = self.data.find(b"\n", start)
            end = newline if newline >= 0 else len(self.data)
            self.masked[start:end] = b"?" * (end - start)
            return end
        literal.broken = outer.is_formatted
        mask(self.masked, literal)
        self.literals.append(literal)
        return literal.end


def columns(margin: bytes) -> int:
    """The width of indentation: a tab goes to the next multiple of eight, a form feed starts anew.

    Over continuation lines, it is that of the first line that has any.
    """
    if not margin.strip(b" "):
        return len(margin)
    width = 0
    for part in margin.split(b"\\\n"):
        width = 0
        for byte in part:
            width = 0 if byte == 0x0C else (width // 8 + 1) * 8 if byte == 0x09 else width + 1
        if width:
            return width
    return width
