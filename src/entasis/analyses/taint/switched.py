"""Values that are there only where whoever runs the program has switched something off that is on by itself.

SANITIZE = getattr(settings, "SANITIZE", True)

    html = rendered(text)
    if SANITIZE:
        html = clean(html)
    return html                 what was cleaned, unless somebody has asked for what was not

What a way without the switch does stays judged: this is about the values that meet behind it.
"""

from entasis.analyses.taint.constant_sets import definition_behind
from entasis.analyses.taint.reading import apis_of
from entasis.analyses.taint.settings import is_made_of_settings
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import NONE, Branch, Call, GetField, Load, Phi, Unary


def is_left_uncleaned(view: View, phi: Phi, operand: int, before: Block, block: Block) -> bool:
    """Whether the operand is chosen only where a setting is not as it is by itself, and else what a call makes of it."""
    made = [view.definitions[other] for other in phi.operands if other != operand]
    if not made or not all(isinstance(call, Call) and operand in call.arguments for call in made):
        return False
    target = block.index
    if (
        not isinstance(before.terminator, Branch)
        and not before.instructions
        and len(before.predecessors) == 1
    ):
        target, before = before.index, view.blocks[before.predecessors[0]]
    end = before.terminator
    if not isinstance(end, Branch) or end.then == end.orelse:
        return False
    condition, is_true = end.condition, target == end.then
    step = view.definitions[condition] if condition != NONE else None
    while isinstance(step, Unary) and step.operator == "not":
        condition, is_true = step.operand, not is_true
        step = view.definitions[condition]
    return isinstance(step, GetField | Load | Call) and _default(view, condition) is (not is_true)


def _default(view: View, register: int) -> object:
    """What a setting is unless somebody sets it, where that is written out: `getattr(settings, "SANITIZE", True)`."""
    found = definition_behind(view, register)
    if found is None or not isinstance(found[1], Call):
        return None
    inner, call = view.beside(found[0]), found[1]
    callee = inner.definitions[call.callee]
    if isinstance(callee, GetField) and callee.name == "get":
        given: tuple[int, ...] = (callee.object, *call.arguments)
    else:
        given = call.arguments if apis_of(inner, call) == ["builtins.getattr"] else ()
    is_setting = len(given) == 3 and is_made_of_settings(inner, given[0])
    return inner.constants.value(given[2]) if is_setting else None
