"""Who may get what a function gives: its callers, and whoever holds the function, or an object that has it.

def text(self): return source()     a method of Own
Own().shown()                       calls `text` through `shown` of a base class: who makes an Own has to know
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import final

from entasis.ir.instructions import GetField, Import, Load
from entasis.program.calls import CallKind, CallSite
from entasis.program.program import Program
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance

_Mention = tuple[FunctionSymbol, frozenset[FunctionSymbol], tuple[ClassSymbol, ...]]


@final
class Users:
    """The users of the functions of one program. `readers` are the functions that read a name, by name."""

    def __init__(
        self,
        program: Program,
        sites: Mapping[FunctionSymbol, list[CallSite]],
        readers: Mapping[str, list[FunctionSymbol]],
        implementations: Callable[[FunctionSymbol], tuple[FunctionSymbol, ...]],
    ) -> None:
        self._implementations = implementations
        self._program = program
        self._readers = readers
        self.callers: dict[FunctionSymbol, list[FunctionSymbol]] = {}
        self._makers: dict[ClassSymbol, list[FunctionSymbol]] = {}
        self._constructing: dict[
            FunctionSymbol, list[FunctionSymbol]
        ] = {}  # those of `callers` that call a class
        self._mentioned: dict[str, list[_Mention]] = {}
        self._orders: dict[ClassSymbol, frozenset[object]] = {}
        for function, injected in program.evaluator.injected.items():
            for providers in injected.values():
                for provider in providers:
                    self.callers.setdefault(provider, []).append(function)
        for function, called in sites.items():
            for site in called:
                if site.kind is CallKind.BY_NAME:
                    continue  # what such a call brings is nothing to go by
                for thing in site.targets:
                    self._index(function, thing.function if isinstance(thing, Bound) else thing)

    def _index(self, function: FunctionSymbol, target: object) -> None:
        if isinstance(target, FunctionSymbol):
            for called in (target, *self._implementations(target)):
                self.callers.setdefault(called, []).append(function)
        elif isinstance(target, ClassSymbol):
            self._makers.setdefault(target, []).append(function)
            for bound in self._program.evaluator.attribute(target.instance, "__init__"):
                inner = getattr(bound, "function", None)
                if isinstance(inner, FunctionSymbol):
                    self.callers.setdefault(inner, []).append(function)
                    self._constructing.setdefault(inner, []).append(function)

    def of(self, function: FunctionSymbol, *, only_own: bool = False) -> list[FunctionSymbol]:
        """All of them; with `only_own` less those who make the object and so know what lies in its fields."""
        found = [*self.callers.get(function, ())]
        if only_own:
            left = Counter(found)
            left.subtract(self._constructing.get(function, ()))
            found = [caller for caller in dict.fromkeys(found) if left[caller] > 0]
        if function.outer is not None:
            found.append(function.outer)  # it makes the function, and may hand it on
        owner = function.owner
        if owner is not None and not only_own:
            for symbol in (owner, *self._program.subclasses.get(owner, ())):
                found += self._makers.get(symbol, ())
        for reader, held, classes in self._mentions(function.function.name):
            if function in held or (owner is not None and any(owner in self._order(of) for of in classes)):
                found.append(reader)
        return found

    def _order(self, symbol: ClassSymbol) -> frozenset[object]:
        """The class with all its bases."""
        found = self._orders.get(symbol)
        if found is None:
            found = self._orders[symbol] = frozenset(self._program.evaluator.mro(symbol))
        return found

    def _mentions(self, name: str) -> list[_Mention]:
        """Who reads the name: what functions that may be, and of objects of what classes. Found once a name."""
        found = self._mentioned.get(name)
        if found is None:
            found = self._mentioned[name] = [
                self._mention(reader, name) for reader in self._readers.get(name, ())
            ]
        return found

    def _mention(self, reader: FunctionSymbol, name: str) -> _Mention:
        evaluator = self._program.evaluator
        held: dict[FunctionSymbol, None] = {}
        classes: dict[ClassSymbol, None] = {}
        for step in reader.function.definitions:
            if not isinstance(step, GetField | Load | Import) or step.name != name:
                continue
            for thing in evaluator.value(reader, step.result):
                target = thing.function if isinstance(thing, Bound) else thing
                if isinstance(target, FunctionSymbol):
                    held[target] = None
            if isinstance(step, GetField):
                for thing in evaluator.value(reader, step.object):
                    of = thing.of if isinstance(thing, Instance) else thing
                    if isinstance(of, ClassSymbol):
                        classes[of] = None
        return reader, frozenset(held), tuple(classes)
