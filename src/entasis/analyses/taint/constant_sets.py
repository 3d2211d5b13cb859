"""Collections that are written out in constants: what is one of their elements is none of an attacker's making.

ALLOWED = {"name", "date"}                    # a name that is assigned once, a class attribute, a literal
if column in ALLOWED: ...                     # `column` is one of two texts
if column in ALLOWED | {"size"}: ...          # and so it is behind operators, copies, `split` and `keys`
"""

from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    GetField,
    Import,
    Instruction,
    Load,
    Phi,
    SetItem,
)
from entasis.program.names import module_of
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol, Instance, ModuleSymbol

PUTTING: Final = frozenset({"append", "extend", "insert", "add", "update", "setdefault"})
COPIES: Final = frozenset(
    {"builtins.frozenset", "builtins.set", "builtins.tuple", "builtins.list", "builtins.sorted"}
)


def is_collection_of_constants(view: View, register: int, depth: int = 0) -> bool:
    """Whether the register holds a collection that is written out in constants and assigned once."""
    found = definition_behind(view, register) if view.may_go_back(depth) else None
    if found is None:
        return False
    function, step = found
    inner = view.beside(function)
    match step:
        case Build() if step.kind in {"list", "tuple", "set"} or (step.kind == "dict" and not step.stars):
            wanted = step.operands[::2] if step.kind == "dict" else step.operands
            return (
                bool(wanted)
                and not _is_filled(inner, step)
                and all(
                    is_collection_of_constants(inner, r, depth + 1)
                    if i in step.stars
                    else r != NONE and _is_constant_item(inner, r)
                    for i, r in enumerate(wanted)
                )
            )
        case Binary(operator="|" | "+" | "|=" | "+="):
            return all(is_collection_of_constants(inner, r, depth + 1) for r in (step.left, step.right))
        case Phi():  # `FIRST if is_first else SECOND`
            return all(is_collection_of_constants(inner, r, depth + 1) for r in step.operands)
        case Call():
            callee = inner.definitions[step.callee]
            if isinstance(callee, GetField) and callee.name in {"keys", "copy"}:
                return is_collection_of_constants(inner, callee.object, depth + 1)
            if isinstance(callee, GetField) and callee.name == "values":
                table = definition_behind(inner, callee.object)
                return table is not None and _has_constant_values(view, *table)
            if isinstance(callee, GetField) and callee.name == "split":
                return is_constant(inner.constants.value(callee.object))
            value = inner.program.evaluator.value(function, step.callee)
            is_copy = len(value) == 1 and isinstance(value[0], Api) and value[0].path in COPIES
            return (
                is_copy
                and len(step.arguments) == 1
                and is_collection_of_constants(inner, step.arguments[0], depth + 1)
            )
        case _:
            return False


def _is_filled(view: View, built: Build, *, with_values: bool = False) -> bool:
    """Whether something else than constants is put into the collection where it is made; of a mapping, among its keys."""
    of_key = built.kind == "dict" and not with_values
    put = [s.key if of_key else s.value for s in view.steps_of(SetItem) if s.object == built.result]
    methods = {s.result for s in view.steps_of(GetField) if s.object == built.result and s.name in PUTTING}
    for call in view.steps_of(Call) if methods else ():
        if call.callee in methods:
            put += call.arguments
    return not all(register != NONE and _is_constant_item(view, register) for register in put)


def has_constant_items(view: View, register: int) -> bool | None:
    """Whether all that lies in the mapping is constants, whatever its keys are; None where it is none written out."""
    found = definition_behind(view, register)
    if found is None or not isinstance(found[1], Build) or found[1].kind != "dict":
        return None
    function, built = found[0], found[1]
    inner = view.beside(function)
    return _has_constant_values(view, function, built) and not _is_filled(inner, built, with_values=True)


def _set_once(symbol: ClassSymbol, name: str) -> list[tuple[FunctionSymbol, int]]:
    """What an object's initialiser puts into a field that no other method assigns; a table may be filled later."""
    stored = symbol.fields.get(name, [])
    if any(function.name != "__init__" for function, _ in stored):
        return []
    steps = [function.function.definitions[value] for function, value in stored]
    return [] if any(isinstance(step, Build) and step.kind == "dict" for step in steps) else stored


def _has_constant_values(view: View, function: FunctionSymbol, step: Instruction) -> bool:
    if not isinstance(step, Build) or step.kind != "dict" or step.stars:
        return False
    return all(is_constant(view.modules.of(function).value(register)) for register in step.operands[1::2])


def has_constant_lists(view: View, function: FunctionSymbol, step: Instruction) -> bool:
    """Whether the step writes out a mapping to lists of constants, of which none is empty."""
    if not isinstance(step, Build) or step.kind != "dict" or not step.operands or NONE in step.operands:
        return False
    inner = view.beside(function)
    made = [inner.definitions[register] for register in step.operands[1::2]]
    return all(
        isinstance(each, Build)
        and each.kind in {"list", "tuple"}
        and bool(each.operands)
        and all(is_constant(inner.constants.value(register)) for register in each.operands)
        for each in made
    )


def _is_constant_item(view: View, register: int) -> bool:
    if is_constant(view.constants.value(register)):
        return True
    step = view.definitions[register]
    return (
        isinstance(step, Build)
        and bool(step.operands)
        and all(_is_constant_item(view, r) for r in step.operands)
    )


def definition_behind(view: View, register: int) -> tuple[FunctionSymbol, Instruction] | None:
    """The one step that gives the value, also behind a module name or a class attribute that is assigned once."""
    step = view.definitions[register]
    stored: list[tuple[FunctionSymbol, int]] = []
    if isinstance(step, Load):
        stored = view.function.module.bindings.get((step.owner, step.name), [])
    elif isinstance(step, GetField):
        for thing in view.program.evaluator.value(view.function, step.object):
            of = thing.of if isinstance(thing, Instance) else thing
            if isinstance(of, ModuleSymbol):
                stored = of.bindings.get((0, step.name), [])
            elif isinstance(of, ClassSymbol):
                stored = _held_by_class(view, of, step.name)
    elif isinstance(step, Import):
        stored = _bound_there(view, view.function, step)
    else:
        return None if step is None else (view.function, step)
    return _written_once(view, stored)


def _held_by_class(view: View, symbol: ClassSymbol, name: str) -> list[tuple[FunctionSymbol, int]]:
    """What the class says of all its objects, or one that it derives from, where no other one says something else."""
    order = [node for node in view.program.evaluator.mro(symbol) if isinstance(node, ClassSymbol)]
    holder = next((node for node in order if name in node.members or name in node.fields), symbol)
    below = () if holder is symbol else view.program.subclasses.get(holder, ())
    if any(name in node.members or name in node.fields for node in below):
        return []
    if holder.body is not None and name not in holder.fields:
        return [(holder.body, value) for value in holder.members.get(name, ())]
    return _set_once(holder, name) if name not in holder.members else []


def _written_once(
    view: View, stored: list[tuple[FunctionSymbol, int]], depth: int = 0
) -> tuple[FunctionSymbol, Instruction] | None:
    """The one step that gives what is stored, where need be in the module that it was imported from."""
    if len(stored) != 1 or not view.may_go_back(depth):
        return None
    function, value = stored[0]
    inner = function.function.definitions[value]
    if isinstance(inner, Import) and inner.name:
        return _written_once(view, _bound_there(view, function, inner), depth + 1)
    if isinstance(inner, Load):  # `KNOWN = KNOWN` in the body of a class: one of the module's own
        return _written_once(view, function.module.bindings.get((inner.owner, inner.name), []), depth + 1)
    return None if inner is None else (function, inner)


def _bound_there(view: View, function: FunctionSymbol, step: Import) -> list[tuple[FunctionSymbol, int]]:
    """Where the imported name is given its value, in the module of the program that it comes from."""
    source = module_of(view.program.evaluator, function.module, step)
    return [] if source is None or source is function.module else source.bindings.get((0, step.name), [])
