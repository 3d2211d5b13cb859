"""What the calls of a program pass to a parameter: asked for the few on which routes are registered."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import (
    NONE,
    Call,
    GetField,
    Import,
    Load,
)
from entasis.models.ports import Port, PortKind
from entasis.program.aliases import defined
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, ModuleSymbol, Thing, Value
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def callee_name(function: FunctionSymbol, call: Call) -> str:
    """The name of what is called where it was defined, as far as it is written; an import is looked through."""
    step = function.function.definitions[call.callee]
    if isinstance(step, GetField | Import):
        return step.name
    if isinstance(step, Load):
        stored = function.module.stored(step.owner, step.name)
        made = stored[0][0].function.definitions[stored[0][1]] if len(stored) == 1 else None
        return made.name if isinstance(made, Import) and made.name else step.name
    return defined(function, step)


def port_of(function: FunctionSymbol, index: int, shift: int) -> Port:
    """Where a call passes the parameter, if it does not pass the first `shift` parameters itself."""
    parameter = function.function.parameters[index]
    is_named = parameter.kind in (ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY)
    position = index - shift if parameter.kind <= ParameterKind.POSITIONAL else None
    return Port(PortKind.ARGUMENT, position, parameter.name if is_named else "")


def argument(call: Call, port: Port) -> int:
    """The register that the call surely passes at the port, or NONE."""
    positional = len(call.arguments) - len(call.names)
    if port.name and port.name in call.names:
        return call.arguments[positional + call.names.index(port.name)]
    first_star = call.stars[0] if call.stars else positional
    if port.position is not None and port.position < first_star:
        return call.arguments[port.position]
    return NONE


@final
class Passing:
    """Made once for a program; its tables are made when first asked for."""

    def __init__(self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol]) -> None:
        self._evaluator = evaluator
        self._modules = modules

    @cached_property
    def _calls(self) -> dict[str, list[tuple[FunctionSymbol, Call]]]:
        """Every call by the name of what it calls."""
        found: dict[str, list[tuple[FunctionSymbol, Call]]] = {}
        for module in self._modules:
            for function in module.functions:
                for call in function.calls:
                    name = callee_name(function, call)
                    if name:
                        found.setdefault(name, []).append((function, call))
        return found

    def calls_of(self, names: Collection[str]) -> dict[FunctionSymbol, list[Call]]:
        """The calls of something of these names, by the function they stand in and in its order."""
        found: dict[FunctionSymbol, dict[int, Call]] = {}
        for name in names:
            for function, call in self._calls.get(name, ()):
                if not call.decorates:
                    found.setdefault(function, {})[call.result] = call
        return {function: [calls[at] for at in sorted(calls)] for function, calls in found.items()}

    def values(self, function: FunctionSymbol, index: int) -> Iterator[Thing]:
        """What the calls that surely reach the function pass for the parameter."""
        for caller, call, shift in self.reaching(function, index):
            register = argument(call, port_of(function, index, shift))
            if register != NONE:
                yield from self._evaluator.value(caller, register)

    def reaching(self, function: FunctionSymbol, index: int) -> Iterator[tuple[FunctionSymbol, Call, int]]:
        """The calls that surely reach the function and may pass the parameter: each with the function in which it
        stands, and how many parameters it does not pass itself.
        """
        name = function.name
        if name == "__init__" and function.owner is not None:
            name = function.owner.ir.name
        parameter = function.function.parameters[index]
        for caller, call in self._calls.get(name, ()):
            # Most calls of a name that many functions bear pass nothing there, whichever of them they reach.
            if len(call.arguments) - len(call.names) < index and parameter.name not in call.names:
                continue
            shift = self._shift(self._evaluator.value(caller, call.callee), function)
            if shift is None:
                continue
            if index >= shift or function.function.parameters[index].kind > ParameterKind.POSITIONAL:
                yield caller, call, shift

    def _shift(self, callee: Value, function: FunctionSymbol) -> int | None:
        """How many parameters the call does not pass itself; None if it does not reach the function."""
        for thing in callee:
            if thing is function:
                return 0
            if isinstance(thing, Bound) and thing.function is function:
                return 1
            if isinstance(thing, ClassSymbol) and function.name == "__init__" and function.owner is thing:
                return 1
        return None
