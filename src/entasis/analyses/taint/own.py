"""Collections that the program keeps for itself: what is one of their members was put there by the program.

if name not in self.workers: raise NotFound     `name` is that of a worker, so it begins no entry of a log
if name in request.form: ...                    this says nothing: what was sent is no collection of the program
"""

from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import Call, GetField, Load, Param

_SENT: Final = frozenset(
    {"request", "req", "form", "args", "params", "data", "query", "body", "json", "headers", "cookies"}
    | {"environ", "GET", "POST", "META", "files", "FILES", "arguments", "session"}
)
_VIEWS: Final = frozenset({"keys", "values", "copy"})


def is_kept(view: View, register: int) -> bool:
    """Whether the register holds what lies in a field of the object itself, or in a variable of the module."""
    is_field = False
    while True:
        step = view.definitions[register]
        if isinstance(step, Call) and not step.arguments:
            callee = view.definitions[step.callee]
            if not isinstance(callee, GetField) or callee.name not in _VIEWS:
                return False
            register = callee.object
        elif isinstance(step, GetField):
            if step.name in _SENT or _is_source(view, step):
                return False
            is_field = True
            register = step.object
        elif isinstance(step, Load):
            return step.owner == 0 and step.name not in _SENT
        else:
            is_self = isinstance(step, Param) and step.index == 0 and view.function.owner is not None
            return is_self and is_field


def _is_source(view: View, step: GetField) -> bool:
    evaluator = view.program.evaluator
    paths = evaluator.field_paths(view.function, step.object, step.name)
    return any(evaluator.models.source(path) is not None for path in paths)
