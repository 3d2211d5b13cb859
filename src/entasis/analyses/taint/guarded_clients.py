"""Clients that look at every address themselves before they send anything: what a class of the program sees to.

class Guarded(BaseTransport):                    resolves the host, and raises where the address is a private one
    def handle_request(self, request): ...
with Client(transport=Guarded()) as client:      so nobody chooses where this one sends its requests
    client.get(url)
session.mount("https://", GuardedAdapter())      nor where this session does
class GuardedSession(Session): ...               nor where its objects do
"""

from collections.abc import Mapping

from entasis.analyses.taint.state import State
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Await, Call, Enter, GetField, Param, Raise
from entasis.limits import WRAPPERS
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance


def sends_where_it_may(state: State, step: Call) -> bool:
    """Whether the method that is called is that of such a client."""
    callee = state.view.definitions[step.callee]
    return isinstance(callee, GetField) and _is_guarded(state.view, callee.object)


def is_passed_guarded(state: State, function: FunctionSymbol, step: object, bound: Mapping[int, int]) -> bool:
    """Whether the call at `step` in `function` is that of a method of such a client, which is passed for a parameter."""
    definitions = function.function.definitions
    callee = definitions[step.callee] if isinstance(step, Call) else None
    receiver = definitions[callee.object] if isinstance(callee, GetField) else None
    return isinstance(receiver, Param) and _is_guarded(state.view, bound.get(receiver.index, NONE))


def _is_guarded(view: View, register: int) -> bool:
    if register < 0:
        return False
    if _is_guard(view, register):
        return True
    client = view.definitions[register]
    while isinstance(client, Enter | Await):
        register = client.manager if isinstance(client, Enter) else client.value
        client = view.definitions[register]
    if not isinstance(client, Call):
        return False
    if _is_passed_guard(view, client, 0):
        return True
    fields = {s.result for s in view.steps_of(GetField) if s.object == register}
    mounted = [s for s in view.steps_of(Call) if s.callee in fields]
    return any(_is_guard(view, argument) for call in mounted for argument in call.arguments)


def _is_passed_guard(view: View, call: Call, depth: int) -> bool:
    """Whether what makes the client is passed one, or what is made with one: a connector, which resolves names so."""
    for argument in call.arguments:
        if _is_guard(view, argument):
            return True
        made = view.definitions[argument] if argument >= 0 else None
        if not isinstance(made, Call):
            continue
        if depth == WRAPPERS.bound:
            view.hit.add(WRAPPERS)
        elif _is_passed_guard(view, made, depth + 1):
            return True
    return False


def _is_guard(view: View, register: int) -> bool:
    """Whether the register holds an object of a class of the program which refuses addresses."""
    value = view.program.evaluator.value(view.function, register) if register >= 0 else ()
    classes = [thing.of for thing in value if isinstance(thing, Instance)]
    return bool(classes) and all(isinstance(of, ClassSymbol) and _refuses(view, of) for of in classes)


def _refuses(view: View, symbol: ClassSymbol) -> bool:
    nodes = [node for node in view.program.evaluator.mro(symbol) if isinstance(node, ClassSymbol)]
    return any(_refuses_in(view, method, 0) for node in nodes for method in node.methods)


def _refuses_in(view: View, function: FunctionSymbol, depth: int) -> bool:
    """Whether the function, or one that it calls, raises and asks of an address what a row says is to be asked."""
    evaluator, models = view.program.evaluator, view.program.models
    raises = any(isinstance(block.terminator, Raise) for block in function.function.blocks)
    for step in function.function.definitions if raises else ():
        if isinstance(step, GetField):
            for path in evaluator.field_paths(function, step.object, step.name):
                if any("url" in row.clears and row.on in {"empty", "true"} for row in models.guards(path)):
                    return True
    if depth:
        return False
    for step in function.function.definitions:
        for thing in evaluator.value(function, step.callee) if isinstance(step, Call) else ():
            target = thing.function if isinstance(thing, Bound) else thing
            if isinstance(target, FunctionSymbol) and _refuses_in(view, target, depth + 1):
                return True
    return False
