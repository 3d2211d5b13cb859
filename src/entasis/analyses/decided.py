"""What a test has surely said by the time control comes to a step.

if member.issym():       True at what only this way leads to
    link(member)
else:
    copy(member)         False here
"""

from entasis.analyses.view import View
from entasis.ir.instructions import Branch, Instruction, Unary


def said(view: View, condition: int, step: Instruction) -> bool | None:
    """The truth of the value in `condition` on every way to `step`, or None where that is not decided."""
    goal = view.block_of[id(step)].index
    for block in view.blocks:
        end = block.terminator
        if not isinstance(end, Branch) or end.then == end.orelse:
            continue
        asked, is_true = end.condition, True
        while isinstance(negation := view.definitions[asked], Unary) and negation.operator == "not":
            asked, is_true = negation.operand, not is_true
        if asked != condition:
            continue
        for target, truth in ((end.then, is_true), (end.orelse, not is_true)):
            if not comes_without(view, goal, (block.index, target)):
                return truth
    return None


def comes_without(view: View, goal: int, *edges: tuple[int, int]) -> bool:
    """Whether control can come to the block `goal` without going along any of `edges`."""
    seen, pending = {0}, [0]
    while pending:
        block = view.blocks[pending.pop()]
        if block.index == goal:
            return True
        for following in block.successors():
            if following not in seen and (block.index, following) not in edges:
                seen.add(following)
                pending.append(following)
    return False
