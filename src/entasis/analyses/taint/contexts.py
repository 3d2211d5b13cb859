"""Summaries for calls that pass constants: what a function does then, where a constant decides it.

    def text(value, raw=False):
        return value if raw else escape(value)

    text(name)              gives what is escaped
    text(name, raw=True)    gives the name itself

A class or a function that is passed counts as something that is there, whichever it is. A function has few summaries,
and only for parameters that decide a branch, a key, what is allowed, or what a library does. A call whose constants
decide nothing has the function's one summary.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, final

from entasis.analyses.constants import is_constant
from entasis.analyses.operations import SOMETHING
from entasis.analyses.predicates import predicate
from entasis.analyses.propagation import Constants
from entasis.analyses.taint.binding import Binding
from entasis.analyses.taint.constant_sets import is_collection_of_constants
from entasis.analyses.taint.function import FunctionTaint
from entasis.analyses.taint.reading import apis_of
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import EMPTY, Summary
from entasis.analyses.taint.surroundings import Surroundings
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Branch, Call, Compare, GetItem, Instruction, Param, SetItem, Unary
from entasis.limits import CONTEXT_BLOCKS, CONTEXT_DEPTH, CONTEXT_KEYS, CONTEXTS
from entasis.models.data import Guard, Sanitizer, Sink
from entasis.models.ports import Port
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol

_LISTED: Final = object()  # stands for any collection that is written out in constants
Given = tuple[tuple[int, object], ...]  # (parameter, what is passed for it), for those that decide something


@final
class Contexts:
    """The summaries of the functions of one program for certain constants."""

    def __init__(self, view_of: Callable[[FunctionSymbol], View], around: Surroundings) -> None:
        self._view_of = view_of
        self._around = around
        self._deciding: dict[FunctionSymbol, dict[int, bool]] = {}
        self._defaults: dict[FunctionSymbol, dict[int, object]] = {}
        self._made: dict[tuple[FunctionSymbol, Given], tuple[Summary, Summary]] = {}
        self._count: Counter[FunctionSymbol] = Counter()
        self._reduced: dict[tuple[FunctionSymbol, Given], Given] = {}
        self._looked_at: Counter[FunctionSymbol] = Counter()
        self._depth = 0

    def summary(self, state: State, function: FunctionSymbol, bound: Binding) -> Summary:
        """What a caller must know of the function, for what `state` passes it."""
        base = self._around.summary_of(function)
        if base == EMPTY or not function.function.parameters:
            return base
        if (
            state.order
            and not self._around.brings(function)
            and not any(state.deep(state.read(r)) for r in set(bound.values()) if r != NONE)
        ):
            return base  # nothing goes in, or comes in there, whose way the constants could decide
        given = self._given(state, function, bound)
        if not given or not (state.order or any(cell is _LISTED for _, cell in given)):
            return base  # before the function is visited, only what it checks is asked for
        if len(function.function.blocks) > CONTEXT_BLOCKS.bound:
            state.hit.add(CONTEXT_BLOCKS)
            return base
        if (function, given) not in self._made:
            given = self._live(state, function, given)
        key = (function, given)
        known = self._made.get(key)
        if known is not None and known[0] is base:
            return known[1]
        if self._depth >= CONTEXT_DEPTH.bound:
            state.hit.add(CONTEXT_DEPTH)
            return base
        if known is None:
            if self._count[function] >= CONTEXTS.bound:
                state.hit.add(CONTEXTS)
                return base
            self._count[function] += 1
        self._made[key] = (base, base)  # what a function that calls itself so gets meanwhile
        self._depth += 1
        try:
            found = self._summarise(function, given)
        finally:
            self._depth -= 1
        self._made[key] = (base, found)
        return found

    def _live(self, state: State, function: FunctionSymbol, given: Given) -> Given:
        """What of these constants decides something where the others let control go.

        So calls that differ in the rest share a summary.
        """
        key = (function, given)
        found = self._reduced.get(key)
        if found is not None or len(given) < 2:
            return given if found is None else found
        if self._looked_at[function] >= CONTEXT_KEYS.bound:
            state.hit.add(CONTEXT_KEYS)
            return given
        self._looked_at[function] += 1
        view = self._view_of(function)
        cells = {index: cell for index, cell in given if cell is not _LISTED}
        deciding = _deciding(view, Constants(function, view.modules, cells))
        found = self._reduced[key] = tuple(pair for pair in given if pair[0] in deciding)
        return found

    def _summarise(self, function: FunctionSymbol, given: Given) -> Summary:
        view = self._view_of(function)
        cells = {index: cell for index, cell in given if cell is not _LISTED}
        listed = {index for index, cell in given if cell is _LISTED}
        view.constants = Constants(function, view.modules, cells)
        view.listed = frozenset(
            step.result for step in view.definitions if isinstance(step, Param) and step.index in listed
        )
        return FunctionTaint(view, self._around).run()

    def _given(self, state: State, function: FunctionSymbol, bound: Binding) -> Given:
        deciding = self._deciding.get(function)
        if deciding is None:
            deciding = self._deciding[function] = _deciding(self._view_of(function))
        found: list[tuple[int, object]] = []
        for index, may_be_listed in deciding.items():
            register = bound.get(index, NONE)
            if register == NONE:
                defaults = self._defaults_of(function)
                if index in defaults:
                    found.append((index, defaults[index]))
            elif register >= 0:
                cell = state.view.constants.value(register)
                if is_constant(cell):
                    if isinstance(cell, bool | int | str | None):
                        found.append((index, cell))
                elif may_be_listed and is_collection_of_constants(state.view, register):
                    found.append((index, _LISTED))
                elif _is_something(state, register):
                    found.append((index, SOMETHING))
        return tuple(found)

    def _defaults_of(self, function: FunctionSymbol) -> dict[int, object]:
        """The defaults of the parameters that decide something."""
        found = self._defaults.get(function)
        if found is None:
            found = self._defaults[function] = {}
            view = self._view_of(function)
            for index in self._deciding[function]:
                parameter = function.function.parameters[index]
                default = view.default(parameter.name) if parameter.has_default else None
                if default is not None:
                    cell = view.modules.of(default[0]).value(default[1])
                    if is_constant(cell) and isinstance(cell, bool | int | str | None):
                        found[index] = cell
        return found


def _is_something(state: State, register: int) -> bool:
    """Whether a class or a function is passed: who asks whether there is one has the answer."""
    value = state.evaluator.value(state.function, register)
    return bool(value) and all(
        isinstance(thing, ClassSymbol | FunctionSymbol)
        or (isinstance(thing, Api) and state.evaluator.is_class_path(thing.path))
        for thing in value
    )


def _deciding(view: View, constants: Constants | None = None) -> dict[int, bool]:
    """The parameters on which a branch, a key, a membership or a library depends; True: it may be what is allowed.

    With constants, only where control may go when they hold.
    """
    body = view.function.function
    parameters = {
        step.result: step.index
        for step in body.blocks[0].instructions
        if isinstance(step, Param) and step.index < len(body.parameters)
    }
    found: dict[int, bool] = {}

    def note(register: int, *, is_listed: bool = False) -> None:
        index = parameters.get(register)
        if index is not None:
            found[index] = found.get(index, False) or is_listed

    blocks = [block for block in body.blocks if constants is None or constants.is_live(block.index)]
    for block in blocks:
        for step in block.instructions:
            match step:
                case Compare(operator="in" | "not in"):
                    note(step.right, is_listed=True)
                    note(step.left)
                case Compare():
                    note(step.left)
                    note(step.right)
                case GetItem() | SetItem():
                    note(step.key)
                case _:
                    pass
        if isinstance(block.terminator, Branch):
            tested = _tested(body.definitions, block.terminator.condition)
            note(tested)
            asked = body.definitions[tested] if tested != NONE else None
            for register in _compared_by(view, asked) if isinstance(asked, Call) else ():
                note(register)
    live = {block.index for block in blocks}
    for call in view.function.calls:
        if not parameters.keys().isdisjoint(call.arguments) and view.block_of[id(call)].index in live:
            for port in _asked_of(view, call):
                note(view.argument(call, port) or NONE)
    return dict(sorted(found.items()))


def _compared_by(view: View, call: Call) -> tuple[int, ...]:
    """What is passed to a function of the program that only compares."""
    return call.arguments if predicate(view.program.evaluator, view.function, call) is not None else ()


def _asked_of(view: View, call: Call) -> Iterator[Port]:
    """What of the arguments says whether a library does harm, cleans or checks."""
    models = view.program.models
    for api in apis_of(view, call):
        rows: tuple[Sink | Sanitizer | Guard, ...] = (
            *models.sinks(api),
            *models.sanitizers(api),
            *models.guards(api),
        )
        for row in rows:
            yield from (port for port, _ in row.when)


def _tested(definitions: list[Instruction | None], register: int) -> int:
    """The value whose truth is tested, behind any `not`."""
    step = definitions[register] if register >= 0 else None
    while isinstance(step, Unary) and step.operator == "not":
        register = step.operand
        step = definitions[register]
    return register
