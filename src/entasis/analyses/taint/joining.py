"""Functions of the program that join what they are passed by a text, whose calls are as good as that text.

def url_join(*pieces):
    stripped = [piece.strip("/") for piece in pieces]
    return "/" + "/".join(piece for piece in stripped if piece)

url_join(self.base_url, name)      as `f"{self.base_url}/{name}"`: `name` chooses no host
"""

from collections.abc import Iterator
from typing import Final, final

from entasis.ir.function import Function
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    Const,
    GetField,
    Instruction,
    Iterate,
    Load,
    Next,
    Param,
    Phi,
    Return,
    SetItem,
    Unary,
)
from entasis.program.symbols import FunctionSymbol
from entasis.signature import ParameterKind

_KEEPING: Final = frozenset({"list", "tuple", "iter", "filter", "map"})  # in the same order
_STRIPPING: Final = frozenset({"strip", "lstrip", "rstrip", "removeprefix", "removesuffix"})


@final
class Joining:
    """What the functions of one program join by; each is looked at once."""

    def __init__(self) -> None:
        self._known: dict[FunctionSymbol, str | None] = {}

    def separator(self, function: FunctionSymbol) -> str | None:
        """The text that surely stands between what the function is passed, in what it gives; None if nobody knows."""
        if function not in self._known:
            self._known[function] = _separator(function.function)
        return self._known[function]


def _separator(function: Function) -> str | None:
    if [parameter.kind for parameter in function.parameters] != [ParameterKind.VAR_POSITIONAL]:
        return None
    found: set[str | None] = set()
    for block in function.blocks:
        end = block.terminator
        if isinstance(end, Return):
            found.update(_Body(function).joined(end.value, set()))
    return found.pop() if len(found) == 1 else None


@final
class _Body:
    """The body of one function."""

    def __init__(self, function: Function) -> None:
        self._steps = function.definitions
        self._put = [
            step for block in function.blocks for step in block.instructions if isinstance(step, SetItem)
        ]
        self._changed = {step.object for step in self._steps if isinstance(step, GetField)}

    def joined(self, register: int, seen: set[int]) -> Iterator[str | None]:
        """By what the parts of the text are joined; None for a part that is no such text, and no constant."""
        if register in seen:
            return
        seen.add(register)
        step = self._steps[register] if register >= 0 else None
        match step:
            case Const(value=str()):
                return
            case Phi(operands=parts) | Build(kind="text", operands=parts):
                for part in parts:
                    yield from self.joined(part, seen)
            case Binary(operator="+" | "+=", left=left, right=right):
                yield from self.joined(left, seen)
                yield from self.joined(right, seen)
            case Call() if self._method(step) in _STRIPPING:
                yield from self.joined(self._object(step), seen)
            case Call(arguments=(parts,)) if self._method(step) == "join":
                separator = self._steps[self._object(step)]
                by = separator.value if isinstance(separator, Const) else None
                yield by if isinstance(by, str) and self._is_as_passed(parts) else None
            case _:
                yield None

    def _is_as_passed(self, register: int) -> bool:
        """Whether it is what is passed, in the same order, of which some may be left out."""
        if register in self._changed:  # by some method of it
            return False
        step = self._steps[register]
        match step:
            case Param():
                return True
            case Call(arguments=arguments) if arguments and self._name(step) in _KEEPING:
                return self._is_as_passed(arguments[-1])
            case Build(kind="list" | "generator", operands=()):
                put = [one for one in self._put if one.object == register]
                return len(put) == 1 and put[0].key == NONE and self._is_element(put[0].value)
            case _:
                return False

    def _is_element(self, register: int) -> bool:
        """Whether it is one of what is passed, or a text of it."""
        while True:
            step = self._steps[register]
            match step:
                case Next(iterator=inner):
                    iterator = self._steps[inner]
                    return isinstance(iterator, Iterate) and self._is_as_passed(iterator.object)
                case Unary(operator="str", operand=inner):
                    register = inner
                case Call() if self._method(step) in _STRIPPING:
                    register = self._object(step)
                case Call(arguments=(inner,)) if self._name(step):
                    register = inner
                case _:
                    return False

    def _method(self, step: Call) -> str:
        callee = self._steps[step.callee]
        return callee.name if isinstance(callee, GetField) else ""

    def _object(self, step: Call) -> int:
        callee = self._steps[step.callee]
        return callee.object if isinstance(callee, GetField) else NONE

    def _name(self, step: Instruction | None) -> str:
        callee = self._steps[step.callee] if isinstance(step, Call) else None
        return callee.name if isinstance(callee, Load) else ""
