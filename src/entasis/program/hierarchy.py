"""Class hierarchies: method resolution orders over the program's classes and those outside (C3).

A class outside that the stub index knows brings its own order; one that it does not know stands as its dotted
path, and whatever is looked up there is not known. Where no consistent order exists (Python would refuse the
class), bases are taken depth first.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from entasis.limits import HIERARCHY
from entasis.models.stubs import StubIndex
from entasis.program.symbols import Api, Bound, ClassSymbol, Instance

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

Node = ClassSymbol | str
UNSEEN: Final = ""  # a base of which nothing is known, not even a name
_MARKS: Final = frozenset(
    {"typing.Generic", "typing.Protocol", "typing_extensions.Protocol", "builtins.object"}
)


def resolution_order(symbol: ClassSymbol, evaluator: "Evaluator", stubs: StubIndex) -> tuple[Node, ...]:
    """The method resolution order of `symbol`, itself first."""
    if symbol.record is not None:
        return (symbol, *_order_of(symbol.record.base, evaluator, stubs))
    bases = [node for node in _bases(symbol, evaluator) if node not in _MARKS]
    if symbol.inferred_base and not any(_is_seen(base, evaluator, stubs) for base in bases):
        bases = [symbol.inferred_base, *bases]
    orders = [_order_of(base, evaluator, stubs) for base in bases]
    merged = list(orders[0]) if len(orders) == 1 else _merge([*orders, tuple(bases)])
    if merged is None:
        merged = list(dict.fromkeys(node for order in orders for node in order))
    found = [node for node in merged if node is not symbol and node != "builtins.object"]
    if len(found) > HIERARCHY.bound:
        found = [*found[: HIERARCHY.bound], UNSEEN]
    return (symbol, *found)


def _bases(symbol: ClassSymbol, evaluator: "Evaluator") -> list[Node]:
    bases: list[Node] = []
    for register in symbol.bases:
        outer = symbol.outer
        value = () if outer is None else evaluator.value(outer, register)
        thing = value[0] if len(value) == 1 else None
        if isinstance(thing, ClassSymbol):
            bases.append(thing)
        elif isinstance(thing, Bound) and isinstance(
            thing.function, Api
        ):  # `db.Model`: a class that an object has
            bases.append(evaluator.models.canonical(thing.function.path))
        elif isinstance(thing, Instance) and isinstance(thing.of, str) and "." in thing.of:
            is_value = thing.of.startswith(
                ("builtins.", "types.")
            )  # a placeholder for a class that is named further down
            bases.append(UNSEEN if is_value else thing.of)  # else a class that a call has made
        else:
            bases.append(thing.path if isinstance(thing, Api) else UNSEEN)
    return list(dict.fromkeys(bases))


def _is_seen(node: Node, evaluator: "Evaluator", stubs: StubIndex) -> bool:
    """Whether anything is known of the members of a base class."""
    if isinstance(node, ClassSymbol):
        return True
    return stubs.is_class(node) or evaluator.models.class_of(node) is not None


def _order_of(node: Node, evaluator: "Evaluator", stubs: StubIndex) -> tuple[Node, ...]:
    if isinstance(node, ClassSymbol):
        return evaluator.mro(node)
    if stubs.is_class(node):
        return tuple(name for name in stubs.mro(node) if name not in {"builtins.object", "typing.Generic"})
    library_class = evaluator.models.class_of(node)
    if library_class is None:
        return (node,)
    orders = [_order_of(base, evaluator, stubs) for base in library_class.bases]
    return tuple(dict.fromkeys((node, *(name for order in orders for name in order))))


def _merge(orders: Sequence[tuple[Node, ...]]) -> list[Node] | None:
    """C3: the order that keeps each of `orders`, or None if there is none."""
    waiting = Counter(node for order in orders for node in order[1:])  # in how many tails each node stands
    heads = [0] * len(orders)
    merged: list[Node] = []
    while True:
        head = next(
            (
                order[at]
                for order, at in zip(orders, heads, strict=True)
                if at < len(order) and not waiting[order[at]]
            ),
            None,
        )
        if head is None:
            return merged if all(at == len(order) for order, at in zip(orders, heads, strict=True)) else None
        merged.append(head)
        for i, order in enumerate(orders):
            if heads[i] < len(order) and order[heads[i]] == head:
                heads[i] += 1
                if heads[i] < len(order):
                    waiting[order[heads[i]]] -= 1
