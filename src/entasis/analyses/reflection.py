"""Values that were looked up by name, and the data that the names came from.

kind = getattr(sys.modules[error["module"]], error["name"])     both names are items of `error`
"""

from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Call, GetField, GetItem, Instruction, Param, Phi
from entasis.ir.operands import operands

_MODULES: Final = "sys.modules"


def looked_up(
    view: View, register: int, attributes: set[int], imports: dict[int, int]
) -> tuple[set[int], int, int, Instruction] | None:
    """How the value was looked up: the registers that hold it, the module's name, its own, and the step.

    `attributes` are the calls (by id) that look up a name, `imports` those that load a module, with its name.
    """
    aliases: set[int] = set()
    module = name = NONE
    lookup: Instruction | None = None
    pending = [register]
    while pending:
        here = pending.pop()
        step = view.definitions[here] if here != NONE else None
        if step is None or here in aliases:
            continue
        aliases.add(here)
        if isinstance(step, Phi):
            pending += step.operands
        elif isinstance(step, Call) and id(step) in attributes and len(step.arguments) > 1:
            name, lookup = step.arguments[1], step
            pending.append(step.arguments[0])
        elif isinstance(step, Call) and id(step) in imports:
            module = imports[id(step)]
        elif isinstance(step, GetItem) and view.known_value(step.object).api == _MODULES:
            module = step.key
    return None if NONE in {module, name} or lookup is None else (aliases, module, name, lookup)


def items_of(view: View, register: int) -> set[int]:
    """The parameters of which the value is made by way of items with known keys."""
    found: set[int] = set()
    pending, seen = [(register, False)], set()
    while pending:
        here, is_item = pending.pop()
        step = view.definitions[here] if here != NONE else None
        if step is None or (here, is_item) in seen:
            continue
        seen.add((here, is_item))
        match step:
            case Param() if is_item:
                found.add(here)
            case GetItem():
                is_named = isinstance(view.constant(step.key), str)  # a number is a place in a pair
                pending.append((step.object, is_item or is_named))
            case Call():
                callee = view.definitions[step.callee]
                if isinstance(callee, GetField):
                    is_get = callee.name == "get" and bool(step.arguments)
                    is_known = is_get and is_constant(view.constant(step.arguments[0]))
                    pending.append((callee.object, is_item or is_known))
                pending += [(argument, is_item) for argument in step.arguments]
            case GetField():
                pass
            case _:
                pending += [(operand, is_item) for operand in operands(step)]
    return found
