"""Which parameters of a handler a library fills from outside: those that a row names, or that an address does."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import Call
from entasis.models.entries import Entry
from entasis.models.ports import Port
from entasis.models.stubs import FunctionKind as StubKind
from entasis.program.converters import Converters
from entasis.program.declared import is_declared_number
from entasis.program.decorators import is_on
from entasis.program.entrance import Entrance
from entasis.program.harmless import is_declared_harmless, is_of
from entasis.program.injections import Injections
from entasis.program.options import decorated_options, default_of, has_harmless_default
from entasis.program.results import own_class
from entasis.program.routes import Route, route_said
from entasis.program.symbols import ClassSymbol, FunctionSymbol
from entasis.program.unbounded import is_any_number
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


@final
class Filling:
    """What a library passes to the handlers that it calls."""

    def __init__(self, evaluator: "Evaluator", injections: Injections, converters: Converters) -> None:
        self._evaluator = evaluator
        self._injections = injections
        self._converters = converters

    def entrance(
        self,
        row: Entry,
        function: FunctionSymbol,
        caller: FunctionSymbol | None,
        call: Call | None,
        route: Route | None,
    ) -> Entrance:
        """The way into the function by the row; the evaluator is told which objects the library passes.

        `call`, in `caller`, is what registers the function, where that is a call; `route` what is known of the address,
        where that does not stand in it.
        """
        first = self._first(row, function, caller, call)
        types = dict(_typed(row, function, first))
        for index, path in types.items():
            given = self._evaluator.given.setdefault(function, {})
            own = function.owner.instance if function.owner is not None else None
            value = own_class(self._evaluator, path, own) or (
                self._evaluator.things.instance(self._evaluator.models.returns(path) or path),
            )
            given.setdefault(index, value)
        passed = route
        route = route or route_said(self._evaluator, row.route, caller, call)
        route = self._converters.seen(route) if route is not None and route.words else route
        positions = _positions(row, function, first, types.keys(), route, is_registered=call is not None)
        indexes = [
            index
            for index in positions
            if self._is_filled(row, function, index, route)
            and not self._is_declared(row, function, index, caller, call)
        ]
        numbers = tuple(
            index for index in positions if index not in indexes and self._is_number(row, function, index)
        )
        if (call is not None and passed is None) or row.is_paired:
            route = route_said(self._evaluator, row.segments, caller, call)
        segments = _one_segment(function, first, types.keys(), route)
        if row.lookup and not self._says(function, row.lookup):
            segments = frozenset(indexes)
        declared = [(index, self._injections.option(function, index)) for index in indexes]
        said = tuple((index, option) for index, option in declared if option is not None and option.kind)
        return Entrance(row, tuple(indexes), caller, call, segments, said, numbers)

    def _says(self, function: FunctionSymbol, name: str) -> bool:
        """Whether the class of the method, one that it derives from or one that derives from it, has such a member."""
        owner = function.owner
        if owner is None:
            return False
        nodes = (*self._evaluator.mro(owner), *self._evaluator.subclasses.get(owner, ()))
        return any(name in node.members for node in nodes if isinstance(node, ClassSymbol))

    def _first(
        self, row: Entry, function: FunctionSymbol, caller: FunctionSymbol | None, call: Call | None
    ) -> int:
        """The first parameter that the library fills: not the object, nor the task that binds itself."""
        is_method = (
            function.owner is not None and self._evaluator.method_kind(function) is not StubKind.STATIC_METHOD
        )
        first = 1 if is_method else 0
        if row.bound is not None and call is not None and caller is not None:
            first += is_on(caller, call, row.bound)
        return first

    def _is_filled(self, row: Entry, function: FunctionSymbol, index: int, route: Route | None) -> bool:
        """Whether the library fills the parameter with text from outside, by its annotation and its default.

        What a pattern lets in as any text is not converted, whatever is annotated.
        """
        evaluator = self._evaluator
        parameter = function.function.parameters[index]
        is_text = route is not None and row.described is None and route.named.get(parameter.name, False)
        if not is_text and is_declared_harmless(evaluator, function, index, is_sent_as_text=row.texts):
            return False
        if parameter.name in decorated_options(evaluator, function):
            return False
        if parameter.has_default and has_harmless_default(evaluator, function, index):
            return False
        dependency = self._injections.dependency(function, index)
        if dependency is not None:
            return self._injections.is_filled(dependency)
        if row.unless and parameter.annotation:
            return not is_of(
                evaluator, evaluator.annotated(function, parameter.annotation), frozenset(row.unless)
            )
        return True

    def _is_number(self, row: Entry, function: FunctionSymbol, index: int) -> bool:
        """Whether the library converts what is sent to a number, however large."""
        parameter = function.function.parameters[index]
        if row.texts or not parameter.annotation or self._injections.dependency(function, index) is not None:
            return False
        default = default_of(function, parameter.name)
        return is_any_number(self._evaluator, function, parameter.annotation, default, function.outer)

    def _is_declared(
        self,
        row: Entry,
        function: FunctionSymbol,
        index: int,
        caller: FunctionSymbol | None,
        call: Call | None,
    ) -> bool:
        """Whether a schema says that the parameter is a number."""
        name = function.function.parameters[index].name
        made = (caller, call) if caller is not None and call is not None else None
        return bool(row.numbers) and is_declared_number(self._evaluator, row, function, name, made)


def _typed(row: Entry, function: FunctionSymbol, first: int) -> Iterator[tuple[int, str]]:
    parameters = function.function.parameters
    for port, path in row.types:
        index = next((i for i, p in enumerate(parameters) if port.name and p.name == port.name), None)
        if index is None and port.position is not None:
            index = port.position + first
        if index is not None and index < len(parameters):
            yield index, path


def _one_segment(
    function: FunctionSymbol, first: int, typed: Collection[int], route: Route | None
) -> frozenset[int]:
    """The parameters that one segment of the address fills."""
    if route is None or not route.segments:
        return frozenset()
    parameters = function.function.parameters
    places = (i for i in range(first, len(parameters)) if i not in typed)
    named = {i for i, parameter in enumerate(parameters) if parameter.name in route.segments}
    return frozenset(named | {i for number, i in enumerate(places) if number in route.segments})


def _positions(
    row: Entry,
    function: FunctionSymbol,
    first: int,
    typed: Collection[int],
    route: Route | None,
    *,
    is_registered: bool,
) -> list[int]:
    """The parameters that the library fills from outside.

    What the address of a class does not name is filled by what stands before it, unless there is a default: that is for
    decorators to replace.
    """
    parameters = function.function.parameters
    if row.parameters is not None:
        return [index for port in row.parameters for index in _at(function, port, first)]
    free = [i for i in range(first, len(parameters)) if i not in typed]
    if route is None:
        return free
    found: list[int] = []
    groups = iter(route.positional)
    left = {name for name, is_text in route.named.items() if is_text} - {parameters[i].name for i in free}
    is_open = route.is_part
    for index in free:
        parameter = parameters[index]
        if parameter.kind is ParameterKind.VAR_KEYWORD:
            is_text = is_open or bool(left)
        elif parameter.kind is ParameterKind.VAR_POSITIONAL:
            is_text = is_open or any(groups)
        elif parameter.name in route.named:
            is_text = route.named[parameter.name]
        else:
            is_text = is_open or next(groups, not is_registered and not parameter.has_default)
        if is_text:
            found.append(index)
    return found


def _at(function: FunctionSymbol, port: Port, first: int) -> Iterator[int]:
    parameters = function.function.parameters
    named = next((i for i, p in enumerate(parameters) if port.name and p.name == port.name), None)
    if named is not None:
        yield named
    elif port.position is not None and port.position + first < len(parameters):
        yield port.position + first
