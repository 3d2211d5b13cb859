"""What decorators make of functions: properties and class methods, closures that call them, or the functions again.

    def logged(f):
        @functools.wraps(f)
        def inner(*args, **kwargs):        calls f with just what it is given itself: a decorated function
            return f(*args, **kwargs)      is called as before
        return inner

What a decorator from outside does is told by the models; where they say nothing, the function itself is taken to
be called, with arguments that nobody knows.
"""

import itertools
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import (
    NONE,
    Call,
    Const,
    GetField,
    Instruction,
    Load,
    MakeFunction,
    Param,
    SetItem,
)
from entasis.models.ports import Port
from entasis.models.stubs import FunctionKind as StubKind
from entasis.program.facts import returned
from entasis.program.passing import argument, callee_name
from entasis.program.solver import union
from entasis.program.symbols import (
    NOTHING,
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Thing,
    Value,
)
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

KINDS: Final[dict[str, StubKind]] = {
    "builtins.staticmethod": StubKind.STATIC_METHOD,
    "builtins.classmethod": StubKind.CLASS_METHOD,
    "builtins.property": StubKind.PROPERTY,
    "functools.cached_property": StubKind.PROPERTY,
    "abc.abstractproperty": StubKind.PROPERTY,
    "abc.abstractclassmethod": StubKind.CLASS_METHOD,
    "abc.abstractstaticmethod": StubKind.STATIC_METHOD,
}
_PROPERTY_NAMES: Final = frozenset({"cached_property", "cachedproperty", "classproperty", "lazy_property"})
_CHANGING: Final = frozenset({"update", "setdefault", "pop", "popitem", "clear"})
_ACCESSORS: Final = frozenset({"setter", "getter", "deleter"})
MANAGERS: Final = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})


class Effect(Enum):
    """What a decorator of the program does with the function it is given."""

    KEEPS = "keeps"  # the name stands for the function itself, or for a closure that passes its arguments on
    CALLS = "calls"  # for a closure that calls the function in its own way, and depends on nothing else
    REPLACES = "replaces"  # for something that does not call it
    UNKNOWN = "unknown"


def decorated(evaluator: "Evaluator", function: FunctionSymbol, step: Call) -> Value:
    """What the name of a decorated function or class stands for."""
    callee = function.function.definitions[step.callee]
    if isinstance(callee, GetField) and callee.name in _ACCESSORS:
        return evaluator.value(function, callee.object)  # still the property
    target = evaluator.value(function, step.arguments[0])
    found = [target]
    for decorator in evaluator.value(function, step.callee):
        called = decorating_function(evaluator, decorator)
        if called is None:
            continue
        effect = effect_of(called)
        if effect is Effect.CALLS:
            found.append(evaluator.result(called))
        elif effect is Effect.REPLACES:
            return evaluator.result(called)
    return union(found)


def decorating_function(evaluator: "Evaluator", decorator: Thing) -> FunctionSymbol | None:
    """The function of the program that is called with what is decorated."""
    match decorator:
        case FunctionSymbol():
            return decorator
        case Bound(function=FunctionSymbol() as function):
            return function
        case Instance(of=ClassSymbol()):
            for method in evaluator.attribute(decorator, "__call__"):
                if isinstance(method, Bound) and isinstance(method.function, FunctionSymbol):
                    return method.function
            return None
        case _:
            return None


def effect_of(decorator: FunctionSymbol) -> Effect:
    """What `decorator` does with its argument, told from its own text."""
    if decorator.effect is None:
        decorator.effect = _effect(decorator)
    return decorator.effect


def adds_arguments(decorator: FunctionSymbol) -> bool:
    """Whether what the decorator makes passes on more than it is given, or other things: `kwargs["user"] = user`."""
    return effect_of(decorator) in {Effect.CALLS, Effect.UNKNOWN}


def _changes_keywords(closure: FunctionSymbol, call: Call) -> bool:
    """Whether the closure may, before the call, put something into what it was given by name, or take something out."""
    definitions = closure.function.definitions
    keywords = {p.name for p in closure.function.parameters if p.kind is ParameterKind.VAR_KEYWORD}
    given = {step.result for step in definitions if isinstance(step, Param) and step.name in keywords}
    if not given:
        return False
    return any(_changes(definitions, step, given) for step in _before(closure, call))


def _changes(definitions: list[Instruction | None], step: Instruction, given: set[int]) -> bool:
    if isinstance(step, SetItem):
        return step.object in given
    callee = definitions[step.callee] if isinstance(step, Call) else None
    return isinstance(callee, GetField) and callee.object in given and callee.name in _CHANGING


def _before(function: FunctionSymbol, call: Call) -> Iterator[Instruction]:
    """What may run before the call."""
    blocks = function.function.blocks
    at = next((index for index, block in enumerate(blocks) if call in block.instructions), None)
    if at is None:
        return
    seen: set[int] = set()
    pending = list(blocks[at].predecessors)
    while pending:
        index = pending.pop()
        if index not in seen:
            seen.add(index)
            pending += blocks[index].predecessors
            yield from blocks[index].instructions
    if at not in seen:
        yield from itertools.takewhile(lambda step: step is not call, blocks[at].instructions)


def _effect(decorator: FunctionSymbol) -> Effect:
    parameters = decorator.function.parameters
    first = 1 if decorator.owner is not None and len(parameters) > 1 else 0
    if decorator.function.is_generator or decorator.function.is_async or len(parameters) <= first:
        return Effect.UNKNOWN
    name = parameters[first].name
    definitions = decorator.function.definitions
    effects: set[Effect] = set()
    for register in returned(decorator):
        step = definitions[register]
        if isinstance(step, Param):
            effects.add(Effect.KEEPS if step.name == name else Effect.UNKNOWN)
            continue
        closure = _closure(decorator, step)
        effects.add(Effect.UNKNOWN if closure is None else _effect_of_closure(closure, decorator, name))
    for effect in (Effect.UNKNOWN, Effect.CALLS, Effect.REPLACES, Effect.KEEPS):
        if effect in effects:
            return effect
    return Effect.UNKNOWN


def _closure(function: FunctionSymbol, step: Instruction | None) -> FunctionSymbol | None:
    """The inner function that `step` gives, also as `functools.wraps(f)(inner)` or through `update_wrapper`."""
    definitions = function.function.definitions
    while isinstance(step, Call) and step.arguments:
        callee = definitions[step.callee]
        maker = definitions[callee.callee] if isinstance(callee, Call) else callee
        if not isinstance(maker, GetField | Load) or maker.name not in {"wraps", "update_wrapper"}:
            return None
        step = definitions[step.arguments[0]]
    return function.module.functions[step.function] if isinstance(step, MakeFunction) else None


def _effect_of_closure(closure: FunctionSymbol, decorator: FunctionSymbol, name: str) -> Effect:
    owner = decorator.function.index
    calls: list[tuple[FunctionSymbol, Call]] = []
    is_used = is_configured = is_kept_back = False
    for function in closure.module.functions[closure.function.index :]:
        if function is not closure and not _is_inside(function, closure):
            continue
        captured = [step for step in function.function.definitions if isinstance(step, Load) and step.owner]
        given = {step.result for step in captured if step.owner == owner and step.name == name}
        is_used = is_used or bool(given)
        is_configured = is_configured or any(
            step.result not in given and step.owner < closure.function.index for step in captured
        )
        calls += [(function, call) for call in function.calls if call.callee in given]
        # `partial(f, *args)` where too few are given: it is called later, or never.
        is_kept_back = is_kept_back or any(
            call.stars and not given.isdisjoint(call.arguments) and callee_name(function, call) == "partial"
            for call in function.calls
        )
    if not is_used:
        return Effect.REPLACES
    is_same = all(function is closure and _passes_on(closure, call) for function, call in calls)
    if (
        calls
        and is_same
        and not is_kept_back
        and not any(_changes_keywords(closure, call) for _, call in calls)
    ):
        return Effect.KEEPS
    return Effect.UNKNOWN if is_configured else Effect.CALLS


def _is_inside(function: FunctionSymbol, outer: FunctionSymbol) -> bool:
    scope = function.outer
    while scope is not None and scope is not outer:
        scope = scope.outer
    return scope is outer


def _passes_on(closure: FunctionSymbol, call: Call) -> bool:
    """Whether the call gives exactly what the closure is given: `inner(self, *args, **kwargs)` to the like."""
    definitions = closure.function.definitions
    given: list[tuple[str, str]] = []
    for position, register in enumerate(call.arguments):
        step = definitions[register]
        if not isinstance(step, Param):
            return False
        by_name = position - (len(call.arguments) - len(call.names))
        star = "**" if by_name >= 0 and call.names[by_name] == "" else "*" if position in call.stars else ""
        if by_name >= 0 and star != "**":
            return False
        given.append((star, step.name))
    stars = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}
    taken = [(stars.get(p.kind, ""), p.name) for p in closure.function.parameters]
    return given == taken and {"*", "**"} <= {star for star, _ in taken}


def method_kind(evaluator: "Evaluator", function: FunctionSymbol) -> StubKind | None:
    """How the function is reached through its class; None while that is being found out."""
    name = function.function.name
    if name == "__new__":
        return StubKind.STATIC_METHOD
    if name in {"__init_subclass__", "__class_getitem__"}:
        return StubKind.CLASS_METHOD
    outer = function.outer
    for register in function.decorators if outer is not None else ():
        assert outer is not None
        step = outer.function.definitions[register]
        if isinstance(step, GetField) and step.name in _ACCESSORS:
            return StubKind.PROPERTY
        value = evaluator.value(outer, register)
        if value == NOTHING:
            return None
        for thing in value:
            kind = _kind_by(evaluator, thing)
            if kind is not None:
                return kind
    return StubKind.METHOD


def _kind_by(evaluator: "Evaluator", decorator: Thing) -> StubKind | None:
    if isinstance(decorator, Api):
        last = decorator.path.removesuffix("()").rpartition(".")[2]
        return KINDS.get(decorator.path) or (StubKind.PROPERTY if last in _PROPERTY_NAMES else None)
    if not isinstance(decorator, ClassSymbol):
        return None
    order = evaluator.mro(decorator)
    for node in order:
        if isinstance(node, str) and node in KINDS:
            return KINDS[node]
    members = {name for node in order if isinstance(node, ClassSymbol) for name in node.members}
    is_descriptor = "__get__" in members and "__call__" not in members
    return StubKind.PROPERTY if is_descriptor or "property" in decorator.ir.name.lower() else None


def made_class(evaluator: "Evaluator", function: FunctionSymbol) -> str:
    """The class outside whose methods the name of the decorated function has besides being callable, or ""."""
    outer = function.outer
    for register in function.decorators if outer is not None else ():
        assert outer is not None
        for path in decorator_paths(evaluator, outer, register):
            for row in evaluator.models.entries(path):
                if row.makes:
                    return row.makes
    return ""


def decorator_paths(evaluator: "Evaluator", outer: FunctionSymbol, register: int) -> list[str]:
    """The API paths of a decorator, or of what a call makes one of: `@app.task`, `@app.task(bind=True)`."""
    step = outer.function.definitions[register]
    registers = [register, step.callee] if isinstance(step, Call) else [register]
    found: list[str] = []
    for thing in (thing for r in registers for thing in evaluator.value(outer, r)):
        inner = thing.function if isinstance(thing, Bound) else thing
        if isinstance(inner, Api):
            found.append(inner.path.removesuffix("()"))
    return list(dict.fromkeys(found))


def is_bound(evaluator: "Evaluator", function: FunctionSymbol) -> bool:
    """Whether what decorates the function passes it an object of its own before the arguments of a call."""
    outer = function.outer
    for register in function.decorators if outer is not None else ():
        assert outer is not None
        call = outer.function.definitions[register]
        if isinstance(call, Call):
            for path in decorator_paths(evaluator, outer, register):
                for row in evaluator.models.entries(path):
                    if row.bound is not None and is_on(outer, call, row.bound):
                        return True
    return False


def is_on(function: FunctionSymbol, call: Call, port: Port) -> bool:
    """Whether the call passes True at the port."""
    register = argument(call, port)
    step = function.function.definitions[register] if register != NONE else None
    return isinstance(step, Const) and step.value is True


def is_manager(evaluator: "Evaluator", function: FunctionSymbol) -> bool:
    """Whether calling the generator function gives a context manager."""
    outer = function.outer
    return outer is not None and any(
        isinstance(thing, Api) and thing.path in MANAGERS
        for register in function.decorators
        for thing in evaluator.value(outer, register)
    )


def keeps_signature(evaluator: "Evaluator", function: FunctionSymbol) -> bool:
    """Whether calls of the function take what its own parameters say, whatever decorates it."""
    outer = function.outer
    if outer is None:
        return not function.decorators
    return all(_keeps(evaluator, outer, register) for register in function.decorators)


def _keeps(evaluator: "Evaluator", outer: FunctionSymbol, register: int) -> bool:
    value = evaluator.value(outer, register)
    step = outer.function.definitions[register]
    if isinstance(step, Call):
        made_by = evaluator.value(outer, step.callee)
        if len(made_by) == 1 and isinstance(made_by[0], Api):
            value = made_by  # tells as much as what it makes
    if len(value) != 1:
        return False
    decorator = value[0]
    path = decorator.path if isinstance(decorator, Api) else ""
    if isinstance(decorator, Bound) and isinstance(decorator.function, Api):
        path = decorator.function.path
    path = path.removesuffix("()")
    if path:
        return path in KINDS or evaluator.models.is_transparent(path)
    called = decorating_function(evaluator, decorator)
    return called is not None and effect_of(called) is Effect.KEEPS
