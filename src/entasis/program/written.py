r"""The text that a register surely holds, where it is written out in parts: the patterns of addresses and of fields.

    NAME = r"(?P<name>\w{1,%d})" % LONGEST
    re_path(rf"^servers/{NAME}/$", show)                       ^servers/(?P<name>\w{1,64})/$
    re_path("^jobs/(?P<job>" + settings.UUID + ")/$", job)     what the program's settings hold under the name

Names of modules and classes of the program are followed, as long as each is bound once. A text that holds itself, or is
longer than limits.CONSTANT_SIZE, is not known.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, final

from entasis.ir.instructions import NONE, Binary, Build, Const, GetField, Import, Load
from entasis.limits import CONSTANT_SIZE, RESOLUTION_DEPTH
from entasis.program.names import module_of
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol, ModuleSymbol, Thing

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

HOLE: Final = "\0"
_PARTS: Final = (Binary, Build, GetField, Import, Load)
_PLAIN: Final = re.compile(r"(?:[^%]|%[%dis])*+")  # a width would make a text of any length
_Part = str | int | None


def written_text(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> str | None:
    """The text; None where it is not known, or there is something else."""
    found = _Reading(evaluator).part(function, register, 0)
    return found if isinstance(found, str) else None


def text_with_holes(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> str:
    """The text, with a hole in place of each part that is not known."""
    return _Reading(evaluator).with_holes(function, register, 0)


def is_put_together(function: FunctionSymbol, register: int) -> bool:
    """Whether what the register holds may be a text that is written out in parts."""
    return isinstance(function.function.definitions[register], _PARTS)


@final
class _Reading:
    """What was found out for one question: each part once, however often it is repeated in the whole."""

    def __init__(self, evaluator: "Evaluator") -> None:
        self._evaluator = evaluator
        self._parts: dict[tuple[FunctionSymbol, int], _Part] = {}
        self._holed: dict[tuple[FunctionSymbol, int], str] = {}

    def part(self, function: FunctionSymbol, register: int, depth: int) -> _Part:
        """The text, or the number, that the register surely holds."""
        if register == NONE or depth >= RESOLUTION_DEPTH.bound:
            return None
        key = (function, register)
        if key not in self._parts:
            self._parts[key] = None  # for whoever asks on the way: it holds itself
            self._parts[key] = self._put_together(function, register, depth)
        return self._parts[key]

    def with_holes(self, function: FunctionSymbol, register: int, depth: int) -> str:
        """The text that the register holds, with holes."""
        if register == NONE or depth >= RESOLUTION_DEPTH.bound:
            return HOLE
        key = (function, register)
        if key not in self._holed:
            whole = self.part(function, register, depth)
            self._holed[key] = whole if isinstance(whole, str) else self._known(function, register, depth)
        return self._holed[key]

    def _known(self, function: FunctionSymbol, register: int, depth: int) -> str:
        match function.function.definitions[register]:
            case Binary(operator="+", left=left, right=right):
                registers: Sequence[int] = (left, right)
            case Build(kind="text", operands=operands):
                registers = operands
            case _:
                return HOLE
        return _joined([self.with_holes(function, register, depth + 1) for register in registers]) or HOLE

    def _put_together(self, function: FunctionSymbol, register: int, depth: int) -> _Part:
        step = function.function.definitions[register]
        match step:
            case Const(value=str() as value):
                return value
            case Const(value=int() as value):
                return value if value.bit_length() <= CONSTANT_SIZE.bound else None
            case Load():
                return self._bound(function.module, step.owner, step.name, depth)
            case Import(name=name) if name:
                source = module_of(self._evaluator, function.module, step)
                return None if source is None else self._bound(source, 0, name, depth)
            case GetField():
                held = self._evaluator.value(function, step.object)
                return self._field(held[0], step.name, depth) if len(held) == 1 else None
            case Binary(operator="+"):
                sides = self._all(function, (step.left, step.right), depth)
                return _joined(sides) if all(isinstance(side, str) for side in sides or ()) else None
            case Build(kind="text"):
                return _joined(self._all(function, step.operands, depth))
            case Binary(operator="%"):
                return self._filled(function, step, depth)
            case _:
                return None

    def _bound(self, module: ModuleSymbol, owner: int, name: str, depth: int) -> _Part:
        stored = module.stored(owner, name)
        return self.part(*stored[0], depth + 1) if len(stored) == 1 else None

    def _field(self, thing: Thing, name: str, depth: int) -> _Part:
        match thing:
            case ModuleSymbol():
                return self._bound(thing, 0, name, depth)
            case ClassSymbol():
                return self._of_class(thing, name, depth)
            case Api(path=path):
                modules = [one for one in self._evaluator.told_modules(path) if (0, name) in one.bindings]
                texts = {self._bound(one, 0, name, depth) for one in modules}
                return texts.pop() if len(texts) == 1 else None
            case _:
                return None

    def _of_class(self, symbol: ClassSymbol, name: str, depth: int) -> _Part:
        for node in self._evaluator.mro(symbol):
            if not isinstance(node, ClassSymbol) or name in node.fields:
                return None  # what a class outside holds is not known, nor what an object does
            if name in node.members:
                return self._bound(node.module, node.ir.body, name, depth)
        return None

    def _all(self, function: FunctionSymbol, registers: Sequence[int], depth: int) -> list[str | int] | None:
        parts = [self.part(function, register, depth + 1) for register in registers]
        known = [part for part in parts if part is not None]
        return known if len(known) == len(parts) else None

    def _filled(self, function: FunctionSymbol, step: Binary, depth: int) -> str | None:
        template = self.part(function, step.left, depth + 1)
        given = function.function.definitions[step.right]
        registers = given.operands if isinstance(given, Build) and given.kind == "tuple" else (step.right,)
        if not isinstance(template, str) or not _PLAIN.fullmatch(template):
            return None
        parts = self._all(function, registers, depth)
        try:
            return None if parts is None else _joined([template % tuple(parts)])
        except (TypeError, ValueError):  # what is written there would fail as well
            return None


def _joined(parts: Sequence[str | int] | None) -> str | None:
    texts = None if parts is None else [str(part) for part in parts]
    return "".join(texts) if texts is not None and sum(map(len, texts)) <= CONSTANT_SIZE.bound else None
