"""Which program a list of words starts: its first word, whatever is added behind it.

words = [settings.DIG, "+short"]
if server: words += ["@" + server]        however many there are by now, the first one is that of the display
words.append(host)
return [self.program, *words]             so it is of what a function of the program makes
f"dig +short {host}".split()              or of a text that is split, as it is by who is passed it
"""

import re
from collections.abc import Sequence
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.behind_text import HOLE
from entasis.analyses.taint.constant_sets import definition_behind, has_constant_lists
from entasis.analyses.taint.reading import apis_of
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import PortOrigin, SinkUse
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Await,
    Binary,
    Build,
    Call,
    GetField,
    GetItem,
    Import,
    Instruction,
    Load,
    Param,
    Phi,
    SetItem,
)
from entasis.models.ports import Known, holds
from entasis.program.facts import returned
from entasis.program.symbols import Api, Bound, FunctionSymbol

FIRST: Final = ("[0]",)  # where a list has the name of the program that it starts
_OPTION: Final = "option"
_ANEW: Final = frozenset(
    {"insert", "reverse", "sort", "appendleft", "extendleft"}
)  # what puts another one first
_NAMED: Final = re.compile(rf"\s*(?:[^\s{HOLE}]*/)?([^\s{HOLE}/]+)\s")
# Programs that start another one, whose name stands behind theirs.
_RUNNING: Final = re.compile(
    r"(?:a|ba|c|da|fi|k|tc|z)?sh|cmd|powershell|pwsh|python[\d.]*|perl|php|node|ruby|env|exec|sudo|su|doas|ssh|docker"
    r"|podman|kubectl|chroot|nice|nohup|nsenter|setsid|stdbuf|strace|time|timeout|xargs|busybox|[gmn]?awk|lua|tclsh"
    r"|expect|Rscript|deno|bun|npx|java|make|gdb|watch|parallel|flock|unshare|runuser|pkexec|screen|tmux|xterm|script"
    r"|osascript|wsl|start"
)


def is_of_named(state: State, use: SinkUse, register: int) -> bool:
    """Whether what a callee takes for the name of a program is that of a text which begins with one."""
    return (
        isinstance(use.origin, PortOrigin)
        and any(
            sink.kind == use.kind and sink.says == use.says and sink.port.selectors == FIRST
            for sink in state.models.sinks(use.last.api)
        )
        and _begins_with_a_name(state, register, use.last.api)
    )


def _begins_with_a_name(state: State, register: int, api: str) -> bool:
    """Whether the text begins with the name of a program, behind which something else begins: that is all it starts.

    One that runs what its options say may start anything, as far as the words are made of what comes from outside.
    """
    register = _passed(state, register)
    named = _NAMED.match(state.shapes.shape(register) or "") if register >= 0 else None
    if named is None or _RUNNING.fullmatch(named[1]):
        return False
    name = Known(is_constant=True, constant=named[1])
    return not any(
        sink.kind == _OPTION
        and any(port.selectors == FIRST and holds(condition, name) for port, condition in sink.when)
        for sink in state.models.sinks(api)
    )


def _passed(state: State, register: int) -> int:
    """What is passed, also where it stands in a list of arguments: `Thread(target=run, args=(command,))`."""
    if register >= NONE:
        return register
    _, _, listed, selector = state.packs[-2 - register]
    step = state.view.definitions[listed] if listed >= 0 else None
    position = selector[1:-1]
    if (
        not isinstance(step, Build)
        or step.kind not in {"list", "tuple"}
        or step.stars
        or not position.isdigit()
    ):
        return NONE
    return step.operands[int(position)] if int(position) < len(step.operands) else NONE


def _split(view: View, call: Call) -> int:
    """The text that the call splits into words, or NONE."""
    callee = view.definitions[call.callee]
    if isinstance(callee, GetField) and callee.name == "split":
        blank = [view.constants.value(given) for given in call.arguments]
        if not call.names and blank in ([], [" "], [None]):
            return callee.object
    return call.arguments[0] if call.arguments and apis_of(view, call) == ["shlex.split"] else NONE


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


def first_word(state: State, register: int, default: int, api: str) -> int:
    """The taint of the first element of the list in the register; `default` where nobody can say which one that is."""
    taint = 0
    for each in _lists(state.view, register):
        step = state.view.definitions[each] if each >= 0 else None
        if isinstance(step, Build) and step.kind in {"list", "tuple"}:
            if not step.operands:
                return default
            if 0 not in step.stars:
                taint |= state.read(step.operands[0]).taint
            elif not _is_of_table(state, step.operands[0]):
                return default
        elif isinstance(step, Call):
            is_named = _begins_with_a_name(state, _split(state.view, step), api)
            made = 0 if is_named else _first_made(state, step)
            taint |= state.taint_at(each, FIRST) if made is None else made
        else:
            taint |= state.taint_at(each, FIRST)
    return default if _is_begun_anew(state.view, register) else taint


def _ways(view: View, register: int) -> dict[int, bool]:
    """All that the lists in the register are made of which may stand at their beginning; True: the list itself."""
    pending, found = [register], dict[int, bool]()
    while pending:
        each = pending.pop()
        if each in found:
            continue
        step = view.definitions[each] if each >= 0 else None
        before: Sequence[int] = ()
        if isinstance(step, Phi):
            before = step.operands
        elif isinstance(step, Binary) and step.operator in {"+", "+="}:
            before = (step.left,)
        elif isinstance(step, Await):
            before = (step.value,)
        elif isinstance(step, Build) and 0 in step.stars and _is_filled(view, step.operands[0]):
            before = (step.operands[0],)
        found[each] = not before
        pending += before
    return found


def _lists(view: View, register: int) -> list[int]:
    """The lists that those in the register begin with, whatever is added behind them."""
    return [each for each, is_list in _ways(view, register).items() if is_list]


def _is_filled(view: View, register: int) -> bool:
    """Whether it surely is a list that is written out with something in it."""
    step = view.definitions[register] if register >= 0 else None
    made = [view.definitions[each] for each in step.operands] if isinstance(step, Phi) else [step]
    return all(isinstance(each, Build) and each.operands and 0 not in each.stars for each in made)


def _is_begun_anew(view: View, register: int) -> bool:
    """Whether something may be put before the first element of one of the lists."""
    ways = _ways(view, register)
    return any(
        isinstance(step, GetField | SetItem)
        and step.object in ways
        and (isinstance(step, SetItem) or step.name in _ANEW)
        for step in view.steps()
    )


def _first_made(state: State, call: Call) -> int | None:
    """The taint of the first element of a list that functions of the program make; None where these do not tell."""
    site = state.view.site_of.get(id(call))
    if site is None or site.is_open or not site.targets:
        return None
    callee = state.view.definitions[call.callee]
    taint = 0
    for thing in site.targets:
        target = thing.function if isinstance(thing, Bound) else thing
        if not isinstance(target, FunctionSymbol) or target.function.is_generator:
            return None
        view = View(state.view.program, state.view.modules, target)
        for register in returned(target):
            if _is_begun_anew(view, register):
                return None
            for each in _lists(view, register):
                name = _first_written(state, view, each)
                if name is None:
                    return None
                if name and isinstance(callee, GetField):
                    taint |= state.taint_at(callee.object, (f".{name}",))
    return taint


def _first_written(state: State, view: View, register: int) -> str | None:
    """The field of the object that is the first element of the list, "" for what is written out; None for the rest."""
    made = view.definitions[register] if register >= 0 else None
    if (
        not isinstance(made, Build)
        or made.kind not in {"list", "tuple"}
        or not made.operands
        or 0 in made.stars
    ):
        return None
    word = made.operands[0]
    step = view.definitions[word]
    if is_constant(view.constants.value(word)) or _is_found(state, view, step):
        return ""
    of = view.definitions[step.object] if isinstance(step, GetField) else None
    is_own = view.function.owner is not None and isinstance(of, Param) and of.index == 0
    return step.name if isinstance(step, GetField) and is_own else None


def _is_found(state: State, view: View, step: Instruction | None) -> bool:
    """Whether it is what a module outside holds, or what is called with nothing that is not written out.

    sys.executable, shutil.which("uv"), find_program()
    """
    evaluator, models = view.program.evaluator, view.program.models
    if isinstance(step, GetField):
        of = evaluator.value(view.function, step.object)
        paths = evaluator.field_paths(view.function, step.object, step.name)
        return bool(of) and all(isinstance(thing, Api) for thing in of) and not any(map(models.source, paths))
    if not isinstance(step, Call) or not isinstance(view.definitions[step.callee], Load | Import | GetField):
        return False
    site = view.site_of.get(id(step))
    is_known = site is not None and site.targets and not site.is_open
    if not is_known or not all(is_constant(view.constants.value(given)) for given in step.arguments):
        return False
    assert site is not None
    return all(
        not state.around.summary_of(thing).gives_sources
        if isinstance(thing, FunctionSymbol)
        else isinstance(thing, Api) and models.source(thing.path) is None
        for thing in site.targets
    )


def _is_of_table(state: State, register: int) -> bool:
    """Whether it is one of the program's own lists of words, of which none is empty: `COMMANDS[name]`."""
    step = state.view.definitions[register]
    if not isinstance(step, GetItem):
        return False
    table = definition_behind(state.view, step.object)
    return table is not None and has_constant_lists(state.view, *table)
