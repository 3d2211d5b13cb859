"""The summaries of the functions of one program: made when they are asked for, and again when what they are made of changes.

A function that is asked for while it is being summarised (recursion) gives what is known of it so far, and is
summarised again until that no longer grows; so is what was made, by whatever way, of less, as far as what it asked for
is answered otherwise now.
"""

from collections import Counter
from collections.abc import Callable, Collection
from typing import final

from entasis.analyses.taint.dependencies import Dependencies
from entasis.analyses.taint.function import FunctionTaint
from entasis.analyses.taint.shared import SharedMemory
from entasis.analyses.taint.summary import EMPTY, Flow, SharedOrigin, SinkUse, SourceOrigin, Summary
from entasis.analyses.taint.surroundings import Surroundings
from entasis.analyses.view import View
from entasis.limits import CALL_DEPTH, SUMMARIES, Limit
from entasis.program.symbols import FunctionSymbol, Thing


@final
class Summaries:
    """`view` shows a function; anybody may call those in `public`; `brings` says what gives data from outside.

    What a function asks of the rest of the program, `around`, is set before the first run.
    """

    around: Surroundings

    def __init__(
        self,
        view: Callable[[FunctionSymbol], View],
        memory: SharedMemory,
        public: Collection[FunctionSymbol],
        brings: Callable[[Thing], bool],
    ) -> None:
        self._view = view
        self._brings = brings
        self._public = public
        self._memory = memory
        self._known: dict[FunctionSymbol, Summary] = {}
        self._last: dict[FunctionSymbol, Summary] = {}  # also of those that are to be summarised again
        self._outdated: dict[FunctionSymbol, Summary] = {}  # made, by whatever way, of less than is known
        self._partial: dict[FunctionSymbol, Summary] = {}
        self._active: list[FunctionSymbol] = []
        self._gathering: list[Dependencies] = []  # for each of them
        self._dependencies: dict[FunctionSymbol, Dependencies] = {}
        self._heads: set[FunctionSymbol] = set()
        self._finished: list[FunctionSymbol] = []
        self._hit: dict[Limit, set[FunctionSymbol]] = {}  # the functions in which a limit was hit
        self.limits: Counter[str] = Counter()
        self.runs: Counter[FunctionSymbol] = Counter()
        self.failures: dict[FunctionSymbol, Exception] = {}  # functions that could not be summarised, and why
        self.sinks: dict[FunctionSymbol, tuple[SinkUse, ...]] = {}
        self.shared: dict[FunctionSymbol, dict[SharedOrigin, Flow]] = {}

    def __len__(self) -> int:
        """How many functions are summarised."""
        return len(self._known)

    def note(self, limit: Limit, function: FunctionSymbol) -> None:
        """Count the function among those in which the limit was hit."""
        self._hit.setdefault(limit, set()).add(function)
        self.limits[limit.name] = len(self._hit[limit])

    def asked_for(self, function: FunctionSymbol) -> Summary:
        """The summary, for the function that is being summarised: its own is made of it."""
        found = self.of(function)
        if self._gathering:
            self._gathering[-1].summaries[function] = found
        return found

    def refused(self, thing: Thing) -> None:
        """The function that is being summarised was told that the thing brings nothing."""
        if self._gathering:
            self._gathering[-1].refused[thing] = None

    def renewed(self, function: FunctionSymbol) -> Summary:
        """The summary; another one is made unless it would be the same."""
        if function in self._known and not self._dependencies[function].is_answered_alike(
            self._last.get, self._brings, self._memory
        ):
            del self._known[function]
        return self.of(function)

    def of(self, function: FunctionSymbol) -> Summary:
        """The summary of the function, computed at most once a round."""
        found = self._known.get(function)
        if found is not None:
            return found
        if function in self._active:
            self._heads.add(function)
            return self._partial.get(function, EMPTY)
        if len(self._active) >= CALL_DEPTH.bound:
            self.limits[CALL_DEPTH.name] += 1
            return EMPTY
        if self.runs[function] >= SUMMARIES.bound and function in self._last:
            self.note(SUMMARIES, function)
            return self._last[function]
        self._active.append(function)
        self._gathering.append(Dependencies())
        start = len(self._finished)
        analysis: FunctionTaint | None = None
        summary = self._outdated.pop(function, None)
        while True:
            if summary is None or not self._is_as_it_was(function):
                analysis, summary = self._made(function)
            if function not in self._heads or summary == self._partial.get(function, EMPTY):
                break
            if self.runs[function] >= SUMMARIES.bound:
                self.note(SUMMARIES, function)
                break
            self._partial[function] = summary
            self._forget(function, start)
        self._active.pop()
        self._gathering.pop()
        self._memory.asked = self._gathering[-1].memory if self._gathering else {}
        self._heads.discard(function)
        self._known[function] = self._last[function] = summary
        self._finished.append(function)
        if not self._active:
            self._finished.clear()
            self._partial.clear()
        if analysis is not None:
            self._take(function, analysis)
        return summary

    def _take(self, function: FunctionSymbol, analysis: FunctionTaint) -> None:
        """Remember what its last run found besides the summary."""
        for limit in analysis.hit | analysis.view.hit:
            self.note(limit, function)
        # What a caller decides stands in the summary, unless anybody may be the caller.
        self.sinks[function] = tuple(
            use
            for use in analysis.sinks.values()
            if isinstance(use.origin, SourceOrigin | SharedOrigin) or function in self._public
        )
        self.shared[function] = {origin: analysis.flow(taint) for origin, taint in analysis.shared.items()}

    def _is_as_it_was(self, function: FunctionSymbol) -> bool:
        """Whether another run would be answered as the last one was: then it finds what that found.

        What it asked for is made again for that, where it has to be, in the order in which a run would ask for it.
        """
        asked = self._dependencies[function]
        if not asked.is_answered_alike(self.of, self._brings, self._memory):
            return False
        return not any(map(self._brings, asked.refused))  # what was made again meanwhile may bring something

    def _made(self, function: FunctionSymbol) -> tuple[FunctionTaint, Summary]:
        """One run over the function, with what it asks for."""
        self.runs[function] += 1
        self._gathering[-1] = self._dependencies[function] = Dependencies()
        self._memory.asked = self._gathering[-1].memory
        analysis = FunctionTaint(self._view(function), self.around)
        try:
            return analysis, analysis.run()
        except Exception as error:  # noqa: BLE001 - one function must not cost the flows of the others
            self.failures[function] = error
            return FunctionTaint(self._view(function), self.around), EMPTY

    def _forget(self, head: FunctionSymbol, start: int) -> None:
        """Doubt the summaries made since `start` that were made, by whatever way, of less than is known of `head` now."""
        outdated = {head}
        made = self._finished[start:]
        for _ in range(len(made)):
            found = [
                done
                for done in made
                if done not in outdated and not outdated.isdisjoint(self._dependencies[done].summaries)
            ]
            if not found:
                break
            outdated.update(found)
        self._finished[start:] = [done for done in made if done not in outdated]
        for done in outdated:
            if done in self._known:
                self._outdated[done] = self._known.pop(done)
