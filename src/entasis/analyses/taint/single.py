"""Whose field it is: whether the object that is read is surely the one in which data was left.

class Kept: ...
kept = Kept()                  made when the module is loaded, and there as long as the program runs
class Order: ...
cart.append(Order(text))       one of many: which of them is read elsewhere, nobody knows
"""

from typing import Final, final

from entasis.analyses.taint.flows import FlowAnalysis, TaintFlow
from entasis.ir.function import FunctionKind
from entasis.ir.instructions import Store
from entasis.program.calls import CallSite
from entasis.program.symbols import ClassSymbol, FunctionSymbol

_EXCEPTION: Final = "builtins.BaseException"


@final
class Owners:
    """Which classes of one program have objects that come and go."""

    def __init__(self, analysis: FlowAnalysis) -> None:
        self._analysis = analysis
        self._made: dict[ClassSymbol, list[CallSite]] | None = None

    def is_other(self, flow: TaintFlow) -> bool:
        """Whether the data lay in a field of objects of which the one that is read may be another.

        What methods of a class keep for themselves, of data that comes in there, is of the same object, and who
        catches an exception has the one that was raised.
        """
        if flow.through is None or not isinstance(flow.through.of, ClassSymbol) or flow.through.is_class:
            return False
        of, mro = flow.through.of, self._analysis.program.evaluator.mro
        if _EXCEPTION in mro(of):
            return False
        owners = (_owner(flow.source.function), _owner(flow.use.function))
        is_own = all(owner is not None and (of in mro(owner) or owner in mro(of)) for owner in owners)
        return not is_own and not self._are_lasting(of)

    def _are_lasting(self, symbol: ClassSymbol) -> bool:
        """Whether all objects of the class are those of variables of modules."""
        if self._made is None:
            self._made = {}
            for sites in self._analysis.sites.values():
                for site in sites:
                    for thing in site.targets:
                        if isinstance(thing, ClassSymbol):
                            self._made.setdefault(thing, []).append(site)
        mro = self._analysis.program.evaluator.mro
        makers = [site for made, by in self._made.items() if symbol in mro(made) for site in by]
        return bool(makers) and all(map(_is_lasting, makers))


def _is_lasting(site: CallSite) -> bool:
    """Whether what is made there is kept in a variable of a module."""
    function = site.function.function
    return function.kind is FunctionKind.MODULE or any(
        isinstance(step, Store) and not step.owner and step.value == site.call.result
        for block in function.blocks
        for step in block.instructions
    )


def _owner(function: FunctionSymbol) -> ClassSymbol | None:
    """The class whose method the function is, or within whose method it stands."""
    at: FunctionSymbol | None = function
    while at is not None and at.owner is None:
        at = at.outer
    return None if at is None else at.owner
