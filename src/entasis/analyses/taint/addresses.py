"""Handlers that answer to addresses which are written out: what was called is no choice of the sender's.

@app.route("/servers/list")
def servers():
    request.path                  "/servers/list", or the handler would not run
"""

import re
from typing import Final

from entasis.analyses.taint.surroundings import Surroundings
from entasis.ir.instructions import NONE, Call, Const, GetField
from entasis.program.entrance import Entrance
from entasis.program.passing import argument
from entasis.program.program import Program
from entasis.program.symbols import Api, Bound, FunctionSymbol

_PLAIN: Final = re.compile(r"/[\w/.~-]*", re.ASCII)


def has_fixed_address(program: Program, around: Surroundings, function: FunctionSymbol) -> bool:
    """Whether the function runs only within handlers of whole addresses without placeholders."""
    pending, seen = [function], {function}
    while pending:
        current = pending.pop()
        entrances, callers = program.entrances.get(current, ()), around.callers.get(current, ())
        if not entrances and not callers:
            return False
        if not all(map(_is_fixed, entrances)) or _is_registered_otherwise(program, current, entrances):
            return False
        for caller in callers:
            if caller not in seen:
                seen.add(caller)
                pending.append(caller)
    return True


def _is_fixed(entrance: Entrance) -> bool:
    row, call, caller = entrance.row, entrance.call, entrance.caller
    if not row.is_whole or row.route is None or call is None or caller is None:
        return False
    register = argument(call, row.route)
    step = caller.function.definitions[register] if register != NONE else None
    return isinstance(step, Const) and isinstance(step.value, str) and bool(_PLAIN.fullmatch(step.value))


def _is_registered_otherwise(
    program: Program, function: FunctionSymbol, entrances: tuple[Entrance, ...]
) -> bool:
    """Whether another decorator of the same library makes it answer to more: to errors, before every request."""
    known = {id(entrance.call) for entrance in entrances}
    packages = {entrance.row.api.partition(".")[0] for entrance in entrances}
    outer = function.outer
    for register in function.decorators if outer is not None else ():
        assert outer is not None
        step = outer.function.definitions[register]
        if id(step) in known:
            continue
        callee = step.callee if isinstance(step, Call) else register
        for thing in program.evaluator.value(outer, callee):
            inner = thing.function if isinstance(thing, Bound) else thing
            if isinstance(inner, Api) and inner.path.partition(".")[0] in packages:
                return True
        made = outer.function.definitions[callee]
        if isinstance(made, GetField) and not program.evaluator.value(outer, callee):
            return True
    return False
