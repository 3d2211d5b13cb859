"""What the program itself puts into attributes of objects of a library that are there for it: one memory for each name.

g.db = sqlite3.connect(PATH)      flask.g, in one function
g.db.execute(statement)           in another one: what lies there is a connection
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from entasis.ir.instructions import Param
from entasis.program.solver import union
from entasis.program.symbols import UNKNOWN, FunctionSymbol, Instance, ModuleSymbol, Value

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

Kept = dict[str, list[tuple[FunctionSymbol, int, int]]]


def assignments(modules: Iterable[ModuleSymbol]) -> Kept:
    """The assignments to attributes of anything but the object whose method it is, by the attribute's name."""
    found: Kept = {}
    for module in modules:
        for function in module.functions if not module.is_test else ():
            for base, name, value in function.fields:
                step = function.function.definitions[base]
                if not isinstance(step, Param) or step.index or function.owner is None:
                    found.setdefault(name, []).append((function, base, value))
    return found


def items(modules: Iterable[ModuleSymbol]) -> Kept:
    """What is put under a key that is written out, by that key."""
    found: Kept = {}
    for module in modules:
        for function in module.functions if not module.is_test else ():
            for base, key, value in function.items:
                found.setdefault(key, []).append((function, base, value))
    return found


def kept_under(evaluator: "Evaluator", of: str, key: str) -> Value:
    """What the program puts under the key of objects of the class outside at `of`, if they are there for that."""
    row = evaluator.models.class_of(of) if key in evaluator.items else None
    return _put(evaluator, of, evaluator.items[key]) if row is not None and row.keeps else UNKNOWN


def kept_in(evaluator: "Evaluator", of: str, name: str) -> Value:
    """What the program puts into the attribute of objects of the class outside at `of`, if they are there for that."""
    if name not in evaluator.assigned:
        return UNKNOWN
    row = evaluator.models.class_of(of)
    if row is None or not row.keeps:
        return UNKNOWN
    return _put(evaluator, of, evaluator.assigned[name])


def _put(evaluator: "Evaluator", of: str, places: list[tuple[FunctionSymbol, int, int]]) -> Value:
    found = [
        evaluator.value(function, value)
        for function, base, value in places
        if any(isinstance(thing, Instance) and thing.of == of for thing in evaluator.value(function, base))
    ]
    return union(found) if found else UNKNOWN
