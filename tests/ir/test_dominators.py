"""The quick dominators agree with the definition on every graph, whether or not it can be reduced."""

from hypothesis import given
from hypothesis import strategies as st
from strategies import dominance

from entasis.ir.dominators import NOT_REACHED, dominators, reverse_postorder

GRAPHS = st.integers(1, 9).flatmap(
    lambda count: st.lists(st.lists(st.integers(0, count - 1), max_size=3), min_size=count, max_size=count)
)


@given(GRAPHS)
def test_a_node_dominates_what_cannot_be_reached_without_it(successors):
    tree = dominators(successors)
    expected = dominance(successors)
    count = len(successors)
    assert [{a for a in range(count) if tree.dominates(a, b)} for b in range(count)] == expected


@given(GRAPHS)
def test_the_immediate_dominator_is_the_nearest_of_the_strict_ones(successors):
    tree = dominators(successors)
    for node, above in enumerate(dominance(successors)):
        strict = above - {node}
        if strict:
            assert strict == {other for other in strict if tree.dominates(other, tree.parents[node])}
            assert tree.parents[node] in strict
        else:
            assert tree.parents[node] == NOT_REACHED


@given(GRAPHS)
def test_a_reverse_postorder_lists_what_can_be_reached_dominators_first(successors):
    order = reverse_postorder(successors)
    expected = dominance(successors)
    assert sorted(order) == [node for node in range(len(successors)) if expected[node]]
    for node in order:
        assert all(order.index(above) <= order.index(node) for above in expected[node])


def test_a_loop_and_a_join():
    #     0 -> 1 -> 2 -> 1, 2 -> 3, 1 -> 3, 4 apart
    tree = dominators([[1], [2, 3], [1, 3], [], [3]])
    assert tree.parents == [NOT_REACHED, 0, 1, 1, NOT_REACHED]
    assert tree.order == [0, 1, 2, 3]
    assert not tree.dominates(4, 3)
    assert not tree.dominates(0, 4)


def test_a_chain_longer_than_the_stack_is_deep():
    tree = dominators([[node + 1] for node in range(20_000)] + [[]])
    assert tree.dominates(1, 20_000)
    assert not tree.dominates(20_000, 1)
