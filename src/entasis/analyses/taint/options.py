"""Which words of a command line can be options of the program: no shell reads them, but the program does.

["git", "clone", url]                     `url` can be `--upload-pack=…`
["git", "clone", "--", url]               behind `--` there are no options
["git", "commit", "-m", text]             the value of an option is none itself
["curl", "--max-time=" + seconds]         begins with what is written here (see `shapes`)

Only a list that is written out is judged, with what is appended to it in the same function: where a function gets the
list from its callers, it is judged there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import PortOrigin, SinkUse
from entasis.analyses.view import View
from entasis.ir.instructions import Binary, Build, Call, GetField, Param
from entasis.models.data import Sink
from entasis.models.ports import Condition, Port, holds

OPTION: Final = "option"
_END: Final = "--"


def option_words(state: State, step: Call, register: int, sink: Sink) -> Iterator[tuple[int, int]]:
    """The words that can be options, with their taint."""
    words = words_of_list(state.view, step, register) if sink.port.selectors else _arguments(step, sink)
    yield from judged(state, words or (), sink.flags)


def handed_on(state: State, register: int) -> int:
    """The taint of the words of a list that the function itself is passed, for its callers to judge."""
    step = state.view.definitions[register] if register >= 0 else None
    if not isinstance(step, Param):
        return 0
    taint = state.taint_at(register, ("*",))
    wanted = PortOrigin(step.index, ("*",))
    return state.kinds.only(taint, state.kinds.mask([OPTION])) & state.taint_of(wanted)


def is_handed_on(use: SinkUse) -> bool:
    """Whether the words of the use are those of a list that its function was passed."""
    if use.kind != OPTION or use.register < 0 or not isinstance(use.origin, PortOrigin):
        return False
    step = use.function.function.definitions[use.register]
    return isinstance(step, Param) and use.origin == PortOrigin(step.index, ("*",))


def words_handed_on(state: State, step: Call, register: int, use: SinkUse) -> Iterator[tuple[int, int]]:
    """The words of a list that can be options of the program that a callee starts with it, with their taint."""
    passed = handed_on(state, register)
    if passed:
        yield register, passed
    words = words_of_list(state.view, step, register) if register >= 0 else None
    for sink in state.models.sinks(use.last.api) if words else ():
        if sink.kind == OPTION and words and all(_is_met(state, words, *pair) for pair in sink.when):
            yield from judged(state, words, sink.flags)


def _is_met(state: State, words: Sequence[int], port: Port, condition: Condition) -> bool:
    """Whether the word that the port means meets the condition."""
    number = port.selectors[0][1:-1] if port.selectors else ""
    at = int(number) if number.isdigit() else len(words)
    return at < len(words) and holds(condition, state.view.known_value(words[at])) is True


def judged(
    state: State, words: Iterable[int], flags: re.Pattern[str] | None, *, are_options: bool = True
) -> Iterator[tuple[int, int]]:
    """The words that are no values of options, with their taint; `flags` are the options that have none.

    Behind `--` no word is an option, nor the value of one.
    """
    view = state.view
    before: object = None
    for number, word in enumerate(words):
        cell = view.constants.value(word)
        if cell == _END:
            if are_options:
                return
            before = None
            continue
        is_value = isinstance(before, str) and before.startswith("-") and "=" not in before
        if is_value and flags is not None and isinstance(before, str):
            is_value = flags.fullmatch(before) is None
        if number and not is_value:
            taint = state.read(word).taint
            if taint:
                yield word, taint
        before = cell if isinstance(cell, str) else state.shapes.shape(word)


def _arguments(step: Call, sink: Sink) -> list[int]:
    """The words of a program that are arguments of the call itself."""
    positional = step.arguments[: len(step.arguments) - len(step.names)]
    at = sink.port.position or 0
    return [] if step.stars else list(positional[at:])


def words_of_list(view: View, step: Call, register: int) -> list[int] | None:
    """The words of the list, in the order of the text; None where it is not written out."""
    words = _built(view, register)
    if words is None:
        return None
    for site in view.sites:
        callee = view.definitions[site.call.callee]
        if site.call.start >= step.start or not isinstance(callee, GetField) or callee.object != register:
            continue
        if callee.name == "append":
            words += site.call.arguments[:1]
        elif callee.name == "extend" and site.call.arguments:
            words += _built(view, site.call.arguments[0]) or []
    return words


def _built(view: View, register: int, depth: int = 0) -> list[int] | None:
    made = view.definitions[register]
    if isinstance(made, Build) and made.kind in {"list", "tuple"}:
        return [operand for i, operand in enumerate(made.operands) if i not in made.stars]
    if isinstance(made, Binary) and made.operator in {"+", "+="} and view.may_go_back(depth):
        left = _built(view, made.left, depth + 1)
        return None if left is None else left + (_built(view, made.right, depth + 1) or [])
    return None
