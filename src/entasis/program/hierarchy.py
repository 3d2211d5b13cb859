"""Class hierarchies: method resolution orders over the program's classes and those outside (C3).

A class outside that the stub index knows brings its own order; one that it does not know stands as its dotted
path, and whatever is looked up there is not known. Where no consistent order exists (Python would refuse the
class), bases are taken depth first.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from entasis.models.stubs import StubIndex
from entasis.program.symbols import Api, ClassSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

Node = ClassSymbol | str
UNSEEN = ""  # a base of which nothing is known, not even a name


def resolution_order(symbol: ClassSymbol, evaluator: "Evaluator", stubs: StubIndex) -> tuple[Node, ...]:
    """The method resolution order of `symbol`, itself first; memoised in the symbol."""
    if symbol.mro is not None:
        return symbol.mro
    symbol.mro = (symbol,)  # what a class that inherits from itself sees
    bases: list[Node] = []
    for register in symbol.bases:
        outer = symbol.outer
        value = () if outer is None else evaluator.value(outer, register)
        node: Node = UNSEEN
        if len(value) == 1:
            thing = value[0]
            if isinstance(thing, ClassSymbol):
                node = thing
            elif isinstance(thing, Api):
                node = thing.path
        if node not in {"typing.Generic", "typing.Protocol", "builtins.object"}:
            bases.append(node)
    if symbol.inferred_base and not any(_is_seen(base, evaluator, stubs) for base in bases):
        bases = [symbol.inferred_base, *bases]
    orders = [_order_of(base, evaluator, stubs) for base in bases]
    merged = _merge([*orders, tuple(bases)])
    if merged is None:
        merged = list(dict.fromkeys(node for order in orders for node in order))
    symbol.mro = (symbol, *(node for node in merged if node is not symbol and node != "builtins.object"))
    return symbol.mro


def _is_seen(node: Node, evaluator: "Evaluator", stubs: StubIndex) -> bool:
    """Whether anything is known of the members of a base class."""
    if isinstance(node, ClassSymbol):
        return True
    return stubs.is_class(node) or evaluator.models.class_of(node) is not None


def _order_of(node: Node, evaluator: "Evaluator", stubs: StubIndex) -> tuple[Node, ...]:
    if isinstance(node, ClassSymbol):
        return resolution_order(node, evaluator, stubs)
    if stubs.is_class(node):
        return tuple(name for name in stubs.mro(node) if name not in {"builtins.object", "typing.Generic"})
    library_class = evaluator.models.class_of(node)
    if library_class is None:
        return (node,)
    orders = [_order_of(base, evaluator, stubs) for base in library_class.bases]
    return tuple(dict.fromkeys((node, *(name for order in orders for name in order))))


def _merge(orders: Sequence[tuple[Node, ...]]) -> list[Node] | None:
    """C3: the order that keeps each of `orders`, or None if there is none. Time is linear in their length."""
    pending = [order for order in orders if order]
    places = [0] * len(pending)
    behind = Counter(
        node for order in pending for node in order[1:]
    )  # how many orders hold it behind their head
    merged: list[Node] = []
    active = list(range(len(pending)))
    while active:
        heads = [pending[i][places[i]] for i in active]
        head = next((node for node in heads if not behind[node]), None)
        if head is None:
            return None
        merged.append(head)
        for i, node in zip(active, heads, strict=True):
            if node == head:
                places[i] += 1
                if places[i] < len(pending[i]):
                    behind[pending[i][places[i]]] -= 1
        active = [i for i in active if places[i] < len(pending[i])]
    return merged
