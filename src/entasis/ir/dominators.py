"""Which nodes of a graph every path from the entry must pass.

    successors [[1, 2], [3], [3], []]      two ways from 0 to 3, one past 1, one past 2: neither dominates 3,
    parents    [-1, 0, 0, 0]               so the nearest dominator of 1, 2 and 3 is 0

Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001), on plain lists: `successors[n]` are the
nodes that follow node n. The dominator tree is numbered in preorder, so that a question costs two comparisons.
"""

from collections.abc import Sequence

from msgspec import Struct

NOT_REACHED = -1


class Dominators(Struct, frozen=True):
    """The dominator tree of the nodes that can be reached.

    `order` is a reverse postorder of them. `parents[n]` is the immediate dominator of n, NOT_REACHED for the entry
    and for what cannot be reached. The nodes that n dominates are numbered `first[n]` to `first[n] + sizes[n] - 1`.
    """

    order: list[int]
    parents: list[int]
    first: list[int]
    sizes: list[int]

    def dominates(self, above: int, below: int) -> bool:
        """Whether every path from the entry to `below` passes `above`; each node dominates itself.

        False if either cannot be reached.
        """
        start = self.first[above]
        return start != NOT_REACHED and start <= self.first[below] < start + self.sizes[above]


def reverse_postorder(successors: Sequence[Sequence[int]], entry: int = 0) -> list[int]:
    """The nodes that can be reached from `entry`, each before its successors but for the edges that close a cycle."""
    seen = [False] * len(successors)
    seen[entry] = True
    order: list[int] = []
    stack = [(entry, iter(successors[entry]))]
    while stack:
        node, following = stack[-1]
        for successor in following:
            if not seen[successor]:
                seen[successor] = True
                stack.append((successor, iter(successors[successor])))
                break
        else:
            order.append(node)
            stack.pop()
    order.reverse()
    return order


def dominators(successors: Sequence[Sequence[int]], entry: int = 0) -> Dominators:
    """The dominator tree of the graph, seen from `entry`."""
    order = reverse_postorder(successors, entry)
    parents = _immediate(successors, order)
    count = len(successors)
    sizes = [0] * count
    for node in reversed(order):
        sizes[node] += 1
        if node != entry:
            sizes[parents[node]] += sizes[node]
    first = [NOT_REACHED] * count
    free = [0] * count  # the next number among those of a node's children
    for node in order:
        if node == entry:
            first[node] = 0
        else:
            parent = parents[node]
            first[node] = free[parent]
            free[parent] += sizes[node]
        free[node] = first[node] + 1
    return Dominators(order, parents, first, sizes)


def _immediate(successors: Sequence[Sequence[int]], order: list[int]) -> list[int]:
    rank = [NOT_REACHED] * len(successors)
    for position, node in enumerate(order):
        rank[node] = position
    predecessors: list[list[int]] = [
        [] for _ in order
    ]  # in ranks from here on: a smaller one is nearer the entry
    for position, node in enumerate(order):
        for successor in successors[node]:
            predecessors[rank[successor]].append(position)
    nearest = [NOT_REACHED] * len(order)
    nearest[0] = 0
    changed = True
    while changed:
        changed = False
        for position in range(1, len(order)):
            common = NOT_REACHED
            for predecessor in predecessors[position]:
                if nearest[predecessor] != NOT_REACHED:
                    common = predecessor if common == NOT_REACHED else _meet(nearest, common, predecessor)
            if nearest[position] != common:
                nearest[position] = common
                changed = True
    parents = [NOT_REACHED] * len(successors)
    for position in range(1, len(order)):
        parents[order[position]] = order[nearest[position]]
    return parents


def _meet(nearest: list[int], left: int, right: int) -> int:
    while left != right:
        while left > right:
            left = nearest[left]
        while right > left:
            right = nearest[right]
    return left
