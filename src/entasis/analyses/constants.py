"""Sparse conditional constant propagation (Wegman and Zadeck, TOPLAS 1991): what is constant, which code is dead.

    VERIFY = False
    def fetch(url):
        if 7 * 18 + 106 > 200:        # always true: the other branch is never looked at
            flag = VERIFY             # a module constant that is assigned once
        else:
            flag = True
        return get(url, verify=flag)  # flag is False

A register's cell goes from UNDEFINED over one constant to VARIES and never back; a branch on a constant makes one
edge live only. The operations of constants are computed here with Python's own values of built-in classes, within
bounds; nothing of the reviewed code runs.
"""

from collections.abc import Callable
from typing import Any, Final, final

from entasis.analyses.replaced import replaced_names
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
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
    Load,
    Phi,
    Unary,
)
from entasis.limits import CONSTANT_SIZE, FUNCTION_STEPS
from entasis.models.rows import Use
from entasis.program.program import Program
from entasis.program.symbols import Api, FunctionSymbol, ModuleSymbol


@final
class Undefined:
    """No value has come here yet."""

    __slots__ = ()


@final
class Varies:
    """Not one constant."""

    __slots__ = ()


UNDEFINED: Final = Undefined()
VARIES: Final = Varies()
Cell = object

_METHODS: Final = frozenset(
    [
        "capitalize",
        "casefold",
        "decode",
        "encode",
        "endswith",
        "find",
        "format",
        "index",
        "isalnum",
        "isalpha",
        "isdigit",
        "isidentifier",
        "islower",
        "isspace",
        "isupper",
        "join",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rfind",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
        "zfill",
        "count",
        "hex",
        "bit_length",
    ]
)
_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "builtins.len": len,
    "builtins.int": int,
    "builtins.str": str,
    "builtins.bool": bool,
    "builtins.float": float,
    "builtins.abs": abs,
    "builtins.min": min,
    "builtins.max": max,
    "builtins.ord": ord,
    "builtins.chr": chr,
    "builtins.tuple": tuple,
    "builtins.hex": hex,
}
_BINARY: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    ">>": lambda a, b: a >> b,
    "<<": lambda a, b: a << b,
    "format": format,
}
_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
}
_UNARY: Final[dict[str, Callable[[Any], Any]]] = {
    "-": lambda a: -a,
    "+": lambda a: +a,
    "~": lambda a: ~a,
    "not": lambda a: not a,
    "repr": repr,
    "str": str,
    "ascii": ascii,
}
_OUTSIDE: Final[dict[str, Cell]] = {"typing.TYPE_CHECKING": False, "typing_extensions.TYPE_CHECKING": False}
_SINGLETONS: Final = (bool, type(None), type(...))


def is_constant(cell: Cell) -> bool:
    """Whether the cell holds one known value."""
    return cell is not UNDEFINED and cell is not VARIES


def is_same(left: Cell, right: Cell) -> bool:
    """Equality that tells True from 1 and 1 from 1.0."""
    return left is right or (type(left) is type(right) and repr(left) == repr(right))


@final
class Constants:
    """The constants of one function. `modules` answers for what module-level names hold."""

    def __init__(self, function: FunctionSymbol, modules: "ModuleConstants") -> None:
        self._function = function
        self._modules = modules
        self._cells: dict[int, Cell] = {}
        self._live_edges: set[tuple[int, int]] = set()
        self._live: set[int] = {0}
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

    def _run(self) -> None:
        blocks = self._function.function.blocks
        if sum(len(block.instructions) for block in blocks) > FUNCTION_STEPS.bound:
            self.is_bounded = True
            self._live = set(range(len(blocks)))
            self._cells = dict.fromkeys(range(len(self._function.function.definitions)), VARIES)
            return
        pending = [0]
        while pending:
            # Every cell falls at most twice and every edge goes live once, so this ends.
            block = blocks[pending.pop()]
            changed = self._visit(block)
            for target in self._targets(block):
                edge = (block.index, target)
                if edge not in self._live_edges:
                    self._live_edges.add(edge)
                    self._live.add(target)
                    pending.append(target)
            if changed:
                pending.extend(self._readers(changed))

    def _readers(self, changed: set[int]) -> list[int]:
        found = []
        for index in sorted(self._live, reverse=True):
            block = self._function.function.blocks[index]
            if any(not changed.isdisjoint(_reads(step)) for step in block.instructions) or (
                isinstance(block.terminator, Branch) and block.terminator.condition in changed
            ):
                found.append(index)
        return found

    def _targets(self, block: Block) -> tuple[int, ...]:
        end = block.terminator
        if isinstance(end, Branch):
            cell = self._cells.get(end.condition, UNDEFINED)
            if is_constant(cell):
                targets: tuple[int, ...] = (end.then if cell else end.orelse,)
                return targets if block.handler == NONE else (*targets, block.handler)
        return block.successors()

    def _visit(self, block: Block) -> set[int]:
        changed: set[int] = set()
        for step in block.instructions:
            if step.result == NONE:
                continue
            old = self._cells.get(step.result, UNDEFINED)
            if old is VARIES:
                continue
            new = self._phi(block, step) if isinstance(step, Phi) else self._evaluate(step)
            if new is UNDEFINED and not isinstance(step, Phi):
                continue
            if is_constant(old) and not is_same(old, new):
                new = VARIES
            if not is_same(old, new):
                self._cells[step.result] = new
                changed.add(step.result)
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

    def _evaluate(self, step: Instruction) -> Cell:
        match step:
            case Const():
                return step.value
            case Load():
                return VARIES if step.owner else self._modules.member(self._function.module, step.name)
            case Import():
                return self._modules.imported(self._function, step.result)
            case Binary():
                operator = step.operator.removesuffix("=")
                return self._apply(_BINARY.get(operator), step.left, step.right)
            case Compare():
                return self._compare(step)
            case Unary():
                return self._apply(_UNARY.get(step.operator), step.operand)
            case Build():
                return self._build(step)
            case GetItem():
                return self._apply(_item, step.object, step.key)
            case GetField():
                return self._field(step)
            case Call():
                return self._call(step)
            case _:
                return VARIES

    def _compare(self, step: Compare) -> Cell:
        if step.operator in {"is", "is not"}:
            left, right = self.value(step.left), self.value(step.right)
            if UNDEFINED in (left, right):
                return UNDEFINED
            if isinstance(left, _SINGLETONS) and isinstance(right, _SINGLETONS):
                return (left is right) == (step.operator == "is")
            return VARIES
        return self._apply(_COMPARE.get(step.operator), step.left, step.right)

    def _build(self, step: Build) -> Cell:
        if step.stars or step.kind not in {"text", "tuple", "slice"}:
            return VARIES
        if step.kind == "text":
            return self._apply(lambda *parts: "".join(map(str, parts)), *step.operands)
        if step.kind == "slice":
            return self._apply(slice, *step.operands)
        return self._apply(lambda *parts: parts, *step.operands)

    def _field(self, step: GetField) -> Cell:
        if self.value(step.object) is UNDEFINED:
            return UNDEFINED
        return self._modules.field(self._function, step)

    def _call(self, step: Call) -> Cell:
        if step.stars or "" in step.names:
            return VARIES
        callee = self._function.function.definitions[step.callee]
        count = len(step.arguments) - len(step.names)
        if isinstance(callee, GetField) and callee.name in _METHODS and not step.names:
            receiver = self.value(callee.object)
            if is_constant(receiver) and isinstance(receiver, str | bytes | int | float):
                name = callee.name
                return self._apply(
                    lambda obj, *rest: getattr(obj, name)(*rest), callee.object, *step.arguments
                )
            return UNDEFINED if receiver is UNDEFINED else VARIES
        value = self._modules.program.evaluator.value(self._function, step.callee)
        if len(value) == 1 and isinstance(value[0], Api) and count == len(step.arguments):
            return self._apply(_FUNCTIONS.get(value[0].path), *step.arguments)
        return VARIES

    def _apply(self, operation: Callable[..., Any] | None, *registers: int) -> Cell:
        """`operation` on constants; VARIES where it fails, is unknown, or its operands or result are too large."""
        cells = [self._cells.get(register, UNDEFINED) for register in registers]
        if any(cell is VARIES for cell in cells) or operation is None:
            return VARIES
        if any(cell is UNDEFINED for cell in cells):
            return UNDEFINED
        if not all(_is_small(cell) for cell in cells):
            return VARIES
        if operation in (_BINARY["*"], _BINARY["<<"], _BINARY["%"]) and not _is_modest(cells):
            return VARIES
        try:
            result = operation(*cells)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return VARIES
        return result if _is_small(result) else VARIES


def _item(container: Any, key: Any) -> Any:
    if not isinstance(container, str | bytes | tuple):
        raise TypeError
    return container[key]


def _is_small(value: Any) -> bool:
    """Whether a constant may be computed with; larger ones vary (limit `constant-size`)."""
    if isinstance(value, str | bytes | tuple | list):
        return len(value) <= CONSTANT_SIZE.bound
    if isinstance(value, int):
        return value.bit_length() <= CONSTANT_SIZE.bound
    return isinstance(value, float | complex | slice | type(None) | type(...))


def _is_modest(cells: list[Cell]) -> bool:
    """Whether the result of repeating or shifting stays within reason: the counts are small."""
    return all(abs(cell) <= CONSTANT_SIZE.bound for cell in cells if isinstance(cell, int)) and not (
        isinstance(cells[0], str) and len(cells[0]) > 256
    )


def _reads(step: Instruction) -> tuple[int, ...]:
    match step:
        case Phi() | Build():
            return tuple(step.operands)
        case Binary() | Compare():
            return (step.left, step.right)
        case Unary():
            return (step.operand,)
        case GetItem():
            return (step.object, step.key)
        case GetField():
            return (step.object,)
        case Call():
            return (step.callee, *step.arguments)
        case _:
            return ()


@final
class ModuleConstants:
    """Constants that outlive a function: module names and class attributes assigned once, and never elsewhere."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._members: dict[tuple[str, str], Cell] = {}
        self._set_fields: dict[str, list[tuple[FunctionSymbol, int]]] | None = (
            None  # by name: on what, and where
        )
        self._functions: dict[FunctionSymbol, Constants] = {}
        self._active: set[FunctionSymbol] = set()
        self._uses: dict[str, tuple[Use, ...]] = {}
        self._replaced: dict[ModuleSymbol, frozenset[str]] = {}

    def uses_of(self, api: str) -> tuple[Use, ...]:
        """The model rows about calls of `api`, looked up once."""
        found = self._uses.get(api)
        if found is None:
            found = self._uses[api] = self.program.models.uses(api)
        return found

    def replaced_names(self, module: ModuleSymbol) -> frozenset[str]:
        """The names that code of `module` puts something else in the place of."""
        found = self._replaced.get(module)
        if found is None:
            found = self._replaced[module] = replaced_names(module)
        return found

    def of(self, function: FunctionSymbol) -> Constants:
        """The constants of `function`, computed once."""
        found = self._functions.get(function)
        if found is None:
            self._active.add(function)
            found = self._functions[function] = Constants(function, self)
            self._active.discard(function)
        return found

    def is_bounded(self, function: FunctionSymbol) -> bool:
        """Whether the function was found too large to follow."""
        found = self._functions.get(function)
        return found is not None and found.is_bounded

    def member(self, module: ModuleSymbol, name: str) -> Cell:
        """What the module name `name` always holds once the module is loaded."""
        key = (module.module.path, name)
        if key not in self._members:
            self._members[key] = VARIES  # what a constant that refers to itself sees
            stored = module.bindings.get((0, name), [])
            if len(stored) == 1 and not self._is_set_from_outside(module, name):
                self._members[key] = self._stored(*stored[0])
        return self._members[key]

    def _is_set_from_outside(self, module: ModuleSymbol, name: str) -> bool:
        """Whether any code of the program assigns to `module.name` as to a field."""
        if self._set_fields is None:
            self._set_fields = {}
            for other in self.program.modules:
                for function in other.functions:
                    for base, field, _ in function.fields:
                        self._set_fields.setdefault(field, []).append((function, base))
        value = self.program.evaluator.value
        return any(module in value(function, base) for function, base in self._set_fields.get(name, ()))

    def _stored(self, function: FunctionSymbol, register: int) -> Cell:
        step = function.function.definitions[register]
        if isinstance(step, Const):
            return step.value
        if isinstance(step, Import):
            return self.imported(function, register)
        if function in self._active:  # the function asks for its own constants while they are computed
            return VARIES
        return self.of(function).value(register)

    def imported(self, function: FunctionSymbol, register: int) -> Cell:
        """What an imported name of the program always holds."""
        step = function.function.definitions[register]
        if not isinstance(step, Import) or not step.name:
            return VARIES
        index = self.program.evaluator.index
        source = (
            index.relative(function.module, step.level, step.module)
            if step.level
            else index.absolute(function.module, step.module)
        )
        if source is None and not step.level:
            return _OUTSIDE.get(f"{step.module}.{step.name}", VARIES)
        return VARIES if source is None or source is function.module else self.member(source, step.name)

    def field(self, function: FunctionSymbol, step: GetField) -> Cell:
        """What `module.NAME` or `Class.NAME` always holds, where the class attribute is never assigned again."""
        evaluator = self.program.evaluator
        for thing in evaluator.value(function, step.object):
            if isinstance(thing, ModuleSymbol):
                return self.member(thing, step.name)
            if isinstance(thing, Api):
                return _OUTSIDE.get(f"{thing.path}.{step.name}", VARIES)
        return VARIES
