"""From the grammar's syntax tree to `ast` nodes, bottom up, because the depth of hostile text has no limit.

One explicit stack holds the pieces that are open. When all parts of a piece are converted, so is the piece. What
is nested deeper than the bound becomes an unknown expression, and the text it stood in is recorded as lost.

The grammar is `tree-sitter-python`. Where it reads an expression otherwise than Python does, this is put right:
- `*f(x)` is read as `(*f)(x)`, likewise for every postfix and operator: the star moves out (`_lift_star`);
- `*[a], b` is not read at all without brackets around it: if nothing else helps, the star is shown as `~` (`_STAR`);
- `a if b else c as d` is read as `a if b else (c as d)`: the `as` moves out (`_lift_as`);
- `await x ** 2` is read as `await (x ** 2)` (in `expressions`);
- `P(x=0 as y)` is read as `P((x=0) as y)` (in `patterns`);
- `a ^ b & c` is read as `(a ^ b) & c`: the grammar gets to see the two operators exchanged (`_EXCHANGED`).
"""

import ast
import re
from collections.abc import Iterator
from types import EllipsisType
from typing import Any, Final

import tree_sitter
import tree_sitter_python

from entasis.frontends.python.recover import expressions, parameters, patterns, python2, statements, strings
from entasis.frontends.python.recover.expressions import As
from entasis.frontends.python.recover.literals import Cuts
from entasis.frontends.python.recover.numbers import number
from entasis.frontends.python.recover.piece import LOAD, Converter, Piece, ShapeError, Text
from entasis.limits import NESTING

_LANGUAGE: Final = tree_sitter.Language(tree_sitter_python.language())
_KINDS: Final = tuple(_LANGUAGE.node_kind_for_id(kind) or "" for kind in range(_LANGUAGE.node_kind_count))

_CONVERTERS: Final[dict[str, Converter]] = {
    **expressions.CONVERTERS,
    **parameters.CONVERTERS,
    **patterns.CONVERTERS,
    **statements.CONVERTERS,
    **strings.CONVERTERS,
}
_FLAT: Final = frozenset(
    {
        "argument_list",
        "as_pattern_target",
        "assignment",
        "block",
        "case_pattern",
        "concatenated_string",
        "default_parameter",
        "expression_list",
        "expression_statement",
        "if_clause",
        "module",
        "pair",
        "parenthesized_expression",
        "type",
        "typed_default_parameter",
        "typed_parameter",
        "with_clause",
        "with_item",
    }
)
"""What leaves no node, or none between what holds it and what it holds: it adds no level."""
_NEVER_LOST: Final = frozenset(
    {
        "dictionary_splat",
        "dictionary_splat_pattern",
        "for_in_clause",
        "keyword_argument",
        "lambda_parameters",
        "list_splat",
        "list_splat_pattern",
        "parameters",
        "slice",
    }
)
"""What nests only by way of expressions: these are bounded, and a node that is none cannot be replaced."""
_EXPRESSIONS: Final = frozenset(
    {
        "attribute",
        "await",
        "binary_operator",
        "boolean_operator",
        "call",
        "comparison_operator",
        "conditional_expression",
        "dictionary",
        "dictionary_comprehension",
        "generator_expression",
        "lambda",
        "list",
        "list_comprehension",
        "not_operator",
        "set",
        "set_comprehension",
        "string",
        "subscript",
        "tuple",
        "unary_operator",
    }
)
"""What may stand wherever an expression may: one that is nested too deep is replaced."""
_STAR_FIRST: Final = frozenset(
    {
        "attribute",
        "binary_operator",
        "boolean_operator",
        "call",
        "comparison_operator",
        "conditional_expression",
        "subscript",
    }
)
_LOOKED_INTO: Final = frozenset(
    {
        "as_pattern",
        "binary_operator",
        "case_pattern",
        "dictionary_splat_pattern",
        "dotted_name",
        "except_clause",
        "expression_list",
        "keyword_pattern",
        "list_splat",
        "list_splat_pattern",
        "type",
        "union_type",
    }
)
"""Whose parts the converter of what holds them looks at. Those of all others are let go at once."""
_BRACKETED: Final = frozenset({"parenthesized_expression", "tuple"})
_AS_LAST: Final = frozenset(
    {
        "binary_operator",
        "boolean_operator",
        "comparison_operator",
        "conditional_expression",
        "lambda",
        "not_operator",
    }
)
_INNER: Final = tuple(
    _LANGUAGE.node_kind_is_named(kind) and name in _CONVERTERS for kind, name in enumerate(_KINDS)
)
"""For each kind, whether its nodes are converted from their parts. The token `yield` is not, the rule is."""
_STAR: Final = re.compile(
    rb"(?:^|[\[({,=:;]|(?<![\w\x80-\xff])(?:return|yield|in))[ \t]*(\*)"
    rb"(?=[ \t]*(?:[(\[{\"\d.~+-]|(?:True|False|None|await)\b))",
    re.MULTILINE,
)
_EXCHANGED: Final = bytes.maketrans(b"&^", b"^&")
_CONSTANTS: Final[dict[str, bool | EllipsisType | None]] = {
    "true": True,
    "false": False,
    "none": None,
    "ellipsis": ...,
}


class Grammar:
    """The parser, and how deep the last conversion went."""

    def __init__(self) -> None:
        self._parser = tree_sitter.Parser(_LANGUAGE)
        self.deepest = 0

    def statements(self, text: Text, code: bytes, offset: int, depth: int) -> list[ast.stmt] | None:
        """The statements of one line of code that stands at `offset`, `depth` levels deep. None: it is broken."""
        found = self._top(text, code, offset, depth)
        return found if found is not None and all(isinstance(node, ast.stmt) for node in found) else None

    def case(self, text: Text, code: bytes, offset: int, depth: int) -> ast.match_case | None:
        """The only case of a `match`, as `statements`."""
        found = self._top(text, code, offset, depth)
        return found[0] if found and len(found) == 1 and isinstance(found[0], ast.match_case) else None

    def _top(
        self, text: Text, code: bytes, offset: int, depth: int, cuts: Cuts | None = None
    ) -> list[Any] | None:
        code = code.translate(_EXCHANGED) + b"\n"
        root = self._parser.parse(code).root_node
        if root.has_error and (stars := [found.start(1) for found in _STAR.finditer(code)]):
            hidden = bytearray(code)
            for star in stars:
                hidden[star] = 0x7E
                text.rewritten[offset + (cuts.restore(star) if cuts else star)] = "*"
            root = self._parser.parse(bytes(hidden)).root_node
        if root.has_error:
            return None
        self.deepest = depth
        try:
            converted = self._convert(text, root, offset, depth, cuts)
        except (ShapeError, LookupError, TypeError, ValueError, AttributeError):
            # The grammar accepts more than Python. What a converter cannot take apart is no Python.
            return None
        return converted if isinstance(converted, list) else None

    def expression(
        self, text: Text, code: bytes, offset: int, depth: int, cuts: Cuts | None = None
    ) -> ast.expr | None:
        """The expression that code is, as `statements`. Text may have been cut out of it."""
        found = self._top(text, code, offset, depth, cuts)
        if found is not None and len(found) == 1 and isinstance(found[0], ast.Expr):
            return found[0].value
        return None

    def _convert(
        self, text: Text, root: tree_sitter.Node, offset: int, depth: int, cuts: Cuts | None
    ) -> object:
        top = Piece(_KINDS[root.kind_id], root.start_byte + offset, root.end_byte + offset)
        open_: list[tuple[Piece, Iterator[tree_sitter.Node], int]] = [(top, iter(root.children), depth)]
        while True:
            piece, children, level = open_[-1]
            for node in children:
                kind_id = node.kind_id
                kind = _KINDS[kind_id]
                start, end = node.start_byte, node.end_byte
                if cuts is not None:
                    start, end = cuts.restore(start), cuts.restore(end)
                child = Piece(kind, start + offset, end + offset)
                piece.parts.append(child)
                if _INNER[kind_id]:
                    inner = level if kind in _FLAT or kind == piece.kind == "boolean_operator" else level + 1
                    if inner > NESTING.bound and kind in _EXPRESSIONS:
                        child.value = text.unknown(child.start, child.end)
                        text.lose(child.start, child.end)
                        continue
                    if inner > NESTING.bound and kind not in _FLAT and kind not in _NEVER_LOST:
                        raise ShapeError
                    open_.append((child, iter(node.children), inner))
                    break
                child.value = self._leaf(text, child, level)
            else:
                open_.pop()
                self.deepest = max(self.deepest, level)
                piece.value = _piece(text, piece)
                if piece.kind not in _LOOKED_INTO and not isinstance(piece.value, ast.Starred):
                    piece.parts = []
                if not open_:
                    return piece.value

    def _leaf(self, text: Text, piece: Piece, level: int) -> ast.expr | None:
        kind = piece.kind
        if kind == "identifier":
            return ast.Name(text.name(piece.start, piece.end), LOAD, **text.of(piece))
        if kind == "string":
            height = level + text.literals[piece.start].height
            if height > NESTING.bound:
                text.lose(piece.start, piece.end)
                return text.unknown(piece.start, piece.end)
            self.deepest = max(self.deepest, height)
            return strings.one(text, piece.start, piece.end)
        if kind in {"integer", "float"}:
            return number(text, piece)
        if kind in _CONSTANTS:
            return ast.Constant(_CONSTANTS[kind], None, **text.of(piece))
        return None


def _piece(text: Text, piece: Piece) -> object:
    parts = piece.parts
    if piece.kind in _STAR_FIRST and isinstance(parts[0].value, ast.Starred):
        return _lift_star(text, piece)
    if piece.kind in _AS_LAST and isinstance(parts[-1].value, As):
        return _lift_as(text, piece)
    value = _CONVERTERS[piece.kind](text, piece)
    if piece.start in text.backticks and piece.kind in _BRACKETED:
        return python2.backtick(text, piece, value)
    return value


def _lift_star(text: Text, piece: Piece) -> ast.expr:
    """`(*a).b` as the grammar reads it is `*(a.b)`."""
    first, star = piece.parts[0], piece.start
    if first.kind not in _STAR_FIRST and first.kind not in {
        "list_splat",
        "list_splat_pattern",
        "unary_operator",
    }:
        raise ShapeError
    starred = first.value
    # Where the starred expression begins, brackets included. A part that was lifted itself has noted it.
    start = (first.parts[0] if first.kind in _STAR_FIRST else first.parts[1]).start
    first.value, first.start, piece.start = starred.value, start, start
    value = expressions.expression(Piece(piece.kind, start, piece.end, _CONVERTERS[piece.kind](text, piece)))
    piece.start = star
    return ast.Starred(value, LOAD, **text.at(star, piece.end))


def _lift_as(text: Text, piece: Piece) -> As:
    """`not a as b`, where the grammar reads `not (a as b)`, is `(not a) as b`."""
    last, end = piece.parts[-1], piece.end
    value, target = last.value
    last.value, last.end = value, last.parts[0].end
    piece.end = last.end
    whole = _CONVERTERS[piece.kind](text, piece)
    piece.end = end
    return As(whole, target)
