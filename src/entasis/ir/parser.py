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

# Indexes are bounded, so that a slip in a text costs an error and not the memory for a billion registers.
_REGISTER: Final = re.compile(r"(?:r([0-9]{1,7})|-)(?!\S)")
_ELEMENT: Final = re.compile(r"(\*?)(?:r([0-9]{1,7})|-)(?!\S)")
_NAMED: Final = re.compile(r'\*\*|(?=(?:[^\W\d][\w.]*|"(?:[^"\\]|\\.)*")=)')
_RESULT: Final = re.compile(r"r([0-9]{1,7}) *=(?=\s)")
_BLOCK_HEAD: Final = re.compile(r"b([0-9]{1,7}):")
_BLOCK: Final = re.compile(r"b([0-9]{1,7})(?!\S)")
_FUNCTION: Final = re.compile(r"f([0-9]{1,7})(?!\S)")
_CLASS: Final = re.compile(r"c([0-9]{1,7})(?!\S)")
_COUNT: Final = re.compile(r"([0-9]{1,7})(?!\S)")
_NUMBER: Final = re.compile(r"[0-9]{1,40}(?!\S)")
_WORD: Final = re.compile(r"[a-z_]+(?!\S)")
_BARE_STAR: Final = re.compile(r"(?=,)")
_POSITION: Final = re.compile(r"@([0-9]{1,40}):([0-9]{1,8})-([0-9]{1,40}):([0-9]{1,8})(?!\S)")


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
            raise cursor.error("the line should end")
    for function in reader.module.functions:
        _define(function)
    return reader.module


@final
class _Reader:
    """The module so far, and the function and the block that are open."""

    __slots__ = ("block", "function", "module")

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
            raise cursor.error(f"{word} begins no line")

    def inner(self, cursor: Cursor) -> None:
        """An indented line."""
        function, block = self.function, self.block
        if function is None:
            raise cursor.error("the line belongs to no function")
        head = cursor.take(_BLOCK_HEAD)
        if head is not None:
            self.block = _block(cursor, int(head[1]))
            function.blocks.append(self.block)
        elif block is not None:
            if block.terminator is not None:
                raise cursor.error("the block has ended")
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
            raise cursor.error("the line belongs to no block")


def _count(cursor: Cursor, counts: dict[str, int]) -> None:
    number = int(cursor.need(_NUMBER, "a number")[0])
    counts[read_text(cursor, "a name")] = number


def _class(cursor: Cursor) -> Class:
    index = _index(cursor, _CLASS, "a class")
    qualified_name = read_name(cursor, "a name")
    name = _name(cursor, qualified_name)
    if not cursor.skip("body"):
        raise cursor.error("body is missing")
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
            raise cursor.error(f"{word} is no kind of function")
        kind = FunctionKind(word)
    name = _name(cursor, qualified_name)
    parent = _index(cursor, _FUNCTION, "a function") if cursor.skip("in") else NONE
    class_index = _index(cursor, _CLASS, "a class") if cursor.skip("of") else NONE
    is_async = cursor.skip("async")
    is_generator = cursor.skip("generator")
    is_script = cursor.skip("script")
    registers = _index(cursor, _COUNT, "a number") if cursor.skip("registers") else 0
    function = Function(index, name, qualified_name, kind, parent, class_index, *_positions(cursor))
    function.parameters = parameters
    function.returns = returns
    function.is_async = is_async
    function.is_generator = is_generator
    function.is_script = is_script
    function.definitions = [None] * registers
    return function


def _parameters(cursor: Cursor) -> tuple[Parameter, ...]:
    if not cursor.skip("("):
        raise cursor.error("the parameters are missing")
    parameters: list[Parameter] = []
    plain = ParameterKind.POSITIONAL
    first = True
    while not cursor.skip(")"):
        if not first and not cursor.skip(","):
            raise cursor.error("a comma is missing")
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


def _parameter(cursor: Cursor, kind: ParameterKind) -> Parameter:
    name = read_name(cursor, "a parameter")
    annotation = read_name(cursor, "a type") if cursor.skip(":") else ""
    return Parameter(name, kind, cursor.skip("=..."), annotation)


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
        raise cursor.error(f"{word} is no instruction")
    if written is not None and not form.has_result:
        raise cursor.error(f"{word} writes no register")
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
                values[slot] = (*plain, *named)
            case Field.BASES:
                bases = _registers(cursor)
                named, values["names"] = _named(cursor)
                values[slot] = (*bases, *named)
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
    raise cursor.error(f"{name} is no parameter of the function")


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


def _named(cursor: Cursor) -> tuple[list[int], tuple[str, ...]]:
    registers: list[int] = []
    names: list[str] = []
    while match := cursor.take(_NAMED):
        if match[0]:
            names.append("")
        else:
            names.append(read_name(cursor, "a name"))
            cursor.skip("=")
        registers.append(_register(cursor))
    return registers, tuple(names)


def _positions(cursor: Cursor) -> tuple[int, int]:
    match = cursor.take(_POSITION)
    if match is None:
        return 0, 0
    line, column, end_line, end_column = map(int, match.groups())
    if max(column, end_column) > COLUMN_MASK:
        raise cursor.error("the column is too large")
    return line << COLUMN_BITS | column, end_line << COLUMN_BITS | end_column


def _define(function: Function) -> None:
    for block in function.blocks:
        for step in block.instructions:
            if step.result != NONE:
                missing = step.result + 1 - len(function.definitions)
                function.definitions.extend([None] * missing)
                function.definitions[step.result] = step
