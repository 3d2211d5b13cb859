"""The summary of a function of the program at one of its calls: its flows, effects and sinks in the caller's terms."""

from entasis.analyses.taint.binding import Binding, bindings, fill
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import Flow, PortOrigin, Selectors, SharedOrigin, SourceOrigin, Summary
from entasis.ir.instructions import NONE, Call, Instruction
from entasis.program.calls import CallKind, CallSite
from entasis.program.symbols import FunctionSymbol


def apply_summary(
    state: State,
    step: Instruction,
    function: FunctionSymbol,
    bound: Binding,
    site: CallSite | None = None,
) -> Held:
    """The effect of a function of the program on this one."""
    fill(state, step, bound)
    if not _matters(state, function, bound):
        return Held(0, state.new_object(step.result))
    summary = state.around.summary_of(function)
    is_weak = site is not None and site.kind is CallKind.BY_NAME
    for origin, flow in summary.shared:
        state.share(origin, instantiate(state, flow, bound, function))
    values = [
        (index, at, Held(instantiate(state, flow, bound, function), _objects(state, ports, bound)))
        for index, at, flow, ports in summary.effects
    ]
    is_only = site is not None and len(site.targets) == 1 and not site.is_open
    for index, selector in summary.kills if is_only else ():
        state.forget(state.read(bound.get(index, NONE)), selector)
    for index, at, value in values:
        register = bound.get(index, NONE)
        if (value.taint or value.objects) and register != NONE:
            _write_at(state, state.read(register), at, value, step)
    for use in summary.sinks:
        taint = instantiate(state, ((use.origin, use.group),), bound, function)
        if taint:
            port = use.origin if isinstance(use.origin, PortOrigin) else getattr(use.origin, "via", None)
            register = bound.get(port.index, NONE) if port is not None else NONE
            reach(
                state,
                step,
                use.api,
                use.kind,
                use.says,
                register,
                taint,
                is_weak=is_weak or use.is_weak,
                inner=use,
            )
    return _result(state, step, summary, bound, function)


def _matters(state: State, function: FunctionSymbol, bound: Binding) -> bool:
    """Whether the summary is worth having: something may go in, or the function may bring something itself."""
    if state.around.brings(function):
        return True
    return any(state.deep(state.read(register)) for register in set(bound.values()) if register != NONE)


def _result(
    state: State, step: Instruction, summary: Summary, bound: Binding, function: FunctionSymbol
) -> Held:
    made = state.new_object(step.result)
    taint, objects = 0, made
    for at, flow, ports in summary.returns:
        value = Held(instantiate(state, flow, bound, function), _objects(state, ports, bound))
        if at:
            _write_at(state, Held(0, made), at, value, step)
        else:
            taint |= value.taint
            objects |= value.objects
    return Held(taint, objects)


def _objects(state: State, ports: tuple[PortOrigin, ...], bound: Binding) -> int:
    """The objects here that the callee's ports are."""
    objects = 0
    for port in ports:
        register = bound.get(port.index, NONE)
        if register != NONE:
            held = state.read(register)
            for selector in port.selectors:
                held = state.field(held, selector, max(register, 0))
            objects |= held.objects
    return objects


def _write_at(state: State, base: Held, at: Selectors, value: Held, step: Instruction) -> None:
    for depth, selector in enumerate(at[:-1]):
        inner = state.field(base, selector, step.result if step.result != NONE else 0)
        if not inner.objects:
            made = state.new_object(max(step.result, 0), f"{id(step)}{at[: depth + 1]}")
            state.write(base, selector, Held(inner.taint, made), is_added=True)
            inner = Held(inner.taint, made)
        base = Held(0, inner.objects)
    state.write(base, at[-1], value, source=step.result, is_added=True)


def instantiate(state: State, flow: Flow, bound: Binding, function: FunctionSymbol) -> int:
    """The taint here of what a summary says in terms of its own origins."""
    taint = 0
    for origin, group in flow:
        match origin:
            case PortOrigin():
                register = bound.get(origin.index, NONE)
                if register == NONE:
                    continue
                taint |= state.kinds.limit(state.taint_at(register, origin.selectors), group)
            case SharedOrigin():
                taint |= _shared(state, origin, group, bound)
            case SourceOrigin():
                taint |= state.taint_of(origin, group)
    del function
    return taint


def _shared(state: State, origin: SharedOrigin, group: int, bound: Binding) -> int:
    """What lies in the field of the object that is passed, as far as it is not known here."""
    if origin.via is None:
        return state.taint_of(origin, group)
    register = bound.get(origin.via.index, NONE)
    if register == NONE:
        return state.taint_of(origin.plain, group)
    held = state.read(register)
    for selector in origin.via.selectors:
        held = state.field(held, selector, max(register, 0))
    taint, rest = 0, held.objects
    if not rest:
        return state.taint_of(origin.plain, group)
    while rest:
        bit = rest & -rest
        rest ^= bit
        index = bit.bit_length() - 1
        port = state.ports.get(index)
        if port is not None:
            taint |= state.taint_of(SharedOrigin(origin.of, origin.name, port), group)
        elif not state.is_made_here(index):
            taint |= state.taint_of(origin.plain, group)
    return taint


def raised(state: State, step: Call) -> int:
    """The taint that exceptions out of the call may carry."""
    site = state.view.site_of.get(id(step))
    taint = 0
    for function, bound in bindings(state, site) if site is not None else ():
        if _matters(state, function, bound):
            taint |= instantiate(state, state.around.summary_of(function).raises, bound, function)
    return taint
