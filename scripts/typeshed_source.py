"""Reads typeshed's stub files into scopes whose names know on which Pythons and platforms they exist.

if sys.version_info >= (3, 11):          `shuffle` has two definitions; each holds the set of
    def shuffle(self, x): ...            environments in which it is the one, as one int: a bit for
else:                                    each (version, platform).
    def shuffle(self, x, random=None): ...
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MINORS = range(8, 16)  # 3.8 is the oldest Python that reviewed code may still be written for
PLATFORMS = ("linux", "darwin", "win32", "other")


def environments(minors: range = MINORS, platforms: tuple[str, ...] = PLATFORMS) -> int:
    """The set of environments as bits: every given minor version on every given platform."""
    mask = 0
    for minor in minors:
        for platform in platforms:
            if minor in MINORS:
                mask |= 1 << (MINORS.index(minor) * len(PLATFORMS) + PLATFORMS.index(platform))
    return mask


ALL = environments()


def holds(test: ast.expr) -> int:
    """The environments in which a stub's condition is true.

    Raises ValueError for a condition that is about neither version nor platform.
    """
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            mask = ALL
            for value in values:
                mask &= holds(value)
            return mask
        case ast.BoolOp(op=ast.Or(), values=values):
            mask = 0
            for value in values:
                mask |= holds(value)
            return mask
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return ALL & ~holds(operand)
        case ast.Name(id="TYPE_CHECKING"):
            return ALL
        case ast.Compare(left=ast.Attribute(attr="version_info"), ops=[op], comparators=[bound]):
            return _versions(op, ast.literal_eval(bound))
        case ast.Compare(
            left=ast.Attribute(attr="platform"), ops=[op], comparators=[ast.Constant(value=str(name))]
        ):
            here = environments(platforms=(name,)) if name in PLATFORMS else 0
            return ALL & ~here if isinstance(op, ast.NotEq) else here
    raise ValueError(f"a condition of another kind: {ast.unparse(test)}")


def _versions(op: ast.cmpop, bound: tuple[int, ...]) -> int:
    threshold = bound[1] if bound[0] == 3 else 0
    at_least = environments(range(max(threshold, MINORS.start), MINORS.stop))
    if isinstance(op, ast.GtE):
        return at_least
    if isinstance(op, ast.Lt):
        return ALL & ~at_least
    raise ValueError(f"a version compared by {type(op).__name__}")


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that an import binds: the module, or one name of it."""

    module: str
    name: str | None
    is_exported: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A name with an annotation, a value or both."""

    name: str
    annotation: ast.expr | None
    value: ast.expr | None


@dataclass(slots=True)
class Scope:
    """The names that a module or a class body binds, each with its definitions in order."""

    module: str
    qualname: str
    parent: "Scope | None"
    names: dict[str, list["Definition"]] = field(default_factory=dict)
    exports: set[str] = field(default_factory=set)  # `__all__`
    stars: list[tuple[int, str]] = field(default_factory=list)  # environments, module

    @property
    def path(self) -> str:
        """The dotted path of what the scope belongs to."""
        return f"{self.module}.{self.qualname}" if self.qualname else self.module


@dataclass(frozen=True, slots=True)
class ClassBody:
    """A class statement and the scope of its body."""

    node: ast.ClassDef
    scope: Scope


Definition = tuple[int, ast.FunctionDef | ast.AsyncFunctionDef | ClassBody | Imported | Value]
Target = tuple[int, Scope, Definition | None]  # a name found: environments, where; no definition: the module


class Typeshed:
    """One typeshed: its modules, parsed when first asked for, and what a name means in them."""

    def __init__(self, root: Path, supported: int) -> None:
        """`supported` are the environments for which this typeshed is written."""
        self.root = root
        self.supported = supported
        self._ranges = dict(_ranges(root / "VERSIONS"))
        self._modules: dict[str, Scope | None] = {}

    def modules(self) -> Iterator[str]:
        """Every module of the standard library, sorted."""
        found: list[str] = []
        for path in self.root.rglob("*.pyi"):
            parts = path.relative_to(self.root).with_suffix("").parts
            if parts[0].partition(".")[0] in self._ranges or parts[0] == "_typeshed":
                found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
        yield from sorted(found)

    def module(self, name: str) -> Scope | None:
        """The scope of a module, or None if there is no such module."""
        if name not in self._modules:
            path = self.root.joinpath(*name.split("."))
            is_package = (path / "__init__.pyi").exists()
            file = path / "__init__.pyi" if is_package else path.with_suffix(".pyi")
            self._modules[name] = _read(file, name, self._exists_in(name)) if file.exists() else None
        return self._modules[name]

    def _exists_in(self, module: str) -> int:
        mask = self.supported
        while module:
            mask &= self._ranges.get(module, ALL)
            module = module.rpartition(".")[0]
        return mask

    def lookup(self, scope: Scope, name: str, mask: int) -> list[Target]:
        """What a name means in a scope, in the given environments, behind all imports."""
        return list(self._lookup(scope, name, mask, frozenset()))

    def resolve(self, scope: Scope, name: str, mask: int) -> list[Target]:
        """What a name means to code in a scope: its own names, the enclosing ones, then the built-in ones."""
        where: Scope | None = scope
        while where is not None:
            if found := self.lookup(where, name, mask):
                return found
            where = where.parent
        builtins = self.module("builtins")
        return self.lookup(builtins, name, mask) if builtins is not None else []

    def _lookup(
        self, scope: Scope, name: str, mask: int, seen: frozenset[tuple[str, str]]
    ) -> Iterator[Target]:
        key = (scope.path, name)
        if key in seen:
            return
        seen |= {key}
        for definition in scope.names.get(name, ()):
            here, what = mask & definition[0], definition[1]
            if not here:
                continue
            if not isinstance(what, Imported):
                yield here, scope, definition
                continue
            module = self.module(what.module)
            if what.name is None:
                if module is not None:
                    yield here, module, None
                continue
            found = list(self._lookup(module, what.name, here, seen)) if module is not None else []
            if not found and (submodule := self.module(f"{what.module}.{what.name}")) is not None:
                found = [(here, submodule, None)]
            yield from found
        for star, module_name in scope.stars:
            module = self.module(module_name)
            if mask & star and module is not None and is_starred(module, name):
                yield from self._lookup(module, name, mask & star, seen)

    def starred(self, scope: Scope) -> Iterator[str]:
        """The names that a scope has only through `from x import *`."""
        for _, module_name in scope.stars:
            module = self.module(module_name)
            if module is not None:
                names = {*module.names, *self.starred(module)}
                yield from (name for name in sorted(names) if is_starred(module, name))


def is_starred(module: Scope, name: str) -> bool:
    """Whether `from module import *` binds a name that the module has."""
    if module.exports:
        return name in module.exports
    imported = all(
        isinstance(what, Imported) and not what.is_exported for _, what in module.names.get(name, ())
    )
    return not name.startswith("_") and (not imported or name not in module.names)


def _ranges(versions: Path) -> Iterator[tuple[str, int]]:
    """Module and environments, from lines such as `asyncore: 3.0-3.11`."""
    for line in versions.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text:
            name, _, span = text.partition(":")
            first, _, last = span.strip().partition("-")
            start = int(first.split(".")[1])
            stop = int(last.split(".")[1]) + 1 if last else MINORS.stop
            yield name, environments(range(start, stop))


def _read(file: Path, name: str, mask: int) -> Scope:
    scope = Scope(name, "", None)
    package = name if file.name == "__init__.pyi" else name.rpartition(".")[0]
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    _bind(scope, package, tree.body, mask)
    return scope


def _bind(scope: Scope, package: str, body: list[ast.stmt], mask: int) -> None:
    """Add what statements bind in the environments of `mask`."""
    for node in body:
        match node:
            case ast.If(test=test, body=then, orelse=otherwise):
                true = holds(test)
                _bind(scope, package, then, mask & true)
                _bind(scope, package, otherwise, mask & ~true)
            case _ if not mask:
                continue
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                scope.names.setdefault(node.name, []).append((mask, node))
            case ast.ClassDef(name=name):
                inner = Scope(scope.module, f"{scope.qualname}.{name}".lstrip("."), scope)
                _bind(inner, package, node.body, mask)
                scope.names.setdefault(name, []).append((mask, ClassBody(node, inner)))
            case ast.Import(names=aliases):
                for alias in aliases:
                    module = alias.name if alias.asname else alias.name.partition(".")[0]
                    bound = Imported(module, None, alias.asname == alias.name)
                    scope.names.setdefault(alias.asname or module, []).append((mask, bound))
            case ast.ImportFrom(names=aliases):
                source = _absolute(package, node)
                for alias in aliases:
                    if alias.name == "*":
                        scope.stars.append((mask, source))
                        continue
                    bound = Imported(source, alias.name, alias.asname == alias.name)
                    scope.names.setdefault(alias.asname or alias.name, []).append((mask, bound))
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AugAssign(target=ast.Name(id="__all__"), value=value)
            ):
                scope.exports.update(_strings(value))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name):
                        scope.names.setdefault(target.id, []).append((mask, Value(target.id, None, value)))
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=assigned):
                scope.names.setdefault(name, []).append((mask, Value(name, annotation, assigned)))


def _absolute(package: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _strings(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.List | ast.Tuple):
        for item in value.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield item.value
