"""What can be called among the objects that a value may be: functions, methods, classes, partial calls, objects.

handlers.append(self.show)      the object in `handlers` is known to be the method `show` of self
handler = handlers[0]
handler(text)                   a call of `show`, with self as its receiver
"""

from typing import Final, NamedTuple

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import Passed, State
from entasis.analyses.taint.summary import PortOrigin
from entasis.ir.instructions import NONE, Call, GetField, Instruction
from entasis.program.symbols import (
    UNKNOWN,
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Partial,
    Super,
    Value,
)

_DEPTH: Final = 4  # partial calls of partial calls


class Target(NamedTuple):
    """Something to call: with the receiver, if it has one, and with what a partial call has given before."""

    thing: FunctionSymbol | ClassSymbol | Api
    receiver: int | None = None
    given: Passed = Passed()


class Found(NamedTuple):
    """What is known of a callee: what it may be, and the ports of this function it may be."""

    targets: list[Target]
    ports: list[PortOrigin]


def things_of(state: State, index: int) -> Value:
    """What the object is known to be."""
    if index in state.ports and index not in state.registers:
        return UNKNOWN
    register = index if index < len(state.view.definitions) else state.registers.get(index, NONE)
    return UNKNOWN if register < 0 else state.evaluator.value(state.function, register)


def find(
    state: State, step: Instruction, held: Held, name: str = "", depth: int = _DEPTH, register: int = NONE
) -> Found:
    """What a call at `step` of the value, or of its method `name`, may reach; it may be in a register."""
    found = Found([], [])
    if not held.objects and register >= 0 and not name:
        _find_in(state, step, register, NONE, found, depth)
    rest = held.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        index = bit.bit_length() - 1
        port = state.ports.get(index)
        if name:
            _find_method(state, step, index, name, found, depth)
        elif not _find_thing(state, step, index, found, depth) and port is not None:
            found.ports.append(port)
    return found


def _find_method(state: State, step: Instruction, index: int, name: str, found: Found, depth: int) -> None:
    port = state.ports.get(index)
    stored = state.at(index, f".{name}")
    if stored.objects and depth:
        inner = find(state, step, stored, depth=depth - 1)
        found.targets.extend(inner.targets)
        if inner.targets:
            return
    if port is not None:
        found.ports.append(port)
        return
    for thing in things_of(state, index):
        if isinstance(thing, Instance | Super) and isinstance(thing.of, ClassSymbol):
            for method in state.evaluator.attribute(thing, name):
                if isinstance(method, Bound) and isinstance(method.function, FunctionSymbol):
                    receiver = state.keep(step, f"object {index}", Held(0, 1 << index))
                    found.targets.append(Target(method.function, receiver))
                elif isinstance(method, FunctionSymbol | ClassSymbol):
                    found.targets.append(Target(method))


def _find_thing(state: State, step: Instruction, index: int, found: Found, depth: int) -> bool:
    if index in state.ports and index not in state.registers:
        return False
    register = index if index < len(state.view.definitions) else state.registers.get(index, NONE)
    return register >= 0 and _find_in(state, step, register, index, found, depth)


def _find_in(state: State, step: Instruction, register: int, index: int, found: Found, depth: int) -> bool:
    """What the register is known to be; `index` is the object that is in it, if any."""
    before = len(found.targets)
    definitions = state.view.definitions
    for thing in state.evaluator.value(state.function, register):
        match thing:
            case FunctionSymbol() | ClassSymbol() | Api():
                found.targets.append(Target(thing))
            case Bound(function=FunctionSymbol() as function):
                maker = definitions[register]
                receiver = maker.object if isinstance(maker, GetField) else NONE
                found.targets.append(Target(function, receiver))
            case Bound(function=Api() as api):
                found.targets.append(Target(api))
            case Partial() if depth:
                maker = definitions[register]
                if isinstance(maker, Call) and maker.arguments:
                    count = len(maker.arguments) - len(maker.names)
                    named = tuple(zip(maker.names, maker.arguments[count:], strict=True))
                    inner = find(state, step, state.read(maker.arguments[0]), depth=depth - 1)
                    for target in inner.targets:
                        given = Passed(
                            (*target.given.positional, *maker.arguments[1:count]),
                            (),
                            (*target.given.named, *named),
                        )
                        found.targets.append(target._replace(given=given))
            case Instance(of=ClassSymbol()) if index != NONE:
                receiver = state.keep(step, f"object {index}", Held(0, 1 << index))
                for method in state.evaluator.attribute(thing, "__call__"):
                    if isinstance(method, Bound) and isinstance(method.function, FunctionSymbol):
                        found.targets.append(Target(method.function, receiver))
            case _:
                pass
    return len(found.targets) > before
