"""Answers questions that ask each other, also in circles, with the least answer that satisfies all of them.

    def first(): return second() or A()     what first() gives: what second() gives, or an A
    def second(): return first() or B()     asked for both, either way round: an A or a B

A question is a pair (whose, which): a register of a function, an attribute of an object. Whatever answers one may
ask further ones. Questions that turn out to be part of a circle stay open until the whole circle (a strongly
connected component, found as Tarjan does) is known; then they are answered again and again, each time one it has
read has grown, until nothing grows any more. So no answer depends on which question was asked first.

Many questions can be part of a circle only through others: `through` answers them without keeping books on them.

Chains of questions may be longer than the interpreter's stack is deep: a question that would be asked too deep
down is answered first, on a fresh stack, and those that wait for it are begun again.
"""

from typing import Final

from entasis.limits import TYPES_PER_VALUE
from entasis.program.symbols import (
    NOTHING,
    OTHER,
    TOO_MANY,
    UNKNOWN,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Thing,
    Value,
    sort_key,
)

Owner = FunctionSymbol | ClassSymbol | Instance | ModuleSymbol
EACH: Final = "[]"  # in place of an attribute's name: what iterating gives
VALUES: Final = "[*]"  # what subscripts give
Selector = int | str
Question = tuple[Owner, Selector]

_STRIDE: Final = 40  # questions on one stack: far below the interpreter's limit, whatever calls us
_WIDE: Final = 8 * TYPES_PER_VALUE.bound  # before what is alike is put together


class _TooDeep(Exception):  # noqa: N818 - not an error: it asks for a fresh stack
    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question


class Solver:
    """Answers questions; what a single one means is said by `compute`, which asks others through `ask`."""

    def __init__(self) -> None:
        self._questions: list[Question] = []  # the open ones, in the order in which they were first asked
        self._positions: dict[Question, int] = {}
        self._path: list[int] = []  # the questions being computed, each asked by the one before
        # Of those in circles, by position: what is known, the first open one they depend on, and who has read them.
        self._so_far: dict[int, Value] = {}
        self._lowest: dict[int, int] = {}
        self._readers: dict[int, set[int]] = {}
        self._reads = 0  # how often an answer that is not final has been read
        self._circling: set[Question] = set()  # asked through, but found to depend on an open question
        self._depth = 0  # of what is being computed
        self._ground = 0  # the depth at which the innermost stack begins

    def compute(self, owner: Owner, selector: Selector) -> Value:
        """The answer to one question, from the answers to others."""
        raise NotImplementedError

    def passes(self, question: Question) -> bool:
        """Whether the question is to be asked by `through`."""
        raise NotImplementedError

    def circling(self, owner: Owner, selector: Selector) -> None:
        """Called before the circle that a question is part of is worked on."""

    def narrowed(self, question: Question, value: Value) -> Value:
        """What to keep of a value with more things than are followed."""
        raise NotImplementedError

    def ask(self, owner: Owner, selector: Selector) -> Value:
        """The answer, if it is known; while it is being found, what is known so far."""
        known = owner.values.get(selector)
        if known is not None:
            return known
        question = (owner, selector)
        path = self._path
        position = self._positions.get(question)
        if position is not None:
            self._note(path[-1], position)  # who reads it hears of more
            return self._so_far.get(position, NOTHING)
        if not path:
            return self._answer(question)
        if self._depth - self._ground >= _STRIDE:
            raise _TooDeep(question)
        return self._open(question)

    def through(self, owner: Owner, selector: Selector) -> Value:
        """The answer to a question that can be part of a circle only through others; it is kept if it is final."""
        question = (owner, selector)
        if question in self._positions or question in self._circling:
            return self.ask(owner, selector)
        if self._depth - self._ground >= _STRIDE:
            if self._path:
                raise _TooDeep(question)
            return self._answer(question)
        reads = self._reads
        self._depth += 1
        value = self.compute(owner, selector)
        self._depth -= 1
        if self._reads == reads:
            return self._keep(question, value)
        self._circling.add(question)
        return value

    def _answer(self, question: Question) -> Value:
        """Answer a question that nobody waits for, on as many stacks as it takes."""
        waiting = [question]
        reads = self._reads
        outer, self._ground = self._ground, self._depth
        while waiting:
            current = waiting[-1]
            try:
                if current in self._positions:
                    self._again(self._positions[current])
                elif current[1] not in current[0].values:
                    self._open(current)
            except _TooDeep as deep:
                waiting[-1:] = [self._questions[position] for position in self._path]
                waiting.append(deep.question)
                self._path.clear()
                self._depth = self._ground
                continue
            waiting.pop()
            if current in self._positions:
                self._note(self._positions[waiting[-1]], self._positions[current])
        self._circling.clear()
        self._ground = outer
        self._reads = reads
        known = question[0].values.get(question[1])
        return self.through(*question) if known is None else known

    def _open(self, question: Question) -> Value:
        position = len(self._questions)
        self._positions[question] = position
        self._questions.append(question)
        return self._again(position)

    def _again(self, position: int) -> Value:
        path = self._path
        question = self._questions[position]
        reads = self._reads
        path.append(position)
        self._depth += 1
        value = self.compute(*question)
        self._depth -= 1
        path.pop()
        lowest = self._lowest.get(position)
        if lowest is None:  # no circle: it is the last of the open questions
            self._questions.pop()
            del self._positions[question]
            return self._keep(question, value)
        self._so_far[position] = grown(self._so_far.get(position, NOTHING), value)
        if lowest == position and self._settle(position):
            self._reads = reads  # what was read is final now
            return self._close(position)
        if path:
            self._note(path[-1], position)
        return self._so_far[position]

    def _note(self, reader: int, position: int) -> None:
        self._reads += 1
        lowest = self._lowest
        first = min(position, lowest.get(position, position))
        lowest[reader] = min(first, lowest.get(reader, first))
        self._readers.setdefault(position, set()).add(reader)

    def _settle(self, first: int) -> bool:
        """Ask the open questions from `first` on, a circle, until none says more.

        False if one came to depend on an earlier question: then the circle is larger.
        """
        questions, so_far, path = self._questions, self._so_far, self._path
        for question in questions[first:]:
            self.circling(*question)
        path.append(first)
        pending = list(range(first, len(questions)))
        queued = set(pending)
        while pending and self._lowest[first] == first:
            position = pending.pop()
            queued.discard(position)
            path.append(position)
            self._depth += 1
            value = self.compute(*questions[position])
            self._depth -= 1
            path.pop()
            self._lowest[first] = min(first, self._lowest[position])
            before = so_far.get(position, NOTHING)
            more = grown(before, value)
            if more is not before:
                so_far[position] = more
                again = self._readers.get(position, set()) - queued
                queued |= again
                pending.extend(sorted(again))
        path.pop()
        return self._lowest[first] == first

    def _close(self, first: int) -> Value:
        """Give the questions from `first` on their final answers."""
        head = self._questions[first]
        passing = [self.passes(question) for question in self._questions[first:]]
        for position in range(len(self._questions) - 1, first - 1, -1):
            question = self._questions.pop()
            del self._positions[question]
            self._readers.pop(position, None)
            self._lowest.pop(position, None)
            found = self._so_far.pop(position, NOTHING)
            if not passing[position - first] or all(passing):
                self._keep(question, tuple(sorted(found, key=sort_key)))
        known = head[0].values.get(head[1])  # what passes through follows from the others
        return self.through(*head) if known is None else known

    def _keep(self, question: Question, value: Value) -> Value:
        owner, selector = question
        if len(value) > TYPES_PER_VALUE.bound or value == TOO_MANY:
            value = self.narrowed(question, value)
        elif value == NOTHING:
            value = UNKNOWN
        owner.values[selector] = value
        return value


def union(values: list[Value]) -> Value:
    """Everything that one of `values` can be; NOTHING of none, TOO_MANY when that is too much."""
    if len(values) == 1:
        return values[0]
    distinct: dict[Thing, None] = {}
    for value in values:
        if not value:
            distinct[OTHER] = None
        for thing in value:
            distinct[thing] = None
    if TOO_MANY[0] in distinct or len(distinct) > _WIDE:
        return TOO_MANY
    distinct.pop(NOTHING[0], None)
    joined = tuple(distinct)
    return UNKNOWN if joined == (OTHER,) else joined or NOTHING


def grown(before: Value, value: Value) -> Value:
    """`before` with what `value` adds; `before` itself if that is nothing."""
    if value == before:
        return before
    joined = union([before, value])
    return before if len(joined) == len(before) and set(joined) == set(before) else joined
