"""Whose field it is: whether the object that is read is surely the one in which data was left.

class Kept: ...
kept = Kept()                  the only one of its class, made when the module is loaded: whoever reads, reads this
class Order: ...
cart.append(Order(text))       one of many: which of them is read elsewhere, nobody knows
"""

from typing import final

from entasis.analyses.taint.flows import FlowAnalysis, TaintFlow
from entasis.ir.function import FunctionKind
from entasis.program.symbols import ClassSymbol, FunctionSymbol


@final
class Owners:
    """Of which classes of one program there is a single object."""

    def __init__(self, analysis: FlowAnalysis) -> None:
        self._analysis = analysis
        self._made: dict[ClassSymbol, list[FunctionSymbol]] | None = None

    def is_other(self, flow: TaintFlow) -> bool:
        """Whether the data lay in a field of objects of which the one that is read may be another.

        What methods of a class keep for themselves, of data that comes in there, is of the same object.
        """
        if flow.through is None or not isinstance(flow.through.of, ClassSymbol) or flow.through.is_class:
            return False
        of, mro = flow.through.of, self._analysis.program.evaluator.mro
        owners = (_owner(flow.source.function), _owner(flow.use.function))
        is_own = all(owner is not None and (of in mro(owner) or owner in mro(of)) for owner in owners)
        return not is_own and not self._is_single(of)

    def _is_single(self, symbol: ClassSymbol) -> bool:
        if self._made is None:
            self._made = {}
            for function, sites in self._analysis.sites.items():
                for site in sites:
                    for thing in site.targets:
                        if isinstance(thing, ClassSymbol):
                            self._made.setdefault(thing, []).append(function)
        mro = self._analysis.program.evaluator.mro
        makers = [maker for made, by in self._made.items() if symbol in mro(made) for maker in by]
        return len(makers) == 1 and makers[0].function.kind is FunctionKind.MODULE


def _owner(function: FunctionSymbol) -> ClassSymbol | None:
    """The class whose method the function is, or within whose method it stands."""
    at: FunctionSymbol | None = function
    while at is not None and at.owner is None:
        at = at.outer
    return None if at is None else at.owner
