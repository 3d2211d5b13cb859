"""What the code around a step does when it raises: an `except` for that exception, `suppress`, `assertRaises`."""

from typing import Final

from entasis.analyses.decided import comes_without
from entasis.analyses.misuse import call_apis
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Branch,
    Build,
    Call,
    Catch,
    Compare,
    GetField,
    Import,
    Instruction,
    Jump,
    Leave,
    Load,
    MakeFunction,
    Raise,
)
from entasis.program.symbols import ClassSymbol, Instance

VALUE_ERRORS: Final = frozenset({"ValueError", "Exception", "BaseException"})  # what catches a ValueError
_MARKS: Final = frozenset({"xfail", "expectedFailure"})
_RAISES: Final = "raises"  # pytest.raises, assertRaises, assertRaisesRegex, ExpectedException.raises …


def is_expected(view: View, step: Instruction, exception: str) -> bool:
    """Whether an enclosing handler names the built-in `exception`, or an enclosing manager waits for one."""
    return (
        is_waited_for(view, step, exception)
        or _fails_if_it_works(view, step)
        or _is_passed_to_wait(view)
        or _is_to_fail(view)
    )


def is_waited_for(view: View, step: Instruction, exception: str) -> bool:
    """The same, as far as the code around the step says it."""
    block = view.block_of[id(step)]
    seen: set[int] = set()
    while block.handler != NONE and block.handler not in seen:
        seen.add(block.handler)
        block = view.blocks[block.handler]
        if any(_waits(view, s, exception) for s in block.instructions) or _asks(view, block, exception):
            return True
    return False


def _asks(view: View, block: Block, exception: str) -> bool:
    """Whether an `except` that takes more asks whether it is that exception: `isinstance(error, TypeError)`."""
    caught = {step.result for step in block.instructions if isinstance(step, Catch) and step.kind == "except"}
    return bool(caught) and any(
        len(call.arguments) == 2
        and call.arguments[0] in caught
        and _names(view, call.arguments[1], exception)
        and _called(view, call) == "isinstance"
        for call in view.steps_of(Call)
    )


def _is_to_fail(view: View) -> bool:
    """Whether the function is a test that is marked as one that fails."""
    outer = view.function.outer
    for register in view.function.decorators if outer is not None else ():
        assert outer is not None
        step = outer.function.definitions[register]
        named = outer.function.definitions[step.callee] if isinstance(step, Call) else step
        if isinstance(named, GetField | Load | Import) and named.name in _MARKS:
            return True
    return False


def _is_passed_to_wait(view: View) -> bool:
    """Whether the function is passed to what waits for it to raise: `assertRaises(TypeError, lambda: f())`."""
    outer, index = view.function.outer, view.function.function.index
    definitions = [] if outer is None else outer.function.definitions
    made = {step.result for step in definitions if isinstance(step, MakeFunction) and step.function == index}
    for step in definitions:
        if isinstance(step, Call) and not made.isdisjoint(step.arguments):
            callee = definitions[step.callee]
            if isinstance(callee, GetField | Load) and _RAISES in callee.name.lower():
                return True
    return False


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
            return is_told or _RAISES in name.lower() or _asks_for(view, step.manager, exception)
    return False


def _asks_for(view: View, manager: int, exception: str) -> bool:
    """Whether the manager is of a class of the program whose `__exit__` looks for that exception by its name."""
    evaluator = view.program.evaluator
    for thing in evaluator.value(view.function, manager):
        of = thing.of if isinstance(thing, Instance) else None
        nodes = evaluator.mro(of) if isinstance(of, ClassSymbol) else ()
        methods = [method for node in nodes if isinstance(node, ClassSymbol) for method in node.methods]
        leaving = next((method for method in methods if method.name in {"__exit__", "__aexit__"}), None)
        if leaving is not None and any(
            isinstance(step, Load | GetField) and step.name == exception
            for step in leaving.function.definitions
        ):
            return True
    return False


def _names(view: View, register: int, exception: str) -> bool:
    step = view.definitions[register]
    if isinstance(step, Build):
        return any(_names(view, part, exception) for part in step.operands)
    return isinstance(step, Load | GetField) and step.name == exception


def is_second_try(view: View, step: Call, exception: str) -> bool:
    """Whether the step calls what has raised `exception` when it was called with other arguments: the author knows of both.

    try:
        self.changed(row, is_new)
    except TypeError:
        self.changed(row)           what is called may be of an older kind
    """
    goal, name = view.block_of[id(step)].index, _called(view, step)
    for block in view.blocks if name else ():
        end = block.terminator
        asked = view.definitions[end.condition] if isinstance(end, Branch) else None
        if not isinstance(end, Branch) or not isinstance(asked, Compare) or asked.operator != "catches":
            continue
        if _names(view, asked.left, exception) and not comes_without(view, goal, (block.index, end.then)):
            tried = (call for call in view.steps_of(Call) if view.block_of[id(call)].handler == block.index)
            return any(_called(view, call) == name for call in tried)
    return False


def _called(view: View, call: Call) -> str:
    """The last part of the name by which something is called."""
    callee = view.definitions[call.callee]
    return callee.name if isinstance(callee, GetField | Load) else ""


def silencer(view: View, step: Instruction, exceptions: frozenset[str]) -> Catch | None:
    """The head of an `except` that catches one of the built-in `exceptions` raised at `step`, and says nothing.

    It calls nothing, so that nobody hears of the failure, and does not raise in its turn.
    """
    handler = view.block_of[id(step)].handler
    seen: set[int] = set()
    while handler != NONE and handler not in seen:
        seen.add(handler)
        block = view.blocks[handler]
        catch = next((s for s in block.instructions if isinstance(s, Catch) and s.kind == "except"), None)
        caught = None if catch is None else _taken(view, block, exceptions)
        if caught is not None:
            return catch if _is_silent(view, caught) else None
        handler = block.handler
    return None


def _taken(view: View, block: Block, exceptions: frozenset[str]) -> Block | None:
    """Where control goes on when one of `exceptions` comes to the handler `block`; None if that does not catch it."""
    while isinstance(end := block.terminator, Branch) and end.kind == "except":
        asked = view.definitions[end.condition]
        classes = asked.left if isinstance(asked, Compare) else NONE
        is_named = classes != NONE and any(_names(view, classes, name) for name in exceptions)
        block = view.blocks[end.then if is_named else end.orelse]
        if is_named:
            return block
    is_passed_on = isinstance(block.terminator, Raise)
    return None if is_passed_on else block


def _is_silent(view: View, block: Block) -> bool:
    pending, seen = [block], {block.index}
    while pending:
        here = pending.pop()
        if isinstance(here.terminator, Raise):
            return False
        if any(isinstance(step, Call) for step in here.instructions):
            return False
        if isinstance(here.terminator, Branch):
            return False
        for following in here.successors():
            is_joined = len(view.blocks[following].predecessors) > 1
            if following not in seen and not is_joined:
                seen.add(following)
                pending.append(view.blocks[following])
    return True
