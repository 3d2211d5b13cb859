"""What a summary says in terms of its own ports, in the terms of the function that makes the call."""

from typing import Final, final

from entasis.analyses.taint.binding import Binding
from entasis.analyses.taint.heap import NOTHING
from entasis.analyses.taint.held import CLEAN, Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import CallOrigin, Flow, Origin, PortOrigin, SharedOrigin, SourceOrigin
from entasis.ir.instructions import NONE
from entasis.program.symbols import FunctionSymbol

_SHORT: Final = 8  # longer flows are parts of summaries, which keep them alive


@final
class Terms:
    """One call of a function: `bound` is what it is passed, `results` what the calls of its ports give."""

    def __init__(
        self, state: State, function: FunctionSymbol, bound: Binding, results: dict[CallOrigin, Held]
    ) -> None:
        self._function = function
        self._state = state
        self._bound = bound
        self.results = results
        self._version = state.version
        self._known: dict[Origin, int] = {}
        self._at: dict[PortOrigin, Held] = {}
        self._flows: dict[int, int] = {}  # by the id of the flow, which the summary keeps alive

    def _forget_if_stale(self) -> None:
        """Where something was written since, what lies where must be looked up again."""
        if self._version != self._state.version:
            self._version = self._state.version
            self._known.clear()
            self._at.clear()
            self._flows.clear()

    def held(self, flow: Flow, ports: tuple[PortOrigin, ...]) -> Held:
        """What is held here where the callee holds that."""
        return Held(self.taint(flow), self.objects(ports))

    def taint(self, flow: Flow) -> int:
        """The taint here of what the callee says in terms of its origins."""
        self._forget_if_stale()
        is_long = len(flow) > _SHORT
        taint = self._flows.get(id(flow)) if is_long else None
        if taint is None:
            taint = 0
            whole, limit = self._state.kinds.all, self._state.kinds.limit
            for origin, group in flow:
                # A large class has hundreds of effects, each of hundreds of the same origins.
                found = self._known.get(origin)
                if found is None:
                    found = self._known[origin] = self._of(origin)
                taint |= found if group == whole else limit(found, group)
            if is_long:
                self._flows[id(flow)] = taint
        return taint

    def _of(self, origin: Origin) -> int:
        """All the taint here that is the callee's origin."""
        match origin:
            case PortOrigin():
                register = self._bound.get(origin.parameter, NONE)
                if register == NONE:
                    return self._default(origin.parameter)
                return self._state.taint_at(register, origin.selectors)
            case SharedOrigin():
                return self._shared(origin)
            case SourceOrigin():
                return self._state.taint_of(origin)
            case CallOrigin():
                return self.results.get(origin, CLEAN).taint

    def _default(self, index: int) -> int:
        """The taint of the default of a parameter that is not passed."""
        parameters = self._function.function.parameters
        if index >= len(parameters) or not parameters[index].has_default:
            return 0
        origin = SharedOrigin(self._function, f"={parameters[index].name}")
        state = self._state
        return state.taint_of(origin) if state.around.memory.is_tainted(origin) else 0

    def register(self, index: int) -> int:
        """What is passed for the parameter."""
        return self._bound.get(index, NONE)

    def at(self, port: PortOrigin) -> Held:
        """What is held here at the port."""
        register = self._bound.get(port.parameter, NONE)
        if register == NONE:
            return CLEAN
        self._forget_if_stale()
        found = self._at.get(port)
        if found is None:
            state = self._state
            found = state.read(register)
            for selector in port.selectors:
                found = state.field(found, selector, max(register, 0))
            self._at[port] = found
        return found

    def objects(self, ports: tuple[PortOrigin, ...]) -> int:
        """The objects here that the callee's ports are."""
        objects = 0
        for port in ports:
            objects |= self.at(port).objects
        return objects

    def written(self, origin: SharedOrigin) -> list[SharedOrigin]:
        """The memory here that the callee writes."""
        if origin.via is None:
            return [origin]
        return self._state.written(origin.plain, self.at(origin.via).objects)

    def _shared(self, origin: SharedOrigin) -> int:
        """What lies in the field of the object that is passed, as far as it is not known here."""
        state = self._state
        if origin.of is state.function:
            own = state.places.get(-1 - state.function.function.index, NOTHING).get(origin.name)
            if own is not None:  # another call of this function has variables of its own
                if not origin.key and state.is_receiver(own):
                    return own.taint  # its fields are those of its class, whoever reads them
                return state.deep(state.field(own, origin.key, 0) if origin.key else own)
        if origin.via is None:
            return state.taint_of(origin)
        taint, rest, plain = 0, self.at(origin.via).objects, origin.plain
        if not rest:
            return state.taint_of(plain)
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            if index in state.ports or not state.is_made_here(index):
                for read in state.written(plain, bit):
                    taint |= state.taint_of(read)
        return taint
