"""What a decorator of the program passes to the functions that it stands over, beside what they are called with.

def checked(method):
def inner(*args, **kwargs):
kwargs["data"] = request.get_json()
return method(*args, **kwargs)             left in `@data` of `checked`, and so is `method(…, data=…)`
return inner

@checked
def put(self, number, data=None): ...              `data` is read there
"""

from entasis.analyses.taint.heap import NOTHING, bits_of
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SharedOrigin
from entasis.ir.instructions import Call, Instruction, Load, Param
from entasis.program.symbols import FunctionSymbol

MARK = "@"  # before the name or the place of the parameter


def pass_to_decorated(state: State, step: Call, callee: Instruction | None) -> None:
    """Leave what the call of the function that a decorator was given passes on of its own."""
    if not isinstance(callee, Load) or not callee.owner:
        return
    decorator = state.function.module.functions[callee.owner]
    if decorator not in state.evaluator.decorating:
        return
    # What it decorates is its first parameter, or comes after the object of which it is a method.
    if callee.name not in {parameter.name for parameter in decorator.function.parameters[:2]}:
        return
    count = len(step.arguments) - len(step.names)
    before_stars = step.stars[0] if step.stars else count
    for position, register in enumerate(step.arguments[:before_stars]):
        _leave(state, decorator, str(position), register)
    for name, register in zip(step.names, step.arguments[count:], strict=True):
        if name:
            _leave(state, decorator, name, register)
        else:
            _leave_items(state, decorator, state.read(register))


def _leave(state: State, decorator: FunctionSymbol, name: str, register: int) -> None:
    if not isinstance(
        state.view.definitions[register], Param
    ):  # what it is called with, they are called with
        state.share(SharedOrigin(decorator, MARK + name), state.deep(state.read(register)))


def _leave_items(state: State, decorator: FunctionSymbol, held: Held) -> None:
    """What lies in the mapping under names that are written out."""
    for index in bits_of(held.objects):
        for selector, value in state.places.get(index, NOTHING).items():
            if selector.startswith("['"):
                state.share(SharedOrigin(decorator, MARK + selector[2:-2]), state.deep(value))


def passed_by_decorators(state: State, step: Param) -> int:
    """What the decorators of the function leave for the parameter."""
    taint = 0
    for decorator in state.evaluator.decorators.get(state.function, ()):
        for name in (step.name, str(step.index)):
            origin = SharedOrigin(decorator, MARK + name)
            if state.around.memory.is_tainted(origin):
                taint |= state.taint_of(origin)
    return taint
