"""Where control can go: not behind a call that never returns, nor out of a `with` that swallows no exception.

What is done in debug mode only is done for developers: nobody else is there.
"""

from collections.abc import Callable
from typing import final

from entasis.analyses.taint.settings import is_debug_mode
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import Branch, Call, Const, GetField, Leave, Load, Return, Unary
from entasis.program.calls import CallSite
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance


@final
class Edges:
    """The edges of one function that control can take."""

    def __init__(self, view: View, never: Callable[[View, CallSite], bool]) -> None:
        self._view = view
        self.leaving = {  # the calls that never return
            id(site.call) for site in view.sites if id(site.call) in view.block_of and never(view, site)
        }
        self._known: dict[tuple[int, int], bool] = {}
        self._stops = {view.block_of[call].index for call in self.leaving}

    def is_way(self, block: Block, target: int) -> bool:
        """Whether control can go from `block` to `target`: a `with` goes on after an exception only if it swallows it."""
        found = self._known.get((block.index, target))
        if found is None:
            found = self._known[block.index, target] = self._is_way(block, target)
        return found

    def _is_way(self, block: Block, target: int) -> bool:
        if block.index in self._stops and target != block.handler:
            return False
        if not self._view.constants.is_live_edge(block.index, target):
            return False
        end = block.terminator
        if isinstance(end, Branch) and end.then != end.orelse and self._is_for_developers(end, target):
            return False
        if not isinstance(end, Branch) or end.kind != "with" or target != end.then or target == end.orelse:
            return True
        leave = self._view.definitions[end.condition]
        return not isinstance(leave, Leave) or self._may_swallow(leave.manager)

    def _is_for_developers(self, end: Branch, target: int) -> bool:
        """Whether control goes this way in debug mode only."""
        condition, is_on = end.condition, target == end.then
        step = self._view.definitions[condition]
        while isinstance(step, Unary) and step.operator == "not":
            condition, is_on = step.operand, not is_on
            step = self._view.definitions[condition]
        return is_on and is_debug_mode(self._view, condition)

    def _may_swallow(self, manager: int) -> bool:
        view = self._view
        step = view.definitions[manager]
        callee = view.definitions[step.callee] if isinstance(step, Call) else None
        name = callee.name if isinstance(callee, GetField | Load) else getattr(callee, "name", "")
        if any(word in name.lower() for word in ("suppress", "raises", "ignore", "exitstack", "swallow")):
            return True
        for thing in view.program.evaluator.value(view.function, manager):
            if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
                for bound in view.program.evaluator.attribute(thing, "__exit__"):
                    inner = getattr(bound, "function", None)
                    if isinstance(inner, FunctionSymbol) and _may_return_true(inner):
                        return True
        return False


def _may_return_true(function: FunctionSymbol) -> bool:
    """Whether some return of the function may give something true."""
    for block in function.function.blocks:
        end = block.terminator
        if isinstance(end, Return):
            step = function.function.definitions[end.value]
            if not isinstance(step, Const) or step.value:
                return True
    return False
