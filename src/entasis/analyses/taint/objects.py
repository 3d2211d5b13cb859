"""Objects of the program's own classes are no data: what lies in them lies in their fields, each by itself.

class Account:
    def __init__(self, name, folder): self.name, self.folder = name, folder
class Store:
    def __init__(self, account): self.account = account      an Account made of a request's data lies in the field
    def path(self): return self.account.folder               `account` holds no text: its `folder` may, or may not

Memory that outlives calls knows of each field of a class by itself, so what it says of the whole object is dropped.
So it is with requests of libraries, of which the models know each attribute.
"""

from typing import Final, final

from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import Relation, SharedOrigin
from entasis.ir.instructions import GetField, Load
from entasis.program.evaluate import Evaluator
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, Thing
from entasis.program.things import NONE_CLASS

_PLAIN: Final = frozenset({"abc.ABC", "typing.Generic", "typing.Protocol", "builtins.object"})
_ANY_NAME: Final = frozenset(
    {"__dict__", "setattr", "vars"}
)  # ways to fields whose names are not written out
_SPECIAL: Final = frozenset({"__getattribute__", "__setattr__"})


@final
class Objects:
    """Which classes of the program have nothing but fields that the program names."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._known: dict[ClassSymbol, bool] = {}

    def is_plain(self, symbol: ClassSymbol) -> bool:
        """Whether all that an object of the class may hold lies in fields that are set by their names."""
        found = self._known.get(symbol)
        if found is None:
            order = self._evaluator.mro(symbol)
            found = self._known[symbol] = all(
                _names_fields(node) if isinstance(node, ClassSymbol) else node in _PLAIN for node in order
            )
        return found


def _names_fields(symbol: ClassSymbol) -> bool:
    if symbol.body is None or not _SPECIAL.isdisjoint(symbol.members):
        return False
    return not any(_sets_any(function) for function in symbol.methods)


def _sets_any(function: FunctionSymbol) -> bool:
    return any(
        isinstance(step, GetField | Load) and step.name in _ANY_NAME for step in function.function.definitions
    )


def without_whole(state: State, register: int, taint: int) -> int:
    """The taint of what is read, less what memory says of an object as a whole whose fields it knows."""
    if not taint or not all(_is_object(state, thing) for thing in _value(state, register)):
        return taint
    for number, group in state.kinds.groups(taint):
        origin = state.origins[number]
        if isinstance(origin, SharedOrigin) and not isinstance(origin.of, Relation):
            taint &= ~(group << (number * state.kinds.width))
    return taint


def _value(state: State, register: int) -> tuple[Thing | None, ...]:
    return state.evaluator.value(state.function, register) or (None,)


def _is_object(state: State, thing: Thing | None) -> bool:
    if not isinstance(thing, Instance):
        return False
    if isinstance(thing.of, ClassSymbol):
        return state.around.objects.is_plain(thing.of)
    return thing.of == NONE_CLASS or state.models.is_request_class(thing.of)
