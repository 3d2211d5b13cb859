"""What can be called among the objects that a value may be: functions, methods, classes, partial calls, objects.

handlers.append(self.show)      the object in `handlers` is known to be the method `show` of self
handler = handlers[0]
handler(text)                   a call of `show`, with self as its receiver
"""

from typing import NamedTuple, final

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import Passed, State
from entasis.analyses.taint.summary import PortOrigin
from entasis.ir.instructions import NONE, Call, GetField, Instruction
from entasis.program.symbols import (
    PASSED,
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


def lies_in_field(state: State, name: str, receiver: int) -> bool:
    """Whether what is called lies in a field: the program has all of the object's class, and no method of that name.

    What was put there knows nothing of the object.
    """
    if state.view.program.has_method(name):
        return False
    value = state.evaluator.value(state.function, receiver) if receiver >= 0 else ()
    return bool(value) and all(
        isinstance(thing, Instance)
        and isinstance(thing.of, ClassSymbol)
        and all(
            isinstance(above, ClassSymbol) or above == "builtins.object"
            for above in state.evaluator.mro(thing.of)
        )
        for thing in value
    )


def find(
    state: State, step: Instruction, held: Held, name: str = "", depth: int = 0, register: int = NONE
) -> Found:
    """What a call at `step` of the value, or of its method `name`, may reach; it may be in a register."""
    search = _Search(state, step, depth)
    if not held.objects and register >= 0 and not name:
        search.in_register(register, NONE)
    search.among(held.objects, name, depth)
    return search.found()


@final
class _Search:
    """One search for what is called at `step`: all objects that have the same method are the receiver of one call."""

    def __init__(self, state: State, step: Instruction, depth: int) -> None:
        self._state = state
        self._step = step
        self._depth = depth
        self._targets: list[Target] = []
        self._ports: list[PortOrigin] = []
        self._receivers: dict[FunctionSymbol, int] = {}

    def found(self) -> Found:
        """What there is to call."""
        state, tag = self._state, f"objects {self._depth} with"
        called = [
            Target(function, state.keep(self._step, f"{tag} {function.path}", Held(0, objects)))
            for function, objects in self._receivers.items()
        ]
        return Found(self._targets + called, self._ports)

    def _count(self) -> int:
        return len(self._targets) + len(self._receivers)

    def among(self, objects: int, name: str, depth: int) -> None:
        """Look at each of the objects, or at the method that it has."""
        while objects:
            bit = objects & -objects
            objects ^= bit
            index = bit.bit_length() - 1
            if name:
                self._method(index, name, depth)
            elif not self._thing(index) and index in self._state.ports:
                self._ports.append(self._state.ports[index])

    def _method(self, index: int, name: str, depth: int) -> None:
        state = self._state
        stored = state.at(index, f".{name}")
        if stored.objects and state.view.may_go_back(depth):
            before, ports = self._count(), len(self._ports)
            self.among(stored.objects, "", depth + 1)
            del self._ports[ports:]  # what callers put there, they know by the object that has it
            if self._count() > before:
                return
        port = state.ports.get(index)
        if port is not None:
            self._ports.append(port)
            return
        for thing in things_of(state, index):
            if isinstance(thing, Instance | Super) and isinstance(thing.of, ClassSymbol):
                for method in state.evaluator.attribute(thing, name):
                    if isinstance(method, Bound) and isinstance(method.function, FunctionSymbol):
                        self._receive(method.function, index)
                    elif isinstance(method, FunctionSymbol | ClassSymbol):
                        self._targets.append(Target(method))

    def _receive(self, function: FunctionSymbol, index: int) -> None:
        """The object's class is known if it was made here: then it leaves the method to nobody."""
        state = self._state
        methods = () if state.is_made_here(index) else state.around.implementations(function)
        for method in methods or (function,):
            self._receivers[method] = self._receivers.get(method, 0) | 1 << index

    def _thing(self, index: int) -> bool:
        state = self._state
        if index in state.ports and index not in state.registers:
            return False
        register = index if index < len(state.view.definitions) else state.registers.get(index, NONE)
        return register >= 0 and self.in_register(register, index)

    def in_register(self, register: int, index: int) -> bool:
        """Look at what the register is known to be; `index` is the object that is in it, if any."""
        state, is_found = self._state, False
        maker = state.view.definitions[register]
        if isinstance(maker, GetField) and PASSED in state.evaluator.value(state.function, maker.object):
            return False  # callers know with which of those that are passed somewhere this object was made
        for thing in state.evaluator.value(state.function, register):
            before = self._count()
            match thing:
                case FunctionSymbol() | ClassSymbol() | Api():
                    self._targets.append(Target(thing))
                case Bound(function=FunctionSymbol() as function):
                    receiver = maker.object if isinstance(maker, GetField) else NONE
                    self._targets.append(Target(function, receiver))
                case Bound(function=Api() as api):
                    self._targets.append(Target(api))
                case Partial() if isinstance(maker, Call) and maker.arguments:
                    if state.view.may_go_back(self._depth):
                        self._partial(maker)
                case Instance(of=ClassSymbol()) if index != NONE:
                    for method in state.evaluator.attribute(thing, "__call__"):
                        if isinstance(method, Bound) and isinstance(method.function, FunctionSymbol):
                            self._receive(method.function, index)
                            is_found = True
                case _:
                    pass
            is_found = is_found or self._count() > before
        return is_found

    def _partial(self, maker: Call) -> None:
        """What the partial call calls, with what it gives before."""
        count = len(maker.arguments) - len(maker.names)
        named = tuple(zip(maker.names, maker.arguments[count:], strict=True))
        held = self._state.read(maker.arguments[0])
        for target in find(self._state, self._step, held, depth=self._depth + 1).targets:
            given = Passed(
                (*target.given.positional, *maker.arguments[1:count]), (), (*target.given.named, *named)
            )
            self._targets.append(target._replace(given=given))
