"""Names that classes and libraries declare: what is one of them stands in code, whoever asked for it.

if field not in Model.model_fields: ...            by a row of a library: what the attribute holds is clean
if field not in model.__fields__: ...              a name between two underscores is one of the language or a library
if name in {f.name for f in fields(Model)}: ...    what a call gives that a row says to be clean
if name != basename(name): ...                     so is what is equal to it
"""

from typing import TYPE_CHECKING, Final

from entasis.analyses.taint.constant_sets import COPIES
from entasis.analyses.taint.in_code import is_own_enumeration
from entasis.analyses.taint.reading import apis_of
from entasis.ir.instructions import Build, Call, GetField, GetItem, Iterate, Next, Phi, SetItem

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Guards

_VIEWS: Final = frozenset({"keys", "values", "items", "copy"})
_OF_MEMBERS: Final = frozenset({"_value2member_map_", "_member_map_", "_member_names_"})
_OF_OBJECTS: Final = frozenset({"__dict__", "__class__", "__self__", "__doc__", "__cause__", "__context__"})


def clean_for(guards: "Guards", register: int, depth: int = 0) -> int:
    """The kinds for which a value is clean that is equal to this one, or that lies in it."""
    view = guards.view
    if register < 0 or not view.may_go_back(depth):
        return 0
    match view.definitions[register]:
        case GetField() as field:
            paths = list(view.program.evaluator.field_paths(view.function, field.object, field.name))
            found = _by_rows(guards, paths)
            if not found and _is_of_code(guards, field):
                return guards.kinds.all
            return found or clean_for(guards, field.object, depth + 1)
        case GetItem(object=of):
            return clean_for(guards, of, depth + 1)
        case Next(iterator=iterator):
            walked = view.definitions[iterator]
            return clean_for(guards, walked.object, depth + 1) if isinstance(walked, Iterate) else 0
        case Call() as call:
            return _given(guards, call, depth + 1)
        case Build(operands=[], kind="list" | "set" | "generator" | "dict") as built:
            put = [s for s in view.steps_of(SetItem) if s.object == register]
            return _of_all(guards, [s.key if built.kind == "dict" else s.value for s in put], depth + 1)
        case Phi(operands=operands):
            return _of_all(guards, operands, depth + 1)
        case _:
            return 0


def _is_of_code(guards: "Guards", field: GetField) -> bool:
    """Whether the language or a library has filled the attribute with what it saw in the code."""
    if field.name in _OF_MEMBERS:
        return is_own_enumeration(guards.view, field.object)
    return field.name[:2] == field.name[-2:] == "__" and field.name not in _OF_OBJECTS


def _given(guards: "Guards", call: Call, depth: int) -> int:
    apis = apis_of(guards.view, call)
    found = _by_rows(guards, apis)
    if found:
        return found
    callee = guards.view.definitions[call.callee]
    if isinstance(callee, GetField) and callee.name in _VIEWS and not call.arguments:
        return clean_for(guards, callee.object, depth)
    is_copy = len(apis) == 1 and apis[0] in COPIES and len(call.arguments) == 1
    return clean_for(guards, call.arguments[0], depth) if is_copy else 0


def _by_rows(guards: "Guards", paths: list[str]) -> int:
    """What each of the APIs gives is clean for, whatever it is passed."""
    mask = guards.kinds.all if paths else 0
    for path in paths:
        rows = [row for row in guards.view.program.models.sanitizers(path) if not row.when]
        mask &= guards.kinds.mask([kind for row in rows for kind in row.clears])
    return mask


def _of_all(guards: "Guards", registers: "list[int] | tuple[int, ...]", depth: int) -> int:
    mask = guards.kinds.all if registers else 0
    for register in registers:
        mask &= clean_for(guards, register, depth) if mask else 0
    return mask
