"""One way into a function from outside, and which of several says what it is passed.

path("racks/<int:number>/", views.rack)      the address: `number` is a number
@require_POST                                tells that the function is a view, and nothing of `number`
def rack(request, number): ...
"""

from msgspec import Struct
from msgspec.structs import replace

from entasis.ir.instructions import Call
from entasis.models.entries import Entry, Option
from entasis.program.symbols import FunctionSymbol


class Entrance(Struct, frozen=True):
    """A library calls the function: `parameters` hold data from outside, as the row says.

    `call`, in `caller`, is what registers the function, where that is a call. `segments` are the parameters that are
    filled by one segment of an address. `declared` says of what kind some of the others are. `numbers` are parameters
    that are filled with numbers of any size.
    """

    row: Entry
    parameters: tuple[int, ...]
    caller: FunctionSymbol | None = None
    call: Call | None = None
    segments: frozenset[int] = frozenset()
    declared: tuple[tuple[int, Option], ...] = ()
    numbers: tuple[int, ...] = ()


def left_to_addresses(
    found: dict[FunctionSymbol, tuple[Entrance, ...]],
) -> dict[FunctionSymbol, tuple[Entrance, ...]]:
    """Ways in, where an address or a list of methods goes before decorators that only tell what a function is for."""
    return {
        function: tuple(
            [replace(way, parameters=(), numbers=()) if _only_tells(way.row) else way for way in ways]
        )
        if any(way.row.route is not None or way.row.methods for way in ways)
        else ways
        for function, ways in found.items()
    }


def _only_tells(row: Entry) -> bool:
    """Whether it is a decorator that says what a function is for, and not where it is found."""
    is_by_shape = bool(row.named) or row.bases is not None
    return not row.methods and not is_by_shape and row.route is row.handler is row.described is None
