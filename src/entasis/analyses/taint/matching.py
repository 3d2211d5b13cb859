"""Calls of regular expressions: which pattern is matched against which text, and which group of a match is asked for."""

from typing import Final

from entasis.analyses.taint import patterns
from entasis.analyses.taint.constant_sets import definition_behind
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Call, GetField, Iterate, Next
from entasis.program.symbols import Api

_MATCHES: Final = frozenset({"match", "fullmatch", "search"})


def regex_call(view: View, step: Call) -> tuple[str, object, int] | None:
    """The function's name, the pattern (None if it is not constant) and the text's register of a regex call."""
    site = view.site_of.get(id(step))
    callee = view.definitions[step.callee]
    for thing in site.targets if site is not None else ():
        path = thing.path if isinstance(thing, Api) else getattr(getattr(thing, "function", None), "path", "")
        owner, _, name = path.rpartition(".")
        if owner == "re" and len(step.arguments) >= 2:
            pattern = view.constants.value(step.arguments[0])
            return (
                name,
                pattern if isinstance(pattern, str) else _compiled(view, step.arguments[0]),
                step.arguments[2 if name in {"sub", "subn"} else 1],
            )
        if owner == "re.Pattern" and isinstance(callee, GetField) and step.arguments:
            at = 1 if name in {"sub", "subn"} and len(step.arguments) > 1 else 0
            return name, _compiled(view, callee.object), step.arguments[at]
    return None


def groups_of(view: View, register: int) -> dict[int | str, bool]:
    """For the match that the register holds: whether what each group matches consists of harmless characters."""
    step = view.definitions[register] if register != NONE else None
    wanted = _MATCHES
    if isinstance(step, Next):
        iterator = view.definitions[step.iterator]
        step = view.definitions[iterator.object] if isinstance(iterator, Iterate) else None
        wanted = frozenset({"finditer"})
    found = regex_call(view, step) if isinstance(step, Call) else None
    return patterns.groups(found[1]) if found is not None and found[0] in wanted else {}


def asked_groups(view: View, step: Call) -> list[bool]:
    """Whether each group that `match.group(…)` or `match.groups()` gives is harmless; none where that is not known."""
    callee = view.definitions[step.callee]
    if not isinstance(callee, GetField) or callee.name not in {"group", "groups"}:
        return []
    known = groups_of(view, callee.object)
    if callee.name == "groups":
        numbers = sorted(key for key in known if isinstance(key, int) and key)
        return [known[number] for number in numbers] if not step.arguments else []
    cells = [view.constants.value(argument) for argument in step.arguments] or [0]
    return [isinstance(cell, int | str) and known.get(cell, False) for cell in cells] if known else []


def _compiled(view: View, register: int) -> object:
    """The pattern that a compiled regular expression was made of."""
    found = definition_behind(view, register)
    if found is None:
        return None
    function, step = found
    if isinstance(step, Call) and step.arguments:
        return view.modules.of(function).value(step.arguments[0])
    return None
