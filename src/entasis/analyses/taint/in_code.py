"""Values that stand in the code, in however many steps: what is equal to one of them is none of an attacker's making.

PLUGINS = [Plugin("mail", "acme.mail"), Plugin("sms", "acme.sms")]
if not any(p.name == name for p in PLUGINS): ...     `name` is one of two texts
NAMES = {f"{PREFIX}.{kind}" for kind in ("a", "b")}  a text that is made of constants is one
class Colour(Enum): RED = f"{PREFIX}-red"            and so is the value of a member
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.constant_sets import COPIES, PUTTING, definition_behind
from entasis.analyses.view import View
from entasis.ir.instructions import (
    Binary,
    Build,
    Call,
    Const,
    GetField,
    GetItem,
    Iterate,
    Next,
    Param,
    SetItem,
    Unary,
)
from entasis.program.records import is_enumeration, synthesised
from entasis.program.symbols import Api, ClassSymbol, Instance

_OF_MEMBERS: Final = frozenset({"name", "value"})
_COLLECTIONS: Final = frozenset({"list", "tuple", "set", "generator", "dict"})
Part = tuple[View, int]  # a register, in the view of the function that it is one of


def is_written_out(view: View, register: int, depth: int = 0) -> bool:
    """Whether the value is a constant, or made of constants only, wherever in the program these stand."""
    if register < 0 or not view.may_go_back(depth):
        return False
    if is_constant(view.constants.value(register)):
        return True
    match view.definitions[register]:
        case Unary(operator="str", operand=operand):
            return is_written_out(view, operand, depth + 1)
        case Build(kind="text" | "tuple", stars=()) as built:
            return bool(built.operands) and all(is_written_out(view, r, depth + 1) for r in built.operands)
        case Binary(operator="+", left=left, right=right):
            return is_written_out(view, left, depth + 1) and is_written_out(view, right, depth + 1)
        case Next():
            return _are_all_written_out(_values(view, register, depth), depth)
        case GetField() as field:
            return _is_of_member(view, field) or _are_all_written_out(_values(view, register, depth), depth)
        case GetItem(key=key) if key >= 0 and is_constant(view.constants.value(key)):
            return _are_all_written_out(_values(view, register, depth), depth)
        case _:
            return False


def are_elements_written_out(view: View, register: int, depth: int = 0) -> bool:
    """Whether the register holds a collection of such values; of a mapping, its keys are meant."""
    return _are_all_written_out(_elements(view, register, depth), depth)


def is_own_enumeration(view: View, register: int, *, takes_values: bool = False) -> bool:
    """Whether the register holds an enumeration of the program: `Colour[name]` raises for what is none of its names.

    So does `Colour(value)`, with `takes_values`, unless a method of the class makes members of other values.
    """
    evaluator = view.program.evaluator
    value = evaluator.value(view.function, register)
    of = value[0] if len(value) == 1 else None
    if not isinstance(of, ClassSymbol) or not is_enumeration(evaluator, of):
        return False
    return not takes_values or not any(
        isinstance(node, ClassSymbol) and "_missing_" in node.members for node in evaluator.mro(of)
    )


def _are_all_written_out(parts: list[Part] | None, depth: int) -> bool:
    return bool(parts) and all(is_written_out(view, register, depth + 1) for view, register in parts or ())


def _is_of_member(view: View, field: GetField) -> bool:
    """`Colour.RED.value`: what members of enumerations hold stands in the class."""
    if field.name not in _OF_MEMBERS:
        return False
    value = view.program.evaluator.value(view.function, field.object)
    return bool(value) and all(
        isinstance(thing, Instance)
        and isinstance(thing.of, ClassSymbol)
        and is_enumeration(view.program.evaluator, thing.of)
        for thing in value
    )


def _values(view: View, register: int, depth: int) -> list[Part] | None:
    """What the register may hold, by where that is made; None where that is not known."""
    if register < 0 or not view.may_go_back(depth):
        return None
    match view.definitions[register]:
        case Next(iterator=iterator):
            walked = view.definitions[iterator]
            return _elements(view, walked.object, depth + 1) if isinstance(walked, Iterate) else None
        case GetField(object=of, name=name):
            return _all_of(_fields(made, r, name, depth) for made, r in _values(view, of, depth + 1) or [])
        case GetItem(object=of, key=key) if key >= 0:
            cell = view.constants.value(key)
            of_each = _values(view, of, depth + 1)
            return _all_of(_item(made, r, cell) for made, r in of_each or []) if is_constant(cell) else None
        case Build() | Call() | Const() | Unary() | Binary():
            return [(view, register)]
        case _:
            found = definition_behind(view, register)
            if found is None or found[1].result == register:
                return None
            return _values(view.beside(found[0]), found[1].result, depth + 1)


def _elements(view: View, register: int, depth: int) -> list[Part] | None:
    """What lies in the collection; the keys, if it is a mapping."""
    found = definition_behind(view, register) if register >= 0 and view.may_go_back(depth) else None
    if found is None:
        return None
    inner = view.beside(found[0])
    match found[1]:
        case Build() as built if not _is_changed(inner, built):
            put = [s for s in inner.steps_of(SetItem) if s.object == built.result]
            if built.kind == "dict":
                keys = [*built.operands[::2], *(s.key for s in put)]
                return [(inner, key) for key in keys] if not built.stars else None
            return _all_of(
                _elements(inner, part, depth + 1) if at in built.stars else [(inner, part)]
                for at, part in enumerate((*built.operands, *(s.value for s in put)))
            )
        case Binary(operator="|" | "+", left=left, right=right):
            return _all_of(_elements(inner, part, depth + 1) for part in (left, right))
        case Call() as call:
            return _elements_given(inner, call, depth + 1)
        case _:
            return None


def _is_changed(view: View, built: Build) -> bool:
    """Whether something is put into it later, where it is made."""
    return built.kind not in _COLLECTIONS or any(
        s.object == built.result and s.name in PUTTING for s in view.steps_of(GetField)
    )


def _elements_given(view: View, call: Call, depth: int) -> list[Part] | None:
    callee = view.definitions[call.callee]
    if isinstance(callee, GetField) and not call.arguments and callee.name in {"keys", "copy"}:
        return _elements(view, callee.object, depth)
    if isinstance(callee, GetField) and not call.arguments and callee.name == "values":
        tables = _values(view, callee.object, depth)
        return _all_of(_under_keys(made, register) for made, register in tables or [])
    value = view.program.evaluator.value(view.function, call.callee)
    is_copy = len(value) == 1 and isinstance(value[0], Api) and value[0].path in COPIES
    return _elements(view, call.arguments[0], depth) if is_copy and len(call.arguments) == 1 else None


def _under_keys(view: View, register: int) -> list[Part] | None:
    table = view.definitions[register]
    if not isinstance(table, Build) or table.kind != "dict" or table.stars:
        return None
    if table.operands:
        return [(view, value) for value in table.operands[1::2]]
    return [(view, s.value) for s in view.steps_of(SetItem) if s.object == register]


def _item(view: View, register: int, key: object) -> list[Part] | None:
    """What lies under the key in what is built there, if nothing is put into it later."""
    built = view.definitions[register]
    if not isinstance(built, Build) or built.stars or _is_changed(view, built):
        return None
    if any(step.object == register for step in view.steps_of(SetItem)):
        return None
    if built.kind == "dict":
        pairs = zip(built.operands[::2], built.operands[1::2], strict=True)
        return [(view, value) for at, value in pairs if view.constants.value(at) == key] or None
    length = len(built.operands)
    is_at = isinstance(key, int) and built.kind in {"list", "tuple"} and -length <= key < length
    return [(view, built.operands[key])] if is_at and isinstance(key, int) else None


def _fields(view: View, register: int, name: str, depth: int) -> list[Part] | None:
    """What the field of the object holds that the call there makes of a class of the program."""
    call = view.definitions[register]
    if not isinstance(call, Call) or call.stars or "" in call.names or not view.may_go_back(depth):
        return None
    value = view.program.evaluator.value(view.function, call.callee)
    of = value[0] if len(value) == 1 else None
    if not isinstance(of, ClassSymbol):
        return None
    stored = of.fields.get(name, [])
    given = len(call.arguments) - len(call.names)
    named = dict(zip(call.names, call.arguments[given:], strict=True))
    if not stored:
        made = synthesised(view.program.evaluator, of)
        names = [p.name for p in made.signature.parameters] if made and made.signature else []
        named |= dict(zip(names, call.arguments[:given], strict=False))
        return [(view, named[name])] if name in named else _default(view, of, name)
    parts: list[Part] = []
    for function, held in stored:
        step = function.function.definitions[held]
        if function.name != "__init__":
            return None
        if not isinstance(step, Param):
            parts.append((view.beside(function), held))
            continue
        parameter = function.function.parameters[step.index].name
        if parameter not in named and not 0 < step.index <= given:
            return None
        parts.append((view, named[parameter] if parameter in named else call.arguments[step.index - 1]))
    return parts


def _default(view: View, of: ClassSymbol, name: str) -> list[Part] | None:
    if of.body is None or name not in of.members:
        return None
    return [(view.beside(of.body), register) for register in of.stored(name)]


def _all_of(each: Iterator[list[Part] | None]) -> list[Part] | None:
    """Those of all of them, if each is known and there are some."""
    found: list[Part] = []
    for parts in each:
        if parts is None:
            return None
        found += parts
    return found or None
