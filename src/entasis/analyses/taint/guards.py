"""Must-facts: which registers have surely been checked, for which kinds, when control is at a block.

    if name not in ALLOWED:        on the edge behind this test `name` is one of a constant set: checked for all
        abort(404)                 does not return
    open(name)                     every way here comes over that edge

Facts sit on edges and meet by intersection, so early returns and raises work by themselves. What makes a test a
check is data (`[[guard]]` rows), the summary of a function of the program, or a comparison with constants.
"""

import re
from collections.abc import Callable, Iterator

from entasis.analyses.constants import Constants, is_constant
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
    Instruction,
    Load,
    Unary,
)
from entasis.models.ports import holds
from entasis.program.symbols import Api

Facts = dict[int, int]  # register → kinds it has been checked for
CallGuards = Callable[[Call], list[tuple[str, int, int]]]  # (when, register, mask) of calls into the program

_CLASSES = frozenset({"builtins.int", "builtins.float", "builtins.bool", "uuid.UUID", "builtins.complex"})
_ALNUM = frozenset({"isalnum", "isalpha", "isdigit", "isdecimal", "isnumeric", "isidentifier"})
_SAFE_REGEX = re.compile(
    r"\^?(?:\(?\[?(?:\\w|\\d|[A-Za-z0-9_]|a-z|A-Z|0-9|[-@])+\]?\)?(?:[+*?]|\{\d+(?:,\d*)?\})?)+(?:\$|\\Z)?"
)


class Guards:
    """The checks of one function."""

    def __init__(self, view: View, kinds: Kinds, by_call: CallGuards) -> None:
        self._view = view
        self._kinds = kinds
        self._by_call = by_call

    def facts(self, order: list[int]) -> dict[int, Facts]:
        """The facts on entry of each live block; `order` is a reverse post-order of them."""
        blocks = self._view.blocks
        entry: dict[int, Facts] = {0: {}}
        for _ in range(4):  # a back edge can only take facts away; the last round changes nothing in practice
            changed = False
            for index in order[1:]:
                incoming: Facts | None = None
                for predecessor in blocks[index].predecessors:
                    if predecessor not in entry:
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
                    for when, register, mask in self._of_call(step):
                        if not when:
                            found[register] = found.get(register, 0) | mask
        if isinstance(end, Branch) and not is_exceptional:
            is_true = target == end.then
            for register, mask in self.tested(end.condition, is_true=is_true):
                found[register] = found.get(register, 0) | mask
        return found

    def _of_call(self, call: Call) -> list[tuple[str, int, int]]:
        """What a call checks: (when, register, mask), `when` being "", "true" or "false"."""
        view = self._view
        found = list(self._by_call(call))
        site = view.site_of.get(id(call))
        if site is None:
            return found
        for thing in site.targets:
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

    def tested(self, condition: int, *, is_true: bool) -> Iterator[tuple[int, int]]:
        """What is checked where `condition` is true (or false)."""
        step = self._view.definitions[condition]
        match step:
            case Unary(operator="not"):
                yield from self.tested(step.operand, is_true=not is_true)
            case Compare():
                yield from self._compared(step, is_true=is_true)
            case Call():
                yield from self._called(step, is_true=is_true)
            case _:
                return

    def _compared(self, step: Compare, *, is_true: bool) -> Iterator[tuple[int, int]]:
        positive = {"==": True, "in": True, "is": True, "!=": False, "not in": False, "is not": False}.get(
            step.operator
        )
        if positive is not is_true:
            return
        constants = self._view.constants
        if step.operator in {"in", "not in"}:
            if self._is_constant_collection(step.right, constants):
                yield from self._with_source(step.left)
        elif is_constant(constants.value(step.right)):
            yield from self._with_source(step.left)
        elif is_constant(constants.value(step.left)):
            yield from self._with_source(step.right)
        elif step.operator in {"is", "is not"}:
            # `re.fullmatch(...) is not None`
            return
        right = self._view.definitions[step.right]
        if step.operator in {"is", "is not"} and isinstance(right, Const) and right.value is None:
            return

    def _with_source(self, register: int) -> Iterator[tuple[int, int]]:
        yield register, self._kinds.all

    def _is_constant_collection(self, register: int, constants: Constants) -> bool:
        cell = constants.value(register)
        if is_constant(cell):
            return isinstance(cell, tuple)
        return self._is_literal(register, 0)

    def _is_literal(self, register: int, depth: int) -> bool:
        """Whether the register holds a collection that is written out in constants and never changed."""
        view = self._view
        step = view.definitions[register]
        if isinstance(step, Build) and step.kind in {"list", "tuple", "set", "dict"} and not step.stars:
            wanted = step.operands[::2] if step.kind == "dict" else step.operands
            return bool(wanted) and all(is_constant(view.constants.value(r)) for r in wanted)
        if isinstance(step, Load) and step.owner == 0 and depth == 0:
            return _is_constant_global(view, step.name)
        if isinstance(step, Call) and depth < 3:
            site = view.site_of.get(id(step))
            if site is not None and len(step.arguments) == 1:
                path = (
                    site.targets[0].path
                    if len(site.targets) == 1 and isinstance(site.targets[0], Api)
                    else ""
                )
                if path in {"builtins.frozenset", "builtins.set", "builtins.tuple", "builtins.list"}:
                    return self._is_literal(step.arguments[0], depth + 1)
        return False

    def _called(self, step: Call, *, is_true: bool) -> Iterator[tuple[int, int]]:
        when = "true" if is_true else "false"
        for on, register, mask in self._of_call(step):
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
        if is_true:
            yield from self._matched(step)
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

    def _matched(self, step: Call) -> Iterator[tuple[int, int]]:
        """A full match of a pattern whose characters are harmless everywhere."""
        view = self._view
        site = view.site_of.get(id(step))
        callee = view.definitions[step.callee]
        if site is None:
            return
        for thing in site.targets:
            path = (
                thing.path
                if isinstance(thing, Api)
                else getattr(getattr(thing, "function", None), "path", "")
            )
            if path in {"re.fullmatch", "re.match"} and len(step.arguments) >= 2:
                pattern, text = view.constants.value(step.arguments[0]), step.arguments[1]
            elif (
                path in {"re.Pattern.fullmatch", "re.Pattern.match"}
                and isinstance(callee, GetField)
                and step.arguments
            ):
                pattern, text = self._compiled(callee.object), step.arguments[0]
            else:
                continue
            if isinstance(pattern, str) and _is_safe_pattern(pattern, is_full=path.endswith("fullmatch")):
                yield text, self._kinds.all

    def _compiled(self, register: int) -> object:
        """The pattern that a compiled regular expression was made of."""
        view = self._view
        found = _definition(view, register)
        if found is None:
            return None
        function, step = found
        if isinstance(step, Call) and step.arguments:
            return view.modules.of(function).value(step.arguments[0])
        return None

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


def _is_safe_pattern(pattern: str, *, is_full: bool) -> bool:
    """Whether what the pattern matches as a whole is harmless to every kind: letters, digits, `_`, `-`, `@`."""
    if not is_full and not pattern.endswith((r"\Z", "$")):
        return False
    return _SAFE_REGEX.fullmatch(pattern) is not None


def _definition(view: View, register: int) -> "tuple[object, Instruction] | None":
    step = view.definitions[register]
    if isinstance(step, Load) and step.owner == 0:
        stored = view.function.module.bindings.get((0, step.name), [])
        if len(stored) == 1:
            function, value = stored[0]
            inner = function.function.definitions[value]
            return None if inner is None else (function, inner)
    return None if step is None else (view.function, step)


def _is_constant_global(view: View, name: str) -> bool:
    """Whether the module name is a collection of constants, assigned once and never changed by the module."""
    module = view.function.module
    stored = module.bindings.get((0, name), [])
    if len(stored) != 1:
        return False
    function, register = stored[0]
    step = function.function.definitions[register]
    outer = View(view.program, view.modules, function, [])
    if isinstance(step, Call) and step.arguments and len(step.arguments) == 1:
        inner = function.function.definitions[step.arguments[0]]
        step = inner if isinstance(inner, Build) else step
    if not isinstance(step, Build) or step.stars or not step.operands:
        return False
    wanted = step.operands[::2] if step.kind == "dict" else step.operands
    return all(is_constant(outer.constants.value(r)) for r in wanted)
