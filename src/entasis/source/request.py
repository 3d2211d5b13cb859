"""The review request: prose with code in it, as people paste it into a chat.

The code is in numbered listings (see `listing`), or in fenced blocks, whose lines are numbered by the
request itself. The prose is data: it is neither reviewed nor obeyed. Code that is in neither form is not
reviewed either, so it is named as a problem.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from msgspec import Struct

from entasis.finding import Problem, ProblemKind, Role
from entasis.source.file import SourceFile
from entasis.source.listing import find_listings
from entasis.source.recognise import count_definitions, count_lost_definitions, has_code, is_python

_FENCE = re.compile(r"([ \t]*+)(`{3,}+|~{3,}+)[ \t]*+([^`]*+)$")
_PYTHON_TAGS = frozenset({"py", "py2", "py3", "python", "python2", "python3"})


class _Piece(Struct, frozen=True):
    """Code of a request: text lines with their numbers, and where it stands in the request."""

    first: int
    last: int
    numbers: tuple[int, ...]
    code: tuple[str, ...]
    losses: tuple[tuple[int, str], ...] = ()


def parse_request(
    text: str, path: str, *, has_prose: bool = True
) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]] | None:
    """The code of a review request, one source file for each listing or block, or `None` if it is none.

    Python is never a request, even with a listing in a docstring: what parses is Python, and so is a text
    with more definitions around its listings than in them. Without `has_prose` the text must be numbered
    throughout. The first piece has the request's path, the others `path#2` and so on; all have the role
    `application`.
    """
    lines = text.split("\n")
    pieces = _pieces(text, lines)
    if not pieces:
        return None
    outside = _outside(lines, pieces)
    if not has_prose and any(not _FENCE.match(line) for _, line in outside):
        return None
    inside = sum(count_definitions("\n".join(piece.code)) for piece in pieces)
    unnumbered = count_lost_definitions(line for _, line in outside)
    if unnumbered > inside or is_python(text):
        return None
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for index, piece in enumerate(pieces, start=1):
        name = path if index == 1 else f"{path}#{index}"
        files.append(SourceFile(name, "\n".join((*piece.code, "")), Role.APPLICATION, piece.numbers))
        problems += (Problem(name, at, ProblemKind.NUMBERING, message) for at, message in piece.losses)
    if unnumbered:
        first = next(number for number, line in outside if count_lost_definitions([line]))
        message = f"code without line numbers, from line {first} of the request on, is not reviewed"
        problems.append(Problem(path, first, ProblemKind.NUMBERING, message))
    return tuple(files), tuple(problems)


def _pieces(text: str, lines: list[str]) -> list[_Piece]:
    """The listings and the blocks of code that hold none, in the order of the text."""
    pieces = [
        _Piece(listing.first, listing.last, listing.numbers, listing.code, listing.losses)
        for listing in find_listings(lines)
    ]
    if "```" in text or "~~~" in text:
        starts = [piece.first for piece in pieces]
        ends = [piece.last for piece in pieces]
        for block in _blocks(lines):
            holds_listing = bisect_right(starts, block.last) > bisect_left(ends, block.first)
            if not holds_listing:
                pieces.append(block)
        pieces.sort(key=lambda piece: piece.first)
    return pieces


def _blocks(lines: list[str]) -> Iterator[_Piece]:
    """Fenced blocks that are marked as Python, or have no mark and look like code."""
    opening: re.Match[str] | None = None
    start = 0
    for index, line in enumerate([*lines, None]):
        if opening is None:
            opening = _FENCE.match(line) if line else None
            start = index + 1
        elif line is None or _closes(opening, line):
            block = _block(opening, start, lines[start:index])
            opening = None
            if block:
                yield block


def _closes(opening: re.Match[str], line: str) -> bool:
    fence = line.strip()
    return fence.startswith(opening[2]) and not fence.strip(opening[2][0])


def _block(opening: re.Match[str], start: int, inner: list[str]) -> _Piece | None:
    """A fence inside a list is indented, and its lines by as much."""
    code = tuple(line.removeprefix(opening[1]) for line in inner)
    text = "\n".join(code)
    tag = opening[3].strip("{. ").lower().split(maxsplit=1)[:1]
    is_code = text.strip() != "" and (tag[0].rstrip("}") in _PYTHON_TAGS if tag else has_code(text))
    if not is_code:
        return None
    last = start + len(code)
    return _Piece(start, last - 1, tuple(range(start + 1, last + 1)), code)


def _outside(lines: list[str], pieces: list[_Piece]) -> list[tuple[int, str]]:
    """The lines that belong to no piece and are not blank, with their numbers in the request."""
    outside: list[tuple[int, str]] = []
    position = 0
    for piece in pieces:
        outside += enumerate(lines[position : piece.first], start=position + 1)
        position = piece.last + 1
    outside += enumerate(lines[position:], start=position + 1)
    return [(number, line) for number, line in outside if line.strip()]
