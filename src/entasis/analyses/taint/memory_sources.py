"""Whose data lies in shared memory: from what is read there back through what was left there, to the sources."""

from collections.abc import Callable, Mapping
from typing import final

from entasis.analyses.taint.shared import SharedMemory
from entasis.analyses.taint.summary import Flow, Origin, SharedOrigin, SourceOrigin
from entasis.program.symbols import FunctionSymbol

_Writing = tuple[SharedOrigin, FunctionSymbol, Flow]


@final
class MemorySources:
    """What each function left in `shared` memory when all is summarised; `source` gives the source that an origin is."""

    def __init__(
        self,
        memory: SharedMemory,
        shared: Mapping[FunctionSymbol, Mapping[SharedOrigin, Flow]],
        order: Mapping[FunctionSymbol, object],
        source: Callable[[FunctionSymbol, Origin], SourceOrigin | None],
    ) -> None:
        self._memory = memory
        self._source = source
        self._writings: dict[str, list[_Writing]] = {}
        for function in order:
            for origin, flow in shared.get(function, {}).items():
                self._writings.setdefault(origin.name, []).append((origin.plain, function, flow))
        self._known: dict[SharedOrigin, tuple[tuple[SourceOrigin, ...], tuple[SharedOrigin, ...]]] = {}

    def of(self, origin: SharedOrigin) -> list[SourceOrigin]:
        """The sources whose data may be read there, the nearest first."""
        found: dict[SourceOrigin, None] = {}
        pending = [origin.plain]
        seen = set(pending)
        for current in pending:
            sources, memories = self._left_in(current)
            found.update(dict.fromkeys(sources))
            pending.extend(memory for memory in memories if memory not in seen)
            seen.update(memories)
        return list(found)

    def _left_in(self, read: SharedOrigin) -> tuple[tuple[SourceOrigin, ...], tuple[SharedOrigin, ...]]:
        """The sources whose data was put there, and the memory from which it was."""
        known = self._known.get(read)
        if known is None:
            sources: dict[SourceOrigin, None] = {}
            memories: dict[SharedOrigin, None] = {}
            for written, function, flow in self._writings.get(read.name, ()):
                if not self._memory.may_be(written, read):
                    continue
                for origin, _ in flow:
                    if isinstance(origin, SharedOrigin):
                        if self._memory.is_tainted(origin):
                            memories[origin.plain] = None
                    elif (source := self._source(function, origin)) is not None:
                        sources[source] = None
            known = self._known[read] = (tuple(sources), tuple(memories))
        return known
