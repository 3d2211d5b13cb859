"""Shows what a fix changes in the lines a finding quotes, the way a reviewer writes it in the margin.

    quoted      7 | hashlib.md5(token)         edit: columns 8 to 11 become "sha256"
    shown    -  7 | hashlib.md5(token)
             +    | hashlib.sha256(token)

A report never reads the reviewed files. An edit beyond the quoted lines is told apart: its place and its text.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from msgspec import Struct

from entasis.finding import Edit, Finding, Span


class DiffLine(Struct, frozen=True):
    """One line: `sign` is `-`, `+` or a blank; `number` is the reader's line number, `None` for a new line."""

    sign: str
    number: int | None
    text: str


def split_edits(finding: Finding) -> tuple[tuple[Edit, ...], tuple[Edit, ...]]:
    """The edits of the fix that lie in the quoted lines, and the others, each in order of place."""
    edits = sorted(finding.fix.edits, key=lambda edit: (edit.span, edit.replacement))
    starts = _line_starts(finding.quote)
    inside = tuple(
        edit
        for edit in edits
        if edit.span.path == finding.span.path and edit.span.line in starts and edit.span.end_line in starts
    )
    if _overlap(inside):
        return (), tuple(edits)
    return inside, tuple(edit for edit in edits if edit not in inside)


def diff(quote: Sequence[tuple[int, str]], edits: Sequence[Edit]) -> tuple[DiffLine, ...]:
    """The quoted lines before and after `edits`, which lie in them, in order, and do not overlap."""
    text = "".join(f"{line}\n" for _, line in quote)
    starts = _line_starts(quote)
    for edit in reversed(edits):
        start = _offset(quote, starts, edit.span.line, edit.span.column)
        end = max(start, _offset(quote, starts, edit.span.end_line, edit.span.end_column))
        text = text[:start] + edit.replacement + text[end:]
    old = [line for _, line in quote]
    new = text.removesuffix("\n").split("\n") if text else []
    lines: list[DiffLine] = []
    for tag, first, last, new_first, new_last in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        sign = " " if tag == "equal" else "-"
        lines += (DiffLine(sign, number, line) for number, line in quote[first:last])
        if tag != "equal":
            lines += (DiffLine("+", None, line) for line in new[new_first:new_last])
    return tuple(lines)


def is_insertion_of_lines(edit: Edit) -> bool:
    """Whether the edit only puts whole new lines before a line."""
    span = edit.span
    is_empty = (span.line, span.column) == (span.end_line, span.end_column)
    return is_empty and span.column == 0 and edit.replacement.endswith("\n")


def _line_starts(quote: Sequence[tuple[int, str]]) -> dict[int, int]:
    """Line number to the offset of its first character; the line after the last one counts as its end."""
    starts = {}
    offset = 0
    for number, line in quote:
        starts[number] = offset
        offset += len(line) + 1
    if quote:
        starts.setdefault(quote[-1][0] + 1, offset)
    return starts


def _offset(quote: Sequence[tuple[int, str]], starts: dict[int, int], line: int, column: int) -> int:
    width = next((len(text) for number, text in quote if number == line), 0)
    return starts[line] + min(column, width)


def _overlap(edits: Sequence[Edit]) -> bool:
    def begin(span: Span) -> tuple[int, int]:
        return span.line, span.column

    def end(span: Span) -> tuple[int, int]:
        return span.end_line, span.end_column

    return any(begin(after.span) < end(before.span) for before, after in pairwise(edits))
