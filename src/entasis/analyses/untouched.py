"""Collections that a function makes and only reads: they always hold what they were made of.

values = ["a", "b"]
if len(values) > 2: ...      never: nothing is added to `values`, nor does anybody else get hold of it
"""

from typing import Final

from entasis.ir.function import Function
from entasis.ir.instructions import Build, Call, Compare, GetField, GetItem, Instruction, Iterate, Load, Unary
from entasis.ir.operands import operands

_KINDS: Final = frozenset({"list", "dict", "set", "tuple"})
_FUNCTIONS: Final = frozenset(
    {"len", "sorted", "list", "tuple", "set", "frozenset", "dict", "min", "max", "sum"}
)
_METHODS: Final = frozenset({"get", "keys", "items", "values", "index", "count", "copy"})


def untouched(function: Function) -> frozenset[int]:
    """The registers of collections that nothing but reads is done with."""
    made = {step.result for step in function.definitions if isinstance(step, Build) and step.kind in _KINDS}
    if not made:
        return frozenset()
    methods: dict[int, int] = {}  # a method that is taken of one of them → the collection
    for block in function.blocks:
        for step in block.instructions:
            if isinstance(step, GetField) and step.object in made and step.name in _METHODS:
                methods[step.result] = step.object
    for block in function.blocks:
        for step in (*block.instructions, *((block.terminator,) if block.terminator is not None else ())):
            for register in operands(step):
                if register in made and not (
                    isinstance(step, Instruction) and _reads(function, step, register)
                ):
                    made.discard(register)
                elif register in methods and not (isinstance(step, Call) and step.callee == register):
                    made.discard(methods[register])
    return frozenset(made)


def _reads(function: Function, step: Instruction, register: int) -> bool:
    match step:
        case GetItem() | Iterate():
            return step.object == register
        case Compare():
            return True
        case Unary():
            return step.operator in {"not", "more"}
        case GetField():
            return step.name in _METHODS
        case Call():
            callee = function.definitions[step.callee]
            return isinstance(callee, Load) and not callee.owner and callee.name in _FUNCTIONS
        case _:
            return False
