"""Answers that something was made: they say where it is, and no browser goes there by itself.

self.set_status(201)
self.set_header("Location", self.request.uri + "/" + name)      no redirect
"""

from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import Call, GetField, SetField
from entasis.models.data import Sink

_REDIRECT: Final = "redirect"
_CREATED: Final = 201  # the status of HTTP


def is_told_where_it_is(view: View, step: Call, sink: Sink) -> bool:
    """Whether the call sets the header that says so, of an answer that surely has that status."""
    callee = view.definitions[step.callee]
    if sink.kind != _REDIRECT or not sink.when or not isinstance(callee, GetField):
        return False
    answer = callee.object
    headers = view.definitions[answer]
    answers = {answer, headers.object} if isinstance(headers, GetField) else {answer}
    said = [_status(view, other, answers) for other in view.steps()]
    made = [view.definitions[each] for each in answers]
    said += [_named(view, call) for call in made if isinstance(call, Call)]
    return _CREATED in said and not any(status and 300 <= status < 400 for status in said)


def _status(view: View, step: object, answers: set[int]) -> int | None:
    """The one number that an answer is passed, or that is put into it."""
    if isinstance(step, SetField) and step.object in answers:
        return _number(view, step.value)
    callee = view.definitions[step.callee] if isinstance(step, Call) and len(step.arguments) == 1 else None
    if isinstance(step, Call) and isinstance(callee, GetField) and callee.object in answers:
        return _number(view, step.arguments[0])
    return None


def _named(view: View, call: Call) -> int | None:
    """The number by which an answer is made: `status=201`."""
    positional = len(call.arguments) - len(call.names)
    numbers = [
        number
        for name, register in zip(call.names, call.arguments[positional:], strict=True)
        if name.startswith("status") and (number := _number(view, register)) is not None
    ]
    return numbers[0] if numbers else None


def _number(view: View, register: int) -> int | None:
    value = view.constants.value(register) if register >= 0 else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
