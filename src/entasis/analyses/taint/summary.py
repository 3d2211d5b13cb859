"""What a caller must know of a function: which inputs reach its results, its sinks and shared memory, and past what.

A *port* is a way into a function: parameter `i` with at most three selectors. A *shared* port is memory that outlives
calls: a field of a class, a name of a module, a captured variable. An *origin* is where taint comes from, seen from
inside: a port, a shared port, or a source outside the program.
"""

from dataclasses import dataclass

from entasis.ir.instructions import Instruction, Terminator
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
    """What some function left in shared memory: `of` is the class, module or function that holds `name`.

    `via` is the port whose field was read: where a caller passes an object that it has made itself, it knows what
    lies in it, and what other objects of the class hold is of no account.
    """

    of: ClassSymbol | ModuleSymbol | FunctionSymbol
    name: str
    via: PortOrigin | None = None

    @property
    def plain(self) -> "SharedOrigin":
        """The memory itself, whoever reads it."""
        return self if self.via is None else SharedOrigin(self.of, self.name)


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
    step: Instruction | Terminator
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

    `returns` and `effects` give, for each place below the result or below a parameter, the taint that lies there and
    the ports whose objects may lie there.
    `guards` says what is checked once the function has returned normally (`""`), or with a true or false result
    (`"true"`, `"false"`): parameter index, selector below it (or ""), mask of kinds.
    """

    returns: tuple[tuple[Selectors, Flow, tuple[PortOrigin, ...]], ...] = ()
    effects: tuple[tuple[int, Selectors, Flow, tuple[PortOrigin, ...]], ...] = ()
    shared: tuple[tuple[SharedOrigin, Flow], ...] = ()
    raises: Flow = ()
    sinks: tuple[SinkUse, ...] = ()
    kills: tuple[tuple[int, str], ...] = ()  # places below parameters whose old content is surely gone
    guards: tuple[tuple[str, int, str, int], ...] = ()

    @property
    def gives_sources(self) -> bool:
        """Whether a caller gets data from outside by calling it, whatever it passes."""
        flows = (
            [flow for _, flow, _ in self.returns] + [flow for _, _, flow, _ in self.effects] + [self.raises]
        )
        return any(isinstance(origin, SourceOrigin | SharedOrigin) for flow in flows for origin, _ in flow)


EMPTY = Summary()
