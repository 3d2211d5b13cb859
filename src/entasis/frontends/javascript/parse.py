"""A script's text to the syntax tree of its grammar. Never raises: what is no JavaScript is a node of its own."""

from functools import lru_cache

import tree_sitter
import tree_sitter_javascript


def parse_script(data: bytes) -> tuple[tree_sitter.Node, tuple[int, ...]]:
    """The tree of a whole text, and the lines on which something begins that is no JavaScript."""
    root = _parser().parse(data).root_node
    if not root.has_error:
        return root, ()
    lines: set[int] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing:
            lines.add(node.start_point[0] + 1)
        elif node.has_error:
            pending.extend(node.children)
    return root, tuple(sorted(lines))


@lru_cache(maxsize=1)
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
