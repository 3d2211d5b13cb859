"""Text to `ast` nodes, whatever the text: by the compiler's own parser, and by `recover` where that refuses.

The compiler warns about invalid escapes while it parses, through filters that all threads share. They need not be
touched: for a language version before 3.12 that warning is one which is ignored by default (and where warnings are
errors, the text is simply refused). Only what is refused at that version is parsed once more at the newest.
"""

import ast
import sys
import warnings
from typing import Final

from msgspec import Struct

from entasis.frontends.python.names import Lines, walrus_lines

_QUIET: Final = (3, 11)
_REFUSALS: Final = (SyntaxError, ValueError, RecursionError, MemoryError)


class Parsed(Struct, frozen=True):
    """A module; the lines on which expressions may bind names; the line and the message of what could not be read;
    whether the compiler refused the text.

    Without problems a recovered module is complete.
    """

    tree: ast.Module
    walruses: Lines
    problems: tuple[tuple[int, str], ...] = ()
    recovered: bool = False


def parse(text: str) -> Parsed:
    """Parses any text. Never raises."""
    try:
        return Parsed(ast.parse(text, feature_version=_QUIET), walrus_lines(text))
    except _REFUSALS:
        tree = _parse_newer(text) if sys.version_info >= (3, 12) else None
    if tree is not None:
        return Parsed(tree, walrus_lines(text))
    from entasis.frontends.python.recover import recover  # noqa: PLC0415 - most trees are all read, and it costs 25 ms

    result = recover(text)
    errors = tuple((error.line, error.message) for error in result.errors)
    return Parsed(result.tree, None if ":=" in text else (), errors, recovered=True)


def _parse_newer(text: str) -> ast.Module | None:
    """Parses syntax newer than the quiet version. Rare, so it may suppress warnings the slow way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except _REFUSALS:
            return None
