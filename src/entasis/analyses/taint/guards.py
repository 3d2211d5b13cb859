"""Must-facts: which registers have surely been checked, for which kinds, when control is at a block.

    if name not in ALLOWED:        on the edge behind this test `name` is one of a constant set: checked for all
        abort(404)                 does not return
    open(name)                     every way here comes over that edge

Facts sit on edges and meet by intersection, so early returns and raises work by themselves. What makes a test a
check is data (`[[guard]]` rows), the summary of a function of the program, or a comparison with constants.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from entasis.analyses.constants import Constants, is_constant
from entasis.analyses.misuse import call_apis
from entasis.analyses.taint import patterns
from entasis.analyses.taint.bits import Kinds
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Binary,
    Branch,
    Build,
    Call,
    Compare,
    Const,
    GetField,
    GetItem,
    Import,
    Instruction,
    Iterate,
    Leave,
    Load,
    Next,
    Phi,
    Return,
    SetField,
    SetItem,
    Unary,
)
from entasis.models.ports import holds
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol, Instance, ModuleSymbol

Facts = dict[int, int]  # register → kinds it has been checked for
CallGuards = Callable[[Call], list[tuple[str, int, int]]]  # (when, register, mask) of calls into the program

_CLASSES = frozenset({"builtins.int", "builtins.float", "builtins.bool", "uuid.UUID", "builtins.complex"})
_ALNUM = frozenset({"isalnum", "isalpha", "isdigit", "isdecimal", "isnumeric", "isidentifier"})
_MATCHING: Final = frozenset(
    f"{owner}.{name}" for owner in ("re", "re.Pattern") for name in ("fullmatch", "match", "search")
)
_COPIES: Final = frozenset(
    {"builtins.frozenset", "builtins.set", "builtins.tuple", "builtins.list", "builtins.sorted"}
)
_PURE: Final = frozenset(
    {"lower", "upper", "strip", "lstrip", "rstrip", "casefold", "title", "get", "removeprefix"}
)
_DEPTH: Final = 6  # how far a condition is looked into


class Guards:
    """The checks of one function."""

    def __init__(self, view: View, kinds: Kinds, by_call: CallGuards) -> None:
        self._view = view
        self._kinds = kinds
        self._by_call = by_call
        self._entry: dict[int, Facts] = {}
        models = view.program.models
        self.leaving = {  # the calls that never return
            id(site.call)
            for site in view.sites
            if site.targets and id(site.call) in view.block_of and not site.is_open
            if any(models.is_noreturn(api) for api in call_apis(view, site))
        }
        self._stops = {view.block_of[call].index for call in self.leaving}
        self.same_as: Mapping[int, int] = _same_expressions(view)

    def is_way(self, block: Block, target: int) -> bool:
        """Whether control can go from `block` to `target`: a `with` goes on after an exception only if it swallows it."""
        if block.index in self._stops and target != block.handler:
            return False
        if not self._view.constants.is_live_edge(block.index, target):
            return False
        end = block.terminator
        if not isinstance(end, Branch) or end.kind != "with" or target != end.then or target == end.orelse:
            return True
        leave = self._view.definitions[end.condition]
        return not isinstance(leave, Leave) or self._may_swallow(leave.manager)

    def _may_swallow(self, manager: int) -> bool:
        view = self._view
        step = view.definitions[manager]
        callee = view.definitions[step.callee] if isinstance(step, Call) else None
        name = callee.name if isinstance(callee, GetField | Load) else getattr(callee, "name", "")
        if any(word in name.lower() for word in ("suppress", "raises", "ignore", "exitstack", "swallow")):
            return True
        for thing in view.program.evaluator.value(view.function, manager):
            if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
                for bound in view.program.evaluator.attribute(thing, "__exit__"):
                    inner = getattr(bound, "function", None)
                    if isinstance(inner, FunctionSymbol) and _may_return_true(inner):
                        return True
        return False

    def facts(self, order: list[int]) -> dict[int, Facts]:
        """The facts on entry of each live block; `order` is a reverse post-order of them."""
        blocks = self._view.blocks
        entry: dict[int, Facts] = {0: {}}
        self._entry = entry
        for _ in range(4):  # a back edge can only take facts away; the last round changes nothing in practice
            changed = False
            for index in order[1:]:
                incoming: Facts | None = None
                for predecessor in blocks[index].predecessors:
                    if predecessor not in entry or not self.is_way(blocks[predecessor], index):
                        continue
                    found = self.after(blocks[predecessor], entry[predecessor], index)
                    incoming = found if incoming is None else _meet(incoming, found)
                if incoming is not None and entry.get(index) != incoming:
                    entry[index] = incoming
                    changed = True
            if not changed:
                break
        return entry

    def after(self, block: Block, facts: Facts, target: int) -> Facts:
        """The facts on the edge from `block` to `target`."""
        found = dict(facts)
        end = block.terminator
        is_exceptional = target == block.handler
        if not is_exceptional:
            for step in block.instructions:
                if isinstance(step, Call):
                    for when, register, mask in self.of_call(step):
                        if not when:
                            place = self.same_as.get(register, register)
                            found[place] = found.get(place, 0) | mask
        if (
            isinstance(end, Branch) and not is_exceptional and end.kind != "assert"
        ):  # -O takes assertions away
            is_true = target == end.then
            for register, mask in self.tested(end.condition, is_true=is_true):
                place = self.same_as.get(register, register)
                found[place] = found.get(place, 0) | mask
        return found

    def of_call(self, call: Call) -> list[tuple[str, int, int]]:
        """What a call checks: (when, register, mask), `when` being "", "true" or "false"."""
        view = self._view
        found = list(self._by_call(call))
        site = view.site_of.get(id(call))
        if site is None:
            return found
        for thing in site.targets:
            if isinstance(thing, Api) and thing.path in _CLASSES and len(call.arguments) == 1:
                found.append(
                    ("", call.arguments[0], self._kinds.all)
                )  # it raises unless the text is of that form
            api = (
                thing.path
                if isinstance(thing, Api)
                else getattr(getattr(thing, "function", None), "path", "")
            )
            for guard in view.program.models.guards(api) if api else ():
                if not all(holds(condition, view.known(call, port)) for port, condition in guard.when):
                    continue
                register = view.argument(call, guard.checks)
                if register is not None and register != NONE:
                    found.append((guard.on, register, self._kinds.mask(guard.clears)))
        return found

    def tested(self, condition: int, *, is_true: bool, depth: int = 0) -> Iterator[tuple[int, int]]:
        """What is checked where `condition` is true (or false)."""
        step = self._view.definitions[condition] if depth < _DEPTH else None
        match step:
            case Unary(operator="not"):
                yield from self.tested(step.operand, is_true=not is_true, depth=depth + 1)
            case Compare():
                yield from self._compared(step, is_true=is_true, depth=depth)
            case Call():
                yield from self._called(step, is_true=is_true)
            case Phi():
                yield from self._chosen(step, is_true=is_true, depth=depth)
            case _:
                return

    def _chosen(self, phi: Phi, *, is_true: bool, depth: int) -> Iterator[tuple[int, int]]:
        """A condition that was decided earlier: what holds on every way on which it came out so."""
        view = self._view
        block = view.block_of.get(id(phi))
        met: Facts | None = None
        for predecessor, operand in (
            zip(block.predecessors, phi.operands, strict=True) if block is not None else ()
        ):
            before = view.blocks[predecessor]
            if predecessor not in self._entry or block is None or not self.is_way(before, block.index):
                continue
            cell = view.constants.value(operand)
            if is_constant(cell) and bool(cell) != is_true:
                continue
            end = before.terminator
            if isinstance(end, Branch) and end.condition == operand and (end.then == block.index) != is_true:
                continue
            here = self.after(before, self._entry[predecessor], block.index)
            for register, mask in self.tested(operand, is_true=is_true, depth=depth + 1):
                place = self.same_as.get(register, register)
                here[place] = here.get(place, 0) | mask
            met = here if met is None else _meet(met, here)
        yield from (met or {}).items()

    def _compared(self, step: Compare, *, is_true: bool, depth: int) -> Iterator[tuple[int, int]]:
        constants = self._view.constants
        operator = step.operator
        is_positive = operator in {"==", "in", "is"}
        if operator not in {"==", "!=", "in", "not in", "is", "is not"}:
            return
        holds_here = is_positive is is_true
        right = constants.value(step.right)
        if operator not in {"in", "not in"} and (right is None or isinstance(right, bool)):
            # `answer is True`, `found is not None`: the answer itself is what was tested.
            if right is None:
                if not holds_here:
                    yield from self.tested(step.left, is_true=True, depth=depth + 1)
                else:
                    yield step.left, self._kinds.all
            else:
                yield from self.tested(step.left, is_true=right is holds_here, depth=depth + 1)
            return
        if not holds_here:
            return
        if operator in {"in", "not in"}:
            if self._is_constant_collection(step.right, constants):
                yield step.left, self._kinds.all
                left = self._view.definitions[step.left]
                if isinstance(left, Build) and left.kind == "tuple" and not left.stars:
                    yield from ((register, self._kinds.all) for register in left.operands)
        elif self._is_one_of_constants(step.right):
            yield step.left, self._kinds.all
        elif self._is_one_of_constants(step.left):
            yield step.right, self._kinds.all

    def _is_one_of_constants(self, register: int) -> bool:
        """Whether the register holds a constant, or an element of a collection of constants."""
        view = self._view
        if is_constant(view.constants.value(register)):
            return True
        step = view.definitions[register]
        if isinstance(step, Next):
            iterator = view.definitions[step.iterator]
            return isinstance(iterator, Iterate) and self._is_constant_collection(
                iterator.object, view.constants
            )
        return isinstance(step, GetItem) and self._is_constant_collection(step.object, view.constants)

    def _is_constant_collection(self, register: int, constants: Constants) -> bool:
        cell = constants.value(register)
        if is_constant(cell):
            return isinstance(cell, tuple)
        return is_collection_of_constants(self._view, register)

    def _called(self, step: Call, *, is_true: bool) -> Iterator[tuple[int, int]]:
        when = "true" if is_true else "false"
        for on, register, mask in self.of_call(step):
            if on in {when, ""}:
                yield register, mask
        view = self._view
        callee = view.definitions[step.callee]
        if is_true and isinstance(callee, GetField):
            if callee.name in _ALNUM and not step.arguments:
                yield callee.object, self._kinds.all
            elif (
                callee.name == "startswith"
                and step.arguments
                and self._ends_with_separator(step.arguments[0])
            ):
                yield callee.object, self._kinds.mask(["path.normal"])
        yield from self._matched(step, is_true=is_true)
        if is_true:
            yield from self._is_instance(step)

    def _ends_with_separator(self, register: int) -> bool:
        """Whether the prefix surely ends with a path separator: a constant, or a text that ends with one."""
        view = self._view
        cell = view.constants.value(register)
        if isinstance(cell, str):
            return cell.endswith(("/", "\\"))
        step = view.definitions[register]
        if isinstance(step, Binary) and step.operator == "+":
            return self._ends_with_separator(step.right)
        if isinstance(step, Build) and step.kind == "text" and step.operands:
            return self._ends_with_separator(step.operands[-1])
        value = view.program.evaluator.value(view.function, register)
        if any(isinstance(t, Api) and t.path in {"os.sep", "os.path.sep"} for t in value):
            return True
        if isinstance(step, GetField):
            paths = view.program.evaluator.field_paths(view.function, step.object, step.name)
            return any(path in {"os.sep", "os.path.sep"} for path in paths)
        if isinstance(step, Call) and len(step.arguments) == 2:
            site = view.site_of.get(id(step))
            if site is not None and any(
                isinstance(t, Api) and t.path == "os.path.join" for t in site.targets
            ):
                return view.constants.value(step.arguments[1]) == ""
        return False

    def _matched(self, step: Call, *, is_true: bool) -> Iterator[tuple[int, int]]:
        """A match of the whole text by a harmless pattern, or no match of what is not harmless."""
        found = regex_call(self._view, step)
        if found is None:
            return
        name, pattern, text = found
        if is_true and patterns.matches_safely(pattern):
            is_whole = name == "fullmatch" or patterns.is_anchored(pattern, at_start=name == "search")
            if is_whole:
                yield text, self._kinds.all
        elif not is_true and name == "search" and patterns.finds_unsafe(pattern):
            yield text, self._kinds.all

    def _is_instance(self, step: Call) -> Iterator[tuple[int, int]]:
        view = self._view
        site = view.site_of.get(id(step))
        if site is None or len(step.arguments) != 2:
            return
        if any(isinstance(t, Api) and t.path == "builtins.isinstance" for t in site.targets):
            classes = view.program.evaluator.value(view.function, step.arguments[1])
            if classes and all(isinstance(t, Api) and t.path in _CLASSES for t in classes):
                yield step.arguments[0], self._kinds.all


def _meet(left: Facts, right: Facts) -> Facts:
    return {register: both for register, mask in left.items() if (both := mask & right.get(register, 0))}


def regex_call(view: View, step: Call) -> tuple[str, object, int] | None:
    """The function's name, the pattern (None if it is not constant) and the text's register of a regex call."""
    site = view.site_of.get(id(step))
    callee = view.definitions[step.callee]
    for thing in site.targets if site is not None else ():
        path = thing.path if isinstance(thing, Api) else getattr(getattr(thing, "function", None), "path", "")
        owner, _, name = path.rpartition(".")
        if owner == "re" and len(step.arguments) >= 2:
            return (
                name,
                view.constants.value(step.arguments[0]),
                step.arguments[2 if name in {"sub", "subn"} else 1],
            )
        if owner == "re.Pattern" and isinstance(callee, GetField) and step.arguments:
            at = 1 if name in {"sub", "subn"} and len(step.arguments) > 1 else 0
            return name, _compiled(view, callee.object), step.arguments[at]
    return None


def _compiled(view: View, register: int) -> object:
    """The pattern that a compiled regular expression was made of."""
    found = _definition(view, register)
    if found is None:
        return None
    function, step = found
    if isinstance(step, Call) and step.arguments:
        return view.modules.of(function).value(step.arguments[0])
    return None


def is_collection_of_constants(view: View, register: int, depth: int = 0) -> bool:
    """Whether the register holds a collection that is written out in constants and assigned once."""
    found = _definition(view, register) if depth < _DEPTH else None
    if found is None:
        return False
    function, step = found
    inner = view if function is view.function else View(view.program, view.modules, function, [])
    match step:
        case Build() if step.kind in {"list", "tuple", "set", "dict"} and not step.stars:
            wanted = step.operands[::2] if step.kind == "dict" else step.operands
            return bool(wanted) and all(_is_constant_item(inner, r) for r in wanted)
        case Binary(operator="|" | "+"):
            return all(is_collection_of_constants(inner, r, depth + 1) for r in (step.left, step.right))
        case Call():
            callee = inner.definitions[step.callee]
            if isinstance(callee, GetField) and callee.name in {"keys", "copy"}:
                return is_collection_of_constants(inner, callee.object, depth + 1)
            if isinstance(callee, GetField) and callee.name == "values":
                table = _definition(inner, callee.object)
                return table is not None and _has_constant_values(view, *table)
            if isinstance(callee, GetField) and callee.name == "split":
                return is_constant(inner.constants.value(callee.object))
            value = inner.program.evaluator.value(function, step.callee)
            is_copy = len(value) == 1 and isinstance(value[0], Api) and value[0].path in _COPIES
            return (
                is_copy
                and len(step.arguments) == 1
                and is_collection_of_constants(inner, step.arguments[0], depth + 1)
            )
        case _:
            return False


def _has_constant_values(view: View, function: FunctionSymbol, step: Instruction) -> bool:
    if not isinstance(step, Build) or step.kind != "dict" or step.stars:
        return False
    return all(is_constant(view.modules.of(function).value(register)) for register in step.operands[1::2])


def _is_constant_item(view: View, register: int) -> bool:
    if is_constant(view.constants.value(register)):
        return True
    step = view.definitions[register]
    return (
        isinstance(step, Build)
        and bool(step.operands)
        and all(_is_constant_item(view, r) for r in step.operands)
    )


def _definition(view: View, register: int) -> tuple[FunctionSymbol, Instruction] | None:
    """The one step that gives the value, also behind a module name or a class attribute that is assigned once."""
    step = view.definitions[register]
    stored: list[tuple[FunctionSymbol, int]] = []
    if isinstance(step, Load):
        stored = view.function.module.bindings.get((step.owner, step.name), [])
    elif isinstance(step, GetField):
        for thing in view.program.evaluator.value(view.function, step.object):
            of = thing.of if isinstance(thing, Instance) else thing
            if isinstance(of, ModuleSymbol):
                stored = of.bindings.get((0, step.name), [])
            elif isinstance(of, ClassSymbol) and of.body is not None and step.name not in of.fields:
                stored = [(of.body, value) for value in of.members.get(step.name, ())]
    elif isinstance(step, Import):
        target = view.program.evaluator.value(view.function, register)
        del target
    else:
        return None if step is None else (view.function, step)
    if len(stored) != 1:
        return None
    function, value = stored[0]
    inner = function.function.definitions[value]
    return None if inner is None else (function, inner)


def _may_return_true(function: FunctionSymbol) -> bool:
    """Whether some return of the function may give something true."""
    for block in function.function.blocks:
        end = block.terminator
        if isinstance(end, Return):
            step = function.function.definitions[end.value]
            if not isinstance(step, Const) or step.value:
                return True
    return False


def _same_expressions(view: View) -> dict[int, int]:
    """Registers that surely hold the same as an earlier one: the same field, item or pure method of the same value.

    Nothing counts whose field or item the function writes anywhere.
    """
    written: set[str] = set()
    touched: set[int] = set()
    for step in view.steps():
        if isinstance(step, SetField):
            written.add(step.name)
        elif isinstance(step, SetItem):
            touched.add(step.object)
    first: dict[tuple[object, ...], int] = {}
    same: dict[int, int] = {}
    for step in view.steps():
        key: tuple[object, ...] | None = None
        match step:
            case GetField() if step.name not in written:
                key = ("field", same.get(step.object, step.object), step.name)
            case GetItem() if step.object not in touched:
                base = same.get(step.object, step.object)
                cell = view.constants.value(step.key)
                if is_constant(cell) and isinstance(cell, str | int) and base not in touched:
                    key = ("item", base, repr(cell))
            case Load():
                key = ("load", step.owner, step.name)
            case Call():
                callee = view.definitions[step.callee]
                if (
                    isinstance(callee, GetField)
                    and callee.name in _PURE
                    and not step.names
                    and not step.stars
                ):
                    cells = [view.constants.value(register) for register in step.arguments]
                    if all(is_constant(cell) for cell in cells):
                        key = ("call", same.get(callee.object, callee.object), callee.name, repr(cells))
            case _:
                continue
        if key is not None:
            known = first.setdefault(key, step.result)
            if known != step.result:
                same[step.result] = known
    return same
