"""Sinks that are reached only where a parameter is given, or only where it is not: callers know which it is.

def read(path, storage=None):
    if storage is None:
        return open(path).read()           only where no `storage` is passed
    return storage.open(path).read()
"""

from collections.abc import Mapping
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.alternatives import FALSE, TRUE
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, Compare, Const, Param
from entasis.program.options import default_of
from entasis.program.symbols import FunctionSymbol, Instance

_SAME: Final = {"is": True, "==": True, "is not": False, "!=": False}

Conditions = tuple[tuple[int, bool], ...]  # parameters, and whether something is passed for them


def conditions(state: State) -> Conditions:
    """What is known here of the function's parameters: that something was given for one, or nothing."""
    found: dict[int, bool] = {}
    for fact in state.facts:
        if isinstance(fact, int) or fact[1] not in {TRUE, FALSE}:
            continue
        step, is_true = state.view.definitions[fact[0]], fact[1] == TRUE
        if isinstance(step, Compare) and step.operator in _SAME:
            if state.view.constants.value(step.right) is not None:
                continue
            is_true = _SAME[step.operator] is not is_true
            step = state.view.definitions[step.left]
        if isinstance(step, Param):
            found[step.index] = is_true
    return tuple(sorted(found.items()))


def may_hold(state: State, function: FunctionSymbol, bound: Mapping[int, int], wanted: Conditions) -> bool:
    """Whether a call that passes these arguments may come to where the conditions hold."""
    return all(
        _may_be(state, function, bound.get(index, NONE), index, is_given=is_given)
        for index, is_given in wanted
    )


def _may_be(state: State, function: FunctionSymbol, register: int, index: int, *, is_given: bool) -> bool:
    if register == NONE:
        parameter = function.function.parameters[index]
        default = default_of(function, parameter.name) if parameter.has_default else NONE
        step = function.outer.function.definitions[default] if function.outer and default != NONE else None
        return not isinstance(step, Const) or not is_given or step.value not in (None, False)
    if register < 0:
        return True
    cell = state.view.constants.value(register)
    if is_constant(cell):
        return (cell is not None and cell is not False) is is_given or bool(cell) is is_given
    return is_given or not _is_object(state, register)


def _is_object(state: State, register: int) -> bool:
    """Whether it is surely an object that somebody has made, and no text, number or collection."""
    value = state.evaluator.value(state.function, register)
    return bool(value) and all(
        isinstance(thing, Instance)
        and not (isinstance(thing.of, str) and thing.of.startswith(("builtins.", "types.", "collections.")))
        for thing in value
    )
