"""Keys that a comparison has decided: what is read under such a key lies there and nowhere else in the mapping.

for name, value in options.items():
    if name == "order":             here `value` is options["order"], whatever lies under other keys
        query("... order by " + value)
    elif name in {"limit", "page"}:
        query("... limit " + str(options[name]))     and this lies at one of two keys
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.alternatives import FALSE, TRUE
from entasis.analyses.taint.guards import Checked
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.state import Decision, State
from entasis.ir.instructions import Build, Call, Compare, GetField, GetItem, Iterate, Next
from entasis.limits import DECIDED_KEYS

_OUTCOMES: Final = {"==": TRUE, "in": TRUE, "!=": FALSE, "not in": FALSE}


def of_key(state: State, key: int) -> tuple[str, ...]:
    """The selectors of the constants of which the key is surely one here; none where that is not known."""
    for decision in _decisions(state, key) if state.facts and key >= 0 else ():
        if decision.outcome in state.facts:
            return decision.selectors
    return ()


def note_pair(state: State, step: GetItem, held: Held) -> Held:
    """The second part of what `items()` gives, with what it is under each key that its key is compared with."""
    mapping = gone_through(state, step)
    if mapping is None or not (held.taint or held.objects):
        return held
    item, base = mapping
    found: list[tuple[Checked, Held]] = []
    for decision in _decisions_of_part(state, item):
        under = lying(state, base, decision.selectors, step.result)
        if under is not None:
            found.append((decision.outcome, under))
    if state.under_keys.get(step.result, []) != found:
        state.under_keys[step.result] = found
        state.grown.append(step.result)
    return join([held, *(under for _, under in found)]) if found else held


def lying(state: State, base: int, selectors: tuple[str, ...], register: int) -> Held | None:
    """What lies at any of the selectors of the mapping; None where too many are asked for to tell them apart."""
    held = state.read(base)
    if state.ports_in(held.objects) and len(state.ports) + len(selectors) > DECIDED_KEYS.bound:
        state.hit.add(DECIDED_KEYS)
        return None
    return join([state.field(state.less_than_whole(base, held, at), at, register) for at in selectors])


def gone_through(state: State, step: GetItem) -> tuple[int, int] | None:
    """The pair, and the mapping of whose `items()` it is one; the second part of it is what the step reads."""
    view = state.view
    pair = view.definitions[step.object]
    if not isinstance(pair, Next) or view.constants.value(step.key) != 1:
        return None
    iterator = view.definitions[pair.iterator]
    made = view.definitions[iterator.object] if isinstance(iterator, Iterate) else None
    callee = view.definitions[made.callee] if isinstance(made, Call) and not made.arguments else None
    if not isinstance(callee, GetField) or callee.name != "items":
        return None
    return pair.result, callee.object


def _decisions_of_part(state: State, pair: int) -> Iterator[Decision]:
    for part in state.view.steps_of(GetItem):
        if part.object == pair and state.view.constants.value(part.key) == 0:
            yield from _decisions(state, part.result)
            return


def _decisions(state: State, key: int) -> tuple[Decision, ...]:
    """What comparisons in the function say of the key."""
    if state.decisions is None:
        state.decisions = {}
        for step in state.view.steps_of(Compare):
            made = _decision(state, step)
            if made is not None:
                name, decision = made
                state.decisions[name] = (*state.decisions.get(name, ()), decision)
    return state.decisions.get(state.same.of(key), ())


def _decision(state: State, step: Compare) -> tuple[Checked, Decision] | None:
    way = _OUTCOMES.get(step.operator)
    if way is None:
        return None
    texts = _listed(state, step.right) if "in" in step.operator else [state.view.constants.value(step.right)]
    if not texts or not all(isinstance(text, str) for text in texts):
        return None
    outcome = state.same.of((step.result, way))
    return state.same.of(step.left), Decision(outcome, tuple(f"[{text!r}]" for text in texts))


def _listed(state: State, register: int) -> list[object]:
    """The constants that a collection is written out with."""
    cell = state.view.constants.value(register)
    if is_constant(cell):
        return list(cell) if isinstance(cell, tuple) else []
    built = state.view.definitions[register]
    if not isinstance(built, Build) or built.kind not in {"list", "tuple", "set"} or built.stars:
        return []
    return [state.view.constants.value(operand) for operand in built.operands]
