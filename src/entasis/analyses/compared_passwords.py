"""Where what somebody types as a password is compared with what stands in the code or in a column, or is put into one as it is.

if name == "admin" and request.form["password"] == "tulip":    the constant
USERS = {"ann": "tulip", "bob": {"password": "rose"}}
if USERS.get(name) == request.form["password"]:                the table

Digests in such a table are no passwords.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from entasis.analyses.constants import is_constant
from entasis.analyses.origins import backward, source_at
from entasis.analyses.sensitive import words_of
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Branch,
    Build,
    Call,
    Compare,
    GetField,
    GetItem,
    Instruction,
    Load,
    Param,
    Phi,
)
from entasis.models.rows import ThreatModel
from entasis.program.symbols import ClassSymbol, FunctionSymbol

_PASSWORDS: Final = frozenset({"password", "passwd", "passphrase", "pwd", "pass"})
_ABOUT: Final = frozenset({"hash", "hashed", "digest", "reset", "type", "mode", "field", "status", "name"})
_DIGEST: Final = re.compile(r"[0-9a-fA-F]{32,}|\$\w+\$.*|(pbkdf2|scrypt|argon2|sha\d+|bcrypt)\b.*")
_LOOKING_UP: Final = frozenset({"filter_by", "filter", "get", "get_or_none", "find_one"})
_USERS: Final = frozenset({"name", "user", "username", "login", "email", "uname", "account", "admin"})


class Compared(Struct, frozen=True):
    """One comparison, and the step that writes what it compares with."""

    compare: Compare
    function: FunctionSymbol
    written: Instruction


def compared_passwords(view: View, is_secret: Callable[[object], bool]) -> Iterator[Compared]:
    """The comparisons of a password that somebody sends with one that is written in the code."""
    compares = [step for step in view.steps_of(Compare) if step.operator in {"==", "!="}]
    for compare in compares:
        for asked, other in ((compare.left, compare.right), (compare.right, compare.left)):
            if (
                not _is_called(view, asked, _PASSWORDS)
                or not view.is_live(compare)
                or not _is_sent(view, asked)
            ):
                continue
            found = _constant(view, other, is_secret) if _is_login(view, compares, compare) else None
            found = found or _table(view, other, is_secret)
            if found is not None:
                yield Compared(compare, *found)
                break


def plain_passwords(view: View) -> Iterator[tuple[Instruction, str]]:
    """The steps that hold what somebody types as a password against a column, as it is; and the column."""
    for compare in view.steps_of(Compare):
        sides = (compare.left, compare.right)
        for asked, other in (sides, sides[::-1]) if compare.operator in {"==", "!="} else ():
            column = view.definitions[other]
            if (
                not isinstance(column, GetField)
                or not _is_stored(view, column.name)
                or _is_source(view, column)
            ):
                continue
            if _is_typed_here(view, asked) and view.is_live(compare):
                yield compare, column.name
                break
    for call in view.steps_of(Call):
        callee = view.definitions[call.callee]
        if not isinstance(callee, GetField) or callee.name not in _LOOKING_UP:
            continue
        given = call.arguments[len(call.arguments) - len(call.names) :]
        for name, register in zip(call.names, given, strict=True):
            if _is_stored(view, name) and _is_typed_here(view, register) and view.is_live(call):
                yield call, name


def stored_passwords(view: View) -> Iterator[tuple[Instruction, str]]:
    """The steps that put what somebody types as a password into a column of text, as it is; and the column."""
    for call in view.steps_of(Call):
        given = call.arguments[len(call.arguments) - len(call.names) :]
        for name, register in zip(call.names, given, strict=True):
            if not _is_stored(view, name) or not _is_typed_here(view, register) or not view.is_live(call):
                continue
            made = _made_by(view, call)
            if made is not None and view.program.columns.stores_text(made, name):
                yield call, name


def _made_by(view: View, call: Call) -> ClassSymbol | None:
    """The class of the program of which the call makes a row: itself, or by the manager that all such classes have."""
    callee = view.definitions[call.callee]
    manager = view.definitions[callee.object] if isinstance(callee, GetField) else None
    register = call.callee
    if isinstance(callee, GetField) and callee.name == "create":
        if not isinstance(manager, GetField) or manager.name != "objects":
            return None
        register = manager.object
    things = view.program.evaluator.value(view.function, register)
    return things[0] if len(things) == 1 and isinstance(things[0], ClassSymbol) else None


def _is_stored(view: View, name: str) -> bool:
    words = set(words_of(name))
    return bool(words & _PASSWORDS) and not words & _ABOUT and view.program.columns.are_stored(name)


def _is_typed_here(view: View, register: int) -> bool:
    """Whether the register is a password that comes from outside, as it is."""
    if not _is_called(view, register, _PASSWORDS):
        return False
    return any(_is_source(view, step) for step in backward(view, register))


def _is_source(view: View, step: Instruction | None) -> bool:
    """Whether it is where data comes in that somebody sends."""
    found = source_at(view, step) if step is not None else None
    return found is not None and view.program.models.kinds[found.kind].threat_model is ThreatModel.REMOTE


def _is_login(view: View, compares: list[Compare], compare: Compare) -> bool:
    """Whether a user's name is compared with a constant in the same condition: this is no test of a single value."""
    return any(
        _is_called(view, asked, _USERS) and is_constant(view.constant(other))
        for beside in compares
        if beside is not compare and _are_joined(view, beside, compare)
        for asked, other in ((beside.left, beside.right), (beside.right, beside.left))
    )


def _are_joined(view: View, one: Compare, other: Compare) -> bool:
    """Whether they are parts of one condition: what one of them decides leads to the other, or where that leads."""
    here, there = view.block_of[id(one)], view.block_of[id(other)]
    return here is there or _leads_on(here, there) or _leads_on(there, here)


def _leads_on(first: Block, second: Block) -> bool:
    end, last = first.terminator, second.terminator
    if not isinstance(end, Branch) or second.index not in (end.then, end.orelse):
        return False
    if end.kind in {"and", "or"}:
        return True
    return isinstance(last, Branch) and (end.then == last.then or end.orelse == last.orelse)


def _is_sent(view: View, register: int) -> bool:
    """Whether somebody sends the value: it is a parameter as it stands, or comes from outside."""
    is_method = view.function.owner is not None
    if any(isinstance(s, Param) and not (is_method and s.index == 0) for s in _as_it_is(view, register)):
        return True
    return any(_is_source(view, step) for step in backward(view, register))


def _is_called(view: View, register: int, words: frozenset[str]) -> bool:
    """Whether the value is read under such a name, as it is but for spaces around it."""
    for step in _as_it_is(view, register):
        variable = view.function.function.variables.get(step.result, "").partition("#")[0]
        read = _name_of(view, step)
        is_made = isinstance(step, Call) and not read and source_at(view, step) is None
        for name in () if is_made else (variable, read):
            said = set(words_of(name))
            if said & words and (words is _USERS or not said & _ABOUT):
                return True
    return False


def _as_it_is(view: View, register: int) -> Iterator[Instruction]:
    pending, seen = [register], {register}
    while pending:
        step = view.definitions[pending.pop()]
        if step is None:
            continue
        yield step
        following = list(step.operands) if isinstance(step, Phi) else []
        callee = view.definitions[step.callee] if isinstance(step, Call) else None
        if isinstance(callee, GetField) and callee.name in {"strip", "encode", "decode"}:
            following = [callee.object]
        pending += [r for r in following if r not in seen and r != NONE]
        seen.update(following)


def _name_of(view: View, step: Instruction) -> str:
    match step:
        case Param() | GetField() | Load():
            return step.name
        case GetItem():
            key = view.constants.value(step.key)
            return key if isinstance(key, str) else ""
        case Call(arguments=[first, *_]):
            callee = view.definitions[step.callee]
            key = view.constants.value(first) if isinstance(callee, GetField) and callee.name == "get" else ""
            return key if isinstance(key, str) else ""
        case _:
            return ""


def _constant(
    view: View, register: int, is_secret: Callable[[object], bool]
) -> tuple[FunctionSymbol, Instruction] | None:
    """Where the constant is written, if it is one."""
    step = view.definitions[register]
    known = view.known_value(register)
    if step is None or isinstance(step, Param) or not known.is_constant or not is_secret(known.constant):
        return None
    literal = view.literal(register)
    return (literal[0], literal[1]) if literal is not None else (view.function, step)


def _table(
    view: View, register: int, is_secret: Callable[[object], bool]
) -> tuple[FunctionSymbol, Instruction] | None:
    """Where the mapping of passwords is written of which one is looked up."""
    step, depth = view.definitions[register], 0
    while view.may_go_back(depth):
        depth += 1
        callee = view.definitions[step.callee] if isinstance(step, Call) else None
        if isinstance(step, GetItem):
            step = view.definitions[step.object]
        elif isinstance(callee, GetField) and callee.name == "get":
            step = view.definitions[callee.object]
        else:
            break
    if not isinstance(step, Load) or step.owner:
        return None
    stored = view.function.module.bindings.get((0, step.name), [])
    if len(stored) != 1:
        return None
    function, held = stored[0]
    made = function.function.definitions[held]
    inner = view.beside(function)
    return (function, made) if isinstance(made, Build) and _has_passwords(inner, made, is_secret) else None


def _has_passwords(view: View, made: Build, is_secret: Callable[[object], bool]) -> bool:
    """Whether each value of the mapping is a text, or a mapping that has one as its password."""
    if made.kind != "dict" or not made.operands or NONE in made.operands[::2]:
        return False
    for held in made.operands[1::2]:
        register, below = held, view.definitions[held]
        if isinstance(below, Build) and below.kind == "dict" and NONE not in below.operands[::2]:
            pairs = zip(below.operands[::2], below.operands[1::2], strict=True)
            named = [
                value for key, value in pairs if set(words_of(str(view.constants.value(key)))) & _PASSWORDS
            ]
            if not named:
                return False
            register = named[0]
        if not _is_typed(view.constants.value(register)) or not is_secret(view.constants.value(register)):
            return False
    return True


def _is_typed(constant: object) -> bool:
    """Whether the text may be what somebody types, and no digest of it."""
    return isinstance(constant, str) and _DIGEST.fullmatch(constant) is None
