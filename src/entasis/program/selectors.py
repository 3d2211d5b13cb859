"""Where something lies in a collection, and what its declared type says of what lies there: `dict[str, Cell]`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from entasis.program.annotations import TypeText
from entasis.program.solver import EACH, VALUES, Selector, union
from entasis.program.symbols import UNKNOWN, Instance, Thing, Typed, Value
from entasis.program.types import objects_of

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

MAPPINGS: Final = frozenset(
    {"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict", "Counter", "ChainMap"}
)


def declared_content(evaluator: "Evaluator", collection: Instance, seen: Typed, selector: Selector) -> Value:
    """What lies there in a collection whose type says what it holds."""
    arguments = seen.arguments
    last = collection.of.rpartition(".")[2] if isinstance(collection.of, str) else ""
    if last == "tuple":
        is_uniform = len(arguments) == 2 and arguments[1].name == "..."
        chosen = arguments[:1] if is_uniform else _chosen(arguments, selector)
    elif last in MAPPINGS and len(arguments) > 1:
        chosen = arguments[:1] if selector == EACH else arguments[1:2]
    else:
        chosen = arguments[:1]
    return (
        union([objects_of(evaluator, seen.function, argument) for argument in chosen]) if chosen else UNKNOWN
    )


def _chosen(elements: tuple[TypeText, ...], selector: Selector) -> tuple[TypeText, ...]:
    index = position(selector, len(elements))
    return elements if index is None else elements[index : index + 1]


def position(selector: Selector, count: int) -> int | None:
    """The position that a constant selector means; None if it may be any, `count` if there is none."""
    if selector in {EACH, VALUES}:
        return None
    text = str(selector)[1:-1]
    index = int(text) if text.lstrip("-").isdigit() else count
    return index if 0 <= index < count else index + count if -count <= index < 0 else count


def registered_at(registered: Iterable[tuple[str, Thing]], selector: Selector) -> list[Value]:
    """What of that which calls and decorators have put into a collection lies at the selector.

    An object that lies under a key which is written out is meant by that alone: who asks for another one, which the
    settings name, say, means one of many.
    """
    is_any = selector in {EACH, VALUES}
    return [
        (thing,)
        for at, thing in registered
        if at in {"", selector} or (is_any and not isinstance(thing, Instance))
    ]
