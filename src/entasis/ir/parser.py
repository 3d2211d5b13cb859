"""Reads the IR's text form (see `printer`) back into a module.

Only the syntax is checked here; whether the module is sound is the verifier's question, so that a test can write
down a broken one. Blank lines and lines that begin with `#` mean nothing.
"""

import re
from typing import Final, final

from entasis.ir.cursor import Cursor, IRSyntaxError
from entasis.ir.forms import BY_WORD, Field, Form, flag
from entasis.ir.function import Block, Class, Function, FunctionKind, Module, Parameter
from entasis.ir.instructions import COLUMN_BITS, COLUMN_MASK, NONE, Instruction, Terminator
from entasis.ir.literals import read_constant, read_name, read_text
from entasis.signature import ParameterKind

__all__ = ["IRSyntaxError", "parse_module"]

_REGISTER: Final = re.compile(r"(?:r(\d+)|-)(?![^\s,)])")
_RESULT: Final = re.compile(r"r(\d+) *=(?= )")
_BLOCK_HEAD: Final = re.compile(r"b(\d+):")
_BLOCK: Final = re.compile(r"b(\d+)(?!\S)")
_FUNCTION: Final = re.compile(r"f(\d+)(?!\S)")
_CLASS: Final = re.compile(r"c(\d+)(?!\S)")
_NUMBER: Final = re.compile(r"\d+(?!\S)")
_WORD: Final = re.compile(r"[a-z_]+(?!\S)")
_POSITION: Final = re.compile(r"@(\d+):(\d+)-(\d+):(\d+)(?!\S)")


def parse_module(text: str) -> Module:
    """The module that `text` describes; IRSyntaxError names the first line that cannot be read."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip(" \t")
        if not stripped or stripped.startswith("#"):
            continue
        cursor = Cursor(line, number)
        if line[0] in " \t":
            reader.inner(cursor)
        else:
            reader.outer(cursor)
        if not cursor.at_end():
            cursor.fail("the line should end")
    for function in reader.module.functions:
        _define(function)
    return reader.module


@final
class _Reader:
    """The module so far, and the function and the block that are open."""

    __slots__ = ("block", "function", "module", "registers")

    def __init__(self) -> None:
        self.module = Module("")
        self.function: Function | None = None
        self.block: Block | None = None

    def outer(self, cursor: Cursor) -> None:
        """A line that is not indented."""
        module = self.module
        word = cursor.need(_WORD, "module, opaque, limit, class or function")[0]
        if word == "module":
            module.path = read_name(cursor, "the path")
        elif word == "opaque":
            _count(cursor, module.opaque)
        elif word == "limit":
            _count(cursor, module.limits)
        elif word == "class":
            module.classes.append(_class(cursor))
        elif word == "function":
            self.function = _function(cursor)
            self.block = None
            module.functions.append(self.function)
        else:
            cursor.fail(f"{word} begins no line")

    def inner(self, cursor: Cursor) -> None:
        """An indented line."""
        function, block = self.function, self.block
        if function is None:
            cursor.fail("the line belongs to no function")
        head = cursor.take(_BLOCK_HEAD)
        if head is not None:
            self.block = _block(cursor, int(head[1]))
            function.blocks.append(self.block)
        elif block is not None:
            if block.terminator is not None:
                cursor.fail("the block has ended")
            step = _step(cursor, function)
            if isinstance(step, Instruction):
                block.instructions.append(step)
            else:
                block.terminator = step
        elif cursor.skip("annotation"):
            name = read_text(cursor, "a name")
            function.annotations[name] = read_text(cursor, "a type")
        elif cursor.skip("variable"):
            register = _register(cursor)
            function.variables[register] = read_name(cursor, "a name")
        else:
            cursor.fail("the line belongs to no block")


def _count(cursor: Cursor, counts: dict[str, int]) -> None:
    number = int(cursor.need(_NUMBER, "a number")[0])
    counts[read_text(cursor, "a name")] = number


def _class(cursor: Cursor) -> Class:
    index = _index(cursor, _CLASS, "a class")
    qualified_name = read_name(cursor, "a name")
    name = _name(cursor, qualified_name)
    if not cursor.skip("body"):
        cursor.fail("body is missing")
    body = _index(cursor, _FUNCTION, "a function")
    parent = _index(cursor, _FUNCTION, "a function") if cursor.skip("in") else NONE
    return Class(index, name, qualified_name, body, parent, *_positions(cursor))


def _name(cursor: Cursor, qualified_name: str) -> str:
    return read_name(cursor, "a name") if cursor.skip("named") else qualified_name.rpartition(".")[2]


def _function(cursor: Cursor) -> Function:
    index = _index(cursor, _FUNCTION, "a function")
    qualified_name = read_name(cursor, "a name")
    parameters = _parameters(cursor)
    returns = read_text(cursor, "a type") if cursor.skip("->") else ""
    kind = FunctionKind.FUNCTION
    if cursor.skip("as"):
        word = cursor.need(_WORD, "a kind of function")[0]
        if word not in {kind.value for kind in FunctionKind}:
            cursor.fail(f"{word} is no kind of function")
        kind = FunctionKind(word)
    name = _name(cursor, qualified_name)
    parent = _index(cursor, _FUNCTION, "a function") if cursor.skip("in") else NONE
    class_index = _index(cursor, _CLASS, "a class") if cursor.skip("of") else NONE
    is_async = cursor.skip("async")
    is_generator = cursor.skip("generator")
    registers = int(cursor.need(_NUMBER, "a number")[0]) if cursor.skip("registers") else 0
    function = Function(index, name, qualified_name, kind, parent, class_index, *_positions(cursor))
    function.parameters = parameters
    function.returns = returns
    function.is_async = is_async
    function.is_generator = is_generator
    function.definitions = [None] * registers
    return function


def _parameters(cursor: Cursor) -> tuple[Parameter, ...]:
    if not cursor.skip("("):
        cursor.fail("the parameters are missing")
    parameters: list[Parameter] = []
    plain = ParameterKind.POSITIONAL
    first = True
    while not cursor.skip(")"):
        if not first and not cursor.skip(","):
            cursor.fail("a comma is missing")
        first = False
        if cursor.skip("/"):
            parameters = [parameter._replace(kind=ParameterKind.POSITIONAL_ONLY) for parameter in parameters]
        elif cursor.skip("**"):
            parameters.append(_parameter(cursor, ParameterKind.VAR_KEYWORD))
        elif cursor.skip("*"):
            plain = ParameterKind.KEYWORD_ONLY
            if not cursor.take(_BARE_STAR):
                parameters.append(_parameter(cursor, ParameterKind.VAR_POSITIONAL))
        else:
            parameters.append(_parameter(cursor, plain))
    return tuple(parameters)


_BARE_STAR: Final = re.compile(r"(?=,)")


def _parameter(cursor: Cursor, kind: ParameterKind) -> Parameter:
    name = read_name(cursor, "a parameter")
    annotation = read_name(cursor, "a type") if cursor.skip(":") else ""
    return Parameter(name, kind, cursor.skip("=?"), annotation)


def _block(cursor: Cursor, index: int) -> Block:
    block = Block(index)
    if cursor.skip("<-"):
        while match := cursor.take(_BLOCK):
            block.predecessors.append(int(match[1]))
    if cursor.skip("on raise"):
        block.handler = _index(cursor, _BLOCK, "a block")
    return block


def _step(cursor: Cursor, function: Function) -> Instruction | Terminator:
    written = cursor.take(_RESULT)
    word = cursor.need(_WORD, "an instruction")[0]
    form = BY_WORD.get(word)
    if form is None:
        cursor.fail(f"{word} is no instruction")
    if written is not None and not form.has_result:
        cursor.fail(f"{word} writes no register")
    result = int(written[1]) if written is not None else NONE
    values = _values(cursor, form, function)
    if cursor.skip(";"):
        function.variables[result] = read_name(cursor, "a variable")
    start, end = _positions(cursor)
    if form.has_result:
        return form.make(result, start, end, **values)
    return form.make(start, end, **values)


def _values(cursor: Cursor, form: Form, function: Function) -> dict[str, object]:
    values: dict[str, object] = {}
    for slot, field in form.fields:
        match field:
            case Field.REGISTER | Field.OPTIONAL:
                values[slot] = _register(cursor)
            case Field.NAMED:
                values[slot] = _register(cursor) if cursor.skip(f"{slot}=") else NONE
            case Field.REGISTERS:
                values[slot] = tuple(_registers(cursor))
            case Field.INCOMING:
                values[slot] = _registers(cursor)
            case Field.ELEMENTS:
                values[slot], values["stars"] = _elements(cursor)
            case Field.ARGUMENTS:
                plain, values["stars"] = _elements(cursor)
                named, values["names"] = _named(cursor)
                values[slot] = plain + named
            case Field.BASES:
                named, values["names"] = _named(cursor, tuple(_registers(cursor)))
                values[slot] = named
            case Field.DEFAULTS:
                registers, names = _named(cursor)
                values[slot] = tuple(zip(names, registers, strict=True))
            case Field.CONSTANT:
                values[slot] = read_constant(cursor)
            case Field.PARAMETER:
                values[slot], values["index"] = _parameter_use(cursor, function)
            case Field.TEXT:
                values[slot] = read_text(cursor, f"the {slot}")
            case Field.NAMED_TEXT:
                values[slot] = read_name(cursor, f"the {slot}") if cursor.skip(f"{slot}=") else ""
            case Field.NAMED_NUMBER:
                values[slot] = int(cursor.need(_NUMBER, f"the {slot}")[0]) if cursor.skip(f"{slot}=") else 0
            case Field.FLAG:
                values[slot] = cursor.skip(flag(slot))
            case Field.BLOCK:
                values[slot] = _index(cursor, _BLOCK, "a block")
            case Field.FUNCTION:
                values[slot] = _index(cursor, _FUNCTION, "a function")
            case Field.CLASS:
                values[slot] = _index(cursor, _CLASS, "a class")
    return values


def _parameter_use(cursor: Cursor, function: Function) -> tuple[str, int]:
    name = read_name(cursor, "a parameter")
    for index, parameter in enumerate(function.parameters):
        if parameter.name == name:
            return name, index
    cursor.fail(f"{name} is no parameter of the function")


def _index(cursor: Cursor, pattern: re.Pattern[str], what: str) -> int:
    return int(cursor.need(pattern, what)[1])


def _register(cursor: Cursor) -> int:
    register = cursor.need(_REGISTER, "a register")[1]
    return NONE if register is None else int(register)


def _registers(cursor: Cursor) -> list[int]:
    registers: list[int] = []
    while match := cursor.take(_REGISTER):
        registers.append(NONE if match[1] is None else int(match[1]))
    return registers


def _elements(cursor: Cursor) -> tuple[tuple[int, ...], tuple[int, ...]]:
    registers: list[int] = []
    stars: list[int] = []
    while match := cursor.take(_ELEMENT):
        if match[1]:
            stars.append(len(registers))
        registers.append(NONE if match[2] is None else int(match[2]))
    return tuple(registers), tuple(stars)
