"""Which file an import names: dotted module names over packages, src layouts and several roots in one tree.

    repo/src/app/__init__.py          module `app`        (the package's own folder is the top one)
    repo/src/app/models.py            module `app.models`
    repo/tools/check.py               module `check`, found only from files beside it

A folder with `__init__.py` is part of its parent's package. Elsewhere a dotted name may start at any folder, so
namespace packages resolve too; where several files fit, the one nearest to the importing file is taken.
"""

from collections.abc import Iterable
from typing import final

from entasis.program.symbols import ModuleSymbol


def split(path: str) -> tuple[tuple[str, ...], str]:
    """The folder parts and the module's own name ("" for `__init__.py`) of a display path."""
    parts = tuple(part for part in path.replace("\\", "/").split("/") if part not in {"", "."})
    if not parts:
        return (), path
    stem = parts[-1].rpartition(".")[0] or parts[-1]
    return parts[:-1], "" if stem == "__init__" else stem


def packages_of(paths: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """The folders that hold an `__init__.py`."""
    return frozenset(folder for folder, stem in map(split, paths) if stem == "")


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

    def __init__(self, modules: Iterable[ModuleSymbol], packages: frozenset[tuple[str, ...]]) -> None:
        self._packages = packages
        self._by_location: dict[tuple[str, ...], ModuleSymbol] = {}
        self._by_last: dict[str, list[tuple[tuple[str, ...], ModuleSymbol]]] = {}
        for symbol in modules:
            folder, stem = split(symbol.module.path)
            location = (*folder, stem) if stem else folder
            if location in self._by_location and not symbol.is_package:
                continue  # a package shadows a module of the same name
            self._by_location[location] = symbol
        for location, symbol in sorted(self._by_location.items()):
            if location:
                self._by_last.setdefault(location[-1], []).append((location, symbol))

    def relative(self, importer: ModuleSymbol, level: int, name: str) -> ModuleSymbol | None:
        """The module that `from <level dots>name import ...` names in `importer`."""
        folder = importer.directory
        if level - 1 > len(folder):
            return None
        base = folder[: len(folder) - (level - 1)]
        return self._by_location.get((*base, *name.split(".")) if name else base)

    def absolute(self, importer: ModuleSymbol, name: str) -> ModuleSymbol | None:
        """The module that `import name` names in `importer`, if it is one of the program."""
        parts = tuple(name.split("."))
        found: list[tuple[int, tuple[str, ...], ModuleSymbol]] = []
        for location, symbol in self._by_last.get(parts[-1], ()):
            root = location[: len(location) - len(parts)]
            if location[len(root) :] != parts or symbol is importer:
                continue
            if root in self._packages and root != importer.directory:
                continue  # the name would have to start higher up
            is_beside = root == importer.directory[: len(root)]
            common = next(
                (i for i, (a, b) in enumerate(zip(root, importer.directory, strict=False)) if a != b),
                min(len(root), len(importer.directory)),
            )
            if len(parts) == 1 and not symbol.is_package and not is_beside:
                continue  # a lone file is importable only from where it lies, or below
            found.append((-common, location, symbol))
        return min(found, key=lambda entry: entry[:2])[2] if found else None
