"""What is passed in a call that is left to the callers, who know what is called: taken down there, put together here.

def run(method, data):
    named = {name: value for name, value in data.items() if name != "all"}
    method(**named)                 what lies in `data` under "degrees" is passed as `degrees`, and nothing else is
"""

from entasis.analyses.taint.copied import copy_passed
from entasis.analyses.taint.heap import COPIED, NOTHING, bits_of
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.sequences import is_mapping
from entasis.analyses.taint.state import Passed, State
from entasis.analyses.taint.summary import Argument, Part, PortCall
from entasis.analyses.taint.terms import Terms
from entasis.ir.instructions import Instruction


def taken_down(state: State, passed: Passed) -> tuple[tuple[Argument, ...], tuple[tuple[str, Argument], ...]]:
    """The arguments, for a caller; of a mapping that is spread also what lies in it under each key."""
    named = [
        (name, _argument(state, number, () if name else _parts(state, number)))
        for name, number in passed.named
    ]
    return tuple([_argument(state, number) for number in passed.positional]), tuple(named)


def put_together(state: State, step: Instruction, terms: Terms, call: PortCall) -> Passed:
    """What the call passes, in the terms of the caller."""
    place = id(call.origin.last.step)
    positional = [
        state.keep(step, f"{place} {i}", terms.held(argument.flow, argument.ports))
        for i, argument in enumerate(call.positional)
    ]
    named = []
    for i, (name, argument) in enumerate(call.named):
        tag = f"{place} {i} {name}"
        held = (
            _mapping(state, step, terms, argument, tag)
            if argument.parts
            else terms.held(argument.flow, argument.ports)
        )
        named.append((name, state.keep(step, tag, held)))
    return Passed(tuple(positional), call.stars, tuple(named))


def _argument(state: State, number: int, parts: tuple[Part, ...] = ()) -> Argument:
    held = state.read(number)
    return Argument(state.flow(state.deep_here(held)), state.ports_in(held.objects), parts)


def _parts(state: State, number: int) -> tuple[Part, ...]:
    """What lies in the one mapping of this function that it surely is; none where that is not all of it."""
    held = state.read(number)
    indices = bits_of(held.objects)
    if held.taint or len(indices) != 1 or indices[0] in state.ports or not is_mapping(state, held):
        return ()
    return tuple(
        Part(selector, state.flow(state.deep_here(inside)), state.ports_in(inside.objects))
        for selector, inside in sorted(state.places.get(indices[0], NOTHING).items())
        if selector[0] in "[*"
    )


def _mapping(state: State, step: Instruction, terms: Terms, argument: Argument, tag: str) -> Held:
    made = Held(0, state.new_object(step.result, tag))
    state.mappings.add(made.objects.bit_length() - 1)
    for selector, flow, ports in argument.parts:
        if selector != COPIED:
            state.write(made, selector, terms.held(flow, ports), is_added=True)
        else:
            copy_passed(state, terms, flow, made)
    return made
