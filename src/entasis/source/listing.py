"""Numbered listings: code as people paste it into a chat, with its line numbers in front.

    Please check this:          prose, dropped
    1. is it safe?              a list in the prose: numbered, but not code
     8 import os                code; the number and one separator are taken away, the indentation stays
     9
    10 def run(command):
    11     os.system(           unnumbered text that follows directly: the chat has wrapped line 11
    command)
    14     return True          12 and 13 are missing: one blank line stands for them

A listing is a run of lines whose numbers count up by one. What breaks a run (a gap, a new beginning, text
between) is decided by the numbers that follow; whether a run is code or a list in the prose is decided last,
by its content.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate, pairwise
from typing import NamedTuple

from msgspec import Struct

from entasis.source.recognise import count_definitions, count_lost_definitions, has_code, is_fragment

# Seven digits: more lines than fit into a file of the size that is read.
_NUMBERED = re.compile(r"[ \t]*+([0-9]{1,7})(?:([ \t:|│]|[.)](?=[ \t]|$))|$)")
_BAR = re.compile(r"[ \t]*+[|│]")
_BETWEEN = re.compile(r"[ \t]*+(?:(?:`{3}|~{3}).*|\.{3}|…|\[\.{3}\]|\[…\])?[ \t]*")


class Listing(Struct, frozen=True):
    """One listing: `numbers[i]` is the number of `code[i]`; `first` to `last` are its lines in the request.

    `losses` are (number, sentence) for what the request does not hold, or holds without a number.
    """

    first: int
    last: int
    numbers: tuple[int, ...]
    code: tuple[str, ...]
    losses: tuple[tuple[int, str], ...]


class _Mark(NamedTuple):
    """A line that begins with a number: the character after it ("" at the end of the line), and the rest."""

    line: int
    number: int
    separator: str
    rest: str


class _Run:
    """Marks with ascending numbers. The first separator that is not the end of its line is the run's."""

    __slots__ = ("marks", "separator")

    def __init__(self, mark: _Mark) -> None:
        self.marks = [mark]
        self.separator = mark.separator

    @property
    def last(self) -> _Mark:
        return self.marks[-1]

    def fits(self, separator: str) -> bool:
        return not separator or not self.separator or separator == self.separator

    def append(self, mark: _Mark) -> None:
        self.marks.append(mark)
        self.separator = self.separator or mark.separator


def find_listings(lines: list[str]) -> list[Listing]:
    """The numbered listings among the lines of a text, in order, without the lists of its prose."""
    matches = ((index, _NUMBERED.match(line)) for index, line in enumerate(lines))
    marks = [
        _Mark(index, int(match[1]), match[2] or "", lines[index][match.end() :])
        for index, match in matches
        if match
    ]
    if not marks:
        return []
    return [_listing(run, lines) for run in _code_runs(_runs(marks, lines), lines)]


def _runs(marks: list[_Mark], lines: list[str]) -> list[_Run]:
    """Marks whose numbers count up by one, or with a gap between neighbouring lines."""
    order = _Order(marks, lines)
    runs = [_Run(marks[0])]
    for position, mark in enumerate(marks[1:], start=1):
        run = runs[-1]
        is_next = run.fits(mark.separator) and mark.number == run.last.number + 1
        if not is_next and order.is_wrapped_text(position, run):
            continue
        is_gap = run.fits(mark.separator) and mark.number > run.last.number
        if is_next or (is_gap and _is_adjacent(lines[run.last.line + 1 : mark.line])):
            run.append(mark)
        else:
            runs.append(_Run(mark))
    return runs


class _Order:
    """Where the numbers of a text stand, to look ahead in logarithmic time."""

    __slots__ = ("_marks", "_paragraphs", "_positions")

    def __init__(self, marks: list[_Mark], lines: list[str]) -> None:
        self._marks = marks
        self._paragraphs = list(accumulate(_BETWEEN.fullmatch(line) is not None for line in lines))
        self._positions: dict[int, list[int]] = defaultdict(list)
        for position, mark in enumerate(marks):
            self._positions[mark.number].append(position)

    def is_wrapped_text(self, position: int, run: _Run) -> bool:
        """Whether the number at `position` is only the beginning of wrapped text: `x = (1 +` / `2 + y)`.

        So it is if the number that the run needs next comes later in the same paragraph, and the line itself
        does not begin a run of its own.
        """
        mark = self._marks[position]
        if position + 1 < len(self._marks):
            following = self._marks[position + 1]
            if following.line == mark.line + 1 and following.number == mark.number + 1:
                return False
        expected = self._positions.get(run.last.number + 1, [])
        later = bisect_right(expected, position)
        if later == len(expected):
            return False
        awaited = self._marks[expected[later]]
        is_same_paragraph = self._paragraphs[awaited.line] == self._paragraphs[run.last.line]
        return is_same_paragraph and run.fits(awaited.separator)


def _is_adjacent(between: list[str]) -> bool:
    """Whether nothing but an ellipsis or a fence stands between two lines."""
    return all(line.strip() and _BETWEEN.fullmatch(line) for line in between)


def _code_runs(runs: list[_Run], lines: list[str]) -> list[_Run]:
    """The runs that are code. One that goes on counting after an interruption is joined to the one before."""
    kept: list[_Run] = []
    for run in runs:
        is_code = _is_code(run)
        before = kept[-1] if kept else None
        if before and before.fits(run.separator) and run.marks[0].number > before.last.number:
            between = lines[before.last.line + 1 : run.marks[0].line]
            if is_code or all(_BETWEEN.fullmatch(line) for line in between):
                for mark in run.marks:
                    before.append(mark)
                continue
        if is_code:
            kept.append(run)
    return kept


def _is_code(run: _Run) -> bool:
    text = "\n".join(_contents(run))
    # `1.` and `1)` are how prose numbers its lists, so one line that looks like code is not enough there.
    has_evidence = count_definitions(text) > 0 if run.separator in (".", ")") else has_code(text)
    return has_evidence or is_fragment(text)


def _contents(run: _Run) -> list[str]:
    """What stands behind the numbers, without the separator: one character, or a sign and one blank.

    A blank belongs to the sign before it (`12: x`, `12 | x`) if it follows the sign on every line.
    """
    rests = [mark.rest for mark in run.marks]
    separator = run.separator
    if separator == " " and any(rests):
        bars = [_BAR.match(rest) for rest in rests]
        if all(bar or not rest.strip() for bar, rest in zip(bars, rests, strict=True)) and any(bars):
            rests = [rest[bar.end() :] if bar else "" for bar, rest in zip(bars, rests, strict=True)]
            separator = "|"
    if separator not in (" ", "\t"):
        for blank in (" ", "\t"):
            if all(rest.startswith(blank) for rest in rests if rest):
                return [rest.removeprefix(blank) for rest in rests]
    return rests


def _listing(run: _Run, lines: list[str]) -> Listing:
    contents = _contents(run)
    numbers = [run.marks[0].number]
    code = [contents[0]]
    gaps: list[tuple[int, int]] = []
    wrapped: list[int] = []
    left_out: list[tuple[int, str]] = []
    for (before, mark), content in zip(pairwise(run.marks), contents[1:], strict=True):
        pieces = [code[-1]]
        is_directly_below = True
        for line in lines[before.line + 1 : mark.line]:
            if _BETWEEN.fullmatch(line):
                is_directly_below = False
            elif is_directly_below:
                pieces.append(line)
                wrapped.append(before.number)
            else:
                left_out.append((before.number, line))
        code[-1] = _unwrapped(pieces)
        if mark.number > before.number + 1:
            gaps.append((before.number + 1, mark.number - 1))
            # One blank line however wide the gap: `numbers` keeps the places true, and a request of two
            # lines cannot ask for ten million.
            numbers.append(before.number + 1)
            code.append("")
        numbers.append(mark.number)
        code.append(content)
    losses = _losses(gaps, wrapped, left_out)
    return Listing(run.marks[0].line, run.last.line, tuple(numbers), tuple(code), losses)


def _unwrapped(pieces: list[str]) -> str:
    """A line and what a chat has wrapped of it. It breaks at a blank, which it may have swallowed."""
    text = pieces[0]
    if len(pieces) == 1:
        return text
    joined = [text]
    for before, piece in pairwise(pieces):
        has_blank = before[-1:].isspace() or piece[:1].isspace()
        joined.append(piece if has_blank else " " + piece)
    return "".join(joined)


def _losses(
    gaps: list[tuple[int, int]], wrapped: list[int], left_out: list[tuple[int, str]]
) -> tuple[tuple[int, str], ...]:
    """One sentence for each way in which a request falls short, however often it does."""
    losses: list[tuple[int, str]] = []
    if gaps:
        shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in gaps[:3])
        more = f" and {len(gaps) - 3} more stretches" if len(gaps) > 3 else ""
        is_one = len(gaps) == 1 and gaps[0][0] == gaps[0][1]
        losses.append(
            (
                gaps[0][0],
                f"line{'' if is_one else 's'} {shown}{more} {'is' if is_one else 'are'} not in the request",
            )
        )
    if wrapped:
        count = _lines(len(wrapped))
        where = f"{count} without a number, from line {wrapped[0]} on"
        losses.append((wrapped[0], f"{where}: read as wrapped parts of the lines above"))
    if count_lost_definitions(line for _, line in left_out):
        number = left_out[0][0]
        losses.append(
            (number, f"{_lines(len(left_out))} of code without a number after line {number}: left out")
        )
    return tuple(losses)


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
