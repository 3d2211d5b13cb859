"""Methods that a class leaves to those below it: a call of one is a call of what puts it into practice.

class Handler:
    def run(self, request): raise NotImplementedError      does nothing by itself
class Ping(Handler):
    def run(self, request): os.system(...)                 this is what is meant by `handler.run(request)`

Where it is known of which class the object is, that decides; this is for where it is not.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, final

from entasis.ir.instructions import NONE, Call, Const, Load, Param, Raise, Return
from entasis.limits import IMPLEMENTATIONS, Limit
from entasis.program.symbols import ClassSymbol, FunctionSymbol

_PLAIN: Final = (Param, Const)
_LEFT: Final = "NotImplementedError"


@final
class Implementations:
    """Answers for the methods of one program; `below` are the classes that derive from a class."""

    def __init__(
        self,
        below: Mapping[ClassSymbol, Sequence[ClassSymbol]],
        note: Callable[[Limit, FunctionSymbol], None],
    ) -> None:
        self._below = below
        self._note = note
        self._known: dict[FunctionSymbol, tuple[FunctionSymbol, ...]] = {}

    def of(self, function: FunctionSymbol) -> tuple[FunctionSymbol, ...]:
        """The methods that put `function` into practice; none if it does something by itself, or too many do."""
        found = self._known.get(function)
        if found is None:
            found = self._known[function] = self._find(function)
        return found

    def _find(self, function: FunctionSymbol) -> tuple[FunctionSymbol, ...]:
        below = self._below.get(function.owner, ()) if function.owner is not None else ()
        if not below or not _is_placeholder(function):
            return ()
        name = function.name
        found = [
            method
            for symbol in below
            if name in symbol.members and symbol.body is not None
            for method in symbol.module.functions
            if method.owner is symbol and method.name == name and not _is_placeholder(method)
        ]
        if len(found) <= IMPLEMENTATIONS.bound:
            return tuple(found)
        self._note(IMPLEMENTATIONS, function)
        return ()


def _is_placeholder(function: FunctionSymbol) -> bool:
    """Whether the body is empty, or only says that there is none."""
    body = function.function
    if len(body.blocks) != 1 or body.is_generator:
        return False
    end = body.blocks[0].terminator
    steps = [step for step in body.blocks[0].instructions if not isinstance(step, _PLAIN)]
    if isinstance(end, Return):
        value = body.definitions[end.value] if end.value != NONE else None
        return not steps and (not isinstance(value, Const) or value.value is None or value.value is ...)
    return (
        isinstance(end, Raise)
        and all((isinstance(step, Load) and step.name == _LEFT) or isinstance(step, Call) for step in steps)
        and any(isinstance(step, Load) and step.name == _LEFT for step in steps)
    )
