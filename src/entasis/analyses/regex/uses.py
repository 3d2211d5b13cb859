r"""Where regular expressions are used, what is known of their text, and where each part of it is written.

    WORD = r"(?:\w+\s?)+"
    LINE = re.compile("^%s$" % WORD, re.ASCII)     the pattern is `^(?:\w+\s?)+$`; the loop is written above

A pattern is followed through names, concatenation, formatting and joining, and through functions that only encode
what they are given. Where its text is not known as a whole, its parts may be.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from entasis.analyses.constants import is_constant
from entasis.analyses.misuse import misuses
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    Const,
    GetField,
    GetItem,
    Import,
    Load,
    Param,
    Phi,
    Return,
)
from entasis.ir.operands import operands
from entasis.limits import REGEX_PARTS
from entasis.models.ports import Port, PortKind
from entasis.models.stubs import StubFunction
from entasis.program.symbols import FunctionSymbol

_FLAGS: Final = {
    "A": re.ASCII,
    "ASCII": re.ASCII,
    "I": re.IGNORECASE,
    "IGNORECASE": re.IGNORECASE,
    "M": re.MULTILINE,
    "MULTILINE": re.MULTILINE,
    "S": re.DOTALL,
    "DOTALL": re.DOTALL,
    "X": re.VERBOSE,
    "VERBOSE": re.VERBOSE,
}
_PASSING: Final = frozenset({"join", "format", "encode", "strip", "lower"})
_NAMED_HOLE: Final = re.compile(r"%\((\w+)\)")
_NAMESPACES: Final = frozenset({"builtins.locals", "builtins.globals", "builtins.vars"})


class RegexUse(Struct, frozen=True):
    """A call that takes a pattern. `subject` is what it is applied to, NONE if that is not in the call."""

    call: Call
    api: str
    pattern: int
    flags: int
    subject: int
    searches: bool
    is_full: bool


class Replacement(Struct, frozen=True):
    """A call that puts a constant in the place of what the pattern matches."""

    call: Call
    api: str
    pattern: str | bytes
    flags: int


class Written(Struct, frozen=True):
    """A literal that is part of a pattern. In a template other parts take the places of its marks."""

    function: FunctionSymbol
    literal: Const
    text: str | bytes
    is_template: bool


def regex_uses(view: View) -> Iterator[RegexUse]:
    """The calls in `view` that take a pattern, and whose flags are known."""
    for kind in ("compile", "match", "fullmatch", "search"):
        for misuse in misuses(view, f"regex.{kind}"):
            if not isinstance(misuse.step, Call) or misuse.data == NONE:
                continue
            given = _given(view, misuse.step, misuse.api)
            flags = _flags(view, given.get("flags", NONE))
            if flags is not None:
                yield RegexUse(
                    misuse.step,
                    misuse.api,
                    misuse.data,
                    flags,
                    given.get("string", NONE),
                    searches=kind == "search",
                    is_full=kind == "fullmatch",
                )


def replacements(view: View) -> Iterator[Replacement]:
    """The calls that put a constant in the place of what a pattern matches, where that is known."""
    for misuse in misuses(view, "regex.replaced"):
        call = misuse.step
        if not isinstance(call, Call):
            continue
        made = [(misuse.api, view, call)]
        if misuse.data == NONE:
            callee = view.definitions[call.callee]
            made = view.made_calls(callee.object) if isinstance(callee, GetField) else []
        if len(made) != 1:
            continue
        api, outer, maker = made[0]
        given = _given(outer, maker, api)
        text = pattern_text(outer, given["pattern"]) if given.get("pattern", NONE) != NONE else None
        flags = _flags(outer, given.get("flags", NONE))
        if text is not None and flags is not None:
            yield Replacement(call, misuse.api, text, flags)


def _given(view: View, call: Call, api: str) -> dict[str, int]:
    """The arguments of the call by the names of the parameters, as far as it is sure which is which."""
    entry = view.program.stubs.find(api)
    if not isinstance(entry, StubFunction):
        return {}
    parameters = entry.signatures(through_object=False)[0].parameters
    ports = [Port(PortKind.ARGUMENT, index, name) for index, (name, *_) in enumerate(parameters)]
    found = {port.name: view.argument(call, port) for port in ports}
    return {name: register for name, register in found.items() if register is not None}


def _flags(view: View, register: int) -> int | None:
    """The flags in `register`; None if they are not known."""
    if register == NONE:
        return 0
    step = view.definitions[register]
    if isinstance(step, Binary) and step.operator == "|":
        left, right = _flags(view, step.left), _flags(view, step.right)
        return None if left is None or right is None else left | right
    cell = view.constant(register)
    if is_constant(cell) and isinstance(cell, int):
        return cell
    name = view.known_value(register).api.rpartition(".")[2]
    return _FLAGS.get(name, 0) if name else None


def pattern_text(view: View, register: int) -> str | bytes | None:
    """The pattern in `register`, if all of it is known."""
    cell = view.constant(register)
    if is_constant(cell) and isinstance(cell, str | bytes):
        return cell
    step = view.definitions[register]
    if isinstance(step, Load | Import | GetField):
        held = view.held(step)
        return pattern_text(view_of(view, held[0][0]), held[0][1]) if len(held) == 1 else None
    if isinstance(step, Call) and len(step.arguments) == 1 and _only_encodes(view, step):
        return pattern_text(view, step.arguments[0])
    return None


def view_of(view: View, function: FunctionSymbol) -> View:
    """What is seen of another function of the program."""
    if function is view.function:
        return view
    return view.beside(function)


def _only_encodes(view: View, call: Call) -> bool:
    """Whether the called functions of the program give back their parameter, at most as bytes."""
    site = view.site_of.get(id(call))
    functions = [] if site is None else site.targets
    return bool(functions) and all(
        isinstance(thing, FunctionSymbol) and _gives_parameter(view_of(view, thing)) for thing in functions
    )


def _gives_parameter(view: View) -> bool:
    ends = [block.terminator for block in view.blocks if isinstance(block.terminator, Return)]
    return bool(ends) and all(_is_parameter(view, end.value) for end in ends)


def _is_parameter(view: View, register: int) -> bool:
    step = view.definitions[register] if register != NONE else None
    match step:
        case Param():
            return True
        case Call() if step.arguments and view.maker(register) in {"builtins.bytes", "builtins.str"}:
            return _is_parameter(view, step.arguments[0])
        case Call():
            callee = view.definitions[step.callee]
            return (
                isinstance(callee, GetField)
                and callee.name == "encode"
                and _is_parameter(view, callee.object)
            )
        case _:
            return False


def written(view: View, register: int) -> list[Written]:
    """The literals of which the pattern in `register` is made, as far as they are found."""
    found: list[Written] = []
    pending = [(view, register, False)]
    seen: set[tuple[FunctionSymbol, int]] = set()
    while pending and len(seen) < REGEX_PARTS.bound:
        here, register, is_template = pending.pop(0)
        if register == NONE or (here.function, register) in seen:
            continue
        seen.add((here.function, register))
        step = here.definitions[register]
        match step:
            case Const() if isinstance(step.value, str | bytes):
                found.append(Written(here.function, step, step.value, is_template))
            case Binary() if step.operator.removesuffix("=") == "%":
                pending += [(here, step.left, True), (here, step.right, False)]
                pending += [(view_of(here, f), r, False) for f, r in _named(here, step)]
            case Binary() if step.operator.removesuffix("=") == "+":
                pending += [(here, step.left, is_template), (here, step.right, is_template)]
            case Build() if step.kind == "text":  # what stands between the holes is no whole pattern
                made = [
                    operand for operand in step.operands if not isinstance(here.definitions[operand], Const)
                ]
                pending += [(here, operand, is_template) for operand in made]
            case Build() | Phi():
                pending += [(here, operand, is_template) for operand in operands(step)]
            case GetItem():
                pending.append((here, step.object, False))
            case Load() | Import() | GetField():
                pending += [(view_of(here, f), r, is_template) for f, r in here.held(step)]
            case Call():
                pending += [(here, operand, named) for operand, named in _passed(here, step)]
            case _:
                pass
    return found


def _passed(view: View, call: Call) -> list[tuple[int, bool]]:
    """What of the call's operands is in its result, and whether it is a template."""
    callee = view.definitions[call.callee]
    if isinstance(callee, GetField) and callee.name in _PASSING:
        arguments = [(argument, False) for argument in call.arguments] if callee.name != "encode" else []
        return [(callee.object, callee.name == "format"), *arguments]
    return [(call.arguments[0], False)] if len(call.arguments) == 1 and _only_encodes(view, call) else []


def _named(view: View, step: Binary) -> list[tuple[FunctionSymbol, int]]:
    """What `"%(name)s" % locals()` puts in, in the body of a module."""
    template = view.definitions[step.left]
    if view.function.outer is not None or view.maker(step.right) not in _NAMESPACES:
        return []
    if not isinstance(template, Const) or not isinstance(template.value, str):
        return []
    bindings = view.function.module.bindings
    stored = [bindings.get((0, name), []) for name in _NAMED_HOLE.findall(template.value)]
    return [places[0] for places in stored if len(places) == 1]
