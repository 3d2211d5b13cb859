"""What a function of the program registers for those who call it: handlers that they pass, under addresses that they pass.

def route(url, view):                             a function that many programs have
    app.add_url_rule(PREFIX + url, view_func=view.as_view(url))
route("/servers/<int:number>", Server)            Server's `number` is a number
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from entasis.ir.instructions import NONE, Binary, Build, Call, GetField, Param
from entasis.models.entries import Entry
from entasis.program.passing import Passing, argument, port_of
from entasis.program.routes import Route, route_of
from entasis.program.symbols import FunctionSymbol
from entasis.program.written import HOLE, text_with_holes

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

Passed = tuple[FunctionSymbol, int, Route | None]  # by whom, in which register, and under what address


def registered_for_callers(
    evaluator: "Evaluator", passing: Passing, row: Entry, function: FunctionSymbol, call: Call, handler: int
) -> Iterator[Passed]:
    """What the callers of `function` pass as the handler that `call` in it registers; nothing if it is not passed."""
    index = _passed(function, handler)
    address = argument(call, row.route) if row.route is not None else NONE
    if index is None or address == NONE:
        return
    for caller, outer, shift in passing.reaching(function, index):
        register = argument(outer, port_of(function, index, shift))
        if register == NONE:
            continue
        text = _address(evaluator, function, address, caller, outer, shift)
        route = None if text == HOLE else route_of(text)
        if route is not None and row.segments is None:
            route = replace(route, segments=frozenset())
        yield caller, register, route


def _passed(function: FunctionSymbol, register: int) -> int | None:
    """The parameter that the register is, or of which it is a view: `view.as_view(name)`."""
    step = function.function.definitions[register]
    if isinstance(step, Call):
        callee = function.function.definitions[step.callee]
        step = function.function.definitions[callee.object] if isinstance(callee, GetField) else None
    is_own = isinstance(step, Param) and step.index == 0 and function.owner is not None
    return step.index if isinstance(step, Param) and not is_own else None


def _address(
    evaluator: "Evaluator",
    function: FunctionSymbol,
    register: int,
    caller: FunctionSymbol,
    outer: Call,
    shift: int,
) -> str:
    """The address, with what the caller passes in its place, and a hole in place of what is not known."""
    match function.function.definitions[register]:
        case Param(index=index):
            given = argument(outer, port_of(function, index, shift)) if index >= shift else NONE
            return HOLE if given == NONE else text_with_holes(evaluator, caller, given)
        case Build(kind="text", operands=parts):
            return "".join(_address(evaluator, function, part, caller, outer, shift) for part in parts)
        case Binary(operator="+", left=left, right=right):
            parts = (left, right)
            return "".join(_address(evaluator, function, part, caller, outer, shift) for part in parts)
        case _:
            return text_with_holes(evaluator, function, register)
