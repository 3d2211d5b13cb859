"""What holds data up at one hop: a check, a cleaning, a call that nobody knows, a bound, code that never runs.

if not name.isalnum():
    abort(400)            the cause: behind this test `name` is harmless
run(name)                 the hop: GUARDED
"""

from enum import Enum
from typing import NamedTuple, final

from entasis.analyses.constants import is_constant
from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.flows import FlowAnalysis
from entasis.analyses.taint.function import FunctionTaint
from entasis.analyses.taint.guards import Facts
from entasis.analyses.taint.ways import Hop, Value, Ways
from entasis.ir.function import Block
from entasis.ir.instructions import NONE, Branch, Call, Instruction, Phi, Terminator
from entasis.limits import CALL_DEPTH, FUNCTION_STEPS
from entasis.models.ports import holds
from entasis.program.symbols import FunctionSymbol

Step = Instruction | Terminator


class Why(Enum):
    """What holds data up."""

    SANITISED = "sanitised"
    GUARDED = "guarded"
    UNRESOLVED = "unresolved call"
    LIMIT = "limit"
    DEAD = "dead branch"
    HARMLESS = "harmless sink"  # the call does no harm with what else it is passed
    REPLACED = "replaced"  # what is used is something else: another element, or written over


class SinkPlace(NamedTuple):
    """A sink that stands at a place, whether anything reaches it or not."""

    function: FunctionSymbol
    step: Instruction
    register: int
    api: str
    kind: str
    says: str


class Reason(NamedTuple):
    """Why, in a sentence, and the step of the same function that decides it, if it is another."""

    why: Why
    says: str
    cause: Step | None = None


@final
class Reasons:
    """The reasons that matter to one sink."""

    def __init__(self, analysis: FlowAnalysis, ways: Ways, sink: SinkPlace) -> None:
        self._analysis = analysis
        self._ways = ways
        self._sink = sink
        self._mask = analysis.kinds.mask([sink.kind])
        kinds = analysis.program.models.kinds
        self._what = kinds[sink.kind].title if sink.kind in kinds else sink.kind

    def of(self, value: Value, hop: Hop) -> Reason:
        """What holds up the data of `value` at the hop."""
        function, step = hop.at, hop.step
        state, block = self._ways.state(function), self._ways.block(function, step)
        name = function.function.qualified_name
        if self._analysis.constants.is_bounded(function):
            return Reason(
                Why.LIMIT, f"{name} is larger than {FUNCTION_STEPS.bound:,} steps, so it is not followed"
            )
        if function in self._analysis.failures:
            return Reason(Why.LIMIT, f"{name} could not be analysed")
        if not self._ways.is_reached(function, step):
            return self._dead(state, block)
        if hop.is_guess and isinstance(step, Call):
            site = state.view.site_of.get(id(step))
            what = site.reason.value if site is not None and site.reason is not None else "by its name only"
            return Reason(Why.UNRESOLVED, f"it is not known what this call reaches ({what})")
        if block is not None and value.function is function and self.is_checked(value, hop):
            says = f"only what is harmless as {self._what} comes here"
            return Reason(Why.GUARDED, says, self._test(state, block, value.register, step))
        cleaner = self._cleaner(state, step) if isinstance(step, Call) else ""
        if cleaner:
            return Reason(Why.SANITISED, cleaner)
        if self._analysis.limits[CALL_DEPTH.name]:
            return Reason(Why.LIMIT, f"chains of more than {CALL_DEPTH.bound} calls are not followed")
        if step is self._sink.step:
            return Reason(
                Why.HARMLESS,
                f"{self._sink.api} does no harm with what else it is passed, or with a part of it",
            )
        return Reason(
            Why.REPLACED, "what is used from here on is another element, or was written over before"
        )

    def is_checked(self, value: Value, hop: Hop) -> bool:
        """Whether the value has been checked for every kind of the sink where the step stands."""
        state, block = self._ways.state(hop.at), self._ways.block(hop.at, hop.step)
        if block is None:
            return False
        if not isinstance(hop.step, Phi):
            return self._is_clear(state, self._ways.facts(hop.at, hop.step), value.register)
        ways = [
            self._after(state, state.view.blocks[before], block.index)
            for before, operand in zip(block.predecessors, hop.step.operands, strict=True)
            if operand == value.register and before in state.block_facts
        ]
        return bool(ways) and all(self._is_clear(state, facts, value.register) for facts in ways)

    def _is_clear(self, state: FunctionTaint, facts: Facts, register: int) -> bool:
        mask = facts.get(state.same.of(register), 0)
        return not state.kinds.clear(self._mask, mask)

    def _after(self, state: FunctionTaint, block: Block, target: int) -> Facts:
        return state.guards.after(block, state.block_facts[block.index], target)

    def _test(self, state: FunctionTaint, block: Block, register: int, step: Step) -> Step | None:
        """The last test or call on the way to the step that clears the register of the sink's kinds."""
        found: Step | None = None
        if not isinstance(step, Phi) and not self._is_clear(
            state, state.block_facts.get(block.index, {}), register
        ):
            checks = (
                call
                for call in block.instructions
                if isinstance(call, Call)
                for checked, _ in state.guards.returned(call)
                if state.same.of(checked) == state.same.of(register)
            )
            return next(checks, None)
        targets = set(state.order[: state.order.index(block.index) + 1])
        for index in state.order:
            before, facts = state.view.blocks[index], state.block_facts.get(index, {})
            if index in targets and not self._is_clear(state, facts, register):
                ways = [target for target in before.successors() if target in targets]
                if any(
                    self._is_clear(state, self._after(state, before, target), register) for target in ways
                ):
                    found = _tester(state, before)
        return None if found is step else found

    def _dead(self, state: FunctionTaint, block: Block | None) -> Reason:
        """Why control does not get to a block: the nearest test behind it that always comes out the same."""
        if block is not None and block.index in state.order:
            leaving = next((step for step in block.instructions if id(step) in state.edges.leaving), None)
            return Reason(Why.DEAD, "control never gets here: a call before it never returns", leaving)
        pending = list(block.predecessors) if block is not None else []
        seen: set[int] = set()
        while pending:
            index = pending.pop(0)
            if index in seen:
                continue
            seen.add(index)
            before = state.view.blocks[index]
            if index not in state.order:
                pending.extend(before.predecessors)
                continue
            end = before.terminator
            if isinstance(end, Branch) and is_constant(state.view.constants.value(end.condition)):
                says = "control never gets here: the test before it always comes out the same"
                return Reason(Why.DEAD, says, _tester(state, before))
            calls = [step for step in before.instructions if isinstance(step, Call)]
            if calls:
                return Reason(Why.DEAD, "control never gets here: a call before it never returns", calls[-1])
        return Reason(Why.DEAD, "control never gets here")

    def _cleaner(self, state: FunctionTaint, step: Call) -> str:
        """What makes the result of an outside call harmless, or the empty string."""
        site = state.view.site_of.get(id(step))
        apis = call_apis(state.view, site) if site is not None else []
        for api in apis:
            for row in state.models.sanitizers(api):
                is_met = all(holds(condition, state.view.known(step, port)) for port, condition in row.when)
                if is_met and not state.kinds.clear(self._mask, state.kinds.mask(row.clears)):
                    return f"what {api} gives is harmless as {self._what}"
        if apis and step is not self._sink.step and step.result != NONE:
            left = state.deep(state.held[step.result])
            if not any(group & self._mask for _, group in state.kinds.groups(left)):
                return f"what {apis[0]} gives holds nothing dangerous of what it is passed"
        return ""


def _tester(state: FunctionTaint, block: Block) -> Step | None:
    """What a check is at the end of a block: the condition, or the call that returns only for what is harmless."""
    end = block.terminator
    if isinstance(end, Branch):
        return state.view.definitions[end.condition] or end
    calls = [step for step in block.instructions if isinstance(step, Call)]
    return calls[-1] if calls else end
