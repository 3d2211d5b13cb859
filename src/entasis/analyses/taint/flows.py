"""The flows of a whole program: every source that reaches a sink, found by summaries on demand.

Only functions that can see data from outside are analysed on their own account: those that hold a source, those that
read shared memory in which such data was left, and their callers as far as it is handed on. Their callees are
summarised when something tainted is first passed to them. So a review costs what its tainted part costs.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from heapq import heappop, heappush
from typing import Final, final

from msgspec import Struct

from entasis.analyses.constants import ModuleConstants, is_constant
from entasis.analyses.sensitive import is_sensitive_name
from entasis.analyses.taint.bits import Kinds
from entasis.analyses.taint.contexts import Contexts
from entasis.analyses.taint.escaping import Escaping
from entasis.analyses.taint.fields import holders
from entasis.analyses.taint.implementations import Implementations
from entasis.analyses.taint.incoming import Incoming
from entasis.analyses.taint.kept_mappings import who_asks
from entasis.analyses.taint.library import KIND, Public, outermost, parameter_source, public_functions
from entasis.analyses.taint.memory_sources import MemorySources
from entasis.analyses.taint.never import NeverReturns
from entasis.analyses.taint.objects import Objects
from entasis.analyses.taint.shared import NOTHING_OUTSIDE, SharedMemory
from entasis.analyses.taint.single import Owners
from entasis.analyses.taint.stores import Stores
from entasis.analyses.taint.summaries import Summaries
from entasis.analyses.taint.summary import (
    Origin,
    PortOrigin,
    Relation,
    SharedOrigin,
    SinkUse,
    SourceOrigin,
    Summary,
)
from entasis.analyses.taint.surroundings import Surroundings
from entasis.analyses.taint.users import Users
from entasis.analyses.taint.wrapping import MARK
from entasis.analyses.view import View
from entasis.flow.components import components
from entasis.ir.instructions import GetField, Import, Load
from entasis.limits import FLOW_RUNS, SHARED_HOPS
from entasis.models.rows import Table
from entasis.program.calls import CallSite
from entasis.program.program import Program
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Partial, Thing

SURE_MEMORIES: Final = 1  # what has come through more of them is for an audit


class TaintFlow(Struct, frozen=True):
    """Data from `source` reaches the sink that `use` describes; `through` is the shared memory it lay in, if any.

    `is_guess`: on each way something is done with it of which nothing is known.
    """

    source: SourceOrigin
    use: SinkUse
    through: SharedOrigin | None = None
    memories: int = 0  # through how many shared memories the data has come at least
    is_guess: bool = False

    @property
    def was_stored(self) -> bool:
        """Whether it was read from a table of a database."""
        return self.through is not None and isinstance(self.through.of, Relation)

    @property
    def is_kept_as_secret(self) -> bool:
        """Whether all memory that it has lain in, if any, has the name of a credential, or is an element of that name."""
        return self.through is None or any(map(is_sensitive_name, (self.through.name, self.through.key)))

    @property
    def is_assumed(self) -> bool:
        """Whether it is only assumed that data from outside is passed to the source."""
        return self.source.source.kind == KIND


@final
class FlowAnalysis:
    """One run over one program. `threat_models` are the groups of sources that are distrusted.

    `offered` are the functions whose callers may be anybody, where the threat model `library` is one of them. Unless
    `with_tests`, nothing is followed that tests bring in or pass on: what they call, application code calls as well.
    With `only_sure` data is not followed where what it reaches is for an audit in any case: through more than
    `SURE_MEMORIES` shared memories, through fields of objects of which any may be meant, or through functions of which
    nothing is known.
    """

    def __init__(
        self,
        program: Program,
        constants: ModuleConstants,
        sites: Mapping[FunctionSymbol, list[CallSite]],
        threat_models: frozenset[str],
        offered: Iterable[FunctionSymbol] = (),
        *,
        with_tests: bool = True,
        only_sure: bool = False,
    ) -> None:
        self.program = program
        self.constants = constants
        self.sites = sites
        self._followed = {
            function: called
            for function, called in sites.items()
            if with_tests or not function.module.is_test
        }
        self.threat_models = threat_models
        models = program.models
        self.kinds = Kinds(
            (name for name, kind in models.kinds.items() if kind.table is Table.SINK),
            {sink for kind in models.kinds.values() for sink in kind.sinks},
            {name: kind.like for name, kind in models.kinds.items() if kind.like},
            [
                (name, tuple(f"{package}." for package in kind.kept_by))
                for name, kind in models.kinds.items()
                if kind.kept_by
            ],
        )
        self.memory = SharedMemory(program.evaluator, SURE_MEMORIES if only_sure else SHARED_HOPS.bound)
        self._public: Public = public_functions(program.evaluator, offered) if KIND in threat_models else {}
        self._summaries = Summaries(self.view, self.memory, self._public, self._brings_thing)
        self.note = self._summaries.note
        self.limits = self._summaries.limits
        self.failures = self._summaries.failures
        self.owners = Owners(program, sites)
        self._only_sure = only_sure
        self._implementations = Implementations(program.subclasses, self._summaries.note)
        self._bring: set[FunctionSymbol | ClassSymbol] = set()
        self._pending: set[FunctionSymbol] = set()  # functions that are still to be looked at
        self._users: Users
        self._incoming = Incoming(program, self._followed, threat_models, self.view)
        self._kept: dict[tuple[FunctionSymbol, str], bool] = {}
        self.around = Surroundings(
            self.kinds,
            self._summaries.asked_for,
            self.memory,
            self._incoming.source_names,
            threat_models,
            self._is_asked_to_bring,
            lambda function, index: self._incoming.entry_parameters(function).get(index),
            self._incoming.answers,
            NeverReturns(program, sites).site,
            self._keeps,
            self._implementations.of,
            Stores(program, self._followed, self.view),
            Objects(program.evaluator),
            Escaping(self._followed, self.view),
            only_sure=only_sure,
        )
        self.around.summary_for = Contexts(self.view, self.around).summary
        self._summaries.around = self.around

    @property
    def statistics(self) -> dict[str, int]:
        """Counts for `--stats`."""
        return {
            "functions summarised": len(self._summaries),
            "summaries made": self._summaries.runs.total(),
            "most summaries of one function": max(self._summaries.runs.values(), default=0),
            "shared ports tainted": len(self.memory),
        }

    def run(self) -> list[TaintFlow]:
        """Every flow, in the order of the program's text; what tests bring is followed last."""
        holders = self._incoming.holders()
        if not holders and not self._public:
            return []
        self._users = Users(self.program, self._followed, self._incoming.readers, self._implementations.of)
        self.around.callers = self._users.callers
        ordered = self._callees_first()
        order = {function: i for i, function in enumerate(ordered)}
        pending = self._pending
        pending.update(holders, self._public)
        queue = sorted(order[function] for function in pending)
        told: dict[FunctionSymbol, Summary] = {}  # what the users of a function have been looked at again for
        while queue:
            function = ordered[heappop(queue)]
            if function not in pending:
                continue
            if self._summaries.runs.total() >= FLOW_RUNS.bound:
                self.limits[FLOW_RUNS.name] = len(pending)
                break
            pending.discard(function)
            summary = self._summaries.renewed(function)
            self._note_bringing(function, summary)
            following: list[FunctionSymbol] = self._newly_tainted(function)
            if summary.gives_sources and summary != told.get(function):
                told[function] = summary
                if function.owner is not None:
                    self._bring.update((function.owner, *self.program.subclasses.get(function.owner, ())))
                following += self._users.of(function, only_own=summary.gives_only_own)
            for caller in following:
                if caller in order and caller not in pending:
                    pending.add(caller)
                    heappush(queue, order[caller])
        if self.memory.too_far and not self._only_sure:
            self.limits[SHARED_HOPS.name] = len(self.memory.too_far)
        return self._flows()

    def _callees_first(self) -> list[FunctionSymbol]:
        """All functions, those of tests last, so that what a function calls is known when it is looked at."""
        callees: dict[FunctionSymbol, list[FunctionSymbol]] = {}
        for callee, callers in self._users.callers.items():
            for caller in callers:
                callees.setdefault(caller, []).append(callee)
        found = components(self._followed, lambda function: callees.get(function, ()))
        ordered = [function for component in found for function in component if function in self._followed]
        return sorted(ordered, key=lambda function: function.module.is_test)  # stable

    def _brings_thing(self, thing: Thing) -> bool:
        """Whether it is, or has, a function that gives data from outside."""
        match thing:
            case FunctionSymbol() | ClassSymbol():
                return thing in self._bring
            case Bound():
                return thing.function in self._bring
            case Instance():
                return thing.of in self._bring
            case Partial():
                return self._brings_thing(thing.function)
            case Api(path=path):
                incoming = self._incoming
                return path.rpartition(".")[2] in incoming.source_names and incoming.gives(path)
            case _:
                return False

    def _keeps(self, function: FunctionSymbol, name: str) -> bool:
        """Whether the default of the parameter is an object that can be changed: no constant, and there at all."""
        found = self._kept.get((function, name))
        if found is None:
            default = self.view(function).default(name)
            found = default is not None and not is_constant(self.constants.of(default[0]).value(default[1]))
            self._kept[function, name] = found
        return found

    def _note_bringing(self, function: FunctionSymbol, summary: Summary) -> None:
        if summary.gives_sources or summary.shared:
            self._bring.add(function)

    def _is_asked_to_bring(self, thing: Thing) -> bool:
        """The answer to whether it brings something, for the function that is being summarised."""
        function = thing.function if isinstance(thing, Bound) else thing
        if isinstance(function, FunctionSymbol) and function in self._pending:  # rather now than twice
            self._note_bringing(function, self._summaries.of(function))
        if self._brings_thing(thing):
            return True
        self._summaries.refused(thing)
        return False

    def view(self, function: FunctionSymbol) -> View:
        """The function as rules see it."""
        return View(self.program, self.constants, function, self.sites.get(function))

    # Shared memory

    def _newly_tainted(self, function: FunctionSymbol) -> list[FunctionSymbol]:
        """The readers of shared memory in which `function` left data from outside, where it was not known before."""
        readers: list[FunctionSymbol] = []
        for origin, flow in self._summaries.shared.get(function, {}).items():
            length = min(
                (self._come_through(function, o) for o, _ in flow if not self._is_lost(origin, o)),
                default=NOTHING_OUTSIDE,
            )
            if length == NOTHING_OUTSIDE or not self.memory.add(origin, length + 1):
                continue
            if isinstance(origin.of, Relation):
                readers += self.around.stores.readers(origin.of)
                readers += [
                    reader
                    for reader in self._incoming.readers.get(origin.name, ())
                    if self.around.stores.has_rows(reader, origin.name, origin.of)
                ]
                continue
            if isinstance(origin.of, FunctionSymbol) and origin.name[0] == "=":
                self._bring.add(origin.of)
                readers += self._users.of(origin.of)
                continue
            if isinstance(origin.of, FunctionSymbol) and origin.name[0] == MARK:
                readers += self.program.evaluator.decorating.get(origin.of, ())
                continue
            if isinstance(origin.of, Api) and origin.name == origin.of.path.rpartition(".")[2]:
                readers += self._askers.get(origin._replace(key=""), ())
                continue
            readers += [
                reader
                for reader in self._incoming.readers.get(origin.name, ())
                if self._reads(reader, origin)
            ]
        return readers

    @cached_property
    def _askers(self) -> dict[SharedOrigin, list[FunctionSymbol]]:
        """Who asks for mappings of libraries in which the program keeps what is its own."""
        return who_asks(self.program.evaluator, self._followed)

    def _come_through(self, function: FunctionSymbol, origin: Origin) -> int:
        """Through how many shared memories what `origin` holds has come from outside, at least."""
        match origin:
            case SourceOrigin():
                return 0
            case SharedOrigin():
                return self.memory.length(origin)
            case PortOrigin() if self._is_public_port(function, origin):
                return 0
            case _:
                return NOTHING_OUTSIDE

    def _is_lost(self, left: SharedOrigin, origin: Origin) -> bool:
        """Whether nothing that reads what was left there is sure to read this."""
        return (
            self._only_sure
            and isinstance(origin, SourceOrigin)
            and self.owners.is_lost(left, origin.function)
        )

    def _is_public_port(self, function: FunctionSymbol, origin: Origin) -> bool:
        """Whether `origin` is a parameter that a caller outside the program may fill, and is to be distrusted."""
        return isinstance(origin, PortOrigin) and origin.parameter in self._public.get(function, ())

    def _reads(self, function: FunctionSymbol, origin: SharedOrigin) -> bool:
        """Whether the function reads that very memory, and not another of the same name."""
        if isinstance(origin.of, FunctionSymbol):
            return function.module is origin.of.module
        for step in function.function.definitions:
            if isinstance(step, Load) and step.name == origin.name and function.module is origin.of:
                return True
            if isinstance(step, Import) and step.name == origin.name:
                return True
            if isinstance(step, GetField) and step.name == origin.name:
                value = self.program.evaluator.value(function, step.object)
                if any(
                    self.memory.may_be(origin, origin._replace(of=of))
                    for of in holders(self.program.evaluator, value)
                ):
                    return True
        return False

    # Flows

    def _is_left_to_callers(self, function: FunctionSymbol, origin: SharedOrigin) -> bool:
        """Whether callers know the object whose field it is, and so report what they find in it."""
        return origin.via is not None and bool(self._users.callers.get(function))

    def _source(self, function: FunctionSymbol, origin: Origin) -> SourceOrigin | None:
        """The source that the origin is, if it is one: also a parameter that anybody may fill."""
        if isinstance(origin, SourceOrigin):
            return origin
        if isinstance(origin, PortOrigin) and self._is_public_port(function, origin):
            return parameter_source(function, [origin.parameter])
        return None

    def _flows(self) -> list[TaintFlow]:
        found: list[TaintFlow] = []
        shared, is_guess = self._summaries.shared, self.kinds.is_guess
        memory = MemorySources(self.memory, shared, self._followed, self._source, self.kinds)
        for function in self._followed:
            for use in self._summaries.sinks.get(function, ()):
                if isinstance(use.origin, SourceOrigin):
                    found.append(TaintFlow(use.origin, use, is_guess=is_guess(use.group)))
                elif isinstance(use.origin, SharedOrigin) and not self._is_left_to_callers(
                    function, use.origin
                ):
                    found.extend(
                        TaintFlow(source, use, use.origin, self.memory.length(use.origin), is_guess(group))
                        for source, group in memory.of(use.origin, use.group)
                    )
        uses = {function: self._summaries.sinks.get(function, ()) for function in self._public}
        assumed = outermost(uses, self._public, frozenset(self._users.callers))
        return [
            *found,
            *(TaintFlow(source, use, is_guess=is_guess(use.group)) for source, use in assumed),
        ]
