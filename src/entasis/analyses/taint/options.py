"""Which words of a command line can be options of the program: no shell reads them, but the program does.

["git", "clone", url]                     `url` can be `--upload-pack=…`
["git", "clone", "--", url]               behind `--` there are no options
["git", "commit", "-m", text]             the value of an option is none itself
["curl", "--max-time=" + seconds]         begins with what is written here (see `shapes`)

Only a list that is written out is judged, with what is appended to it in the same function.
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.taint.state import State
from entasis.analyses.view import View
from entasis.ir.instructions import Binary, Build, Call, GetField
from entasis.models.rows import Sink

_END: Final = "--"
_DEPTH: Final = 8


def option_words(state: State, step: Call, register: int, sink: Sink) -> Iterator[tuple[int, int]]:
    """The words that can be options, with their taint."""
    view = state.view
    words = _words(view, step, register) if sink.port.selectors else _arguments(step, sink)
    before: object = None
    for number, word in enumerate(words or ()):
        cell = view.constants.value(word)
        if cell == _END:
            return
        is_value = isinstance(before, str) and before.startswith("-") and "=" not in before
        if is_value and sink.flags is not None and isinstance(before, str):
            is_value = sink.flags.fullmatch(before) is None
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


def _words(view: View, step: Call, register: int) -> list[int] | None:
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
    if isinstance(made, Binary) and made.operator in {"+", "+="} and depth < _DEPTH:
        left = _built(view, made.left, depth + 1)
        return None if left is None else left + (_built(view, made.right, depth + 1) or [])
    return None
