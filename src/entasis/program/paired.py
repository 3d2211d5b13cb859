r"""Address patterns that stand beside the classes of their handlers, in whatever list these are handed over.

    [(r"/servers/(\d+)", Server), (rf"/files/{NAME}", File)]     what a pattern says of the methods' parameters
    url(r"/pages/(?P<name>\w+)", Page)                           likewise

Of a class that stands beside several patterns, or whose subclasses do, a parameter is any text where one of them says so.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import NONE, Binary, Build, Call, Const, GetField, Import, Load, MakeClass
from entasis.limits import RESOLUTION_DEPTH
from entasis.program.routes import Route, parse_route
from entasis.program.symbols import ClassSymbol, FunctionSymbol, ModuleSymbol

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
                for step in function.function.definitions:
                    if isinstance(step, Build) and step.kind == "tuple" and not step.stars:
                        self._add(found, function, step.operands)
                    elif isinstance(step, Call) and not step.stars:
                        self._add(found, function, step.arguments)
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
                pattern = _text(function, pair[0])
                route = None if pattern is None else parse_route(pattern)
                for node in self._evaluator.mro(thing):
                    if isinstance(node, ClassSymbol):
                        found.setdefault(node, []).append(route)


def _text(function: FunctionSymbol, register: int, depth: int = 0) -> str | None:
    """The text that is written out there, or put together of such; None where that is not known."""
    step = function.function.definitions[register] if register != NONE else None
    if depth >= RESOLUTION_DEPTH.bound:
        return None
    match step:
        case Const(value=str() as value):
            return value
        case Load():
            stored = function.module.stored(step.owner, step.name)
            return _text(*stored[0], depth + 1) if len(stored) == 1 else None
        case Binary(operator="+"):
            return _joined([_text(function, part, depth + 1) for part in (step.left, step.right)])
        case Build(kind="text"):
            return _joined([_text(function, part, depth + 1) for part in step.operands])
        case Binary(operator="%"):
            return _filled(function, step, depth)
        case _:
            return None


def _joined(parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) else None


def _filled(function: FunctionSymbol, step: Binary, depth: int) -> str | None:
    template = _text(function, step.left, depth + 1)
    given = function.function.definitions[step.right]
    registers = given.operands if isinstance(given, Build) and given.kind == "tuple" else [step.right]
    parts = [_text(function, register, depth + 1) for register in registers]
    known = [part for part in parts if part is not None]
    if template is None or len(known) != len(parts) or template.count("%") != template.count("%s"):
        return None
    return template % tuple(known) if template.count("%s") == len(known) else None
