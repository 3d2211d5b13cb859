"""The small languages inside a model row: path patterns, ports with their conditions, and parameter lists.

    acme.{get,post}                       acme.get, acme.post
    { "arg:verify" = [false, 0] }         one port, and the condition that its value must meet
    (data, *, flags=0)                    a signature

Everything here raises ValueError for what is not of its form.
"""

import ast
import itertools
import re
from collections.abc import Collection, Iterator, Mapping

from entasis.models.ports import Condition, Port, PortKind, Scalar, parse_port
from entasis.models.schema import AnyCondition, Apis, ConditionRow
from entasis.signature import Parameter, ParameterKind, Signature


def expand(pattern: str) -> tuple[str, ...]:
    """`a.{b,c}.{d,e}` as `a.b.d a.b.e a.c.d a.c.e`. Braces do not nest. Raises ValueError for odd ones."""
    parts = _BRACES.split(pattern)
    if any("{" in part or "}" in part for part in parts):
        raise ValueError(f"{pattern!r}: braces must be closed and must not nest")
    choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(parts)]
    return tuple("".join(choice) for choice in itertools.product(*choices))


_BRACES = re.compile(r"\{([^{}]*)\}")
_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:\.\*)?")


def parse_signature(text: str) -> Signature:
    """The signature that `text` writes as a parameter list in parentheses. Raises ValueError if it is none."""
    try:
        module = ast.parse(f"def f{text}: ...")
    except SyntaxError as error:
        raise ValueError(f"{text!r} is not a parameter list") from error
    match module.body:
        case [ast.FunctionDef(args=arguments, returns=None)]:
            return Signature(tuple(_parameters(arguments)))
        case _:
            raise ValueError(f"{text!r} is not a parameter list")


def _parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    ordered = [(a, ParameterKind.POSITIONAL_ONLY) for a in arguments.posonlyargs]
    ordered += [(a, ParameterKind.POSITIONAL) for a in arguments.args]
    first_default = len(ordered) - len(arguments.defaults)
    for index, (argument, kind) in enumerate(ordered):
        yield Parameter(argument.arg, kind, index >= first_default)
    if arguments.vararg:
        yield Parameter(arguments.vararg.arg, ParameterKind.VAR_POSITIONAL)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(argument.arg, ParameterKind.KEYWORD_ONLY, default is not None)
    if arguments.kwarg:
        yield Parameter(arguments.kwarg.arg, ParameterKind.VAR_KEYWORD)


def paths_in(packages: Collection[str], apis: Apis) -> list[str]:
    """The paths that `apis` means, all of which must be in one of `packages`."""
    paths = [path for pattern in ([apis] if isinstance(apis, str) else apis) for path in expand(pattern)]
    for path in paths:
        if path.partition(".")[0] not in packages:
            raise ValueError(f"{path!r} is in no package of this file ({', '.join(sorted(packages))})")
    return checked_paths(paths)


def checked_paths(paths: list[str]) -> list[str]:
    """`paths`, if each of them is a dotted path."""
    for path in paths:
        if not _PATH.fullmatch(path):
            raise ValueError(f"{path!r} is not a dotted path")
    return paths


def conditions(
    when: Mapping[str, AnyCondition], where: str, *, or_value: bool = False
) -> tuple[tuple[Port, Condition], ...]:
    """The conditions of a call of `where`, which is chosen by its arguments alone; or of what is assigned to it."""
    pairs = tuple((parse_port(text), condition_of(condition, where)) for text, condition in when.items())
    for port, _ in pairs:
        if port.kind is not PortKind.ARGUMENT and not (or_value and port.kind is PortKind.VALUE):
            raise ValueError(f"{where}: a call is chosen by its arguments, not by `{port}`")
    return pairs


def condition_of(raw: AnyCondition, where: str) -> Condition:
    """The condition that a constant, a list or a table of alternatives writes."""
    if isinstance(raw, list):
        condition = Condition(equals=tuple(raw))
    elif isinstance(raw, ConditionRow):
        none: tuple[Scalar, ...] = (None,) if raw.none else ()
        condition = Condition(
            equals=(*raw.equals, *none),
            differs=tuple(raw.differs),
            missing=raw.missing,
            api=tuple(checked_paths(raw.api)),
            not_api=tuple(checked_paths(raw.not_api)),
            made_by=tuple(checked_paths(raw.made_by)),
            matches=_pattern(raw.matches, where) if raw.matches else None,
            type=tuple(checked_paths(raw.type)),
            not_type=tuple(checked_paths(raw.not_type)),
        )
    else:
        condition = Condition(equals=(raw,))
    if condition == Condition():
        raise ValueError(f"{where}: a condition without an alternative never holds")
    return condition


def _pattern(text: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{where}: {text!r} is not a regular expression: {error}") from error
