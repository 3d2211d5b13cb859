"""Lists that are written out and then only added to: what stands first in the text that is joined of them.

parts = [url]
if query: parts += [query]        # or `parts.append(query)`
"?".join(parts)                   `query`, if it is there, stands behind `url` and a question mark
"""

from typing import NamedTuple

from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    Compare,
    GetField,
    GetItem,
    Instruction,
    Phi,
    Unary,
)
from entasis.ir.operands import operands


class Grown(NamedTuple):
    """A list: the registers that it was written out with, and those that may have been added behind them."""

    written: tuple[int, ...]
    added: tuple[int, ...]


def grown(view: View, joined: Call) -> Grown | None:
    """How the list that the call is passed came about; None where something else may have been done with it."""
    known = _forms(view, joined.arguments[0]) if len(joined.arguments) == 1 else []
    root = view.definitions[known[0]] if known else None
    if not isinstance(root, Build) or not root.operands or root.stars:
        return None
    added: list[int] = []
    methods: set[int] = set()
    for step in view.steps():
        if step is joined or not any(form in operands(step) for form in known):
            continue
        more = _added_by(view, step, known)
        if more is None:
            return None
        added += more
        if isinstance(step, GetField):
            methods.add(step.result)
    for call in view.steps_of(Call):
        if call.callee in methods:
            more = _passed(view, call)
            if more is None:
                return None
            added += more
    return Grown(root.operands, tuple(added))


def _forms(view: View, register: int) -> list[int]:
    """The registers that hold the list at some time, the display first; [] where it may be one of several."""
    roots: set[int] = set()
    seen: dict[int, None] = {}
    pending = [register]
    while pending:
        each = pending.pop()
        if each in seen:
            continue
        seen[each] = None
        match view.definitions[each] if each >= 0 else None:
            case Phi() as phi:
                pending += phi.operands
            case Binary(operator="+=", left=left):
                pending.append(left)
            case Build(kind="list"):
                roots.add(each)
            case _:
                return []
    return [*roots, *(each for each in seen if each not in roots)] if len(roots) == 1 else []


def _added_by(view: View, step: Instruction, known: list[int]) -> list[int] | None:
    """What a step that uses the list adds to it by itself; None for one that may do anything else."""
    match step:
        case Phi(result=result) if result in known:
            return []
        case Binary(operator="+=", left=left, right=right) if left in known and right not in known:
            return _written(view, right)
        case Compare() | GetItem() | Unary() | GetField(name="append" | "extend"):
            return []
        case _:
            return None


def _passed(view: View, call: Call) -> list[int] | None:
    callee = view.definitions[call.callee]
    if not isinstance(callee, GetField) or len(call.arguments) != 1 or call.names or call.stars:
        return None
    return list(call.arguments) if callee.name == "append" else _written(view, call.arguments[0])


def _written(view: View, register: int) -> list[int] | None:
    step = view.definitions[register] if register != NONE else None
    is_display = isinstance(step, Build) and step.kind in {"list", "tuple"} and not step.stars
    return list(step.operands) if is_display and isinstance(step, Build) else None
