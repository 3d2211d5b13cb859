"""Whether a path surely begins at the root, or surely does not; and whether it is a list of its parts.

os.path.realpath(name)          begins at the root
str(Path("./files"))            does not, so no path that begins at the root begins with it
"""

import re
from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import Call, Unary
from entasis.program.symbols import Instance

_ABSOLUTE: Final = frozenset(
    {"os.path.abspath", "os.path.realpath", "pathlib.Path.resolve", "pathlib.Path.absolute", "os.getcwd"}
)
_PATHS: Final = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"})
_PARTED: Final = frozenset({"builtins.list", "builtins.tuple"})
_FROM_THE_ROOT: Final = re.compile(r"[/\\~]|[A-Za-z]:")


def is_parted(view: View, register: int) -> bool:
    """Whether the path is a list of its parts: `path.split(os.sep)`."""
    value = view.program.evaluator.value(view.function, register)
    return bool(value) and all(isinstance(thing, Instance) and thing.of in _PARTED for thing in value)


def is_absolute(view: View, register: int) -> bool:
    """Whether the path, or its text, surely begins at the root."""
    step = view.definitions[register]
    if isinstance(step, Unary) and step.operator == "str":
        return is_absolute(view, step.operand)
    if not isinstance(step, Call):
        return False
    maker = view.maker(register)
    if maker in {"builtins.str", "os.fspath"} and len(step.arguments) == 1:
        return is_absolute(view, step.arguments[0])
    return maker in _ABSOLUTE


def is_relative(view: View, register: int) -> bool:
    """Whether it surely is the text of a path that does not begin at the root, and not empty."""
    cell = view.constants.value(register)
    if isinstance(cell, str):
        return bool(cell) and _FROM_THE_ROOT.match(cell) is None
    step = view.definitions[register]
    if isinstance(step, Unary) and step.operator == "str":
        return _is_relative_path(view, step.operand)
    if isinstance(step, Call) and view.maker(register) in {"builtins.str", "os.fspath"}:
        return len(step.arguments) == 1 and _is_relative_path(view, step.arguments[0])
    return False


def _is_relative_path(view: View, register: int) -> bool:
    step = view.definitions[register]
    if not isinstance(step, Call) or step.names or step.stars or view.maker(register) not in _PATHS:
        return False
    cells = [view.constants.value(argument) for argument in step.arguments]
    return bool(cells) and all(isinstance(c, str) and _FROM_THE_ROOT.match(c) is None for c in cells)
