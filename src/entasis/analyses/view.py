"""What a rule sees of one function: its call sites, constants, and what is known of a value at a port."""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeVar, final

from entasis.analyses.constants import Cell, Constants, ModuleConstants, is_constant
from entasis.analyses.spread_mappings import spread_keys
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    Const,
    Enter,
    GetField,
    Import,
    Instruction,
    Load,
    MakeFunction,
    Next,
    Param,
    Phi,
    Return,
    SetField,
    SetItem,
)
from entasis.limits import VALUE_DEPTH, Limit
from entasis.models.ports import Known, Port, PortKind
from entasis.models.rows import Use
from entasis.program.calls import CallSite, api_paths
from entasis.program.names import module_of
from entasis.program.program import Program
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Thing

if TYPE_CHECKING:
    from entasis.analyses.fit import Refused

_FILLING: Final = (SetField, SetItem)
_MAKING: Final = (Call, Build)
_UNWRITTEN: Final = (Param, Next)  # what gives a value that no text of the program tells
_NUMBERS: Final = frozenset({"builtins.bool", "builtins.int", "builtins.float"})

_Step = TypeVar("_Step", bound=Instruction)


@final
class View:
    """One function under review. Everything is computed on demand and at most once."""

    def __init__(
        self,
        program: Program,
        modules: ModuleConstants,
        function: FunctionSymbol,
        sites: list[CallSite] | None = None,  # where they are known already
    ) -> None:
        self.program = program
        self.modules = modules
        self.function = function
        self._sites = sites
        self.blocks: list[Block] = function.function.blocks  # of its control-flow graph
        self.definitions: list[Instruction | None] = (
            function.function.definitions
        )  # what writes each register
        self.listed: frozenset[int] = frozenset()  # parameters that are collections written out in constants
        # The calls that a model row is about.
        self.used: list[tuple[CallSite, str, tuple[Use, ...]]] | None = None
        self.refused: list[Refused] | None = None  # the calls that their callees refuse, see analyses/fit.py
        self.used_kinds: frozenset[str] | None = None  # what the rows are of that speak of some use in it
        self.used_items: list[tuple[SetItem, str, tuple[Use, ...]]] | None = None  # and the assigned items
        self.hit: set[Limit] = set()  # the limits that were hit while something was asked
        self._spreads: dict[int, frozenset[str] | None] = {}  # by call, see analyses/spread_mappings.py

    def beside(self, function: FunctionSymbol) -> "View":
        """The same of that function; if it is another one, its limits count as hit here."""
        if function is self.function:
            return self
        other = View(self.program, self.modules, function)
        other.hit = self.hit
        return other

    @cached_property
    def sites(self) -> list[CallSite]:
        """The calls, in the order of the blocks."""
        return self.program.call_sites(self.function) if self._sites is None else self._sites

    def may_go_back(self, depth: int) -> bool:
        """Whether what a value is made of is still looked at so many steps back."""
        if depth < VALUE_DEPTH.bound:
            return True
        self.hit.add(VALUE_DEPTH)
        return False

    @cached_property
    def constants(self) -> Constants:
        """What is constant, and which blocks are dead."""
        return self.modules.of(self.function)

    @cached_property
    def block_of(self) -> dict[int, Block]:
        """The block of each instruction, by the instruction's id."""
        return {id(step): block for block in self.blocks for step in block.instructions}

    @cached_property
    def site_of(self) -> dict[int, CallSite]:
        """The call site of each call, by the call's id."""
        return {id(site.call): site for site in self.sites}

    @cached_property
    def filled(self) -> frozenset[int]:
        """The registers of objects that are made here, and in whose fields or elements something is put."""
        return frozenset(
            step.object
            for block in self.blocks
            for step in block.instructions
            if isinstance(step, _FILLING)
            and step.object >= 0
            and isinstance(self.definitions[step.object], _MAKING)
        )

    def is_live(self, step: Instruction) -> bool:
        """Whether control can come to `step`."""
        block = self.block_of.get(id(step))
        return block is not None and self.constants.is_live(block.index)

    def steps(self) -> Iterator[Instruction]:
        """Every instruction, block by block."""
        return chain.from_iterable(block.instructions for block in self.blocks)

    def steps_of(self, of: type[_Step]) -> list[_Step]:
        """The instructions of that class, block by block."""
        return self.function.steps_of(of)

    def written_text(self, register: int) -> str | bytes | None:
        """The constant text in `register`, if it is one: asked for many, of which most can be none."""
        step = self.definitions[register]
        if isinstance(step, Const):
            return step.value if isinstance(step.value, str | bytes) else None
        if isinstance(step, _UNWRITTEN):
            return None
        cell = self.constants.value(register)
        return cell if isinstance(cell, str | bytes) else None

    def argument(self, call: Call, port: Port) -> int | None:
        """The register at `port` of `call`; NONE where it is not passed, None where nobody can say."""
        if port.kind is PortKind.SELF:
            callee = self.definitions[call.callee]
            return callee.object if isinstance(callee, GetField) else None
        positional = len(call.arguments) - len(call.names)
        if port.kind is PortKind.SPREAD:
            return call.arguments[positional + call.names.index("")] if "" in call.names else NONE
        if port.kind is not PortKind.ARGUMENT:
            return None
        if port.name and port.name in call.names:
            return call.arguments[positional + call.names.index(port.name)]
        if port.position is not None:
            first_star = call.stars[0] if call.stars else positional
            if port.position < first_star:
                return call.arguments[port.position]
            if call.stars:
                return None
        if "" in call.names:
            names = self._spread(call)
            return None if names is None or port.name in names else NONE
        return NONE

    def _spread(self, call: Call) -> frozenset[str] | None:
        if id(call) not in self._spreads:
            self._spreads[id(call)] = spread_keys(self, call)
        return self._spreads[id(call)]

    def known(self, call: Call, port: Port) -> Known:
        """What is known of the value at `port`."""
        register = self.argument(call, port)
        if register is None:
            return Known(passed=None)
        if register == NONE:
            return Known(passed=False)
        if port.selectors:
            inside = self.element(register, port.selectors)
            if inside is not None:
                return self.known_value(inside)
            return Known(passed=None if self._may_hold(register, port.selectors[0]) else False)
        return self.known_value(register)

    def _may_hold(self, register: int, selector: str) -> bool:
        """Whether something may lie under the key of a mapping that is not written out here."""
        made = self.definitions[register]
        is_none = self.constants.value(register) is None
        is_written = isinstance(made, Build) and made.kind == "dict" and NONE not in made.operands[::2]
        return selector.startswith("['") and not is_none and not is_written

    def element(self, register: int, selectors: tuple[str, ...]) -> int | None:
        """What stands at a place of what is written out; None where it is not, or anything may stand there."""
        for selector in selectors:
            made = self.definitions[register]
            if isinstance(made, Build) and made.kind == "dict":
                value = self._valued(made, selector)
                if value is None:
                    return None
                register = value
                continue
            if selector == "*" and isinstance(made, Build) and len(made.operands) == 1 and not made.stars:
                register = made.operands[0]
                continue
            while isinstance(made, Binary) and made.operator in {
                "+",
                "+=",
            }:  # its first elements are the left one's
                made = self.definitions[made.left]
            if (
                not isinstance(made, Build)
                or made.kind not in {"list", "tuple"}
                or not selector[1:-1].isdigit()
            ):
                return None
            position = int(selector[1:-1])
            if position >= min([len(made.operands), *made.stars]):
                return None
            register = made.operands[position]
        return register

    def _valued(self, made: Build, selector: str) -> int | None:
        """What a mapping that is written out holds under the key; `*` is the only one of its values."""
        pairs = list(zip(made.operands[::2], made.operands[1::2], strict=True))
        if NONE in made.operands[::2]:
            return None
        if selector == "*":
            return pairs[0][1] if len(pairs) == 1 else None
        named = [value for key, value in pairs if f"[{self.constants.value(key)!r}]" == selector]
        return named[-1] if named else None

    def known_below(self, register: int, selectors: tuple[str, ...]) -> Known:
        """What is known of what lies at a place of what is written out in `register`."""
        inside = self.element(register, selectors) if selectors else register
        return Known(passed=None) if inside is None else self.known_value(inside)

    def known_value(self, register: int) -> Known:
        """What is known of the value in `register`; a parameter counts with its default."""
        cell = self.constant(register)
        if is_constant(cell) and isinstance(cell, bool | int | float | str | bytes | None):
            return Known(is_constant=True, constant=cell)
        value = self.program.evaluator.value(self.function, register)
        if len(value) == 1 and isinstance(value[0], Api):
            return Known(api=self.program.models.canonical(value[0].path))
        kind = ""
        if len(value) == 1 and isinstance(value[0], Instance):
            of = value[0].of
            kind = of if isinstance(of, str) else of.path
        maker = self.maker(register)
        return Known(made_by=maker, type=kind)

    def constant(self, register: int) -> Cell:
        """The constant in `register`; for a parameter, its default."""
        step = self.definitions[register]
        if isinstance(step, Param) and not is_constant(self.constants.value(register)):
            default = self.default(step.name)
            if default is not None:
                outer, value = default
                return self.modules.of(outer).value(value)
        return self.constants.value(register)

    def is_text(self, register: int) -> bool:
        """Whether the value in `register` is surely a text."""
        value = self.program.evaluator.value(self.function, register)
        return len(value) == 1 and isinstance(value[0], Instance) and value[0].of == "builtins.str"

    def is_number(self, register: int) -> bool:
        """Whether the value in `register` is surely a number."""
        value = self.program.evaluator.value(self.function, register)
        return len(value) == 1 and isinstance(value[0], Instance) and value[0].of in _NUMBERS

    def default(self, name: str) -> tuple[FunctionSymbol, int] | None:
        """The register that holds the default of parameter `name`, in the enclosing function."""
        outer = self.function.outer
        if outer is None:
            return None
        for step in outer.function.definitions:
            if isinstance(step, MakeFunction) and step.function == self.function.function.index:
                return next(((outer, register) for given, register in step.defaults if given == name), None)
        return None

    def maker(self, register: int) -> str:
        """The API path whose call gave the value in `register`, or ""."""
        step = self.definitions[register]
        if not isinstance(step, Call):
            return ""
        site = self.site_of.get(id(step))
        paths = () if site is None else api_paths(site)
        return self.program.models.canonical(paths[0]) if len(paths) == 1 else ""

    def made_calls(self, register: int) -> list[tuple[str, "View", Call]]:
        """The calls that may have made the object in `register`: API path, the view of its function, and the call.

        Follows names, fields and functions of the program; what comes from elsewhere is left out.
        """
        found: list[tuple[str, View, Call]] = []
        views = {self.function: self}
        pending = [(self.function, register)]
        seen = set(pending)
        while pending:
            function, register = pending.pop(0)
            view = views.get(function)
            if view is None:
                view = views[function] = View(self.program, self.modules, function)
            step = function.function.definitions[register] if register != NONE else None
            if isinstance(step, Call):
                path = view.maker(register)
                if path:
                    found.append((path, view, step))
            for origin in view.held(step):
                if origin not in seen:
                    seen.add(origin)
                    pending.append(origin)
        return found

    def held(self, step: Instruction | None) -> list[tuple[FunctionSymbol, int]]:
        """Where the object that `step` gives was held before: the registers, each with its function."""
        function = self.function
        match step:
            case Phi():
                return [(function, operand) for operand in step.operands]
            case Enter():
                return [(function, step.manager)]
            case Load() if step.owner:
                return function.module.bindings.get((step.owner, step.name), [])
            case Load() | Import():
                target = self._definition_of(function, step)
                return [] if target is None else [target]
            case GetField():
                things = self.program.evaluator.value(function, step.object)
                classes = [t.of for t in things if isinstance(t, Instance) and isinstance(t.of, ClassSymbol)]
                orders = [self.program.evaluator.mro(of) for of in classes]
                nodes = [node for order in orders for node in order if isinstance(node, ClassSymbol)]
                return [stored for node in nodes for stored in node.fields.get(step.name, ())]
            case Call():
                site = self.site_of.get(id(step))
                functions = [_function_of(thing) for thing in site.targets] if site is not None else []
                return [
                    (callee, block.terminator.value)
                    for callee in functions
                    if callee is not None
                    for block in callee.function.blocks
                    if isinstance(block.terminator, Return)
                ]
            case _:
                return []

    def literal(self, register: int) -> tuple[FunctionSymbol, Const, tuple[str, ...]] | None:
        """Where the constant in `register` is written, and the names it comes through, last first."""
        function, names = self.function, []
        for _ in range(20):
            step = function.function.definitions[register]
            name = function.function.variables.get(register)
            match step:
                case Const():
                    if name and name not in names:
                        names.append(name)
                    return function, step, tuple(names)
                case Param():
                    outer = self.beside(function).default(step.name)
                    if outer is None:
                        return None
                    names.append(step.name)
                    function, register = outer
                case Load() | Import() | GetField():
                    target = self._definition_of(function, step)
                    if target is None:
                        return None
                    if step.name and step.name not in names:
                        names.append(step.name)
                    function, register = target
                case _:
                    return None
        return None

    def _definition_of(
        self, function: FunctionSymbol, step: Load | Import | GetField
    ) -> tuple[FunctionSymbol, int] | None:
        """The one assignment that the global name or the imported member stands for."""
        evaluator = self.program.evaluator
        module = function.module
        if isinstance(step, Load):
            if step.owner:
                return None
        elif isinstance(step, Import):
            source = module_of(evaluator, module, step)
            if source is None:
                return None
            module = source
        else:
            things = evaluator.value(function, step.object)
            source = next((thing for thing in things if hasattr(thing, "bindings")), None)  # type: ignore[assignment]
            if source is None:
                return None
            module = source
        stored = module.bindings.get((0, step.name), [])
        return stored[0] if len(stored) == 1 else None


def _function_of(thing: Thing) -> FunctionSymbol | None:
    function = thing.function if isinstance(thing, Bound) else thing
    return function if isinstance(function, FunctionSymbol) else None
