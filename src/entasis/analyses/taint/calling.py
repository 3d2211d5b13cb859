"""Functions outside that call what they are passed: `map(f, xs)`, `Thread(target=f, args=xs)`, by rows of the models."""

import functools
import operator
from typing import Final

from entasis.analyses.taint.apply import call_value
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.sequences import elements
from entasis.analyses.taint.state import Passed, State
from entasis.ir.instructions import NONE, Call, GetField
from entasis.models.data import CallRow
from entasis.models.ports import Port, PortKind
from entasis.program.decorators import is_bound
from entasis.program.symbols import Api, FunctionSymbol

_OF_LETTERS: Final = frozenset(
    f"builtins.str.{name}" for name in ("isalnum", "isalpha", "isdigit", "isdecimal")
)


def call_passed(state: State, step: Call, apis: list[str], plain: Held) -> Held:
    """What the call gives, where it calls something that it is passed; `plain` is what it gives by itself."""
    for api in apis:
        for row in state.models.calls(api):
            register = _register(state, step, row.callee)
            given = _called(state, step, register, _passed(state, step, row)) if register != NONE else None
            if given is not None and row.gives is not None:
                plain = _give(state, step, row, row.gives, given, plain)
    return plain


def filtered(state: State, step: Call, made: Held) -> Held:
    """`filter(is_allowed, names)`: what is left is what the function has said to be so."""
    if not made.taint or len(step.arguments) != 2:
        return made
    mask = state.kinds.all
    for thing in state.evaluator.value(state.function, step.arguments[0]) or (None,):
        if isinstance(thing, FunctionSymbol):
            guards = state.around.summary_of(thing).guards
            found = [
                kinds
                for when, at, inside, kinds in guards
                if when in {"", "true"} and (at, inside) == (0, "")
            ]
            mask &= functools.reduce(operator.or_, found, 0)
        elif not (isinstance(thing, Api) and thing.path in _OF_LETTERS):
            return made
    return Held(state.kinds.clear(made.taint, mask), made.objects)


def _called(state: State, step: Call, register: int, passed: Passed) -> Held | None:
    """Call it, behind the object of its own that what decorates a function of the program may pass first."""
    value = state.evaluator.value(state.function, register)
    if any(isinstance(thing, FunctionSymbol) and is_bound(state.evaluator, thing) for thing in value):
        first = state.keep(step, "bound", CLEAN)
        passed = Passed((first, *passed.positional), tuple(i + 1 for i in passed.stars), passed.named)
    return call_value(state, step, register, passed)


def _give(state: State, step: Call, row: CallRow, port: Port, given: Held, plain: Held) -> Held:
    if "*" not in port.selectors:
        return given if row.rest is not None else join([plain, given])
    if row.passes:  # what goes in comes out only through the function
        plain = Held(0, state.new_object(step.result, "called"))
    if given.taint or given.objects:
        state.write(plain, "*", given, source=step.result)
    return plain


def _passed(state: State, step: Call, row: CallRow) -> Passed:
    positional = [
        state.keep(step, f"{row.api} {i}", _at(state, step, port)) for i, port in enumerate(row.passes)
    ]
    stars: tuple[int, ...] = ()
    named: tuple[tuple[str, int], ...] = ()
    count = len(step.arguments) - len(step.names)
    if row.rest is not None:
        positional += step.arguments[row.rest : count]
        named = tuple(zip(step.names, step.arguments[count:], strict=True))
        stars = tuple(i - row.rest for i in step.stars if i >= row.rest)
    elif row.spread is not None:
        register = _register(state, step, row.spread)
        if register != NONE:
            stars = (len(positional),)
            positional.append(register)
    if row.keywords is not None:
        register = _register(state, step, row.keywords)
        named = (("", register),) if register != NONE else ()
    return Passed(tuple(positional), stars, named)


def _at(state: State, step: Call, port: Port) -> Held:
    register = _register(state, step, port)
    if register == NONE:
        return CLEAN
    held = state.read(register)
    for selector in port.selectors:
        held = elements(state, held, register) if selector == "*" else state.field(held, selector, register)
    return held


def _register(state: State, step: Call, port: Port) -> int:
    if port.kind is PortKind.SELF:
        callee = state.view.definitions[step.callee]
        return callee.object if isinstance(callee, GetField) else NONE
    register = state.view.argument(step, port)
    return NONE if register is None else register
