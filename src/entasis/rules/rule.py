"""What a rule is: who it is (id, CWE, title …) and how it finds its matches in one function.

A rule file holds its page as docstring and one `RULE`. Nothing is registered: `all_rules` lists the folders.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from entasis.analyses.view import View
from entasis.finding import Role, Severity, Tier
from entasis.fix.repair import Repair
from entasis.ir.instructions import Instruction, Terminator
from entasis.program.symbols import FunctionSymbol

EVERYWHERE = frozenset(Role)
DEPLOYED = frozenset({Role.APPLICATION, Role.SCRIPT, Role.MIGRATION, Role.VENDORED})
# An address, a name or a line that a service answers is what the program has asked it for.
OF_SERVICES: Mapping[str, str] = MappingProxyType(
    {"service": "That the service which the program asks means it harm is assumed."}
)


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a match's path: where, and what happens there."""

    function: FunctionSymbol
    step: Instruction | Terminator
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """One place where a rule holds; texts are as in Finding.

    `step` is a step of the viewed function, or of `function`: several views may then find the same place.
    """

    step: Instruction | Terminator
    message: str
    why: str
    remedy: str
    facts: tuple[str, ...] = ()
    hops: tuple[Hop, ...] = ()
    repair: Repair | None = None
    tier: Tier | None = None
    function: FunctionSymbol | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One weakness and how it is recognised. The pillar follows from the CWE, the page is the module's docstring."""

    id: str
    cwe: int
    title: str
    severity: Severity
    find: Callable[[View], Iterator[Match]]
    roles: frozenset[Role] = EVERYWHERE
    tier: Tier = Tier.DEFAULT
    page: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class TaintRule:
    """A weakness that is data from outside reaching a kind of sink. All of it is data; the engine finds the flows.

    `message` may use {source} (what comes in), {sink} (what it reaches) and {api} (whose). `sinks` are kinds of
    sinks, `sources` kinds of sources; where there are none, all that is distrusted is meant.

    A flow to a kind in `assumed`, or from a kind in `assumed_from`, is for an audit: the sentence says what is
    assumed. One to a kind in `requires` counts only where a use of the kind named there has set up what stands at
    the call. With `unless_tested` no flow counts whose data has decided a branch on the way to the sink; with
    `unless_listed` none to a call on an object whose members, which uses of that kind give, have decided one.
    `uses` is the kind of uses whose row says how the call is mended. With `is_sure_only_directly` what has lain in
    shared memory meanwhile is for an audit, and so is what lay in a table or a file, unless the sink reads a text
    (`is_text`) or what lay there harms as well (`even_stored`). With `is_sure_where_named` so is what has lain in
    memory whose name does not say that it is a credential: others may lie there too. With `is_mended_at_source` what reaches a sink in the
    function that it comes from is told there, and not again where callers of that function hand it on. Where `gathers`
    says so, what one repair mends is one finding: whatever the same data gets to, in the function or in the program.
    `said_of` are message and remedy of its own for a kind. `find` gives what is for an audit where no flow is known. In
    scripts of pages `in_scripts` has message, reason and remedy, by kind or, for all others, by "".
    """

    id: str
    cwe: int
    title: str
    severity: Severity
    sinks: frozenset[str]
    message: str
    why: str
    remedy: str
    sources: frozenset[str] = frozenset()
    roles: frozenset[Role] = DEPLOYED
    tier: Tier = Tier.DEFAULT
    assumed: Mapping[str, str] = field(default_factory=dict, compare=False)
    assumed_from: Mapping[str, str] = field(default_factory=dict, compare=False)
    requires: Mapping[str, str] = field(default_factory=dict, compare=False)
    unless_tested: bool = False
    unless_listed: str = ""
    is_sure_only_directly: bool = False
    is_sure_where_named: bool = False
    uses: str = ""
    is_text: bool = False
    even_stored: bool = False
    is_mended_at_source: bool = False
    gathers: Literal["", "function", "program"] = ""
    said_of: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)
    in_scripts: Mapping[str, tuple[str, str, str]] = field(default_factory=dict, compare=False)
    find: Callable[[View], Iterator[Match]] | None = None
    page: str = field(default="", compare=False)

    def words(self, kind: str, *, is_script: bool) -> tuple[str, str, str]:
        """Message, reason and remedy for a flow to `kind`."""
        if is_script and self.in_scripts:
            return self.in_scripts.get(kind) or self.in_scripts[""]
        message, remedy = self.said_of.get(kind, (self.message, self.remedy))
        return message, self.why, remedy

    @property
    def local(self) -> Rule | None:
        """What the rule sees of one function without any flow, as a rule of its own."""
        if self.find is None:
            return None
        return Rule(self.id, self.cwe, self.title, self.severity, self.find, self.roles, Tier.AUDIT)
