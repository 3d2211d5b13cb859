"""Collections of settings: what is one of them was chosen by whoever runs the program, not by who sends the data.

hosts = [lower(host) for host in CONF.trusted]      every element is made of a setting and of nothing else
if host not in hosts: ...                           behind it `host` is one of the trusted ones
if name in os.environ["NAMES"].split(","): ...      so is `name`

if settings.DEBUG: ...                              is for developers: it is off where others reach the program
"""

from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.constant_sets import (
    COPIES,
    PUTTING,
    definition_behind,
    is_collection_of_constants,
)
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    Const,
    GetField,
    GetItem,
    Instruction,
    Iterate,
    Load,
    Next,
    SetItem,
)
from entasis.program.symbols import Api, FunctionSymbol, Instance

_DEBUG: Final = "DEBUG"
_PARTS: Final = frozenset({"get", "split", "splitlines", "keys", "values", "items", "copy"})


def is_collection_of_settings(view: View, register: int, depth: int = 0) -> bool:
    """Whether all elements of the collection in the register are made of settings and constants."""
    step = view.definitions[register] if view.may_go_back(depth) else None
    if step is None:
        return False
    if _is_setting(view, step):
        return not _is_text(view, register) and not _is_filled_later(view, step)
    match step:
        case Build() if step.kind in {"list", "set", "generator"} and not step.stars:
            added = [s.value for s in view.steps() if isinstance(s, SetItem) and s.object == register]
            parts = [*step.operands, *added]
            return bool(added) and all(is_made_of_settings(view, part, depth + 1) for part in parts)
        case Binary(operator="+" | "|"):
            return all(
                is_collection_of_settings(view, part, depth + 1) or is_collection_of_constants(view, part)
                for part in (step.left, step.right)
            )
        case Call():
            value = view.program.evaluator.value(view.function, step.callee)
            is_copy = len(value) == 1 and isinstance(value[0], Api) and value[0].path in COPIES
            if is_copy and len(step.arguments) == 1:
                return is_collection_of_settings(view, step.arguments[0], depth + 1)
            callee = view.definitions[step.callee]
            return isinstance(callee, GetField) and callee.name in _PARTS and _is_part(view, callee, depth)
        case Load():
            return _is_stored(view, register, depth)
        case GetField() | GetItem():
            return (
                not _is_text(view, register)
                and is_made_of_settings(view, step.object, depth + 1)
                and not _is_filled_later(view, step)
            )
        case _:
            return False


def is_debug_mode(view: View, register: int) -> bool:
    """Whether the register holds the setting that switches debug mode on."""
    step = view.definitions[register] if register >= 0 else None
    return isinstance(step, GetField) and step.name == _DEBUG and _is_setting(view, step)


def _is_text(view: View, register: int) -> bool:
    """A text that is a setting has characters and parts: what is in it is not one of a few."""
    value = view.program.evaluator.value(view.function, register)
    return any(isinstance(thing, Instance) and thing.of == "builtins.str" for thing in value)


def _is_part(view: View, field: GetField, depth: int) -> bool:
    return is_made_of_settings(view, field.object, depth + 1)


def _is_stored(view: View, register: int, depth: int) -> bool:
    """Whether a name that is assigned once holds such a collection."""
    found = definition_behind(view, register)
    if found is None:
        return False
    function, step = found
    inner = view.beside(function)
    return step.result >= 0 and is_collection_of_settings(inner, step.result, depth + 1)


def is_made_of_settings(view: View, register: int, depth: int = 0) -> bool:
    """Whether the value is made of settings and constants, and of nothing else."""
    if is_constant(view.constants.value(register)):
        return True
    step = view.definitions[register] if view.may_go_back(depth) else None
    if step is None:
        return False
    if _is_setting(view, step):
        return True
    match step:
        case Next():
            iterator = view.definitions[step.iterator]
            return isinstance(iterator, Iterate) and is_collection_of_settings(
                view, iterator.object, depth + 1
            )
        case GetField() | GetItem():
            return is_made_of_settings(view, step.object, depth + 1)
        case Binary():
            return all(is_made_of_settings(view, part, depth + 1) for part in (step.left, step.right))
        case Build() if step.kind in {"text", "tuple"}:
            return all(is_made_of_settings(view, part, depth + 1) for part in step.operands)
        case Call():
            callee = view.definitions[step.callee]
            parts = list(step.arguments)
            if isinstance(callee, GetField) and not _is_function(view, step.callee):
                parts.append(callee.object)
            # Of a call that is passed constants only, nobody says what it gives.
            parts = [part for part in parts if not is_constant(view.constants.value(part))]
            return bool(parts) and all(is_made_of_settings(view, part, depth + 1) for part in parts)
        case Load():
            found = definition_behind(view, register)
            inner = None if found is None else found[1]
            return inner is not None and found is not None and _is_setting_in(view, found[0], inner)
        case _:
            return False


def _is_function(view: View, register: int) -> bool:
    """Whether a function of a module is meant, not a method of the value before it."""
    value = view.program.evaluator.value(view.function, register)
    return bool(value) and all(isinstance(thing, Api | FunctionSymbol) for thing in value)


def _is_setting_in(view: View, function: FunctionSymbol, step: Instruction) -> bool:
    inner = view.beside(function)
    return _is_setting(inner, step)


def _is_setting(view: View, step: Instruction) -> bool:
    """Whether the step gives a setting, by the rows of the models."""
    evaluator, models = view.program.evaluator, view.program.models
    paths: list[str] = []
    if isinstance(step, Call):
        callee = view.definitions[step.callee]
        if isinstance(callee, GetField) and callee.name == "get" and len(step.arguments) == 1:
            return _are_settings(view, callee.object)
        paths = [
            thing.path for thing in evaluator.value(view.function, step.callee) if isinstance(thing, Api)
        ]
    elif isinstance(step, GetField):
        paths = list(evaluator.field_paths(view.function, step.object, step.name))
    elif isinstance(step, GetItem) and _are_settings(view, step.object):
        return True
    if paths and all(models.is_setting(path) for path in paths):
        return True
    return step.result != NONE and _are_settings(view, step.result)


def _are_settings(view: View, register: int) -> bool:
    """Whether all that the register may hold is settings, or where they lie."""
    value = view.program.evaluator.value(view.function, register)
    paths = [
        thing.of if isinstance(thing, Instance) else thing.path if isinstance(thing, Api) else None
        for thing in value
    ]
    return bool(paths) and all(isinstance(p, str) and view.program.models.is_setting(p) for p in paths)


def _is_filled_later(view: View, step: Instruction) -> bool:
    """Whether the program puts something into what lies there, by `config[key][name] = …` or a method: what visitors
    have put there is no setting, wherever it lies.
    """
    name: object = None
    if isinstance(step, GetField):
        name = step.name
    elif isinstance(step, GetItem) and step.key >= 0:
        name = view.constants.value(step.key)
    elif isinstance(step, Call) and step.arguments:  # `config.get(key)`
        name = view.constants.value(step.arguments[0])
    return isinstance(name, str) and any(
        name in (module.written if isinstance(step, GetField) else module.filled)
        or any(_puts_under(function, call, name) for function in module.functions for call in function.calls)
        for module in view.program.modules
        if not module.is_test
    )


def _puts_under(function: FunctionSymbol, call: Call, name: str) -> bool:
    definitions = function.function.definitions
    callee = definitions[call.callee]
    if not isinstance(callee, GetField) or callee.name not in PUTTING:
        return False
    if all(isinstance(definitions[argument], Const) for argument in call.arguments):
        return False
    held = definitions[callee.object]
    if isinstance(held, GetField):
        return held.name == name
    key = definitions[held.key] if isinstance(held, GetItem) and held.key >= 0 else None
    return isinstance(key, Const) and key.value == name
