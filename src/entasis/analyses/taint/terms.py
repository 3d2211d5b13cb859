"""What a summary says in terms of its own ports, in the terms of the function that makes the call."""

from dataclasses import replace
from typing import final

from entasis.analyses.taint.binding import Binding
from entasis.analyses.taint.held import CLEAN, Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import CallOrigin, Flow, PortOrigin, SharedOrigin, SourceOrigin
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

    def held(self, flow: Flow, ports: tuple[PortOrigin, ...]) -> Held:
        """What is held here where the callee holds that."""
        return Held(self.taint(flow), self.objects(ports))

    def taint(self, flow: Flow) -> int:
        """The taint here of what the callee says in terms of its origins."""
        state = self._state
        taint = 0
        for origin, group in flow:
            match origin:
                case PortOrigin():
                    register = self._bound.get(origin.index, NONE)
                    if register != NONE:
                        taint |= state.kinds.limit(state.taint_at(register, origin.selectors), group)
                    else:
                        taint |= self._default(origin.index, group)
                case SharedOrigin():
                    taint |= self._shared(origin, group)
                case SourceOrigin():
                    taint |= state.taint_of(origin, group)
                case CallOrigin():
                    taint |= state.kinds.limit(self.results.get(origin, CLEAN).taint, group)
        return taint

    def _default(self, index: int, group: int) -> int:
        """The taint of the default of a parameter that is not passed."""
        parameters = self._function.function.parameters
        if index >= len(parameters) or not parameters[index].has_default:
            return 0
        origin = SharedOrigin(self._function, f"={parameters[index].name}")
        state = self._state
        return state.taint_of(origin, group) if state.around.is_shared_tainted(origin) else 0

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

    def _shared(self, origin: SharedOrigin, group: int) -> int:
        """What lies in the field of the object that is passed, as far as it is not known here."""
        state = self._state
        if origin.via is None:
            return state.taint_of(origin, group)
        taint, rest = 0, self.at(origin.via).objects
        if not rest:
            return state.taint_of(origin.plain, group)
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            port = state.ports.get(index)
            if port is not None:
                taint |= state.taint_of(replace(origin, via=port), group)
            elif not state.is_made_here(index):
                taint |= state.taint_of(origin.plain, group)
        return taint
