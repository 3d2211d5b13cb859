"""Parameters on which a function registers routes: what they are, where nothing is written of it.

def register(app):                  what calls of it pass
    @app.route("/servers")          where nobody does: what has such a decorator, in a module that imports it
    def servers(): ...
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from entasis.ir.instructions import Call, Const, GetField, Load, Param
from entasis.program.passing import Passing
from entasis.program.symbols import Api, FunctionSymbol, Instance, ModuleSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def pass_routers(
    evaluator: "Evaluator",
    modules: Sequence[ModuleSymbol],
    passing: Passing,
    handing: Mapping[FunctionSymbol, Sequence[Call]],
) -> bool:
    """Tell the evaluator what such parameters are; whether there are any. `handing` are the calls that pass handlers."""
    wanted: dict[tuple[FunctionSymbol, int], None] = {}
    for module in modules:
        for function in module.functions:
            for register in function.decorators if function.outer is not None else ():
                assert function.outer is not None
                wanted.update(dict.fromkeys(_routers(function.outer, register)))
            for call in handing.get(function, ()):
                wanted.update(dict.fromkeys(_routers(function, call.callee)))
    has_found = False
    for function, index in wanted:
        value = tuple(
            thing
            for thing in passing.values(function, index)
            if isinstance(thing, Api) or (isinstance(thing, Instance) and isinstance(thing.of, str))
        )
        if not value:
            value = _by_address(evaluator, function, index)
        if value:
            evaluator.given.setdefault(function, {})[index] = tuple(dict.fromkeys(value))
            has_found = True
    return has_found


def _by_address(evaluator: "Evaluator", function: FunctionSymbol, index: int) -> tuple[Instance, ...]:
    """What a parameter is that nobody passes, by its use: `@app.route("/servers")` in a module that imports what has it."""
    for inner in function.module.functions:
        for register in inner.decorators if inner.outer is not None else ():
            assert inner.outer is not None
            step = inner.outer.function.definitions[register]
            if not isinstance(step, Call) or (function, index) not in _routers(inner.outer, register):
                continue
            callee = inner.outer.function.definitions[step.callee]
            address = inner.outer.function.definitions[step.arguments[0]] if step.arguments else None
            if not isinstance(callee, GetField) or not isinstance(address, Const):
                continue
            if not isinstance(address.value, str) or not address.value.startswith("/"):
                continue
            rows = evaluator.models.entry_rows(function.module.imported)
            for row in rows:
                owner, _, name = row.api.rpartition(".")
                is_imported = owner.partition(".")[0] in function.module.imported
                if name == callee.name and row.route is not None and row.handler is None and is_imported:
                    return (evaluator.things.instance(owner),)
    return ()


def _routers(function: FunctionSymbol, register: int) -> Iterator[tuple[FunctionSymbol, int]]:
    """The parameter without a type whose method the register is."""
    step = function.function.definitions[register]
    if isinstance(step, Call):
        step = function.function.definitions[step.callee]
    if not isinstance(step, GetField):
        return
    while isinstance(step, GetField):
        step = function.function.definitions[step.object]
    if isinstance(step, Load) and step.owner:
        holder = function.module.functions[step.owner]
        [*stored] = function.module.stored(step.owner, step.name)
        step = holder.function.definitions[stored[0][1]] if len(stored) == 1 else None
        function = holder
    if not isinstance(step, Param) or (step.index == 0 and function.owner is not None):
        return
    if not function.function.parameters[step.index].annotation:
        yield function, step.index
