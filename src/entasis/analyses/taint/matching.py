"""Calls of regular expressions: which pattern is matched against which text."""

from entasis.analyses.taint.constant_sets import definition_behind
from entasis.analyses.view import View
from entasis.ir.instructions import Call, GetField
from entasis.program.symbols import Api


def regex_call(view: View, step: Call) -> tuple[str, object, int] | None:
    """The function's name, the pattern (None if it is not constant) and the text's register of a regex call."""
    site = view.site_of.get(id(step))
    callee = view.definitions[step.callee]
    for thing in site.targets if site is not None else ():
        path = thing.path if isinstance(thing, Api) else getattr(getattr(thing, "function", None), "path", "")
        owner, _, name = path.rpartition(".")
        if owner == "re" and len(step.arguments) >= 2:
            return (
                name,
                view.constants.value(step.arguments[0]),
                step.arguments[2 if name in {"sub", "subn"} else 1],
            )
        if owner == "re.Pattern" and isinstance(callee, GetField) and step.arguments:
            at = 1 if name in {"sub", "subn"} and len(step.arguments) > 1 else 0
            return name, _compiled(view, callee.object), step.arguments[at]
    return None


def _compiled(view: View, register: int) -> object:
    """The pattern that a compiled regular expression was made of."""
    found = definition_behind(view, register)
    if found is None:
        return None
    function, step = found
    if isinstance(step, Call) and step.arguments:
        return view.modules.of(function).value(step.arguments[0])
    return None
