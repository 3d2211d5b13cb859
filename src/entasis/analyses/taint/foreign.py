"""What is not in the program, called by what is: `retry(fetch, url)` calls `requests.get` where nobody wrote a call."""

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.programs import PROGRAM
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import Passed, State
from entasis.analyses.taint.summary import PortCall, SinkUse
from entasis.ir.instructions import NONE, Call, Instruction
from entasis.models.ports import Port, PortKind
from entasis.models.stubs import StubFunction

HARMLESS = frozenset({"builtins.int", "builtins.float", "builtins.bool", "None", "builtins.complex"})


def call_foreign(state: State, step: Instruction, path: str, passed: Passed, call: PortCall | None) -> Held:
    """The effect of a function outside that is called with what is passed."""
    taint = 0
    if path.rpartition(".")[2] in state.around.source_names:
        source = state.models.source(path)
        if source is not None and source.port.kind is PortKind.RETURN and state.is_trusted(source.kind):
            taint |= state.taint_from(step, source)
    for sink in state.models.sinks(path):
        number = _passed_at(passed, sink.port)
        if number == NONE or sink.is_text or sink.added is not None or sink.program is not None:
            continue
        if sink.kind == PROGRAM:  # nothing says which file it is
            continue
        arrived = state.taint_at(number, sink.port.selectors)
        if arrived:
            inner = None if call is None else _use(state, call, path, sink.kind, sink.says, arrived)
            reach(state, step, path, sink.kind, sink.says, number, arrived, inner=inner)
    if _is_harmless(state, path) or any(row.is_none for row in state.models.flows(path)):
        return Held(taint, state.new_object(step.result))
    moved = 0
    for number in (*passed.positional, *(number for _, number in passed.named)):
        moved |= state.deep(state.read(number))
    for row in state.models.sanitizers(path):
        if not row.when:
            moved = state.kinds.clear(moved, state.kinds.mask(row.clears))
    return Held(taint | moved, state.new_object(step.result))


def _passed_at(passed: Passed, port: Port) -> int:
    for name, number in passed.named:
        if name and name == port.name:
            return number
    if port.position is None:
        return NONE
    first_star = passed.stars[0] if passed.stars else len(passed.positional)
    if port.position < first_star:
        return passed.positional[port.position]
    return passed.positional[first_star] if passed.stars else NONE


def _use(state: State, call: PortCall, path: str, kind: str, says: str, taint: int) -> SinkUse:
    """The sink where the call is written."""
    last = call.origin.last
    number, group = next(iter(state.kinds.groups(taint)))
    step = last.step
    register = step.arguments[0] if isinstance(step, Call) and step.arguments else NONE
    return SinkUse(
        state.origins[number], group, last.function, step, path, says, kind, register, is_weak=False
    )


def _is_harmless(state: State, path: str) -> bool:
    if path in HARMLESS:  # the class itself makes one
        return True
    entry = state.evaluator.stubs.find(path)
    return isinstance(entry, StubFunction) and bool(entry.returns) and HARMLESS.issuperset(entry.returns)
