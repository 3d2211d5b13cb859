"""The end of the analysis of a function: from what is known then to what callers must know."""

from collections.abc import Sequence
from typing import Final

from entasis.analyses.constants import VARIES, is_constant
from entasis.analyses.taint.fields import share_what_lies_there
from entasis.analyses.taint.filed import share_files
from entasis.analyses.taint.guards import RETURNED, Facts
from entasis.analyses.taint.heap import COPIED, NOTHING, bits_of
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.merging import merge
from entasis.analyses.taint.saved import share_saved
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import (
    Flow,
    PortOrigin,
    Selectors,
    SharedOrigin,
    SinkUse,
    Summary,
    is_open,
)
from entasis.analyses.taint.truth import is_surely_true
from entasis.ir.instructions import NONE, Binary, Build, Call, Param
from entasis.limits import LATENT_SINKS, PORT_DEPTH, SUMMARY_PLACES
from entasis.program.symbols import FunctionSymbol

_MAKING: Final = (Binary, Build, Call)
_OTHER: Final = NONE - 1  # no register: what is returned may have parts


def summary(state: State) -> Summary:
    """What callers must know of the function."""
    returns: dict[Selectors, Held] = {}
    state.change()
    state.places = merge(state, state.exits)
    share_what_lies_there(state)
    share_files(state)
    share_saved(state)
    for held in state.returned:
        returns[()] = join([returns.get((), CLEAN), held])
        _below(state, held.objects, returns, is_given=True)
    effects: list[tuple[int, Selectors, Flow, tuple[PortOrigin, ...]]] = []
    for index, port in sorted(state.ports.items()):
        if port.selectors:
            continue
        below: dict[Selectors, Held] = {}
        _below(state, 1 << index, below)
        for at, held in sorted(below.items()):
            before = PortOrigin(port.parameter, at)  # that it holds what it held is no effect
            inside = tuple(p for p in state.ports_in(held.objects) if p != before)
            flow = tuple((origin, group) for origin, group in state.flow(held.taint) if origin != before)
            if flow or inside:
                effects.append((port.parameter, at, flow, inside))
    ports = _mask_of_ports(state)
    return Summary(
        returns=tuple(
            (at, state.flow(held.taint), state.ports_in(held.objects))
            for at, held in sorted(returns.items())
            if held.taint or state.ports_in(held.objects)
        ),
        effects=tuple(effects),
        kills=_kills(state),
        shared=tuple(
            (origin, flow)
            for origin, taint in state.shared.items()
            if (flow := _for_callers(origin, state.flow(taint)))
        ),
        raises=state.flow(state.raised),
        sinks=_latent(state),
        guards=tuple(_own_guards(state)),
        gives_new=any(not held.objects or held.objects & ~ports for held in state.returned),
        gives_entity=_gives_entity(state, ports),
        calls=tuple(state.calls.values()),
    )


def _latent(state: State) -> tuple[SinkUse, ...]:
    """The sinks for callers to fill: of the ways to one by which a value is handed on as it is, the first will do.

    Where a text is put together meanwhile, each way is a defect of its own.
    """
    found: dict[tuple[object, ...], SinkUse] = {}
    definitions = state.view.definitions
    for use in state.sinks.values():
        if not is_open(use.origin):
            continue
        made = definitions[use.register] if use.register >= 0 else None
        is_made_here = use.inner is None or isinstance(made, _MAKING)
        last = use.last
        kept = id(use.step) if is_made_here else use.is_weak
        key = (use.origin, use.group, id(last.step), last.kind, kept, use.when)
        found.setdefault(key, use)
    if len(found) <= LATENT_SINKS.bound:
        return tuple(found.values())
    nearest = sorted(found.values(), key=lambda use: use.depth)  # stable
    further = sum(use.inner is not None for use in nearest) - LATENT_SINKS.bound
    if further > 0:
        state.hit.add(LATENT_SINKS)
        del nearest[-further:]
    return tuple(nearest)


def _mask_of_ports(state: State) -> int:
    mask = 0
    for index in state.ports:
        mask |= 1 << index
    return mask


def _gives_entity(state: State, ports: int) -> bool:
    """Whether each new object that is returned is one that a look-up or a form gave."""
    given = 0
    for held in state.returned:
        given |= held.objects & ~ports
    return bool(given) and all(map(state.is_apart, bits_of(given)))


def _without(state: State, held: Held, origin: PortOrigin) -> Held:
    """What is held less what was there before."""
    taint = held.taint
    for number, group in state.kinds.groups(taint):
        if state.origins[number] == origin:
            taint &= ~(group << (number * state.kinds.width))
    return Held(taint, held.objects)


def _kills(state: State) -> tuple[tuple[int, str], ...]:
    """The places of parameters that hold something else than before, however the function returned."""
    found: list[tuple[int, str]] = []
    for index, port in sorted(state.ports.items()):
        if port.selectors or not state.exits:
            continue
        for selector in sorted(state.exits[0].get(index, NOTHING)):
            before = PortOrigin(port.parameter, (selector,))
            here = [exit_.get(index, NOTHING).get(selector) for exit_ in state.exits]
            if selector[0] in ".[" and all(
                h is not None and before not in state.ports_in(h.objects) and _without(state, h, before) == h
                for h in here
            ):
                found.append((port.parameter, selector))
    return tuple(found)


def _below(state: State, objects: int, found: dict[Selectors, Held], *, is_given: bool = False) -> None:
    """What lies below the objects, by selectors, the nearest places first: there are as many as fields to the third.

    Where they are given back (`is_given`), what the caller has left there and nobody changed is known to the caller, as
    is under which keys what was copied into them lay.
    """
    level: dict[Selectors, tuple[int, int]] = {(): (objects, 0)}
    for _ in range(PORT_DEPTH.bound):
        following: dict[Selectors, tuple[int, int]] = {}
        for at, (here, above) in level.items():
            rest = here & ~above
            while rest:
                bit = rest & -rest
                rest ^= bit
                for selector, held in state.places.get(bit.bit_length() - 1, NOTHING).items():
                    is_kept = selector != COPIED or (is_given and not at)
                    inner = (*at, selector if is_kept else "*")
                    known = found.get(inner)
                    if known is None and len(found) >= SUMMARY_PLACES.bound:
                        state.hit.add(SUMMARY_PLACES)
                        continue
                    index = bit.bit_length() - 1
                    if not (is_given and index in state.ports and (index, selector) in state.unset):
                        found[inner] = held if known is None else join([known, held])
                    if held.objects:
                        further, passed = following.get(inner, (0, here | above))
                        following[inner] = (further | held.objects, passed & (here | above))
        level = following


def _own_guards(state: State) -> list[tuple[str, int, str, int]]:
    """What a caller may take for checked, by how the call ended."""
    met: dict[str, Facts | None] = {"": None, "true": None, "false": None}
    parted = [_parts_returned(state, register) for register, _ in state.return_facts]
    count = max((len(parts) for parts in parted if parts is not None), default=0)
    for at in range(count):
        met |= {f"{at} true": None, f"{at} false": None}
    for (register, facts), parts in zip(state.return_facts, parted, strict=True):
        _meet(met, "", facts)
        answers = [("", register)]
        if parts is None:
            answers += [(f"{at} ", _OTHER) for at in range(count)]
        answers += [(f"{at} ", part) for at, part in enumerate(parts or ())]
        for before, answer in answers:
            outcome = _outcome(state, answer)
            for when, is_true in ((f"{before}true", True), (f"{before}false", False)):
                if outcome is not (not is_true):
                    here = dict(facts)
                    state.guards.add(here, state.guards.tested(answer, is_true=is_true))
                    if before:
                        here |= _of_returned(state, parts or (), here)
                    _meet(met, when, {} if answer == _OTHER else here)
    indexes = {step.result: step.index for step in state.view.definitions if isinstance(step, Param)}
    indexes[_OTHER] = RETURNED
    normal = met[""] or {}
    found: list[tuple[str, int, str, int]] = []
    for when, checks in met.items():
        for checked, mask in (checks or {}).items():
            register, selector = (checked, "") if isinstance(checked, int) else checked
            if (
                register in indexes
                and not selector.startswith("?")
                and (not when or mask != normal.get(checked, 0))
            ):
                found.append((when, indexes[register], selector, mask))
    return sorted(found)


def _of_returned(state: State, parts: Sequence[int], facts: Facts) -> Facts:
    """What has been checked of the parts of what is returned, as places of that."""
    checked: Facts = {}
    for at, part in enumerate(parts):
        held = state.held[part]
        is_clean = not held.taint and not held.objects
        mask = state.kinds.all if is_clean else facts.get(state.guards.same.of(part), 0)
        if mask:
            checked[_OTHER, f"[{at}]"] = mask
    return checked


def _outcome(state: State, answer: int) -> bool | None:
    """Whether what is returned is surely true, or surely false; None where that is not known."""
    cell = state.view.constants.value(answer) if answer >= 0 else VARIES
    if is_constant(cell):
        return bool(cell)
    return True if is_surely_true(state.view, answer) else None


def _parts_returned(state: State, register: int) -> tuple[int, ...] | None:
    """The parts of what is returned: none where that cannot be taken apart, and None where it is not known."""
    step = state.view.definitions[register] if register >= 0 else None
    if isinstance(step, Build) and step.kind == "tuple" and not step.stars:
        return step.operands
    return () if step is None or state.view.constants.value(register) is None else None


def _meet(met: dict[str, Facts | None], when: str, facts: Facts) -> None:
    old = met[when]
    met[when] = (
        dict(facts)
        if old is None
        else {c: both for c, mask in old.items() if (both := mask & facts.get(c, 0))}
    )


def _by_port(flow: Flow) -> Flow:
    """The part that depends on what the caller passes; the rest is settled where it is seen."""
    return tuple((origin, group) for origin, group in flow if is_open(origin))


def _for_callers(origin: SharedOrigin, flow: Flow) -> Flow:
    """What callers must know: of the variables of a function all, since it may be the caller's own."""
    return flow if isinstance(origin.of, FunctionSymbol) and origin.name[0] != "=" else _by_port(flow)
