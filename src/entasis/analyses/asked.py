"""What happens only where an option asks for it: a parameter, a field or a setting, none of which is written out here.

def connect(host, verified: bool = True):
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname = False      a caller has to ask for it
    if not cafile: ...                      whoever names no file gets this unasked
    if not options.verify: ...              an option that is called after what it switches, whatever holds it
    if options.verify_mode == FULL: ...     likewise one that is more than true or false
"""

import re
from collections.abc import Mapping
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.decided import comes_without
from entasis.analyses.view import View
from entasis.ir.instructions import (
    Branch,
    Call,
    Compare,
    GetField,
    GetItem,
    Import,
    Instruction,
    Load,
    Param,
    Phi,
    Unary,
)
from entasis.program.symbols import Api, Bound, Instance, Other, Thing
from entasis.program.things import NONE_CLASS

ASKED_FOR: Final = "Only an option asks for it: that somebody sets it so is assumed."
_NO_WORDS: Final[Mapping[str, bool]] = {}
_READ: Final = (Param, GetField, GetItem, Load, Import)
_TRUTH: Final = re.compile(r"(?:(?:as|to|is|str|parse)_?(?:2|to_?)?)?(?:bool|boolean|true)", re.IGNORECASE)
_COMPARING: Final = frozenset({"==", "!=", "is", "is not", "in", "not in"})
_YES_OR_NO: Final = frozenset({"builtins.bool", NONE_CLASS})


def is_asked_for(
    view: View,
    step: Instruction,
    *,
    by_setting: bool = False,
    words: Mapping[str, bool] = _NO_WORDS,
    by_name_only: bool = False,
) -> bool:
    """Whether control comes to the step only where an option says so.

    With `by_setting` whatever is set somewhere else counts as one, also where nobody says that it is True or False;
    so does what has one of the `words` in its name, of which the first tells how it must come out. With `by_name_only`
    nothing else does.
    """
    goal = view.block_of[id(step)].index
    said: list[tuple[int, int]] = []  # `if one or other:` each of them leads there
    for block in view.blocks:
        end = block.terminator
        if not isinstance(end, Branch) or end.then == end.orelse:
            continue
        for target, truth in ((end.then, True), (end.orelse, False)):
            is_option = _is_called(view, end.condition, words, truth=truth) or (
                not by_name_only and _is_option(view, end.condition, truth=truth, by_setting=by_setting)
            )
            if is_option and not comes_without(view, goal, (block.index, target)):
                return True
            if is_option and truth:
                said.append((block.index, target))
    return len(said) > 1 and not comes_without(view, goal, *said)


def condition_of(view: View, step: Instruction) -> tuple[Instruction, bool] | None:
    """The innermost test on which it depends whether control comes to the step, and how it must come out."""
    goal = view.block_of[id(step)].index
    found: tuple[Instruction, bool] | None = None
    for block in view.blocks:
        end = block.terminator
        if not isinstance(end, Branch) or end.kind != "if" or end.then == end.orelse:
            continue
        for target, truth in ((end.then, True), (end.orelse, False)):
            asked = view.definitions[end.condition]
            if asked is not None and not comes_without(view, goal, (block.index, target)):
                found = (asked, truth)
    return found


def _is_called(view: View, condition: int, words: Mapping[str, bool], *, truth: bool) -> bool:
    """Whether what is tested is read from somewhere under a name with such a word, and comes out as that asks for.

    What a parameter is that nobody passes is no question of its name.
    """
    if is_constant(view.constants.value(condition)):
        return False  # it is written out: nobody has to ask for it
    step = view.definitions[condition]
    while isinstance(step, Unary) and step.operator == "not":
        step, truth = view.definitions[step.operand], not truth
    if isinstance(step, Compare):
        return _is_compared(view, step, words, truth=truth)
    asks = _asks(view, step, words)
    return asks is not None and truth is asks


def _is_compared(view: View, step: Compare, words: Mapping[str, bool], *, truth: bool) -> bool:
    """Whether one side has such a name: it decides, whichever of its values the other one is.

    `verify is True` says how it must come out; `verify is None`, that whoever says nothing gets this.
    """
    asks, other = _asks(view, view.definitions[step.left], words), step.right
    if asks is None:
        asks, other = _asks(view, view.definitions[step.right], words), step.left
    if asks is None or step.operator not in _COMPARING:
        return False
    cell = view.constants.value(other)
    if not isinstance(cell, bool):
        return cell is not None
    is_same = step.operator in {"==", "is"}
    return (truth is is_same) is (cell is asks)


def _asks(view: View, step: Instruction | None, words: Mapping[str, bool]) -> bool | None:
    """How what is read under a name must come out, by the first of the words in it; None where there is none."""
    match step:
        case GetField() | Load():
            name: object = step.name
        case GetItem():
            name = view.constants.value(step.key)
        case Call(arguments=[first, *_]):
            callee = view.definitions[step.callee]
            is_get = isinstance(callee, GetField) and callee.name == "get"
            name = view.constants.value(first) if is_get else ""
        case _:
            return None
    if not isinstance(name, str):
        return None
    return next((asks for word, asks in words.items() if word in name.lower()), None)


def _is_option(view: View, condition: int, *, truth: bool, by_setting: bool, depth: int = 0) -> bool:
    """Whether the condition comes out so only if somebody has asked for it."""
    if is_constant(view.constants.value(condition)) or view.literal(condition) is not None:
        default = view.constant(condition)
        is_parameter = isinstance(view.definitions[condition], Param)
        return is_parameter and isinstance(default, bool) and default is not truth
    match view.definitions[condition]:
        case Unary(operator="not", operand=operand):
            return _is_option(view, operand, truth=not truth, by_setting=by_setting, depth=depth)
        case Phi(operands=operands) if view.may_go_back(depth):
            rest = [operand for operand in operands if not is_constant(view.constants.value(operand))]
            return bool(rest) and all(
                _is_option(view, operand, truth=truth, by_setting=by_setting, depth=depth + 1)
                for operand in rest
            )
        case Compare(operator="==" | "is", left=left, right=right):
            return truth and any(view.known_value(side).api for side in (left, right))
        case Call(arguments=[only]) as call if _reads_truth(view, call) and view.may_go_back(depth):
            return _is_option(view, only, truth=truth, by_setting=by_setting, depth=depth + 1)
        case Call() as call:
            callee = view.definitions[call.callee]
            is_setting = isinstance(callee, GetField) and callee.name == "get" and bool(call.arguments)
            return (
                by_setting
                and is_setting
                and truth
                and isinstance(view.constants.value(call.arguments[0]), str)
            )
        case made if isinstance(made, _READ):
            return _is_yes_or_no(view, condition, unknown=truth and by_setting)
        case _:
            return False


def _reads_truth(view: View, call: Call) -> bool:
    """Whether the call makes True or False of a text that says which, by its name: `asbool(config["debug"])`."""
    callee = view.definitions[call.callee]
    name = callee.name if isinstance(callee, GetField | Load | Import) else ""
    return _TRUTH.fullmatch(name) is not None


def _is_yes_or_no(view: View, register: int, *, unknown: bool) -> bool:
    """Whether the value is True or False; `unknown` is the answer where nothing is known of it."""
    value = view.program.evaluator.value(view.function, register)
    if all(isinstance(thing, Other) or _is_of_library(thing) for thing in value):
        return unknown
    return all(
        isinstance(thing, Other) or (isinstance(thing, Instance) and thing.of in _YES_OR_NO)
        for thing in value
    )


def _is_of_library(thing: Thing) -> bool:
    """Whether it is an attribute of a library's object, of which nobody says what it holds."""
    return isinstance(thing, Bound) and isinstance(thing.function, Api)
