"""The text form of the IR, which tests and authors of front ends read.

    function f1 area(w, h=...) in f0
      b0:
        r0 = param w ; w
        r1 = param h ; h
        branch r0 b1 b2 if
      b1: <- b0
        r2 = binary * r1 r0 ; h
        jump b2
      b2: <- b0 b1
        r3 = phi r1 r2 ; h
        return r3

Behind `;` stands the source variable, behind `@` the position (none where it is zero); `-` is no register; `b1: on raise b7` names the
handler. The text is complete: the parser makes an equal module of it. That holds for every module the verifier
accepts; of a broken one the text says as much as it can (a star on an argument that does not exist is lost).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from entasis.ir.forms import FORMS, Field, flag
from entasis.ir.function import Block, Class, Function, FunctionKind, Module, Parameter
from entasis.ir.instructions import COLUMN_BITS, COLUMN_MASK, NONE, Instruction, Terminator
from entasis.ir.literals import quote, write_constant, write_name, write_text
from entasis.signature import ParameterKind

_STARS: Final = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


def print_module(module: Module, *, positions: bool = True) -> str:
    """The text of `module`, ending with a newline; without `positions` it is easier to read and to compare."""
    head = [f"module {quote(module.path)}"]
    head.extend(f"opaque {count} {write_text(what)}" for what, count in module.opaque.items())
    head.extend(f"limit {count} {write_text(name)}" for name, count in module.limits.items())
    head.extend(_class(made, positions=positions) for made in module.classes)
    bodies = [print_function(function, positions=positions) for function in module.functions]
    return "\n".join(["\n".join(head) + "\n", *bodies])


def print_function(function: Function, *, positions: bool = True) -> str:
    """The text of one function, ending with a newline."""
    lines = [_header(function, positions=positions)]
    lines.extend(
        f"  annotation {write_text(name)} {write_text(kind)}" for name, kind in function.annotations.items()
    )
    written = {step.result for block in function.blocks for step in block.instructions}
    lines.extend(
        f"  variable r{register} {write_name(name)}"
        for register, name in sorted(function.variables.items())
        if register not in written
    )
    for block in function.blocks:
        lines.append(_block(block))
        lines.extend(f"    {_line(step, function, positions=positions)}" for step in block.instructions)
        if block.terminator is not None:
            lines.append(f"    {_line(block.terminator, function, positions=positions)}")
    return "\n".join(lines) + "\n"


def print_step(step: Instruction | Terminator) -> str:
    """The text of one instruction, without variable and position."""
    form = FORMS[type(step)]
    words = [f"r{step.result}", "="] if isinstance(step, Instruction) and step.result != NONE else []
    words.append(form.word)
    for slot, field in form.fields:
        words.extend(_words(step, slot, field))
    return " ".join(words)


def _line(step: Instruction | Terminator, function: Function, *, positions: bool) -> str:
    text = print_step(step)
    if isinstance(step, Instruction) and step.result in function.variables:
        text += f" ; {write_name(function.variables[step.result])}"
    return text + _position(step.start, step.end, positions=positions)


def _words(step: Instruction | Terminator, slot: str, field: Field) -> Iterator[str]:
    value = getattr(step, slot)
    match field:
        case Field.REGISTER | Field.OPTIONAL:
            yield _register(value)
        case Field.NAMED if value != NONE:
            yield f"{slot}={_register(value)}"
        case Field.REGISTERS | Field.INCOMING:
            yield from map(_register, value)
        case Field.ELEMENTS:
            yield from _arguments(value, (), getattr(step, "stars", ()))
        case Field.ARGUMENTS | Field.BASES:
            yield from _arguments(value, getattr(step, "names", ()), getattr(step, "stars", ()))
        case Field.DEFAULTS:
            yield from (f"{write_name(name)}={_register(register)}" for name, register in value)
        case Field.CONSTANT:
            yield write_constant(value)
        case Field.PARAMETER:
            yield write_name(value)
        case Field.TEXT:
            yield write_text(value)
        case Field.NAMED_TEXT if value:
            yield f"{slot}={write_name(value)}"
        case Field.NAMED_NUMBER if value:
            yield f"{slot}={value}"
        case Field.FLAG if value:
            yield flag(slot)
        case Field.BLOCK:
            yield f"b{value}"
        case Field.FUNCTION:
            yield f"f{value}"
        case Field.CLASS:
            yield f"c{value}"


def _register(register: int) -> str:
    return "-" if register == NONE else f"r{register}"


def _arguments(registers: Iterable[int], names: tuple[str, ...], stars: tuple[int, ...]) -> Iterator[str]:
    values = list(registers)
    plain = len(values) - len(names)
    for position, register in enumerate(values):
        name = names[position - plain] if position >= plain else None
        if name is not None:
            mark = f"{write_name(name)}=" if name else "**"
        else:
            mark = "*" if position in stars else ""
        yield mark + _register(register)


def _header(function: Function, *, positions: bool) -> str:
    text = f"function f{function.index} {write_name(function.qualified_name)}({_parameters(function.parameters)})"
    if function.returns:
        text += f" -> {write_text(function.returns)}"
    if function.kind is not FunctionKind.FUNCTION:
        text += f" as {function.kind.value}"
    text += _named(function.name, function.qualified_name)
    if function.parent != NONE:
        text += f" in f{function.parent}"
    if function.class_index != NONE:
        text += f" of c{function.class_index}"
    if function.is_async:
        text += " async"
    if function.is_generator:
        text += " generator"
    if function.is_script:
        text += " script"
    if len(function.definitions) > _registers_written(function):
        text += f" registers {len(function.definitions)}"
    return text + _position(function.start, function.end, positions=positions)


def _registers_written(function: Function) -> int:
    return 1 + max((step.result for block in function.blocks for step in block.instructions), default=NONE)


def _parameters(parameters: Iterable[Parameter]) -> str:
    texts: list[str] = []
    positional_only = starred = False
    for parameter in parameters:
        if positional_only and parameter.kind != ParameterKind.POSITIONAL_ONLY:
            texts.append("/")
        positional_only = parameter.kind == ParameterKind.POSITIONAL_ONLY
        if parameter.kind == ParameterKind.KEYWORD_ONLY and not starred:
            texts.append("*")
        starred = starred or parameter.kind in {ParameterKind.VAR_POSITIONAL, ParameterKind.KEYWORD_ONLY}
        text = _STARS.get(parameter.kind, "") + write_name(parameter.name)
        if parameter.annotation:
            text += f": {write_name(parameter.annotation)}"
        texts.append(text + "=..." if parameter.has_default else text)
    if positional_only:
        texts.append("/")
    return ", ".join(texts)


def _class(made: Class, *, positions: bool) -> str:
    text = f"class c{made.index} {write_name(made.qualified_name)}{_named(made.name, made.qualified_name)} body f{made.body}"
    if made.parent != NONE:
        text += f" in f{made.parent}"
    return text + _position(made.start, made.end, positions=positions)


def _named(name: str, qualified_name: str) -> str:
    return "" if name == qualified_name.rpartition(".")[2] else f" named {write_name(name)}"


def _block(block: Block) -> str:
    text = f"  b{block.index}:"
    if block.predecessors:
        text += " <- " + " ".join(f"b{index}" for index in block.predecessors)
    return text if block.handler == NONE else f"{text} on raise b{block.handler}"


def _position(start: int, end: int, *, positions: bool) -> str:
    if not positions or start == end == 0:
        return ""
    return f" @{start >> COLUMN_BITS}:{start & COLUMN_MASK}-{end >> COLUMN_BITS}:{end & COLUMN_MASK}"
