"""How values are written into a text by `%`: `%s` as they are, `%r` and numbers without a line break.

log.info("%s from %r", name, address)      `name` as it is, `address` by its `repr`
log.info("{!r}", name)                     by its `repr`, for a logger that formats so
"%r" % name                                all of it by `repr`
data["name"]; log.info("%s", data)         what is asked for a name is a mapping: the `repr` of its members
"""

import re
from string import Formatter
from typing import Final

from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import Call, Const, GetField, GetItem, Instruction, Phi, Return
from entasis.program.shown import Shown, shown
from entasis.program.symbols import ClassSymbol, Instance

_PLACEHOLDER: Final = re.compile(r"%[#0\- +]*\d*(?:\.\d+)?[hlL]?([a-zA-Z])")
_COLLECTIONS: Final = frozenset(
    f"builtins.{name}" for name in ("dict", "list", "tuple", "set", "frozenset", "bytes", "bytearray")
) | {"collections.abc.Mapping"}
_OF_MAPPINGS: Final = frozenset({"items", "keys", "values", "setdefault", "popitem"})
_PARTS: Final = frozenset({"split", "rsplit", "splitlines"})


def has_only_repr(text: object) -> bool:
    """Whether the constant text writes every value by `repr` or as a number."""
    return isinstance(text, str) and "s" not in _conversions(text) and bool(_conversions(text))


def is_written_as_it_is(view: View, call: Call, at: int) -> bool:
    """Whether the own text of the argument at position `at` gets into what the call writes.

    It does not where it is its `repr` that is written, or the `repr` of its members.
    """
    positional = call.arguments[: len(call.arguments) - len(call.names)]
    if call.stars or at >= len(positional):
        return True
    if is_written_by_repr(view, positional[at], call):
        return False
    formats = [(i, text) for i in range(at) if isinstance(text := view.constants.value(positional[i]), str)]
    if not formats:
        return True
    first, text = formats[-1]
    conversions = _conversions(text) or _of_braces(text)
    place = at - first - 1
    return place >= len(conversions) or conversions[place] == "s"


def is_written_by_repr(view: View, register: int, step: Instruction | Return) -> bool:
    """Whether the text of what the register holds, at the step, is made of the `repr` of its members."""
    if not 0 <= register < len(view.definitions):  # what a call packs, which no step has made
        return False
    if not isinstance(view.definitions[register], Phi):
        return _shows_members(view, register) or _is_asked_for_names(view, register, step)
    rest = [way for way in joined(view, register) if not isinstance(view.definitions[way], Const)]
    return bool(rest) and all(_shows_members(view, operand) for operand in rest)


def joined(view: View, register: int) -> list[int]:
    """What the ways bring that meet there, also where some have met before."""
    found: list[int] = []
    pending, seen = [register], {register}
    while pending:
        last = pending.pop()
        step = view.definitions[last]
        if not isinstance(step, Phi):
            found.append(last)
            continue
        fresh = [operand for operand in step.operands if operand not in seen]
        seen.update(fresh)
        pending += fresh
    return found


def _shows_members(view: View, register: int) -> bool:
    step = view.definitions[register]
    if isinstance(step, GetField) and step.name == "__dict__":
        return True
    things = view.program.evaluator.value(view.function, register)
    if things:
        return all(isinstance(thing, Instance) and _is_collection(view, thing.of) for thing in things)
    callee = view.definitions[step.callee] if isinstance(step, Call) else None
    return isinstance(callee, GetField) and callee.name in _PARTS  # what a text is parted into is a list


def _is_asked_for_names(view: View, register: int, at: Instruction | Return) -> bool:
    """Whether what is a mapping, or nothing at all, has been asked for an item by its name on each way to the step."""
    things = view.program.evaluator.value(view.function, register)
    if any(isinstance(thing, Instance) and not _is_collection(view, thing.of) for thing in things):
        return False  # its class says what its text is
    goal = view.block_of.get(id(at))
    asked = [view.block_of.get(id(step)) for step in _asking(view, register)]
    if goal is None:
        return False
    for block in asked:
        if block is not None and block is not goal and not _comes_round(view, goal.index, block.index):
            return True
    return any(
        block is goal and _is_before(goal, step, at)
        for block, step in zip(asked, _asking(view, register), strict=True)
    )


def _asking(view: View, register: int) -> list[Instruction]:
    """The steps that ask what is in the register for an item by a name that is written out."""
    found: list[Instruction] = [
        step
        for step in view.steps_of(GetItem)
        if step.object == register and isinstance(view.constants.value(step.key), str)
    ]
    methods = {s.result: s.name for s in view.steps_of(GetField) if s.object == register}
    for step in view.steps_of(Call) if methods else ():
        name = methods.get(step.callee, "")
        is_named = bool(step.arguments) and isinstance(view.constants.value(step.arguments[0]), str)
        if name in _OF_MAPPINGS or (name == "get" and is_named):
            found.append(step)
    return found


def _is_before(block: Block, one: Instruction, other: Instruction | Return) -> bool:
    return next((step is one for step in block.instructions if step is one or step is other), False)


def _comes_round(view: View, goal: int, block: int) -> bool:
    """Whether control can come to `goal` without coming through `block`, or where something in that has raised."""
    seen, pending = {0}, [0]
    while pending:
        here = view.blocks[pending.pop()]
        if here.index == goal:
            return True
        following = list(here.successors())
        if here.index == block:
            following = [each for each in following if each == here.handler]
        fresh = [each for each in following if each not in seen]
        seen.update(fresh)
        pending += fresh
    return False


def _conversions(text: str) -> str:
    """The letters of the placeholders, in order; none where one is named or has a width that is passed."""
    plain = text.replace("%%", "")
    return "" if "%(" in plain or "*" in plain else "".join(_PLACEHOLDER.findall(plain))


def _of_braces(text: str) -> str:
    """The same of the placeholders that `str.format` fills, by their numbers: "s" where the text itself is shown."""
    try:
        fields = [
            (name, conversion) for _, name, _, conversion in Formatter().parse(text) if name is not None
        ]
    except ValueError:
        return ""
    numbered = {name: conversion for name, conversion in fields if name.isdecimal()}
    if any(name and name not in numbered for name, _ in fields):
        return ""
    named = [conversion for name, conversion in fields if not name]
    found = named if not numbered else [numbered.get(str(i)) for i in range(len(numbered))]
    return "".join("r" if conversion in {"r", "a"} else "s" for conversion in found)


def _is_collection(view: View, of: object) -> bool:
    """Whether the text of an object of that class is made of the `repr` of its members, or of its fields."""
    if isinstance(of, ClassSymbol):
        return shown(view.program.evaluator, of) is Shown.FIELDS
    if not isinstance(of, str):
        return False
    known = view.program.models.class_of(of)
    return of in _COLLECTIONS or (known is not None and not _COLLECTIONS.isdisjoint(known.bases))
