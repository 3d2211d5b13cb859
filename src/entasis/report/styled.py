"""Lines of styled text: laid out once, then joined plain or in colour, so that both always say the same.

Styles are rich's names ("bold red"). Text must be escaped before it comes in here: nothing is checked again.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

Line: TypeAlias = tuple[tuple[str, str], ...]
"""The pieces of one line, each as (text, style); an empty style is the terminal's own."""

BLANK: Line = ()


def line(text: str, style: str = "") -> Line:
    """A line in one style."""
    return ((text, style),)


def prose(text: str, width: int, *, first: Line, indent: int, style: str = "") -> Iterator[Line]:
    """`text` wrapped at `width` columns; `first` opens the first line, `indent` blanks the others.

    Blank lines in `text` part paragraphs. A word longer than a line is never broken: it may be a path.
    """
    opening = first
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield BLANK
        for words in _wrapped(paragraph, width - indent):
            yield (*opening, (words, style))
            opening = line(" " * indent)


def plain(lines: Iterable[Line]) -> str:
    """The lines as text, each ended by a newline, without trailing blanks."""
    return "".join("".join(text for text, _ in pieces).rstrip() + "\n" for pieces in lines)


def coloured(lines: Iterable[Line]) -> str:
    """The lines with the colours of a terminal; without the colours it is what `plain` gives."""
    from rich.color import ColorSystem  # noqa: PLC0415 - only a terminal pays for it
    from rich.style import Style  # noqa: PLC0415

    def shown(text: str, style: str) -> str:
        return Style.parse(style).render(text, color_system=ColorSystem.STANDARD) if style and text else text

    return "".join("".join(shown(*piece) for piece in _without_trailing_blanks(p)) + "\n" for p in lines)


def columns(text: str) -> int:
    """How many columns a terminal gives to `text`."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - most answers are ASCII and need no table

    return cell_len(text)


def _without_trailing_blanks(pieces: Line) -> Line:
    kept = list(pieces)
    while kept:
        text, style = kept.pop()
        if text.rstrip():
            return (*kept, (text.rstrip(), style))
    return BLANK


def _wrapped(paragraph: str, width: int) -> Iterator[str]:
    words = paragraph.replace("\n", " ").split(" ")
    current, used = "", 0
    for word in filter(None, words):
        needed = columns(word)
        if current and used + 1 + needed > width:
            yield current
            current, used = word, needed
        else:
            current, used = (f"{current} {word}", used + 1 + needed) if current else (word, needed)
    yield current
