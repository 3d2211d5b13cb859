"""What is left of two conditions of which one must have come out so, when the other is known not to have.

    parts = urlsplit(url)
    if parts.scheme and not parts.netloc: return False     no scheme, or a host
    if parts.netloc: return False                          no host: so there is no scheme either

Where ways meet, the facts of each are lost that do not hold on all. A later condition that rules some of the ways out
brings back what holds on the others.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, final

from entasis.analyses.taint import urls
from entasis.ir.dominators import Dominators, dominators
from entasis.ir.instructions import GetField, GetItem

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Facts, Guards

TRUE: Final = "?true"  # selectors of no place: how a condition came out
FALSE: Final = "?false"


@final
class Alternatives:
    """The ways into the blocks of one function that later conditions tell apart."""

    def __init__(self, guards: "Guards") -> None:
        self._guards = guards
        self._lost: dict[Checked, dict[int, None]] = {}  # how a condition came out → where that was lost
        self._parts: dict[int, tuple[int, str] | None] = {}
        self._tree: Dominators | None = None

    def part(self, condition: int, way: str) -> "Checked | None":
        """How the condition came out, as a place of the address that it is a part of: that does not change."""
        if condition not in self._parts:
            step = self._guards.view.definitions[condition]
            place = self._guards.same.of(condition) if isinstance(step, GetField | GetItem) else condition
            is_part = isinstance(place, tuple) and urls.is_part(self._guards, condition)
            self._parts[condition] = place if isinstance(place, tuple) and is_part else None
        found = self._parts[condition]
        return (found[0], found[1] + way) if found is not None else None

    def note(self, block: int, ways: "list[Facts]", met: "Facts") -> None:
        """Remember which outcomes of conditions are known on some of the ways into the block only."""
        for facts in ways:
            for key in facts:
                if isinstance(key, tuple) and key not in met and key[1].endswith((TRUE, FALSE)):
                    self._lost.setdefault(key, {})[block] = None

    def ruled_out(self, outcome: "Checked", block: int) -> "Iterator[tuple[Checked, int]]":
        """What holds behind `block` as well if the condition has come out as `outcome` there."""
        other = opposite(outcome)
        lost = self._lost.get(other)
        if not lost or not isinstance(other, tuple):
            return
        if self._tree is None:
            self._tree = dominators([each.successors() for each in self._guards.view.blocks])
        for merge in lost:
            if self._tree.dominates(merge, block) and self._is_older(other[0], merge):
                yield from (
                    (checked, mask)
                    for checked, mask in self._without(other, merge).items()
                    if self._is_older(checked if isinstance(checked, int) else checked[0], merge)
                )

    def _is_older(self, register: int, block: int) -> bool:
        """Whether the register is what it was when control came to the block: it was written before."""
        made = self._guards.view.block_of.get(id(self._guards.view.definitions[register]))
        assert self._tree is not None
        return made is not None and made.index != block and self._tree.dominates(made.index, block)

    def _without(self, outcome: "Checked", merge: int) -> "Mapping[Checked, int]":
        """What holds on all the ways into the block on which the condition did not come out so."""
        guards = self._guards
        met: Facts | None = None
        for predecessor in guards.view.blocks[merge].predecessors:
            if not guards.is_known(predecessor, merge):
                continue
            if not guards.is_ahead(predecessor, merge):
                return {}  # a loop: what came around is of another turn
            facts = guards.on_way(predecessor, merge)
            if outcome not in facts:
                met = dict(facts) if met is None else meet(met, facts)
        return met or {}


def opposite(outcome: "Checked") -> "Checked":
    """That the condition came out the other way."""
    if isinstance(outcome, int):
        return outcome
    register, way = outcome
    if way.endswith(TRUE):
        return register, way.removesuffix(TRUE) + FALSE
    return register, way.removesuffix(FALSE) + TRUE


def meet(left: "Facts", right: "Facts") -> "Facts":
    """What holds on both ways."""
    return {checked: both for checked, mask in left.items() if (both := mask & right.get(checked, 0))}
