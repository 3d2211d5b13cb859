"""What a caller must know of a function: which inputs reach its results, its sinks and shared memory, and past what.

A *port* is a way into a function: parameter `i` with a few selectors. A *shared* port is memory that outlives
calls: a field of a class, a name of a module, a captured variable. An *origin* is where taint comes from, seen from
inside: a port, a shared port, or a source outside the program. All are tuples: they are looked up by the million.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec import Struct

from entasis.ir.instructions import Instruction, Terminator
from entasis.models.data import Source
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol, ModuleSymbol

Selectors = tuple[str, ...]  # ".name", "[key]", "*" any element, "keys", and "**" everything below


class PortOrigin(NamedTuple):
    """What the caller passes: the parameter of that number, at `selectors`."""

    parameter: int
    selectors: Selectors = ()


class Relation(Struct, frozen=True):
    """A table of a database, a file, or what a library keeps: what lies in its columns, or in it, outlives the program."""

    name: str
    is_file: bool = False
    is_remembered: bool = False


_RECEIVER: Final = PortOrigin(0)  # the object whose method it is


class SharedOrigin(NamedTuple):
    """What some function left in shared memory: `of` is the class, module, function or table that holds `name`.

    A name "=p" of a function is the default of its parameter `p`. `via` is the port whose field was read: where a
    caller passes an object that it has made itself, it knows what lies in it, and what other objects of the class
    hold is of no account.
    """

    of: ClassSymbol | ModuleSymbol | FunctionSymbol | Relation | Api
    name: str
    via: PortOrigin | None = None
    key: str = ""  # the selector of an element, where it is written out
    is_class: bool = False  # the class itself holds it, for all objects without a field of their own

    @property
    def plain(self) -> "SharedOrigin":
        """The memory itself, whoever reads it."""
        return self if self.via is None else self._replace(via=None)


class SourceOrigin(NamedTuple):
    """Data from outside that enters at `step` of `function`."""

    function: FunctionSymbol
    step: Instruction
    source: Source


class CallOrigin(NamedTuple):
    """What the call of something that was passed in gives: a caller knows what that is. `inner`: in a callee."""

    function: FunctionSymbol
    step: Instruction
    inner: "CallOrigin | None" = None

    @property
    def depth(self) -> int:
        """How many callees further in the call stands."""
        return 0 if self.inner is None else self.inner.depth + 1

    @property
    def last(self) -> "CallOrigin":
        """The call itself, in the function where it is written."""
        return self if self.inner is None else self.inner.last


Origin = PortOrigin | SharedOrigin | SourceOrigin | CallOrigin
Flow = tuple[tuple[Origin, int], ...]  # origins with the kinds that are still dangerous


def concise(flow: list[tuple[Origin, int]]) -> Flow:
    """The flow without what it says twice: where all that lies below a place goes, so does each part of it."""
    whole: dict[tuple[int, Selectors], int] = {}
    for origin, group in flow:
        if isinstance(origin, PortOrigin) and origin.selectors[-1:] == ("**",):
            whole[origin.parameter, origin.selectors[:-1]] = group
    if not whole:
        return tuple(flow)
    return tuple((origin, group) for origin, group in flow if not _is_said(origin, group, whole))


def _is_said(origin: Origin, group: int, whole: dict[tuple[int, Selectors], int]) -> bool:
    if not isinstance(origin, PortOrigin):
        return False
    at = origin.selectors
    is_whole = at[-1:] == ("**",)
    ends = range(len(at) - 1 if is_whole else len(at) + 1)
    return any(not group & ~whole.get((origin.parameter, at[:end]), 0) for end in ends)


def is_open(origin: Origin) -> bool:
    """Whether a caller decides what the origin holds."""
    return isinstance(origin, PortOrigin | CallOrigin) or (
        isinstance(origin, SharedOrigin) and origin.via is not None
    )


class SinkUse(NamedTuple):
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
    is_probe: bool = False
    when: tuple[tuple[int, bool], ...] = ()  # see `conditions`

    @property
    def depth(self) -> int:
        """Through how many functions the data goes from the origin to the sink."""
        return 1 if self.inner is None else self.inner.depth + 1

    @property
    def last(self) -> "SinkUse":
        """The use in the function that really holds the sink."""
        use = self
        while use.inner is not None:
            use = use.inner
        return use


class Part(NamedTuple):
    """What lies in a mapping at the selector: its taint, and the ports it may be."""

    selector: str
    flow: Flow
    ports: tuple[PortOrigin, ...]


class Argument(NamedTuple):
    """What is passed in a call that only a caller can make out: its taint, the ports it may be, and its parts.

    These are told of a mapping that is spread, of which each key is an argument.
    """

    flow: Flow
    ports: tuple[PortOrigin, ...]
    parts: tuple[Part, ...] = ()


class PortCall(NamedTuple):
    """A call of what lies at `port`, or of the method `name` of what lies there; `origin` stands for its result.

    `default` is the function that is called as long as nothing more is known of the object. A call that `looks_up`
    something gives nothing of what it is passed, as long as it is unknown.
    """

    origin: CallOrigin
    port: PortOrigin
    name: str
    default: FunctionSymbol | None
    positional: tuple[Argument, ...]
    stars: tuple[int, ...]
    named: tuple[tuple[str, Argument], ...]
    looks_up: bool = False


class Summary(NamedTuple):
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
    gives_new: bool = True  # whether the result may be something else than what ports hold
    gives_entity: bool = False  # whether what else it is surely is an object that a look-up or a form gave
    calls: tuple[PortCall, ...] = ()  # of what the caller passes, in the order in which they stand

    @property
    def gives_sources(self) -> bool:
        """Whether a caller gets data from outside by calling it, whatever it passes."""
        return any(True for _ in self._brought())

    @property
    def gives_only_own(self) -> bool:
        """Whether all that a caller so gets lies in fields of the object whose method this is: whoever has made the
        object itself knows what is in them.
        """
        return all(isinstance(origin, SharedOrigin) and origin.via == _RECEIVER for origin in self._brought())

    def _brought(self) -> Iterator[SourceOrigin | SharedOrigin]:
        flows = (
            [flow for _, flow, _ in self.returns]
            + [flow for _, _, flow, _ in self.effects]
            + [self.raises]
            + [argument.flow for call in self.calls for argument in call.positional]
        )
        return (
            origin for flow in flows for origin, _ in flow if isinstance(origin, SourceOrigin | SharedOrigin)
        )


EMPTY = Summary()
