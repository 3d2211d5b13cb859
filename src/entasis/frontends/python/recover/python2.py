"""What Python 2's statements mean in `ast` nodes, which have none for them: calls of the functions of that name.

- `print >>f, x, y` is `print(x, y, file=f)`
- `exec code in a, b` is `exec(code, a, b)`
- `raise E, "x", tb` is `raise E("x")`
- ``x`` between backticks is `repr(x)`
- `except E, e:` is `except E as e:`
"""

import ast

from entasis.frontends.python.recover.expressions import expression, span_tuple
from entasis.frontends.python.recover.piece import LOAD, Piece, Place, ShapeError, Text, place_of, without


def _operands(piece: Piece) -> list[ast.expr]:
    """The expressions after a keyword, that are one without commas or a list."""
    values = without(piece)
    if values and values[0].kind == "expression_list":
        return [expression(part) for part in without(values[0])]
    return [expression(part) for part in values]


def _call(
    text: Text, piece: Piece, name: str, arguments: list[ast.expr], keywords: list[ast.keyword]
) -> ast.stmt:
    place = text.of(piece)
    function = ast.Name(name, LOAD, **text.at(piece.start, piece.start + len(name)))
    return ast.Expr(ast.Call(function, arguments, keywords, **place), **place)


def print_call(text: Text, piece: Piece) -> ast.stmt:
    """`print a, b` or `print >>f, a`, which the grammar got to see as `raise a, b`."""
    operands = _operands(piece)
    keywords: list[ast.keyword] = []
    if text.rewritten[piece.start] == "print >>":
        file = operands.pop(0)
        keywords.append(ast.keyword("file", file, **place_of(file)))
    return _call(text, piece, "print", operands, keywords)


def exec_call(text: Text, piece: Piece) -> ast.stmt:
    """`exec a in b, c`, which the grammar got to see as `del a in b, c`."""
    code, *scopes = _operands(piece)
    return _call(text, piece, "exec", [*_code_and_scope(code), *scopes], [])


def _code_and_scope(code: ast.expr) -> list[ast.expr]:
    if isinstance(code, ast.Compare) and len(code.ops) == 1 and isinstance(code.ops[0], ast.In):
        return [code.left, code.comparators[0]]
    return [code]


def exec_comparison(value: ast.expr) -> ast.expr:
    """`exec(code) in scope` reads as a comparison of what `exec` returns; it is a call with a scope."""
    scopes: list[ast.expr] = []
    compared = value
    if isinstance(value, ast.Tuple) and value.elts:
        compared, *scopes = value.elts
    if (
        isinstance(compared, ast.Compare)
        and len(compared.ops) == 1
        and isinstance(compared.ops[0], ast.In)
        and isinstance(call := compared.left, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "exec"
        and not call.keywords
    ):
        return ast.Call(call.func, [*call.args, compared.comparators[0], *scopes], [], **place_of(value))
    return value


def raised(piece: Piece) -> ast.expr:
    """The exception that `raise E, value, traceback` makes."""
    kind, value, *_traceback = (expression(part) for part in without(piece))
    if isinstance(value, ast.Constant) and value.value is None:
        return kind
    arguments = value.elts if isinstance(value, ast.Tuple) else [value]
    end = place_of(value)
    place: Place = {
        **place_of(kind),
        "end_lineno": end["end_lineno"],
        "end_col_offset": end["end_col_offset"],
    }
    return ast.Call(kind, arguments, [], **place)


def without_target(text: Text, others: list[Piece]) -> bool:
    """Whether `except A, b:` catches several exceptions (PEP 758) and does not bind one (Python 2).

    Both are written alike. Exceptions are classes: a name in capitals or in a module is one. Where the file
    has no other sign of Python 2, the convention decides; `self.x` is no class.
    """
    others = [part for part in others if part.value is not None]
    if len(others) > 1:
        return True
    second = others[0].value
    if isinstance(second, ast.Name):
        return second.id[:1].isupper() and not text.is_python2
    if isinstance(second, ast.Attribute):
        owner = second.value
        is_instance = isinstance(owner, ast.Name) and owner.id == "self"
        return not is_instance
    if isinstance(second, ast.Tuple | ast.List | ast.Subscript):
        return False
    raise ShapeError


def backtick(text: Text, piece: Piece, value: ast.expr) -> ast.expr:
    """`repr` of what stands between backticks, which the grammar got to see as brackets."""
    if isinstance(value, ast.Tuple):
        value = span_tuple(text, piece.parts[1:-1])
    function = ast.Name("repr", LOAD, **text.at(piece.start, piece.start + 1))
    return ast.Call(function, [value], [], **text.of(piece))
