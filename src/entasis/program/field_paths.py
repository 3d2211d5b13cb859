"""Under which API paths a field may be known to the models: by the classes of what it is read from, nearest first."""

from typing import TYPE_CHECKING

from entasis.program.forwarding import forwarded_to
from entasis.program.symbols import Api, ClassSymbol, Instance, Super, Thing, Value

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def field_paths(evaluator: "Evaluator", value: Value, name: str) -> tuple[str, ...]:
    """The paths of the field `name` of the value; of a wrapper also those of what it hands on to."""
    found: list[str] = []
    for thing in value:
        found += _paths(evaluator, thing, name)
        for inner in forwarded_to(evaluator, thing, name) if isinstance(thing, Instance) else ():
            found += _paths(evaluator, inner, name)
    return tuple(dict.fromkeys(found))


def _paths(evaluator: "Evaluator", thing: Thing, name: str) -> list[str]:
    if isinstance(thing, Api):
        return [f"{thing.path}.{name}"]
    if not isinstance(thing, Instance | ClassSymbol | Super):
        return []
    of = thing if isinstance(thing, ClassSymbol) else thing.of
    order = evaluator.mro(of) if isinstance(of, ClassSymbol) else (of,)
    return [f"{node}.{name}" for node in order if isinstance(node, str) and node]
