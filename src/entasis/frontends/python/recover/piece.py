"""What the converters work on: pieces of a syntax tree whose parts are converted, and the text they stand in.

A piece is converted when all its parts are, so no converter calls another: nesting costs no stack.
"""

import ast
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Final, TypedDict, final

from entasis.frontends.python.recover.literals import Literal

LOAD: Final = ast.Load()
STORE: Final = ast.Store()
DEL: Final = ast.Del()

UNKNOWN: Final = "<error>"
"""The name that stands for an expression that could not be read. No program can bind it."""


class ShapeError(Exception):
    """The grammar accepts this text, Python does not: what holds it becomes an error region."""


class Place(TypedDict):
    """Where a node stands, as `ast` counts: lines from 1, columns in UTF-8 bytes from 0, the end exclusive."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


@final
class Piece:
    """One node of the syntax tree: its kind in the grammar, byte offsets in the file, and what it became.

    `value` of a token is None; of anything else it is what its converter made of `parts`.
    """

    __slots__ = ("end", "kind", "parts", "start", "value")

    def __init__(self, kind: str, start: int, end: int, value: Any = None) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.value = value
        self.parts: list[Piece] = []


@final
class Text:
    """The file being converted: its bytes, its literals, and what the rewriting of older forms left to know."""

    __slots__ = ("backticks", "data", "is_python2", "literals", "problems", "rewritten", "starts")

    def __init__(self, data: bytes, backticks: frozenset[int]) -> None:
        self.data = data
        self.literals: dict[int, Literal] = {}
        self.backticks = backticks
        self.starts = [0]
        position = data.find(b"\n")
        while position >= 0:
            self.starts.append(position + 1)
            position = data.find(b"\n", position + 1)
        self.rewritten: dict[int, str] = {}  # offset -> the word of Python 2 that stands there
        self.is_python2 = False
        self.problems: list[tuple[int, int, str]] = []

    def line(self, offset: int) -> int:
        """The line, from 1, in which a byte stands."""
        return bisect_right(self.starts, offset)

    def at(self, start: int, end: int) -> Place:
        """The place of a node, given as byte offsets."""
        starts = self.starts
        first = bisect_right(starts, start)
        last = first if first == len(starts) or end < starts[first] else bisect_right(starts, end)
        return {
            "lineno": first,
            "col_offset": start - starts[first - 1],
            "end_lineno": last,
            "end_col_offset": end - starts[last - 1],
        }

    def of(self, piece: Piece) -> Place:
        """The place of a piece."""
        return self.at(piece.start, piece.end)

    def name(self, start: int, end: int) -> str:
        """The identifier between two offsets, as the compiler sees it (NFKC, as the language reference says)."""
        name = self.data[start:end].decode("utf-8", "surrogatepass")
        return name if name.isascii() else unicodedata.normalize("NFKC", name)

    def unknown(self, start: int, end: int) -> ast.Name:
        """The expression that stands for one that could not be read."""
        return ast.Name(UNKNOWN, LOAD, **self.at(start, end))

    def lose(self, start: int, end: int, why: str = "") -> None:
        """Records that the text between two offsets is not analysed, or what else is wrong with it."""
        self.problems.append((self.line(start), self.line(max(start, end - 1)), why))


Converter = Callable[[Text, Piece], Any]


def in_context(target: ast.expr, context: ast.expr_context) -> ast.expr:
    """The target itself, with what is assigned or deleted by it marked so, in place."""
    pending = [target]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Tuple | ast.List):
            pending += node.elts
        elif isinstance(node, ast.Starred):
            pending.append(node.value)
        elif not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            raise ShapeError
        node.ctx = context
    return target


def place_of(node: ast.stmt | ast.expr) -> Place:
    """Where a node stands, for one made of it."""
    return {
        "lineno": node.lineno,
        "col_offset": node.col_offset,
        "end_lineno": node.end_lineno or node.lineno,
        "end_col_offset": node.end_col_offset or 0,
    }


def without(piece: Piece, *tokens: str) -> list[Piece]:
    """The parts that are no tokens, and those tokens that are asked for."""
    return [part for part in piece.parts if part.value is not None or part.kind in tokens]


def end_place(body: list[ast.stmt]) -> tuple[int, int]:
    """Where the last statement of a body ends: line and column."""
    last = body[-1]
    return last.end_lineno or last.lineno, last.end_col_offset or 0


def end_at_body(place: Place, body: list[ast.stmt]) -> Place:
    """A compound statement ends where its last statement does, not where its text does."""
    line, column = end_place(body)
    return {**place, "end_lineno": line, "end_col_offset": column}
