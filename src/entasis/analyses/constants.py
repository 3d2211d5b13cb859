"""Constants beyond one function: what names of modules, captured variables and fields always hold.

    LIMIT = 2 * 5                 # written once: LIMIT is 10 wherever it is read
    class Client:
        retries = LIMIT           # and so is Client.retries, unless some code may write it

An answer that was cut short by a cycle (two modules that import each other) is good for the question under way
only, as in `program.evaluate`: no answer depends on what was asked before.
"""

import string
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar, final

from entasis.analyses import operations
from entasis.analyses.interpreter import MAJOR, VERSION
from entasis.analyses.operations import UNDEFINED, VARIES, Cell, is_constant, is_same
from entasis.analyses.predicates import predicate
from entasis.analyses.propagation import Constants, evaluate
from entasis.analyses.replaced import replaced_names
from entasis.analyses.untouched import untouched
from entasis.analyses.writes import Place, Writes
from entasis.ir.instructions import (
    NONE,
    UNBOUND,
    Binary,
    Build,
    Call,
    Compare,
    Const,
    GetField,
    GetItem,
    Import,
    Load,
    Phi,
    Return,
    Unary,
)
from entasis.limits import RESOLUTION_DEPTH
from entasis.models.rows import Use
from entasis.program.names import module_of
from entasis.program.program import Program
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol, Instance, ModuleSymbol, Thing

if TYPE_CHECKING:
    from entasis.analyses.makers import Maker

__all__ = ["UNDEFINED", "VARIES", "Cell", "Constants", "ModuleConstants", "is_constant", "is_same"]

_OUTSIDE: Final[dict[str, Cell]] = {
    "sys.version_info": VERSION,
    "sys.version_info.major": MAJOR,
    "os.sep": "/",  # as programs that serve others mostly run
    "os.path.sep": "/",
    "typing.TYPE_CHECKING": False,
    "typing_extensions.TYPE_CHECKING": False,
    **{
        f"string.{name}": getattr(string, name)
        for name in string.__all__
        if name.islower() and name != "capwords"
    },
}
_CLASSES: Final[dict[str, type]] = {
    "builtins.bool": bool,
    "builtins.bytes": bytes,
    "builtins.float": float,
    "builtins.int": int,
    "builtins.str": str,
}
_COMPUTED: Final = (Binary, Build, Call, Compare, GetField, GetItem, Import, Load, Unary)

_CUT: Final[Cell] = VARIES

_T = TypeVar("_T")


@final
class ModuleConstants:
    """The constants of one program, each computed when first asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._writes = Writes(program)
        self._answers: dict[Hashable, object] = {}
        self._last: dict[
            Hashable, object
        ] = {}  # answers that met a cycle: right for whoever asks from outside of it
        self._provisional: dict[Hashable, object] = {}
        self._active: set[Hashable] = set()
        self._cut = 0  # how often the answer under way left something out because of a cycle or the depth
        self._bounded: set[FunctionSymbol] = set()
        self._untouched: dict[FunctionSymbol, frozenset[int]] = {}
        self._uses: dict[str, tuple[Use, ...]] = {}
        self._replaced: dict[ModuleSymbol, frozenset[str]] = {}
        self.makers: dict[ClassSymbol, Maker] = {}  # see analyses/makers.py
        self.silent: dict[ClassSymbol, bool] = {}  # see analyses/taint/silent_errors.py
        self.handed_on: frozenset[str] | None = None
        self.fits: dict[tuple[str, bool, int, tuple[str, ...]], bool] = {}  # see analyses/fit.py

    def uses_of(self, api: str) -> tuple[Use, ...]:
        """The model rows about calls of `api`, looked up once."""
        found = self._uses.get(api)
        if found is None:
            found = self._uses[api] = self.program.models.uses(api)
        return found

    def replaced_names(self, module: ModuleSymbol) -> frozenset[str]:
        """The names that code of `module` puts something else in the place of."""
        found = self._replaced.get(module)
        if found is None:
            found = self._replaced[module] = replaced_names(module)
        return found

    def of(self, function: FunctionSymbol) -> Constants:
        """The constants of `function`, computed once."""
        found = self._ask(function, lambda: Constants(function, self), None)
        assert found is not None  # only `register` asks while the function's constants are computed
        if found.is_bounded:
            self._bounded.add(function)
        return found

    def is_bounded(self, function: FunctionSymbol) -> bool:
        """Whether the function was found too large to follow."""
        return function in self._bounded

    def register(self, function: FunctionSymbol, register: int) -> Cell:
        """What a register of another function always holds."""
        step = function.function.definitions[register] if register != NONE else None
        if isinstance(step, Const):
            return UNDEFINED if step.value is UNBOUND else step.value
        if isinstance(step, Phi):
            found = self._ask(function, lambda: Constants(function, self), None)
            return VARIES if found is None else found.value(register)
        if not isinstance(step, _COMPUTED):
            return VARIES
        return self._ask(
            (function, register),
            lambda: evaluate(function, step, lambda operand: self.register(function, operand), self),
            _CUT,
        )

    def member(self, module: ModuleSymbol, name: str) -> Cell:
        """What the module name `name` always holds once the module is loaded."""
        return self._ask((module.module.path, name), lambda: self._member(module, name), _CUT)

    def variable(self, function: FunctionSymbol, step: Load) -> Cell:
        """What the variable of the module, or of an enclosing function, always holds."""
        if not step.owner:
            return self.member(function.module, step.name)
        key = (function.module.module.path, step.owner, step.name)
        place = self._writes.of_variable(function.module, step.owner, step.name)
        return self._ask(key, lambda: self._at(place), _CUT)

    def place(self, function: FunctionSymbol, step: Load) -> Place | None:
        """Where the variable of the module is written, if that is done once."""
        return None if step.owner else self.bound_once(function.module, step.name)

    def bound_once(self, module: ModuleSymbol, name: str) -> Place | None:
        """Where the name of the module is written, if that is done once."""
        return self._writes.of_variable(module, 0, name)

    def imported(self, function: FunctionSymbol, step: Import) -> Cell:
        """What an imported name always holds."""
        if not step.name:
            return VARIES
        source = module_of(self.program.evaluator, function.module, step)
        if source is None and not step.level:
            return _OUTSIDE.get(f"{step.module}.{step.name}", VARIES)
        return VARIES if source is None or source is function.module else self.member(source, step.name)

    def field(self, function: FunctionSymbol, step: GetField) -> Cell:
        """What `module.NAME`, `Class.NAME` or `self.name` always holds, where it is written once."""
        cells = [
            self._field_of(thing, step.name) for thing in self.program.evaluator.value(function, step.object)
        ]
        return cells[0] if cells and all(is_same(cells[0], cell) for cell in cells) else VARIES

    def _field_of(self, thing: Thing, name: str) -> Cell:
        match thing:
            case ModuleSymbol():
                return self.member(thing, name)
            case Api():
                return _OUTSIDE.get(f"{thing.path}.{name}", VARIES)
            case ClassSymbol() | Instance():
                return self._at(self._ask((thing, name), lambda: self._writes.of_field(thing, name), None))
            case _:
                return VARIES

    def function(self, function: FunctionSymbol, callee: int) -> operations.Operation | None:
        """The built-in function that a call of the register `callee` computes with."""
        value = self.program.evaluator.value(function, callee)
        return (
            operations.FUNCTIONS.get(value[0].path) if len(value) == 1 and isinstance(value[0], Api) else None
        )

    def untouched(self, function: FunctionSymbol) -> frozenset[int]:
        """The collections that the function makes and only reads."""
        found = self._untouched.get(function)
        if found is None:
            found = self._untouched[function] = untouched(function.function)
        return found

    def result(self, function: FunctionSymbol, step: Call) -> Cell:
        """What a function of the program that does nothing but give a constant gives."""
        value = self.program.evaluator.value(function, step.callee)
        if len(value) != 1 or not isinstance(value[0], FunctionSymbol):
            return VARIES
        body = value[0].function
        end = body.blocks[0].terminator
        if len(body.blocks) > 1 or body.is_async or body.is_generator or not isinstance(end, Return):
            return VARIES
        return self.register(value[0], end.value)

    def said(self, function: FunctionSymbol, step: Call, arguments: Sequence[Cell]) -> Cell:
        """What a function of the program that only compares says of the arguments: True, False or VARIES."""
        found = predicate(self.program.evaluator, function, step)
        if found is None or len(arguments) > len(found[0].function.parameters):
            return VARIES
        asked, register = found
        given = dict(enumerate(arguments))
        key = (asked, *((type(cell), cell) for cell in arguments))
        cell = self._ask(key, lambda: Constants(asked, self, given).value(register), _CUT)
        return cell if isinstance(cell, bool) else VARIES

    def is_instance(self, function: FunctionSymbol, step: Call, value: Cell) -> Cell:
        """The result of `isinstance(value, …)`, where the call is one of that and the class a built-in one."""
        callee = self.program.evaluator.value(function, step.callee)
        if len(callee) != 1 or not isinstance(callee[0], Api) or callee[0].path != "builtins.isinstance":
            return VARIES
        classes = self.program.evaluator.value(function, step.arguments[1])
        known = [_CLASSES.get(thing.path) for thing in classes if isinstance(thing, Api)]
        if len(known) != 1 or len(classes) != 1 or known[0] is None:
            return VARIES
        return isinstance(value, known[0])

    def _member(self, module: ModuleSymbol, name: str) -> Cell:
        if (0, name) in module.bindings or name.startswith("_"):
            return self._at(self._writes.of_variable(module, 0, name))
        sources = [source for _, source in self._writes.stars(module) if (0, name) in source.bindings]
        return self.member(sources[0], name) if len(sources) == 1 else VARIES

    def _at(self, place: Place | None) -> Cell:
        return VARIES if place is None else self.register(*place)

    def _ask(self, key: Hashable, compute: Callable[[], _T], cut: _T) -> _T:
        """The answer to the question `key`; `cut` where it is being answered already, or lies too deep."""
        memo = self._answers if self._active else self._last
        for answers in (self._answers, memo, self._provisional):
            if key in answers:
                self._cut += answers is self._provisional
                return answers[key]  # type: ignore[return-value]
        if key in self._active or len(self._active) > RESOLUTION_DEPTH.bound:
            self._cut += 1
            return cut
        self._active.add(key)
        before = self._cut
        answer = compute()
        self._active.discard(key)
        if self._cut == before:
            self._answers[key] = answer
        elif self._active:
            self._provisional[key] = answer
        else:
            self._last[key] = answer
        if not self._active:
            self._provisional.clear()
        return answer
