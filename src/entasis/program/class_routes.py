"""Under which addresses classes are registered: what these say of the parameters of their methods.

api.add_resource(Server, "/servers/<int:number>")           Server.get(self, number, data=None)
path("servers/<uuid:key>/", ServerView.as_view())           ServerView.get(self, request, key)
path("<int:rack>/", include(servers))                       what stands before it: `rack` is a number everywhere
@namespace.route("/servers/<name>")                         over the class itself
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, final

from msgspec.structs import replace

from entasis.ir.instructions import NONE, Call, GetField
from entasis.models.entries import Entry
from entasis.program.passing import Passing, argument
from entasis.program.registering import registered_for_callers
from entasis.program.routes import Route, merged, route_at
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, ModuleSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

RowsOf = Callable[[FunctionSymbol, int], Iterator[Entry]]  # the rows about what a register of a function is


@final
class ClassRoutes:
    """Made once; `rows_of` says which rows are about what is called."""

    def __init__(
        self,
        evaluator: "Evaluator",
        modules: Sequence[ModuleSymbol],
        passing: Passing,
        rows: Sequence[Entry],
        rows_of: RowsOf,
    ) -> None:
        self._evaluator = evaluator
        self._rows_of = rows_of
        self._found: dict[ClassSymbol, list[Route | None]] = {}
        self._written: dict[
            str, bool
        ] = {}  # the names in all addresses: whether one says that it is any text
        names = {row.api.rpartition(".")[2] for row in rows if row.route is not None}
        for function, calls in passing.calls_of(names).items():
            for call in calls:
                self._note_names(function, call)
                self._note_passed(passing, function, call)
                classes = [found for given in call.arguments for found in self._classes(function, given)]
                for symbol in dict.fromkeys(classes):
                    self._note(symbol, function, call)
        for module in modules:
            for symbol in module.classes:
                for register in symbol.decorators if symbol.outer is not None else ():
                    assert symbol.outer is not None
                    step = symbol.outer.function.definitions[register]
                    if isinstance(step, Call):
                        self._note(symbol, symbol.outer, step)

    def of(self, symbol: ClassSymbol) -> Route | None:
        """What all its addresses, and those of the classes below it, say together, with what may stand before them.

        None where it has none, or one is not written out.
        """
        found = list(self._found.get(symbol, ()))
        for below in self._evaluator.subclasses.get(symbol, ()):
            found += self._found.get(below, ())
        known = [route for route in found if route is not None]
        if not known or len(known) != len(found):
            return None
        route = merged(known)
        return replace(route, named={**self._numbers, **route.named})

    @cached_property
    def _numbers(self) -> dict[str, bool]:
        """The names that no address of the program gives any text."""
        return {name: False for name, is_text in self._written.items() if not is_text}

    def _note_names(self, function: FunctionSymbol, call: Call) -> None:
        """Note what the address, under which a class or a list of further addresses stands, says of its names."""
        for row in self._rows_of(function, call.callee):
            route = route_at(self._evaluator, row.route, function, call) if row.route is not None else None
            for name, is_text in route.named.items() if route is not None else ():
                self._written[name] = self._written.get(name, False) or is_text

    def _note_passed(self, passing: Passing, function: FunctionSymbol, call: Call) -> None:
        """Note the classes that callers of the function pass, which it registers for them."""
        for row in self._rows_of(function, call.callee) if function.function.parameters else ():
            handler = argument(call, row.handler) if row.handler is not None else NONE
            if handler == NONE:
                continue
            for caller, given, route in registered_for_callers(
                self._evaluator, passing, row, function, call, handler
            ):
                for symbol in self._classes(caller, given):
                    self._found.setdefault(symbol, []).append(route)

    def _note(self, symbol: ClassSymbol, function: FunctionSymbol, call: Call) -> None:
        for row in self._rows_of(function, call.callee):
            if row.route is not None:
                route = route_at(self._evaluator, row.route, function, call)
                if route is not None and row.segments is None:
                    route = replace(route, segments=frozenset())
                self._found.setdefault(symbol, []).append(route)
                return

    def _classes(self, function: FunctionSymbol, register: int) -> Iterator[ClassSymbol]:
        """The class that is passed, by itself, as an object of it or as the view that its `as_view` makes."""
        step = function.function.definitions[register]
        callee = function.function.definitions[step.callee] if isinstance(step, Call) else None
        if isinstance(callee, GetField):
            register = callee.object
        for thing in self._evaluator.value(function, register):
            of = thing.of if isinstance(thing, Instance) else thing
            if isinstance(of, ClassSymbol):
                yield of
