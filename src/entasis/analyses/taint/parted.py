r"""Texts that were parted at a character: no part holds it.

name.rsplit(".", 1)[1]                  no dot, so it leads to no folder above
path.split("/")[-1]                     no slash
path.split("/").pop(0)                  nor has this one
for line in text.splitlines(): ...      no line break, unless the function puts lines together again
words = text.split()                    nor has any of these one
os.path.splitext(name)[1]               nothing, or a dot with what follows: no slash, and no folder by itself
"""

from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint import characters
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Call, GetField, GetItem, Iterate, Next
from entasis.program.calls import api_paths

_BLANKS: Final = "\n"  # of what `split` without a separator parts at, what does harm by itself
_ALL: Final = -1
_BEFORE_SUFFIX: Final = frozenset({"os.path.splitext"})


def part(state: State, step: GetItem, taint: int) -> int:
    """The taint of one of the parts, by its place."""
    place = state.view.constants.value(step.key)
    return _at(state, step.object, place, taint) if isinstance(place, int) else taint


def taken_out(state: State, step: Call, receiver: int, taint: int) -> int:
    """The taint of the part that `pop` takes out of all of them; which one that is depends on what was taken before."""
    places = [state.view.constants.value(register) for register in step.arguments] or [-1]
    made = state.view.definitions[receiver] if receiver >= 0 else None
    is_text = isinstance(places[0], int) and isinstance(made, Call) and _parted(state, made)[2] == _ALL
    return _at(state, receiver, 0, taint) if is_text else taint


def _at(state: State, parts: int, place: int, taint: int) -> int:
    call = state.view.definitions[parts]
    if not isinstance(call, Call):
        return taint
    if place in {1, -1} and _is_split_before_suffix(state, call):
        return state.kinds.clear(taint, state.kinds.mask(["path"]))
    name, separator, most = _parted(state, call)
    if name in {"split", "rsplit"}:
        is_within = most == _ALL or (0 <= place < most if name == "split" else -most <= place < 0)
        # From the right as many parts have none; which place they have from the left depends on how many there are.
        is_within = is_within or (name == "rsplit" and most == 1 == place)
    else:
        is_within = name == "splitlines" or place in {"partition": {0}, "rpartition": {2, -1}}.get(name, ())
    return state.kinds.clear(taint, characters.absent(state.kinds, separator)) if is_within else taint


def _is_split_before_suffix(state: State, call: Call) -> bool:
    site = state.view.site_of.get(id(call))
    paths = api_paths(site) if site is not None else ()
    return bool(paths) and _BEFORE_SUFFIX.issuperset(paths)


def line(state: State, step: Next, taint: int) -> int:
    """The taint of a line, as the lines of a text are gone through one by one."""
    iterator = state.view.definitions[step.iterator]
    call = state.view.definitions[iterator.object] if isinstance(iterator, Iterate) else None
    if not isinstance(call, Call):
        return taint
    name, separator, most = _parted(state, call)
    if separator != "\n" or most != _ALL or name not in {"split", "rsplit", "splitlines"}:
        return taint
    return (
        taint
        if _puts_lines_together(state)
        else state.kinds.clear(taint, characters.absent(state.kinds, "\n"))
    )


def _parted(state: State, call: Call) -> tuple[str, str, int]:
    """By which method a text is parted, at what, and how often at most; "" where it is not known."""
    view = state.view
    callee = view.definitions[call.callee]
    if not isinstance(callee, GetField) or call.stars or "" in call.names:
        return "", "", 0
    if callee.name == "splitlines" and not call.arguments:
        return callee.name, "\n", _ALL
    given = dict(zip(call.names, call.arguments[len(call.arguments) - len(call.names) :], strict=True))
    positional = call.arguments[: len(call.arguments) - len(call.names)]
    given |= dict(zip(("sep", "maxsplit"), positional, strict=False))
    if callee.name in {"partition", "rpartition"} and len(positional) == 1:
        separator = _text(view.constants.value(positional[0]))
        return (callee.name, separator, 1) if isinstance(separator, str) else ("", "", 0)
    if callee.name not in {"split", "rsplit"}:
        return "", "", 0
    separator = _text(view.constants.value(given["sep"])) if "sep" in given else None
    most = view.constants.value(given["maxsplit"]) if "maxsplit" in given else _ALL
    if not isinstance(most, int) or not is_constant(separator) or not isinstance(separator, str | None):
        return "", "", 0
    return callee.name, _BLANKS if separator is None else separator, max(most, _ALL)


def _text(cell: object) -> object:
    r"""The separator as a text: what holds of `"\n"` holds of `b"\n"`."""
    return cell.decode("latin-1") if isinstance(cell, bytes) else cell


def _puts_lines_together(state: State) -> bool:
    for call in state.view.steps_of(Call):
        callee = state.view.definitions[call.callee]
        if isinstance(callee, GetField) and callee.name == "join":
            separator = state.view.constants.value(callee.object)
            if not isinstance(separator, str) or "\n" in separator:
                return True
    return False
