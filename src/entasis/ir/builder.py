"""Builds one function in SSA form while its source is walked once (Braun et al., CC 2013).

    x = 1              b0: write x r0
    while c:           b1 is a loop header: reading `x` there makes a phi at once, its operands come at `seal`
        x = x + 1      b2: read x -> the phi
    print(x)           b3: read x -> the phi

Three things are ours. A loop header knows the names its loop assigns, so that names it only reads need no phi
that would be found trivial afterwards. A block in a `try` is split before an assignment that follows something
that may raise, so one exceptional edge a block carries the right state. Code that control cannot reach is walked
(it may make a function a generator) but leaves no edges, and `finish` drops it.
"""

from typing import Final, final

from entasis.ir.function import Block, Function
from entasis.ir.instructions import (
    NONE,
    SILENT,
    UNBOUND,
    Branch,
    Const,
    Instruction,
    Jump,
    Phi,
    Raise,
    Return,
    Terminator,
    Unreachable,
)
from entasis.ir.operands import replace_operands

_PENDING: Final = -2  # a join whose operands are being read; met again only through a cycle
_NO_NAMES: Final[frozenset[str]] = frozenset()


@final
class Builder:
    """The function under construction. `instructions` is the current block's list, for quick appends."""

    __slots__ = (
        "_headers",
        "_incomplete",
        "_raises",
        "_replaced",
        "_states",
        "_unbound",
        "alive",
        "blocks",
        "current",
        "definitions",
        "function",
        "handler",
        "instructions",
        "state",
    )

    def __init__(self, function: Function) -> None:
        self.function = function
        self.blocks = function.blocks
        self.definitions = function.definitions
        self.handler = NONE
        self._states: list[dict[str, int]] = []
        self._headers: dict[int, frozenset[str] | set[str]] = {}
        self._incomplete: dict[int, dict[str, int]] = {}
        self._replaced: dict[int, int] = {}
        self._unbound = NONE
        self._raises = (
            False  # whether something in the current block may raise that no instruction stands for
        )
        entry = self.block()
        self.alive = True
        self.current: Block = self.blocks[entry]
        self.instructions = self.current.instructions
        self.state = self._states[entry]

    # Blocks and edges

    def block(self) -> int:
        """A new block, not yet started."""
        index = len(self.blocks)
        self.blocks.append(Block(index))
        self._states.append({})
        return index

    def start(self, index: int) -> None:
        """Go on in block `index`; all its predecessors but a loop's back edges are known."""
        block = self.blocks[index]
        self.current = block
        self.instructions = block.instructions
        self.state = self._states[index]
        self.alive = True
        self._raises = False

    def start_loop(self, index: int, assigned: frozenset[str] | set[str]) -> None:
        """Start a loop header whose body assigns the names `assigned`; its back edges are still to come."""
        self._headers[index] = assigned
        self._incomplete[index] = {}
        self.start(index)

    def seal(self, index: int) -> None:
        """The back edges of loop header `index` are known: complete its phis."""
        block = self.blocks[index]
        for name, register in self._incomplete.pop(index).items():
            phi = self.definitions[register]
            assert isinstance(phi, Phi)
            self._complete(phi, [self._read(predecessor, name) for predecessor in block.predecessors])

    def is_reachable(self, index: int) -> bool:
        """Whether control may come to block `index`, as far as is known."""
        return index == 0 or bool(self.blocks[index].predecessors)

    def set_handler(self, handler: int) -> None:
        """From here on, what raises goes to block `handler`."""
        if handler == self.handler:
            return
        if self.alive and self.instructions:
            self.split()
        self.handler = handler

    def split(self) -> None:
        """End the current block and go on in a new one."""
        target = self.block()
        self.jump(target)
        self.start(target)

    def _end(self, terminator: Terminator, *targets: int) -> None:
        block = self.current
        block.terminator = terminator
        self.alive = False
        index = block.index
        if index and not block.predecessors:
            return
        for target in targets:
            self.blocks[target].predecessors.append(index)
        handler = self.handler
        if handler != NONE and (terminator.op == Raise.op or self._may_raise()):
            block.handler = handler
            self.blocks[handler].predecessors.append(index)

    def note_raising(self, register: int) -> None:
        """A name that is deleted somewhere is read, and `register` found for it: it may not be bound."""
        if register == self._unbound or isinstance(self.definitions[register], Phi):
            self._raises = True

    def _may_raise(self) -> bool:
        return self._raises or any(instruction.op not in SILENT for instruction in self.instructions)

    def jump(self, target: int, start: int = 0, end: int = 0, discards: int = NONE) -> None:
        """End the block: go to `target`."""
        self._end(Jump(start, end, target, discards), target)

    def branch(self, condition: int, then: int, orelse: int, kind: str, start: int, end: int) -> None:
        """End the block: go to one of two different blocks."""
        self._end(Branch(start, end, condition, then, orelse, kind), then, orelse)

    def leave(self, terminator: Return | Raise | Unreachable) -> None:
        """End the block: leave the function."""
        self._end(terminator)

    # Instructions and variables

    def emit(self, instruction: Instruction) -> int:
        """Append an instruction; its result, if it has one, is the next register, `len(definitions)`."""
        if instruction.result != NONE:
            self.definitions.append(instruction)
        self.instructions.append(instruction)
        return instruction.result

    def constant(self, value: object, start: int = 0, end: int = 0) -> int:
        """A register that holds `value`."""
        return self.emit(Const(len(self.definitions), start, end, value))

    def unbound(self) -> int:
        """The one register that holds UNBOUND."""
        if self._unbound == NONE:
            register = self._unbound = len(self.definitions)
            instruction = Const(register, 0, 0, UNBOUND)
            self.definitions.append(instruction)
            self.blocks[0].instructions.insert(0, instruction)
        return self._unbound

    def is_unbound(self, register: int) -> bool:
        """Whether `register` is the one that `unbound` gave."""
        return register == self._unbound

    def write(self, name: str, register: int) -> None:
        """The variable `name` now holds `register`."""
        if self.handler != NONE and self._may_raise():
            self.split()
        self.state[name] = register
        if register != self._unbound:
            self.function.variables.setdefault(register, name)

    def read(self, name: str) -> int:
        """The register that holds `name` here; UNBOUND's where no assignment reaches."""
        register = self.state.get(name, NONE)
        return register if register >= 0 else self._read(self.current.index, name)

    def join(self, index: int, values: list[tuple[int, int]]) -> int:
        """Start block `index` with the value that came in; `values` are (predecessor, register)."""
        self.start(index)
        incoming = dict(values)
        operands = [incoming[predecessor] for predecessor in self.current.predecessors]
        if not operands:
            return self.unbound()
        if len(operands) == 1:
            return operands[0]
        return self._phi(index, operands)

    def _phi(self, index: int, operands: list[int]) -> int:
        register = len(self.definitions)
        phi = Phi(register, 0, 0, operands)
        self.definitions.append(phi)
        instructions = self.blocks[index].instructions
        if not instructions or instructions[-1].op == Phi.op:
            instructions.append(phi)
        else:
            instructions.insert(0, phi)
        return register

    def _complete(self, phi: Phi, operands: list[int]) -> None:
        phi.operands[:] = operands
        values = set(operands)
        values.discard(phi.result)
        if len(values) == 1:
            self._replaced[phi.result] = values.pop()

    def _read(self, index: int, name: str) -> int:
        chain: list[int] = []  # blocks with one way in, which learn the answer too
        while True:
            state = self._states[index]
            register = state.get(name, NONE)
            if register >= 0:
                break
            if register == _PENDING:
                register = state[name] = self._phi(index, [])
                break
            predecessors = self.blocks[index].predecessors
            if not predecessors:
                register = self.unbound()
                break
            if len(predecessors) == 1 and index not in self._incomplete:
                chain.append(index)
                index = predecessors[0]
                continue
            if index in self._headers and name not in self._headers[index]:
                chain.append(index)
                index = predecessors[0]
                continue
            if index in self._incomplete:
                register = state[name] = self._incomplete[index][name] = self._phi(index, [])
            else:
                register = self._read_join(index, name, predecessors)
            break
        for passed in chain:
            self._states[passed][name] = register
        return register

    def _read_join(self, index: int, name: str, predecessors: list[int]) -> int:
        state = self._states[index]
        state[name] = _PENDING
        operands = [self._read(predecessor, name) for predecessor in predecessors]
        register = state[name]
        if register >= 0:
            phi = self.definitions[register]
            assert isinstance(phi, Phi)
            self._complete(phi, operands)
        elif len(set(operands)) == 1:
            register = state[name] = operands[0]
        else:
            register = state[name] = self._phi(index, operands)
        return register

    # The end

    def finish(self) -> None:
        """Resolve phis that turned out to have one value, and drop what cannot be reached."""
        if self._replaced:
            self._replace()
        if any(not block.predecessors for block in self.blocks[1:]):
            self._prune()

    def _replace(self) -> None:
        final: dict[int, int] = {}
        for register in self._replaced:
            value = register
            seen: set[int] = set()
            while value in self._replaced and value not in seen:
                seen.add(value)
                value = self._replaced[value]
            final[register] = value
        for block in self.blocks:
            instructions = block.instructions
            if instructions and instructions[0].op == Phi.op:
                instructions[:] = [i for i in instructions if i.op != Phi.op or i.result not in final]
            for instruction in instructions:
                replace_operands(instruction, final)
            if block.terminator is not None:
                replace_operands(block.terminator, final)
        variables = self.function.variables
        for register, value in final.items():
            if value != register:
                self.definitions[register] = None
                name = variables.pop(register, None)
                if name is not None:
                    variables.setdefault(value, name)

    def _prune(self) -> None:
        kept = [block for block in self.blocks if block.index == 0 or block.predecessors]
        number = {block.index: position for position, block in enumerate(kept)}
        for block in self.blocks:
            if block.index not in number:
                for instruction in block.instructions:
                    if instruction.result != NONE:
                        self.definitions[instruction.result] = None
                        self.function.variables.pop(instruction.result, None)
        for position, block in enumerate(kept):
            block.index = position
            block.predecessors[:] = [number[index] for index in block.predecessors]
            if block.handler != NONE:
                block.handler = number[block.handler]
            end = block.terminator
            if isinstance(end, Jump):
                end.target = number[end.target]
            elif isinstance(end, Branch):
                end.then, end.orelse = number[end.then], number[end.orelse]
        self.blocks[:] = kept
