"""Texts each of whose characters was looked for among those that are allowed.

set(text) <= set("abc")           each character of `text` is one of the three
set(text) - ALLOWED               where nothing is left, likewise
set(text).issubset(ALLOWED)
ALLOWED.issuperset(text)
[c for c in text if c in allowed] each that is left, whichever of several texts `allowed` is
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.taint import characters
from entasis.analyses.taint.constant_sets import COPIES, definition_behind, is_collection_of_constants
from entasis.analyses.taint.reading import apis_of
from entasis.analyses.view import View
from entasis.ir.instructions import Binary, Build, Call, GetField, Phi

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Guards

_SETS: Final = (["builtins.set"], ["builtins.frozenset"])


def within(guards: "Guards", text: int, allowed: int) -> Iterator[tuple["Checked", int]]:
    """What holds of a text, or of what a set was made of, whose characters are all in the collection."""
    view, kinds = guards.view, guards.kinds
    known = _characters(view, allowed)
    if known is None:
        return
    yield made_of(view, text), kinds.all if characters.are_harmless(known) else characters.among(kinds, known)


def of_texts(view: View, register: int) -> str | None:
    """All characters of the constants that the text is one of, or is put together of; None where it has others."""
    pending, seen, found = [register], set[int](), ""
    while pending:
        each = pending.pop()
        if each in seen:
            continue
        seen.add(each)
        text = view.constants.value(each)
        step = view.definitions[each] if each >= 0 else None
        if isinstance(text, str):
            found += text
        elif isinstance(step, Phi):
            pending += step.operands
        elif isinstance(step, Binary) and step.operator in {"+", "+="}:
            pending += (step.left, step.right)
        else:
            return None
    return found


def made_of(view: View, register: int) -> int:
    """What a set was made of; anything else is itself."""
    made = view.definitions[register]
    is_set = isinstance(made, Call) and len(made.arguments) == 1 and apis_of(view, made) in _SETS
    return made.arguments[0] if is_set and isinstance(made, Call) else register


def asked(guards: "Guards", step: Call) -> Iterator[tuple["Checked", int]]:
    """What a call that compares two sets says where it is true."""
    callee = guards.view.definitions[step.callee]
    if not isinstance(callee, GetField) or len(step.arguments) != 1:
        return
    if callee.name == "issubset":
        yield from within(guards, callee.object, step.arguments[0])
    elif callee.name == "issuperset":
        yield from within(guards, step.arguments[0], callee.object)


def _characters(view: View, register: int, depth: int = 0) -> str | None:
    """The characters of which the collection consists; None where it has others, or nobody can say."""
    text = view.constants.value(register)
    if isinstance(text, str):
        return text
    found = definition_behind(view, register) if view.may_go_back(depth) else None
    if found is None:
        return None
    inner, step = view.beside(found[0]), found[1]
    match step:
        case Call(arguments=(given,)):
            is_copy = any(api in COPIES for api in apis_of(inner, step))
            return _characters(inner, given, depth + 1) if is_copy else None
        case Binary(operator="|" | "+"):
            both = [_characters(inner, side, depth + 1) for side in (step.left, step.right)]
            return None if both[0] is None or both[1] is None else both[0] + both[1]
        case Build() if is_collection_of_constants(view, register):
            each = [inner.constants.value(operand) for operand in step.operands]
            texts = [one for one in each if isinstance(one, str) and len(one) == 1]
            return "".join(texts) if len(texts) == len(each) and step.kind != "dict" else None
        case _:
            return None
