"""What is known of a value where it is used, behind a test of its class.

def run(job):
if not isinstance(job, Job):
raise TypeError
job.start()          here job is a Job: only the false edge of the test leads on
"""

from typing import TYPE_CHECKING

from entasis.ir.instructions import Build, Instruction
from entasis.program.guards import Guard, Guards
from entasis.program.hierarchy import Node
from entasis.program.solver import union
from entasis.program.symbols import (
    NOTHING,
    OTHER,
    Api,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Thing,
    Unsettled,
    Value,
)

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def narrowed(
    evaluator: "Evaluator", function: FunctionSymbol, user: Instruction, register: int, value: Value
) -> Value:
    """`value`, which is in `register`, as `user` sees it."""
    if function.guards is None:
        function.guards = Guards(function.function, {name for _, name, _ in function.fields})
    for guard in function.guards.at(user, register):
        value = _refined(evaluator, function, value, guard)
    return value


def _refined(evaluator: "Evaluator", function: FunctionSymbol, value: Value, guard: Guard) -> Value:
    """Each thing of the value by itself, so that more things never give less."""
    none = evaluator.things.none
    if guard.classes is None:
        if guard.is_positive:
            return (none,)
        others: list[Value] = [(thing,) for thing in value if thing is not none]
        return union(others) if value else value
    classes = _classes(evaluator, function, guard.classes)
    if None in classes:
        return value
    known = [of for of in classes if of is not None]
    if not known:
        return NOTHING
    if guard.is_positive:
        return union([_meeting(evaluator, thing, known) for thing in value or (OTHER,)])
    others = [(thing,) for thing in value if not _is_one_of(evaluator, thing, known)]
    return union(others) if value else value


def _classes(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> list[Node | None]:
    """The classes that a test names; None for one that is not known."""
    found: list[Node | None] = []
    pending = [register]
    while pending:
        step = function.function.definitions[pending[-1]]
        if isinstance(step, Build) and step.kind == "tuple" and not step.stars:
            pending[-1:] = reversed(step.operands)
            continue
        for thing in evaluator.value(function, pending.pop()) or (OTHER,):
            if isinstance(thing, ClassSymbol):
                found.append(thing)
            elif isinstance(thing, Api) and evaluator.is_class_path(thing.path):
                found.append(thing.path)
            elif not isinstance(thing, Unsettled):
                found.append(None)
    return found


def _meeting(evaluator: "Evaluator", thing: Thing, classes: list[Node]) -> Value:
    """What a value that is `thing` and of one of the classes can be."""
    if isinstance(thing, Unsettled) or _is_one_of(evaluator, thing, classes):
        return (thing,)
    below = [of for of in classes if isinstance(thing, Instance) and _is_below(evaluator, of, thing.of)]
    return tuple(dict.fromkeys(evaluator.things.instance(of) for of in below or classes))


def _is_one_of(evaluator: "Evaluator", thing: Thing, classes: list[Node]) -> bool:
    return isinstance(thing, Instance) and any(_is_below(evaluator, thing.of, of) for of in classes)


def _is_below(evaluator: "Evaluator", lower: Node, upper: Node) -> bool:
    if isinstance(lower, ClassSymbol):
        return upper in evaluator.mro(lower)
    return lower == upper or upper in evaluator.stubs.mro(lower)
