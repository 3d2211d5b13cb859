"""Configuration as sections of options: what is set under one name is read under that name only.

config.set("mail", "host", name)     lies at ["mail"]["host"]
config.get("mail", "port")           reads what lies beside it
"""

from collections.abc import Callable
from typing import Final

from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.sequences import selector_of
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Call
from entasis.program.symbols import Instance

Hook = Callable[[State, Call, int], Held | None]


def section_hook(state: State, name: str, receiver: int) -> Hook | None:
    """What the method does, if the receiver is surely a parser of such files."""
    if name not in _HOOKS:
        return None
    value = state.evaluator.value(state.function, receiver)
    is_parser = bool(value) and all(
        isinstance(thing, Instance) and isinstance(thing.of, str) and thing.of.startswith("configparser.")
        for thing in value
    )
    return _HOOKS[name] if is_parser else None


def _option(state: State, register: int) -> str:
    """The selector of an option, which is the same in whatever case it is written."""
    cell = state.view.constants.value(register)
    return f"[{cell.lower()!r}]" if isinstance(cell, str) else "*"


def _add(state: State, step: Call, receiver: int) -> Held | None:
    del state, step, receiver
    return Held()


def _set(state: State, step: Call, receiver: int) -> Held | None:
    if len(step.arguments) < 3 or step.names:
        return None
    section, option, value = step.arguments[:3]
    base = state.read(receiver)
    inside = state.field(base, selector_of(state, section), step.result)
    if not inside.objects:
        inside = Held(0, state.new_object(step.result, "section"))
        state.write(base, selector_of(state, section), inside)
    state.write(inside, _option(state, option), state.read(value), source=value)
    return Held()


def _get(state: State, step: Call, receiver: int) -> Held | None:
    positional = step.arguments[: len(step.arguments) - len(step.names)]
    if len(positional) != 2:
        return None
    section = state.field(state.read(receiver), selector_of(state, positional[0]), step.result)
    found = state.field(section, _option(state, positional[1]), step.result)
    others = [state.read(register) for register in step.arguments[2:]]
    return Held(join([found, *others]).taint)


def _read(state: State, step: Call, receiver: int) -> Held | None:
    """What is read in may set any option of any section."""
    if not step.arguments:
        return None
    taint = state.deep(state.read(step.arguments[0]))
    if taint:
        state.write(state.read(receiver), "*", Held(taint), source=step.arguments[0])
    return Held()


def _write(state: State, step: Call, receiver: int) -> Held | None:
    if not step.arguments:
        return None
    taint = state.deep(state.read(receiver))
    if taint:
        state.write(state.read(step.arguments[0]), "*", Held(taint), source=receiver)
    return Held()


_HOOKS: Final[dict[str, Hook]] = {
    "add_section": _add,
    "set": _set,
    "get": _get,
    "read_string": _read,
    "read_file": _read,
    "read_dict": _read,
    "write": _write,
}
