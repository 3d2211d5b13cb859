"""Whose field it is: whether the object that is read is surely the one in which data was left.

class Kept: ...
kept = Kept()                  made when the module is loaded, and there as long as the program runs
class Order: ...
cart.append(Order(text))       one of many: which of them is read elsewhere, nobody knows
"""

from collections.abc import Mapping
from typing import Final, final

from entasis.analyses.taint.summary import SharedOrigin
from entasis.ir.function import FunctionKind
from entasis.ir.instructions import Store
from entasis.program.calls import CallSite
from entasis.program.facts import facts_of
from entasis.program.program import Program
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol

_EXCEPTION: Final = "builtins.BaseException"


@final
class Owners:
    """Which classes of one program have objects that come and go."""

    def __init__(self, program: Program, sites: Mapping[FunctionSymbol, list[CallSite]]) -> None:
        self._mro = program.evaluator.mro
        self._subclasses = program.subclasses
        self._sites = sites
        self._made: dict[ClassSymbol, list[CallSite]] | None = None
        self._lasting: dict[ClassSymbol, bool] = {}

    def is_other(self, through: SharedOrigin | None, source: FunctionSymbol, reader: FunctionSymbol) -> bool:
        """Whether data of `source` lay in a field of objects of which the one that `reader` reads may be another.

        What methods of a class keep for themselves, of data that comes in there, is of the same object, and who
        handles the exceptions of a class has the one that was raised. Who catches one himself has what the calls
        there raise, of which no memory has to tell.
        """
        if through is not None and self._is_anywhere(through):
            return True
        if through is None or not isinstance(through.of, ClassSymbol) or through.is_class:
            return False
        of = through.of
        if _EXCEPTION in self._mro(of):
            return bool(facts_of(reader).caught) and not self._is_of(of, source)
        is_own = self._is_of(of, source) and self._is_of(of, reader)
        return not is_own and not self._are_lasting(of)

    def is_lost(self, left: SharedOrigin, source: FunctionSymbol) -> bool:
        """Whether whoever reads what `source` has left there may read that of another object."""
        if self._is_anywhere(left):
            return True
        if not isinstance(left.of, ClassSymbol) or left.is_class:
            return False
        above = [of for of in self._mro(left.of) if isinstance(of, ClassSymbol)]
        return all(
            _EXCEPTION not in self._mro(of) and not self._is_of(of, source) and not self._are_lasting(of)
            for of in (*above, *self._subclasses.get(left.of, ()))
        )

    def _is_anywhere(self, memory: SharedOrigin) -> bool:
        """Whether it is what an object of a library keeps under a key that is not known: under which, nobody knows."""
        of = memory.of
        return isinstance(of, Api) and not memory.key and memory.name == of.path.rpartition(".")[2]

    def _is_of(self, symbol: ClassSymbol, function: FunctionSymbol) -> bool:
        """Whether the function is a method of the class, of one above or of one below."""
        owner = _owner(function)
        return owner is not None and (symbol in self._mro(owner) or owner in self._mro(symbol))

    def _are_lasting(self, symbol: ClassSymbol) -> bool:
        """Whether all objects of the class are those of variables of modules."""
        found = self._lasting.get(symbol)
        if found is None:
            found = self._lasting[symbol] = self._find_lasting(symbol)
        return found

    def _find_lasting(self, symbol: ClassSymbol) -> bool:
        if self._made is None:
            self._made = {}
            for sites in self._sites.values():
                for site in sites:
                    for thing in site.targets:
                        if isinstance(thing, ClassSymbol):
                            self._made.setdefault(thing, []).append(site)
        below = (symbol, *self._subclasses.get(symbol, ()))
        makers = [site for made in below for site in self._made.get(made, ())]
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
