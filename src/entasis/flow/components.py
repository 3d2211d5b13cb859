"""Strongly connected components (Tarjan, SIAM J. Comput. 1972), without recursion, callees before callers."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(nodes: Iterable[Node], successors: Callable[[Node], Iterable[Node]]) -> list[tuple[Node, ...]]:
    """The components of the graph reachable from `nodes`; each stands behind all it leads to.

    Within a component nodes stand in the order in which they were met, so the result is determined by the order
    of `nodes` and `successors`.
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    on_stack: set[Node] = set()
    stack: list[Node] = []
    found: list[tuple[Node, ...]] = []
    for root in nodes:
        if root in index:
            continue
        work = [(root, iter(tuple(successors(root))))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            for successor in following:
                if successor not in index:
                    index[successor] = low[successor] = len(index)
                    stack.append(successor)
                    on_stack.add(successor)
                    work.append((successor, iter(tuple(successors(successor)))))
                    break
                if successor in on_stack:
                    low[node] = min(low[node], index[successor])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    start = stack.index(node)
                    members = tuple(stack[start:])
                    del stack[start:]
                    on_stack.difference_update(members)
                    found.append(members)
    return found
