"""Connections that are there to look at the peer's certificate: nobody is believed, and nothing is sent.

context.check_hostname = False
with context.wrap_socket(connection, server_hostname=host) as secured:
    return secured.getpeercert(True)            whatever it is: that is what the caller wants to know
"""

from typing import Final

from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.view import View
from entasis.ir.instructions import (
    Branch,
    Call,
    Compare,
    Enter,
    GetField,
    Instruction,
    Leave,
    SetField,
    Unary,
)
from entasis.ir.operands import operands

_ASKING: Final = (Compare, Enter, GetField, Leave, Unary)


def only_shows_certificate(view: View, misuse: Misuse) -> bool:
    """Whether the context that is set up so, or made so, serves in this function alone, and only for that."""
    context = misuse.step.object if isinstance(misuse.step, SetField) else misuse.step.result
    asked = _receivers(view, "tls.certificate")
    if not asked:
        return False
    made = [step for of, step in _receivers(view, "tls.connected") if of == context]
    sockets = {step.result for step in made}
    sockets |= {step.result for step in view.steps_of(Enter) if step.manager in sockets}
    if not any(of in sockets for of, _ in asked):
        return False
    if any(of in sockets for of, _ in _receivers(view, "tls.data")):
        return False
    return not _is_handed_on(view, {context, *sockets})


def _receivers(view: View, kind: str) -> list[tuple[int, Instruction]]:
    """The registers on which a method of that kind is called, with the calls."""
    found: list[tuple[int, Instruction]] = []
    for misuse in misuses(view, kind):
        callee = view.definitions[misuse.step.callee] if isinstance(misuse.step, Call) else None
        if isinstance(callee, GetField):
            found.append((callee.object, misuse.step))
    return found


def _is_handed_on(view: View, registers: set[int]) -> bool:
    """Whether anybody else gets hold of one of them: something is done with it but to set or ask something of it."""
    for block in view.blocks:
        end = block.terminator
        if not isinstance(end, Branch | None) and not registers.isdisjoint(operands(end)):
            return True
        for step in block.instructions:
            if isinstance(step, _ASKING) or (isinstance(step, SetField) and step.value not in registers):
                continue
            if not registers.isdisjoint(operands(step)):
                return True
    return False
