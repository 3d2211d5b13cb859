"""Which functions of the program a library calls with data from outside, and which parameters it fills.

    @app.route("/servers/<int:number>/<name>")       `name` is any text, `number` a number
    def server(number, name): ...

    path("servers/<name>", views.server)             the function that is passed, with `request` before the rest
    class Server(MethodView):                        methods of certain names
        def get(self, name): ...
    app.add_route("/servers/{name}", Server())       methods of certain names of the object that is passed

What is one is said by the `[[entry]]` rows of the models.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, final

from entasis.ir.instructions import NONE, Build, Call, Param
from entasis.limits import WRAPPERS
from entasis.models.entries import Entry
from entasis.models.ports import Port, PortKind
from entasis.program.class_routes import ClassRoutes
from entasis.program.constructed import Constructed
from entasis.program.converters import Converters
from entasis.program.decorators import adds_arguments, decorating_function
from entasis.program.described import Descriptions, file_name, named_functions, prefix
from entasis.program.entrance import Entrance, left_to_addresses
from entasis.program.filled import Filling
from entasis.program.handed import HandedOn
from entasis.program.injections import Injections
from entasis.program.listed import tell_listed
from entasis.program.offers import Offers
from entasis.program.paired import PairedRoutes
from entasis.program.passing import Passing, argument
from entasis.program.registering import registered_for_callers
from entasis.program.registries import Registries
from entasis.program.routers import pass_routers
from entasis.program.routes import Route, merged
from entasis.program.symbols import (
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Partial,
    Thing,
    Value,
)
from entasis.program.told import tell_parameters

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_ANY: Final = "*"  # methods of any name, but for those that are private
_VALUE: Final = Port(PortKind.VALUE)  # the handler is assigned to an attribute
_LISTS: Final = frozenset({"list", "tuple"})  # several handlers, in turn


@final
class Entrances:
    """All of them, by function. Finding them tells the evaluator what else libraries pass to their handlers."""

    def __init__(
        self,
        evaluator: "Evaluator",
        modules: Sequence[ModuleSymbol],
        descriptions: Descriptions,
        forget: Callable[[], None],
    ) -> None:
        self._evaluator = evaluator
        self._descriptions = descriptions
        self._modules = modules
        self.of: dict[FunctionSymbol, tuple[Entrance, ...]] = {}
        self.limits: Counter[str] = Counter()  # how often which was hit
        self.class_routes: ClassRoutes | None = None  # where nothing that is imported has handlers
        self._decorated_by: dict[FunctionSymbol, list[FunctionSymbol]] = {}
        packages = {"builtins"}.union(*(module.imported for module in modules))
        evaluator.told_by = evaluator.models.told_by(packages)
        self.passing = Passing(evaluator, modules)
        rows = evaluator.models.entry_rows(packages)
        if rows:
            self._find(rows, packages, forget)
        evaluator.constructed = Constructed(evaluator, self.passing)
        forget()

    def _find(self, rows: Sequence[Entry], packages: set[str], forget: Callable[[], None]) -> None:
        evaluator, modules = self._evaluator, self._modules
        self._named_so = {row.named: row for row in rows if row.named}
        self._by_bases = [row for row in rows if row.bases is not None]
        self._names = {
            row.api.rpartition(".")[2] for row in rows if row.handler is not None or row.described is not None
        }
        self._injections = Injections(evaluator, [row for row in rows if row.injects])
        self._filling = Filling(evaluator, self._injections, Converters(evaluator, modules))
        self._handing = self.passing.calls_of(self._names)
        self._paired = PairedRoutes(evaluator, modules)
        self.class_routes = ClassRoutes(evaluator, modules, self.passing, rows, self._rows_at)
        if pass_routers(evaluator, modules, self.passing, self._handing):
            forget()
        for module in modules:
            for function in module.functions:
                self._by_decorators(function)
                self._by_names(function)
        self._tell_decorators()
        self._assigned = {row.api.rpartition(".")[2] for row in rows if row.handler == _VALUE}
        for module in modules:
            for function in module.functions:
                self._by_handing_over(function)
                if self._assigned:
                    self._by_assigning(function)
            for symbol in module.classes:
                self._by_class(symbol)
        self.of = left_to_addresses(self.of)
        for row, provider in self._injections.found:  # which may need others, found in their turn
            self._enter(row, provider, None, None)
        tell_parameters(evaluator, modules, evaluator.models.told_as(packages), self.passing)
        tell_listed(evaluator, modules, self.passing)
        HandedOn(evaluator, modules, packages, self.passing)
        Offers(evaluator, modules, packages, self.passing)
        registries = Registries(evaluator, modules, self.passing)
        evaluator.registered = registries.of
        self.limits.update(registries.limits)

    # Ways in

    def _by_decorators(self, function: FunctionSymbol) -> None:
        """The function stands under a decorator that is an entry, or that the program has made of one."""
        outer = function.outer
        for register in function.decorators if outer is not None else ():
            assert outer is not None
            step = outer.function.definitions[register]
            for thing in self._evaluator.value(outer, register):
                called = decorating_function(self._evaluator, thing)
                if called is not None:
                    self._decorated_by.setdefault(called, []).append(function)
            call = step if isinstance(step, Call) else None
            for path in self._decorator_paths(outer, register):
                for row in self._rows(path):
                    if not row.methods and row.handler is None and row.described is None:
                        self._enter(row, function, outer, call)

    def _tell_decorators(self) -> None:
        """Tell the evaluator which functions of the program call what they decorate in their own way."""
        evaluator = self._evaluator
        for decorator, functions in self._decorated_by.items():
            if adds_arguments(decorator):
                evaluator.decorating[decorator] = tuple(dict.fromkeys(functions))
                for function in evaluator.decorating[decorator]:
                    known = evaluator.decorators.get(function, ())
                    evaluator.decorators[function] = (*known, decorator)

    def _by_names(self, function: FunctionSymbol) -> None:
        """The function stands in a module, or is what objects of a class are called by, and takes just the parameters
        by which a platform's handlers are told.
        """
        names = tuple(p.name for p in function.function.parameters)
        is_method = function.owner is not None and function.function.name == "__call__"
        row = self._named_so.get(names[1:] if is_method else names)
        is_own = function.outer is not None and function.outer.function.index == 0
        if row is not None and (is_own or is_method):
            self._enter(row, function, None, None)

    def _decorator_paths(self, outer: FunctionSymbol, register: int) -> list[str]:
        step = outer.function.definitions[register]
        registers = [register, step.callee] if isinstance(step, Call) else [register]
        found = [path for r in registers for path in self._named(self._evaluator.value(outer, r))]
        return list(dict.fromkeys(path.removesuffix("()") for path in found))

    def _by_handing_over(self, function: FunctionSymbol) -> None:
        """The function passes handlers to an entry."""
        for call in self._handing.get(function, ()):
            for path in self._named(self._evaluator.value(function, call.callee)):
                for row in self._rows(path):
                    if row.described is not None:
                        self._by_description(row, function, call)
                    if row.handler is None or row.handler == _VALUE:
                        continue
                    register = argument(call, row.handler)
                    routes = self._routes_passed(row, function, call, register)
                    for thing in self._handlers(row, function, register, 0) if register != NONE else ():
                        self._enter_thing(row, thing, function, call, routes.get(thing))

    def _routes_passed(
        self, row: Entry, function: FunctionSymbol, call: Call, register: int
    ) -> dict[Thing, Route]:
        """The addresses under which the call registers handlers for the callers of the function, by handler.

        Those that are not all written out are left out.
        """
        found: dict[Thing, list[Route | None]] = {}
        if register != NONE and function.function.parameters:
            passed = registered_for_callers(self._evaluator, self.passing, row, function, call, register)
            for caller, given, route in passed:
                for thing in self._handlers(row, caller, given, 0):
                    found.setdefault(thing, []).append(route)
        return {
            thing: merged([route for route in routes if route is not None])
            for thing, routes in found.items()
            if None not in routes
        }

    def _by_description(self, row: Entry, function: FunctionSymbol, call: Call) -> None:
        """The function hands over a description that names the handlers."""
        assert row.described is not None
        below = prefix(function, argument(call, row.below)) if row.below is not None else ""
        name = file_name(function, argument(call, row.described))
        for description in self._descriptions.find(function.module, name):
            for operation in description.operations:
                named = operation.named or (operation.addressed if below else "")
                paths = [f"{below}.{named}", named] if below else [named]
                found = (list(named_functions(self._evaluator, function.module, path)) for path in paths)
                for target in next(filter(None, found), ()):
                    self._enter(row, target, function, call, Route(dict(operation.parameters)))

    def _by_assigning(self, function: FunctionSymbol) -> None:
        """The function assigns handlers to the attributes of a library's objects: `client.on_message = show`."""
        for base, name, value in function.fields:
            for path in self._evaluator.field_paths(function, base, name) if name in self._assigned else ():
                for row in self._rows(path):
                    if row.handler == _VALUE:
                        for thing in self._evaluator.value(function, value):
                            self._enter_thing(row, thing, function, None)

    def _by_class(self, symbol: ClassSymbol) -> None:
        """The class derives from one whose methods are called with data from outside, or is decorated."""
        for register in symbol.decorators if symbol.outer is not None else ():
            assert symbol.outer is not None
            for path in self._decorator_paths(symbol.outer, register):
                for row in self._rows(path):
                    if row.constructs:
                        self._enter_constructor(row, symbol)
        for node in self._evaluator.mro(symbol):
            path = node.path if isinstance(node, ClassSymbol) else node
            for row in self._by_bases if node is not symbol else ():
                if row.bases is not None and row.bases.fullmatch(path):
                    self._enter_methods(row, symbol, above=node)
            if path and (isinstance(node, str) or self._is_own(path)):
                for row in self._rows(path):
                    if row.methods and row.handler is None:
                        self._enter_methods(row, symbol)

    def _named(self, value: Value) -> list[str]:
        """The paths of things outside, and of functions of the program that the user's own models speak of."""
        inner = [thing.function if isinstance(thing, Bound) else thing for thing in value]
        own = [
            thing.path for thing in inner if isinstance(thing, FunctionSymbol) and self._is_own(thing.path)
        ]
        return [*_paths(value), *own]

    def _is_own(self, path: str) -> bool:
        return path.partition(".")[0] in self._evaluator.models.own_packages

    def _rows_at(self, function: FunctionSymbol, register: int) -> Iterator[Entry]:
        """The rows about what the register is."""
        for path in self._named(self._evaluator.value(function, register)):
            yield from self._rows(path)

    def _rows(self, path: str) -> tuple[Entry, ...]:
        return self._evaluator.models.entries(path)

    # Handlers

    def _handlers(self, row: Entry, function: FunctionSymbol, register: int, depth: int) -> Iterator[Thing]:
        """What is passed as a handler, out of the wrappers and the lists that it is passed in."""
        step = function.function.definitions[register]
        if isinstance(step, Param):
            yield from self._passed_as(function, step.index)
        inner: Sequence[int] = ()
        if isinstance(step, Call) and not step.decorates:
            inner = self._wrapped(row, function, step)
        elif isinstance(step, Build) and step.kind in _LISTS:
            inner = step.operands
        if inner and depth == WRAPPERS.bound:
            self.limits[WRAPPERS.name] += 1
        for given in inner if depth < WRAPPERS.bound else ():
            yield from self._handlers(row, function, given, depth + 1)
        for thing in self._evaluator.value(function, register):
            if isinstance(thing, FunctionSymbol | Bound | ClassSymbol | Instance):
                yield thing
            elif isinstance(thing, Partial):
                yield thing.function

    def _wrapped(self, row: Entry, function: FunctionSymbol, call: Call) -> Sequence[int]:
        """What the call may wrap.

        An object of the program any of whose methods are called is the handler, whatever it is made with. One
        that has none to call is made with the class of what it passes calls on to, or else with an object of it.
        """
        value = self._evaluator.value
        made = [t for t in value(function, call.callee) if isinstance(t, ClassSymbol)]
        if _ANY not in row.methods or not made:
            return call.arguments
        nodes = [node for symbol in made for node in self._evaluator.mro(symbol)]
        if any(
            _is_named(m.name, row.methods)
            for node in nodes
            if isinstance(node, ClassSymbol)
            for m in node.methods
        ):
            return ()
        classes = [
            one for one in call.arguments if any(isinstance(t, ClassSymbol) for t in value(function, one))
        ]
        return classes or call.arguments

    def _passed_as(self, function: FunctionSymbol, index: int) -> Iterator[Thing]:
        """What the parameter is given: by calls, or by standing over functions as a decorator."""
        decorated = self._decorated_by.get(function, ())
        yield from decorated
        if not decorated:
            yield from self.passing.values(function, index)

    def _enter_thing(
        self,
        row: Entry,
        thing: Thing,
        function: FunctionSymbol,
        call: Call | None,
        route: Route | None = None,
    ) -> None:
        target = thing.function if isinstance(thing, Bound) else thing
        if row.methods:
            of = target.of if isinstance(target, Instance) else target
            if isinstance(of, ClassSymbol):
                self._enter_methods(row, of, by=(function, call), route=route)
        elif isinstance(target, FunctionSymbol):
            self._enter(row, target, function, call, route)
        elif row.constructs and isinstance(target, ClassSymbol):
            self._enter_constructor(row, target)

    def _enter_constructor(self, row: Entry, symbol: ClassSymbol) -> None:
        """The class is one that the library makes an object of for each request."""
        for bound in self._evaluator.attribute(symbol.instance, "__init__"):
            if isinstance(bound, Bound) and isinstance(bound.function, FunctionSymbol):
                self._enter(row, bound.function, None, None)

    def _enter_methods(
        self,
        row: Entry,
        symbol: ClassSymbol,
        above: ClassSymbol | str = "",
        by: tuple[FunctionSymbol | None, Call | None] = (None, None),
        route: Route | None = None,
    ) -> None:
        """The methods that the class has itself, or by those of its bases that the program defines below `above`."""
        taken: set[str] = set()
        for node in self._evaluator.mro(symbol):
            if node == above:
                break
            if not isinstance(node, ClassSymbol):
                continue
            for method in node.methods:
                if method.name not in taken and _is_named(method.name, row.methods):
                    taken.add(method.name)
                    known = self._paired.of(node) if row.is_paired else route
                    if known is None and by[1] is None and self.class_routes is not None:
                        known = self.class_routes.of(node)
                    self._enter(row, method, *by, known)

    # What comes in

    def _enter(
        self,
        row: Entry,
        function: FunctionSymbol,
        caller: FunctionSymbol | None,
        call: Call | None,
        route: Route | None = None,
    ) -> None:
        known = self.of.get(function, ())
        if any(entrance.row is row and entrance.call is call for entrance in known):
            return
        if row.constructs and function.owner is not None and function.name != "__init__":
            self._enter_constructor(row, function.owner)
            return
        entrance = self._filling.entrance(row, function, caller, call, route)
        self.of[function] = (*known, entrance)


def _paths(value: Value) -> list[str]:
    """The API paths of things outside."""
    found: list[str] = []
    for thing in value:
        inner = thing.function if isinstance(thing, Bound) else thing
        if isinstance(inner, Api):
            found.append(inner.path)
    return found


def _is_named(name: str, wanted: tuple[str, ...]) -> bool:
    return any(
        not name.startswith("_") and name.startswith(one[:-1]) if one.endswith("*") else name == one
        for one in wanted
    )
