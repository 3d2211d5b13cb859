"""What a function says of the type of the body it sends: a browser runs scripts in HTML, and in no JSON.

response.content_type = "application/json"
start_response("200 OK", [("Content-Type", "text/plain")])
self.send_header("Content-Type", content_type)         said, but nobody knows what
return answer.content, 200, answer.headers.items()     as another one says of it
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Build,
    Call,
    GetField,
    GetItem,
    Instruction,
    Iterate,
    Next,
    Phi,
    SetField,
    SetItem,
)
from entasis.program.symbols import Api, ClassSymbol, Instance, ModuleSymbol

TYPE_FIELDS: Final = frozenset({"content_type", "mimetype", "media_type"})
_ANSWERED: Final = "service"  # what comes of those whom the program itself asks
_COPIES: Final = frozenset({"builtins.dict", "builtins.list"})
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


def are_handed_on(view: View, register: int, depth: int = 0) -> bool:
    """Whether it is the headers of something else, or those of them that are left: what its body is, they say."""
    step = view.definitions[register] if register >= 0 and view.may_go_back(depth) else None
    match step:
        case GetField():
            return step.name == "headers" and not _is_own(view, step.object) and not _is_asked(view, step)
        case Call(arguments=()):
            callee = view.definitions[step.callee]
            is_same = isinstance(callee, GetField) and callee.name in {"items", "copy"}
            return is_same and isinstance(callee, GetField) and are_handed_on(view, callee.object, depth + 1)
        case Call(arguments=(given,)):
            made = view.program.evaluator.value(view.function, step.callee)
            is_copy = any(isinstance(thing, Api) and thing.path in _COPIES for thing in made)
            return is_copy and are_handed_on(view, given, depth + 1)
        case Phi():
            return all(are_handed_on(view, operand, depth + 1) for operand in step.operands)
        case Build(operands=()):
            put = (each for each in view.steps_of(SetItem) if each.object == register)
            walked = (_walked(view, part) for each in put for part in (each.key, each.value))
            return any(are_handed_on(view, of, depth + 1) for of in walked)
        case _:
            return False


def _is_own(view: View, register: int) -> bool:
    """Whether it is a module, a class or an object of the program, whose headers the program itself says."""
    value = view.program.evaluator.value(view.function, register)
    kinds = [thing.of if isinstance(thing, Instance) else thing for thing in value]
    return any(isinstance(kind, ClassSymbol | ModuleSymbol) for kind in kinds)


def _is_asked(view: View, step: GetField) -> bool:
    """Whether it is what a visitor has sent along: that says nothing of what he is sent."""
    paths = view.program.evaluator.field_paths(view.function, step.object, step.name)
    sources = [view.program.models.source(path) for path in paths]
    return any(source is not None and source.kind != _ANSWERED for source in sources)


def _walked(view: View, register: int) -> int:
    """What is walked through, of which the register holds an element or a part of one; else NONE."""
    step = view.definitions[register] if register >= 0 else None
    if isinstance(step, Build) and step.kind == "tuple" and step.operands:
        step = view.definitions[step.operands[0]]
    if isinstance(step, GetItem):
        step = view.definitions[step.object]
    walk = view.definitions[step.iterator] if isinstance(step, Next) else None
    return walk.object if isinstance(walk, Iterate) else NONE


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
