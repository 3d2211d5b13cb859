"""Turns the rows about data flow into plain data: sources, sinks, sanitizers, guards, flows, calls, entries.

Each function takes one row of the schema and the packages its file is about, gives one item an API, and raises
ValueError for a row that contradicts itself.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from entasis.models.data import (
    CallRow,
    DeclaredField,
    FlowRow,
    Guard,
    Mark,
    Memory,
    Sanitizer,
    SentKeys,
    Sink,
    Source,
)
from entasis.models.entries import Entry, Option
from entasis.models.pages import Offer, Render
from entasis.models.ports import Port, PortKind, parse_port
from entasis.models.rows import Making
from entasis.models.schema import (
    Apis,
    CallingRow,
    EntryRow,
    FieldRow,
    FlowingRow,
    GuardRow,
    MakingRow,
    MappingRow,
    MemoryRow,
    OfferRow,
    OptionRow,
    RenderRow,
    SanitizerRow,
    SinkRow,
    SourceRow,
)
from entasis.models.terms import checked_paths, conditions, paths_in


class FlowRows(Struct, frozen=True):
    """The translation of one file's rows: `library` is its name, `packages` those it is about."""

    library: str
    packages: frozenset[str]

    def sources(self, row: SourceRow) -> Iterator[Source]:
        """One source an API."""
        paths = self._paths(row.api)
        port = parse_port(row.port)
        if port.kind is PortKind.SELF:
            raise ValueError(f"{paths[0]}: a source gives data at `return`, `value` or an argument")
        return (
            Source(
                path,
                port,
                row.kind,
                row.says,
                self.library,
                row.removed,
                row.address,
                row.options,
                row.declared,
                tuple(row.unless_overrides),
                unless_set_up=row.unless_set_up,
                asks=parse_port(row.asks) if row.asks else None,
                is_filled=row.placeholders,
            )
            for path in paths
        )

    def options(self, row: OptionRow) -> Iterator[Option]:
        """One option an API."""
        paths = self._paths(row.api)
        harmless = conditions(row.harmless, paths[0])
        bounding = tuple(parse_port(text) for text in row.bounding)
        return (Option(path, harmless, self.library, row.kind, row.says, bounding) for path in paths)

    def mappings(self, row: MappingRow) -> Iterator[SentKeys]:
        """One mapping an API."""
        sent, plain, back = re.compile(row.sent), re.compile(row.plain), re.compile(row.back)
        clears = tuple(row.clears)
        return (
            SentKeys(path, sent, plain, back, clears, self.library, row.removed)
            for path in self._paths(row.api)
        )

    def fields(self, row: FieldRow) -> Iterator[DeclaredField]:
        """One class of fields an API."""
        child = parse_port(row.child) if row.child else None
        clears = tuple(row.clears)
        return (
            DeclaredField(path, clears, self.library, child, row.removed) for path in self._paths(row.api)
        )

    def sinks(self, row: SinkRow) -> Iterator[Sink]:
        """One sink an API and port."""
        paths = self._paths(row.api)
        ports = [parse_port(text) for text in ([row.port] if isinstance(row.port, str) else row.port)]
        when = conditions(row.when, paths[0])
        for port in ports:
            if port.kind is PortKind.RETURN:
                raise ValueError(f"{paths[0]}: a sink takes data at an argument, `self` or `value`")
            if port.kind is PortKind.VALUE and when:
                raise ValueError(f"{paths[0]}: an assignment has no ports, so no conditions either")
        flags = re.compile(row.flags) if row.flags else None
        added = re.compile(row.added) if row.added else None
        program = re.compile(row.program) if row.program else None
        marked = None
        if row.marked is not None:
            marked = Mark(row.marked.key, re.compile(row.marked.value), row.marked.at)
        return (
            Sink(
                path,
                port,
                row.kind,
                row.says,
                self.library,
                when,
                row.removed,
                row.probe,
                flags,
                row.text,
                added,
                program,
                row.used,
                row.shown,
                tuple(row.undone),
                row.page,
                marked,
                frozenset(f"[{key!r}]" for key in row.apart),
                frozenset(f"[{key!r}]" for key in row.computed),
            )
            for path in paths
            for port in ports
        )

    def sanitizers(self, row: SanitizerRow) -> Iterator[Sanitizer]:
        """One sanitizer an API."""
        paths = self._paths(row.api)
        clears = _clears(row.clears, paths[0])
        when = conditions(row.when, paths[0])
        return (Sanitizer(path, clears, self.library, when, row.removed, row.begins) for path in paths)

    def guards(self, row: GuardRow) -> Iterator[Guard]:
        """One guard an API."""
        paths = self._paths(row.api)
        checks = parse_port(row.checks)
        if checks.kind not in _GIVEN:
            raise ValueError(f"{paths[0]}: a guard checks an argument or `self`")
        on = "" if row.on == "returns" else row.on
        clears = _clears(row.clears, paths[0])
        when = conditions(row.when, paths[0])
        return (Guard(path, on, checks, clears, self.library, when, row.removed) for path in paths)

    def flows(self, row: FlowingRow) -> Iterator[FlowRow]:
        """One flow an API."""
        paths = self._paths(row.api)
        if row.none == bool(row.sources or row.target) or bool(row.sources) != bool(row.target):
            raise ValueError(f"{paths[0]}: a flow row says either `from` and `to`, or `none = true`")
        sources = tuple(parse_port(text) for text in row.sources)
        target = parse_port(row.target) if row.target else Port(PortKind.RETURN)
        given = (*_GIVEN, PortKind.SPREAD)
        if target.kind is PortKind.VALUE or any(port.kind not in given for port in sources):
            raise ValueError(
                f"{paths[0]}: data flows from arguments, `spread` and `self` to `return`, `self` or an argument"
            )
        return (
            FlowRow(
                path,
                sources,
                target,
                self.library,
                row.none,
                tuple(row.restores),
                row.whole,
                _clears(row.relative, path) if row.relative else (),
            )
            for path in paths
        )

    def calls(self, row: CallingRow) -> Iterator[CallRow]:
        """One call an API."""
        paths = self._paths(row.api)
        callee = parse_port(row.callee)
        passes = tuple(parse_port(text) for text in row.passes)
        spread = parse_port(row.spread) if row.spread else None
        keywords = parse_port(row.keywords) if row.keywords else None
        gives = parse_port(row.gives) if row.gives else None
        given = (callee, *passes, *(port for port in (spread, keywords) if port is not None))
        if any(port.kind not in _GIVEN for port in given):
            raise ValueError(f"{paths[0]}: what is called, and what it is passed, are arguments or `self`")
        if gives is not None and gives.kind not in {PortKind.RETURN, PortKind.SELF}:
            raise ValueError(f"{paths[0]}: what is called gives to `return` or `self`")
        if row.rest is not None and (spread is not None or keywords is not None):
            raise ValueError(f"{paths[0]}: either `rest` or `spread` and `keywords`")
        return (
            CallRow(path, callee, self.library, passes, row.rest, spread, keywords, gives) for path in paths
        )

    def entries(self, row: EntryRow) -> Iterator[Entry]:
        """One entry an API."""
        paths = self._paths(row.api)
        listed = None if row.parameters == "*" else tuple(parse_port(text) for text in row.parameters)
        types = tuple((parse_port(port), path) for port, path in row.types.items())
        handler = parse_port(row.handler) if row.handler else None
        if any(
            port.kind is not PortKind.ARGUMENT for port in (*(listed or ()), *(port for port, _ in types))
        ):
            raise ValueError(f"{paths[0]}: the parameters of an entry are written as arguments")
        route = parse_port(row.route) if row.route else None
        segments = parse_port(row.segments) if row.segments else None
        bound = parse_port(row.bound) if row.bound else None
        described = parse_port(row.described) if row.described else None
        below = parse_port(row.below) if row.below else None
        passed = (None if row.handler == "value" else handler, route, segments, bound, described, below)
        if any(port is not None and port.kind is not PortKind.ARGUMENT for port in passed):
            raise ValueError(
                f"{paths[0]}: a handler is passed as an argument or assigned; what is said of it is passed"
            )
        if described is not None and (handler is not None or row.methods):
            raise ValueError(f"{paths[0]}: handlers are either passed or named in a description")
        if row.bases and not row.methods:
            raise ValueError(f"{paths[0]}: `bases` are those of a class whose `methods` are meant")
        if row.injects and handler is None:
            raise ValueError(f"{paths[0]}: what is injected is given by a `handler`")
        if not all(name == "*" or name.removesuffix("*").isidentifier() for name in row.methods):
            raise ValueError(f"{paths[0]}: methods are plain names")
        checked_paths([path for _, path in types])
        return (
            Entry(
                path,
                row.kind,
                row.says,
                self.library,
                tuple(row.methods),
                handler,
                listed,
                types,
                tuple(checked_paths(row.unless)),
                row.removed,
                row.answers,
                conditions(row.answers_when, paths[0]),
                route,
                segments,
                bound,
                row.injects,
                tuple(row.named),
                re.compile(row.bases) if row.bases else None,
                row.replies,
                row.page_at,
                conditions(row.when, paths[0]),
                row.whole,
                row.makes,
                described,
                below,
                tuple(checked_paths(row.numbers)),
                row.paired,
                row.declared,
                row.texts,
                row.constructs,
                row.lookup,
            )
            for path in paths
        )

    def renders(self, row: RenderRow) -> Iterator[Render]:
        """One render an API."""
        paths = self._paths(row.api)
        template = parse_port(row.template)
        context = tuple(parse_port(port) for port in row.context)
        if template.kind not in _GIVEN or any(port.kind is not PortKind.ARGUMENT for port in context):
            raise ValueError(f"{paths[0]}: a template and its context are passed as arguments")
        raw, off = self._makings(row.raw), self._makings(row.off, or_value=True)
        names = re.compile(row.raw_names) if row.raw_names else None
        return (
            Render(
                path, template, self.library, context, row.keywords, raw, names, off, row.sends, row.returned
            )
            for path in paths
        )

    def offers(self, row: OfferRow) -> Iterator[Offer]:
        """One offer an API."""
        function = parse_port(row.function) if row.function else None
        name = parse_port(row.name) if row.name else None
        for path in self._paths(row.api):
            yield Offer(path, row.gives, self.library, function, name, row.passes)

    def memories(self, row: MemoryRow) -> Iterator[Memory]:
        """One memory an API."""
        puts = parse_port(row.puts) if row.puts else None
        keys = tuple(map(parse_port, row.keys))
        at = parse_port(row.at) if row.at else None
        return (
            Memory(path, row.name, self.library, puts, keys, at, row.whole, row.kept)
            for path in self._paths(row.api)
        )

    def _makings(self, rows: list[MakingRow], *, or_value: bool = False) -> tuple[Making, ...]:
        return tuple(
            Making(path, conditions(row.when, path, or_value=or_value))
            for row in rows
            for path in self._paths(row.api)
        )

    def _paths(self, apis: Apis) -> list[str]:
        return paths_in(self.packages, apis)


_GIVEN = (PortKind.ARGUMENT, PortKind.SELF)


def _clears(names: list[str], where: str) -> tuple[str, ...]:
    if not names:
        raise ValueError(f"{where}: what it clears is a list of kinds, or all of them: ['*']")
    return tuple(names)
