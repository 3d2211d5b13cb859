"""Fields that hold an object which constructors are handed: it is no part of what is said of an object as a whole.

    class Note:
        def __init__(self, store, values): self.store, self.values = store, values
    note = find(request.args["id"])          the note as a whole comes of what was sent
    note.store.path                          and the store, which was there before, does not

A store that was itself made of something sent has that by itself, as long as it is known where it lies: this is only
about what is said of a whole because nothing better is known of its parts.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import Param
from entasis.program.constructed import CONSTRUCTOR
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, ModuleSymbol, Other, Thing

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


@final
class Composed:
    """Made once for a program; its table is made when first asked for."""

    def __init__(self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol]) -> None:
        self._evaluator = evaluator
        self._modules = modules
        self._known: dict[str, bool] = {}

    def is_apart(self, selector: str) -> bool:
        """Whether the selector reads a field that, wherever the program sets one of that name, is such an object.

        By the name alone: where data has come a long way nothing else is known any more.
        """
        known = self._known.get(selector)
        if known is None:
            known = self._known[selector] = selector[0] == "." and self._is_handed(selector[1:])
        return known

    @cached_property
    def _set(self) -> dict[str, dict[ClassSymbol | None, list[tuple[FunctionSymbol, int]]]]:
        """What the program puts into fields, by their names and by the class whose methods do it for their own object."""
        found: dict[str, dict[ClassSymbol | None, list[tuple[FunctionSymbol, int]]]] = {}
        for module in self._modules:
            for function in module.functions:
                for base, name, value in function.fields:
                    step = function.function.definitions[base]
                    is_own = isinstance(step, Param) and step.index == 0
                    owner = function.owner if is_own else None
                    found.setdefault(name, {}).setdefault(owner, []).append((function, value))
        return found

    def _is_handed(self, name: str) -> bool:
        by_class = self._set.get(name, {})
        return any(by_class) and all(self._is_handed_to(*pair) for pair in by_class.items())

    def _is_handed_to(self, owner: ClassSymbol | None, stored: list[tuple[FunctionSymbol, int]]) -> bool:
        """Whether the constructor of the class is handed the object; its other methods may be passed what is not known.

        A class of which that is not known speaks for itself alone: so what a program says more loses nothing.
        """
        is_handed = any(_is_passed(*pair) and self._value(*pair) for pair in stored)
        return (owner is None or is_handed) and all(
            all(map(self._is_made, value))
            if (value := self._value(*pair))
            else owner and _is_parameter(*pair)
            for pair in stored
        )

    def _value(self, function: FunctionSymbol, register: int) -> list[Thing]:
        none = self._evaluator.things.none
        return [
            t for t in self._evaluator.value(function, register) if not isinstance(t, Other) and t is not none
        ]

    def _is_made(self, thing: Thing) -> bool:
        """Whether the object is of a class of the program that is more than a list of what it holds."""
        if not isinstance(thing, Instance) or not isinstance(thing.of, ClassSymbol):
            return False
        return any(
            isinstance(node, ClassSymbol) and any(method.name == CONSTRUCTOR for method in node.methods)
            for node in self._evaluator.mro(thing.of)
        )


def _is_passed(function: FunctionSymbol, register: int) -> bool:
    return function.name == CONSTRUCTOR and _is_parameter(function, register)


def _is_parameter(function: FunctionSymbol, register: int) -> bool:
    return isinstance(function.function.definitions[register], Param)
