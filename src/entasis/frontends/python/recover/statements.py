"""Statements: simple ones, and compound ones whose body stands on their own line.

Bodies of several lines are put together in `blocks`; it hands each header over with a stand-in for its body.
A converter answers with one statement, or with a list of them.
"""

import ast

from entasis.frontends.python.recover.expressions import (
    BINARY,
    Arguments,
    As,
    expression,
    expressions,
    span_tuple,
)
from entasis.frontends.python.recover.parameters import Parameters
from entasis.frontends.python.recover.piece import (
    DEL,
    LOAD,
    STORE,
    Converter,
    Piece,
    ShapeError,
    Text,
    end_at_body,
    in_context,
    without,
)
from entasis.frontends.python.recover.python2 import (
    exec_call,
    exec_comparison,
    print_call,
    raised,
    without_target,
)


def _body(text: Text, piece: Piece) -> list[ast.stmt]:
    """The statements of a module or of a body; expressions become statements."""
    result: list[ast.stmt] = []
    for part in piece.parts:
        if isinstance(part.value, ast.expr):
            result.append(ast.Expr(part.value, **text.of(part)))
        elif isinstance(part.value, list):
            result += part.value
        elif part.value is not None:
            result.append(part.value)
    return result


def _expression_statement(text: Text, piece: Piece) -> ast.stmt:
    first = piece.parts[0]
    if isinstance(first.value, ast.stmt):
        return first.value
    value = expression(first) if len(piece.parts) == 1 else span_tuple(text, piece.parts)
    return ast.Expr(exec_comparison(value) if text.is_python2 else value, **text.of(piece))


def _assignment(text: Text, piece: Piece) -> ast.stmt:
    left, sign, *rest = piece.parts
    if sign.kind == ":":
        value = expression(rest[2]) if len(rest) == 3 else None
        is_simple = int(left.kind == "identifier")
        return ast.AnnAssign(_single(left), expression(rest[0]), value, is_simple, **text.of(piece))
    target = in_context(expression(left), STORE)
    right = rest[0].value
    if isinstance(right, ast.Assign):
        # `a = b = c` nests to the right in the grammar. The innermost is reused, its targets in reverse order
        # until the statement is closed, so that a long chain costs no more than its length.
        right.targets.append(target)
        place = text.of(piece)
        right.lineno, right.col_offset = place["lineno"], place["col_offset"]
        return right
    return ast.Assign([target], expression(rest[0]), None, **text.of(piece))


def _assigned(text: Text, piece: Piece) -> ast.stmt:
    statement = _expression_statement(text, piece)
    if isinstance(statement, ast.Assign):
        statement.targets.reverse()
    return statement


def _single(piece: Piece) -> ast.Name | ast.Attribute | ast.Subscript:
    """A target that is neither a tuple nor a list."""
    target = in_context(expression(piece), STORE)
    if not isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
        raise ShapeError
    return target


def _augmented(text: Text, piece: Piece) -> ast.stmt:
    left, operator, right = piece.parts
    return ast.AugAssign(_single(left), BINARY[operator.kind[:-1]], expression(right), **text.of(piece))


def _type_alias(text: Text, piece: Piece) -> ast.stmt:
    """`type X = Y` (PEP 695) has no node of its own in Python 3.11; its type parameters were blanked."""
    target, value = (
        expression(part) for part in piece.parts if part.kind == "type" and part.value is not None
    )
    if not isinstance(target, ast.Name):
        raise ShapeError
    return ast.Assign([in_context(target, STORE)], value, None, **text.of(piece))


def _return(text: Text, piece: Piece) -> ast.stmt:
    values = expressions(piece)
    return ast.Return(values[0] if values else None, **text.of(piece))


def _delete(text: Text, piece: Piece) -> ast.stmt:
    if text.rewritten.get(piece.start) == "exec":
        return exec_call(text, piece)
    part = piece.parts[1]
    value = expression(part)
    targets = value.elts if part.kind == "expression_list" and isinstance(value, ast.Tuple) else [value]
    return ast.Delete([in_context(target, DEL) for target in targets], **text.of(piece))


def _raise(text: Text, piece: Piece) -> ast.stmt:
    if text.rewritten.get(piece.start) in {"print", "print >>"}:
        return print_call(text, piece)
    values = without(piece)
    if values and values[0].kind == "expression_list":
        return ast.Raise(raised(values[0]), None, **text.of(piece))
    exception = expression(values[0]) if values else None
    return ast.Raise(exception, expression(values[1]) if len(values) > 1 else None, **text.of(piece))


def _assert(text: Text, piece: Piece) -> ast.stmt:
    test, *message = expressions(piece)
    return ast.Assert(test, message[0] if message else None, **text.of(piece))


def _names(text: Text, piece: Piece) -> list[str]:
    return [text.name(part.start, part.end) for part in piece.parts if part.kind == "identifier"]


def _global(text: Text, piece: Piece) -> ast.stmt:
    return ast.Global(_names(text, piece), **text.of(piece))


def _nonlocal(text: Text, piece: Piece) -> ast.stmt:
    return ast.Nonlocal(_names(text, piece), **text.of(piece))


def _pass(text: Text, piece: Piece) -> ast.stmt:
    return ast.Pass(**text.of(piece))


def _break(text: Text, piece: Piece) -> ast.stmt:
    return ast.Break(**text.of(piece))


def _continue(text: Text, piece: Piece) -> ast.stmt:
    return ast.Continue(**text.of(piece))


def _dotted(text: Text, piece: Piece) -> str:
    return ".".join(_names(text, piece))


def _aliased(text: Text, piece: Piece) -> ast.alias:
    name, _as_word, alias = piece.parts
    return ast.alias(_dotted(text, name), text.name(alias.start, alias.end), **text.of(piece))


def _aliases(text: Text, parts: list[Piece]) -> list[ast.alias]:
    result: list[ast.alias] = []
    for part in parts:
        if part.kind == "wildcard_import":
            result.append(ast.alias("*", None, **text.of(part)))
        elif part.kind == "dotted_name":
            result.append(ast.alias(_dotted(text, part), None, **text.of(part)))
        elif isinstance(part.value, ast.alias):
            result.append(part.value)
    return result


def _import(text: Text, piece: Piece) -> ast.stmt:
    return ast.Import(_aliases(text, piece.parts), **text.of(piece))


def _import_from(text: Text, piece: Piece) -> ast.stmt:
    source = piece.parts[1]
    module: str | None = "__future__"
    level = 0
    if source.kind == "dotted_name":
        module = _dotted(text, source)
    elif source.kind == "relative_import":
        level, module = source.value
    return ast.ImportFrom(module, _aliases(text, piece.parts[2:]), level, **text.of(piece))


def _relative(text: Text, piece: Piece) -> tuple[int, str | None]:
    prefix, *name = piece.parts
    level = text.data[prefix.start : prefix.end].count(b".")
    return level, _dotted(text, name[0]) if name else None


def _suite(piece: Piece) -> list[ast.stmt]:
    """The body that a piece ends in. The grammar allows none."""
    body: list[ast.stmt] = piece.parts[-1].value
    if not body:
        raise ShapeError
    return body


def _if(text: Text, piece: Piece) -> ast.stmt:
    body = _suite(piece)
    return ast.If(expression(piece.parts[1]), body, [], **end_at_body(text.of(piece), body))


def _while(text: Text, piece: Piece) -> ast.stmt:
    body = _suite(piece)
    return ast.While(expression(piece.parts[1]), body, [], **end_at_body(text.of(piece), body))


def _for(text: Text, piece: Piece) -> ast.stmt:
    body = _suite(piece)
    place = end_at_body(text.of(piece), body)
    target, source = (expression(part) for part in piece.parts[:-1] if part.value is not None)
    node = ast.AsyncFor if piece.parts[0].kind == "async" else ast.For
    return node(in_context(target, STORE), source, body, [], None, **place)


def _with(text: Text, piece: Piece) -> ast.stmt:
    body = _suite(piece)
    place = end_at_body(text.of(piece), body)
    (items,) = (part.value for part in piece.parts if part.kind == "with_clause")
    node = ast.AsyncWith if piece.parts[0].kind == "async" else ast.With
    return node(items, body, None, **place)


def _with_items(_text: Text, piece: Piece) -> list[ast.withitem]:
    return [_with_item(part) for part in without(piece)]


def _with_item(part: Piece) -> ast.withitem:
    if isinstance(part.value, As):
        return ast.withitem(*part.value)
    return ast.withitem(expression(part), None)


def _only_part(_text: Text, piece: Piece) -> object:
    return piece.parts[0].value


def _function(text: Text, piece: Piece) -> ast.stmt:
    body = _suite(piece)
    place = end_at_body(text.of(piece), body)
    (name,) = (part for part in piece.parts if part.kind == "identifier")
    ((arguments, unpacking),) = (part.value for part in piece.parts if isinstance(part.value, Parameters))
    returns = [part.value for part in piece.parts if part.kind == "type"]
    node = ast.AsyncFunctionDef if piece.parts[0].kind == "async" else ast.FunctionDef
    identifier = text.name(name.start, name.end)
    return node(identifier, arguments, unpacking + body, [], returns[0] if returns else None, None, **place)


def _class(text: Text, piece: Piece) -> ast.stmt:
    body = _suite(piece)
    name = piece.parts[1]
    given = next((part.value for part in piece.parts if isinstance(part.value, Arguments)), Arguments([], []))
    place = end_at_body(text.of(piece), body)
    return ast.ClassDef(text.name(name.start, name.end), *given, body, [], **place)


def _try(text: Text, piece: Piece) -> ast.stmt:
    """A `try` of one line; or, with an `except` clause, what `blocks` wraps that clause in."""
    body: list[ast.stmt] = piece.parts[2].value
    if not body:
        raise ShapeError
    handlers = [part.value for part in piece.parts if isinstance(part.value, ast.ExceptHandler)]
    is_star = any(token.kind == "*" for part in piece.parts for token in part.parts)
    node = ast.TryStar if is_star else ast.Try
    return node(body, handlers, [], [], **text.of(piece))


def _except(text: Text, piece: Piece) -> ast.ExceptHandler:
    body = _suite(piece)
    place = end_at_body(text.of(piece), body)
    given = [part for part in piece.parts[1:-1] if part.value is not None or part.kind == "as"]
    if not given:
        return ast.ExceptHandler(None, None, body, **place)
    first, *others = given
    if isinstance(first.value, As):
        name = first.value.target
        return ast.ExceptHandler(first.value.value, _identifier(name), body, **place)
    if others and others[0].kind == "as":
        return ast.ExceptHandler(expression(first), _identifier(expression(others[1])), body, **place)
    if not others:
        return ast.ExceptHandler(expression(first), None, body, **place)
    if without_target(text, others):  # PEP 758: several exceptions without brackets
        return ast.ExceptHandler(span_tuple(text, given), None, body, **place)
    target = in_context(expression(others[0]), STORE)
    if isinstance(target, ast.Name):
        return ast.ExceptHandler(expression(first), target.id, body, **place)
    unpack = ast.Assign([target], ast.Name(".0", LOAD, **text.of(others[0])), None, **text.of(others[0]))
    return ast.ExceptHandler(expression(first), ".0", [unpack, *body], **place)


def _identifier(target: ast.expr) -> str:
    if not isinstance(target, ast.Name):
        raise ShapeError
    return target.id


CONVERTERS: dict[str, Converter] = {
    "aliased_import": _aliased,
    "assert_statement": _assert,
    "assignment": _assignment,
    "augmented_assignment": _augmented,
    "block": _body,
    "break_statement": _break,
    "class_definition": _class,
    "continue_statement": _continue,
    "delete_statement": _delete,
    "except_clause": _except,
    "expression_statement": _assigned,
    "for_statement": _for,
    "function_definition": _function,
    "future_import_statement": _import_from,
    "global_statement": _global,
    "if_statement": _if,
    "import_from_statement": _import_from,
    "import_statement": _import,
    "module": _body,
    "nonlocal_statement": _nonlocal,
    "pass_statement": _pass,
    "raise_statement": _raise,
    "relative_import": _relative,
    "return_statement": _return,
    "try_statement": _try,
    "type_alias_statement": _type_alias,
    "while_statement": _while,
    "with_clause": _with_items,
    "with_item": _only_part,
    "with_statement": _with,
}
