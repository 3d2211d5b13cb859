"""The literal texts that a value may be, where several ways lead to it: which of them it is depends on the run.

kind = "text/html" if is_page else "text/plain"      both
self.kind = "text/html"                              that, where `kind` of such an object is read
"%s; charset=utf-8" % kind                           what the text begins with
"""

from collections.abc import Iterator

from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, Binary, Build, Call, Const, GetField, Instruction, Phi
from entasis.limits import LITERALS
from entasis.program.facts import returned
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance


def beginnings(state: State, function: FunctionSymbol, register: int) -> Iterator[str]:
    """The literal texts that the value in the register of the function may begin with."""
    pending = [(function, register, 0)]
    seen: set[tuple[FunctionSymbol, int]] = set()
    for here, value, depth in pending:
        if value == NONE or (here, value) in seen:
            continue
        if len(seen) >= LITERALS.bound:
            state.hit.add(LITERALS)
            return
        seen.add((here, value))
        cell = state.view.modules.of(here).value(value)
        if isinstance(cell, str | bytes):
            yield cell if isinstance(cell, str) else cell.decode("latin-1")
            continue
        step = here.function.definitions[value]
        pending += [(here, inner, depth) for inner in _first(here, step)]
        elsewhere = list(_elsewhere(state, here, step))
        if elsewhere and state.view.may_go_back(depth):
            pending += [(f, r, depth + 1) for f, r in elsewhere]


def _first(function: FunctionSymbol, step: Instruction | None) -> list[int]:
    """What the value is, or begins with, in the function itself."""
    match step:
        case Phi():
            return step.operands
        case Binary(operator="+"):
            return [step.left]
        case Binary(operator="%"):
            return _filled_in(function, step)
        case Build(kind="text"):
            return list(step.operands[:1])
        case _:
            return []


def _filled_in(function: FunctionSymbol, step: Binary) -> list[int]:
    """What stands at the beginning of a template that begins with a hole."""
    template = function.function.definitions[step.left]
    values = function.function.definitions[step.right]
    if not isinstance(template, Const) or not isinstance(template.value, str):
        return []
    if not template.value.startswith("%s"):
        return [step.left]
    is_many = isinstance(values, Build) and values.kind == "tuple"
    return list(values.operands[:1]) if isinstance(values, Build) and is_many else [step.right]


def _elsewhere(
    state: State, function: FunctionSymbol, step: Instruction | None
) -> Iterator[tuple[FunctionSymbol, int]]:
    """What functions of the program give, and what lies in fields of its objects."""
    if isinstance(step, Call) and not step.decorates:
        for thing in state.evaluator.value(function, step.callee):
            inner = thing.function if isinstance(thing, Bound) else thing
            if isinstance(inner, FunctionSymbol):
                yield from ((inner, register) for register in returned(inner))
    elif isinstance(step, GetField):
        for thing in state.evaluator.value(function, step.object):
            of = thing.of if isinstance(thing, Instance) else thing
            if isinstance(of, ClassSymbol):
                yield from _left_in(state, of, step.name)


def _left_in(state: State, of: ClassSymbol, name: str) -> Iterator[tuple[FunctionSymbol, int]]:
    """What objects of the class, or of one below it, hold under the name."""
    for node in (*state.evaluator.mro(of), *state.evaluator.subclasses.get(of, ())):
        if isinstance(node, ClassSymbol):
            yield from node.fields.get(name, ())
            if node.body is not None and name in node.members:
                body = node.body
                yield from ((body, register) for register in node.stored(name))
