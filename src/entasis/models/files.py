"""The model files: which of them are about a package, each read when the reviewed code first speaks of one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from entasis.models.package import Package, merge
from entasis.models.reader import Head, Library, ModelError, read_head, read_kinds, read_library
from entasis.models.rows import Kind, Table

_ROOT: Final = Path(__file__).parent
_LANGUAGES: Final = ("python", "javascript")


class ModelFile(Struct, frozen=True):
    """One model file as text. `origin` names it in messages."""

    origin: str
    text: str
    head: Head
    library: Library | None = None


class ModelFiles:
    """All model files, of which those are read in full that something is asked of."""

    __slots__ = ("_by_package", "_files", "_libraries", "_own", "_packages", "kinds", "sink_kinds")

    def __init__(self, files: Sequence[ModelFile], kinds: Mapping[str, Kind], own: frozenset[str]) -> None:
        self.kinds = kinds
        self.sink_kinds: dict[str, tuple[str, ...]] = {}
        """Kinds of sinks by their name, and by those that several states have in common."""
        for kind in kinds.values():
            parts = kind.name.split(".") if kind.table is Table.SINK else []
            for end in range(1, len(parts) + 1):
                name = ".".join(parts[:end])
                self.sink_kinds[name] = (*self.sink_kinds.get(name, ()), kind.name)
        self._own = own
        self._files = tuple(files)
        self._by_package: dict[str, list[int]] = {}
        for index, file in enumerate(self._files):
            for package in file.head.packages:
                self._by_package.setdefault(package, []).append(index)
        self._libraries: dict[int, Library] = {}
        self._packages: dict[str, Package] = {}

    def __contains__(self, package: str) -> bool:
        """Whether some file is about the top-level package of that name."""
        return package in self._by_package

    def __iter__(self) -> Iterator[str]:
        """The top-level packages that some file is about, sorted."""
        return iter(sorted(self._by_package))

    def every(self) -> Iterator[Library]:
        """Every library, read in full: for checking and listing, not for a review."""
        return (self._library(index) for index in range(len(self._files)))

    def with_protocols(self) -> Iterator[Library]:
        """Those that say something of protocols."""
        return (self._library(index) for index, file in enumerate(self._files) if file.head.has_protocols)

    def read(self) -> Iterator[Library]:
        """Those that were read until now, in the order of the files."""
        return (self._libraries[index] for index in sorted(self._libraries))

    def reached(self, packages: Collection[str]) -> list[Library]:
        """The libraries that objects of these packages, and of the built-in one, lead to; each once."""
        todo, seen = sorted({"builtins", *packages, *self._own}, reverse=True), set()
        found: dict[int, Library] = {}
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            for index in self._by_package.get(name, ()):
                if index not in found:
                    library = found[index] = self._library(index)
                    todo += sorted(_neighbours(library))
        return list(found.values())

    def package(self, api: str) -> Package | None:
        """The rows about the package that `api` begins with, read on first use; None if there are none."""
        name = api.partition(".")[0]
        indexes = self._by_package.get(name)
        if indexes is None:
            return None
        package = self._packages.get(name)
        if package is None:
            package = self._packages[name] = merge(name, [self._library(index) for index in indexes])
        return package

    def _library(self, index: int) -> Library:
        library = self._libraries.get(index)
        if library is None:
            file = self._files[index]
            library = file.library or read_library(file.text, file.origin)
            self._libraries[index] = library
            self._check_kinds(library, file.origin)
        return library

    def _check_kinds(self, library: Library, origin: str) -> None:
        named = [(use.api, use.kind, Table.USE) for use in library.uses]
        named += [(source.api, source.kind, Table.SOURCE) for source in library.sources]
        named += [(entry.api, entry.kind, Table.SOURCE) for entry in library.entries]
        for api, name, table in named:
            kind = self.kinds.get(name)
            if kind is None or kind.table is not table:
                raise ModelError(origin, f"{api}: {name!r} is not a kind of [[{table.value}]] rows")
        harmed = [(sink.api, sink.kind) for sink in library.sinks]
        harmed += [(row.api, kind) for row in library.entries for kind in (row.answers, row.replies) if kind]
        harmed += [(row.api, name) for row in library.sanitizers for name in row.clears]
        harmed += [(guard.api, name) for guard in library.guards for name in guard.clears]
        for api, name in harmed:
            if name != "*" and name not in self.sink_kinds:
                raise ModelError(origin, f"{api}: {name!r} is not a kind of [[sink]] rows")


def shipped_files() -> list[ModelFile]:
    """The model files that come with Entasis: their heads are read, and nothing else."""
    paths = [path for language in _LANGUAGES for path in sorted(_ROOT.joinpath(language).glob("*.toml"))]
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in paths]
    return [ModelFile(name, text, read_head(text, name)) for name, text in texts]


def shipped_kinds() -> tuple[Kind, ...]:
    """The kinds of rows that come with Entasis."""
    return tuple(read_kinds(_ROOT.joinpath("kinds.toml").read_text(encoding="utf-8"), "kinds.toml"))


def _neighbours(library: Library) -> set[str]:
    """The packages that the objects of this one lead to: by types, bases and further spellings."""
    paths = [path for row in library.types for path in (row.returns, row.value)]
    paths += [base for row in library.classes for base in row.bases]
    paths += [canonical for _, canonical in library.aliases]
    paths += [path for row in library.entries for _, path in row.types]
    return {path.partition(".")[0] for path in paths} - {""}
