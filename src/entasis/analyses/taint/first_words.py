"""Which program a list of words starts: its first word, whatever is added behind it.

words = [settings.DIG, "+short"]
if server: words += ["@" + server]        however many there are by now, the first one is that of the display
words.append(host)
"""

from typing import Final

from entasis.analyses.taint.constant_sets import definition_behind, has_constant_lists
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import PortOrigin, SinkUse
from entasis.ir.instructions import Binary, Build, GetField, GetItem, Phi, SetItem
from entasis.models.ports import holds

FIRST: Final = ("[0]",)  # where a list has the name of the program that it starts
_ANEW: Final = frozenset(
    {"insert", "reverse", "sort", "appendleft", "extendleft"}
)  # what puts another one first


def of_whole_list(state: State, use: SinkUse, register: int, taint: int) -> int:
    """What a callee takes for the name of a program of what it is passed: nothing of what is a list as a whole."""
    if register < 0 or not isinstance(use.origin, PortOrigin) or use.origin.selectors:
        return taint
    for sink in state.models.sinks(use.last.api):
        if sink.kind == use.kind and sink.says == use.says:
            mine = [each for port, each in sink.when if port == sink.port and each.not_type]
            if any(holds(each, state.view.known_value(register)) is False for each in mine):
                return 0  # it is the name if it is no list
    return taint


def first_word(state: State, register: int, default: int) -> int:
    """The taint of the first element of the list in the register; `default` where nobody can say which one that is."""
    definitions = state.view.definitions
    pending, seen = [register], set[int]()
    taint = 0
    while pending:
        each = pending.pop()
        if each in seen:
            continue
        seen.add(each)
        step = definitions[each] if each >= 0 else None
        if isinstance(step, Phi):
            pending += step.operands
        elif isinstance(step, Binary) and step.operator in {"+", "+="}:
            pending.append(step.left)
        elif isinstance(step, Build) and step.kind in {"list", "tuple"}:
            if not step.operands:
                return default
            if 0 not in step.stars:
                taint |= state.read(step.operands[0]).taint
            elif not _is_of_table(state, step.operands[0]):
                return default
        else:
            taint |= state.taint_at(each, ("[0]",))
    is_changed = any(
        isinstance(step, GetField | SetItem)
        and step.object in seen
        and (isinstance(step, SetItem) or step.name in _ANEW)
        for step in state.view.steps()
    )
    return default if is_changed else taint


def _is_of_table(state: State, register: int) -> bool:
    """Whether it is one of the program's own lists of words, of which none is empty: `COMMANDS[name]`."""
    step = state.view.definitions[register]
    if not isinstance(step, GetItem):
        return False
    table = definition_behind(state.view, step.object)
    return table is not None and has_constant_lists(state.view, *table)
