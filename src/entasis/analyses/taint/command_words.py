"""What a program is told to do by the words of a command, whether a shell reads it or a list holds them.

f"curl --silent {address}"         `address` is where `curl` sends its request
["wget", "-O", name, address]      so it is here; `name` is the value of an option

The text counts where it is put together: in the function that runs it, or in one that calls a function which does.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from entasis.analyses.assembly import Part, parts
from entasis.analyses.taint.options import judged, words_of_list
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, Call
from entasis.models.ports import PortKind

COMMAND: Final = "command"
_WORD: Final = re.compile(r"\s+")
_HOST_FOLLOWS: Final = re.compile(r"""["']?(https?://)?""")


def reach_by_words(state: State, step: Call, register: int, api: str) -> None:
    """The sinks that words of the command in the register are, which the call of `api` runs."""
    rows = [sink for sink in state.models.sinks(api) if sink.program is not None]
    if not rows or register == NONE or register < 0:
        return
    listed = words_of_list(state.view, step, register)
    for sink in rows:
        assert sink.program is not None
        if listed is not None:
            first = state.view.constants.value(listed[0]) if listed else None
            words = list(judged(state, listed, sink.flags, are_options=False))
        else:
            text = parts(state.view, register)
            first = (
                text[0].split(maxsplit=1)[0]
                if text and isinstance(text[0], str) and text[0].strip()
                else None
            )
            words = [(word, state.read(word).taint) for word in _holes(text, sink.flags)]
        if isinstance(first, str) and sink.program.fullmatch(first) is not None:
            for word, taint in words:
                shape = state.shapes.shape(word)
                if isinstance(shape, str) and shape.startswith("-"):
                    continue  # an option, whatever stands behind its dash
                reach(state, step, api, sink.kind, sink.says, word, taint)


def command_of(state: State, step: Call, api: str) -> int:
    """What the call of `api` is passed as the command of a program that some row speaks of."""
    for sink in state.models.sinks(api):
        if sink.program is not None and sink.port.kind is PortKind.ARGUMENT:
            register = state.view.argument(step, sink.port)
            return NONE if register is None else register
    return NONE


def _holes(text: Sequence[Part], flags: re.Pattern[str] | None) -> Iterator[int]:
    """The values that begin a word of their own which is no value of an option."""
    before, written = "", ""
    for part in text:
        if isinstance(part, str):
            *whole, written_now = _WORD.split(part)
            if whole:
                ended = [written + whole[0], *whole[1:]]
                before = next((word for word in reversed(ended) if word), before)
                written = written_now
            else:
                written += written_now
            continue
        is_value = before.startswith("-") and "=" not in before
        if is_value and flags is not None:
            is_value = flags.fullmatch(before) is None
        if not is_value and _HOST_FOLLOWS.fullmatch(written) is not None:
            yield part
        written += "\0"  # what follows belongs to the same word
