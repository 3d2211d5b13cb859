"""What the name of a file that is written to says of it, where it is written out: that it is run, that it is a log.

with open("plugins/handler.py", "w") as file: file.write(text)      code, once somebody imports it
(folder / "templates" / f"{name}.html").write_text(text)            a template is a program as well
self.file = open("/var/log/shop.log", "a")                          what is added to it are lines of a log
with NamedTemporaryFile(suffix=".py") as file: file.write(text)     the library puts together the rest of the name
"""

import re
from collections.abc import Iterator
from typing import Final

from entasis.analyses.assembly import parts
from entasis.analyses.taint.state import State
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Binary, Call, Enter, GetField, GetItem, Instruction
from entasis.program.symbols import Instance

PROGRAM: Final = "program"
_RUN: Final = (".py", ".pyw", ".pth", ".sh", ".bash", ".php", ".jsp", ".pl", ".rb", ".ps1", ".bat", ".cmd")
_TEMPLATES: Final = (".html", ".htm", ".xml", ".txt", ".jinja", ".jinja2", ".j2", ".mako", ".tpl")
_FOLDER: Final = "templates"
_MAKERS: Final = frozenset({"NamedTemporaryFile", "mkstemp", "mktemp"})


def is_run(state: State, step: Call) -> bool:
    """Whether the call writes into a file that is run, by the name under which it was opened."""
    callee = state.view.definitions[step.callee]
    if not isinstance(callee, GetField):
        return False
    path = _path(state.view, callee.object)
    texts = list(_written(state.view, path, 0)) if path != NONE else []
    if not texts:
        return False
    name = texts[-1].lower()
    is_template = name.endswith(_TEMPLATES) and _FOLDER in "/".join(texts).lower().split("/")
    return name.endswith(_RUN) or is_template


def is_added_to(state: State, step: Call, name: re.Pattern[str]) -> bool:
    """Whether the call writes at the end of a file whose name surely ends as the pattern says."""
    view = state.view
    callee = view.definitions[step.callee]
    named = dict(zip(step.names, step.arguments[len(step.arguments) - len(step.names) :], strict=True))
    file = callee.object if isinstance(callee, GetField) else named.get("file", NONE)
    for _, maker, call in view.made_calls(file) if file != NONE else ():
        opened = maker.definitions[call.callee]
        if getattr(opened, "name", "") != "open" or "a" not in _mode(maker, call):
            continue
        path = _path(maker, call.result)
        if path == NONE:
            continue
        written = [(maker, path), *((view, made.result) for _, view, made in maker.made_calls(path))]
        ends = [list(_written(view, register, 0))[-1:] for view, register in written]
        if any(name.fullmatch(text) is not None for [text] in filter(None, ends)):
            return True
    return False


def _mode(view: View, call: Call) -> str:
    """How the file is opened: the one of the first two arguments that is no path."""
    positional = call.arguments[: len(call.arguments) - len(call.names)]
    named = dict(zip(call.names, call.arguments[len(positional) :], strict=True))
    modes = [named.get("mode", NONE), *positional[:2]]
    texts = [view.constants.value(register) for register in modes if register != NONE]
    return next((text for text in texts if isinstance(text, str) and set(text) <= set("rwaxbt+")), "")


def _path(view: View, register: int) -> int:
    """What the file in the register was opened by; the register itself, if it is no file."""
    step: Instruction | None = view.definitions[register]
    if isinstance(step, Enter):
        register = step.manager
        step = view.definitions[register]
    if not isinstance(step, Call) or step.decorates:
        return register
    callee = view.definitions[step.callee]
    name = getattr(callee, "name", "")
    if name in _MAKERS:
        return _suffix(step)
    if name != "open":
        return register
    if isinstance(callee, GetField):  # `path.open("w")`, not `io.open(path, "w")`
        things = view.program.evaluator.value(view.function, callee.object)
        if any(isinstance(thing, Instance) for thing in things):
            return callee.object
    return step.arguments[0] if step.arguments else NONE


def _suffix(call: Call) -> int:
    """The end of the name of a temporary file."""
    named = dict(zip(call.names, call.arguments[len(call.arguments) - len(call.names) :], strict=True))
    return named.get("suffix", NONE)


def _written(view: View, register: int, depth: int) -> Iterator[str]:
    """The parts of a path that are written out, in their order; "" for what is not."""
    step = view.definitions[register] if register >= 0 else None
    match step:
        case Binary(operator="/") if view.may_go_back(depth):
            yield from _written(view, step.left, depth + 1)
            yield "/"
            yield from _written(view, step.right, depth + 1)
        case Call() if not step.decorates and view.may_go_back(depth):
            callee = view.definitions[step.callee]
            if getattr(callee, "name", "") in {"join", "Path", "PurePath", "str", "abspath", "joinpath"}:
                for at, given in enumerate(step.arguments):
                    if at:
                        yield "/"
                    yield from _written(view, given, depth + 1)
            else:
                yield from _texts(view, register)
        case GetItem() if _path(view, step.object) != step.object:  # `file, name = mkstemp(suffix=".py")`
            yield from _texts(view, _path(view, step.object))
        case _:
            yield from _texts(view, register)


def _texts(view: View, register: int) -> Iterator[str]:
    for part in parts(view, register):
        yield part if isinstance(part, str) else ""
