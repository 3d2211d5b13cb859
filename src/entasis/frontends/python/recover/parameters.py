"""Parameters of functions and lambdas, with those of Python 2 that are tuples.

`def f(a, (b, c))` becomes `def f(a, .1): (b, c) = .1`, as Python 2's own compiler did it (a name with a dot
cannot clash), and `lambda (a, b): x` becomes `lambda .0: (lambda a, b: x)(*.0)`.
"""

import ast
from typing import NamedTuple

from msgspec import Struct

from entasis.frontends.python.recover.piece import (
    LOAD,
    STORE,
    Converter,
    Piece,
    ShapeError,
    Text,
    in_context,
    place_of,
)


class Parameter(Struct):
    """One parameter: how many stars stand before its name, and its default; `target` if it is a tuple."""

    stars: int
    argument: ast.arg
    default: ast.expr | None = None
    target: ast.expr | None = None


class Parameters(NamedTuple):
    """All of them, and the statements that take tuples apart."""

    arguments: ast.arguments
    unpacking: list[ast.stmt]


def no_parameters() -> ast.arguments:
    """The parameters of `f()`."""
    return ast.arguments([], [], None, [], [], None, [])


def parameter_list(text: Text, parts: list[Piece]) -> Parameters:
    """What parts between commas declare."""
    result = no_parameters()
    unpacking: list[ast.stmt] = []
    is_keyword_only = False
    count = 0
    for part in parts:
        if part.kind == "keyword_separator":
            is_keyword_only = True
        elif part.kind == "positional_separator":
            result.posonlyargs, result.args = result.args, []
        elif part.kind not in {"(", ")", ","}:
            parameter = _parameter(text, part)
            if parameter.target is not None:
                parameter.argument.arg = f".{count}"
                unpacking.append(_unpack(parameter.target, parameter.argument))
            count += 1
            if parameter.stars == 1:
                result.vararg = parameter.argument
                is_keyword_only = True
            elif parameter.stars == 2:
                result.kwarg = parameter.argument
            elif is_keyword_only:
                result.kwonlyargs.append(parameter.argument)
                result.kw_defaults.append(parameter.default)
            else:
                result.args.append(parameter.argument)
                if parameter.default is not None:
                    result.defaults.append(parameter.default)
    if len(result.defaults) > len(result.posonlyargs) + len(result.args):
        raise ShapeError
    return Parameters(result, unpacking)


def _unpack(target: ast.expr, argument: ast.arg) -> ast.Assign:
    place = place_of(target)
    return ast.Assign([in_context(target, STORE)], ast.Name(argument.arg, LOAD, **place), None, **place)


def _parameter(text: Text, piece: Piece) -> Parameter:
    if isinstance(piece.value, Parameter):
        return piece.value
    stars = {"list_splat_pattern": 1, "dictionary_splat_pattern": 2}.get(piece.kind, 0)
    name = piece.parts[1] if stars else piece
    target = piece.value if piece.kind == "tuple_pattern" else None
    if target is None and name.kind != "identifier":
        raise ShapeError
    if isinstance(target, ast.Name):  # `def f((a))` is `def f(a)`
        return Parameter(0, ast.arg(target.id, None, None, **text.of(name)))
    return Parameter(
        stars, ast.arg(text.name(name.start, name.end), None, None, **text.of(name)), target=target
    )


def _with_default(text: Text, piece: Piece) -> Parameter:
    parameter = _parameter(text, piece.parts[0])
    parameter.default = piece.parts[2].value
    return parameter


def _typed(text: Text, piece: Piece) -> Parameter:
    parameter = _parameter(text, piece.parts[0])
    annotation = piece.parts[2]
    argument = parameter.argument
    argument.annotation = annotation.value
    place = text.of(annotation)
    argument.end_lineno, argument.end_col_offset = place["end_lineno"], place["end_col_offset"]
    return parameter


def _typed_with_default(text: Text, piece: Piece) -> Parameter:
    parameter = _typed(text, piece)
    parameter.default = piece.parts[4].value
    return parameter


def _parameters(text: Text, piece: Piece) -> Parameters:
    return parameter_list(text, piece.parts)


def lambda_of(text: Text, piece: Piece, parameters: Piece | None, body: ast.expr) -> ast.Lambda:
    """The lambda with these parameters."""
    place = text.of(piece)
    if parameters is None:
        return ast.Lambda(no_parameters(), body, **place)
    arguments, unpacking = parameters.value
    for statement in unpacking:
        (target,), value = statement.targets, statement.value
        names = [node for node in ast.walk(target) if isinstance(node, ast.Name)]
        inner = no_parameters()
        inner.args = [ast.arg(node.id, None, None, **text.of(piece)) for node in names]
        body = ast.Call(
            ast.Lambda(inner, body, **place),
            [ast.Starred(value, LOAD, **place)],
            [],
            **place,
        )
    return ast.Lambda(arguments, body, **place)


CONVERTERS: dict[str, Converter] = {
    "default_parameter": _with_default,
    "lambda_parameters": _parameters,
    "parameters": _parameters,
    "typed_default_parameter": _typed_with_default,
    "typed_parameter": _typed,
}
