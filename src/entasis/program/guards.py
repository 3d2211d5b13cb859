"""The tests in a function that say what a value is, and where they hold: `isinstance(x, C)`, `x is not None`, `case C()`.

Only the form is read here; what the classes are is asked in `narrow`.
"""

from typing import final

from msgspec import Struct

from entasis.ir.dominators import Dominators, dominators
from entasis.ir.function import Function
from entasis.ir.instructions import Branch, Call, Compare, Const, GetField, Instruction, Load

Place = int | tuple[int, str]  # a register, or a field of the object in one


class Guard(Struct, frozen=True):
    """On every way through `block` the value is, or is not, an object of the classes in the register `classes`.

    `classes` None stands for the class of None.
    """

    block: int
    classes: int | None
    is_positive: bool


@final
class Guards:
    """The tests of one function, by the place they test.

    The same field of the same object counts as one place, unless the function assigns a field of that name.
    """

    __slots__ = ("_blocks", "_by_place", "_definitions", "_tree")

    def __init__(self, function: Function, assigned: set[str]) -> None:
        self._definitions = function.definitions
        self._by_place: dict[Place, list[Guard]] = {}
        blocks = function.blocks
        for block in blocks:
            end = block.terminator
            test = value_test(function.definitions, end.condition) if isinstance(end, Branch) else None
            if test is None or not isinstance(end, Branch):
                continue
            register, classes, is_positive = test
            place = self._place(register)
            if isinstance(place, tuple) and place[1] in assigned:
                continue
            for target, holds in ((end.then, is_positive), (end.orelse, not is_positive)):
                if len(blocks[target].predecessors) == 1:
                    self._by_place.setdefault(place, []).append(Guard(target, classes, holds))
        self._tree: Dominators = dominators([block.successors() for block in blocks])
        self._blocks = {step.result: block.index for block in blocks for step in block.instructions}

    def at(self, user: Instruction, register: int) -> list[Guard]:
        """What is known of `register` where `user` reads it."""
        found = self._by_place.get(self._place(register))
        block = self._blocks.get(user.result)
        if found is None or block is None:
            return []
        return [guard for guard in found if self._tree.dominates(guard.block, block)]

    def _place(self, register: int) -> Place:
        step = self._definitions[register]
        return (step.object, step.name) if isinstance(step, GetField) else register


def value_test(definitions: list[Instruction | None], condition: int) -> tuple[int, int | None, bool] | None:
    """The register that a condition tests, the register of the classes, and whether a true one says that it is one.

    None if the condition is no such test.
    """
    step = definitions[condition]
    if isinstance(step, Call):
        callee = definitions[step.callee]
        is_test = isinstance(callee, Load) and callee.name == "isinstance"
        if is_test and len(step.arguments) == 2 and not step.names and not step.stars:
            return step.arguments[0], step.arguments[1], True
    elif isinstance(step, Compare):
        right = definitions[step.right]
        if step.operator == "catches":
            return step.right, step.left, True
        if step.operator == "matches":
            return None if isinstance(right, Const) else (step.left, step.right, True)
        if step.operator in {"is", "is not", "=="}:
            if isinstance(right, Const) and right.value is None:
                return step.left, None, step.operator != "is not"
            left = definitions[step.left]
            callee = definitions[left.callee] if isinstance(left, Call) else None
            if isinstance(callee, Load) and callee.name == "type" and step.operator != "is not":
                assert isinstance(left, Call)
                return (left.arguments[0], step.right, True) if len(left.arguments) == 1 else None
    return None
