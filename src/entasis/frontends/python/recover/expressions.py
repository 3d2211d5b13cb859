"""Expressions, because everything else holds them: operators, calls, displays, comprehensions, lambdas."""

import ast
from typing import NamedTuple

from entasis.frontends.python.recover.parameters import lambda_of
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

BINARY: dict[str, ast.operator] = {
    "+": ast.Add(),
    "-": ast.Sub(),
    "*": ast.Mult(),
    "@": ast.MatMult(),
    "/": ast.Div(),
    "%": ast.Mod(),
    "//": ast.FloorDiv(),
    "**": ast.Pow(),
    "|": ast.BitOr(),
    "&": ast.BitXor(),  # these two are exchanged before the grammar sees them
    "^": ast.BitAnd(),
    "<<": ast.LShift(),
    ">>": ast.RShift(),
}
_UNARY: dict[str, ast.unaryop] = {"+": ast.UAdd(), "-": ast.USub(), "~": ast.Invert(), "not": ast.Not()}
_BOOLEAN: dict[str, ast.boolop] = {"and": ast.And(), "or": ast.Or()}
_COMPARE: dict[str, ast.cmpop] = {
    "==": ast.Eq(),
    "!=": ast.NotEq(),
    "<>": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
    "is": ast.Is(),
    "is not": ast.IsNot(),
    "in": ast.In(),
    "not in": ast.NotIn(),
}


class As(NamedTuple):
    """`value as target`, which is no expression: a part of `with`."""

    value: ast.expr
    target: ast.expr


class Entry(NamedTuple):
    """`key: value` of a dictionary, or `**value` (then without a key)."""

    key: ast.expr | None
    value: ast.expr


class Arguments(NamedTuple):
    """What a call or a class is given."""

    positional: list[ast.expr]
    keywords: list[ast.keyword]


def expression(piece: Piece) -> ast.expr:
    """What a part became, which has to be an expression."""
    if not isinstance(piece.value, ast.expr):
        raise ShapeError
    return piece.value


def expressions(piece: Piece) -> list[ast.expr]:
    """What the parts became that are no tokens."""
    return [expression(part) for part in piece.parts if part.value is not None]


def span_tuple(text: Text, parts: list[Piece]) -> ast.Tuple:
    """The tuple that parts separated by commas make, a trailing comma included."""
    elements = [expression(part) for part in parts if part.value is not None]
    return ast.Tuple(elements, LOAD, **text.at(parts[0].start, parts[-1].end))


def _binary(text: Text, piece: Piece) -> ast.expr:
    left, operator, right = piece.parts
    return ast.BinOp(expression(left), BINARY[operator.kind], expression(right), **text.of(piece))


def _unary(text: Text, piece: Piece) -> ast.expr:
    operator, operand = piece.parts
    if text.rewritten.get(piece.start) == "*":
        return ast.Starred(expression(operand), LOAD, **text.of(piece))
    return ast.UnaryOp(_UNARY[operator.kind], expression(operand), **text.of(piece))


def _boolean(text: Text, piece: Piece) -> ast.expr:
    left, operator, right = piece.parts
    first, last = expression(left), expression(right)
    kind = _BOOLEAN[operator.kind]
    if left.kind == "boolean_operator" and isinstance(first, ast.BoolOp) and first.op is kind:
        # `a and b and c` is one node; `(a and b) and c` is two, and its left part is a parenthesised one.
        first.values.append(last)
        place = text.of(piece)
        first.end_lineno, first.end_col_offset = place["end_lineno"], place["end_col_offset"]
        return first
    return ast.BoolOp(kind, [first, last], **text.of(piece))


def _comparison(text: Text, piece: Piece) -> ast.expr:
    operands = [expression(part) for part in piece.parts[::2]]
    operators = [_COMPARE[part.kind] for part in piece.parts[1::2]]
    return ast.Compare(operands[0], operators, operands[1:], **text.of(piece))


def _conditional(text: Text, piece: Piece) -> ast.expr:
    body, test, orelse = expressions(piece)
    return ast.IfExp(test, body, orelse, **text.of(piece))


def _named(text: Text, piece: Piece) -> ast.expr:
    target, value = expressions(piece)
    if not isinstance(target, ast.Name):
        raise ShapeError
    target.ctx = STORE
    return ast.NamedExpr(target, value, **text.of(piece))


def _await(text: Text, piece: Piece) -> ast.expr:
    operand = piece.parts[1]
    value = expression(operand)
    if operand.kind == "binary_operator" and isinstance(value, ast.BinOp):
        # The grammar reads `await x ** 2` as `await (x ** 2)`: only a power binds closer in it.
        base = operand.parts[0]
        value.left = ast.Await(value.left, **text.at(piece.start, base.end))
        place = text.of(piece)
        value.lineno, value.col_offset = place["lineno"], place["col_offset"]
        return value
    return ast.Await(value, **text.of(piece))


def _yield(text: Text, piece: Piece) -> ast.expr:
    values = expressions(piece)
    if len(piece.parts) > 1 and piece.parts[1].kind == "from":
        return ast.YieldFrom(values[0], **text.of(piece))
    return ast.Yield(values[0] if values else None, **text.of(piece))


def _attribute(text: Text, piece: Piece) -> ast.expr:
    owner, _dot, name = piece.parts
    return ast.Attribute(expression(owner), text.name(name.start, name.end), LOAD, **text.of(piece))


def _subscript(text: Text, piece: Piece) -> ast.expr:
    owner, inner = piece.parts[0], piece.parts[2:-1]
    return ast.Subscript(expression(owner), index(text, inner), LOAD, **text.of(piece))


def index(text: Text, parts: list[Piece]) -> ast.expr:
    """What stands between the brackets of a subscript; parts are separated by commas."""
    if len(parts) == 1 and not isinstance(parts[0].value, ast.Starred):
        return expression(parts[0])
    return span_tuple(text, parts)


def _slice(text: Text, piece: Piece) -> ast.expr:
    bounds: list[ast.expr | None] = [None, None, None]
    position = 0
    for part in piece.parts:
        if part.kind == ":":
            position += 1
        else:
            bounds[position] = expression(part)
    return ast.Slice(*bounds, **text.of(piece))


def _call(text: Text, piece: Piece) -> ast.expr:
    function, given = piece.parts
    if isinstance(given.value, Arguments):
        return ast.Call(expression(function), *given.value, **text.of(piece))
    return ast.Call(expression(function), [expression(given)], [], **text.of(piece))


def _arguments(text: Text, piece: Piece) -> Arguments:
    positional: list[ast.expr] = []
    keywords: list[ast.keyword] = []
    for part in piece.parts:
        if isinstance(part.value, ast.keyword):
            keywords.append(part.value)
        elif isinstance(part.value, Entry):
            keywords.append(ast.keyword(None, part.value.value, **text.of(part)))
        elif part.value is not None:
            positional.append(expression(part))
    return Arguments(positional, keywords)


def _keyword(text: Text, piece: Piece) -> ast.keyword:
    name, _equals, value = piece.parts
    return ast.keyword(text.name(name.start, name.end), expression(value), **text.of(piece))


def _list(text: Text, piece: Piece) -> ast.expr:
    return ast.List(expressions(piece), LOAD, **text.of(piece))


def _set(text: Text, piece: Piece) -> ast.expr:
    return ast.Set(expressions(piece), **text.of(piece))


def _tuple(text: Text, piece: Piece) -> ast.expr:
    return ast.Tuple(expressions(piece), LOAD, **text.of(piece))


def _expression_list(text: Text, piece: Piece) -> ast.expr:
    return span_tuple(text, piece.parts)


def _dictionary(text: Text, piece: Piece) -> ast.expr:
    entries = [part.value for part in piece.parts if isinstance(part.value, Entry)]
    keys = [entry.key for entry in entries]
    return ast.Dict(keys, [entry.value for entry in entries], **text.of(piece))


def _pair(_text: Text, piece: Piece) -> Entry:
    key, value = expressions(piece)
    return Entry(key, value)


def _double_splat(_text: Text, piece: Piece) -> Entry:
    return Entry(None, expression(piece.parts[1]))


def _splat(text: Text, piece: Piece) -> ast.expr:
    return ast.Starred(expression(piece.parts[1]), LOAD, **text.of(piece))


def parenthesised(_text: Text, piece: Piece) -> object:
    """Brackets leave no trace in `ast`. What they hold may be an `As`."""
    (inner,) = without(piece)
    return inner.value


def _first(_text: Text, piece: Piece) -> object:
    return piece.parts[0].value


def _for_clause(text: Text, piece: Piece) -> ast.comprehension:
    is_async = piece.parts[0].kind == "async"
    parts = piece.parts[2:] if is_async else piece.parts[1:]
    target, sources = parts[0], parts[2:]
    # Several sources without brackets are Python 2's.
    source = expression(sources[0]) if len(sources) == 1 else span_tuple(text, sources)
    return ast.comprehension(in_context(expression(target), STORE), source, [], int(is_async))


def _if_clause(_text: Text, piece: Piece) -> ast.expr:
    return expression(piece.parts[1])


def _clauses(piece: Piece) -> tuple[object, list[ast.comprehension]]:
    """The element of a comprehension and its clauses, with each `if` in the `for` before it."""
    element, *rest = without(piece)
    clauses: list[ast.comprehension] = []
    for part in rest:
        if isinstance(part.value, ast.comprehension):
            clauses.append(part.value)
        else:
            clauses[-1].ifs.append(expression(part))
    return element.value, clauses


def _list_comprehension(text: Text, piece: Piece) -> ast.expr:
    element, clauses = _clauses(piece)
    return ast.ListComp(_only(element), clauses, **text.of(piece))


def _set_comprehension(text: Text, piece: Piece) -> ast.expr:
    element, clauses = _clauses(piece)
    return ast.SetComp(_only(element), clauses, **text.of(piece))


def _generator(text: Text, piece: Piece) -> ast.expr:
    element, clauses = _clauses(piece)
    return ast.GeneratorExp(_only(element), clauses, **text.of(piece))


def _dictionary_comprehension(text: Text, piece: Piece) -> ast.expr:
    element, clauses = _clauses(piece)
    if not isinstance(element, Entry) or element.key is None:
        raise ShapeError
    return ast.DictComp(element.key, element.value, clauses, **text.of(piece))


def _only(element: object) -> ast.expr:
    if not isinstance(element, ast.expr):
        raise ShapeError
    return element


def _lambda(text: Text, piece: Piece) -> ast.expr:
    inner = without(piece)
    return lambda_of(text, piece, inner[0] if len(inner) > 1 else None, expression(inner[-1]))


def _union_type(text: Text, piece: Piece) -> ast.expr:
    """In an annotation, the grammar reads `A[x] | b | c` as `A[x] | (b | c)`."""
    left, operand = piece.parts[0], _without_type(piece.parts[2])
    later: list[Piece] = []
    while operand.kind in {"binary_operator", "union_type"} and operand.parts[1].kind == "|":
        later.append(_without_type(operand.parts[2]))
        operand = _without_type(operand.parts[0])
    value = expression(left)
    for part in (operand, *reversed(later)):
        value = ast.BinOp(value, BINARY["|"], expression(part), **text.at(piece.start, part.end))
    return value


def _without_type(piece: Piece) -> Piece:
    while piece.kind == "type":
        piece = piece.parts[0]
    return piece


def _generic_type(text: Text, piece: Piece) -> ast.expr:
    owner, arguments = piece.parts
    return ast.Subscript(expression(owner), expression(arguments), LOAD, **text.of(piece))


def _type_arguments(text: Text, piece: Piece) -> ast.expr:
    return index(text, piece.parts[1:-1])


def _constrained_type(text: Text, piece: Piece) -> ast.expr:
    lower, upper = expressions(piece)
    return ast.Slice(lower, upper, None, **text.of(piece))


CONVERTERS: dict[str, Converter] = {
    "argument_list": _arguments,
    "as_pattern_target": _first,
    "attribute": _attribute,
    "await": _await,
    "binary_operator": _binary,
    "boolean_operator": _boolean,
    "call": _call,
    "comparison_operator": _comparison,
    "conditional_expression": _conditional,
    "constrained_type": _constrained_type,
    "dictionary": _dictionary,
    "dictionary_comprehension": _dictionary_comprehension,
    "dictionary_splat": _double_splat,
    "dictionary_splat_pattern": _double_splat,
    "expression_list": _expression_list,
    "for_in_clause": _for_clause,
    "generator_expression": _generator,
    "generic_type": _generic_type,
    "if_clause": _if_clause,
    "keyword_argument": _keyword,
    "lambda": _lambda,
    "list": _list,
    "list_comprehension": _list_comprehension,
    "list_splat": _splat,
    "list_splat_pattern": _splat,
    "member_type": _attribute,
    "named_expression": _named,
    "not_operator": _unary,
    "pair": _pair,
    "parenthesized_expression": parenthesised,
    "pattern_list": _expression_list,
    "set": _set,
    "set_comprehension": _set_comprehension,
    "slice": _slice,
    "splat_type": _splat,
    "subscript": _subscript,
    "tuple": _tuple,
    "tuple_expression": _expression_list,
    "type": _first,
    "type_parameter": _type_arguments,
    "unary_operator": _unary,
    "union_type": _union_type,
    "yield": _yield,
}
