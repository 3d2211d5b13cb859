"""Looks up names of the standard library in the stub index that ships with Entasis.

    index = StubIndex.load()
    index.find("unittest.TestCase.fail")      the function defined at unittest.case.TestCase.fail
    index.member("io.StringIO", "readlines")  looks through the bases: typing.IO.readlines
    index.constructor("threading.Lock")       how the class may be called

The data is one line a module, sorted: its name, a tab, and its entries as JSON. Loading only splits the lines;
a module is decoded when one of its names is first asked for, a name when it is asked for itself. Nothing is
ever imported: the index was compiled from typeshed by `scripts/compile_stubs.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from entasis.limits import RESOLUTION_DEPTH
from entasis.models.stubs import text
from entasis.models.stubs.entries import (
    Alternative,
    FunctionKind,
    StubAttribute,
    StubClass,
    StubEntry,
    StubFunction,
    StubModule,
)
from entasis.models.stubs.text import HEADER, RawEntry
from entasis.signature import Signature

DATA = Path(__file__).with_name("stdlib.txt")

OBJECT = "builtins.object"
TYPE = "builtins.type"
UNKNOWN = ""


class StubIndex:
    """The stubs of a library. Answers are remembered; they depend on the data alone."""

    __slots__ = ("_classes", "_constructors", "_found", "_lines", "_members", "_modules", "_orders")

    def __init__(self, data: bytes) -> None:
        """`data` is the text form that `scripts/compile_stubs.py` writes."""
        self._lines: dict[str, bytes] = {}
        for line in data.splitlines():
            name, _, entries = line.partition(b"\t")
            self._lines[name.decode()] = entries
        self._modules: dict[str, Mapping[str, RawEntry]] = {}
        self._classes: dict[str, Mapping[str, RawEntry]] = {}
        self._found: dict[str, StubEntry | None] = {}
        self._orders: dict[str, tuple[str, ...]] = {}
        self._members: dict[tuple[str, str], StubEntry | None] = {}
        self._constructors: dict[str, tuple[Alternative, ...] | None] = {}

    @classmethod
    def load(cls) -> "StubIndex":
        """The index of the standard library."""
        return cls(DATA.read_bytes())

    def modules(self) -> tuple[str, ...]:
        """The paths of all modules, sorted."""
        return tuple(self._lines)

    def find(self, path: str) -> StubEntry | None:
        """What a dotted path names, behind all aliases, or None if the library has no such name.

        A member of a class may be inherited (`logging.FileHandler.emit`), and a variable stands for its value
        where its type is known: `sys.stdout.write` and `random.choice` are bound methods, that is, functions.
        """
        return self._find(path, RESOLUTION_DEPTH.bound)

    def canonical(self, path: str) -> str | None:
        """Where what a path names is defined: `posixpath.join` for `os.path.join`."""
        entry = self.find(path)
        return None if entry is None else entry.path

    def is_class(self, path: str) -> bool:
        """Whether a path names a class."""
        return isinstance(self.find(path), StubClass)

    def mro(self, class_path: str) -> tuple[str, ...]:
        """A class and its bases in the order in which Python looks for members; `()` if it is no class.

        The paths are canonical. A base that is not known is `""`: what is found behind it may be overridden.
        """
        entry = self.find(class_path)
        return self._order(entry.path, frozenset()) if isinstance(entry, StubClass) else ()

    def member(self, class_path: str, name: str) -> StubEntry | None:
        """What an attribute of a class is, wherever in its bases it is defined; None if that is not known."""
        key = (class_path, name)
        if key not in self._members:
            self._members[key] = self._find_member(class_path, name)
        return self._members[key]

    def _find_member(self, class_path: str, name: str) -> StubEntry | None:
        for owner in self.mro(class_path):
            if owner == UNKNOWN:
                return None
            if owner not in self._classes:
                self.find(owner)
            raw = self._classes[owner].get(name) if name else None
            if raw is not None:
                return self._entry(raw, f"{owner}.{name}", RESOLUTION_DEPTH.bound)
        return None

    def maker(self, class_path: str) -> StubFunction | None:
        """The `__init__` or `__new__` that a call of a class goes to, whichever its MRO has first.

        Where a class has both, Python passes the arguments to both, so a call that does not fit the one that is
        answered here (`__init__`) fails. None if neither is known, or there is only that of `object`.
        """
        for owner in self.mro(class_path):
            if owner in (OBJECT, UNKNOWN):
                return None
            for name in ("__init__", "__new__"):
                if name in self._classes[owner]:
                    found = self.member(owner, name)
                    return found if isinstance(found, StubFunction) else None
        return None

    def constructor(self, class_path: str) -> tuple[Alternative, ...] | None:
        """How a class may be called, without `self`: as its `maker`, or with nothing if it has none.

        None if the class or one of its bases is not known, or if its metaclass makes of a call what it likes,
        as that of `Enum` does.
        """
        if class_path not in self._constructors:
            self._constructors[class_path] = self._find_constructor(class_path)
        return self._constructors[class_path]

    def _find_constructor(self, class_path: str) -> tuple[Alternative, ...] | None:
        owners = self.mro(class_path)
        if not owners or UNKNOWN in owners or self._is_called_by_metaclass(owners):
            return None
        maker = self.maker(class_path)
        if maker is None:
            return (Alternative(Signature(), ("Self",)),)
        return tuple(replace(a, signature=a.signature.bound()) for a in maker.alternatives)

    def _is_called_by_metaclass(self, owners: Sequence[str]) -> bool:
        for owner in owners:
            entry = self.find(owner)
            assert isinstance(entry, StubClass)
            for above in self.mro(entry.metaclass) if entry.metaclass else ():
                if above not in (TYPE, OBJECT) and (above == UNKNOWN or "__call__" in self._classes[above]):
                    return True
        return False

    def _find(self, path: str, hops: int) -> StubEntry | None:
        if path not in self._found:
            self._found[path] = self._look_up(path, hops)
        return self._found[path]

    def _look_up(self, path: str, hops: int) -> StubEntry | None:
        """The longest prefix that is a module comes first: `os.path` is one, and `os` has a `path` too."""
        if hops == 0:
            return None
        for module, names in _splits(path):
            entries = self._entries(module)
            if entries is None:
                continue
            entry: StubEntry | None = self._module(module, entries) if not names else None
            if names and names[0] in entries:
                entry = self._entry(entries[names[0]], f"{module}.{names[0]}", hops - 1)
                for name in names[1:]:
                    entry = self._attribute(entry, name, hops - 1)
            if entry is not None:
                return entry
        return None

    def _entries(self, module: str) -> Mapping[str, RawEntry] | None:
        if module not in self._modules:
            if module not in self._lines:
                return None
            self._modules[module] = msgspec.json.decode(self._lines[module])
        return self._modules[module]

    def _module(self, path: str, entries: Mapping[str, RawEntry]) -> StubModule:
        header = entries.get(HEADER)
        path = text.parse_alias(header)[0] if isinstance(header, str) else path
        return StubModule(path, tuple(name for name in entries if name != HEADER))

    def _attribute(self, entry: StubEntry | None, name: str, hops: int) -> StubEntry | None:
        """What `.name` of an entry is."""
        match entry:
            case StubClass(path=path):
                return self.member(path, name)
            case StubModule(path=path):
                return self._find(f"{path}.{name}", hops)
            case StubAttribute(types=types) | StubFunction(kind=FunctionKind.PROPERTY, returns=types):
                paths = [path for path in types if path != "None"]
                return _bound(self.member(paths[0], name)) if len(paths) == 1 else None
        return None

    def _entry(self, raw: RawEntry, path: str, hops: int) -> StubEntry | None:
        if isinstance(raw, dict):
            header = raw[HEADER]
            assert isinstance(header, str)
            bases, metaclass = text.parse_header(header)
            self._classes[path] = raw
            return StubClass(path, bases, metaclass, tuple(name for name in raw if name != HEADER))
        if raw.startswith(text.ALIAS):
            return _joined([self._find(target, hops) for target in text.parse_alias(raw)])
        if raw.startswith(text.ATTRIBUTE):
            return StubAttribute(path, text.parse_types(raw[2:]))
        return StubFunction(path, *text.parse_function(raw))

    def _order(self, path: str, below: frozenset[str]) -> tuple[str, ...]:
        """The MRO of the class defined at a path; `below` are the classes of which it is a base."""
        if path in (UNKNOWN, OBJECT) or path in below:
            return (path,)
        if path not in self._orders:
            entry = self.find(path)
            if not isinstance(entry, StubClass):
                return (UNKNOWN,)
            bases = [base if base == UNKNOWN else self.canonical(base) or UNKNOWN for base in entry.bases]
            orders = [self._order(base, below | {path}) for base in bases or [OBJECT]]
            above = (owner for owner in _merged(orders, bases) if owner != OBJECT)
            self._orders[path] = (path, *above, OBJECT)
        return self._orders[path]


def _splits(path: str) -> Iterator[tuple[str, list[str]]]:
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        yield ".".join(parts[:end]), parts[end:]


def _bound(entry: StubEntry | None) -> StubEntry | None:
    """A method that was taken from an object is a plain function."""
    if isinstance(entry, StubFunction) and entry.kind in (FunctionKind.METHOD, FunctionKind.CLASS_METHOD):
        alternatives = tuple(replace(a, signature=a.signature.bound()) for a in entry.alternatives)
        return replace(entry, kind=FunctionKind.FUNCTION, alternatives=alternatives)
    return entry


def _joined(entries: Sequence[StubEntry | None]) -> StubEntry | None:
    """One answer for a name that stands for several definitions, by platform or version: the usual one first.

    Functions can be called as any of them, variables may have the types of any.
    """
    known = [entry for entry in entries if entry is not None]
    if not known:
        return None
    first = known[0]
    if isinstance(first, StubFunction) and len(known) > 1:
        alternatives = dict.fromkeys(
            a for entry in known if isinstance(entry, StubFunction) for a in entry.alternatives
        )
        return replace(first, alternatives=tuple(alternatives))
    if isinstance(first, StubAttribute) and len(known) > 1:
        types = dict.fromkeys(t for entry in known if isinstance(entry, StubAttribute) for t in entry.types)
        return replace(first, types=tuple(types))
    return first


def _merged(orders: Sequence[Sequence[str]], bases: Sequence[str]) -> list[str]:
    """The C3 merge of the bases' orders.

    Bases that come from different versions need not agree on one; then the first that is left goes first.
    """
    rows = [list(row) for row in (*orders, bases) if row]
    merged: list[str] = []
    while rows:
        tails = {path for row in rows for path in row[1:]}
        chosen = next((row[0] for row in rows if row[0] not in tails), rows[0][0])
        merged.append(chosen)
        rows = [left for row in rows if (left := [path for path in row if path != chosen])]
    return merged
