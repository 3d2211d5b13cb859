"""What `entasis models check` prints: whether each row of the models is true, and which rows nothing can ask for.

A row is held against the compiled stubs of the standard library, and against the library itself where it is installed
beside Entasis: that is imported, so it is a matter for whoever keeps models, and no review does it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from entasis.models.check import Finder, Standing, StubFinder, Verdict, check
from entasis.models.installed import DistributedFinder
from entasis.models.loader import Models, load_models
from entasis.models.own import Own
from entasis.models.reader import Library, ModelError
from entasis.models.stubs import StubIndex
from entasis.rules import all_rules
from entasis.rules.rule import TaintRule


class Account(Struct, frozen=True):
    """The verdicts on the rows, and the dead ones with the reason."""

    verdicts: tuple[Verdict, ...]
    dead: tuple[tuple[str, str, str], ...]  # library, row, reason

    @property
    def is_wrong(self) -> bool:
        """Whether some row is not true."""
        return any(verdict.standing is Standing.WRONG for verdict in self.verdicts)

    def lines(self, *, everything: bool) -> Iterator[str]:
        """The wrong rows, those that nobody could look at or all of them, the dead ones, and the counts."""
        for verdict in self.verdicts:
            if everything or verdict.standing is not Standing.VERIFIED:
                note = f": {verdict.note}" if verdict.note else ""
                yield f"{verdict.standing.name:<10}  {verdict.library}: {verdict.table} {verdict.api}{note}"
        yield from (f"DEAD        {library}: {row}: {reason}" for library, row, reason in self.dead)
        counts = Counter(verdict.standing for verdict in self.verdicts)
        listed = ", ".join(f"{counts[standing]:,} {standing.value}" for standing in Standing)
        yield f"{len(self.verdicts):,} rows: {listed}; {len(self.dead):,} dead"


def account(own: Sequence[Own] = ()) -> Account:
    """The account of the models that ship, or of the user's own. Raises ModelError if they have not the form of models."""
    models = load_models((), (), own)
    finders: list[Finder] = [StubFinder(StubIndex.load()), DistributedFinder()]
    names = {one.library.name for one in own}
    verdicts = [v for v in check(models, finders) if not own or v.library in names]
    libraries = [library for library in models.files.every() if not own or library.name in names]
    reported = {sink for rule in all_rules() if isinstance(rule, TaintRule) for sink in rule.sinks}
    reported.update(sink for one in own for rule in one.rules for sink in rule.sinks)
    return Account(tuple(verdicts), tuple(_dead(models, libraries, reported)))


def _dead(models: Models, libraries: Iterable[Library], reported: set[str]) -> Iterator[tuple[str, str, str]]:
    """The rows that no review can come to, or that no rule looks at."""
    seen: set[object] = set()
    # What makes a rule say nothing is looked at as well.
    looked_at = reported.union(*(kind.unless for kind in models.kinds.values() if kind.name in reported))
    for library in libraries:
        for sink in library.sinks:
            row = f"[[sink]] {sink.api} {sink.port}"
            if not any(_is_alike(sink.kind, name) for name in looked_at):
                yield library.name, row, f"no rule reports the kind {sink.kind!r}"
            if (sink.api, sink.port, sink.kind, sink.when) in seen:
                yield library.name, row, "it is said twice"
            seen.add((sink.api, sink.port, sink.kind, sink.when))
        for table, api in _named(library):
            canonical = models.canonical(api)
            if canonical != api:
                yield library.name, f"[[{table}]] {api}", f"it is only known as {canonical}"


def _is_alike(kind: str, other: str) -> bool:
    """Whether one is the other, or one of its states."""
    return kind == other or kind.startswith(f"{other}.") or other.startswith(f"{kind}.")


def _named(library: Library) -> Iterator[tuple[str, str]]:
    """Each table and API of the file that is looked up by a canonical path."""
    for table, rows in (
        ("use", library.uses),
        ("type", library.types),
        ("source", library.sources),
        ("sink", library.sinks),
        ("sanitizer", library.sanitizers),
        ("guard", library.guards),
        ("flow", library.flows),
        ("entry", library.entries),
    ):
        yield from dict.fromkeys((table, row.api.removesuffix(".*")) for row in rows)


__all__ = ["Account", "ModelError", "account"]
