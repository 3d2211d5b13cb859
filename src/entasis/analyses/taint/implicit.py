"""Methods of the program's classes that run without being called by name: operators, `__str__`, `__enter__`."""

from typing import Final

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Binary, Enter, Instruction
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance

OPERATORS: Final = {
    "+": "__add__",
    "-": "__sub__",
    "*": "__mul__",
    "/": "__truediv__",
    "//": "__floordiv__",
    "%": "__mod__",
    "|": "__or__",
    "&": "__and__",
    "^": "__xor__",
    ">>": "__rshift__",
    "<<": "__lshift__",
    "@": "__matmul__",
    "**": "__pow__",
    "unary -": "__neg__",
    "unary +": "__pos__",
    "unary ~": "__invert__",
    "unary repr": "__repr__",
}


def methods_of(state: State, register: int, name: str) -> list[FunctionSymbol]:
    """The functions of the program that implement the special method on what is in the register."""
    found: list[FunctionSymbol] = []
    for thing in state.evaluator.value(state.function, register):
        if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
            for bound in state.evaluator.attribute(thing, name):
                inner = getattr(bound, "function", None)
                if isinstance(inner, FunctionSymbol):
                    found.append(inner)
    return found


def operated(state: State, step: Instruction, name: str | None, *passed: int) -> Held | None:
    """What a special method of the program gives for the operator, or None if there is none."""
    methods = methods_of(state, passed[0], name) if name else []
    if not methods:
        return None
    bound = dict(enumerate(passed))
    return join([apply_summary(state, step, method, bound) for method in methods])


def text_of(state: State, step: Instruction, register: int) -> int:
    """The taint of the value as a text: of what its own `__str__` makes of it, else of all that lies in it."""
    for name in ("__str__", "__repr__"):
        methods = methods_of(state, register, name)
        if methods:
            return join([apply_summary(state, step, method, {0: register}) for method in methods]).taint
    return state.deep(state.read(register))


def entered(state: State, step: Enter) -> Held:
    """What `with … as` binds."""
    manager = state.read(step.manager)
    methods = methods_of(state, step.manager, "__enter__") or methods_of(state, step.manager, "__aenter__")
    if methods:
        return join([apply_summary(state, step, method, {0: step.manager}) for method in methods])
    inside = state.field(manager, "*", step.result)
    return Held(manager.taint | inside.taint, manager.objects | inside.objects)


def put_in(state: State, step: Binary, taint: int) -> int:
    """What of `taint` is left once an object of a library has taken in the other operand: `Markup` escapes it."""
    name = OPERATORS.get(step.operator.removesuffix("=")) if taint else None
    if name is None:
        return taint
    for register, method in ((step.left, name), (step.right, f"__r{name[2:]}")):
        for thing in state.evaluator.value(state.function, register):
            if isinstance(thing, Instance) and isinstance(thing.of, str):
                for row in state.models.sanitizers(f"{thing.of}.{method}"):
                    taint = state.kinds.clear(taint, state.kinds.mask(row.clears))
    return taint
