"""Which blocks of a function with loops are to be visited again: those that may say more than when they last were.

What a visit says follows from what lies where when control comes to the block, and from what the registers hold that
it reads, be it by way of what they were made of. So before a loop and behind it one visit mostly is enough.
"""

from collections.abc import Mapping
from typing import final

from entasis.analyses.taint.edges import Edges
from entasis.analyses.taint.guards import Facts
from entasis.analyses.taint.heap import Place, Places
from entasis.ir.function import Block
from entasis.ir.instructions import Catch, Return
from entasis.ir.operands import operands

Entry = tuple[
    Places, dict[int | Place, int]
]  # what lies where, and the numbers of elements, on entry of a block

_ALL = -1  # as a set of registers: every one of them


@final
class Visits:
    """The visits of the blocks in `order`, which is a reverse post-order of those that control can come to."""

    def __init__(
        self,
        blocks: list[Block],
        order: list[int],
        edges: Edges,
        facts: Mapping[int, Facts],
        *,
        is_sent: bool,
    ) -> None:
        position = {index: i for i, index in enumerate(order)}
        self.ways = {  # block → those from which control comes to it
            index: [p for p in blocks[index].predecessors if p in position and edges.is_way(blocks[p], index)]
            for index in order
        }
        self.has_loops = any(position[p] >= i for i, index in enumerate(order) for p in self.ways[index])
        self.grown: list[int] = []  # the registers that were found to hold more, in this order
        self._entries: dict[int, Entry] = {}
        self._seen: dict[int, int] = {}  # block → how many had grown when it was last visited
        self._count = 0
        self._visited: dict[int, int] = {}  # block → the number of its last visit
        self._merged: dict[int, int] = {}  # block → the visits before its entry was last put together
        self._reads = _reads(blocks, order, facts, is_sent=is_sent) if self.has_loops else {}

    def is_alike(self, index: int) -> bool:
        """Whether no block before it has been visited since its entry was put together, so that this is the same."""
        merged = self._merged.get(index, -1)
        self._merged[index] = self._count
        return merged >= 0 and all(self._visited.get(p, 0) <= merged for p in self.ways[index])

    def is_due(self, index: int, entry: Entry | None) -> bool:
        """Whether a visit may say more than the last one; `entry` is None where that is as it was then."""
        if entry is not None and self._entries.get(index) != entry:
            self._entries[index] = entry
            return True
        reads = self._reads[index]
        if any(reads >> register & 1 for register in self.grown[self._seen[index] :]):
            return True
        self._seen[index] = len(self.grown)  # what the block does not read need not be looked at again
        return False

    def begin(self, index: int) -> None:
        """The block is visited now."""
        self._count += 1
        self._visited[index] = self._count
        self._seen[index] = len(self.grown)

    def entry(self, index: int) -> Entry:
        """What was known on entry of the block when it was last put together."""
        return self._entries[index]

    def forget(self) -> None:
        """Each block is to be visited again."""
        self._entries.clear()
        self._merged.clear()


def _reads(
    blocks: list[Block], order: list[int], facts: Mapping[int, Facts], *, is_sent: bool
) -> dict[int, int]:
    """The registers that a visit of each block reads, as bits: also those that what it reads was made of, but for
    what comes round in a loop, which is held by the choice at its head as soon as it may matter.
    """
    made: dict[int, int] = {}  # register → itself and what it was made of
    found: dict[int, int] = {}
    whole: dict[int, int] = {}  # block → what it reads and what it makes
    for index in order:
        block = blocks[index]
        read = own = round_again = 0
        for step in block.instructions:
            of = 0
            for register in operands(step):
                if register in made:
                    of |= made[register]
                else:
                    round_again |= 1 << register
            read |= of
            if step.result >= 0:
                made[step.result] = of | 1 << step.result
                own |= 1 << step.result
            if isinstance(step, Catch):  # what is caught was made in the blocks before
                for before in block.predecessors:
                    read |= whole.get(before, _ALL)
        end = block.terminator
        for register in operands(end) if end is not None else ():
            read |= made.get(register, 1 << register)
        if isinstance(end, Return) and (
            is_sent or any(not isinstance(checked, int) for checked in facts.get(index, ()))
        ):
            read = (
                _ALL  # an answer is of several parts, and what was checked at its place is said of the place
            )
        whole[index] = read | own
        found[index] = read & ~own | round_again
    return found
