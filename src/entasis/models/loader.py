"""What is known of a library is read when the reviewed code first speaks of one of its packages, and only then.

models = load_models()
models.uses("requests.Session.get")              reads python/requests.toml, nothing else
models.uses("requests.sessions.Session.get")     the same rows: it is the same API under another path
models.source("flask.Request.args")              found on a base of the class, as Python would find it
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Generic, TypeVar

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
from entasis.models.files import ModelFile, ModelFiles, shipped_files, shipped_kinds
from entasis.models.own import Own, read_own
from entasis.models.package import Package
from entasis.models.pages import Offer, Render
from entasis.models.ports import PortKind
from entasis.models.reader import Head
from entasis.models.related import Relation, RowView
from entasis.models.rows import Kind, LibraryClass, Protocol, ThreatModel, Type, Use

_CURSOR: Final = ".connect().cursor"
ANY_CURSOR: Final = "pep249.Cursor"  # what `cursor()` of any object is taken to give
_ANY_CURSOR: Final = "pep249.Connection.cursor"


_Row = TypeVar("_Row")
_MANY: Final = 3  # functions of which any may be meant


class _Question(Struct, Generic[_Row]):
    """One table that can be asked about a path, and what it has answered so far."""

    rows: Callable[[Package], Mapping[str, _Row]]
    answers: dict[str, _Row | None] = field(default_factory=dict)


class Models:
    """What is known of libraries. Every query takes a dotted path; a path nothing is known of is no error.

    A path may be any spelling of an API that the models know (`canonical`), and a member is also found on the
    bases of its class. A class itself is not: a row about its constructor says nothing of a library's subclass.
    """

    def __init__(
        self,
        files: Sequence[ModelFile],
        kinds: Sequence[Kind],
        own_packages: frozenset[str] = frozenset(),
    ) -> None:
        self.own_packages = own_packages
        """Those that the user's own models are about, the reviewed one as a rule."""
        self.kinds: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in kinds})
        self._reserved = [kind for kind in self.kinds.values() if kind.sources]
        self.files = ModelFiles(files, self.kinds, own_packages)
        self._protocols: tuple[Protocol, ...] | None = None
        self._uses = _Question[tuple[Use, ...]](lambda package: package.uses)
        self._assigned = _Question[tuple[Use, ...]](lambda package: package.assigned)
        self._source = _Question[Source](lambda package: package.sources)
        self._sinks = _Question[tuple[Sink, ...]](lambda package: package.sinks)
        self._assigned_sinks = _Question[tuple[Sink, ...]](lambda package: package.assigned_sinks)
        self._sanitizers = _Question[tuple[Sanitizer, ...]](lambda package: package.sanitizers)
        self._guards = _Question[tuple[Guard, ...]](lambda package: package.guards)
        self._flows = _Question[tuple[FlowRow, ...]](lambda package: package.flows)
        self._calls = _Question[tuple[CallRow, ...]](lambda package: package.calls)
        self._entries = _Question[tuple[Entry, ...]](lambda package: package.entries)
        self._memories = _Question[tuple[Memory, ...]](lambda package: package.memories)
        self._offers = _Question[tuple[Offer, ...]](lambda package: package.offers)
        self._renders = _Question[tuple[Render, ...]](lambda package: package.renders)
        self._type_of = _Question[Type](lambda package: package.types)
        self._noreturn = _Question[bool](lambda package: package.noreturn)
        self._transparent = _Question[bool](lambda package: package.transparent)
        self._option = _Question[Option](lambda package: package.options)
        self._mapping = _Question[SentKeys](lambda package: package.mappings)
        self._field = _Question[DeclaredField](lambda package: package.fields)
        self._column = _Question[bool](lambda package: package.columns)
        self._relation = _Question[Relation](lambda package: package.relations)
        self._view = _Question[RowView](lambda package: package.views)
        self._query_classes: frozenset[str] | None = None
        self._request_classes: dict[str, bool] = {}
        self._setting = _Question[bool](lambda package: package.settings)

    @property
    def protocols(self) -> tuple[Protocol, ...]:
        """Every known protocol, by the path of its class."""
        if self._protocols is None:
            found = [protocol for library in self.files.with_protocols() for protocol in library.protocols]
            self._protocols = tuple(sorted(found, key=lambda protocol: protocol.class_path))
        return self._protocols

    def are_about(self, api: str) -> bool:
        """Whether there is a file about the package that `api` begins with."""
        return api.partition(".")[0] in self.files

    def sink_kinds(self, name: str) -> tuple[str, ...]:
        """The kinds of sinks that `name` means: itself, or the states whose common name it is. `()` if none."""
        return self.files.sink_kinds.get(name, ())

    def reserved_from(self, source: str) -> tuple[str, ...]:
        """The kinds of sinks at which sources of the kind `source` do no harm: only others do."""
        return tuple(kind.name for kind in self._reserved if source not in kind.sources)

    def canonical(self, api: str) -> str:
        """The one spelling under which rows know `api`; `api` itself if the models know no other."""
        package = self.files.package(api)
        if package is None or not package.aliases:
            return api
        end = len(api)
        while end > 0:
            target = package.aliases.get(api[:end])
            if target is not None:
                return target + api[end:]
            end = api.rfind(".", 0, end)
        return api

    def uses(self, api: str) -> tuple[Use, ...]:
        """The rows about calls of `api`. The first one that applies to a call is the one to report."""
        return self._ask(self._uses, api) or ()

    def assigned(self, api: str) -> tuple[Use, ...]:
        """The rows about assignments to the attribute `api`."""
        return self._ask(self._assigned, api) or ()

    def source(self, api: str) -> Source | None:
        """What data from outside a call of `api`, or reading the attribute `api`, gives: see its `port`."""
        return self._ask(self._source, api)

    def sinks(self, api: str) -> tuple[Sink, ...]:
        """Where a call of `api` does harm with what it is given."""
        return self._ask(self._sinks, api) or ()

    def assigned_sinks(self, api: str) -> tuple[Sink, ...]:
        """What harm an assignment to the attribute `api` does."""
        return self._ask(self._assigned_sinks, api) or ()

    def sanitizers(self, api: str) -> tuple[Sanitizer, ...]:
        """For which kinds of sinks the result of a call of `api` is clean."""
        return self._ask(self._sanitizers, api) or ()

    def guards(self, api: str) -> tuple[Guard, ...]:
        """What a call of `api` checks."""
        return self._ask(self._guards, api) or ()

    def flows(self, api: str) -> tuple[FlowRow, ...]:
        """All that flows in a call of `api`; `()` if the default says it."""
        return self._ask(self._flows, api) or ()

    def calls(self, api: str) -> tuple[CallRow, ...]:
        """Which of the functions that `api` is passed it calls."""
        return self._ask(self._calls, api) or ()

    def entries(self, api: str) -> tuple[Entry, ...]:
        """Which functions are called from outside because they are decorated by, derived from or passed to `api`."""
        return self._ask(self._entries, api) or ()

    def entry_rows(self, packages: Collection[str]) -> tuple[Entry, ...]:
        """All entries that a program can speak of which imports `packages`, in the order of the packages."""
        return tuple(row for library in self.files.reached(packages) for row in library.entries)

    def memories(self, api: str) -> tuple[Memory, ...]:
        """What a library keeps that `api` puts into, or gives."""
        return self._ask(self._memories, api) or ()

    def offer_rows(self, packages: Collection[str]) -> tuple[Offer, ...]:
        """All offers that a program can speak of which imports `packages`."""
        return tuple(row for library in self.files.reached(packages) for row in library.offers)

    def offers(self, api: str) -> tuple[Offer, ...]:
        """What the program gives all templates by `api`."""
        return self._ask(self._offers, api) or ()

    def renders(self, api: str) -> tuple[Render, ...]:
        """What templates a call of `api` makes a page of, and of what."""
        return self._ask(self._renders, api) or ()

    def returned_renders(self, packages: Collection[str]) -> tuple[Render, ...]:
        """The rows about what functions return, of which a program can speak that imports `packages`."""
        return tuple(
            row for library in self.files.reached(packages) for row in library.renders if row.returned
        )

    def told_by(self, packages: Collection[str]) -> dict[str, str]:
        """The classes, of all that `packages` lead to, that are told by an attribute, by its name."""
        libraries = self.files.reached(packages)
        return {name: row.api for library in libraries for row in library.classes for name in row.told_by}

    def told_as(self, packages: Collection[str]) -> tuple[LibraryClass, ...]:
        """The classes, of all that `packages` lead to, that are told by the name of a parameter."""
        return tuple(row for one in self.files.reached(packages) for row in one.classes if row.told_as)

    def shown_as(self, packages: set[str]) -> list[tuple[str, str]]:
        """The names under which templates are given objects, by those that `packages` are about, and their classes."""
        return [
            (name, row.api)
            for library in self.files.read()
            if not packages.isdisjoint(library.packages)
            for row in library.classes
            for name in row.shown_as
        ]

    def keeps_items(self, path: str) -> bool:
        """Whether objects of the class outside are mappings in which programs keep what is theirs."""
        row = self.class_of(path)
        return row is not None and row.keeps and "collections.abc.MutableMapping" in row.bases

    def is_query_class(self, path: str) -> bool:
        """Whether objects of the class outside give rows of a database."""
        classes = self._query_classes
        if classes is None:
            rows = [row for one in self.files.read() for row in one.sources if self.is_stored(row)]
            owners = {row.api.rpartition(".")[0] for row in rows}
            classes = self._query_classes = frozenset(o for o in owners if o.rpartition(".")[2][:1].isupper())
        todo = [path]
        for one in todo:
            if one in classes:
                return True
            made = self.class_of(one)
            todo += [base for base in made.bases if base not in todo] if made is not None else []
        return False

    def is_request_class(self, path: str) -> bool:
        """Whether data from outside lies in attributes of objects of the class outside, each known by itself."""
        name = self.canonical(path)
        found = self._request_classes.get(name)
        if found is None:
            package = self.files.package(name)
            found = self._request_classes[name] = package is not None and any(
                api.rpartition(".")[0] == name and source.port.kind is PortKind.VALUE
                for api, source in package.sources.items()
            )
        return found

    def is_stored(self, row: Source) -> bool:
        """Whether what comes in by the row lay in a database."""
        return self.kinds[row.kind].threat_model is ThreatModel.DATABASE

    def type_of(self, api: str) -> Type | None:
        """What class calling `api`, or reading the attribute `api`, gives an object of.

        All drivers of databases have `connect`, `cursor` and `execute`: those of which no file is are told by that.
        """
        found = self._ask(self._type_of, api)
        if found is None and api.endswith(_CURSOR) and self.files.package(api) is None:
            return self._ask(self._type_of, _ANY_CURSOR)
        return found

    def returns(self, api: str) -> str | None:
        """The class of what a call of `api` gives back (once awaited, where `type_of` says so).

        For a class of a library that is the class itself.
        """
        found = self.type_of(api)
        if found is not None:
            is_other = found.is_each or found.is_first or found.at or found.is_itself
            return None if is_other else found.returns or None
        made = self.class_of(api)
        return made.api if made else None

    def each(self, api: str) -> str | None:
        """The class of every element of what a call of `api` gives back."""
        found = self.type_of(api)
        return found.returns if found is not None and found.is_each else None

    def first(self, api: str) -> str | None:
        """The class of the first element of the tuple that a call of `api` gives back."""
        found = self.type_of(api)
        return found.returns if found is not None and found.is_first else None

    def under(self, api: str, key: str) -> str | None:
        """The class of what lies under the key of a mapping whose `__getitem__` is `api`."""
        found = self.type_of(api)
        return found.returns if found is not None and found.at and found.at == key else None

    def value(self, api: str) -> str | None:
        """The class of what the attribute `api` holds."""
        found = self.type_of(api)
        return found.value or None if found and not found.is_itself else None

    def itself(self, api: str) -> str | None:
        """The class that a call of `api` gives, or that the attribute holds."""
        found = self.type_of(api)
        return found.returns or found.value if found is not None and found.is_itself else None

    def class_of(self, api: str) -> LibraryClass | None:
        """What is known of the class `api`: its bases, and what it changes in their methods."""
        path = self.canonical(api)
        package = self.files.package(path)
        return package.classes.get(path) if package else None

    def listing_classes(self) -> list[LibraryClass]:
        """The classes whose subclasses list methods that are passed rows, as far as files were read."""
        return [row for library in self.files.read() for row in library.classes if row.lists]

    def is_known(self, api: str) -> bool:
        """Whether some row is about a call of `api`: what else an object has may be made up by its `__getattr__`."""
        return any(ask(api) for ask in (self.type_of, self.sinks, self.source, self.uses, self.sanitizers))

    def any_of(self, owner: str) -> str | None:
        """The function of the module or class `owner` that most of its functions are like: they give objects of the
        same class, and do the same harm with the same arguments. Whichever is meant, this one stands for it.
        """
        path = self.canonical(owner)
        package = self.files.package(path)
        alike: dict[object, list[str]] = {}
        for api in package.types if package else ():
            if api.rpartition(".")[0] == path and (made := self.returns(api)):
                alike.setdefault(
                    (made, *((str(sink.port), sink.kind) for sink in self.sinks(api))), []
                ).append(api)
        most = max(alike.values(), key=len, default=[])
        return most[0] if len(most) >= _MANY and 2 * len(most) > sum(map(len, alike.values())) else None

    def is_noreturn(self, api: str) -> bool:
        """Whether a call of `api` never returns."""
        return self._ask(self._noreturn, api) is not None

    def is_transparent(self, api: str) -> bool:
        """Whether the decorator `api`, or the one that a call of `api` gives, keeps a function's signature."""
        return self._ask(self._transparent, api) is not None

    def is_setting(self, api: str) -> bool:
        """Whether whoever runs the program decides what `api` holds: it, or what it is a member of, is a setting."""
        while api:
            if self._ask(self._setting, api) is not None:
                return True
            api = api.rpartition(".")[0]
        return False

    def holds_numbers(self, api: str) -> bool:
        """Whether a column that is made with `api` holds numbers, dates and the like, and no text."""
        return self._ask(self._column, api) is not None

    def relation(self, api: str) -> Relation | None:
        """To what rows a column leads that is made with `api`."""
        return self._ask(self._relation, api)

    def view(self, api: str) -> RowView | None:
        """What template an object of the class `api` shows rows in."""
        return self._ask(self._view, api)

    def option(self, api: str) -> Option | None:
        """What declares an option by calling `api`."""
        return self._ask(self._option, api)

    def mapping(self, api: str) -> SentKeys | None:
        """Under which keys of the mapping that comes in by `api` lies what was sent."""
        return self._ask(self._mapping, api)

    def field(self, api: str) -> DeclaredField | None:
        """What a field of the class `api`, declared by a form, gives."""
        return self._ask(self._field, api)

    def _ask(self, question: "_Question[_Row]", api: str) -> _Row | None:
        """The answer of the nearest place that has one; remembered, since programs speak of the same APIs."""
        if api in question.answers:
            return question.answers[api]
        found: _Row | None = None
        for package, path in self._ways(api):
            rows = question.rows(package)
            found = rows.get(path) or rows.get(f"{path.rpartition('.')[0]}.*")
            if found is not None:
                break
        question.answers[api] = found
        return found

    def _ways(self, api: str) -> Iterator[tuple[Package, str]]:
        """The places where a row about `api` may stand: itself, then the same member of each base of its class.

        Bases are visited depth first, in their order, each once.
        """
        todo = [self.canonical(api)]
        seen: set[str] = set()
        while todo:
            path = todo.pop()
            package = self.files.package(path)
            if package is None or path in seen:
                continue
            seen.add(path)
            yield package, path
            end = path.rfind(".") if package.classes else 0
            while end > 0:
                owner = package.classes.get(path[:end])
                if owner is not None:
                    todo += [self.canonical(base + path[end:]) for base in reversed(owner.bases)]
                    break
                end = path.rfind(".", 0, end)


def load_models(extra: Sequence[Path] = (), kinds: Sequence[Kind] = (), own: Sequence[Own] = ()) -> Models:
    """The models that come with Entasis, those of `extra` files and the user's `own`; these are checked at once.

    `kinds` are further kinds that rows of the extra files may name.

    Raises ModelError where an extra file does not have the form of a model, OSError where it cannot be read.
    """
    own = [*(read_own(path) for path in extra), *own]
    added = [
        ModelFile(one.origin, "", Head(one.library.packages, bool(one.library.protocols)), one.library)
        for one in own
    ]
    known = shipped_kinds()
    # A given kind may be the common name of known states: it is none of its own then.
    given = [*kinds, *(kind for one in own for kind in one.kinds)]
    new = [kind for kind in given if not any(other.name.startswith(f"{kind.name}.") for other in known)]
    packages = frozenset(package for file in added for package in file.head.packages)
    models = Models([*shipped_files(), *added], [*new, *known], packages)
    for file in added:
        for package in file.head.packages:
            models.uses(package)
    return models
