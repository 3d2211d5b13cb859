r"""Address patterns that stand beside the classes of their handlers, in whatever list these are handed over.

    [(r"/servers/(\d+)", Server), (rf"/files/{NAME}", File)]     what a pattern says of the methods' parameters
    url(r"/pages/(?P<name>\w+)", Page)                           likewise

Of a class that stands beside several patterns, or whose subclasses do, a parameter is any text where one of them says so.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import NONE, Build, GetField, Import, Load, MakeClass
from entasis.program.routes import Route, parse_route
from entasis.program.symbols import ClassSymbol, FunctionSymbol, ModuleSymbol
from entasis.program.written import written_text

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


@final
class PairedRoutes:
    """Made once for a program; the table is made when it is first asked for."""

    def __init__(self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol]) -> None:
        self._evaluator = evaluator
        self._modules = modules

    def of(self, symbol: ClassSymbol) -> Route | None:
        """What the patterns say of the parameters of the class's methods; None where one is not known, or there is none."""
        routes = self._table.get(symbol, [])
        if not routes or any(route is None for route in routes):
            return None
        known = [route for route in routes if route is not None]
        named: dict[str, bool] = {}
        for route in known:
            for name, is_text in route.named.items():
                named[name] = named.get(name, False) or is_text
        columns = zip_longest(*(route.positional for route in known), fillvalue=False)
        return Route(named, tuple(any(column) for column in columns))

    @cached_property
    def _table(self) -> dict[ClassSymbol, list[Route | None]]:
        found: dict[ClassSymbol, list[Route | None]] = {}
        for module in self._modules:
            for function in module.functions:
                for built in function.steps_of(Build):
                    if built.kind == "tuple" and not built.stars:
                        self._add(found, function, built.operands)
                for call in function.calls:
                    if not call.stars:
                        self._add(found, function, call.arguments)
        return found

    def _add(
        self,
        found: dict[ClassSymbol, list[Route | None]],
        function: FunctionSymbol,
        pair: Sequence[int],
    ) -> None:
        if len(pair) < 2:
            return
        handler = function.function.definitions[pair[1]] if pair[1] != NONE else None
        if not isinstance(handler, Load | GetField | MakeClass | Import):
            return
        for thing in self._evaluator.value(function, pair[1]):
            if isinstance(thing, ClassSymbol):
                pattern = written_text(self._evaluator, function, pair[0])
                route = None if pattern is None else parse_route(pattern)
                for node in self._evaluator.mro(thing):
                    if isinstance(node, ClassSymbol):
                        found.setdefault(node, []).append(route)
