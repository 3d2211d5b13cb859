"""Sparse conditional constant propagation (Wegman and Zadeck, TOPLAS 1991): what is constant, which code is dead.

    VERIFY = False
    def fetch(url):
        if 7 * 18 + 106 > 200:        # always true: the other branch is never looked at
            flag = VERIFY             # a module constant that is assigned once
        else:
            flag = True
        return get(url, verify=flag)  # flag is False

A register's cell goes from UNDEFINED over one constant to VARIES and never back; a branch on a constant makes one
edge live only.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol, final

from entasis.analyses import operations
from entasis.analyses.operations import (
    SOMETHING,
    UNDEFINED,
    VARIES,
    Cell,
    apply,
    is_constant,
    is_same,
    is_something,
)
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    UNBOUND,
    Binary,
    Branch,
    Build,
    Call,
    Compare,
    Const,
    GetField,
    GetItem,
    Import,
    Instruction,
    Iterate,
    Jump,
    Load,
    Param,
    Phi,
    Unary,
)
from entasis.ir.operands import operands
from entasis.limits import FUNCTION_STEPS
from entasis.program.symbols import FunctionSymbol

Values = Callable[[int], Cell]

_MEMBERSHIP: Final = frozenset({"in", "not in"})
_BUILT: Final[dict[str, operations.Operation]] = {
    "text": operations.text,
    "tuple": operations.items,
    "slice": slice,
}


class Surroundings(Protocol):
    """What a function reads that is not its own."""

    def variable(self, function: FunctionSymbol, step: Load) -> Cell:
        """What the variable of a module or of an enclosing function always holds."""

    def imported(self, function: FunctionSymbol, step: Import) -> Cell:
        """What the imported name always holds."""

    def field(self, function: FunctionSymbol, step: GetField) -> Cell:
        """What the field always holds, of whatever object."""

    def function(self, function: FunctionSymbol, callee: int) -> operations.Operation | None:
        """The function to compute with that a call of the register `callee` reaches."""

    def untouched(self, function: FunctionSymbol) -> frozenset[int]:
        """The collections that the function makes and only reads."""

    def result(self, function: FunctionSymbol, step: Call) -> Cell:
        """What a function of the program that does nothing but give a constant gives."""

    def said(self, function: FunctionSymbol, step: Call, arguments: Sequence[Cell]) -> Cell:
        """What a function of the program that only compares says of the arguments."""

    def is_instance(self, function: FunctionSymbol, step: Call, value: Cell) -> Cell:
        """The result of `isinstance(value, …)`, where the call is one of that."""


def evaluate(function: FunctionSymbol, step: Instruction, values: Values, around: Surroundings) -> Cell:
    """The cell of the result of `step`, which is no phi, from those of its operands."""
    match step:
        case Const():
            return UNDEFINED if step.value is UNBOUND else step.value  # reading an unbound name raises
        case Load():
            return around.variable(function, step)
        case Import():
            return around.imported(function, step)
        case GetField():
            return around.field(function, step)
        case Call():
            return _call(function, step, values, around)
        case Binary():
            operation = operations.BINARY.get(step.operator.removesuffix("="))
            return apply(operation, (values(step.left), values(step.right)))
        case Compare():
            left, right = values(step.left), values(step.right)
            if left is SOMETHING or right is SOMETHING:
                return is_something(step.operator, left, right)
            if step.operator in _MEMBERSHIP and right is VARIES:
                return _is_among(function, step, left, values, around)
            return apply(operations.COMPARE.get(step.operator), (left, right))
        case Unary(operator="more"):
            return _more(function, step, values, around)
        case Unary(operator="not") if values(step.operand) is SOMETHING:
            return False
        case Unary():
            return apply(operations.UNARY.get(step.operator), (values(step.operand),))
        case GetItem() if (element := _element(function, step, values, around)) is not None:
            return element
        case GetItem() if not _makes_list(function, step):
            return apply(operations.item, (values(step.object), values(step.key)))
        case Build() if not step.stars and step.kind in _BUILT:
            return apply(_BUILT[step.kind], [values(operand) for operand in step.operands])
        case _:
            return VARIES


def _makes_list(function: FunctionSymbol, step: GetItem) -> bool:
    """Whether it is a starred target, which gets a list; only there the slice begins where the step does."""
    key = function.function.definitions[step.key]
    return isinstance(key, Build) and key.kind == "slice" and key.start == step.start


def _collection(function: FunctionSymbol, register: int, around: Surroundings) -> Build | None:
    """The display in `register`, if nothing but reads is done with it and all its elements are written out."""
    step = function.function.definitions[register] if register != NONE else None
    if not isinstance(step, Build) or step.stars or step.kind not in {"list", "dict", "set", "tuple"}:
        return None
    return step if register in around.untouched(function) else None


def _element(function: FunctionSymbol, step: GetItem, values: Values, around: Surroundings) -> Cell | None:
    """The element of a display at a constant key; None where there is no such thing."""
    made = _collection(function, step.object, around)
    key = values(step.key) if made is not None else VARIES
    if made is None or not isinstance(key, str | int):
        return None
    if made.kind == "dict":
        keys = [values(register) for register in made.operands[::2]]
        if not all(is_constant(cell) for cell in keys):
            return None
        found = [made.operands[2 * i + 1] for i, cell in enumerate(keys) if is_same(cell, key)]
        return values(found[-1]) if found else None
    is_inside = (
        made.kind != "set" and isinstance(key, int) and -len(made.operands) <= key < len(made.operands)
    )
    return values(made.operands[key]) if is_inside and isinstance(key, int) else None


def _is_among(
    function: FunctionSymbol, step: Compare, left: Cell, values: Values, around: Surroundings
) -> Cell:
    """Whether the constant is one of the elements of a display: one that equals it decides, whatever the others are."""
    made = _collection(function, step.right, around)
    if left is UNDEFINED or made is None or made.kind == "dict" or not is_constant(left):
        return UNDEFINED if left is UNDEFINED else VARIES
    elements = [values(register) for register in made.operands]
    if any(is_same(left, element) for element in elements):
        return step.operator == "in"
    if any(element is UNDEFINED for element in elements):
        return UNDEFINED
    is_text = all(isinstance(element, str | None) for element in (left, *elements))
    return step.operator == "not in" if is_text else VARIES


def _more(function: FunctionSymbol, step: Unary, values: Values, around: Surroundings) -> Cell:
    """Whether an iterator has a next element: one over an empty collection never has."""
    iterator = function.function.definitions[step.operand]
    if not isinstance(iterator, Iterate):
        return VARIES
    cell = values(iterator.object)
    made = _collection(function, iterator.object, around)
    is_empty = (
        cell in ("", b"", ())
        if isinstance(cell, str | bytes | tuple)
        else made is not None and not made.operands
    )
    return False if is_empty else UNDEFINED if cell is UNDEFINED else VARIES


def _call(function: FunctionSymbol, step: Call, values: Values, around: Surroundings) -> Cell:
    if step.stars or step.names or step.decorates:
        return VARIES
    if not step.arguments:
        found = around.result(function, step)
        if found is not VARIES:
            return found
    arguments = [values(argument) for argument in step.arguments]
    if any(map(is_constant, arguments)) and (said := around.said(function, step, arguments)) is not VARIES:
        return said
    made = _collection(function, step.arguments[0], around) if len(arguments) == 1 else None
    if made is not None and made.kind in {"list", "tuple"} and around.function(function, step.callee) is len:
        return len(made.operands)
    if any(argument is SOMETHING for argument in arguments):
        return VARIES
    if len(arguments) == 2 and is_constant(arguments[0]):
        found = around.is_instance(function, step, arguments[0])
        if found is not VARIES:
            return found
    if any(argument is VARIES for argument in arguments):
        return VARIES
    callee = function.function.definitions[step.callee]
    if isinstance(callee, GetField):
        operation = operations.method(callee.name)
        receiver = values(callee.object) if operation is not None else VARIES
        if receiver is not VARIES:
            return apply(operation, (receiver, *arguments))
    return apply(around.function(function, step.callee), arguments)


@final
class Constants:
    """The constants of one function. `around` answers for what is not its own.

    `given` are constants that certain calls pass, by the position of the parameter.
    """

    def __init__(
        self, function: FunctionSymbol, around: Surroundings, given: Mapping[int, Cell] | None = None
    ) -> None:
        self._given = given or {}
        self._function = function
        self._around = around
        self._cells: dict[int, Cell] = {}
        self._live: set[int] = {0}
        self._live_edges: set[tuple[int, int]] = set()
        self._users: dict[int, list[int]] | None = None
        self.is_bounded = False
        self._run()

    def value(self, register: int) -> Cell:
        """The constant that `register` always holds, else VARIES (UNDEFINED in code that never runs)."""
        if register == NONE:
            return VARIES
        return self._cells.get(register, UNDEFINED)

    def is_live(self, block: int) -> bool:
        """Whether control can come to block `block`."""
        return block in self._live

    def is_live_edge(self, block: int, target: int) -> bool:
        """Whether control can go from block `block` straight to block `target`."""
        return self.is_bounded or (block, target) in self._live_edges

    def _run(self) -> None:
        blocks = self._function.function.blocks
        if sum(len(block.instructions) for block in blocks) > FUNCTION_STEPS.bound:
            self.is_bounded = True
            self._live = set(range(len(blocks)))
            self._cells = dict.fromkeys(range(len(self._function.function.definitions)), VARIES)
            return
        visited: set[int] = set()
        pending = [0]
        while pending:
            # Every cell falls at most twice and every edge goes live once, so this ends.
            block = blocks[pending.pop()]
            changed = self._visit(block)
            if changed and block.index in visited:
                pending += self._readers(changed)
            visited.add(
                block.index
            )  # what reads a register lies behind it: on the first visit nobody has read it
            for target in self._targets(block):
                if (block.index, target) not in self._live_edges:
                    self._live_edges.add((block.index, target))
                    self._live.add(target)
                    pending.append(target)

    def _readers(self, changed: set[int]) -> list[int]:
        """The live blocks that read one of the registers."""
        if self._users is None:
            self._users = {}
            for block in self._function.function.blocks:
                read = {register for step in block.instructions for register in operands(step)}
                if block.terminator is not None:
                    read.update(operands(block.terminator))
                for register in read:
                    self._users.setdefault(register, []).append(block.index)
        found = {index for register in changed for index in self._users.get(register, ())}
        return sorted(found & self._live, reverse=True)

    def _targets(self, block: Block) -> tuple[int, ...]:
        end = block.terminator
        handler = (block.handler,) if block.handler != NONE else ()
        match end:
            case Branch():
                cell = self._cells.get(end.condition, UNDEFINED)
                if is_constant(cell):
                    return (end.then if cell else end.orelse, *handler)
                return (end.then, end.orelse, *handler)
            case Jump():
                return (end.target, *handler)
            case _:
                return handler

    def _visit(self, block: Block) -> set[int]:
        changed: set[int] = set()
        cells = self._cells
        for step in block.instructions:
            result = step.result
            if result == NONE:
                continue
            old = cells.get(result, UNDEFINED)
            if old is VARIES:
                continue
            if isinstance(step, Phi):
                new = self._phi(block, step)
            elif isinstance(step, Param):
                new = self._given.get(step.index, VARIES)
            else:
                new = evaluate(self._function, step, self.value, self._around)
            if is_constant(old) and not is_same(old, new):
                new = VARIES
            if new is not UNDEFINED and not is_same(old, new):
                cells[result] = new
                changed.add(result)
        return changed

    def _phi(self, block: Block, phi: Phi) -> Cell:
        joined: Cell = UNDEFINED
        for predecessor, operand in zip(block.predecessors, phi.operands, strict=True):
            if (predecessor, block.index) not in self._live_edges:
                continue
            cell = self._cells.get(operand, UNDEFINED)
            if cell is UNDEFINED:
                continue
            if joined is UNDEFINED:
                joined = cell
            elif not is_same(joined, cell):
                return VARIES
        return joined
