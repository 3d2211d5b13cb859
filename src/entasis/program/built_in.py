"""What Python itself says of values: the classes of displays and constants, and the methods behind operators."""

from typing import Final

from entasis.program.things import NONE_CLASS

BUILT: Final[dict[str, str]] = {
    "list": "builtins.list",
    "tuple": "builtins.tuple",
    "set": "builtins.set",
    "dict": "builtins.dict",
    "generator": "typing.Generator",
}
CONSTANTS: Final[dict[type, str]] = {
    str: "builtins.str",
    bytes: "builtins.bytes",
    int: "builtins.int",
    float: "builtins.float",
    bool: "builtins.bool",
    complex: "builtins.complex",
    type(None): NONE_CLASS,
}
OPERATORS: Final = {
    "+": "__add__",
    "-": "__sub__",
    "*": "__mul__",
    "/": "__truediv__",
    "//": "__floordiv__",
    "%": "__mod__",
    "|": "__or__",
    "&": "__and__",
    "^": "__xor__",
    ">>": "__rshift__",
    "<<": "__lshift__",
    "@": "__matmul__",
    "**": "__pow__",
}
