"""When two trees are the same: what the tests of `recover` compare with."""

import ast
import sys

EXACT = sys.version_info >= (3, 12)
"""Older interpreters give positions of their own invention inside formatted strings."""


def shown(tree, *, exact=EXACT):
    """A tree as text, positions included. Not exact: without those inside formatted strings."""
    if not exact:
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                _forget_places(node)
    return ast.dump(tree, include_attributes=True, indent=1)


def _forget_places(string):
    for node in ast.walk(string):
        if node is not string:
            for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
                if hasattr(node, name):
                    setattr(node, name, 0)


def places(tree, kind):
    """Where the nodes of a kind stand, in the order of `ast.walk`."""
    return [
        (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        for node in ast.walk(tree)
        if isinstance(node, kind)
    ]
