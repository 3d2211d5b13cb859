"""What the summary of one function was made of: while all of that is as it was, it need not be made again.

A function is looked at again whenever something that it may use has changed. Nine times of ten it does not use it.
"""

from collections.abc import Callable, Hashable
from typing import final

from entasis.analyses.taint.shared import SharedMemory
from entasis.analyses.taint.summary import Summary
from entasis.program.symbols import FunctionSymbol, Thing


@final
class Dependencies:
    """What was asked of the rest of the program while one function was summarised, and what was answered."""

    __slots__ = ("memory", "refused", "summaries")

    def __init__(self) -> None:
        self.summaries: dict[FunctionSymbol, Summary] = {}
        self.refused: dict[Thing, None] = {}  # what was not known to bring anything
        self.memory: dict[Hashable, int] = {}  # how often what was written there had changed

    def is_answered_alike(
        self,
        summary: Callable[[FunctionSymbol], Summary | None],
        brings: Callable[[Thing], bool],
        memory: SharedMemory,
    ) -> bool:
        """Whether all would be answered as it was."""
        if any(memory.changes[name] != changes for name, changes in self.memory.items()):
            return False
        if any(brings(thing) for thing in self.refused):
            return False
        for function, old in self.summaries.items():
            new = summary(function)
            if new is not old and new != old:
                return False
        return True
