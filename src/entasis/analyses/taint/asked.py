"""What a script of a page gets of a handler of the same program that it asks: what others have put there.

fetch("/posts").then((answer) => answer.json())      whatever `posts` returns that was stored

What the handler has from the request itself is what the script has sent, and so whoever sees the page. Of the answer each
part is known by itself; where nobody knows of which part the data is, nothing is said of it.
"""

import re
from typing import Final

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.heap import NOTHING, bits_of
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SharedOrigin, SourceOrigin
from entasis.ir.instructions import Build, Call, Return
from entasis.limits import PORT_DEPTH
from entasis.models.rows import ThreatModel
from entasis.program.symbols import FunctionSymbol

_KEY: Final = re.compile(r"\['(\w+)'\]")  # what lies under a key is a property of an object there


def asked(state: State, step: Call) -> Held:
    """The answer."""
    handlers = state.view.program.addresses.asked.get(id(step), ())
    given = [_body(state, step, handler) for handler in handlers]
    return join([_sent(state, step, Held(0, held.objects), "answer", PORT_DEPTH.bound) for held in given])


def _body(state: State, step: Call, handler: FunctionSymbol) -> Held:
    """What the handler returns; of a tuple the first is the body."""
    held = apply_summary(state, step, handler, {})
    ends = [block.terminator for block in handler.function.blocks]
    values = [handler.function.definitions[end.value] for end in ends if isinstance(end, Return)]
    if not any(isinstance(value, Build) and value.kind == "tuple" for value in values):
        return held
    return join([held, state.field(Held(0, held.objects), "[0]", step.result)])


def _sent(state: State, step: Call, held: Held, tag: str, depth: int) -> Held:
    """The value as it comes to the script."""
    made = Held(0, state.new_object(step.result, tag) if held.objects else 0)
    for index in bits_of(held.objects) if depth else ():
        for selector, inside in sorted(state.places.get(index, NOTHING).items()):
            sent = _sent(state, step, inside, f"{tag}{selector}", depth - 1)
            if sent.taint or sent.objects:
                state.write(made, _KEY.sub(r".\1", selector), sent, is_added=True)
    return Held(_of_others(state, held.taint), made.objects)


def _of_others(state: State, taint: int) -> int:
    kept = 0
    for number, group in state.kinds.groups(taint):
        origin = state.origins[number]
        is_stored = isinstance(origin, SharedOrigin) or (
            isinstance(origin, SourceOrigin)
            and state.models.kinds[origin.source.kind].threat_model is ThreatModel.DATABASE
        )
        if is_stored:
            kept |= group << (number * state.kinds.width)
    return kept


def kept_whole(state: State, step: Call, apis: list[str]) -> Held | None:
    """What a call gives that makes an answer of data, in which each part of it lies where it was."""
    rows = [row for api in apis for row in state.models.flows(api) if row.is_whole]
    if not rows:
        return None
    registers = [state.view.argument(step, port) for row in rows for port in row.sources]
    held = join([state.read(register) for register in registers if register is not None and register >= 0])
    names = zip(step.names, step.arguments[len(step.arguments) - len(step.names) :], strict=True)
    made = Held(0, state.new_object(step.result))
    for name, register in names:
        if name and register not in registers:
            state.write(made, f"['{name}']", state.read(register), source=register)
    return join([held, made])
