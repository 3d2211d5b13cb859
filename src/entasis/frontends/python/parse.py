"""From text to a syntax tree: the running interpreter's parser first, the error-tolerant one for what it refuses."""

import ast
import warnings
from dataclasses import dataclass

from entasis.frontends.python.recover import recover


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a file. `problems` are (line, message) for each part of it that could not be parsed."""

    tree: ast.Module
    problems: tuple[tuple[int, str], ...] = ()
    recovered: bool = False


def parse(text: str) -> Parsed:
    """The tree of `text`; never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Parsed(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = recover(text)
        return Parsed(
            found.tree, tuple((error.line, error.message) for error in found.errors), recovered=True
        )
