"""Turns the text of a model file into rows, or says which row is not what it must be.

Braces in paths expand (`acme.{get,post}` is two rows), ports and conditions are parsed, and a short name in an edit
becomes the port it means. Nothing is looked up here: whether the rows are true is for `check` to say.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from entasis.models.data import (
    CallRow,
    DeclaredField,
    FlowRow,
    Guard,
    Memory,
    Sanitizer,
    SentKeys,
    Sink,
    Source,
)
from entasis.models.entries import Entry, Option
from entasis.models.flow_rows import FlowRows
from entasis.models.pages import Offer, Render
from entasis.models.ports import Condition, Port, parse_port
from entasis.models.related import Relation, RowView, relations, views
from entasis.models.rows import Kind, LibraryClass, Making, Mend, Protocol, Type, Use
from entasis.models.schema import (
    AliasRow,
    Apis,
    ClassRow,
    EditRow,
    FileRows,
    KindFile,
    MakingRow,
    ProtocolRow,
    TypeRow,
    UseRow,
)
from entasis.models.terms import checked_paths, condition_of, conditions, expand, parse_signature, paths_in


class ModelError(Exception):
    """A model file that cannot be read: `origin` names the file, the text says what is wrong with which row."""

    def __init__(self, origin: str, problem: str) -> None:
        super().__init__(f"{origin}: {problem}")
        self.origin = origin
        self.problem = problem


class Library(Struct, frozen=True):
    """What one model file says, braces expanded. `aliases` maps a further spelling to the canonical path.

    `attributes` maps what an object only has once something else has put it there to the class or function that does so.
    """

    name: str
    docs: str
    packages: tuple[str, ...]
    checked: str
    uses: tuple[Use, ...]
    types: tuple[Type, ...]
    sources: tuple[Source, ...]
    sinks: tuple[Sink, ...]
    sanitizers: tuple[Sanitizer, ...]
    guards: tuple[Guard, ...]
    flows: tuple[FlowRow, ...]
    calls: tuple[CallRow, ...]
    entries: tuple[Entry, ...]
    renders: tuple[Render, ...]
    offers: tuple[Offer, ...]
    memories: tuple[Memory, ...]
    classes: tuple[LibraryClass, ...]
    protocols: tuple[Protocol, ...]
    noreturn: tuple[str, ...]
    transparent: tuple[str, ...]
    settings: tuple[str, ...]
    columns: tuple[str, ...]
    relations: tuple[Relation, ...]
    views: tuple[RowView, ...]
    options: tuple[Option, ...]
    mappings: tuple[SentKeys, ...]
    fields: tuple[DeclaredField, ...]
    aliases: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...]


class Head(Struct, frozen=True):
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


def translated(rows: FileRows) -> Library:
    """The rows of a file that has the form of one. Raises ValueError for a row that contradicts itself."""
    return _Translation(rows).library()


def read_kinds(text: str, origin: str) -> tuple[Kind, ...]:
    """The kinds of one kinds file, in its order."""
    try:
        rows = msgspec.convert(_parse(text, origin), KindFile).kind
    except msgspec.ValidationError as error:
        raise ModelError(origin, str(error)) from error
    names = [row.name for row in rows]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ModelError(origin, f"said twice: {', '.join(repeated)}")
    return tuple(
        Kind(
            row.name,
            row.table,
            row.title,
            row.what,
            row.threat_model,
            tuple(row.sinks),
            tuple(row.sources),
            tuple(row.kept_by),
            row.like,
            tuple(row.unless),
            row.proved_by,
            row.only_proved,
        )
        for row in rows
    )


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
        flow = FlowRows(rows.library, self._packages)
        return Library(
            name=rows.library,
            docs=rows.docs,
            packages=tuple(rows.packages),
            checked=rows.checked,
            uses=tuple(use for row in rows.use for use in self._uses(row)),
            types=tuple(found for row in rows.type for found in self._types(row)),
            options=tuple(option for row in rows.option for option in flow.options(row)),
            sources=tuple(source for row in rows.source for source in flow.sources(row)),
            mappings=tuple(found for row in rows.mapping for found in flow.mappings(row)),
            fields=tuple(found for row in rows.fields for found in flow.fields(row)),
            sinks=tuple(sink for row in rows.sink for sink in flow.sinks(row)),
            sanitizers=tuple(found for row in rows.sanitizer for found in flow.sanitizers(row)),
            guards=tuple(guard for row in rows.guard for guard in flow.guards(row)),
            flows=tuple(found for row in rows.flow for found in flow.flows(row)),
            calls=tuple(found for row in rows.call for found in flow.calls(row)),
            entries=tuple(entry for row in rows.entry for entry in flow.entries(row)),
            renders=tuple(render for row in rows.render for render in flow.renders(row)),
            memories=tuple(memory for row in rows.memory for memory in flow.memories(row)),
            offers=tuple(offer for row in rows.offer for offer in flow.offers(row)),
            classes=tuple(found for row in rows.classes for found in self._classes(row)),
            protocols=tuple(self._protocol(row) for row in rows.protocol),
            noreturn=tuple(path for row in rows.noreturn for path in self._paths(row.api)),
            transparent=tuple(path for row in rows.transparent for path in self._paths(row.api)),
            columns=tuple(path for row in rows.column for path in self._paths(row.api)),
            relations=tuple(
                made for row in rows.relation for made in relations(rows.library, self._packages, row)
            ),
            views=tuple(made for row in rows.view for made in views(rows.library, self._packages, row)),
            settings=tuple(path for row in rows.setting for path in self._paths(row.api)),
            aliases=tuple(pair for row in rows.alias for pair in self._aliases(row)),
            attributes=tuple((path, row.by) for row in rows.attribute for path in self._paths(row.api)),
        )

    def _paths(self, apis: Apis) -> list[str]:
        return paths_in(self._packages, apis)

    def _uses(self, row: UseRow) -> Iterator[Use]:
        paths = self._paths(row.api)
        where = paths[0]
        when = conditions(row.when, where)
        assigned = None if row.assigned is None else condition_of(row.assigned, where)
        if assigned is not None and when:
            raise ValueError(f"{where}: an assignment has no ports: `when` and `assigned` exclude each other")
        use = Use(
            api=where,
            kind=row.kind,
            library=self._rows.library,
            docs=row.docs or self._rows.docs,
            when=when,
            assigned=assigned,
            at=parse_port(f"value{row.at}").selectors,
            made=_makings(row.made),
            unless_made=_makings(row.unless_made),
            unless_overrides=tuple(row.unless_overrides),
            unless_set=row.unless_set,
            beside=tuple((name, condition_of(given, where)) for name, given in sorted(row.beside.items())),
            because=row.because,
            remedy=row.remedy,
            edit=None if row.edit is None else _mend(row.edit, when, where),
            data=parse_port(row.data) if row.data else None,
            before=_release(row.before, where) if row.before else None,
            removed=row.removed,
        )
        return (replace(use, api=path) for path in paths)

    def _types(self, row: TypeRow) -> Iterator[Type]:
        paths = self._paths(row.api)
        if bool(row.returns) == bool(row.value):
            raise ValueError(
                f"{paths[0]}: a type row says either what a call `returns` or an attribute's `value`"
            )
        checked_paths([row.returns or row.value])
        of = tuple(row.of_class)
        return (
            Type(
                path,
                self._rows.library,
                row.returns,
                row.value,
                row.awaited,
                row.each,
                row.removed,
                of,
                row.first,
                row.at,
                row.itself,
                parse_port(row.made_by) if row.made_by else None,
            )
            for path in paths
        )

    def _classes(self, row: ClassRow) -> Iterator[LibraryClass]:
        bases = tuple(checked_paths(row.bases))
        redefines = tuple((name, parse_signature(text)) for name, text in sorted(row.redefines.items()))
        told_with = tuple(checked_paths([path for one in row.told_with for path in expand(one)]))
        return (
            LibraryClass(
                path,
                self._rows.library,
                bases,
                redefines,
                row.validates,
                row.removed,
                tuple(row.told_by),
                row.told_as,
                told_with,
                tuple(checked_paths([path for one in row.checked_by for path in expand(one)])),
                tuple(checked_paths([path for one in row.checked_after for path in expand(one)])),
                row.keeps,
                row.subclassed,
                row.takes,
                tuple(row.forms),
                tuple(row.lists),
                tuple(checked_paths([path for one in row.registers for path in expand(one)])),
                tuple(row.shown_as),
                tuple(row.dumped_by),
                row.opened_by,
            )
            for path in self._paths(row.api)
        )

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
        spellings, canonical = self._paths(row.api), checked_paths(list(expand(row.of)))
        if len(spellings) != len(canonical):
            raise ValueError(f"{row.api}: {len(spellings)} spellings of {len(canonical)} paths")
        return zip(spellings, canonical, strict=True)


def _makings(rows: list[MakingRow]) -> tuple[Making, ...]:
    makings: list[Making] = []
    for row in rows:
        patterns = [row.api] if isinstance(row.api, str) else row.api
        paths = checked_paths([path for pattern in patterns for path in expand(pattern)])
        makings += [Making(path, conditions(row.when, path)) for path in paths]
    return tuple(makings)


def _release(text: str, where: str) -> tuple[str, tuple[int, ...]]:
    """A distribution and a release of it, as `urllib3 1.25` names them."""
    found = re.fullmatch(r"([\w.-]+) (\d+(?:\.\d+)*)", text)
    if found is None:
        raise ValueError(f"{where}: before = {text!r} is no distribution and release, as in `urllib3 1.25`")
    return found[1], tuple(int(part) for part in found[2].split("."))


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
        callee=checked_paths([row.callee])[0] if row.callee else "",
        value=row.value,
    )
