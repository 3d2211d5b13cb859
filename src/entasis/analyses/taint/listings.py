"""Collections of what lies in a folder: whoever asks for one of these names can ask for nothing that lies elsewhere.

if name not in os.listdir(FOLDER): abort(404)           behind it `name` is one part of a path, and lies in the folder
known = [entry.stem for entry in FOLDER.iterdir()]      so is what is in `known`
PAGES = pages_there()                                   and in `PAGES`, where that function gives such a collection
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.constant_sets import COPIES, definition_behind
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
    SetItem,
)
from entasis.program.facts import returned
from entasis.program.symbols import Api, FunctionSymbol

_NAMES: Final = frozenset({"os.listdir"})
_FOUND: Final = frozenset({"glob.glob", "glob.iglob"})
_ENTRIES: Final = frozenset({"os.scandir", "pathlib.Path.iterdir"})
_PARTS: Final = frozenset({"os.path.basename", "os.path.splitext"})
_ADDS: Final = frozenset({"append", "add"})
_CHANGES: Final = frozenset({"lower", "upper", "casefold", "removesuffix", "replace"})


def is_listing(view: View, register: int, depth: int = 0) -> bool:
    """Whether all elements of the collection are names of what lies in a folder, or parts of such names."""
    found = definition_behind(view, register) if view.may_go_back(depth) else None
    if found is None:
        return False
    function, step = found
    inner = view.beside(function)
    match step:
        case Build() if step.kind in {"list", "set", "generator"} and not step.stars and not step.operands:
            added = list(_added(inner, step.result))
            return bool(added) and all(_is_name(inner, value, depth + 1) for value in added)
        case Call():
            paths = _paths(inner, step)
            if paths and _NAMES.issuperset(paths):
                return True
            if paths and _FOUND.issuperset(paths):
                return bool(step.arguments) and is_constant(inner.constants.value(step.arguments[0]))
            if not paths:
                return _gives_listing(inner, step, depth + 1)
            return (
                COPIES.issuperset(paths)
                and bool(step.arguments)
                and is_listing(inner, step.arguments[0], depth + 1)
            )
        case _:
            return False


def _added(view: View, register: int) -> Iterator[int]:
    """What is put into the collection: NONE for what cannot be told."""
    for step in view.steps():
        if isinstance(step, SetItem) and step.object == register:
            yield step.value
        callee = view.definitions[step.callee] if isinstance(step, Call) else None
        if isinstance(step, Call) and isinstance(callee, GetField) and callee.object == register:
            yield step.arguments[0] if callee.name in _ADDS and len(step.arguments) == 1 else NONE


def _gives_listing(view: View, call: Call, depth: int) -> bool:
    """Whether it calls functions of the program that give such a collection, or an empty one."""
    functions = view.program.evaluator.value(view.function, call.callee)
    return bool(functions) and all(
        isinstance(function, FunctionSymbol) and _returns_listing(view, function, depth)
        for function in functions
    )


def _returns_listing(view: View, function: FunctionSymbol, depth: int) -> bool:
    inner = view.beside(function)
    given = [register for register in returned(function) if not _is_empty(inner, register)]
    return bool(given) and all(is_listing(inner, register, depth) for register in given)


def _is_empty(view: View, register: int) -> bool:
    """Whether it is a display without elements, into which nothing is put."""
    step = view.definitions[register]
    return (
        isinstance(step, Build)
        and not step.operands
        and step.kind in {"list", "set", "tuple"}
        and not any(_added(view, register))
    )


def _is_name(view: View, register: int, depth: int) -> bool:
    step = view.definitions[register] if view.may_go_back(depth) else None
    match step:
        case Next():
            iterator = view.definitions[step.iterator]
            return isinstance(iterator, Iterate) and is_listing(view, iterator.object, depth + 1)
        case GetField() if step.name in {"name", "stem"}:
            return _is_entry(view, step.object)
        case GetItem():
            made = view.definitions[step.object]
            is_root = view.constants.value(step.key) == 0
            return is_root and isinstance(made, Call) and _is_name(view, step.object, depth + 1)
        case Call():
            return _is_changed(view, step, depth)
        case _:
            return False


def _is_changed(view: View, step: Call, depth: int) -> bool:
    """Whether the call gives a name in another form, which still is one part of a path."""
    callee = view.definitions[step.callee]
    paths = _paths(view, step)
    if paths and _PARTS.issuperset(paths):
        return len(step.arguments) == 1 and _is_name(view, step.arguments[0], depth + 1)
    if not isinstance(callee, GetField) or callee.name not in _CHANGES:
        return False
    cells = [view.constants.value(argument) for argument in step.arguments]
    is_plain = all(
        is_constant(cell) and isinstance(cell, str) and not set(cell) & set("/\\") for cell in cells
    )
    is_plain = is_plain and (callee.name != "replace" or all("." not in str(cell) for cell in cells[1:]))
    return is_plain and _is_name(view, callee.object, depth + 1)


def _is_entry(view: View, register: int) -> bool:
    """Whether the register holds one of the entries of a folder."""
    step = view.definitions[register]
    iterator = view.definitions[step.iterator] if isinstance(step, Next) else None
    source = definition_behind(view, iterator.object) if isinstance(iterator, Iterate) else None
    if source is None:
        return False
    function, made = source
    paths = _paths(view.beside(function), made)
    return bool(paths) and _ENTRIES.issuperset(paths)


def _paths(view: View, step: Instruction) -> list[str]:
    """The paths of the APIs that a call reaches; none where it may reach something else."""
    if not isinstance(step, Call):
        return []
    evaluator, callee = view.program.evaluator, view.definitions[step.callee]
    value = evaluator.value(view.function, step.callee)
    paths = [thing.path for thing in value if isinstance(thing, Api)]
    if isinstance(callee, GetField) and not paths:
        return list(evaluator.field_paths(view.function, callee.object, callee.name))
    return paths if len(paths) == len(value) else []
