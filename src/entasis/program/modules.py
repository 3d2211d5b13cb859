"""Which file an import names: dotted module names over packages, src layouts and several roots in one tree.

    repo/src/app/__init__.py          module `app`        (the package's own folder is the top one)
    repo/src/app/models.py            module `app.models`
    repo/tools/check.py               module `check`, found only from files beside it and below
    repo/plugins/acme/mail.py         module `acme.mail`, found from below repo/plugins: `acme` is a namespace

A folder with `__init__.py` is part of its parent's package; the top folder is none, as nothing says what it is called,
nor is one that no import can name (`my-shop`): programs that are started there import what lies in it. A lone file may
be imported from beside it and below, a package from anywhere. What the standard library has is that, unless the
importing file lies in the very package, or beside the file outside all packages. Where several files fit, the one
nearest to the importing file is taken. A package may name its own modules from itself down, wherever it lies: programs
are started in folders that are packages, too.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, final

from entasis.finding import Role
from entasis.ir.function import Module
from entasis.program.symbols import ModuleSymbol

_ROOTS: Final = frozenset({"src", "lib", "python"})  # folders that are put into the path as they are

# A page's template, or a script of pages, has a name of its own, with the suffix: no import can mean it.
PAGE_SUFFIXES: Final = (".html", ".htm", ".xhtml", ".j2", ".jinja", ".jinja2")
_NAMED_WHOLE: Final = (*PAGE_SUFFIXES, ".js", ".mjs")

Location = tuple[
    str, ...
]  # the parts of a module's path: its folder, and its own name unless it is a package


def split(path: str) -> tuple[tuple[str, ...], str]:
    """The folder parts and the module's own name ("" for `__init__.py`) of a display path."""
    parts = tuple(part for part in path.replace("\\", "/").split("/") if part not in {"", "."})
    if not parts:
        return (), path
    stem = parts[-1] if parts[-1].endswith(_NAMED_WHOLE) else parts[-1].rpartition(".")[0] or parts[-1]
    return parts[:-1], "" if stem == "__init__" else stem


def packages_of(paths: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """The folders that are packages: an `__init__.py` in the top folder, or in one whose name is no name, makes none."""
    return frozenset(
        folder for folder, stem in map(split, paths) if stem == "" and folder and folder[-1].isidentifier()
    )


def module_name(path: str, packages: frozenset[tuple[str, ...]]) -> str:
    """The dotted name of the file at `path`, from its topmost package down."""
    folder, stem = split(path)
    start = len(folder)
    while start > 0 and folder[:start] in packages:
        start -= 1
    names = [*folder[start:], stem] if stem else list(folder[start:])
    return ".".join(names) or (folder[-1] if folder else path)


@final
class ModuleIndex:
    """Finds modules by absolute and relative names."""

    def __init__(
        self, modules: Iterable[ModuleSymbol], packages: frozenset[Location], outside: frozenset[str]
    ) -> None:
        """`outside` are the top-level modules of the standard library."""
        self._packages = packages
        self._outside = outside
        self._by_location: dict[Location, ModuleSymbol] = {}
        self._by_last: dict[str, list[tuple[Location, ModuleSymbol]]] = {}
        self._locations: dict[ModuleSymbol, Location] = {}
        self._namespaces: set[Location] = set()  # folders that are no packages but hold modules, however deep
        self._found: dict[tuple[ModuleSymbol, str], ModuleSymbol | None] = {}
        for symbol in modules:
            folder, stem = split(symbol.module.path)
            location = (*folder, stem) if stem else folder
            self._locations[symbol] = location
            if location in self._by_location and not symbol.is_package:
                continue  # a package shadows a module of the same name
            self._by_location[location] = symbol
            while folder and folder not in self._namespaces:
                self._namespaces.add(folder)
                folder = folder[:-1]
        for location, symbol in sorted(self._by_location.items()):
            if location:
                self._by_last.setdefault(location[-1], []).append((location, symbol))

    def relative(self, importer: ModuleSymbol, level: int, name: str) -> ModuleSymbol | None:
        """The module that `from <level dots>name import ...` names in `importer`."""
        folder = importer.directory
        if level - 1 > len(folder):
            return None
        base = folder[: len(folder) - (level - 1)]
        return self._at((*base, *name.split(".")) if name else base)

    def submodule(self, package: ModuleSymbol, name: str) -> ModuleSymbol | None:
        """The module `name` directly in `package`."""
        return self._at((*package.directory, name)) if package.is_package else None

    def below(self, package: ModuleSymbol) -> list[ModuleSymbol]:
        """The modules that lie directly in `package`."""
        folder = package.directory
        return (
            [symbol for location, symbol in sorted(self._by_location.items()) if location[:-1] == folder]
            if package.is_package
            else []
        )

    def binding(self, names: Sequence[tuple[int, str]]) -> Iterator[ModuleSymbol]:
        """The modules that bind one of the names."""
        return (symbol for symbol in self._locations if any(name in symbol.bindings for name in names))

    def absolute(self, importer: ModuleSymbol, name: str) -> ModuleSymbol | None:
        """The module that `import name` names in `importer`, if it is one of the program."""
        key = (importer, name)
        if key not in self._found:
            self._found[key] = self._nearest(importer, tuple(name.split(".")))
        return self._found[key]

    def top(self, importer: ModuleSymbol, name: str) -> ModuleSymbol | None:
        """What `import a.b.c` binds: the module `a` in which `a.b.c` lies."""
        first, _, rest = name.partition(".")
        source = self.absolute(importer, name)
        if source is None or not rest:
            return source or self.absolute(importer, first)
        return self._at(self._locations[source][: -len(rest.split("."))])

    def _nearest(self, importer: ModuleSymbol, parts: Location) -> ModuleSymbol | None:
        found: list[tuple[int, Location, ModuleSymbol]] = []
        below: list[tuple[int, Location, ModuleSymbol]] = []
        for location, symbol in self._by_last.get(parts[-1], ()):
            root = location[: len(location) - len(parts)]
            if location[len(root) :] != parts or symbol is importer:
                continue
            if root in self._packages and root != importer.directory:
                # The name would have to start higher up, unless the program is started in the middle.
                if len(parts) > 1 and importer.directory[: len(root) + 1] == (*root, parts[0]):
                    below.append((-len(root), location, symbol))
                continue
            if self._may_import(importer, root, parts, symbol):
                found.append((-_common(root, importer.directory), location, symbol))
        candidates = found or below
        return min(candidates, key=lambda entry: entry[:2])[2] if candidates else None

    def _may_import(
        self, importer: ModuleSymbol, root: Location, parts: Location, symbol: ModuleSymbol
    ) -> bool:
        folder = importer.directory
        if parts[0] in self._outside:
            is_own = folder[: len(root) + 1] == (*root, parts[0])
            return is_own or (root == folder and folder not in self._packages)
        if len(parts) > 1 or symbol.is_package:
            return True
        return root == folder[: len(root)] or (root != () and root[-1] in _ROOTS)

    def _at(self, location: Location) -> ModuleSymbol | None:
        symbol = self._by_location.get(location)
        if symbol is None and location in self._namespaces and location not in self._packages:
            module = Module("/".join((*location, "")))
            symbol = ModuleSymbol(module, location[-1], location, Role.APPLICATION, is_package=True)
            self._by_location[location] = symbol
            self._locations[symbol] = location
        return symbol


def _common(left: Location, right: Location) -> int:
    """How many parts both begin with."""
    return next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
