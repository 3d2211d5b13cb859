"""Requests and the like that are handed on: a function that a call passes the request to has one, whatever its parameter is called.

    def servers(request):              the library passes a request
        return page(asked=request)     and this call passes it on
    def page(asked): asked.GET["name"]

What is followed are objects of those classes of libraries through which data comes in or does harm, or is made harmless, and
of the program's own classes that derive from them: requests, connections, cursors, cleaners. Parameters that say by an annotation what they are keep that.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import (
    NONE,
    Await,
    Build,
    Call,
    Enter,
    GetField,
    Import,
    Instruction,
    Load,
    Param,
    Return,
)
from entasis.ir.operands import operands
from entasis.models.names import bearers
from entasis.models.stubs import FunctionKind as StubKind
from entasis.program.passing import Passing, argument, port_of
from entasis.program.solver import union
from entasis.program.symbols import (
    UNKNOWN,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Thing,
    Value,
)
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


@final
class HandedOn:
    """Fills the evaluator's table of what is passed to parameters. `packages` are those that the program imports."""

    def __init__(
        self,
        evaluator: "Evaluator",
        modules: Sequence[ModuleSymbol],
        packages: set[str],
        passing: Passing,
    ) -> None:
        self._evaluator = evaluator
        self._passing = passing
        # Of what a function only gives back: what calls pass of which it was not known yet that it is such an object.
        self._others: dict[tuple[FunctionSymbol, int], list[tuple[FunctionSymbol, int]]] = {}
        self._classes, names = bearers(evaluator.models, packages)
        if not self._classes:
            return
        self._names = {*names, *self._makers(names, passing)}
        pending = [function for module in modules for function in module.functions]
        while pending:
            following: dict[FunctionSymbol, None] = {}
            for function in pending:
                for call in function.calls:
                    self._look_at(function, call, following)
            pending = list(following)

    def _makers(self, names: Collection[str], passing: Passing) -> Iterator[str]:
        """The names of the program's own functions that give such an object, made by a call of one of `names`."""
        known = set(names)
        pending = sorted(known)
        while pending:
            following = []
            for function in passing.calls_of(pending):
                if function.name not in known and any(map(self._bears, self._evaluator.result(function))):
                    known.add(function.name)
                    following.append(function.name)
            yield from following
            pending = following

    def _look_at(self, function: FunctionSymbol, call: Call, following: dict[FunctionSymbol, None]) -> None:
        if call.decorates:
            return
        count = len(call.arguments) - len(call.names)
        before_stars = call.stars[0] if call.stars else count
        for at, register in enumerate(call.arguments):
            handed = self._handed(function, register) if at < before_stars or at >= count else ()
            if not handed:
                continue
            name = call.names[at - count] if at >= count else ""
            if at >= count and not name:
                continue
            for target, shift in self._targets(function, call):
                index = _index_of(target, at + shift, name)
                if index is not None and self._give(target, index, handed):
                    following[target] = None

    def _handed(self, function: FunctionSymbol, register: int) -> Value:
        """The objects of such classes that the register is."""
        step = function.function.definitions[register]
        match step:
            case Param(index=0) if function.owner is not None:
                value: Value = (function.owner.instance,) if self._is_method(function) else UNKNOWN
            case Param(index=index):
                value = self._evaluator.given.get(function, {}).get(index, UNKNOWN)
                given = tuple(t for t in value if isinstance(t, Instance) and isinstance(t.of, str))
                if given:
                    return given  # by a library to a handler, or as one that was handed on to it
                text = function.function.parameters[index].annotation
                if text and text.rpartition(".")[2].rstrip("]") in self._names:
                    value = self._evaluator.annotated(function, text)
            case GetField() | Load() | Import() if step.name in self._names:
                value = self._evaluator.value(function, register)
            case Call() | Await() | Enter() if self._is_maker(function, step):
                value = self._evaluator.value(function, register)
            case Load() if self._is_made(function.module.bindings.get((step.owner, step.name), ())):
                value = self._evaluator.value(function, register)
            case _:
                return ()
        return tuple(thing for thing in value if self._bears(thing))

    def _is_made(self, stored: Sequence[tuple[FunctionSymbol, int]]) -> bool:
        """Whether the variable holds nothing but what one such call makes."""
        return len(stored) == 1 and self._is_maker(
            stored[0][0], stored[0][0].function.definitions[stored[0][1]]
        )

    def _is_maker(self, function: FunctionSymbol, step: Instruction | None) -> bool:
        """Whether it is a call by the name of one that makes such objects, awaited or entered."""
        definitions = function.function.definitions
        while isinstance(step, Await | Enter):
            step = definitions[step.value if isinstance(step, Await) else step.manager]
        callee = definitions[step.callee] if isinstance(step, Call) and not step.decorates else None
        return isinstance(callee, GetField | Load | Import) and callee.name in self._names

    def _is_method(self, function: FunctionSymbol) -> bool:
        return self._evaluator.method_kind(function) is StubKind.METHOD

    def _bears(self, thing: Thing) -> bool:
        """Whether the object is of such a class."""
        if not isinstance(thing, Instance):
            return False
        order = self._evaluator.mro(thing.of) if isinstance(thing.of, ClassSymbol) else (thing.of,)
        canonical = self._evaluator.models.canonical
        return any(isinstance(node, str) and canonical(node) in self._classes for node in order)

    def _targets(self, function: FunctionSymbol, call: Call) -> Iterator[tuple[FunctionSymbol, int]]:
        """The functions of the program that the call reaches, and how many parameters it does not pass itself."""
        for thing in self._evaluator.value(function, call.callee):
            if isinstance(thing, FunctionSymbol):
                yield thing, 0
            elif isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol):
                is_static = self._evaluator.method_kind(thing.function) is StubKind.STATIC_METHOD
                yield thing.function, 0 if is_static else 1
            elif isinstance(thing, ClassSymbol):
                for bound in self._evaluator.attribute(thing.instance, "__init__"):
                    if isinstance(bound, Bound) and isinstance(bound.function, FunctionSymbol):
                        yield bound.function, 1

    def _give(self, target: FunctionSymbol, index: int, handed: Value) -> bool:
        """Note what the parameter is passed; whether that is new."""
        if target.function.parameters[index].annotation or self._is_of_one_call(target, index):
            return False
        given = self._evaluator.given.setdefault(target, {})
        known = given.get(index)
        # Others may be passed as well: a call of what is read from it is open.
        new = union([*([known] if known is not None else []), handed, UNKNOWN])
        if new == known:
            return False
        given[index] = new
        return True

    def _is_of_one_call(self, target: FunctionSymbol, index: int) -> bool:
        """Whether the function only gives the parameter back, and is passed something else by other calls.

        What it gives is then of the class that each call passes: `answer(value)` that returns `{"value": value}`.
        """
        key = (target, index)
        if key not in self._others:
            self._others[key] = [*self._passed(target, index)] if _only_gives_back(target, index) else []
        others = self._others[key]
        while others and self._handed(*others[-1]):
            others.pop()  # what is known stays so
        return bool(others)

    def _passed(self, target: FunctionSymbol, index: int) -> Iterator[tuple[FunctionSymbol, int]]:
        for caller, call, shift in self._passing.reaching(target, index):
            register = argument(call, port_of(target, index, shift))
            if register != NONE:
                yield caller, register


def _only_gives_back(function: FunctionSymbol, index: int) -> bool:
    """Whether nothing is done with the parameter but to return it, by itself or in a collection."""
    own = {step.result for step in function.steps_of(Param) if step.index == index}
    for block in function.function.blocks:
        for step in block.instructions:
            if not isinstance(step, Build) and not own.isdisjoint(operands(step)):
                return False
        end = block.terminator
        if end is not None and not isinstance(end, Return) and not own.isdisjoint(operands(end)):
            return False
    return True


def _index_of(target: FunctionSymbol, position: int, name: str) -> int | None:
    """The parameter that an argument at the position, or by the name, is passed for."""
    parameters = target.function.parameters
    if name:
        return next(
            (
                i
                for i, p in enumerate(parameters)
                if p.name == name and p.kind in (ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY)
            ),
            None,
        )
    if position < len(parameters) and parameters[position].kind <= ParameterKind.POSITIONAL:
        return position
    return None
