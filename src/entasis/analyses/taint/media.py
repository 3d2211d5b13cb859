"""What a function says of the type of the body it sends: a browser runs scripts in HTML, and in no JSON.

response.content_type = "application/json"
start_response("200 OK", [("Content-Type", "text/plain")])
self.send_header("Content-Type", content_type)         said, but nobody knows what
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Build, Call, GetField, Instruction, SetField, SetItem
from entasis.program.symbols import Api

TYPE_FIELDS: Final = frozenset({"content_type", "mimetype", "media_type"})
PAGES: Final = ("text/html", "application/xhtml", "image/svg", "text/xml", "application/xml")


def is_said_otherwise(view: View) -> bool:
    """Whether the function says of what it sends that it is no page, and nowhere that it is one."""
    said = {word for step in view.steps() for word in _said(view, step)}
    return "other" in said and "page" not in said


def said(view: View) -> frozenset[str]:
    """All that the function says of the types of what it sends: "page", "other", "unknown"."""
    return frozenset(word for step in view.steps() for word in _said(view, step, is_deep=True))


def said_of(view: View, register: int) -> str:
    """What the headers in `register` say: "page", "other" or "unknown"; "" if they say nothing of it."""
    step = view.definitions[register] if register != NONE else None
    if isinstance(step, Build) and step.kind == "dict":
        for key, value in zip(step.operands[::2], step.operands[1::2], strict=True):
            if key != NONE and _is_name(view, key):
                return _type(view, value)
    if isinstance(step, Build) and step.kind in {"tuple", "list"}:
        if len(step.operands) == 2 and _is_name(view, step.operands[0]):
            return _type(view, step.operands[1])
        return next((found for part in step.operands if (found := said_of(view, part))), "")
    return ""


def _said(view: View, step: Instruction, *, is_deep: bool = False) -> Iterator[str]:
    match step:
        case SetField() if step.name in TYPE_FIELDS:
            yield _type(view, step.value)
        case SetItem() if (
            step.key != NONE and _is_name(view, step.key) and (is_deep or not _is_of_call(view, step.object))
        ):
            yield _type(view, step.value)
        case Call():
            arguments = step.arguments[: len(step.arguments) - len(step.names)]
            for name, value in pairwise(arguments):
                if _is_name(view, name):
                    yield _type(view, value)
            for argument in step.arguments:
                found = said_of(view, argument)
                if found:
                    yield found
        case _:
            return


def is_called_page(view: View, register: int) -> bool:
    """Whether it is a constant of a library that is called after the type: `falcon.MEDIA_HTML`."""
    value = view.program.evaluator.value(view.function, register) if register >= 0 else ()
    return any(isinstance(thing, Api) and thing.path.upper().endswith("HTML") for thing in value)


def _is_of_call(view: View, register: int) -> bool:
    """Whether the headers are those of one response that was made here: they say nothing of other ones."""
    step = view.definitions[register]
    if isinstance(step, GetField):
        step = view.definitions[step.object]
    return isinstance(step, Call)


def _text(view: View, register: int) -> str | None:
    """The text that is written out in the register; some libraries take bytes for one."""
    cell = view.constants.value(register)
    if isinstance(cell, bytes):
        return cell.decode("latin-1")
    return cell if isinstance(cell, str) else None


def _is_name(view: View, register: int) -> bool:
    cell = _text(view, register)
    return cell is not None and cell.lower() == "content-type"


def _type(view: View, register: int) -> str:
    cell = _text(view, register)
    if cell is None:
        return "page" if is_called_page(view, register) else "unknown"
    return "page" if cell.strip().lower().startswith(PAGES) else "other"
