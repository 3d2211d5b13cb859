"""Methods of the program's classes that run without being called by name: operators, `__str__`, `__iter__`, `__enter__`."""

from typing import Final

from entasis.analyses.placeholders import is_written_by_repr
from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.callables import things_of
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.sequences import elements
from entasis.analyses.taint.shapes import REPR
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Binary, Compare, Enter, Instruction, Iterate, Next, Unary
from entasis.models.data import Source
from entasis.program import built_in
from entasis.program.evaluate import Evaluator
from entasis.program.shown import Shown, shown
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, Thing

# What gives the elements of an object of a library: it may be its own iterator.
ITERATING: Final = ("__iter__", "__aiter__", "__anext__")
OPERATORS: Final = {
    **built_in.OPERATORS,
    "unary -": "__neg__",
    "unary +": "__pos__",
    "unary ~": "__invert__",
    "unary repr": "__repr__",
}
COMPARISONS: Final = {
    "<": ("__lt__", "__gt__"),
    "<=": ("__le__", "__ge__"),
    ">": ("__gt__", "__lt__"),
    ">=": ("__ge__", "__le__"),
    "==": ("__eq__", "__eq__"),
    "!=": ("__ne__", "__ne__"),
}


def methods_of(state: State, register: int, *names: str) -> list[FunctionSymbol]:
    """The functions of the program that implement the first special method on what is in the register."""
    things = state.evaluator.value(state.function, register) if register >= 0 else ()
    if not things:
        things = _things_in(state, state.read(register).objects)
    for name in names:
        found: list[FunctionSymbol] = []
        for thing in things:
            if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
                for bound in state.evaluator.attribute(thing, name):
                    inner = getattr(bound, "function", None)
                    if isinstance(inner, FunctionSymbol):
                        found.append(inner)
        if found:
            return found
    return []


def _things_in(state: State, objects: int) -> tuple[Thing, ...]:
    found: list[Thing] = []
    while objects:
        bit = objects & -objects
        objects ^= bit
        found.extend(things_of(state, bit.bit_length() - 1))
    return tuple(found)


def run_method(state: State, step: Instruction, passed: tuple[int, ...], *names: str) -> Held | None:
    """What the first of these special methods of the first operand gives, or None if there is none."""
    methods = methods_of(state, passed[0], *names)
    if not methods:
        return None
    bound = dict(enumerate(passed))
    is_only = len(methods) == 1
    return join([apply_summary(state, step, method, bound, is_only=is_only) for method in methods])


def elements_of(state: State, step: Instruction, register: int, *names: str) -> Held:
    """What iterating over the register gives; `names` are special methods to ask before `__iter__`."""
    iterator = run_method(state, step, (register,), *names, "__iter__", "__aiter__")
    if iterator is None:
        taint = 0
        for source in iteration_sources(state.evaluator, state.function, register) if register >= 0 else ():
            if state.is_trusted(source.kind):
                taint |= state.taint_from(step, source)
        inside = elements(state, state.read(register), step.result)
        return Held(inside.taint | taint, inside.objects)
    number = state.keep(step, f"iterator {register}", iterator)
    own = run_method(state, step, (number,), "__next__", "__anext__")
    return elements(state, iterator, step.result) if own is None else own


def operated(state: State, step: Binary | Unary | Compare) -> Held | None:
    """What a special method of the program gives for the operator, or None if there is none."""
    if isinstance(step, Unary):
        name = OPERATORS.get(f"unary {step.operator}")
        return run_method(state, step, (step.operand,), name) if name else None
    if isinstance(step, Compare):
        name, reflected = COMPARISONS.get(step.operator, ("", ""))
        if not name:
            return None
        own = run_method(state, step, (step.left, step.right), name)
        return own or run_method(state, step, (step.right, step.left), reflected)
    name = OPERATORS.get(step.operator.removesuffix("="))
    if name is None:
        return None
    names = (f"__i{name[2:]}", name) if step.operator.endswith("=") else (name,)
    own = run_method(state, step, (step.left, step.right), *names)
    return own or run_method(state, step, (step.right, step.left), f"__r{name[2:]}")


def text_of(state: State, step: Instruction, register: int) -> int:
    """The taint of the value as a text: of what its own `__str__` makes of it, else of all that lies in it."""
    own = run_method(state, step, (register,), "__str__", "__repr__")
    if own is not None:
        return own.taint
    held = state.read(register)
    if held.objects and state.has_place(held, ".args") and _is_exception(state, register):
        return held.taint | state.deep(state.field(held, ".args", max(register, 0)))
    taint = state.taint_of_text(register)
    if not taint or register < 0:
        return taint
    if is_written_by_repr(state.view, register, step):
        return state.cleaned(taint, REPR)
    taint = _as_said(state, register, taint)
    parts = _shown(state, register)
    if parts == {Shown.NOTHING}:
        return held.taint
    return taint if Shown.UNKNOWN in parts else state.cleaned(taint, REPR)


def _as_said(state: State, register: int, taint: int) -> int:
    """What is left where rows say what the text of an object of a library is."""
    value = state.evaluator.value(state.function, register)
    of = value[0].of if len(value) == 1 and isinstance(value[0], Instance) else None
    return state.cleaned(taint, f"{of}.__str__") if isinstance(of, str) else taint


def _shown(state: State, register: int) -> set[Shown]:
    """What of the objects that the value may be comes into their text."""
    value = state.evaluator.value(state.function, register) or (None,)
    return {
        shown(state.evaluator, thing.of)
        if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol)
        else Shown.UNKNOWN
        for thing in value
    }


def _is_exception(state: State, register: int) -> bool:
    """Whether it is surely an exception of the program: its text is made of its `args` alone."""
    value = state.evaluator.value(state.function, register) if register >= 0 else ()
    return bool(value) and all(
        isinstance(thing, Instance)
        and isinstance(thing.of, ClassSymbol)
        and "builtins.BaseException" in state.evaluator.mro(thing.of)
        for thing in value
    )


def entered(state: State, step: Enter) -> Held:
    """What `with … as` binds."""
    own = run_method(state, step, (step.manager,), "__enter__", "__aenter__")
    if own is not None:
        return own
    manager = state.read(step.manager)
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


def iterated(state: State, step: Iterate) -> Held:
    """The iterator over the value."""
    own = run_method(state, step, (step.object,), "__iter__", "__aiter__")
    if own is not None:
        return own
    held, taint = state.read(step.object), 0
    for source in iteration_sources(state.evaluator, state.function, step.object):
        if state.is_trusted(source.kind):
            taint |= state.taint_from(step, source)
    return Held(held.taint | taint, held.objects)


def iteration_sources(evaluator: Evaluator, function: FunctionSymbol, register: int) -> list[Source]:
    """What comes in by iterating over an object of a library: the rows of a cursor, the messages of a queue."""
    found: list[Source] = []
    for thing in evaluator.value(function, register):
        if isinstance(thing, Instance) and isinstance(thing.of, str):
            for name in ITERATING:
                source = evaluator.models.source(f"{thing.of}.{name}")
                if source is not None:
                    found.append(source)
    return found


def special_sources(evaluator: Evaluator, function: FunctionSymbol, register: int, name: str) -> list[Source]:
    """What a special method of an object of a library gives, by `form["name"]` or `next(cursor)`."""
    found = [evaluator.models.source(api) for api in evaluator.field_paths(function, register, name)]
    return [source for source in found if source is not None]


def special_method(state: State, step: Instruction, register: int, name: str) -> int:
    """The taint of what comes in by a special method of the object."""
    taint = 0
    if name not in state.around.source_names:
        return taint
    for source in special_sources(state.evaluator, state.function, register, name):
        if state.is_trusted(source.kind):
            taint |= state.taint_from(step, source)
    return taint


def next_of(state: State, step: Next) -> Held:
    """The next element of the iterator."""
    own = run_method(state, step, (step.iterator,), "__next__", "__anext__")
    return elements(state, state.read(step.iterator), step.result) if own is None else own
