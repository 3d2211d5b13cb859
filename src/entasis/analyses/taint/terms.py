"""What a summary says in terms of its own ports, in the terms of the function that makes the call."""

from dataclasses import replace
from typing import final

from entasis.analyses.taint.binding import Binding
from entasis.analyses.taint.held import CLEAN, Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import CallOrigin, Flow, Origin, PortOrigin, SharedOrigin, SourceOrigin
from entasis.ir.instructions import NONE
from entasis.program.symbols import FunctionSymbol


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
        self._known: dict[Origin, int] = {}

    def forget(self) -> None:
        """Something was written here since: what lies where must be looked up again."""
        self._known.clear()

    def held(self, flow: Flow, ports: tuple[PortOrigin, ...]) -> Held:
        """What is held here where the callee holds that."""
        return Held(self.taint(flow), self.objects(ports))

    def taint(self, flow: Flow) -> int:
        """The taint here of what the callee says in terms of its origins."""
        taint = 0
        for origin, group in flow:
            # A large class has hundreds of effects, each of hundreds of the same origins.
            found = self._known.get(origin)
            if found is None:
                found = self._known[origin] = self._of(origin)
            taint |= self._state.kinds.limit(found, group)
        return taint

    def _of(self, origin: Origin) -> int:
        """All the taint here that is the callee's origin."""
        match origin:
            case PortOrigin():
                register = self._bound.get(origin.index, NONE)
                if register == NONE:
                    return self._default(origin.index)
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
        return state.taint_of(origin) if state.around.is_shared_tainted(origin) else 0

    def register(self, index: int) -> int:
        """What is passed for the parameter."""
        return self._bound.get(index, NONE)

    def at(self, port: PortOrigin) -> Held:
        """What is held here at the port."""
        register = self._bound.get(port.index, NONE)
        if register == NONE:
            return CLEAN
        state = self._state
        held = state.read(register)
        for selector in port.selectors:
            held = state.field(held, selector, max(register, 0))
        return held

    def objects(self, ports: tuple[PortOrigin, ...]) -> int:
        """The objects here that the callee's ports are."""
        objects = 0
        for port in ports:
            objects |= self.at(port).objects
        return objects

    def _shared(self, origin: SharedOrigin) -> int:
        """What lies in the field of the object that is passed, as far as it is not known here."""
        state = self._state
        if origin.via is None:
            return state.taint_of(origin)
        taint, rest = 0, self.at(origin.via).objects
        if not rest:
            return state.taint_of(origin.plain)
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            port = state.ports.get(index)
            if port is not None:
                taint |= state.taint_of(replace(origin, via=port))
            elif not state.is_made_here(index):
                taint |= state.taint_of(origin.plain)
        return taint
