r"""Places in a text: offsets, lines to quote, and the character column behind a parser's byte column.

Python's lines end at "\n" only (once line ends are universal). `str.splitlines` also splits at form feeds,
U+0085 and U+2028, which Python takes as ordinary characters, so it is never used here.

    index = LineIndex("x = 'é' + y\n")
    index.column(1, 11)     # ast says y starts at byte 11: it is character 10
    index.quote(1, 1)       # ((1, "x = 'é' + y"),)
"""

import re
from bisect import bisect_right
from itertools import accumulate

_WIDE = re.compile(r"[^\x00-\x7f]")


class LineIndex:
    r"""The lines of one text. Nothing is computed before it is asked for.

    Lines count from 1, columns and offsets are 0-based characters. `numbers` are those of `SourceFile`.
    A text that ends with "\n" has an empty line after it for offsets and columns (parsers point there), but
    that line is not counted.
    """

    __slots__ = ("_ascii", "_numbers", "_starts", "_tables", "text")

    def __init__(self, text: str, numbers: tuple[int, ...] | None = None) -> None:
        self.text = text
        self._numbers = numbers
        self._ascii = text.isascii()
        self._starts: list[int] | None = None
        self._tables: dict[int, tuple[list[int], list[int]]] = {}

    @property
    def line_count(self) -> int:
        r"""The number of physical lines: a final line without "\n" counts, an empty one does not."""
        return self.text.count("\n") + (not self.text.endswith("\n") and self.text != "")

    def line(self, line: int) -> str:
        """The text of `line` without its line end. IndexError for a line the text does not have."""
        starts = self._line_starts()
        start = starts[self._checked(line)]
        return self.text[start:] if line == len(starts) else self.text[start : starts[line] - 1]

    def number(self, line: int) -> int:
        """The number the reader sees for `line`; past the end of a listing it goes on counting."""
        numbers = self._numbers
        if not numbers:
            return line
        if line <= len(numbers):
            return numbers[line - 1]
        return numbers[-1] + line - len(numbers)

    def quote(self, first: int, last: int) -> tuple[tuple[int, str], ...]:
        """The lines `first` to `last` (both included) with the reader's numbers, unescaped."""
        return tuple((self.number(line), self.line(line)) for line in range(first, last + 1))

    def offset(self, line: int, column: int) -> int:
        """The offset in the text of a place. IndexError for a line the text does not have."""
        return self._line_starts()[self._checked(line)] + column

    def place(self, offset: int) -> tuple[int, int]:
        """The (line, column) of an offset between 0 and the length of the text."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1]

    def column(self, line: int, byte_column: int) -> int:
        """The character column of a UTF-8 byte column, as `ast` and tree-sitter count.

        A column inside a character is that character's. Constant time for ASCII texts, else logarithmic in
        the number of the line's other characters, after one pass over the line.
        """
        if self._ascii:
            return byte_column
        table = self._tables.get(line)
        if table is None:
            table = self._tables[line] = _wide_characters(self.line(line))
        columns, ends = table
        passed = bisect_right(ends, byte_column)
        column = byte_column if passed == 0 else columns[passed - 1] + 1 + byte_column - ends[passed - 1]
        return column if passed == len(columns) else min(column, columns[passed])

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            lengths = [len(line) + 1 for line in self.text.split("\n")]
            lengths.pop()
            self._starts = list(accumulate(lengths, initial=0))
        return self._starts

    def _checked(self, line: int) -> int:
        if line < 1:
            raise IndexError(f"line {line}: lines count from 1")
        return line - 1


def _wide_characters(line: str) -> tuple[list[int], list[int]]:
    """For each character that is not ASCII: its column, and the byte column at which it ends."""
    columns: list[int] = []
    ends: list[int] = []
    extra = 0
    for match in _WIDE.finditer(line):
        column = match.start()
        extra += len(match.group().encode()) - 1
        columns.append(column)
        ends.append(column + 1 + extra)
    return columns, ends
