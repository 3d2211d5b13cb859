"""Arguments that a call takes from a mapping which the program writes out and spreads.

settings = {"debug": True}                 this
Application(handlers, **settings)          is what the call is passed as `debug`

options = {}
if text: options["text"] = text            under other names nothing is passed
run(words, **options)

Only a mapping that is bound once, and that neither the module nor the function changes, is looked through.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from entasis.ir.instructions import (
    NONE,
    Build,
    Call,
    Compare,
    GetField,
    GetItem,
    Import,
    Instruction,
    Load,
    SetItem,
    Store,
)
from entasis.ir.operands import operands
from entasis.models.ports import Port, PortKind
from entasis.program.names import module_of
from entasis.program.symbols import Api, FunctionSymbol, ModuleSymbol

if TYPE_CHECKING:
    from entasis.analyses.view import View

_Place = tuple[FunctionSymbol, int]
# The methods of a mapping that change nothing in it.
READING = frozenset({"get", "items", "keys", "values", "copy"})


def spread_value(view: "View", call: Call, port: Port) -> _Place | None:
    """The register, with its function, that surely lies under the name of the port in the one mapping spread."""
    if port.kind is not PortKind.ARGUMENT or not port.name or port.selectors or port.name in call.names:
        return None
    if call.stars or call.names.count("") != 1:
        return None
    place = _written(view, call.arguments[len(call.arguments) - len(call.names) + call.names.index("")])
    if place is None:
        return None
    function, register = place
    made = function.function.definitions[register]
    if not isinstance(made, Build) or made.kind != "dict":
        return None
    keys = [view.modules.register(function, key) for key in made.operands[::2]]
    if not all(isinstance(key, str) for key in keys) or port.name not in keys:
        return None
    return function, dict(zip(keys, made.operands[1::2], strict=True))[port.name]


def spread_keys(view: "View", call: Call) -> frozenset[str] | None:
    """The names under which the one mapping that the call spreads may pass something; None where nobody can say."""
    if call.names.count("") != 1:
        return None
    held = call.arguments[len(call.arguments) - len(call.names) + call.names.index("")]
    found = _keys_made(view, held)
    if found is None:
        return None
    for step in view.steps():
        if held not in operands(step) or isinstance(step, GetItem | Compare):
            continue
        if isinstance(step, SetItem) and step.object == held != step.value:
            key = view.constants.value(step.key)
            if view.is_live(step) and not isinstance(key, str):
                return None
            found |= {key} if isinstance(key, str) else set()
        elif isinstance(step, Call):
            if held in _handed(step):
                return None
        elif not isinstance(step, GetField) or step.name not in READING:
            return None
    return frozenset(found)


def _keys_made(view: "View", held: int) -> set[str] | None:
    """The keys with which the mapping is made here."""
    made = view.definitions[held]
    if isinstance(made, Build) and made.kind == "dict":
        keys = [view.constants.value(key) if key != NONE else None for key in made.operands[::2]]
        names = {key for key in keys if isinstance(key, str)}
        return names if all(isinstance(key, str) for key in keys) else None
    if isinstance(made, Call) and len(made.arguments) == len(made.names) and "" not in made.names:
        maker = view.program.evaluator.value(view.function, made.callee)
        is_mapping = [thing.path for thing in maker if isinstance(thing, Api)] == ["builtins.dict"]
        return set(made.names) if is_mapping else None
    return None


def _written(view: "View", register: int) -> _Place | None:
    """Where the mapping is written out, if nothing that can be seen changes it."""
    step = view.definitions[register]
    if isinstance(step, Build):
        return None if _is_changed(view.function, {register}) else (view.function, register)
    if isinstance(step, Load) and not step.owner:
        module, name = view.function.module, step.name
    elif isinstance(step, Import) and step.name:
        source = module_of(view.program.evaluator, view.function.module, step)
        if source is None:
            return None
        module, name = source, step.name
    else:
        return None
    place = view.modules.bound_once(module, name)
    if place is None or _is_changed(view.function, {register}):
        return None
    return None if _is_changed_in(module, name, place) else place


def _is_changed_in(module: ModuleSymbol, name: str, place: _Place) -> bool:
    """Whether some function of the module changes what the name stands for."""
    for function in module.functions:
        held = {step.result for step in _steps(function) if isinstance(step, Load) and _is_of(step, name)}
        if function is place[0]:
            held.add(place[1])
        if held and _is_changed(function, held):
            return True
    return False


def _is_of(step: Load, name: str) -> bool:
    return not step.owner and step.name == name


def _is_changed(function: FunctionSymbol, held: set[int]) -> bool:
    """Whether one of the registers is used for more than to be read, spread, or bound to a name."""
    for step in _steps(function):
        if held.isdisjoint(operands(step)):
            continue
        if isinstance(step, GetField) and step.name not in READING:
            return True
        if isinstance(step, Call) and not held.isdisjoint(_handed(step)):
            return True
        if not isinstance(step, GetField | Call | GetItem | Store):
            return True
    return False


def _handed(call: Call) -> Iterator[int]:
    """The arguments of the call that are not spread by their names."""
    first = len(call.arguments) - len(call.names)
    for at, register in enumerate(call.arguments):
        if at < first or call.names[at - first]:
            yield register


def _steps(function: FunctionSymbol) -> Iterator[Instruction]:
    for block in function.function.blocks:
        yield from block.instructions
