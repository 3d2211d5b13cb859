"""The memory that outlives calls: in which of it data from outside lies, and which reading sees which writing.

class Problem(Exception):
    def __init__(self, text): self.text = text
A `Timeout(Problem)` made of a header leaves data in the `text` of a `Timeout`: who catches a `Problem` or a `Timeout`
may read it, who catches another kind of `Problem` does not.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Final, final

from entasis.analyses.taint.summary import Relation, SharedOrigin
from entasis.limits import SHARED_HOPS
from entasis.program.evaluate import Evaluator
from entasis.program.symbols import ClassSymbol

NOTHING_OUTSIDE: Final = SHARED_HOPS.bound + 1  # the length of a way that does not come from outside

_Name = tuple[str, str, bool]


@final
class SharedMemory:
    """What is known of the memory of one program. Origins are looked at without the port by which they are reached."""

    def __init__(self, evaluator: Evaluator, most: int) -> None:
        """`most`: what has come through more memories is not kept."""
        self._evaluator = evaluator
        self._most = most
        self._lengths: dict[SharedOrigin, int] = {}  # through how much of it the data has come at least
        self._written: dict[_Name, list[SharedOrigin]] = {}  # those with data from outside, by name
        self._known: dict[SharedOrigin, int] = {}  # what was asked for, until more is written
        self._keys: dict[tuple[object, str], list[str]] = {}
        self._columns: dict[Relation, list[str]] = {}
        self.too_far: set[SharedOrigin] = set()
        self.changes: Counter[Hashable] = Counter()  # how often more was written, by name or table
        self.asked: dict[
            Hashable, int
        ] = {}  # what whoever is being summarised has asked for, and the changes then

    def __len__(self) -> int:
        """How many memories hold data from outside."""
        return len(self._lengths)

    def is_tainted(self, origin: SharedOrigin) -> bool:
        """Whether somebody left data from outside where `origin` reads."""
        return self.may_be_tainted(origin.name) and self.length(origin) <= SHARED_HOPS.bound

    def may_be_tainted(self, name: str) -> bool:
        """Whether somebody left data from outside in some memory of that name."""
        changes = self.asked[name] = self.changes.get(name, 0)
        return changes > 0

    def length(self, origin: SharedOrigin) -> int:
        """Through how many memories the data has come that is read there; more than the bound if there is none."""
        found = self._known.get(origin)
        if found is None:
            plain = origin.plain
            found = min((self._lengths[written] for written in self.seen(plain)), default=NOTHING_OUTSIDE)
            self._known[origin] = found
        return found

    def add(self, origin: SharedOrigin, length: int) -> bool:
        """Data from outside that came through `length` memories was left there; whether that was not yet known."""
        plain = origin.plain
        old = self._lengths.get(plain)
        if old is not None and old <= length:
            return False
        if length > self._most:
            self.too_far.add(plain)
            return False
        self.too_far.discard(plain)
        self._lengths[plain] = length
        self._known.clear()
        self.changes[plain.name] += 1
        if old is None:
            self._written.setdefault(_name(plain), []).append(plain)
            if isinstance(plain.of, Relation):
                self._columns.setdefault(plain.of, []).append(plain.name)
                self.changes[plain.of] += 1
            if plain.key:
                self._keys.setdefault((plain.of, plain.name), []).append(plain.key)
        return True

    def keys(self, origin: SharedOrigin) -> Sequence[str]:
        """The selectors of the elements that are tainted, of what lies there."""
        self.asked[origin.name] = self.changes[origin.name]
        return self._keys.get((origin.of, origin.name), ())

    def names(self, table: Relation) -> Sequence[str]:
        """The columns of the table in which data from outside lies."""
        self.asked[table] = self.changes[table]
        return self._columns.get(table, ())

    def seen(self, read: SharedOrigin) -> Iterator[SharedOrigin]:
        """The tainted memory that a reading of `read` may mean."""
        for written in self._written.get(_name(read), ()):
            if self.may_be(written, read):
                yield written

    def may_be(self, written: SharedOrigin, read: SharedOrigin) -> bool:
        """Whether what is left in `written` may be found in `read`: an object of a class may be one of a class below."""
        if _name(written) != _name(read):
            return False
        one, other = written.of, read.of
        if one is other:
            return True
        if isinstance(one, Relation):
            return one == other
        if not isinstance(one, ClassSymbol) or not isinstance(other, ClassSymbol):
            return False
        above = self._evaluator.mro
        return one in above(other) or (not read.is_class and other in above(one))


def _name(origin: SharedOrigin) -> _Name:
    return origin.name, origin.key, origin.is_class
