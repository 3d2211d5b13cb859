"""Patterns of `match`, and the targets whose kinds of node the grammar shares with them."""

import ast
from typing import NamedTuple

from entasis.frontends.python.recover.expressions import As, expression, expressions
from entasis.frontends.python.recover.piece import (
    LOAD,
    STORE,
    Converter,
    Piece,
    ShapeError,
    Text,
    in_context,
    without,
)


class _KeywordPattern(NamedTuple):
    """`name=pattern` in a class pattern."""

    name: str
    pattern: ast.pattern


class _Rest(NamedTuple):
    """`**name` in a mapping pattern."""

    name: str


def _pattern(text: Text, part: Piece) -> ast.pattern:
    """What a part became, as a pattern."""
    value = part.value
    if isinstance(value, ast.pattern):
        return value
    place = text.of(part)
    if isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool)):
        return ast.MatchSingleton(value.value, **place)
    if isinstance(value, ast.Tuple | ast.List) and not value.elts:  # the grammar has one kind for `()`
        return ast.MatchSequence([], **place)
    if isinstance(value, ast.Name):
        return ast.MatchAs(None, None if value.id == "_" else value.id, **place)
    if isinstance(value, ast.expr):
        return ast.MatchValue(value, **place)
    raise ShapeError


def _alternatives(text: Text, parts: list[Piece]) -> list[Piece]:
    """The parts that are patterns: a token `_` is one, and `-` goes with the number after it."""
    result: list[Piece] = []
    minus: Piece | None = None
    for part in parts:
        if part.kind == "-":
            minus = part
        elif part.kind == "_":
            wildcard = Piece("identifier", part.start, part.end, ast.Name("_", LOAD, **text.of(part)))
            result.append(wildcard)
        elif part.value is not None:
            if minus is not None:
                place = text.at(minus.start, part.end)
                negative = ast.UnaryOp(ast.USub(), expression(part), **place)
                result.append(Piece("unary_operator", minus.start, part.end, negative))
                minus = None
            else:
                result.append(part)
    return result


def _case_pattern(text: Text, piece: Piece) -> object:
    (part,) = _alternatives(text, piece.parts)
    return part.value if isinstance(part.value, _KeywordPattern | _Rest) else _pattern(text, part)


def _union(text: Text, piece: Piece) -> ast.pattern:
    return ast.MatchOr([_pattern(text, part) for part in _alternatives(text, piece.parts)], **text.of(piece))


def _complex(text: Text, piece: Piece) -> ast.expr:
    parts = list(piece.parts)
    left = parts[0]
    value = expression(parts[-3])
    if left.kind == "-":
        value = ast.UnaryOp(ast.USub(), value, **text.at(left.start, parts[-3].end))
    operator: ast.operator = ast.Add() if parts[-2].kind == "+" else ast.Sub()
    return ast.BinOp(value, operator, expression(parts[-1]), **text.of(piece))


def _dotted_name(text: Text, piece: Piece) -> ast.expr:
    first, *rest = (part for part in piece.parts if part.kind == "identifier")
    value = expression(first)
    for part in rest:
        value = ast.Attribute(value, text.name(part.start, part.end), LOAD, **text.at(piece.start, part.end))
    return value


def _splat(text: Text, piece: Piece) -> object:
    stars, name = piece.parts
    identifier = text.name(name.start, name.end)
    if stars.kind == "**":
        return _Rest(identifier)
    return ast.MatchStar(None if identifier == "_" else identifier, **text.of(piece))


def _keyword(text: Text, piece: Piece) -> _KeywordPattern:
    name = piece.parts[0]
    (value,) = _alternatives(text, piece.parts[2:])
    return _KeywordPattern(text.name(name.start, name.end), _pattern(text, value))


def _class(text: Text, piece: Piece) -> ast.pattern:
    owner, *rest = without(piece)
    positional: list[ast.pattern] = []
    names: list[str] = []
    values: list[ast.pattern] = []
    for part in rest:
        if isinstance(part.value, _KeywordPattern):
            names.append(part.value.name)
            values.append(part.value.pattern)
        else:
            positional.append(_pattern(text, part))
    return ast.MatchClass(expression(owner), positional, names, values, **text.of(piece))


def _mapping(text: Text, piece: Piece) -> ast.pattern:
    keys: list[ast.expr] = []
    patterns: list[ast.pattern] = []
    rest: str | None = None
    for part in _alternatives(text, piece.parts):
        if isinstance(part.value, _Rest):
            rest = part.value.name
        elif len(keys) > len(patterns):
            patterns.append(_pattern(text, part))
        else:
            keys.append(expression(part))
    return ast.MatchMapping(keys, patterns, rest, **text.of(piece))


def _as(text: Text, piece: Piece) -> object:
    """`pattern as name` in a `case`, `value as target` in a `with`."""
    inner, _as_word, name = piece.parts
    if inner.kind != "case_pattern":
        return As(expression(inner), in_context(expression(name), STORE))
    identifier = text.name(name.start, name.end)
    value = inner.value
    if isinstance(value, _KeywordPattern):
        # The grammar reads `x=0 as y` as `(x=0) as y`; the pattern begins after the sign.
        start = inner.parts[0].parts[2].start
        return _KeywordPattern(
            value.name, ast.MatchAs(value.pattern, identifier, **text.at(start, piece.end))
        )
    return ast.MatchAs(_pattern(text, inner), identifier, **text.of(piece))


def sequence(text: Text, parts: list[Piece], start: int, end: int) -> ast.pattern:
    """The pattern of a sequence that stands between two offsets."""
    return ast.MatchSequence([_pattern(text, part) for part in parts], **text.at(start, end))


def _tuple(text: Text, piece: Piece) -> object:
    """`(a)` is `a`, as a target and as a pattern; with a comma both are sequences."""
    inner = without(piece)
    is_group = len(inner) == 1 and not any(part.kind == "," for part in piece.parts)
    if is_group:
        return inner[0].value
    if inner and inner[0].kind == "case_pattern":
        return sequence(text, inner, piece.start, piece.end)
    return ast.Tuple(expressions(piece), LOAD, **text.of(piece))


def _list(text: Text, piece: Piece) -> object:
    inner = without(piece)
    if inner and inner[0].kind == "case_pattern":
        return sequence(text, inner, piece.start, piece.end)
    return ast.List(expressions(piece), LOAD, **text.of(piece))


def _case(text: Text, piece: Piece) -> ast.match_case:
    colon = [part.kind for part in piece.parts].index(":")
    guard: ast.expr | None = None
    patterns: list[Piece] = []
    commas: list[Piece] = []
    for part in piece.parts[1:colon]:
        if part.kind == "if_clause":
            guard = expression(part)
        elif part.kind == ",":
            commas.append(part)
        else:
            patterns.append(part)
    if commas:
        end = max(commas[-1].end, patterns[-1].end)
        pattern = sequence(text, patterns, patterns[0].start, end)
    else:
        pattern = _pattern(text, patterns[0])
    return ast.match_case(pattern, guard, piece.parts[-1].value)


def _match(_text: Text, piece: Piece) -> list[ast.match_case]:
    """The cases; what they are matched against is read on its own."""
    return [case for part in piece.parts if part.kind == "block" for case in part.value]


CONVERTERS: dict[str, Converter] = {
    "as_pattern": _as,
    "case_clause": _case,
    "case_pattern": _case_pattern,
    "class_pattern": _class,
    "complex_pattern": _complex,
    "dict_pattern": _mapping,
    "dotted_name": _dotted_name,
    "keyword_pattern": _keyword,
    "list_pattern": _list,
    "match_statement": _match,
    "splat_pattern": _splat,
    "tuple_pattern": _tuple,
    "union_pattern": _union,
}
