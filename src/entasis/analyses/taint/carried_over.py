"""A mapping that is made of another one pair by pair: what lay under a key lies under the same one in the new mapping.

named = {name: value for name, value in form.items() if name != "page"}
named["order"]                          is `form["order"]`, whatever lies under other keys

So it is as long as the value is put there as it was found: what was looked at or changed on the way is another one.
"""

from entasis.analyses.taint.decided_keys import gone_through
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.sequences import add_pairs, is_mapping
from entasis.analyses.taint.state import State
from entasis.ir.instructions import GetItem, SetItem


def carry_over(state: State, step: SetItem, target: Held) -> bool:
    """Whether the item is a pair of another mapping, which then lies in the target under its keys."""
    value = state.view.definitions[step.value]
    key = state.view.definitions[step.key] if step.key >= 0 else None
    if not isinstance(value, GetItem) or not isinstance(key, GetItem) or value.object != key.object:
        return False
    mapping = gone_through(state, value)
    if mapping is None or state.view.constants.value(key.key) != 0:
        return False
    if state.read(step.value) != state.held[step.value] or state.read(step.key) != state.held[step.key]:
        return False
    source = state.read(mapping[1])
    if source.objects & target.objects or not is_mapping(state, source):
        return False
    add_pairs(state, source, target, mapping[1])
    return True
