"""What is computed with constants: Python's own operators, functions and methods on values of built-in classes.

    "cell" + "1"      "cell1"
    "%09999999d" % 1  VARIES: the result would be large, and whoever wrote the text may mean harm by that
    "a,b".split(",")  VARIES: a list can be changed later, so it is no constant

Nothing of the reviewed code runs, and no operand or result is larger than limits.CONSTANT_SIZE.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, final

from entasis.analyses.interpreter import Version
from entasis.ir.instructions import Unbound
from entasis.limits import CONSTANT_SIZE


@final
class Undefined:
    """No value has come here yet."""

    __slots__ = ()


@final
class Varies:
    """Not one constant."""

    __slots__ = ()


@final
class Something:
    """A class or a function, whichever: it is true and not None; nothing else is computed with it."""

    __slots__ = ()


UNDEFINED: Final = Undefined()
SOMETHING: Final = Something()
VARIES: Final = Varies()
Cell = object
"""UNDEFINED, a constant, or VARIES: a cell goes down that line and never back."""

Operation = Callable[..., Any]

_LONG_NUMBER: Final = re.compile(r"\d{4,}")
_WIDTH_BY_ARGUMENT: Final = re.compile(r"\{[^{}]*\{|\*")
_ENCODINGS: Final = frozenset({"utf-8", "utf8", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1"})
_FAILURES: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, Warning)


def is_constant(cell: Cell) -> bool:
    """Whether the cell holds one known value."""
    return cell is not UNDEFINED and cell is not VARIES


def is_same(left: Cell, right: Cell) -> bool:
    """Equality that tells True from 1, 1 from 1.0 and 0.0 from -0.0."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, float | complex):
        return repr(left) == repr(right)
    return left == right


def apply(operation: Operation | None, cells: Sequence[Cell]) -> Cell:
    """`operation` on constants; VARIES where it fails, is unknown, or its operands or its result are too large."""
    if operation is None or any(cell is VARIES for cell in cells):
        return VARIES
    if any(cell is UNDEFINED for cell in cells):
        return UNDEFINED
    if not all(map(is_small, cells)):
        return VARIES
    try:
        result = operation(*cells)
    except _FAILURES:
        return VARIES
    return result if is_small(result) else VARIES


def is_something(operator: str, left: Cell, right: Cell) -> Cell:
    """What `left <operator> right` says of a class or a function: only that it is not None."""
    if (left is None or right is None) and operator in {"is", "is not", "==", "!="}:
        return operator in {"is not", "!="}
    return VARIES


def is_small(value: object) -> bool:
    """Whether a value is of a class that is computed with, and not too large for it."""
    room = CONSTANT_SIZE.bound
    pending = [value]
    while pending:
        part = pending.pop()
        room -= 1
        if isinstance(part, str | bytes):
            room -= len(part)
        elif isinstance(part, int):
            room -= part.bit_length()
        elif isinstance(part, tuple):
            if len(part) > room:
                return False
            pending.extend(part)
        elif isinstance(part, slice):
            pending += [part.start, part.stop, part.step]
        elif not isinstance(part, float | complex | type(None) | type(...) | Version):
            return False
        if room < 0:
            return False
    return not isinstance(value, Unbound)


def _times(left: Any, right: Any) -> Any:
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, str | bytes | tuple):
            _refuse(len(sequence) * abs(count) > CONSTANT_SIZE.bound)
    return left * right


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int) and isinstance(exponent, int):
        _refuse(base.bit_length() * abs(exponent) > CONSTANT_SIZE.bound)
    return base**exponent


def _shift(left: Any, right: Any) -> Any:
    _refuse(abs(right) > CONSTANT_SIZE.bound)
    return left << right


def _remainder(left: Any, right: Any) -> Any:
    if isinstance(left, str | bytes):
        text = left if isinstance(left, str) else left.decode("latin-1")
        _refuse(bool(_LONG_NUMBER.search(text)) or "*" in text)
    return left % right


def _formatted(value: Any, spec: Any) -> Any:
    _refuse(bool(_LONG_NUMBER.search(spec)))
    return format(value, spec)


def _item(container: Any, key: Any) -> Any:
    _refuse(not isinstance(container, str | bytes | tuple | Version))
    return container[key]


def _refuse(condition: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if condition:
        raise ValueError


def method(name: str) -> Operation | None:
    """The method `name` of texts, bytes and numbers, as a function of the object and its arguments."""
    if name not in _METHODS:
        return None

    def call(receiver: Any, *arguments: Any) -> Any:
        _refuse(not isinstance(receiver, str | bytes | int | float))
        _refuse(any(isinstance(a, int) and abs(a) > CONSTANT_SIZE.bound for a in arguments))
        if name == "format":
            _refuse(bool(_LONG_NUMBER.search(receiver) or _WIDTH_BY_ARGUMENT.search(receiver)))
        if name in {"encode", "decode"}:
            _refuse(bool(arguments) and str(arguments[0]).lower() not in _ENCODINGS)
        return getattr(receiver, name)(*arguments)

    return call


def text(*parts: Any) -> str:
    """What a formatted text with these parts is."""
    return "".join(map(str, parts))


def items(*parts: Any) -> tuple[Any, ...]:
    """The tuple of the parts."""
    return parts


item: Final = _item
_METHODS: Final = frozenset({
    "bit_length", "capitalize", "casefold", "count", "decode", "encode", "endswith", "find", "format", "hex", "index",
    "isalnum", "isalpha", "isdigit", "isidentifier", "islower", "isspace", "isupper", "join", "lower", "lstrip",
    "partition", "removeprefix", "removesuffix", "replace", "rfind", "rpartition", "rstrip", "startswith", "strip",
    "swapcase", "title", "upper", "zfill",
})  # fmt: skip
FUNCTIONS: Final[dict[str, Operation]] = {
    "builtins.abs": abs,
    "builtins.bool": bool,
    "builtins.chr": chr,
    "builtins.float": float,
    "builtins.hex": hex,
    "builtins.int": int,
    "builtins.len": len,
    "builtins.max": max,
    "builtins.min": min,
    "builtins.ord": ord,
    "builtins.str": str,
    "builtins.tuple": tuple,
}
BINARY: Final[dict[str, Operation]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": _times,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": _remainder,
    "**": _power,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    ">>": lambda a, b: a >> b,
    "<<": _shift,
    "format": _formatted,
}
COMPARE: Final[dict[str, Operation]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
}
UNARY: Final[dict[str, Operation]] = {
    "-": lambda a: -a,
    "+": lambda a: +a,
    "~": lambda a: ~a,
    "not": lambda a: not a,
    "repr": repr,
    "str": str,
    "ascii": ascii,
}
_SINGLE: Final = (bool, type(None), type(...))


def identity(left: Any, right: Any) -> bool:
    """Whether two constants are one object, where that does not depend on the interpreter."""
    _refuse(not isinstance(left, _SINGLE) and not isinstance(right, _SINGLE))
    return left is right


COMPARE["is"] = identity
COMPARE["is not"] = lambda a, b: not identity(a, b)
