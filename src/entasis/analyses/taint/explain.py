"""Why data does not get from a source to a sink: the hop at which it is held up, and by what.

    name = request.args["name"]      the data comes in here
    if name in ALLOWED:
        run(name)                    held up here: on every way to this call `name` is one of a constant set

Of all ways that data could take (ways.py) the one is shown that leaves what the analysis found as late as possible:
what counts first is how few hops lie behind the place where the data is lost, then how short it is.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import final

from msgspec import Struct

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.flows import FlowAnalysis
from entasis.analyses.taint.reasons import Reason, Reasons, SinkPlace, Step
from entasis.analyses.taint.summary import CallOrigin, Origin, PortOrigin, SharedOrigin, SourceOrigin
from entasis.analyses.taint.ways import Hop, Value, Ways
from entasis.analyses.taint.wording import sentence
from entasis.ir.instructions import NONE, Call, GetField, Param, SetField, SetItem
from entasis.limits import TRACE_HOPS
from entasis.models.ports import PortKind
from entasis.program.symbols import FunctionSymbol

_VAGUE = 3  # what a hop that may well not exist weighs, in hops behind the place where the data is lost
_SHOWN = 5  # the most calls shown of those that nobody knows

Place = tuple[FunctionSymbol, Step, str]


class Stop(Struct, frozen=True):
    """Where data is held up, and why. `before` is its way up to there, source first; `after` the way on to the sink."""

    function: FunctionSymbol
    step: Step
    reason: Reason
    before: tuple[Place, ...]
    after: tuple[Place, ...]


class Lost(Struct, frozen=True):
    """There is no way to the sink. `unresolved` are calls that get the data and of which nobody knows what they reach.

    `functions` is the number of those that the data gets to; `is_all`: every way has been tried.
    """

    functions: int
    unresolved: tuple[Place, ...]
    is_all: bool


@final
class Explanation:
    """The sources and sinks of one program, and what lies between them. The analysis has been run."""

    def __init__(self, analysis: FlowAnalysis) -> None:
        self._analysis = analysis
        self._ways = Ways(analysis)

    def sources(self, functions: list[FunctionSymbol]) -> Iterator[SourceOrigin]:
        """The sources in these functions."""
        for function in functions:
            for origin in self._ways.state(function).origins:
                if isinstance(origin, SourceOrigin) and origin.function is function:
                    yield origin

    def sinks(self, functions: list[FunctionSymbol]) -> Iterator[SinkPlace]:
        """The sinks in these functions."""
        models, evaluator = self._analysis.program.models, self._analysis.program.evaluator
        for function in functions:
            view = self._analysis.view(function)
            for site in self._analysis.sites.get(function, ()):
                callee = view.definitions[site.call.callee]
                of = callee.object if isinstance(callee, GetField) else NONE
                for api in call_apis(view, site):
                    for sink in models.sinks(api):
                        is_self = sink.port.kind is PortKind.SELF
                        register = of if is_self else view.argument(site.call, sink.port)
                        if register is not None and register != NONE:
                            yield SinkPlace(function, site.call, register, api, sink.kind, sink.says)
            for step in view.steps():
                if isinstance(step, SetField):
                    for api in evaluator.field_paths(function, step.object, step.name):
                        for sink in models.assigned_sinks(api):
                            yield SinkPlace(function, step, step.value, api, sink.kind, sink.says)

    def stop(self, source: SourceOrigin, sink: SinkPlace) -> Stop | Lost:
        """Where data of `source` is held up on its way to `sink`; there is no flow between them."""
        return _Search(self._analysis, self._ways, source, sink).run()


@final
class _Search:
    """The search for one way from one source to one sink."""

    def __init__(self, analysis: FlowAnalysis, ways: Ways, source: SourceOrigin, sink: SinkPlace) -> None:
        self._ways = ways
        self._source = source
        self._sink = sink
        self._reasons = Reasons(analysis, ways, sink)
        self._mask = analysis.kinds.mask([sink.kind])
        self._start = Value(source.function, source.step.result)
        self._goal = Value(sink.function, sink.register)
        self._came: dict[Value, tuple[Value, Hop]] = {}
        self._costs: dict[Value, tuple[int, int]] = {self._start: (0, 0)}
        self._ports: set[tuple[FunctionSymbol, int]] = set()  # the parameters that get the data
        self._memories: set[str] = set()  # and the names under which it lies in memory

    def run(self) -> Stop | Lost:
        """Walk from the source, nearest first, until the sink is met or nothing is left."""
        waiting: list[tuple[int, int, int, Value]] = [(0, 0, 0, self._start)]
        done: dict[Value, None] = {}
        tried = 0
        while waiting and tried < TRACE_HOPS.bound:
            lost, length, _, value = heappop(waiting)
            if value in done:
                continue
            done[value] = None
            if value == self._goal:
                return self._stop()
            for hop in self._ways.after(value):
                tried += 1
                is_taken = not lost and self._is_taken(value, hop)
                weight = 0 if is_taken else _VAGUE if hop.is_guess or value.function is None else 1
                cost = (lost + weight, length + 1)
                if hop.value not in self._costs or cost < self._costs[hop.value]:
                    self._costs[hop.value] = cost
                    self._came[hop.value] = (value, hop)
                    heappush(waiting, (*cost, tried, hop.value))
                    if is_taken:
                        self._enter(hop)
        return self._lost([value for value in done if not self._costs[value][0]], is_all=not waiting)

    def _enter(self, hop: Hop) -> None:
        """Inside a function the data comes from where it entered: a parameter, or memory."""
        value = hop.value
        if value.function is None:
            self._memories.add(value.memory)
        else:
            step = value.function.function.definitions[value.register]
            if isinstance(step, Param) and isinstance(hop.step, Call):
                self._ports.add((value.function, step.index))

    def _is_taken(self, value: Value, hop: Hop) -> bool:
        """Whether the analysis found the data in the value that the hop leads to, still dangerous for the sink."""
        if hop.is_guess or not self._ways.is_reached(hop.at, hop.step):
            return False
        if value.function is hop.at and self._reasons.is_checked(value, hop):
            return False
        function, register, _ = hop.value
        if function is None or _is_put_away(hop):
            return True
        if isinstance(hop.step, Call) and isinstance(function.function.definitions[register], Param):
            return True
        state = self._ways.state(function)
        return any(
            group & self._mask and self._is_ours(function, state.origins[number])
            for number, group in state.kinds.groups(state.deep(state.held[register]))
        )

    def _is_ours(self, function: FunctionSymbol, origin: Origin) -> bool:
        match origin:
            case SourceOrigin():
                return origin.step is self._source.step
            case PortOrigin():
                return (function, origin.parameter) in self._ports
            case SharedOrigin():
                return origin.name in self._memories
            case CallOrigin():
                return True  # who passes the function in knows

    def _stop(self) -> Stop:
        """The way that was found to the sink, parted where the data is lost."""
        path: list[tuple[Value, Hop]] = []
        value = self._goal
        while value != self._start:
            path.append(self._came[value])
            value = path[-1][0]
        path.reverse()
        sink, source = self._sink, self._source
        path.append((self._goal, Hop(self._goal, sink.function, sink.step, f"{sink.says} of {sink.api}")))
        at = next((i for i, (_, hop) in enumerate(path) if self._costs[hop.value][0]), len(path) - 1)
        hop = path[at][1]
        before: list[Place] = [
            (source.function, source.step, sentence(source.source.says, "comes in here")),
            *((hop.at, hop.step, hop.text) for _, hop in path[:at]),
        ]
        after: list[Place] = [(hop.at, hop.step, hop.text) for _, hop in path[at:]]
        reason = self._reasons.of(*path[at])
        step = hop.step
        if not step.start and reason.cause is not None:  # where ways meet there is no text
            step = reason.cause
        elif not step.start:
            step = after[1][1] if len(after) > 1 and after[1][0] is hop.at else before[-1][1]
        return Stop(hop.at, step, reason, tuple(_telling(before)), tuple(_telling(after)))

    def _lost(self, reached: list[Value], *, is_all: bool) -> Lost:
        unresolved: dict[int, Place] = {}
        for value in reached:
            for hop in self._ways.after(value):
                step = hop.step
                site = self._ways.state(hop.at).view.site_of.get(id(step)) if isinstance(step, Call) else None
                if site is not None and site.reason is not None:
                    text = f"it is passed to what is not known ({site.reason.value})"
                    unresolved.setdefault(id(step), (hop.at, step, text))
        functions = {value.function for value in reached if value.function is not None}
        return Lost(len(functions), tuple(unresolved.values())[:_SHOWN], is_all)


def _is_put_away(hop: Hop) -> bool:
    """Whether the hop puts data into an object, of which nothing is said until it is taken out again."""
    step = hop.step
    if isinstance(step, Call):
        return hop.value.function is hop.at and step.result != hop.value.register
    return isinstance(step, SetField | SetItem)


def _telling(places: list[Place]) -> Iterator[Place]:
    """The places that stand in the text, without those that say the same of the same step again."""
    for i, place in enumerate(places):
        if place[1].start and (i == 0 or place[1:] != places[i - 1][1:]):
            yield place
