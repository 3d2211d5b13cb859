"""Names of attributes that whoever sends a mapping chooses: what gives the mapping itself, and what gives something of it.

data = request.get_json().copy()      as it was sent: any name may stand in it
data = schema.load(request.json)      nobody knows, but it is something else: its names are those of the schema
item.__dict__.update(data)            sets each of them
self.__dict__.update(data)            of a class that has nothing else, an object is no more than the mapping is
"""

from collections.abc import Sequence
from typing import Final

from entasis.analyses.taint.heap import KEYS
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, Call, GetField
from entasis.program.symbols import Api, ClassSymbol, Instance

ATTRIBUTE: Final = "attribute"
_OBJECT: Final = "builtins.object"
_METHODS: Final = frozenset({"copy", "to_dict", "dict", "get_json", "json", "get", "pop", "lower", "strip"})


def of_other_make(state: State, step: Call, apis: Sequence[str], taint: int) -> int:
    """What a call gives that makes something else of what it is passed: it is no longer as it was sent."""
    if not taint:
        return taint
    callee = state.view.definitions[step.callee]
    if not apis and isinstance(callee, GetField) and callee.name in _METHODS:
        return taint
    for name, keepers in state.kinds.kept_by:
        if not any(api.startswith(keepers) for api in apis):
            taint = state.kinds.clear(taint, state.kinds.mask([name]))
    return taint


def updated(state: State, step: Call) -> tuple[int, int]:
    """What a mapping of attributes is updated with, and the taint of its names: `vars(item).update(data)`."""
    callee = state.view.definitions[step.callee]
    if not isinstance(callee, GetField) or callee.name != "update" or len(step.arguments) != 1:
        return NONE, 0
    made = state.view.definitions[callee.object]
    is_dict = isinstance(made, GetField) and made.name == "__dict__"
    if isinstance(made, Call):
        makers = state.evaluator.value(state.function, made.callee)
        is_dict = any(isinstance(thing, Api) and thing.path == "builtins.vars" for thing in makers)
    if not is_dict or (isinstance(made, GetField) and _holds_nothing_else(state, made.object)):
        return NONE, 0
    given = step.arguments[0]
    return given, state.taint_at(given, ()) | state.taint_at(given, (KEYS,))


def _holds_nothing_else(state: State, register: int) -> bool:
    """Whether the object is of classes of the program without any member of their own: there is nothing to overwrite."""
    value = state.evaluator.value(state.function, register)
    return bool(value) and all(
        isinstance(thing, Instance)
        and isinstance(thing.of, ClassSymbol)
        and all(
            node == _OBJECT or (isinstance(node, ClassSymbol) and _is_bare(node))
            for node in state.evaluator.mro(thing.of)
        )
        for thing in value
    )


def _is_bare(symbol: ClassSymbol) -> bool:
    return not symbol.fields and all(name.startswith("__") for name in symbol.members)
