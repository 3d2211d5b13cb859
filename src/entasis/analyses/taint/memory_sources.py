"""Whose data lies in shared memory: from what is read there back through what was left there, to the sources."""

from collections.abc import Callable, Mapping
from typing import final

from entasis.analyses.taint.bits import Kinds
from entasis.analyses.taint.shared import SharedMemory
from entasis.analyses.taint.summary import Flow, Origin, SharedOrigin, SourceOrigin
from entasis.program.symbols import FunctionSymbol

_Writing = tuple[SharedOrigin, FunctionSymbol, Flow]
_Left = tuple[tuple[tuple[SourceOrigin, int], ...], tuple[tuple[SharedOrigin, int], ...]]


@final
class MemorySources:
    """What each function left in `shared` memory when all is summarised; `source` gives the source that an origin is."""

    def __init__(
        self,
        memory: SharedMemory,
        shared: Mapping[FunctionSymbol, Mapping[SharedOrigin, Flow]],
        order: Mapping[FunctionSymbol, object],
        source: Callable[[FunctionSymbol, Origin], SourceOrigin | None],
        kinds: Kinds,
    ) -> None:
        self._memory = memory
        self._kinds = kinds
        self._source = source
        self._writings: dict[str, list[_Writing]] = {}
        for function in order:
            for origin, flow in shared.get(function, {}).items():
                self._writings.setdefault(origin.name, []).append((origin.plain, function, flow))
        self._known: dict[SharedOrigin, _Left] = {}

    def of(self, origin: SharedOrigin, group: int) -> list[tuple[SourceOrigin, int]]:
        """The sources whose data may be read there, dangerous for one of the kinds in `group`, the nearest first, with
        what is left of the group on all ways together.

        What was cleaned for a kind before it was put there is clean for it.
        """
        found: dict[SourceOrigin, int] = {}
        known = self._kinds.known
        harm = ~self._kinds.aside
        pending = [(origin.plain, group & (harm | known))]
        seen = set(pending)
        for current, wanted in pending:
            sources, memories = self._left_in(current)
            for source, left in sources:
                if left & wanted & harm:
                    found[source] = found.get(source, 0) | left & wanted
            for memory, left in memories:
                further = (memory, left & wanted)
                if left & wanted & harm and further not in seen:
                    seen.add(further)
                    pending.append(further)
        return list(found.items())

    def _left_in(self, read: SharedOrigin) -> "_Left":
        """The sources whose data was put there, and the memory from which it was, each with its kinds."""
        known = self._known.get(read)
        if known is None:
            sources: dict[SourceOrigin, int] = {}
            memories: dict[SharedOrigin, int] = {}
            for written, function, flow in self._writings.get(read.name, ()):
                if not self._memory.may_be(written, read):
                    continue
                for origin, group in flow:
                    if isinstance(origin, SharedOrigin):
                        if self._memory.is_tainted(origin):
                            memories[origin.plain] = memories.get(origin.plain, 0) | group
                    elif (source := self._source(function, origin)) is not None:
                        sources[source] = sources.get(source, 0) | group
            known = self._known[read] = (tuple(sources.items()), tuple(memories.items()))
        return known
