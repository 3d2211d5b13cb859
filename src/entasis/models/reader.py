"""Turns the text of a model file into rows, or says which row is not what it must be.

Braces in paths expand (`acme.{get,post}` is two rows), ports and conditions are parsed, and a short name in an edit
becomes the port it means. Nothing is looked up here: whether the rows are true is for `check` to say.
"""

import ast
import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from entasis.models.ports import Condition, Port, PortKind, Scalar, parse_port
from entasis.models.rows import Kind, LibraryClass, Making, Mend, Protocol, Source, Type, Use
from entasis.models.schema import (
    AliasRow,
    AnyCondition,
    Apis,
    ClassRow,
    ConditionRow,
    EditRow,
    FileRows,
    KindFile,
    MakingRow,
    ProtocolRow,
    SourceRow,
    TypeRow,
    UseRow,
)
from entasis.signature import Parameter, ParameterKind, Signature


class ModelError(Exception):
    """A model file that cannot be read: `origin` names the file, the text says what is wrong with which row."""

    def __init__(self, origin: str, problem: str) -> None:
        super().__init__(f"{origin}: {problem}")
        self.origin = origin
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Library:
    """What one model file says, braces expanded. `aliases` maps a further spelling to the canonical path."""

    name: str
    docs: str
    packages: tuple[str, ...]
    checked: str
    uses: tuple[Use, ...]
    types: tuple[Type, ...]
    sources: tuple[Source, ...]
    classes: tuple[LibraryClass, ...]
    protocols: tuple[Protocol, ...]
    noreturn: tuple[str, ...]
    transparent: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What must be known of a file before its rows are read."""

    packages: tuple[str, ...]
    has_protocols: bool


_FIRST_TABLE = re.compile(r"^\[", re.MULTILINE)


def read_head(text: str, origin: str) -> Head:
    """The top-level packages whose API the file is about, from the lines above its first table."""
    first = _FIRST_TABLE.search(text)
    head = _parse(text[: first.start()] if first else text, origin)
    packages = head.get("packages")
    if not isinstance(packages, list) or not all(isinstance(name, str) for name in packages) or not packages:
        raise ModelError(origin, 'the head of a model file names its packages: packages = ["…"]')
    return Head(tuple(packages), has_protocols="[[protocol]]" in text)


def read_library(text: str, origin: str) -> Library:
    """The rows of one model file. Raises ModelError where a row does not have the form it must have."""
    try:
        rows = msgspec.convert(_parse(text, origin), FileRows)
        return _Translation(rows).library()
    except (msgspec.ValidationError, ValueError) as error:
        raise ModelError(origin, str(error)) from error


def read_kinds(text: str, origin: str) -> tuple[Kind, ...]:
    """The kinds of one kinds file, in its order."""
    try:
        rows = msgspec.convert(_parse(text, origin), KindFile).kind
    except msgspec.ValidationError as error:
        raise ModelError(origin, str(error)) from error
    return tuple(Kind(row.name, row.table, row.title, row.what, row.threat_model) for row in rows)


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


def _parse(text: str, origin: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelError(origin, str(error)) from error


class _Translation:
    """From the rows of a file to plain data; raises ValueError with the row it is about."""

    def __init__(self, rows: FileRows) -> None:
        self._rows = rows
        self._packages = frozenset(rows.packages)

    def library(self) -> Library:
        rows = self._rows
        return Library(
            name=rows.library,
            docs=rows.docs,
            packages=tuple(rows.packages),
            checked=rows.checked,
            uses=tuple(use for row in rows.use for use in self._uses(row)),
            types=tuple(found for row in rows.type for found in self._types(row)),
            sources=tuple(source for row in rows.source for source in self._sources(row)),
            classes=tuple(found for row in rows.classes for found in self._classes(row)),
            protocols=tuple(self._protocol(row) for row in rows.protocol),
            noreturn=tuple(path for row in rows.noreturn for path in self._paths(row.api)),
            transparent=tuple(path for row in rows.transparent for path in self._paths(row.api)),
            aliases=tuple(pair for row in rows.alias for pair in self._aliases(row)),
        )

    def _paths(self, apis: Apis) -> list[str]:
        """The paths that `apis` means, all of them in a package of this file."""
        paths = [path for pattern in ([apis] if isinstance(apis, str) else apis) for path in expand(pattern)]
        for path in paths:
            if path.partition(".")[0] not in self._packages:
                raise ValueError(
                    f"{path!r} is in no package of this file ({', '.join(sorted(self._packages))})"
                )
        return _checked_paths(paths)

    def _uses(self, row: UseRow) -> Iterator[Use]:
        paths = self._paths(row.api)
        where = paths[0]
        when = _ports(row.when, where)
        assigned = None if row.assigned is None else _condition(row.assigned, where)
        if assigned is not None and when:
            raise ValueError(f"{where}: an assignment has no ports: `when` and `assigned` exclude each other")
        use = Use(
            api=where,
            kind=row.kind,
            library=self._rows.library,
            docs=row.docs or self._rows.docs,
            when=when,
            assigned=assigned,
            made=_makings(row.made),
            unless_made=_makings(row.unless_made),
            unless_overrides=tuple(row.unless_overrides),
            because=row.because,
            remedy=row.remedy,
            edit=None if row.edit is None else _mend(row.edit, when, where),
            data=parse_port(row.data) if row.data else None,
            removed=row.removed,
        )
        return (replace(use, api=path) for path in paths)

    def _types(self, row: TypeRow) -> Iterator[Type]:
        paths = self._paths(row.api)
        if bool(row.returns) == bool(row.value):
            raise ValueError(
                f"{paths[0]}: a type row says either what a call `returns` or an attribute's `value`"
            )
        _checked_paths([row.returns or row.value])
        return (
            Type(path, self._rows.library, row.returns, row.value, row.awaited, row.removed) for path in paths
        )

    def _sources(self, row: SourceRow) -> Iterator[Source]:
        paths = self._paths(row.api)
        port = parse_port(row.port)
        if port.kind is PortKind.SELF:
            raise ValueError(f"{paths[0]}: a source gives data at `return`, `value` or an argument")
        return (Source(path, port, row.kind, row.says, self._rows.library, row.removed) for path in paths)

    def _classes(self, row: ClassRow) -> Iterator[LibraryClass]:
        bases = tuple(_checked_paths(row.bases))
        redefines = tuple((name, parse_signature(text)) for name, text in sorted(row.redefines.items()))
        return (LibraryClass(path, self._rows.library, bases, redefines) for path in self._paths(row.api))

    def _protocol(self, row: ProtocolRow) -> Protocol:
        [path] = self._paths(row.class_path)
        variants = tuple(
            (name, tuple(parse_signature(text) for text in texts))
            for name, texts in sorted(row.variants.items())
        )
        names = [*row.identified_by, *row.variants]
        if not all(name.isidentifier() for name in names):
            raise ValueError(f"{path}: methods are plain names")
        if len(set(row.identified_by)) != len(row.identified_by):
            raise ValueError(f"{path}: a method is listed twice")
        return Protocol(path, self._rows.library, row.docs, frozenset(row.identified_by), variants)

    def _aliases(self, row: AliasRow) -> Iterator[tuple[str, str]]:
        spellings, canonical = self._paths(row.api), _checked_paths(list(expand(row.of)))
        if len(spellings) != len(canonical):
            raise ValueError(f"{row.api}: {len(spellings)} spellings of {len(canonical)} paths")
        return zip(spellings, canonical, strict=True)


def _checked_paths(paths: list[str]) -> list[str]:
    for path in paths:
        if not _PATH.fullmatch(path):
            raise ValueError(f"{path!r} is not a dotted path")
    return paths


def _makings(rows: list[MakingRow]) -> tuple[Making, ...]:
    makings: list[Making] = []
    for row in rows:
        patterns = [row.api] if isinstance(row.api, str) else row.api
        paths = _checked_paths([path for pattern in patterns for path in expand(pattern)])
        makings += [Making(path, _ports(row.when, path)) for path in paths]
    return tuple(makings)


def _ports(when: dict[str, AnyCondition], where: str) -> tuple[tuple[Port, Condition], ...]:
    pairs = tuple((parse_port(text), _condition(condition, where)) for text, condition in when.items())
    for port, _ in pairs:
        if port.kind is not PortKind.ARGUMENT:
            raise ValueError(f"{where}: a call is chosen by its arguments, not by `{port}`")
    return pairs


def _condition(raw: AnyCondition, where: str) -> Condition:
    if isinstance(raw, list):
        condition = Condition(equals=tuple(raw))
    elif isinstance(raw, ConditionRow):
        none: tuple[Scalar, ...] = (None,) if raw.none else ()
        condition = Condition(
            equals=(*raw.equals, *none),
            differs=tuple(raw.differs),
            missing=raw.missing,
            api=tuple(_checked_paths(raw.api)),
            not_api=tuple(_checked_paths(raw.not_api)),
            made_by=tuple(_checked_paths(raw.made_by)),
            matches=_pattern(raw.matches, where) if raw.matches else None,
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


def _mend(row: EditRow, when: tuple[tuple[Port, Condition], ...], where: str) -> Mend:
    """An edit names a port in full or, short, by the name of a port of `when`; else it means a keyword."""
    named = {port.name: port for port, _ in when}

    def port_of(key: str) -> Port:
        return parse_port(key) if ":" in key else named.get(key, parse_port(f"arg:{key}"))

    if not (row.set or row.remove or row.callee or row.value):
        raise ValueError(f"{where}: an edit changes something")
    for text in (*row.set.values(), *filter(None, [row.value])):
        try:
            ast.parse(text, mode="eval")
        except SyntaxError as error:
            raise ValueError(f"{where}: {text!r} is not an expression") from error
    return Mend(
        set=tuple((port_of(key), text) for key, text in row.set.items()),
        remove=tuple(port_of(key) for key in row.remove),
        callee=_checked_paths([row.callee])[0] if row.callee else "",
        value=row.value,
    )
