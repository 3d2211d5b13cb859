"""What lies where after one of several ways, and where a function ends."""

from entasis.analyses.taint.heap import COPIED, NOTHING, Place, Places
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.state import State
from entasis.analyses.taint.under_keys import under_key
from entasis.limits import PORT_DEPTH, PORTS


def merge(state: State, incoming: list[Places]) -> Places:
    """What lies where, after one of several ways here."""
    if not incoming:
        return {}
    merged = dict(incoming[0])
    for places in incoming[1:]:
        for index, inside in places.items():
            old = merged.get(index)
            if old is None:
                merged[index] = inside
            elif old is not inside and old != inside:
                both = dict(old)
                for selector, held in inside.items():
                    known = both.get(selector)
                    both[selector] = held if known is None or known == held else join([known, held])
                if COPIED in old or COPIED in inside:
                    _add_copied(state, both, old, inside)
                merged[index] = both
    if len(incoming) > 1:
        for index in sorted(state.ports.keys() & merged.keys()):
            merged[index] = _with_initial(state, index, merged[index], incoming)
    return merged


def _add_copied(state: State, both: dict[str, Held], old: dict[str, Held], inside: dict[str, Held]) -> None:
    """Add what lies under a key on the one way, because it was copied, where it was overwritten on the other one."""
    for here, there in ((old, inside), (inside, old)):
        copied = here.get(COPIED)
        if copied is None:
            continue
        for selector in there:
            if selector[0] == "[" and selector not in here:
                both[selector] = join([both[selector], under_key(state, copied, selector)])


def _with_initial(
    state: State, index: int, inside: dict[str, Held], incoming: list[Places]
) -> dict[str, Held]:
    """What lies in an object of the caller's: on a way that did not touch a place, what lay there before."""
    port = state.ports[index]
    if len(port.selectors) >= PORT_DEPTH.bound or len(state.ports) >= PORTS.bound:
        return inside
    found: dict[str, Held] = {}
    for selector, held in inside.items():
        if selector[0] in ".[" and any(selector not in way.get(index, NOTHING) for way in incoming):
            both = join([held, state.initial(index, port, selector)])
            if both != held:
                found[selector] = both
    return {**inside, **found} if found else inside


def checked_places(state: State) -> Places:
    """What lies where, less what has surely been checked at its place: what a constructor looked at is clean."""
    places = dict(state.places)
    for checked, mask in state.facts.items():
        if isinstance(checked, int):
            continue
        objects = state.held[checked[0]].objects
        index = objects.bit_length() - 1
        held = places.get(index, NOTHING).get(checked[1]) if objects and not objects & (objects - 1) else None
        if held is not None:
            cleared = Held(
                state.kinds.clear(held.taint, mask), 0 if state.kinds.is_clean(mask) else held.objects
            )
            places[index] = {**places[index], checked[1]: cleared}
    return places


def agreed(incoming: list[dict[int | Place, int]]) -> dict[int | Place, int]:
    """The lengths that are the same over every way here."""
    if not incoming:
        return {}
    return {
        index: n for index, n in incoming[0].items() if all(other.get(index) == n for other in incoming[1:])
    }
