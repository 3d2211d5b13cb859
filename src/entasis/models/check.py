"""Whether the models are true: each row is held against the stubs, or the library itself where it is installed.

    check(models, [StubFinder(StubIndex.load())])
        Verdict("requests", "[[use]]", "requests.get", Standing.UNVERIFIED, "nobody here knows requests")
        Verdict("ssl", "[[use]]", "ssl.wrap_socket", Standing.VERIFIED, "")

A row is *wrong* if somebody knows its package but not what it names there, or not with those parameters. For the
maintainers of models; a review never runs it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final, Protocol

from msgspec import Struct

from entasis.models.loader import Models
from entasis.models.ports import Condition, Port, PortKind
from entasis.models.reader import Library
from entasis.models.rows import LibraryClass, Use
from entasis.models.stubs import StubAttribute, StubClass, StubFunction, StubIndex
from entasis.signature import ParameterKind, Signature

PAGE_SCRIPTS: Final = "page_script"  # what browsers have is no library that could be looked at


class Standing(Enum):
    """What could be found out about a row."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    WRONG = "wrong"


class Verdict(Struct, frozen=True):
    """One row, or one name in it, and why it does not stand if it does not."""

    library: str
    table: str
    api: str
    standing: Standing
    note: str = ""


class Found(Struct, frozen=True):
    """What a path names. `identity` is equal for two paths of one thing, None where that cannot be told;
    `signatures` are those of a call, bound, and empty where nobody can say. What is not sure may not even be there, for
    the reason in `why`.
    """

    identity: object
    signatures: tuple[Signature, ...] = ()
    is_sure: bool = True
    why: str = ""


class Finder(Protocol):
    """Somebody who knows packages."""

    def knows(self, package: str) -> bool:
        """Whether a path of the package that is not found here does not exist."""

    def find(self, path: str) -> Found | None:
        """What the path names, reached as a model row says it: a method through an object of its class."""

    def sets(self, path: str, name: str) -> bool | None:
        """Whether the class or function at the path puts an attribute of that name into some object.

        None if it makes up the names when it runs.
        """


class StubFinder:
    """Finds what the stub index has."""

    def __init__(self, stubs: StubIndex) -> None:
        self._stubs = stubs
        self._packages = frozenset(module.partition(".")[0] for module in stubs.modules())

    def knows(self, package: str) -> bool:
        return package in self._packages

    def find(self, path: str) -> Found | None:
        entry = self._stubs.find(path)
        match entry:
            case None:
                # An object that makes its attributes up, such as a loaded library, has one of every name.
                made_up = self._stubs.member(path.rpartition(".")[0], "__getattr__")
                return None if made_up is None else Found(path)
            case StubClass():
                made = self._stubs.constructor(path) or ()
                return Found(entry.path, tuple(alternative.signature for alternative in made))
            case StubFunction():
                through_object = self._stubs.is_class(path.rpartition(".")[0])
                return Found(entry.path, entry.signatures(through_object=through_object))
            case StubAttribute():
                # A variable of a class type may be called where the class can; the row decides what it means.
                return Found(entry.path)
            case _:
                return Found(entry.path)

    def sets(self, path: str, name: str) -> bool:  # noqa: ARG002, stubs have no code
        return False


def check(models: Models, finders: Sequence[Finder]) -> tuple[Verdict, ...]:
    """A verdict on every row, in the order of the files."""
    libraries = tuple(one for one in models.files.every() if PAGE_SCRIPTS not in one.packages)
    put = {path: by for library in libraries for path, by in library.attributes}
    return tuple(verdict for library in libraries for verdict in _verdicts(library, finders, put))


_Remark = tuple[Standing, str]
_Part = tuple[str, Sequence[Port]]
_When = tuple[tuple[Port, Condition], ...]
_FINE: _Remark = (Standing.VERIFIED, "")


def _verdicts(library: Library, finders: Sequence[Finder], put: Mapping[str, str]) -> Iterator[Verdict]:
    def look(path: str, ports: Iterable[Port] = ()) -> _Remark:
        return _put(finders, path, put) or _look(
            finders, path, [port for port in ports if port.kind is PortKind.ARGUMENT]
        )

    def verdict(table: str, api: str, remarks: Iterable[_Remark], removed: str = "") -> Verdict:
        standing, note = max(remarks, key=lambda remark: _GRAVITY[remark[0]])
        if standing is Standing.WRONG and removed:
            standing, note = Standing.UNVERIFIED, f"{note}; gone since {removed}"
        return Verdict(library.name, table, api, standing, note)

    for use in library.uses:
        yield verdict("[[use]]", use.api, [look(*part) for part in _parts_of_use(use)], use.removed)
    for row in library.types:
        yield verdict("[[type]]", row.api, [look(row.api), look(row.returns or row.value)], row.removed)
    for source in library.sources:
        yield verdict("[[source]]", source.api, [look(source.api, [source.port])], source.removed)
    for table, api, parts, removed in _parts_of_flow(library):
        yield verdict(table, api, [look(*part) for part in parts], removed)
    for made in library.classes:
        remarks = [look(made.api), *(look(base) for base in made.bases), *_redefinitions(finders, made)]
        yield verdict("[[class]]", made.api, remarks, made.removed)
    for protocol in library.protocols:
        members = [look(f"{protocol.class_path}.{name}") for name, _ in protocol.variants]
        yield verdict("[[protocol]]", protocol.class_path, [look(protocol.class_path), *members])
    for path in library.noreturn:
        yield verdict("[[noreturn]]", path, [look(path)])
    for path in library.transparent:
        yield verdict("[[transparent]]", path, [look(path.removesuffix(".*"))])
    for option in library.options:
        ports = [*(port for port, _ in option.harmless), *option.bounding]
        yield verdict("[[option]]", option.api, [look(option.api, ports)])
    for mapping in library.mappings:
        yield verdict("[[mapping]]", mapping.api, [look(mapping.api)], mapping.removed)
    for declared in library.fields:
        ports = [declared.child] if declared.child is not None else []
        yield verdict("[[field]]", declared.api, [look(declared.api, ports)], declared.removed)
    for path in library.columns:
        yield verdict("[[column]]", path, [look(path)])
    for relation in library.relations:
        ports = [relation.to] + ([relation.back] if relation.back is not None else [])
        yield verdict("[[relation]]", relation.api, [look(relation.api, ports), look(relation.many)])
    for view in library.views:
        named = [name for name in (view.template, view.suffix_by, view.name_by) if name]
        shown = [look(f"{view.api}.{name}") for name in named]
        yield verdict("[[view]]", view.api, [look(view.api), *shown])
    for path in library.settings:
        yield verdict("[[setting]]", path, [look(path)])
    for path, _ in library.attributes:
        yield verdict("[[attribute]]", path, [look(path)])
    gone = {made.api: made.removed for made in library.classes}
    for spelling, canonical in library.aliases:
        remarks = [look(spelling), look(canonical), _same(finders, spelling, canonical)]
        yield verdict("[[alias]]", spelling, remarks, gone.get(canonical, ""))


_GRAVITY = {Standing.VERIFIED: 0, Standing.UNVERIFIED: 1, Standing.WRONG: 2}


def _parts_of_use(use: Use) -> Iterator[_Part]:
    """Every path that a row names, with the ports it names there."""
    ports = [port for port, _ in use.when] + ([use.data] if use.data else [])
    if use.edit:
        yield use.edit.callee or use.api, [port for port, _ in use.edit.set]
    yield use.api, ports
    yield from ((f"{use.api}.{name}", ()) for name in use.unless_overrides)
    conditions = [condition for _, condition in use.when] + ([use.assigned] if use.assigned else [])
    for making in (*use.made, *use.unless_made):
        yield making.api, [port for port, _ in making.when]
        conditions += [condition for _, condition in making.when]
    for condition in conditions:
        yield from ((path, ()) for path in _paths_of(condition))


def _parts_of_flow(library: Library) -> Iterator[tuple[str, str, list[_Part], str]]:
    """Every row about data flow: its table, its API, and the paths it names with the ports it names there,
    and the release that no longer has it.
    """
    for sink in library.sinks:
        yield (
            "[[sink]]",
            sink.api,
            [(sink.api, [sink.port, *_asked(sink.when)]), *_named_in(sink.when)],
            sink.removed,
        )
    for row in library.sanitizers:
        yield "[[sanitizer]]", row.api, [(row.api, _asked(row.when)), *_named_in(row.when)], row.removed
    for guard in library.guards:
        yield (
            "[[guard]]",
            guard.api,
            [(guard.api, [guard.checks, *_asked(guard.when)]), *_named_in(guard.when)],
            guard.removed,
        )
    for flow in library.flows:
        yield "[[flow]]", flow.api, [(flow.api.removesuffix(".*"), [*flow.sources, flow.target])], ""
    for call in library.calls:
        ports = [call.callee, *call.passes, *(p for p in (call.spread, call.keywords) if p is not None)]
        yield "[[call]]", call.api, [(call.api, ports)], ""
    for entry in library.entries:
        paths = [*(path for _, path in entry.types), *entry.unless, *([entry.makes] if entry.makes else [])]
        paths += entry.numbers
        asked = [port for port in (entry.handler, entry.described, entry.below) if port is not None]
        called = [(entry.api, asked)]
        yield "[[entry]]", entry.api, [*called, *((path, []) for path in paths)], entry.removed


def _asked(when: _When) -> list[Port]:
    return [port for port, _ in when]


def _named_in(when: _When) -> list[_Part]:
    return [(path, []) for _, condition in when for path in _paths_of(condition)]


def _paths_of(condition: Condition) -> tuple[str, ...]:
    return (*condition.api, *condition.not_api, *condition.made_by, *condition.type, *condition.not_type)


def _put(finders: Sequence[Finder], path: str, put: Mapping[str, str]) -> _Remark | None:
    """The remark on what is put into an object from outside of its class, and on what is asked of it."""
    names = path.split(".")
    for end in range(len(names), 1, -1):
        by = put.get(".".join(names[:end]))
        knowing = [finder for finder in finders if by and finder.knows(by.partition(".")[0])]
        if by and knowing:
            answers = [finder.sets(by, names[end - 1]) for finder in knowing]
            if True in answers:
                return _FINE
            if None in answers:
                return Standing.UNVERIFIED, f"{path} cannot be seen: {by} makes up names when it runs"
            return Standing.WRONG, f"{by} sets no {names[end - 1]}"
    return None


def _look(finders: Sequence[Finder], path: str, ports: Sequence[Port]) -> _Remark:
    package = path.partition(".")[0]
    knowing = [finder for finder in finders if finder.knows(package)]
    remark = (Standing.UNVERIFIED, f"nobody here knows {package}")
    for finder in knowing:
        found = finder.find(path)
        if found is None:
            remark = (Standing.WRONG, f"there is no {path}")
            continue
        if not found.is_sure:
            return Standing.UNVERIFIED, f"{path} cannot be seen" + (f": {found.why}" if found.why else "")
        unfit = [port for port in ports if found.signatures and not _has(found.signatures, port)]
        if not unfit:
            return _FINE
        remark = (Standing.WRONG, f"{path}{found.signatures[0]} has no {unfit[0]}")
    return remark


def _has(signatures: Iterable[Signature], port: Port) -> bool:
    return any(_has_port(signature, port) for signature in signatures)


def _has_port(signature: Signature, port: Port) -> bool:
    """Whether a call can fill the port: by its position, and by its name too where it has one."""
    kinds = {parameter.name: parameter.kind for parameter in signature.parameters}
    by_position = [p for p in signature.parameters if p.kind <= ParameterKind.POSITIONAL]
    takes_any_position = ParameterKind.VAR_POSITIONAL in kinds.values()
    takes_any_name = ParameterKind.VAR_KEYWORD in kinds.values()
    is_named = takes_any_name or kinds.get(port.name) in (
        ParameterKind.POSITIONAL,
        ParameterKind.KEYWORD_ONLY,
    )
    if port.position is None:
        return is_named
    if port.position < len(by_position):
        there = by_position[port.position]
        return there.name == port.name or not port.name or there.kind is ParameterKind.POSITIONAL_ONLY
    # An older release may have taken by position what is keyword only now.
    return is_named if port.name else takes_any_position


def _redefinitions(finders: Sequence[Finder], row: LibraryClass) -> Iterator[_Remark]:
    for name, signature in row.redefines:
        path = f"{row.api}.{name}"
        for finder in finders:
            found = finder.find(path) if finder.knows(path.partition(".")[0]) else None
            if found and found.signatures and str(signature) not in map(str, found.signatures):
                yield Standing.WRONG, f"{path} is {found.signatures[0]}, not {signature}"


def _same(finders: Sequence[Finder], spelling: str, canonical: str) -> _Remark:
    for finder in finders:
        one, other = finder.find(spelling), finder.find(canonical)
        if one and other and None not in (one.identity, other.identity) and one.identity != other.identity:
            return Standing.WRONG, f"{spelling} is not {canonical}"
    return _FINE
