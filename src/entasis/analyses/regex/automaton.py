"""The position automaton of a regular expression (Glushkov, 1961): a state for each character written in it.

    (a+b?)*c      a -> a (twice: by the plus and by the star), a -> b, a -> c, b -> a, b -> c

A step that two of the pattern's loops allow counts twice, for matching tries both. An edge is labelled with the
characters of the state that it leads to.
"""

from itertools import pairwise
from typing import Final, final

from msgspec import Struct

from entasis.analyses.regex.syntax import (
    END,
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
)
from entasis.limits import REGEX_STATES

_WRITTEN_OUT: Final = 8  # a higher bound is lowered: what matters is that one number of rounds may be another


class Automaton(Struct, frozen=True):
    """`symbols[state]` is a set of characters as bits, `follow[state]` the next states and how often each.

    `sources[state]` is where the state is written. States in `last` may be the end of the match.
    """

    symbols: tuple[int, ...]
    follow: tuple[dict[int, int], ...]
    first: tuple[int, ...]
    last: frozenset[int]
    sources: tuple[tuple[int, int], ...]
    alphabet: tuple[int, ...]  # disjoint sets of characters, of which every symbol is a union
    end: int  # the symbol of the end of the text


class _Part(Struct, frozen=True):
    is_nullable: bool
    first: tuple[int, ...]
    last: tuple[int, ...]


_NOTHING: Final = _Part(is_nullable=True, first=(), last=())


def automaton(tree: Node) -> Automaton:
    """The automaton of `tree`; raises `UnsupportedError` for one that is too large."""
    return _Builder(tree).build()


@final
class _Builder:
    def __init__(self, tree: Node) -> None:
        self._tree = tree
        self._symbols: list[int] = []
        self._sources: list[tuple[int, int]] = []
        self._follow: list[dict[int, int]] = []
        self._cuts = _cuts(tree)
        self._end = 1 << (LATIN + 4 * len(self._cuts))
        self._mark = self._end

    def build(self) -> Automaton:
        part = self._part(self._tree)
        symbols = tuple(self._symbols)
        return Automaton(
            symbols,
            tuple(self._follow),
            part.first,
            frozenset(part.last),
            tuple(self._sources),
            _atoms(symbols),
            self._end,
        )

    def _part(self, node: Node) -> _Part:
        match node:
            case Leaf():
                return self._state(self._bits(node.characters), node)
            case Mark():
                if node.name == END:
                    return self._state(self._end, node)
                self._mark <<= 1
                return self._state(self._mark, node)
            case Sequence():
                return self._joined([self._part(part) for part in node.parts])
            case Choice():
                parts = [self._part(part) for part in node.parts]
                return _Part(
                    any(part.is_nullable for part in parts),
                    tuple(state for part in parts for state in part.first),
                    tuple(state for part in parts for state in part.last),
                )
            case Repeat():
                return self._repeated(node)

    def _state(self, symbol: int, node: Leaf | Mark) -> _Part:
        if len(self._symbols) >= REGEX_STATES.bound:
            raise UnsupportedError
        state = len(self._symbols)
        self._symbols.append(symbol)
        self._sources.append((node.start, node.end))
        self._follow.append({})
        return _Part(is_nullable=False, first=(state,), last=(state,))

    def _joined(self, parts: list[_Part]) -> _Part:
        joined = _NOTHING
        for part in parts:
            self._link(joined.last, part.first)
            joined = _Part(
                joined.is_nullable and part.is_nullable,
                joined.first + part.first if joined.is_nullable else joined.first,
                part.last + joined.last if part.is_nullable else part.last,
            )
        return joined

    def _link(self, last: tuple[int, ...], first: tuple[int, ...]) -> None:
        for state in last:
            for target in first:
                self._follow[state][target] = self._follow[state].get(target, 0) + 1

    def _repeated(self, node: Repeat) -> _Part:
        low, high = node.low, node.high
        if high == MANY:
            low = min(low, _WRITTEN_OUT)
            parts = [self._part(node.part) for _ in range(max(low, 1))]
            self._link(parts[-1].last, parts[-1].first)
            whole = self._joined(parts)
            return whole if low else _Part(is_nullable=True, first=whole.first, last=whole.last)
        if high > _WRITTEN_OUT:
            high = min(high - low, 2)
            low = min(low, _WRITTEN_OUT // 2)
            high += low
        tail = _NOTHING
        for number in range(high, 0, -1):
            tail = self._joined([self._part(node.part), tail])
            if number > low:
                tail = _Part(is_nullable=True, first=tail.first, last=tail.last)
        return tail

    def _bits(self, characters: Characters) -> int:
        found = 0
        for number, (low, high) in enumerate(self._cuts):
            kinds = _kinds(low, high)
            if any(start <= low and high <= end for start, end in characters.beyond):
                bits = kinds
            else:
                bits = 0
                for name in characters.classes:
                    bits |= kinds if name == "." else kinds & _OF_CLASS[name]
            if characters.is_negated:
                bits = kinds & ~bits
            found |= bits << (4 * number)
        return characters.latin | (found << LATIN)


_DIGIT, _WORD, _SPACE, _OTHER = 1, 2, 4, 8
_OF_CLASS: Final = {
    "d": _DIGIT,
    "w": _DIGIT | _WORD,
    "s": _SPACE,
    "D": _WORD | _SPACE | _OTHER,
    "W": _SPACE | _OTHER,
    "S": _DIGIT | _WORD | _OTHER,
}


def _kinds(low: int, high: int) -> int:
    """Which kinds of characters lie between `low` and `high`: known of one, all for more."""
    if low < high:
        return _DIGIT | _WORD | _SPACE | _OTHER
    letter = chr(low)
    if letter.isdecimal():
        return _DIGIT
    if letter.isspace():
        return _SPACE
    return _WORD if letter.isalnum() else _OTHER


def _cuts(tree: Node) -> list[tuple[int, int]]:
    """The characters beyond the first 256, cut where a set of the pattern begins or ends."""
    bounds = {LATIN, 0x110000}
    pending = [tree]
    while pending:
        node = pending.pop()
        match node:
            case Leaf():
                for low, high in node.characters.beyond:
                    bounds |= {low, min(high + 1, 0x110000)}
            case Sequence() | Choice():
                pending.extend(node.parts)
            case Repeat():
                pending.append(node.part)
            case Mark():
                pass
    ordered = sorted(bounds)
    return [(low, high - 1) for low, high in pairwise(ordered)]


def _atoms(symbols: tuple[int, ...]) -> tuple[int, ...]:
    """The coarsest partition of which each symbol is a union, rest included."""
    atoms: list[int] = []
    rest = -1
    for symbol in dict.fromkeys(symbols):
        split: list[int] = []
        for atom in atoms:
            split += [part for part in (atom & symbol, atom & ~symbol) if part]
        fresh = symbol & rest
        if fresh:
            split.append(fresh)
        rest &= ~symbol
        atoms = split
    return tuple(atoms)
