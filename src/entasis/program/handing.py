"""Objects that a library passes to handlers, and that these hand on: the request in a helper without annotations.

class Account(View):
    def get(self, request):          the library passes an HttpRequest
        return render(load(request))

def load(request): ...               an HttpRequest, or what others pass
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import Call, GetField, Param
from entasis.models.stubs import FunctionKind as StubKind
from entasis.program.solver import union
from entasis.program.symbols import (
    UNKNOWN,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Thing,
    Value,
)
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_NAMED = frozenset({ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY})


@final
class Handing:
    """Follows what handlers are given from call to call. Each parameter is told once, by the first call that is met."""

    def __init__(self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol]) -> None:
        self._evaluator = evaluator
        self._modules = modules
        self._given = evaluator.given

    def hand_on(self) -> bool:
        """Tell the evaluator what the functions below the handlers are passed; whether that is anything new."""
        names = {
            function.function.parameters[index].name
            for function, given in self._given.items()
            for index in given
        }
        pending = list(self._given)
        pending += [
            function
            for module in self._modules
            for function in module.functions
            if function not in self._given and self._reads(function, names)
        ]
        has_found = False
        while pending:
            function = pending.pop()
            for call in function.calls:
                for place, value in self._handed(function, call, names):
                    for callee, index in self._taking(function, call, place):
                        known = self._given.setdefault(callee, {})
                        if index not in known:
                            known[index] = union([value, UNKNOWN])
                            pending.append(callee)
                            has_found = True
        return has_found

    def _reads(self, function: FunctionSymbol, names: set[str]) -> bool:
        """Whether it passes on a field of one of the names that handlers know such objects by: `self.request`."""
        definitions = function.function.definitions
        return any(
            isinstance(step := definitions[register], GetField) and step.name in names
            for call in function.calls
            for register in call.arguments
        )

    def _handed(
        self, function: FunctionSymbol, call: Call, names: set[str]
    ) -> Iterator[tuple[int | str, Value]]:
        """The arguments that are such objects: each by its position or its name."""
        positional = len(call.arguments) - len(call.names)
        first_star = call.stars[0] if call.stars else positional
        for position, register in enumerate(call.arguments):
            if first_star <= position < positional:
                continue
            value = self._object(function, register, names)
            place = position if position < positional else call.names[position - positional]
            if value and place != "":
                yield place, value

    def _object(self, function: FunctionSymbol, register: int, names: set[str]) -> Value:
        step = function.function.definitions[register]
        value: Value = UNKNOWN
        if isinstance(step, Param):
            value = self._given.get(function, {}).get(step.index, UNKNOWN)
        elif isinstance(step, GetField) and step.name in names:
            value = self._evaluator.value(function, register)
        found = tuple(thing for thing in value if isinstance(thing, Instance) and isinstance(thing.of, str))
        return found if len(found) == 1 else UNKNOWN

    def _taking(
        self, function: FunctionSymbol, call: Call, place: int | str
    ) -> Iterator[tuple[FunctionSymbol, int]]:
        """The parameters of functions of the program that the argument goes to, where nothing is said of these."""
        for thing in self._evaluator.value(function, call.callee):
            callee, shift = self._function(thing)
            if callee is None:
                continue
            for index, parameter in enumerate(callee.function.parameters):
                is_meant = parameter.name == place if isinstance(place, str) else index == place + shift
                if is_meant and parameter.kind in _NAMED and not parameter.annotation:
                    yield callee, index

    def _function(self, thing: Thing) -> tuple[FunctionSymbol | None, int]:
        """The function behind the callee, and how many parameters are filled without being written."""
        if isinstance(thing, ClassSymbol):
            makers = self._evaluator.attribute(thing.instance, "__init__")
            thing = makers[0] if len(makers) == 1 else thing
        if isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol):
            is_static = self._evaluator.method_kind(thing.function) is StubKind.STATIC_METHOD
            return thing.function, 0 if is_static else 1
        return (thing, 0) if isinstance(thing, FunctionSymbol) else (None, 0)
