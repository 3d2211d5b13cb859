"""The registers an instruction reads, in the order in which it reads them, and their replacement."""

from collections.abc import Mapping
from typing import Final

from entasis.ir import instructions as ir
from entasis.ir.instructions import NONE, Instruction, Terminator

# Slots that hold one register, and slots that hold several; every other slot is not a register.
_ONE: Final[dict[int, tuple[str, ...]]] = {
    ir.Store.op: ("value",),
    ir.GetField.op: ("object",),
    ir.SetField.op: ("object", "value"),
    ir.GetItem.op: ("object", "key"),
    ir.SetItem.op: ("object", "key", "value"),
    ir.Unary.op: ("operand",),
    ir.Binary.op: ("left", "right"),
    ir.Compare.op: ("left", "right"),
    ir.Call.op: ("callee",),
    ir.Iterate.op: ("object",),
    ir.Next.op: ("iterator",),
    ir.Await.op: ("value",),
    ir.Yield.op: ("value",),
    ir.Enter.op: ("manager",),
    ir.Leave.op: ("manager", "exception"),
    ir.Jump.op: ("discards",),
    ir.Branch.op: ("condition",),
    ir.Return.op: ("value", "discards"),
    ir.Raise.op: ("value", "cause"),
}
_MANY: Final[dict[int, str]] = {
    ir.Phi.op: "operands",
    ir.Build.op: "operands",
    ir.Call.op: "arguments",
    ir.MakeClass.op: "bases",
    ir.Opaque.op: "operands",
}


def operands(step: Instruction | Terminator) -> list[int]:
    """The registers `step` reads, without NONE."""
    found = [register for slot in _ONE.get(step.op, ()) if (register := getattr(step, slot)) != NONE]
    many = _MANY.get(step.op)
    if many is not None:
        found.extend(register for register in getattr(step, many) if register != NONE)
    elif isinstance(step, ir.MakeFunction):
        found.extend(register for _, register in step.defaults)
    return found


def replace_operands(step: Instruction | Terminator, replaced: Mapping[int, int]) -> None:
    """Read `replaced[r]` wherever `step` reads a register r that is a key of `replaced`."""
    for slot in _ONE.get(step.op, ()):
        register = getattr(step, slot)
        if register in replaced:
            setattr(step, slot, replaced[register])
    many = _MANY.get(step.op)
    if many is not None:
        registers = getattr(step, many)
        if any(register in replaced for register in registers):
            setattr(step, many, type(registers)([replaced.get(register, register) for register in registers]))
    elif isinstance(step, ir.MakeFunction):
        step.defaults = tuple((name, replaced.get(register, register)) for name, register in step.defaults)
