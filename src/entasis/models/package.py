"""The rows of all files about one package, merged, so that a path is looked up and not searched for."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct, field

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
from entasis.models.pages import Offer, Render
from entasis.models.ports import PortKind
from entasis.models.reader import Library
from entasis.models.related import Relation, RowView
from entasis.models.rows import LibraryClass, Type, Use


class Package(Struct):
    """The rows about one top-level package, by path; `acme.Class.*` stands for the members that have none."""

    uses: dict[str, tuple[Use, ...]] = field(default_factory=dict)
    assigned: dict[str, tuple[Use, ...]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    sinks: dict[str, tuple[Sink, ...]] = field(default_factory=dict)
    assigned_sinks: dict[str, tuple[Sink, ...]] = field(default_factory=dict)
    sanitizers: dict[str, tuple[Sanitizer, ...]] = field(default_factory=dict)
    guards: dict[str, tuple[Guard, ...]] = field(default_factory=dict)
    flows: dict[str, tuple[FlowRow, ...]] = field(default_factory=dict)
    calls: dict[str, tuple[CallRow, ...]] = field(default_factory=dict)
    entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    renders: dict[str, tuple[Render, ...]] = field(default_factory=dict)
    offers: dict[str, tuple[Offer, ...]] = field(default_factory=dict)
    memories: dict[str, tuple[Memory, ...]] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    classes: dict[str, LibraryClass] = field(default_factory=dict)
    noreturn: dict[str, bool] = field(default_factory=dict)
    transparent: dict[str, bool] = field(default_factory=dict)
    settings: dict[str, bool] = field(default_factory=dict)
    columns: dict[str, bool] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    views: dict[str, RowView] = field(default_factory=dict)
    options: dict[str, Option] = field(default_factory=dict)
    mappings: dict[str, SentKeys] = field(default_factory=dict)
    fields: dict[str, DeclaredField] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


def merge(name: str, libraries: Sequence[Library]) -> Package:
    """The rows of several files about one package. Where two speak of one API, the later file is added to it."""
    package = Package()

    def is_here(api: str) -> bool:
        return api.partition(".")[0] == name

    for library in libraries:
        for use in library.uses:
            if is_here(use.api):
                rows = package.uses if use.assigned is None else package.assigned
                rows[use.api] = (*rows.get(use.api, ()), use)
        for sink in library.sinks:
            if is_here(sink.api):
                sinks = package.assigned_sinks if sink.port.kind is PortKind.VALUE else package.sinks
                sinks[sink.api] = (*sinks.get(sink.api, ()), sink)
        _add(package.sanitizers, library.sanitizers, name)
        _add(package.guards, library.guards, name)
        _add(package.flows, library.flows, name)
        _add(package.calls, library.calls, name)
        _add(package.entries, library.entries, name)
        _add(package.renders, library.renders, name)
        _add(package.offers, library.offers, name)
        _add(package.memories, library.memories, name)
        package.sources.update((row.api, row) for row in library.sources if is_here(row.api))
        package.types.update((row.api, row) for row in library.types if is_here(row.api))
        package.classes.update((row.api, row) for row in library.classes if is_here(row.api))
        package.noreturn.update(dict.fromkeys(filter(is_here, library.noreturn), True))
        package.transparent.update(dict.fromkeys(filter(is_here, library.transparent), True))
        package.options.update((row.api, row) for row in library.options if is_here(row.api))
        package.mappings.update((row.api, row) for row in library.mappings if is_here(row.api))
        package.fields.update((row.api, row) for row in library.fields if is_here(row.api))
        package.columns.update(dict.fromkeys(filter(is_here, library.columns), True))
        package.relations.update((row.api, row) for row in library.relations if is_here(row.api))
        package.views.update((row.api, row) for row in library.views if is_here(row.api))
        package.settings.update(dict.fromkeys(filter(is_here, library.settings), True))
        package.aliases.update(pair for pair in library.aliases if is_here(pair[0]))
    return package


_Row = TypeVar("_Row", bound=Sanitizer | Guard | FlowRow | CallRow | Entry | Render | Offer | Memory)


def _add(rows: dict[str, tuple[_Row, ...]], more: Sequence[_Row], package: str) -> None:
    """Adds the rows about `package` to those that are known of each API."""
    for row in more:
        if row.api.partition(".")[0] == package:
            rows[row.api] = (*rows.get(row.api, ()), row)
