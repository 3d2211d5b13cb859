"""What a library calls to fill a parameter of a handler, because the parameter says so.

    def listed(paging: dict = Depends(paging)): ...                by its default
    def listed(paging: Annotated[dict, Depends(paging)]): ...      by its annotation, which may have another name

What is called so is passed data from outside itself, and may need others in its turn.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import NONE, Call
from entasis.models.entries import Entry, Option
from entasis.program.aliases import alias
from entasis.program.annotations import parse_annotation
from entasis.program.options import default_of, default_option, option_in
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Thing, Value
from entasis.program.types import dotted

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


@final
class Injections:
    """The functions that fill parameters; `found` are those that only an annotation names, with the row."""

    def __init__(self, evaluator: "Evaluator", rows: Sequence[Entry]) -> None:
        self._evaluator = evaluator
        self._rows = {row.api: row for row in rows}
        self.found: list[tuple[Entry, FunctionSymbol]] = []

    def dependency(self, function: FunctionSymbol, index: int) -> Value | None:
        """What fills the parameter; None if the library does. The evaluator is told of functions."""
        found = self._dependency(function, index) if self._rows else None
        providers = tuple(provider for thing in found or () if (provider := _provider(thing)) is not None)
        if providers:
            self._evaluator.injected.setdefault(function, {})[index] = providers
        return found

    def _dependency(self, function: FunctionSymbol, index: int) -> Value | None:
        parameter = function.function.parameters[index]
        declared = parse_annotation(parameter.annotation) if parameter.annotation else None
        if declared is not None:
            holder, declared = alias(self._evaluator, function, declared)
            for part in declared.arguments[1:] if declared.last == "Annotated" else ():
                row = self._injecting(dotted(self._evaluator, holder, part.name))
                if row is not None:
                    of = part.arguments[0] if part.arguments else declared.arguments[0]
                    value = dotted(self._evaluator, holder, of.name)
                    self.found += [(row, thing) for thing in map(_provider, value) if thing is not None]
                    return value
        outer = function.outer
        register = default_of(function, parameter.name)
        step = outer.function.definitions[register] if outer is not None and register != NONE else None
        if not isinstance(step, Call) or outer is None:
            return None
        row = self._injecting(self._evaluator.value(outer, step.callee))
        if row is None:
            return None
        if step.arguments:
            value = self._evaluator.value(outer, step.arguments[0])
        else:
            value = dotted(self._evaluator, function, declared.name) if declared is not None else ()
        made = [thing for thing in value if isinstance(thing, ClassSymbol | Instance)]
        self.found += [(row, thing) for thing in map(_provider, made) if thing is not None]
        return value

    def is_filled(self, value: Value) -> bool:
        """Whether the library makes the parameter of what was sent, by no function of the program."""
        return any(isinstance(thing, ClassSymbol) and _provider(thing) is None for thing in value)

    def option(self, function: FunctionSymbol, index: int) -> Option | None:
        """What the default of the parameter declares of it, or what stands in its annotation."""
        parameter = function.function.parameters[index]
        found = default_option(self._evaluator, function, index) if parameter.has_default else None
        declared = parse_annotation(parameter.annotation) if parameter.annotation else None
        if found is not None or declared is None:
            return found
        holder, declared = alias(self._evaluator, function, declared)
        for part in declared.arguments[1:] if declared.last == "Annotated" else ():
            found = found or option_in(self._evaluator, dotted(self._evaluator, holder, part.name))
        return found

    def _injecting(self, value: Value) -> Entry | None:
        """The row about what the value is, if a library fills parameters where that stands."""
        canonical = self._evaluator.models.canonical
        for thing in value:
            inner = thing.function if isinstance(thing, Bound) else thing
            row = self._rows.get(canonical(inner.path)) if isinstance(inner, Api) else None
            if row is not None:
                return row
        return None


def _provider(thing: Thing) -> FunctionSymbol | None:
    """What is called to make the value: a function, what a class makes its objects with, or what its objects do."""
    if isinstance(thing, ClassSymbol):
        return _method(thing, "__init__")
    if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
        return _method(thing.of, "__call__")
    return thing if isinstance(thing, FunctionSymbol) else None


def _method(symbol: ClassSymbol, name: str) -> FunctionSymbol | None:
    return next((method for method in symbol.methods if method.name == name), None)
