"""Texts that harm if somebody else writes part of them, with a part of which nothing that was read says what it is.

    table = inventory.current()                     `inventory` is defined nowhere in what was read
    cursor.execute(f"DELETE FROM {table}")          the statement is put together with what `inventory.current()` gives

That is a fact for an audit: whether somebody else decides the part is what nobody can say. What a parameter, a source
or the program itself gives is no such part: there the flow of data decides. A text that is handed on as it was got is
only meant where running any text is the matter (`is_whole`).
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from msgspec import Struct

from entasis.analyses.assembly import parts
from entasis.analyses.misuse import call_apis
from entasis.analyses.origins import source_at
from entasis.analyses.taint.statements import is_statement
from entasis.analyses.tested import is_asked
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Call,
    Compare,
    Const,
    GetField,
    GetItem,
    Import,
    Instruction,
    Load,
    Param,
    Phi,
)
from entasis.ir.operands import operands
from entasis.models.data import Sink
from entasis.models.ports import holds
from entasis.program.calls import CallSite
from entasis.program.symbols import Api, FunctionSymbol

# A function whose name says so makes its result harmless, or says whether it is, even if nobody can look into it.
_CLEANS: Final = re.compile(
    r"quot|escap|saniti[sz]|clean|ident|valid|safe|check|allow|hash|digest|uuid|placeholder|compile|as_sql|now|time|date",
    re.IGNORECASE,
)
_CONSTANT: Final = re.compile(r"_*[A-Z][A-Z0-9_]*")  # by convention a name in capitals is a constant
_WHOLE: Final = ((), ("**",))  # the argument itself, and all that it holds
_KNOWN_NAMES: Final = re.compile(r"__\w+__")  # what the interpreter sets


Place = tuple[FunctionSymbol, Instruction]


class Unshown(Struct, frozen=True):
    """A text at a call, and the part of it that is not shown: the step that gives it, and what the text calls it."""

    site: CallSite
    api: str
    says: str
    function: FunctionSymbol
    step: Instruction
    part: str
    before: str  # the literal text in front of the part


def unshown(view: View, kinds: Collection[str], *, is_whole: bool = False) -> Iterator[Unshown]:
    """The calls whose text at a sink of one of these kinds has such a part, each once."""
    for site in view.sites:
        for sink, api in _sinks(view, site, kinds):
            register = view.argument(site.call, sink.port)
            if register is None or register == NONE or not _applies(view, site, sink):
                continue
            found = unshown_part(view, site, api, sink.says, register, is_whole=is_whole)
            if found is not None:
                yield found
                break


def unshown_statements(view: View) -> Iterator[Unshown]:
    """Calls of methods nobody knows that are given a text which begins as a statement of SQL does, put together so."""
    for site in view.sites:
        callee = view.definitions[site.call.callee]
        if site.targets or not site.call.arguments or not isinstance(callee, GetField):
            continue
        name = spelled(view.function, callee)
        found = unshown_part(view, site, name, "the SQL text", site.call.arguments[0])
        if found is not None and is_statement(found.before):
            yield found


def unshown_part(
    view: View, site: CallSite, api: str, says: str, register: int, *, is_whole: bool = False
) -> Unshown | None:
    """The first part of the text in `register`, an argument of the call, of which nothing is shown."""
    text = parts(view, register)
    before = ""
    if not is_whole and not any(isinstance(part, str) and part.strip() for part in text):
        return None
    for part in text:
        if isinstance(part, str):
            before += part
            continue
        origin = _origin(view, part)
        if origin is not None and view.is_live(site.call) and not is_asked(view, part):
            function, step = origin
            return Unshown(site, api, says, function, step, spelled(function, step), before)
    return None


def _sinks(view: View, site: CallSite, kinds: Collection[str]) -> Iterator[tuple[Sink, str]]:
    for api in call_apis(view, site):
        for sink in view.program.models.sinks(api):
            if (
                sink.kind in kinds
                and sink.program is None
                and sink.added is None
                and sink.port.selectors in _WHOLE
            ):
                yield sink, api


def _applies(view: View, site: CallSite, sink: Sink) -> bool:
    """Whether the sink's conditions surely hold; what is to be no list must be known to be something else."""
    for port, condition in sink.when:
        known = view.known(site.call, port)
        if holds(condition, known) is not True or (condition.not_type and not known.type):
            return False
    return True


def _origin(view: View, register: int) -> Place | None:
    """The step that gives what nothing is known of, if all of the data in `register` is of that sort or constant."""
    found: Place | None = None
    pending: list[tuple[View, int, Place | None]] = [(view, register, None)]
    seen = {(view.function, register)}
    while pending:
        inside, current, outer = pending.pop(0)
        step = inside.definitions[current]
        if step is None or isinstance(step, Const | Compare) or inside.is_number(current):
            continue
        following = _following(inside, step, current)
        if following is None or not view.may_go_back(len(seen)):
            return None
        here: Place | None = outer or (inside.function, step)
        if not following and found is None:
            found = here
        if not _is_of_unknown(inside, step):  # `inventory.current()`, not `inventory`
            here = outer if isinstance(step, Load | Import) else None
        for function, before in following:
            if (function, before) not in seen:
                seen.add((function, before))
                pending.append(
                    (inside if function is inside.function else view.beside(function), before, here)
                )
    return found


def _is_of_unknown(view: View, step: Instruction) -> bool:
    """Whether the step reads from an object, or calls what is not known: then that is how the text names it."""
    if isinstance(step, Call):
        site = view.site_of.get(id(step))
        return site is not None and _is_unknown_api(view, call_apis(view, site))
    return isinstance(step, GetField | GetItem)


def _following(view: View, step: Instruction, register: int) -> list[tuple[FunctionSymbol, int]] | None:
    """Where the data of `step` was before; None where something is known of it, [] where it begins here."""
    function = view.function
    if isinstance(step, Param) or source_at(view, step) is not None:
        return None
    if isinstance(step, Call):
        return _called(view, step)
    if isinstance(step, GetField) and _CONSTANT.fullmatch(step.name):
        return None
    held = view.held(step)
    if held or isinstance(step, Phi):
        return held
    if isinstance(step, Load | Import):
        return [] if _is_unknown_name(view, step, register) else None
    if isinstance(step, GetField | GetItem):
        return [(function, step.object)]
    return [(function, operand) for operand in operands(step)] or None


def _called(view: View, step: Call) -> list[tuple[FunctionSymbol, int]] | None:
    """Where what a call gives was before: in its arguments, and in the object whose method it is."""
    callee = view.definitions[step.callee]
    name = callee.name if isinstance(callee, GetField | Load | Import) else ""
    if _CLEANS.search(name) is not None:
        return None
    site = view.site_of.get(id(step))
    held = view.held(step)
    if held or site is None:
        return held or None
    given = [(view.function, argument) for argument in step.arguments]
    if isinstance(callee, GetField):
        given.append((view.function, callee.object))
    elif _is_unknown_api(view, call_apis(view, site)):
        given.append((view.function, step.callee))
    return given or None


def _is_unknown_name(view: View, step: Load | Import, register: int) -> bool:
    """Whether a name is one that nothing that was read defines, or of a library of which nothing is known."""
    if _CONSTANT.fullmatch(step.name) or _KNOWN_NAMES.fullmatch(step.name):
        return False
    if isinstance(step, Import):
        evaluator = view.program.evaluator
        value = evaluator.value(view.function, register)
        paths = [thing.path for thing in value if isinstance(thing, Api)]
        return len(paths) == len(value) and _is_unknown_api(view, paths)
    return not step.owner and not view.program.evaluator.value(view.function, register)


def _is_unknown_api(view: View, paths: list[str]) -> bool:
    program = view.program
    return all(
        not program.models.are_about(path) and program.evaluator.stubs.find(path.partition(".")[0]) is None
        for path in paths
    )


def spelled(function: FunctionSymbol, step: Instruction) -> str:
    """How the text names what the step gives: `name`, `config.table`, `current()`."""
    names: list[str] = []
    here: Instruction | None = step
    while here is not None:
        if isinstance(here, Call):
            names.append("()")
            here = function.function.definitions[here.callee]
        elif isinstance(here, GetField):
            names.append(f".{here.name}")
            here = function.function.definitions[here.object]
        elif isinstance(here, GetItem):
            names.append("[…]")
            here = function.function.definitions[here.object]
        else:
            names.append(here.name if isinstance(here, Load | Import | Param) else "…")
            here = None
    return "".join(reversed(names))
