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
    Const,
    GetField,
    GetItem,
    Instruction,
    Iterate,
    Next,
    Param,
    Phi,
    Return,
)
from entasis.program.symbols import Api, Bound, FunctionSymbol, Instance, Thing

_TEXTS: Final = frozenset({"builtins.str", "builtins.bytes", "markupsafe.Markup"})


def is_text(state: State, register: int, *, besides: str = "") -> bool:
    """Whether the value is a text, or an element of what comes from outside.

    Texts that are written out, and those that a library makes clean for the kind `besides`, are not asked for: of a
    helper that gives either of two things, what the other one holds is not in the text.
    """
    return _Texts(
        state,
        state.view,
        lambda index: state.around.entry_source(state.function, index) is not None,
        besides=besides,
    ).is_text(register)


@final
class _Texts:
    """The question for one function. `given` says whether what is passed for a parameter is a text."""

    def __init__(
        self, state: State, view: View, given: Callable[[int], bool], depth: int = 0, *, besides: str = ""
    ) -> None:
        self.state = state
        self.view = view
        self.given = given
        self.depth = depth
        self.besides = besides
        self._asked: set[int] = set()

    def is_text(self, register: int) -> bool:
        if register == NONE or register in self._asked:
            return False
        self._asked.add(register)
        value = self.view.program.evaluator.value(self.view.function, register)
        known = [thing.of for thing in value if isinstance(thing, Instance)]
        step = self.view.definitions[register]
        if any(of in _TEXTS for of in known):
            return not self.besides or self._carries(step)
        if known and len(known) == len(value):
            return False
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

    def _carries(self, step: Instruction | None) -> bool:
        """Whether the text may hold something for the kind `besides`."""
        match step:
            case Const():
                return False
            case Phi():
                return any(self.is_text(operand) for operand in step.operands)
            case Call() if (site := self.view.site_of.get(id(step))) is not None and site.targets:
                if all(isinstance(thing, Api) for thing in site.targets):
                    return not all(
                        self._cleans(thing.path) for thing in site.targets if isinstance(thing, Api)
                    )
                is_own = all(isinstance(_called(thing), FunctionSymbol) for thing in site.targets)
                return not is_own or not self.view.may_go_back(self.depth) or self._call(step)
            case _:
                return True

    def _cleans(self, path: str) -> bool:
        """Whether whatever the library's function gives is clean for the kind `besides`."""
        models, escaping = self.view.program.models, self.state.around.escaping
        if any(escaping.is_off(row.off) for row in models.renders(path)):
            return False
        return any(self.besides in row.clears and not row.when for row in models.sanitizers(path))

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
        inner = [_called(thing) for thing in site.targets]
        return any(self._gives_text(each, {}) for each in inner if isinstance(each, FunctionSymbol))

    def _gives_text(self, function: FunctionSymbol, bound: Binding) -> bool:
        view = self.view.beside(function)

        def given(index: int) -> bool:
            return self.is_text(bound.get(index, NONE))

        inner = _Texts(self.state, view, given, self.depth + 1, besides=self.besides)
        ends = [block.terminator for block in view.blocks]
        return any(inner.is_text(end.value) for end in ends if isinstance(end, Return))


def _called(thing: Thing) -> Thing:
    """The function itself, where a method is meant."""
    return thing.function if isinstance(thing, Bound) else thing
