"""Where an answer goes: its formats, and the files asked for with `--output FORMAT=PATH`.

A path that cannot be written is refused before the analysis, as far as that can be known before; what turns
up later (a full disk) is one line too, and never costs the other outputs.
"""
# ruff: noqa: PLC0415 - a format is imported when it is asked for

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from entasis.streams import StreamError

if TYPE_CHECKING:
    from entasis.finding import Review

FORMATS = ("text", "json", "sarif")
FIXED_WIDTH = 100
"""Columns of a text answer that no terminal shows, so that the same review always gives the same bytes."""


class Output(Struct, frozen=True):
    """One `--output FORMAT=PATH`."""

    format: str
    path: Path


def parsed(value: str) -> Output:
    """The output that `FORMAT=PATH` asks for. Raises StreamError if it could not be written as things are now."""
    name, equals, path = value.partition("=")
    if not equals or not path or path == "-":
        raise StreamError(f"'{value}' is not FORMAT=PATH (to print an answer, use --format)")
    if name not in FORMATS:
        raise StreamError(f"'{name}' is not one of {', '.join(FORMATS)}")
    reason = _refusal(path)
    if reason:
        raise StreamError(f"cannot write '{path}': {reason}")
    return Output(name, Path(path))


def conflict(outputs: Sequence[Output], reviewed: Iterable[str]) -> str:
    """Why these outputs cannot be written in one run that reviews these paths, or the empty string."""
    sources = {os.path.realpath(path) for path in reviewed}
    seen: set[str] = set()
    for output in outputs:
        place = os.path.realpath(output.path)
        if place in sources:
            return f"--output would overwrite '{output.path}', which is to be reviewed"
        if place in seen:
            return f"two outputs name '{output.path}'"
        seen.add(place)
    return ""


def rendered(review: "Review", name: str, *, colour: bool = False, width: int = FIXED_WIDTH) -> bytes:
    """The answer in the format `name`; `colour` and `width` (columns) only matter to text."""
    if name == "json":
        from entasis.report import json

        return json.render(review)
    if name == "sarif":
        from entasis.report import sarif

        return sarif.render(review)
    from entasis.report import text

    return text.render(review, colour=colour, width=width).encode("utf-8", "backslashreplace")


def write_file(path: Path, answer: bytes) -> None:
    """Put the answer at `path`, whole or not at all. Raises StreamError if that fails."""
    from entasis.report.write import write_whole

    try:
        write_whole(path, answer)
    except OSError as error:
        raise StreamError(f"cannot write '{path}': {error.strerror}") from error


def _refusal(path: str) -> str:
    """Why no file can be written at `path` as things are now, or the empty string."""
    given = Path(path)
    try:
        if path.endswith("/") or given.is_dir():
            return "it is a directory"
        target = Path(os.path.realpath(given))
        if target.is_symlink():
            return "its links go in a circle"
        if not target.parent.is_dir():
            return f"there is no directory '{given.parent}'"
        # To be whole at every moment a file is made beside its place and then renamed, and that would put a
        # plain file where a device like /dev/null was.
        if target.exists() and not target.is_file():
            return "it is not a regular file"
        may_write = os.access(target.parent, os.W_OK) and (not target.exists() or os.access(target, os.W_OK))
    except OSError as error:  # a name too long, say
        return error.strerror or str(error)
    return "" if may_write else "permission denied"
