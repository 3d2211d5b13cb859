"""Whether a value is a text, or what its sender may make one: a text that is returned is a page, a mapping is JSON.

"<p>" + name        a text
request.args["q"]   the sender decides
schema.dump(data)   nobody knows: no
"""

from collections.abc import Callable
from typing import Final, final

from entasis.analyses.taint.binding import Binding, bindings
from entasis.analyses.taint.secrets import TEXT_METHODS
from entasis.analyses.taint.state import State
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Await,
    Binary,
    Build,
    Call,
    GetField,
    GetItem,
    Iterate,
    Next,
    Param,
    Phi,
    Return,
)
from entasis.program.symbols import FunctionSymbol, Instance

_TEXTS: Final = frozenset({"builtins.str", "builtins.bytes", "markupsafe.Markup"})


def is_text(state: State, register: int) -> bool:
    """Whether the value is a text, or an element of what comes from outside."""
    return _Texts(
        state, state.view, lambda index: state.around.entry_source(state.function, index) is not None
    ).is_text(register)


@final
class _Texts:
    """The question for one function. `given` says whether what is passed for a parameter is a text."""

    def __init__(self, state: State, view: View, given: Callable[[int], bool], depth: int = 0) -> None:
        self.state = state
        self.view = view
        self.given = given
        self.depth = depth
        self._asked: set[int] = set()

    def is_text(self, register: int) -> bool:
        if register == NONE or register in self._asked:
            return False
        self._asked.add(register)
        value = self.view.program.evaluator.value(self.view.function, register)
        known = [thing.of for thing in value if isinstance(thing, Instance)]
        if any(of in _TEXTS for of in known):
            return True
        if known and len(known) == len(value):
            return False
        step = self.view.definitions[register]
        match step:
            case Build():
                return step.kind == "text"
            case Binary():
                return self.is_text(step.left) or (step.operator in {"+", "+="} and self.is_text(step.right))
            case Phi():
                return any(self.is_text(operand) for operand in step.operands)
            case Await():
                return self.is_text(step.value)
            case Param():
                return self.given(step.index)
            case GetItem():
                return self._is_outside(step.object)
            case Next():
                return self._is_outside(step.iterator)
            case Call():
                return self._call(step)
            case _:
                return False

    def _is_outside(self, register: int) -> bool:
        """Whether the value is, or is part of, what a source gives: its elements are what the sender makes them."""
        if register == NONE:
            return False
        evaluator, models = self.view.program.evaluator, self.view.program.models
        for thing in evaluator.value(self.view.function, register):
            path = getattr(thing, "path", "") or getattr(getattr(thing, "function", None), "path", "")
            if path and models.source(str(path).removesuffix("()")) is not None:
                return True
        step = self.view.definitions[register]
        match step:
            case GetField():
                paths = evaluator.field_paths(self.view.function, step.object, step.name)
                return any(models.source(path) is not None for path in paths)
            case GetItem() | Iterate():
                return self._is_outside(step.object)
            case Call():
                callee = self.view.definitions[step.callee]
                return isinstance(callee, GetField) and self._is_outside(callee.object)
            case Await():
                return self._is_outside(step.value)
            case Phi():
                return any(operand < register and self._is_outside(operand) for operand in step.operands)
            case _:
                return False

    def _call(self, step: Call) -> bool:
        callee = self.view.definitions[step.callee]
        if isinstance(callee, GetField):
            if callee.name in TEXT_METHODS:
                return self.is_text(callee.object)
            if self._is_outside(callee.object):
                return True
        site = self.view.site_of.get(id(step))
        if site is None or not self.view.may_go_back(self.depth):
            return False
        if self.depth == 0:
            return any(self._gives_text(function, bound) for function, bound in bindings(self.state, site))
        inner = [getattr(thing, "function", thing) for thing in site.targets]
        return any(self._gives_text(each, {}) for each in inner if isinstance(each, FunctionSymbol))

    def _gives_text(self, function: FunctionSymbol, bound: Binding) -> bool:
        view = self.view.beside(function)

        def given(index: int) -> bool:
            return self.is_text(bound.get(index, NONE))

        inner = _Texts(self.state, view, given, self.depth + 1)
        ends = [block.terminator for block in view.blocks]
        return any(inner.is_text(end.value) for end in ends if isinstance(end, Return))
