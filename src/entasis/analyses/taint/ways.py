"""Every way that data could take if nothing stopped it: from one value to the values it could be in next.

    text = request.args["q"]     `args` → the item → the parameter of `clean`
    rows(clean(text))            in `clean` on to what it returns → the call's result → the parameter of `rows`

This is a coarse picture on purpose: it knows no checks, no cleaning, no elements and no overwriting, and memory is
told apart by its name only. Beside what the analysis has really found it shows where data is held up.
"""

from collections.abc import Iterator
from typing import NamedTuple, final

from entasis.analyses.taint.binding import Binding, bind, bindings
from entasis.analyses.taint.flows import FlowAnalysis
from entasis.analyses.taint.function import FunctionTaint
from entasis.analyses.taint.guards import Facts
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Call,
    Catch,
    Compare,
    GetField,
    GetItem,
    Import,
    Instruction,
    Leave,
    Load,
    MakeClass,
    MakeFunction,
    Param,
    Raise,
    Return,
    SetField,
    SetItem,
    Store,
    Terminator,
    Unary,
    Yield,
)
from entasis.ir.operands import operands
from entasis.program.calls import CallKind, CallSite
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance


class Value(NamedTuple):
    """A register of a function; or, without a function, what lies in memory under a name."""

    function: FunctionSymbol | None
    register: int = NONE
    memory: str = ""


class Hop(NamedTuple):
    """`step` of `at` takes data on to `value`. `is_guess`: nobody knows that it does."""

    value: Value
    at: FunctionSymbol
    step: Instruction | Terminator
    text: str
    is_guess: bool = False


@final
class Ways:
    """The ways through one program, looked up as they are walked."""

    def __init__(self, analysis: FlowAnalysis) -> None:
        self._analysis = analysis
        self._states: dict[FunctionSymbol, FunctionTaint] = {}
        self._users: dict[FunctionSymbol, dict[int, list[Instruction | Terminator]]] = {}
        self._blocks: dict[FunctionSymbol, dict[int, Block]] = {}
        self._callers: dict[FunctionSymbol, list[CallSite]] = {}
        self._readers: dict[str, list[Hop]] = {}
        self._named: dict[str, list[FunctionSymbol]] = {}
        for function, sites in analysis.sites.items():
            self._named.setdefault(function.name, []).append(function)
            for site in sites:
                for target in self._targets(site):
                    self._callers.setdefault(target, []).append(site)
            for step in function.function.definitions:
                if isinstance(step, GetField | Load | Import) and step.name:
                    read = Hop(Value(function, step.result), function, step, f"it is read from `{step.name}`")
                    self._readers.setdefault(step.name, []).append(read)

    def state(self, function: FunctionSymbol) -> FunctionTaint:
        """What the analysis has found in the function."""
        found = self._states.get(function)
        if found is None:
            found = self._states[function] = FunctionTaint(
                self._analysis.view(function), self._analysis.around
            )
            found.run()
        return found

    def block(self, function: FunctionSymbol, step: Instruction | Terminator) -> Block | None:
        """The block that holds the step."""
        found = self._blocks.get(function)
        if found is None:
            found = self._blocks[function] = {}
            for block in function.function.blocks:
                found.update((id(each), block) for each in block.instructions)
                found[id(block.terminator)] = block
        return found.get(id(step))

    def is_reached(self, function: FunctionSymbol, step: Instruction | Terminator) -> bool:
        """Whether control can come to the step."""
        state, block = self.state(function), self.block(function, step)
        if block is None or block.index not in state.order:
            return False
        for before in block.instructions:
            if before is step:
                return True
            if id(before) in state.edges.leaving:
                return False
        return True

    def facts(self, function: FunctionSymbol, step: Instruction | Terminator) -> Facts:
        """What has been checked when control comes to the step."""
        state, block = self.state(function), self.block(function, step)
        if block is None:
            return {}
        facts = dict(state.block_facts.get(block.index, {}))
        for before in block.instructions:
            if before is step:
                break
            if isinstance(before, Call):
                state.guards.add(facts, state.guards.returned(before))
        return facts

    def after(self, value: Value) -> Iterator[Hop]:
        """Where the data could be next."""
        if value.function is None:
            yield from self._readers.get(value.memory, ())
            return
        for step in self._users_of(value.function).get(value.register, ()):
            yield from self._through(value.function, value.register, step)

    def _users_of(self, function: FunctionSymbol) -> dict[int, list[Instruction | Terminator]]:
        found = self._users.get(function)
        if found is None:
            found = self._users[function] = {}
            for block in function.function.blocks:
                for step in (*block.instructions, *((block.terminator,) if block.terminator else ())):
                    for register in dict.fromkeys(operands(step)):
                        found.setdefault(register, []).append(step)
        return found

    def _through(
        self, function: FunctionSymbol, register: int, step: Instruction | Terminator
    ) -> Iterator[Hop]:
        def here(to: int, text: str) -> Hop:
            return Hop(Value(function, to), function, step, text)

        match step:
            case Return() | Yield():
                for site in self._callers.get(function, ()):
                    result = Value(site.function, site.call.result)
                    yield Hop(result, function, step, f"{function.function.qualified_name} gives it back")
            case Raise():
                for catching in (function, *(site.function for site in self._callers.get(function, ()))):
                    for catch in catching.function.definitions:
                        if isinstance(catch, Catch):
                            yield Hop(Value(catching, catch.result), function, step, "it is raised")
            case Store():
                yield Hop(
                    Value(None, memory=step.name), function, step, f"it is kept in the variable `{step.name}`"
                )
            case SetField() if step.value == register:
                text = f"it is kept in the field `{step.name}`"
                yield Hop(Value(None, memory=step.name), function, step, text)
                yield here(step.object, text)
            case SetItem() if register in {step.value, step.key}:
                yield here(step.object, "it is put into a collection")
            case Call():
                yield from self._called(function, register, step)
            case Compare() | Leave() | MakeFunction() | MakeClass() | SetField() | SetItem():
                return
            case Unary(operator="not"):
                return
            case GetItem() if step.object != register:
                return
            case Instruction() if step.result != NONE:
                name = function.function.variables.get(step.result, "")
                shown = f"it is kept as `{name}`" if name and "#" not in name else _described(step)
                yield here(step.result, shown)

    def _called(self, function: FunctionSymbol, register: int, step: Call) -> Iterator[Hop]:
        state = self.state(function)
        site = state.view.site_of.get(id(step))
        is_inside = False
        is_known = site is not None and site.kind is not CallKind.BY_NAME
        for target, bound in self._bound(state, site) if site is not None and is_known else ():
            is_inside = True
            for index, passed in bound.items():
                if self._is_in(state, step, passed, register):
                    yield self._entering(function, step, target, index)
        if not is_inside:
            callee = state.view.definitions[step.callee]
            if isinstance(callee, GetField) and callee.object != register:
                yield Hop(Value(function, callee.object), function, step, "it is put into an object")
            if site is None or not site.targets or not is_known:
                yield from self._guessed(function, register, step)
            yield Hop(Value(function, step.result), function, step, "the result is made of it")

    def _entering(self, function: FunctionSymbol, step: Call, target: FunctionSymbol, index: int) -> Hop:
        parameter = next(
            (s for s in target.function.definitions if isinstance(s, Param) and s.index == index), None
        )
        text = f"it is passed to {target.function.qualified_name}"
        return Hop(Value(target, parameter.result if parameter is not None else NONE), function, step, text)

    def _guessed(self, function: FunctionSymbol, register: int, step: Call) -> Iterator[Hop]:
        """The functions that bear the name of an unresolved callee: one of them may be meant."""
        callee = function.function.definitions[step.callee]
        name = getattr(callee, "name", "") if isinstance(callee, GetField | Load | Import) else ""
        if register not in step.arguments:
            return
        position = step.arguments.index(register)
        for target in self._named.get(name, ()) if name else ():
            index = position + (1 if target.owner is not None else 0)
            if index < len(target.function.parameters):
                yield self._entering(function, step, target, index)._replace(is_guess=True)

    def _targets(self, site: CallSite) -> Iterator[FunctionSymbol]:
        """The functions of the program that the call runs."""
        for thing in site.targets:
            target = thing.function if isinstance(thing, Bound) else thing
            if isinstance(target, FunctionSymbol):
                yield target
            elif isinstance(target, ClassSymbol):
                yield from self._methods(target.instance, "__init__")
            elif isinstance(target, Instance) and isinstance(target.of, ClassSymbol):
                yield from self._methods(target, "__call__")

    def _methods(self, of: Instance, name: str) -> Iterator[FunctionSymbol]:
        for bound in self._analysis.program.evaluator.attribute(of, name):
            inner = getattr(bound, "function", None)
            if isinstance(inner, FunctionSymbol):
                yield inner

    def _bound(self, state: FunctionTaint, site: CallSite) -> Iterator[tuple[FunctionSymbol, Binding]]:
        yield from bindings(state, site)
        for thing in site.targets:
            if isinstance(thing, ClassSymbol):
                for maker in self._methods(thing.instance, "__init__"):
                    yield maker, bind(state, site.call, maker, receiver=site.call.result)
            elif isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
                for called in self._methods(thing, "__call__"):
                    yield called, bind(state, site.call, called, receiver=site.call.callee)

    def _is_in(self, state: FunctionTaint, step: Call, passed: int, register: int) -> bool:
        """Whether what is passed is the register, or a collection that the call packs it into."""
        if passed >= NONE:
            return passed == register
        _, _, unpacked, _ = state.packs[-2 - passed]
        return unpacked == register or any(
            r == register for _, r in state.collected.get((id(step), passed), ())
        )


def _described(step: Instruction) -> str:
    match step:
        case GetField():
            return f"the field `{step.name}` is read"
        case GetItem():
            return "an item is taken"
        case _:
            return "it goes on"
