"""Mappings of a library in which programs keep what is theirs: what one function puts under a key, another finds there.

request.session["next"] = request.GET["next"]      in one view
redirect(request.session["next"])                  in another one: it is the same memory, whoever asks for it
"""

from collections.abc import Iterable

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SharedOrigin
from entasis.ir.instructions import Await, Call, GetField, Import, Instruction, Load, Param
from entasis.program.evaluate import Evaluator
from entasis.program.symbols import FunctionSymbol, Instance


def kept_mapping(evaluator: Evaluator, function: FunctionSymbol, register: int) -> SharedOrigin | None:
    """The memory of the mapping, or of the object under a name, in the register; None if it surely is none."""
    is_named = isinstance(function.function.definitions[register], Load)
    for thing in evaluator.value(function, register):
        of = thing.of if isinstance(thing, Instance) else None
        if not isinstance(of, str):
            continue
        row = evaluator.models.class_of(of) if is_named else None
        if (row is not None and row.keeps) or evaluator.models.keeps_items(of):
            return SharedOrigin(evaluator.things.api(of), of.rpartition(".")[2])
    return None


def lasting(state: State, step: Instruction, held: Held) -> Held:
    """What the step gives, as the one mapping that everybody has who asks for it: what it was asked by is not in it."""
    origin = kept_mapping(state.evaluator, state.function, step.result)
    if origin is None:
        return held
    named = state.new_object(-1, f"kept {origin.name}")  # the same object each time it is asked for
    state.registers.setdefault(named.bit_length() - 1, step.result)
    state.outlives(named.bit_length() - 1, origin)
    return Held(0, named)


def passed(state: State, step: Param) -> None:
    """The parameter may be such a mapping."""
    origin = kept_mapping(state.evaluator, state.function, step.result)
    if origin is not None:
        state.outlives(step.result, origin)


def gives_mapping(evaluator: Evaluator, function: FunctionSymbol, step: Instruction) -> bool:
    """Whether the step may give one, by the name of what is asked for."""
    match step:
        case GetField() | Load():
            return step.name.rpartition(".")[2] in evaluator.kept_names
        case Await():
            made = function.function.definitions[step.value]
            callee = function.function.definitions[made.callee] if isinstance(made, Call) else None
            return isinstance(callee, GetField | Load | Import) and callee.name in evaluator.keeping
        case _:
            return isinstance(step, Param) and bool(evaluator.keeping)


def who_asks(
    evaluator: Evaluator, functions: Iterable[FunctionSymbol]
) -> dict[SharedOrigin, list[FunctionSymbol]]:
    """The mappings that functions ask for, and which functions these are."""
    found: dict[SharedOrigin, dict[FunctionSymbol, None]] = {}
    for function in functions:
        for step in function.function.definitions:
            if step is not None and gives_mapping(evaluator, function, step):
                origin = kept_mapping(evaluator, function, step.result)
                if origin is not None:
                    found.setdefault(origin, {})[function] = None
    return {origin: list(askers) for origin, askers in found.items()}
