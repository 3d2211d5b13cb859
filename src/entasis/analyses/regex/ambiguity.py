r"""How the time of matching grows with the text, when it fails: decided on the automaton, with a text that shows it.

    (a+)+b       exponential: after n `a`s there are 2**n ways to have read them, and all are tried
    \s*\s*\s*x   cubic: the three loops can share n spaces in n**2 / 2 ways, and each is n steps
    a*b          linear: at each place there is one way on

A loop is ambiguous if the same text leads from a state back to it in two ways (exponential), or two loops if some
text goes round the first, from the first to the second, and round the second (a factor n each); Weber and Seidl,
Theoretical Computer Science 88 (1991). Ambiguity costs nothing as long as the match succeeds, so a text must exist
behind the loops with which it fails.
"""

import re
from collections import deque
from operator import and_
from typing import Final, final

from msgspec import Struct

from entasis.analyses.regex.automaton import Automaton, automaton
from entasis.analyses.regex.syntax import (
    LATIN,
    MANY,
    Characters,
    Choice,
    Leaf,
    Mark,
    Node,
    Repeat,
    Sequence,
    UnsupportedError,
    parse,
)
from entasis.flow.components import components
from entasis.limits import REGEX_STEPS

EXPONENTIAL: Final = 0
_Word = tuple[int, ...]  # sets of characters, of which any may stand there
_Chain = tuple[
    tuple[_Word, ...], tuple[int, ...]
]  # what goes from loop to loop, and the loops before the last
_EVERYTHING: Final = Characters((1 << LATIN) - 1, is_negated=True)


class Backtracking(Struct, frozen=True):
    """What repeating `pump` costs: time as its length to the power of `exponent`, or EXPONENTIAL.

    `start` and `end` bound the part of the pattern that is ambiguous. `before` are other texts that have to be repeated
    as often before it, where no single one goes round all the loops.
    """

    exponent: int
    pump: str
    start: int
    end: int
    before: tuple[str, ...] = ()

    def steps(self, length: int) -> float:
        """How many steps a text of the length takes at most, roughly."""
        return (length / (len(self.pump) + sum(map(len, self.before)))) ** self.exponent


def backtracking(
    pattern: str | bytes, flags: int = 0, *, searches: bool = False, is_full: bool = False
) -> Backtracking | None:
    """The worst that matching `pattern` can cost, if that is more than linear; None also where nobody can say.

    `searches`: the match may begin anywhere. `is_full`: it must reach to the end of the text.
    """
    try:
        tree = parse(pattern, flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.ASCII))
        parts = [tree]
        if searches:
            parts.insert(0, Repeat(Leaf(_EVERYTHING, 0, 0), 0, MANY, 0, 0))
        if is_full:
            parts.append(Mark("end", len(pattern), len(pattern)))
        machine = automaton(Sequence(tuple(parts), 0, len(pattern)))
        return _Ambiguity(machine, _repeats(tree)).worst()
    except (UnsupportedError, RecursionError):
        return None


@final
class _Ambiguity:
    def __init__(self, machine: Automaton, repeats: list[tuple[int, int]]) -> None:
        self._machine = machine
        self._repeats = repeats
        self._steps = 0

    def worst(self) -> Backtracking | None:
        follow = self._machine.follow
        order = components(range(len(follow)), lambda state: follow[state])
        loops = [c for c in order if len(c) > 1 or c[0] in follow[c[0]]]
        for loop in loops:
            found = self._doubled(loop)
            if found is not None:
                return found
        return self._shared(list(reversed(loops)))

    def _spend(self, steps: int = 1) -> None:
        self._steps += steps
        if self._steps > REGEX_STEPS.bound:
            raise UnsupportedError

    # two ways round one loop

    def _doubled(self, loop: tuple[int, ...]) -> Backtracking | None:
        members = frozenset(loop)
        for state in loop:
            for target, count in self._machine.follow[state].items():
                if count > 1 and target in members:
                    way = self._way(target, state, members) if target != state else ()
                    word = (*way, self._machine.symbols[target])
                    text = self._failing(target, word)
                    if text:
                        return self._said(EXPONENTIAL, text, loop)
        for group in components(((s, s) for s in loop), lambda pair: self._pairs(pair, members)):
            apart = next((pair for pair in group if pair[0] != pair[1]), None)
            joints = [pair for pair in group if pair[0] == pair[1]] if apart is not None else []
            for joint in joints:
                assert apart is not None
                word = self._word(joint, apart, members) + self._word(apart, joint, members)
                text = self._failing(joint[0], word)
                if text:
                    return self._said(EXPONENTIAL, text, loop)
        return None

    def _pairs(self, pair: tuple[int, int], members: frozenset[int]) -> list[tuple[int, int]]:
        symbols, follow = self._machine.symbols, self._machine.follow
        found = []
        for left in follow[pair[0]]:
            for right in follow[pair[1]]:
                self._spend()
                if symbols[left] & symbols[right] and left in members and right in members:
                    found.append((left, right))
        return found

    def _word(
        self, start: tuple[int, int], goal: tuple[int, int], members: frozenset[int]
    ) -> tuple[int, ...]:
        """Characters that lead both from `start` to `goal`."""
        before: dict[tuple[int, int], tuple[int, int]] = {}
        pending = deque([start])
        while pending:
            pair = pending.popleft()
            for following in self._pairs(pair, members):
                if following in before:
                    continue
                before[following] = pair
                if following == goal:
                    return self._back(before, start, goal)
                pending.append(following)
        return ()

    def _back(
        self, before: dict[tuple[int, int], tuple[int, int]], start: tuple[int, int], goal: tuple[int, int]
    ) -> tuple[int, ...]:
        symbols = self._machine.symbols
        word: list[int] = []
        while goal != start or not word:
            word.append(symbols[goal[0]] & symbols[goal[1]])
            goal = before[goal]
        return tuple(reversed(word))

    def _way(self, start: int, goal: int, members: frozenset[int]) -> tuple[int, ...]:
        return self._word((start, start), (goal, goal), members)

    # one text for two loops

    def _shared(self, loops: list[tuple[int, ...]]) -> Backtracking | None:
        """`loops` stand in the order in which a match can come to them."""
        reach = [self._reached(loop) for loop in loops]
        chains: list[_Chain] = [((), ())] * len(loops)  # the longest that ends in each loop or before it
        worst: _Chain = ((), ())
        found: Backtracking | None = None
        for second, loop in enumerate(loops):
            best: _Chain = ((), ())
            for first in range(second):
                if loop[0] not in reach[first]:
                    continue
                chains[second] = max(chains[second], chains[first], key=_words)
                word = self._common(loops[first], loop, reach[first])
                if word and (not best[0] or _words(chains[first]) >= _words(best)):
                    best = ((*chains[first][0], word), (*chains[first][1], first))
            if not best[0]:
                continue
            chains[second] = max(chains[second], best, key=_words)
            if _words(best) <= _words(worst):
                continue
            pump, *before = _distinct(best[0])
            text = next(filter(None, (self._failing(s, pump) for s in loop)), ())
            if text:
                worst = best
                last = best[1][-1:] if not before else best[1]
                around = tuple(state for at in last for state in loops[at])
                found = self._said(_words(best) + 1, text, (*around, *loop), before)
        return found

    def _reached(self, loop: tuple[int, ...]) -> frozenset[int]:
        found = set(loop)
        pending = list(loop)
        while pending:
            for target in self._machine.follow[pending.pop()]:
                if target not in found:
                    found.add(target)
                    pending.append(target)
        return frozenset(found)

    def _common(
        self, first: tuple[int, ...], second: tuple[int, ...], between: frozenset[int]
    ) -> tuple[int, ...]:
        """A text that goes round `first`, from `first` to `second`, and round `second`; () if there is none."""
        for start in first:
            for goal in second:
                word = self._common_at(start, goal, frozenset(first), between, frozenset(second))
                if word:
                    return word
        return ()

    def _common_at(
        self, start: int, goal: int, first: frozenset[int], between: frozenset[int], second: frozenset[int]
    ) -> tuple[int, ...]:
        symbols, follow = self._machine.symbols, self._machine.follow
        origin = (start, start, goal)
        before: dict[tuple[int, int, int], tuple[tuple[int, int, int], int]] = {}
        pending = deque([origin])
        while pending:
            here = pending.popleft()
            for a in follow[here[0]]:
                if a not in first:
                    continue
                for c in follow[here[2]]:
                    shared = symbols[a] & symbols[c] if c in second else 0
                    if not shared:
                        continue
                    for b in follow[here[1]]:
                        self._spend()
                        following = (a, b, c)
                        if b not in between or not shared & symbols[b] or following in before:
                            continue
                        before[following] = (here, shared & symbols[b])
                        if following == (start, goal, goal):
                            return _read(before, origin, following)
                        pending.append(following)
        return ()

    # the text behind

    def _failing(self, state: int, word: tuple[int, ...]) -> tuple[int, ...]:
        """A choice of characters from the sets of `word` with which the match can fail, or ()."""
        common = -1
        for symbol in word:
            common &= symbol
        atoms = self._machine.alphabet
        choices = [(atom,) * len(word) for atom in atoms if atom & common]
        choices.append(tuple(next(atom for atom in atoms if atom & symbol) for symbol in word))
        return next((choice for choice in choices if self._may_fail(state, choice)), ())

    def _may_fail(self, state: int, word: tuple[int, ...]) -> bool:
        """Whether `word`, repeated behind `state`, can go on so that the match fails, whatever way is taken."""
        machine = self._machine
        here = self._repeated(state, word)
        seen = {here}
        pending = deque([here])
        while pending:
            states = pending.popleft()
            if states & machine.last:
                continue  # the match has succeeded: nothing is tried again
            follow = sorted({target for s in states for target in machine.follow[s]})
            for atom in (*machine.alphabet, 0):
                self._spend(len(follow) + 1)
                following = frozenset(target for target in follow if machine.symbols[target] & atom)
                if not following:
                    return True
                if following not in seen and atom != machine.end:
                    seen.add(following)
                    pending.append(following)
        return False

    def _repeated(self, state: int, word: tuple[int, ...]) -> frozenset[int]:
        """The states that repeating `word` leads to from `state`; those in its midst where the match may end."""
        machine = self._machine
        found = {state}
        here = frozenset(found)
        while True:
            for symbol in word:
                self._spend(len(here))
                here = frozenset(t for s in here for t in machine.follow[s] if machine.symbols[t] & symbol)
                if here & machine.last:
                    return here  # whatever comes behind it, the match has succeeded a little earlier
            if here <= found:
                return frozenset(found)
            found |= here
            here = frozenset(found)

    def _said(
        self, exponent: int, word: _Word, loop: tuple[int, ...], before: list[_Word] | None = None
    ) -> Backtracking:
        sources = [self._machine.sources[state] for state in loop]
        sources = [source for source in sources if source != (0, 0)]
        start, end = min(start for start, _ in sources), max(end for _, end in sources)
        around = [r for r in self._repeats if r[0] <= start and end <= r[1]]
        if around:
            around.sort(key=lambda r: r[1] - r[0])
            is_one = len(set(sources)) == 1 and len(around) > 1  # what is doubled is the sign behind it
            start, end = around[is_one]
        else:  # two loops: each with its sign
            end = min((r[1] for r in self._repeats if r[0] >= start and r[1] > end), default=end)
        return Backtracking(exponent, _text(word), start, end, tuple(map(_text, before or ())))


def _words(chain: _Chain) -> int:
    return len(chain[0])


def _distinct(words: tuple[_Word, ...]) -> list[_Word]:
    """What has to be repeated to go round all the loops, the last one first: one text stands for all that it is one of."""
    found: list[_Word] = []
    for word in reversed(words):
        for at, other in enumerate(found):
            longer, shorter = sorted((word, other), key=len, reverse=True)
            both = tuple(map(and_, longer, shorter * len(longer) if len(shorter) == 1 else shorter))
            if len(both) == len(longer) and all(both):
                found[at] = both
                break
        else:
            found.append(word)
    return found


def _text(word: _Word) -> str:
    common = -1
    for symbol in word:
        common &= symbol
    return _letter(common) if common else "".join(map(_letter, word))


def _repeats(tree: Node) -> list[tuple[int, int]]:
    """Where the repetitions of the pattern are written."""
    found: list[tuple[int, int]] = []
    pending = [tree]
    while pending:
        node = pending.pop()
        match node:
            case Repeat():
                found.append((node.start, node.end))
                pending.append(node.part)
            case Sequence() | Choice():
                pending.extend(node.parts)
            case _:
                pass
    return found


def _read(
    before: dict[tuple[int, int, int], tuple[tuple[int, int, int], int]],
    origin: tuple[int, int, int],
    goal: tuple[int, int, int],
) -> tuple[int, ...]:
    word: list[int] = []
    while goal != origin or not word:
        goal, symbol = before[goal]
        word.append(symbol)
    return tuple(reversed(word))


def _letter(symbol: int) -> str:
    """One character of the set, one that is read easily if there is one."""
    for code in (*b"a0 !", *range(0x21, 0x7F), *range(LATIN)):
        if symbol >> code & 1:
            return chr(code)
    return "…"
