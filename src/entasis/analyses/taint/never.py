"""Functions of the program that never return: every way through them raises or ends the program.

    def refuse(message):          never returns, so what stands behind `refuse("no")` is not reached
        log(message)
        raise Refused(message)

A method that raises NotImplementedError is left to subclasses and returns in them.
"""

from collections.abc import Mapping
from typing import final

from entasis.analyses.misuse import call_apis
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import NONE, Call, Load, Raise, Return
from entasis.program.calls import CallSite
from entasis.program.program import Program
from entasis.program.symbols import Api, Bound, FunctionSymbol


@final
class NeverReturns:
    """Answers for the functions of one program, each computed once."""

    def __init__(self, program: Program, sites: Mapping[FunctionSymbol, list[CallSite]]) -> None:
        self._program = program
        self._sites = sites
        self._answers: dict[FunctionSymbol, bool] = {}

    def site(self, view: View, site: CallSite) -> bool:
        """Whether the call never returns, whichever of its targets it reaches."""
        if not site.targets or site.is_open:
            return False
        functions = [_function(thing) for thing in site.targets]
        if all(function is None for function in functions):
            return any(self._program.models.is_noreturn(api) for api in call_apis(view, site))
        return all(function is not None and self.function(function) for function in functions)

    def function(self, function: FunctionSymbol) -> bool:
        """Whether the function never returns; while that is being found out (recursion), it does."""
        found = self._answers.get(function)
        if found is None:
            self._answers[function] = False
            found = self._answers[function] = self._find(function)
        return found

    def _find(self, function: FunctionSymbol) -> bool:
        body = function.function
        if body.is_generator:
            return False
        if body.is_async or any(_is_left_to_subclasses(function, block) for block in body.blocks):
            return False
        calls = {id(site.call): site for site in self._sites.get(function, ())}
        reached, pending = {0}, [0]
        while pending:
            block = body.blocks[pending.pop()]
            targets = block.successors()
            if self._stops(block, calls):
                targets = (block.handler,) if block.handler != NONE else ()
            elif isinstance(block.terminator, Return):
                return False
            new = [target for target in targets if target not in reached]
            reached.update(new)
            pending += new
        return True

    def _stops(self, block: Block, calls: Mapping[int, CallSite]) -> bool:
        for step in block.instructions:
            site = calls.get(id(step)) if isinstance(step, Call) else None
            if site is None or not site.targets or site.is_open:
                continue
            functions = [_function(thing) for thing in site.targets]
            if all(inner is not None and self.function(inner) for inner in functions):
                return True
            paths = [getattr(thing, "path", "") for thing in site.targets if isinstance(thing, Api)]
            if len(paths) == len(functions) and all(map(self._program.models.is_noreturn, paths)):
                return True
        return False


def _function(thing: object) -> FunctionSymbol | None:
    inner = thing.function if isinstance(thing, Bound) else thing
    return inner if isinstance(inner, FunctionSymbol) else None


def _is_left_to_subclasses(function: FunctionSymbol, block: Block) -> bool:
    end = block.terminator
    if not isinstance(end, Raise) or end.value == NONE:
        return False
    step = function.function.definitions[end.value]
    if isinstance(step, Call):
        step = function.function.definitions[step.callee]
    return isinstance(step, Load) and step.name == "NotImplementedError"
