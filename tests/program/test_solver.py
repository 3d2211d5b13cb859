"""The least answer to questions in circles: the same from every side, for deep chains, and at bounded cost."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from entasis.program.solver import Solver, union
from entasis.program.symbols import NOTHING, TOO_MANY, UNKNOWN, Api

KNOWN = [Api(f"t{i}") for i in range(12)]


class Owner:
    def __init__(self, name):
        self.name = name
        self.values = {}


class Graph(Solver):
    """Each question gives its own things and what those it depends on give. Every other question passes through."""

    def __init__(self, own, edges, passing=frozenset()):
        super().__init__()
        self.owner = Owner("graph")
        self.own = own
        self.edges = edges
        self.passing = passing
        self.computed = 0

    def compute(self, owner, selector):
        self.computed += 1
        own = tuple(KNOWN[i] for i in sorted(self.own[selector])) or NOTHING
        return union([own, *[self.put(other) for other in self.edges[selector]]])

    def put(self, selector):
        asked = self.through if selector in self.passing else self.ask
        known = self.owner.values.get(selector)
        return asked(self.owner, selector) if known is None else known

    def passes(self, question):
        return question[1] in self.passing

    def narrowed(self, question, value):
        return UNKNOWN


def least(own, edges):
    """The answers by plain iteration over everything."""
    sets = {n: set(own[n]) for n in own}
    is_changed = True
    while is_changed:
        is_changed = False
        for n in own:
            more = set(own[n]).union(*(sets[m] for m in edges[n]))
            is_changed |= more != sets[n]
            sets[n] = more
    return sets


@st.composite
def graphs(draw):
    size = draw(st.integers(1, 14))
    nodes = range(size)
    own = {n: draw(st.frozensets(st.integers(0, 5), min_size=1, max_size=2)) for n in nodes}
    edges = {n: draw(st.lists(st.integers(0, size - 1), max_size=3)) for n in nodes}
    return own, edges, draw(st.frozensets(st.integers(0, size - 1)))


@settings(max_examples=300)
@given(graphs(), st.randoms(use_true_random=False))
def test_answers_are_the_least_ones_in_any_order(graph, shuffled):
    own, edges, passing = graph
    expected = least(own, edges)
    solver = Graph(own, edges, passing)
    order = list(own)
    shuffled.shuffle(order)
    for n in order:
        assert set(solver.put(n)) == {KNOWN[i] for i in expected[n]}
    assert not solver._questions
    assert not solver._so_far
    assert not solver._readers


def test_too_much_is_not_known_to_all_that_depend_on_it():
    own = {0: frozenset(range(6)), 1: frozenset(range(6, 12)), 2: frozenset()}
    solver = Graph(own, {0: [1], 1: [0], 2: [0]})
    assert [solver.put(n) for n in (2, 1, 0)] == [UNKNOWN] * 3


def chain(size, last):
    own = {n: frozenset([n % 4]) for n in range(size)}
    return own, {n: [n + 1] for n in range(size - 1)} | {size - 1: last}


def test_long_chains_need_no_deep_stack():
    solver = Graph(*chain(20_000, []))
    assert len(solver.put(0)) == 4
    assert solver.computed < 3 * 20_000


def test_long_chains_that_pass_through_need_no_deep_stack():
    own, edges = chain(20_000, [])
    solver = Graph(own, edges, frozenset(own))
    assert len(solver.put(0)) == 4
    assert solver.computed < 3 * 20_000


def test_long_circles_are_closed_at_linear_cost():
    solver = Graph(*chain(5_000, [0]))
    assert len(solver.put(2_500)) == 4
    assert solver.computed < 20 * 5_000


def test_dense_circles_are_closed_at_bounded_cost():
    shuffled = random.Random(7)
    size = 400
    own = {n: frozenset([shuffled.randrange(5)]) for n in range(size)}
    edges = {n: [shuffled.randrange(size) for _ in range(4)] for n in range(size)}
    solver = Graph(own, edges)
    for n in range(size):
        solver.put(n)
    assert solver.computed < 40 * size


def test_too_many_things_swallow_the_others():
    assert union([TOO_MANY, (KNOWN[0],)]) == TOO_MANY
    assert union([NOTHING, (KNOWN[0],)]) == (KNOWN[0],)
    assert union([]) == NOTHING
    assert union([UNKNOWN, UNKNOWN]) == UNKNOWN
