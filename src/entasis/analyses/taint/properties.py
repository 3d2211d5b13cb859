"""Fields that are code: properties, their setters, descriptors of the program, and `__getattr__`."""

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.state import State
from entasis.ir.instructions import UNBOUND, Const, GetField, Instruction, SetField
from entasis.models.stubs import FunctionKind
from entasis.program.constructed import CONSTRUCTOR
from entasis.program.evaluate import Evaluator
from entasis.program.forwarding import forwarded_to
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance, Super, Thing


def got(state: State, step: GetField) -> Held | None:
    """What the code behind the field gives; None if it is a plain field, as far as can be seen."""
    results: list[Held] = []
    for thing in state.evaluator.value(state.function, step.object):
        if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
            inner = forwarded_to(state.evaluator, thing, step.name)
            if not any(isinstance(other, Instance) and isinstance(other.of, str) for other in inner):
                results += _got_from(state, step, thing.of)  # of what libraries have, models speak
        elif isinstance(thing, Super):
            results += _got_above(state, step, thing)
    return join(results) if results else None


def _got_above(state: State, step: GetField, thing: Super) -> list[Held]:
    """`super().name`, where that is a property."""
    order = state.evaluator.mro(thing.of)
    above = order[order.index(thing.after) + 1 :] if thing.after in order else ()
    for node in above:
        if isinstance(node, ClassSymbol) and step.name in node.members:
            receiver = state.own_receiver()
            return [
                apply_summary(state, step, function, {0: receiver})
                for register in node.members[step.name]
                for function in (state.evaluator.value(node.body, register) if node.body is not None else ())
                if isinstance(function, FunctionSymbol)
                and state.evaluator.method_kind(function) is FunctionKind.PROPERTY
            ]
    return []


def _got_from(state: State, step: GetField, symbol: ClassSymbol) -> list[Held]:
    results: list[Held] = []
    found = _member(state.evaluator, symbol, step.name)
    if found is None:
        is_plain = step.name.startswith("__") or _is_made_with(state.evaluator, symbol, step.name)
        if not is_plain and not state.has_place(state.read(step.object), f".{step.name}"):
            for method in _own_methods(state.evaluator, symbol, "__getattr__"):
                name = state.keep(step, "name", CLEAN)
                results.append(apply_summary(state, step, method, {0: step.object, 1: name}))
        return results
    node, registers = found
    for register in registers:
        for thing in state.evaluator.value(node.body, register) if node.body is not None else ():
            if isinstance(thing, FunctionSymbol):
                if state.evaluator.method_kind(thing) is FunctionKind.PROPERTY:
                    results.append(apply_summary(state, step, thing, {0: step.object}))
            elif isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
                descriptor = state.keep(
                    step, "descriptor", Held(0, state.new_object(step.result, "descriptor"))
                )
                for method in _own_methods(state.evaluator, thing.of, "__get__"):
                    bound = {0: descriptor, 1: step.object, 2: state.keep(step, "owner", CLEAN)}
                    results.append(apply_summary(state, step, method, bound))
    return results


def set_by_code(state: State, step: SetField) -> bool:
    """Whether assigning the field runs code of the program; its effects are noted."""
    is_code = False
    for thing in state.evaluator.value(state.function, step.object):
        value = state.view.definitions[step.value]
        is_deleted = isinstance(value, Const) and value.value is UNBOUND
        accessors = _accessors(state.evaluator, thing, step.name, "deleter" if is_deleted else "setter")
        for method in accessors:
            bound = {0: step.object, 1: step.value}
            apply_summary(state, step, method, bound, is_only=len(accessors) == 1)
            is_code = True
    return is_code


def _accessors(evaluator: Evaluator, thing: Thing, name: str, kind: str) -> list[FunctionSymbol]:
    if not isinstance(thing, Instance) or not isinstance(thing.of, ClassSymbol):
        return []
    found = _member(evaluator, thing.of, name)
    if found is None:
        return []
    node = found[0]
    return [
        function
        for function in node.module.functions
        if function.owner is node and function.function.name == name and _has_role(function, kind)
    ]


def _has_role(function: FunctionSymbol, kind: str) -> bool:
    outer = function.outer
    for register in function.decorators if outer is not None else ():
        step: Instruction | None = outer.function.definitions[register] if outer is not None else None
        if isinstance(step, GetField) and step.name == kind:
            return True
    return False


def _member(evaluator: Evaluator, symbol: ClassSymbol, name: str) -> tuple[ClassSymbol, list[int]] | None:
    """The nearest class of the order that has the member, with what it holds."""
    for node in evaluator.mro(symbol):
        if isinstance(node, ClassSymbol) and name in node.members:
            return node, node.members[name]
    return None


def _is_made_with(evaluator: Evaluator, symbol: ClassSymbol, name: str) -> bool:
    """Whether the constructor gives each object the field, so that nothing has to make it up: `self._store = store`."""
    return any(
        function.name == CONSTRUCTOR
        for node in evaluator.mro(symbol)
        if isinstance(node, ClassSymbol)
        for function, _ in node.fields.get(name, ())
    )


def _own_methods(evaluator: Evaluator, symbol: ClassSymbol, name: str) -> list[FunctionSymbol]:
    if not any(isinstance(node, ClassSymbol) and name in node.members for node in evaluator.mro(symbol)):
        return []
    return [
        bound.function
        for bound in evaluator.attribute(symbol.instance, name)
        if isinstance(bound, Bound) and isinstance(bound.function, FunctionSymbol)
    ]
