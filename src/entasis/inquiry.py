"""What becomes of data on its way between two places: the answer to `entasis trace`, from two places to a verdict.

    entasis trace shop/views.py:12 shop/store.py:40 --context .

The files of both places are read as for a review, with a context if one is given; the same analysis runs over them.
Where it finds a flow, its path is the answer; else the hop at which the data is held up, and what holds it up.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from msgspec import Struct

from entasis.analyses.constants import ModuleConstants
from entasis.analyses.taint.explain import Explanation, Lost, Stop
from entasis.analyses.taint.flows import FlowAnalysis, TaintFlow
from entasis.analyses.taint.trace import Traces
from entasis.answer import Text
from entasis.economy import frugal
from entasis.engine import Options, call_sites, gathered, offered, silent
from entasis.finding import Step, Traced, TracedStep
from entasis.ir.instructions import COLUMN_BITS, COLUMN_MASK, Instruction, Terminator
from entasis.limits import TRACE_HOPS
from entasis.models.loader import load_models
from entasis.models.stubs import StubIndex
from entasis.program.symbols import FunctionSymbol
from entasis.rules import all_rules
from entasis.rules.rule import TaintRule
from entasis.source import discover

Positioned = Instruction | Terminator

_MOST = 20  # paths shown where a place without a line holds many


class Where(Struct, frozen=True):
    """A file, and a line of it; 0 is the whole file."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        """As the user writes it."""
        return f"{self.path}:{self.line}" if self.line else self.path


def where(text: str) -> Where:
    """The place that `PATH[:LINE]` names."""
    path, colon, line = text.rpartition(":")
    if colon and path and line.isdecimal() and line.isascii() and int(line) > 0:
        return Where(path, int(line))
    return Where(text)


def inquire(
    source: Where,
    sink: Where,
    *,
    context: str | None = None,
    threat_models: tuple[str, ...] = ("remote",),
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Traced, ...]:
    """The paths between the two places, or one answer that says why there is none.

    Raises UsageError where a place does not exist.
    """
    report = progress or silent
    options = Options(tuple(dict.fromkeys([source.path, sink.path])), context=context)
    with frugal():
        batch, _ = gathered(options, None, report)
        program = batch.program(StubIndex.load(), load_models())
        sites = call_sites(program, batch, partial(report, "resolving calls"))
        analysis = FlowAnalysis(
            program, ModuleConstants(program), sites, frozenset(threat_models), offered(program, batch)
        )
        report("following data", 0, 1)
        flows = analysis.run()
        return _Inquiry(analysis, batch.texts, source, sink).answer(flows)


class _Inquiry:
    """One question to one analysed program."""

    def __init__(self, analysis: FlowAnalysis, texts: Mapping[str, Text], source: Where, sink: Where) -> None:
        self._analysis = analysis
        self._texts = texts
        self._source = source
        self._sink = sink
        self._sources = self._functions(source)
        self._sinks = self._functions(sink)

    def answer(self, flows: list[TaintFlow]) -> tuple[Traced, ...]:
        """The paths among the flows, or why there is none."""
        found = [flow for flow in flows if self._is_asked_for(flow)]
        if found:
            return tuple(map(self._reached, found[:_MOST]))
        explanation = Explanation(self._analysis)
        sources = [
            origin
            for origin in explanation.sources(self._sources)
            if self._is_at(self._source, origin.function, origin.step)
        ]
        sinks = [
            sink
            for sink in explanation.sinks(self._sinks)
            if self._is_at(self._sink, sink.function, sink.step)
        ]
        if not sources:
            return (
                Traced("not a source", f"Nothing at {self._source} is known to bring in data from outside."),
            )
        if not sinks:
            return (
                Traced("not a sink", f"Nothing at {self._sink} is known to do harm with what it is passed."),
            )
        answers = [explanation.stop(origin, sink) for origin in sources for sink in sinks][:_MOST]
        stops = [answer for answer in answers if isinstance(answer, Stop)]
        if stops:  # the one that came furthest
            return (self._held_up(min(stops, key=lambda stop: len(stop.after))),)
        return (self._lost(next(answer for answer in answers if isinstance(answer, Lost))),)

    # Places

    def _functions(self, place: Where) -> list[FunctionSymbol]:
        """The functions in the files that the place names."""
        names = {candidate.path for candidate in discover((place.path,)).candidates}
        return [
            function
            for function in self._analysis.sites
            if function.module.module.path.partition("#")[0] in names or function.module.module.path in names
        ]

    def _is_at(self, place: Where, function: FunctionSymbol, step: Positioned) -> bool:
        """Whether the step stands in the line that the user means, by the numbers that the user sees."""
        if not place.line:
            return True
        number = self._texts[function.module.module.path].number
        return number(step.start >> COLUMN_BITS) <= place.line <= number(step.end >> COLUMN_BITS)

    def _is_asked_for(self, flow: TaintFlow) -> bool:
        first, last = flow.source, flow.use.last
        return (
            first.function in self._sources
            and last.function in self._sinks
            and self._is_at(self._source, first.function, first.step)
            and self._is_at(self._sink, last.function, last.step)
        )

    # Answers

    def _reached(self, flow: TaintFlow) -> Traced:
        ends = (flow.source.function, flow.use.last.function)
        roles = [self._texts[function.module.module.path].source.role for function in ends]
        rules = [
            rule for rule in all_rules() if isinstance(rule, TaintRule) and flow.use.last.kind in rule.sinks
        ]
        reporting = [rule for rule in rules if rule.roles.issuperset(roles)]
        if not reporting:
            names = ", ".join(rule.id for rule in rules)
            role = next((role for rule in rules for role in roles if role not in rule.roles), roles[-1])
            remark = f"Not reported: {names} leaves out files of the role {role.value}." if names else ""
        elif flow.use.is_weak:
            remark = (
                f"Reported by {reporting[0].id} at the level audit: one call is matched by its name only."
            )
        elif flow.is_guess:
            remark = (
                f"Reported by {reporting[0].id} at the level audit: nothing is known of what it goes through."
            )
        else:
            remark = f"Reported by {reporting[0].id}."
        verdict = f"Data from {self._source} reaches {self._sink}."
        return Traced("reached", verdict, self._steps(Traces(self._analysis).of(flow)), remark=remark)

    def _held_up(self, stop: Stop) -> Traced:
        cause = stop.reason.cause
        return Traced(
            stop.reason.why.value,
            f"Data from {self._source} does not reach {self._sink}.",
            self._steps(stop.before),
            stop=self._step(stop.function, stop.step, stop.reason.says),
            cause=None if cause is None else self._step(stop.function, cause, "this decides it"),
            beyond=self._steps(stop.after),
        )

    def _lost(self, lost: Lost) -> Traced:
        parts = "the one function" if lost.functions == 1 else f"the {lost.functions} functions"
        remark = f"No way leads on to it from {parts} that the data gets to."
        if not lost.is_all:
            remark = f"No way was found within {TRACE_HOPS.bound:,} hops."
        return Traced(
            "no way",
            f"Data from {self._source} does not reach {self._sink}.",
            self._steps(lost.unresolved),
            remark=remark,
        )

    def _steps(self, places: Iterable[tuple[FunctionSymbol, Positioned, str]]) -> tuple[TracedStep, ...]:
        return tuple(self._step(*place) for place in places)

    def _step(self, function: FunctionSymbol, step: Positioned, text: str) -> TracedStep:
        file = self._texts[function.module.module.path]
        first, last = step.start >> COLUMN_BITS, step.end >> COLUMN_BITS
        span = file.span(first, step.start & COLUMN_MASK, last, step.end & COLUMN_MASK)
        return TracedStep(Step(span, text), file.quote(first, first))
