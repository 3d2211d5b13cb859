"""Which parameters of a handler a library fills from outside: those that a row names, or that an address does."""

from collections.abc import Collection, Iterator

from entasis.models.ports import Port
from entasis.models.rows import Entry
from entasis.program.routes import Route
from entasis.program.symbols import FunctionSymbol
from entasis.signature import ParameterKind


def one_segment(
    function: FunctionSymbol, first: int, typed: Collection[int], route: Route | None
) -> frozenset[int]:
    """The parameters that one segment of the address fills."""
    if route is None or not route.segments:
        return frozenset()
    parameters = function.function.parameters
    places = (i for i in range(first, len(parameters)) if i not in typed)
    named = {i for i, parameter in enumerate(parameters) if parameter.name in route.segments}
    return frozenset(named | {i for number, i in enumerate(places) if number in route.segments})


def filled_positions(
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
    for index in free:
        parameter = parameters[index]
        if parameter.kind is ParameterKind.VAR_KEYWORD:
            is_text = bool(left)
        elif parameter.kind is ParameterKind.VAR_POSITIONAL:
            is_text = any(groups)
        elif parameter.name in route.named:
            is_text = route.named[parameter.name]
        else:
            is_text = next(groups, not is_registered and not parameter.has_default)
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
