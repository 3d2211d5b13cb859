"""What a class is made with: the objects that the program's calls of it pass to its constructor.

    Service(Store(path))                     somewhere in the program
    class Service:
        def __init__(self, store): self.store = store
        def find(self, name): return self.store.find(name)      Store.find

A parameter that says by an annotation what it is keeps that. Texts and numbers are left out: one of them says
nothing of what a call of a method reaches, and much of what data can do. So are functions: which of them an
object holds is followed with the object.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, final

from entasis.ir.instructions import NONE, Call, GetField
from entasis.limits import CONSTRUCTIONS
from entasis.program.passing import Passing, argument, port_of
from entasis.program.solver import union
from entasis.program.symbols import (
    PASSED,
    UNKNOWN,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Thing,
    Unsettled,
    Value,
)

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

CONSTRUCTOR: Final = "__init__"
_PLAIN: Final = ("builtins.", "types.")  # texts, numbers, collections, None


@final
class Constructed:
    """Asked for a parameter when something depends on it; a program whose classes are typed throughout costs nothing."""

    def __init__(self, evaluator: "Evaluator", passing: Passing) -> None:
        self._evaluator = evaluator
        self._passing = passing
        self._calls: dict[FunctionSymbol, list[tuple[FunctionSymbol, Call]]] = {}

    def value(self, constructor: FunctionSymbol, index: int) -> Value:
        """What calls pass for the parameter, as far as it is an object of a class.

        Others may make objects of the class as well, and one object is made with one of them: PASSED is among it.
        """
        calls = self._calls.get(constructor)
        if calls is None:
            calls = self._calls[constructor] = self._making(constructor)
        port = port_of(constructor, index, 1)
        found: dict[Thing, None] = {}
        for caller, call in calls:
            register = argument(call, port)
            if register != NONE:
                found.update((t, None) for t in self._evaluator.value(caller, register) if _acts(t))
        return union([(*found, PASSED)]) if found else UNKNOWN

    def _making(self, constructor: FunctionSymbol) -> list[tuple[FunctionSymbol, Call]]:
        """The calls that surely reach the constructor: of its class, and of those below that inherit or extend it."""
        owner = constructor.owner
        assert owner is not None
        below = self._evaluator.subclasses.get(owner, ())
        found: list[tuple[FunctionSymbol, Call]] = []
        for caller, call in chain(self._of_classes((owner, *below)), _of_extending(below)):
            if not any(self._reaches(t, constructor) for t in self._evaluator.value(caller, call.callee)):
                continue
            if len(found) == CONSTRUCTIONS.bound:
                place = constructor.module.module.path, constructor.function.index, NONE
                self._evaluator.too_many.add((CONSTRUCTIONS.name, *place))
                break
            found.append((caller, call))
        return found

    def _of_classes(self, classes: Sequence[ClassSymbol]) -> Iterator[tuple[FunctionSymbol, Call]]:
        names = dict.fromkeys(symbol.ir.name for symbol in classes)
        for caller, calls in self._passing.calls_of(names).items():
            for call in calls:
                yield caller, call

    def _reaches(self, callee: Thing, constructor: FunctionSymbol) -> bool:
        if isinstance(callee, ClassSymbol):
            methods = self._evaluator.attribute(callee.instance, CONSTRUCTOR)
            return any(isinstance(method, Bound) and method.function is constructor for method in methods)
        return isinstance(callee, Bound) and callee.function is constructor


def _of_extending(classes: Sequence[ClassSymbol]) -> Iterator[tuple[FunctionSymbol, Call]]:
    """`super().__init__(store)` in the constructors of the classes."""
    for symbol in classes:
        for method in symbol.methods:
            if method.name == CONSTRUCTOR:
                for call in method.calls:
                    step = method.function.definitions[call.callee]
                    if isinstance(step, GetField) and step.name == CONSTRUCTOR:
                        yield method, call


def _acts(thing: Thing) -> bool:
    """Whether it is an object with methods of its own, or not settled yet."""
    if isinstance(thing, Instance):
        return isinstance(thing.of, ClassSymbol) or not thing.of.startswith(_PLAIN)
    return isinstance(thing, Unsettled)
