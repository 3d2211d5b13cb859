"""Objects that hand on what they do not have themselves: wrappers of a request, a connection, a file.

class Request:
def __init__(self, request): self._request = request
def __getattr__(self, name): return getattr(self._request, name)

Request(request).GET            is what the wrapped request has under the name
"""

from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import Call, Const, GetField, Instruction, Load, Param
from entasis.program.facts import returned
from entasis.program.symbols import UNKNOWN, ClassSymbol, FunctionSymbol, Instance, Value

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_FORWARD: Final = "__getattr__"
_HOLDING: Final = 2  # arguments of `getattr`: where, and under which name


def forwarded_to(evaluator: "Evaluator", thing: Instance, name: str) -> Value:
    """The objects that are asked for the attribute where `thing` of a class of the program has none of that name."""
    if not isinstance(thing.of, ClassSymbol) or name.startswith("__"):
        return UNKNOWN
    order = [node for node in evaluator.mro(thing.of) if isinstance(node, ClassSymbol)]
    if not any(_FORWARD in node.members for node in order):
        return UNKNOWN
    if any(name in node.members or name in node.fields for node in order):
        return UNKNOWN
    for node in order:
        for method in node.methods:
            if method.name == _FORWARD:
                field = _forwarding_field(method)
                return evaluator.attribute(thing, field) if field and field != name else UNKNOWN
    return UNKNOWN


def _forwarding_field(method: FunctionSymbol) -> str:
    """The field of which the method gives the attribute that it is asked for, or ""."""
    definitions = method.function.definitions
    for register in returned(method):
        call = definitions[register]
        if not isinstance(call, Call) or len(call.arguments) < _HOLDING:
            continue
        callee, (base, asked) = definitions[call.callee], call.arguments[:_HOLDING]
        name = definitions[asked]
        if (
            isinstance(callee, Load)
            and callee.name == "getattr"
            and isinstance(name, Param)
            and name.index == 1
        ):
            return _field(definitions, definitions[base])
    return ""


def _field(definitions: list[Instruction | None], step: Instruction | None) -> str:
    """The field of the object itself that the step reads, also past `__getattr__`: `self.__getattribute__("_x")`."""
    if isinstance(step, GetField):
        return step.name if _is_self(definitions[step.object]) else ""
    callee = definitions[step.callee] if isinstance(step, Call) else None
    if isinstance(step, Call) and isinstance(callee, GetField) and callee.name == "__getattribute__":
        name = definitions[step.arguments[-1]] if step.arguments else None
        return name.value if isinstance(name, Const) and isinstance(name.value, str) else ""
    return ""


def _is_self(step: Instruction | None) -> bool:
    return isinstance(step, Param) and step.index == 0
