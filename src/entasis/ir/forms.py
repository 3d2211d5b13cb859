"""How each instruction is written in the IR's text form: its word, and its fields in order.

    r3 = call r0 r1 *r2 key=r1        word "call", fields callee and arguments

One table for both directions, so that the printer and the parser cannot disagree about an instruction.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from msgspec import Struct

from entasis.ir import instructions as ir
from entasis.ir.instructions import Instruction, Terminator


class Field(Enum):
    """How one field is written. Where it is made of several slots, they are named here."""

    REGISTER = auto()  # r1
    OPTIONAL = auto()  # r1, or - for NONE
    NAMED = auto()  # discards=r1, left out for NONE
    REGISTERS = auto()  # r1 r2
    INCOMING = auto()  # r1 r2, one for each predecessor
    ELEMENTS = auto()  # r1 *r2: `operands` and their `stars`
    ARGUMENTS = auto()  # r1 *r2 key=r3 **r4: `arguments`, `names`, `stars`
    BASES = auto()  # r1 metaclass=r2: `bases`, `names`
    DEFAULTS = auto()  # limit=r1 of a new function's parameters
    CONSTANT = auto()  # "a", b"a", 1, 1.0, complex(1.0, 2.0), none, true, ellipsis, unbound, tuple(1, 2)
    PARAMETER = auto()  # `name`; the `index` is its place in the function's header
    TEXT = auto()  # a word or a quoted text
    NAMED_TEXT = auto()  # name=request, left out when empty
    NAMED_NUMBER = auto()  # level=1, left out for 0
    FLAG = auto()  # top, or nothing; `is_async` is written async
    BLOCK = auto()  # b1
    FUNCTION = auto()  # f1
    CLASS = auto()  # c1


class Form(Struct, frozen=True):
    """One instruction's text: `word`, then `fields` as (slot, how it is written)."""

    word: str
    make: Callable[..., Instruction | Terminator]
    fields: tuple[tuple[str, Field], ...]
    has_result: bool


def flag(slot: str) -> str:
    """The word for a slot that is true or false."""
    return slot.removeprefix("is_")


_NO_RESULT: Final = (ir.Store, ir.SetField, ir.SetItem)


def _form(kind: type[Instruction | Terminator], word: str, /, **fields: Field) -> tuple[type, Form]:
    has_result = issubclass(kind, Instruction) and kind not in _NO_RESULT
    return kind, Form(word, kind, tuple(fields.items()), has_result)


FORMS: Final[dict[type, Form]] = dict(
    (
        _form(ir.Const, "const", value=Field.CONSTANT),
        _form(ir.Param, "param", name=Field.PARAMETER),
        _form(ir.Phi, "phi", operands=Field.INCOMING),
        _form(ir.Load, "load", name=Field.TEXT, owner=Field.FUNCTION),
        _form(ir.Store, "store", name=Field.TEXT, owner=Field.FUNCTION, value=Field.REGISTER),
        _form(ir.GetField, "get_field", object=Field.REGISTER, name=Field.TEXT),
        _form(ir.SetField, "set_field", object=Field.REGISTER, name=Field.TEXT, value=Field.REGISTER),
        _form(ir.GetItem, "get_item", object=Field.REGISTER, key=Field.REGISTER),
        _form(ir.SetItem, "set_item", object=Field.REGISTER, key=Field.OPTIONAL, value=Field.REGISTER),
        _form(ir.Build, "build", kind=Field.TEXT, operands=Field.ELEMENTS),
        _form(ir.Unary, "unary", operator=Field.TEXT, operand=Field.REGISTER),
        _form(ir.Binary, "binary", operator=Field.TEXT, left=Field.REGISTER, right=Field.REGISTER),
        _form(ir.Compare, "compare", operator=Field.TEXT, left=Field.REGISTER, right=Field.REGISTER),
        _form(ir.Call, "call", callee=Field.REGISTER, arguments=Field.ARGUMENTS, decorates=Field.FLAG),
        _form(ir.MakeFunction, "make_function", function=Field.FUNCTION, defaults=Field.DEFAULTS),
        _form(ir.MakeClass, "make_class", class_index=Field.CLASS, bases=Field.BASES),
        _form(
            ir.Import,
            "import",
            module=Field.TEXT,
            name=Field.NAMED_TEXT,
            level=Field.NAMED_NUMBER,
            top=Field.FLAG,
        ),
        _form(ir.Iterate, "iterate", object=Field.REGISTER, is_async=Field.FLAG),
        _form(ir.Next, "next", iterator=Field.REGISTER),
        _form(ir.Await, "await", value=Field.REGISTER),
        _form(ir.Yield, "yield", value=Field.REGISTER, delegates=Field.FLAG),
        _form(ir.Enter, "enter", manager=Field.REGISTER, is_async=Field.FLAG),
        _form(ir.Leave, "leave", manager=Field.REGISTER, exception=Field.NAMED, is_async=Field.FLAG),
        _form(ir.Catch, "catch", kind=Field.TEXT),
        _form(ir.Opaque, "opaque", what=Field.TEXT, operands=Field.REGISTERS),
        _form(ir.Jump, "jump", target=Field.BLOCK, discards=Field.NAMED),
        _form(
            ir.Branch,
            "branch",
            condition=Field.REGISTER,
            then=Field.BLOCK,
            orelse=Field.BLOCK,
            kind=Field.TEXT,
        ),
        _form(ir.Return, "return", value=Field.REGISTER, discards=Field.NAMED),
        _form(ir.Raise, "raise", value=Field.OPTIONAL, cause=Field.NAMED),
        _form(ir.Unreachable, "unreachable"),
    )
)
BY_WORD: Final[dict[str, Form]] = {form.word: form for form in FORMS.values()}
