"""Attributes that hold what a class says of all its objects, and so none of the data in any of them."""

from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import GetField, MakeClass
from entasis.program.symbols import ClassSymbol, Instance

if TYPE_CHECKING:
    from entasis.analyses.taint.state import State

_OF_CLASSES: Final = frozenset({"__class__", "__name__", "__qualname__", "__module__"})  # of the source


def is_said_by_class(state: "State", step: GetField) -> bool:
    """Whether the field holds what the class of the object says of all its objects: which fields they have, or another class.

    class Server:
        class urls: ...         `server.urls` holds nothing of the server's
    """
    if step.name.startswith("__"):
        return step.name in _OF_CLASSES or step.name.endswith("fields__")
    for thing in state.evaluator.value(state.function, step.object):
        of = thing.of if isinstance(thing, Instance) else None
        for node in state.evaluator.mro(of) if isinstance(of, ClassSymbol) else ():
            if isinstance(node, ClassSymbol) and step.name in node.members:
                return _holds_class(node, step.name)
    return False


def _holds_class(symbol: ClassSymbol, name: str) -> bool:
    """Whether the class has a class of its own under that name, which no object puts anything else in the place of."""
    body = symbol.body
    return (
        body is not None
        and name not in symbol.fields
        and all(isinstance(body.function.definitions[made], MakeClass) for made in symbol.members[name])
    )
