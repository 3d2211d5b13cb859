"""Whether the code around a step expects it to raise: an `except` for that exception, `suppress`, `assertRaises`."""

from typing import Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Build, Call, Compare, GetField, Instruction, Jump, Leave, Load

_RAISES: Final = "raises"  # pytest.raises, assertRaises, assertRaisesRegex, ExpectedException.raises …


def is_expected(view: View, step: Instruction, exception: str) -> bool:
    """Whether an enclosing handler names the built-in `exception`, or an enclosing manager waits for one."""
    block = view.block_of[id(step)]
    seen: set[int] = set()
    while block.handler != NONE and block.handler not in seen:
        seen.add(block.handler)
        block = view.blocks[block.handler]
        if any(_waits(view, s, exception) for s in block.instructions):
            return True
    return _fails_if_it_works(view, step)


def _fails_if_it_works(view: View, step: Instruction) -> bool:
    """Whether what follows right behind is `self.fail(...)` or its like: the author expects `step` to raise."""
    block = view.block_of[id(step)]
    index = block.instructions.index(step)
    for _ in range(4):  # leaving a `with` and a `try` ends a block each
        for following in block.instructions[index + 1 :]:
            site = view.site_of.get(id(following))
            if site is not None:
                return any(view.program.models.is_noreturn(api) for api in call_apis(view, site))
        if not isinstance(block.terminator, Jump):
            return False
        block, index = view.blocks[block.terminator.target], -1
    return False


def _waits(view: View, step: Instruction, exception: str) -> bool:
    if isinstance(step, Compare) and step.operator == "catches":
        return _names(view, step.left, exception)
    if isinstance(step, Leave):
        manager = view.definitions[step.manager]
        if isinstance(manager, Call):
            callee = view.definitions[manager.callee]
            name = callee.name if isinstance(callee, GetField | Load) else ""
            is_told = any(_names(view, argument, exception) for argument in manager.arguments)
            return is_told or _RAISES in name.lower()
    return False


def _names(view: View, register: int, exception: str) -> bool:
    step = view.definitions[register]
    if isinstance(step, Build):
        return any(_names(view, part, exception) for part in step.operands)
    return isinstance(step, Load | GetField) and step.name == exception
