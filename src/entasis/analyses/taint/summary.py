"""What a caller must know of a function: which inputs reach its results, its sinks and shared memory, and past what.

A *port* is a way into a function: parameter `i` with at most three selectors. A *shared* port is memory that outlives
calls: a field of a class, a name of a module, a captured variable. An *origin* is where taint comes from, seen from
inside: a port, a shared port, or a source outside the program.
"""

from dataclasses import dataclass

from entasis.ir.instructions import Instruction
from entasis.models.rows import Source
from entasis.program.symbols import ClassSymbol, FunctionSymbol, ModuleSymbol

SELECTORS = 3  # how deep a port may look into its parameter
Selectors = tuple[str, ...]  # ".name", "[key]", "*" any element, "keys", and "**" everything below


@dataclass(frozen=True, slots=True)
class PortOrigin:
    """What the caller passes: parameter `index`, at `selectors`."""

    index: int
    selectors: Selectors = ()


@dataclass(frozen=True, slots=True)
class SharedOrigin:
    """What some function left in shared memory: `of` is the class, module or function that holds `name`."""

    of: ClassSymbol | ModuleSymbol | FunctionSymbol
    name: str


@dataclass(frozen=True, slots=True)
class SourceOrigin:
    """Data from outside that enters at `step` of `function`."""

    function: FunctionSymbol
    step: Instruction
    source: Source


Origin = PortOrigin | SharedOrigin | SourceOrigin
Flow = tuple[tuple[Origin, int], ...]  # origins with the kinds that are still dangerous


@dataclass(frozen=True, slots=True)
class SinkUse:
    """A sink that an origin reaches: at `step` of `function`, or in `callee` through `inner` when that is given."""

    origin: Origin
    group: int
    function: FunctionSymbol
    step: Instruction
    api: str
    says: str
    kind: str
    register: int
    is_weak: bool
    inner: "SinkUse | None" = None

    @property
    def last(self) -> "SinkUse":
        """The use in the function that really holds the sink."""
        use = self
        while use.inner is not None:
            use = use.inner
        return use


@dataclass(frozen=True, slots=True)
class Summary:
    """The effect of calling a function. Equal summaries have equal effects.

    `guards` says what is checked once the function has returned normally (`""`), or with a true or false result
    (`"true"`, `"false"`): parameter index → mask of kinds.
    """

    returns: tuple[tuple[Selectors, Flow], ...] = ()
    effects: tuple[tuple[int, Selectors, Flow], ...] = ()
    shared: tuple[tuple[SharedOrigin, Flow], ...] = ()
    raises: Flow = ()
    sinks: tuple[SinkUse, ...] = ()
    guards: tuple[tuple[str, int, int], ...] = ()
    aliases: tuple[int, ...] = ()  # parameters that may themselves be the result

    @property
    def gives_sources(self) -> bool:
        """Whether a caller gets data from outside by calling it, whatever it passes."""
        flows = [flow for _, flow in self.returns] + [flow for _, _, flow in self.effects] + [self.raises]
        return any(isinstance(origin, SourceOrigin | SharedOrigin) for flow in flows for origin, _ in flow)


EMPTY = Summary()
