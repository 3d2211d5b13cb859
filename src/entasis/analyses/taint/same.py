"""Registers that hold the same as an earlier one, so that a check of either is a check of both.

if form.name in ALLOWED:           both times the field is read it is the place (form, ".name")
    save(form.name)
if realpath(join(BASE, name))…     two calls of a function that computes with the same arguments give the same

given["name"] = given["name"].strip()     what is read before is not what is read behind it; of other items it says nothing
"""

from typing import TYPE_CHECKING, Final, final

from entasis.analyses.constants import is_constant
from entasis.analyses.view import View
from entasis.ir.dominators import Dominators, dominators
from entasis.ir.instructions import NONE, Call, GetField, GetItem, Instruction, Load, SetItem, Unary
from entasis.program.symbols import Api

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked

_METHODS: Final = frozenset(
    {"lower", "upper", "strip", "lstrip", "rstrip", "casefold", "title", "removeprefix", "replace", "resolve"}
)
_PARTING: Final = frozenset({"split", "rsplit", "partition", "rpartition"})
_MOVING: Final = frozenset({"pop", "insert", "remove", "sort", "reverse"})  # what lies where in a list
_FUNCTIONS: Final = ("os.path.", "posixpath.", "urllib.parse.", "pathlib.", "builtins.str", "html.")


@final
class Same:
    """The registers of one function under one name each. Nothing counts that the function writes anywhere."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._names: dict[int, Checked] = {}
        self._written = {name for _, name, _ in view.function.fields}
        # What is put under keys: which, and where; under one that is not known, all may be what is put there.
        self._put: dict[int, dict[str | int | None, list[SetItem]]] = {}
        for put in view.steps_of(SetItem):
            cell = view.constants.value(put.key) if put.key != NONE else None
            known = cell if isinstance(cell, str | int) else None
            self._put.setdefault(put.object, {}).setdefault(known, []).append(put)
        self._tree: Dominators | None = None
        fields = view.steps_of(GetField)
        self._asked = {step.object for step in fields}
        self._moved = {step.object for step in fields if step.name in _MOVING}
        first: dict[tuple[object, ...], int] = {}
        for step in view.steps():
            key = self._key(step)
            if key is None:
                continue
            if key[0] == "place":
                base, selector = key[1], key[2]
                if isinstance(base, int) and isinstance(selector, str):
                    self._names[step.result] = (base, selector)
                    continue
            known = first.setdefault(key, step.result)
            if known != step.result:
                self._names[step.result] = known

    def of(self, checked: "Checked") -> "Checked":
        """The one name of a register; of a place, that by the name of its base."""
        if isinstance(checked, int):
            return self._names.get(checked, checked)
        base = self._names.get(checked[0], checked[0])
        return (base, checked[1]) if isinstance(base, int) else checked

    def _key(self, step: Instruction) -> tuple[object, ...] | None:
        match step:
            case GetField() if step.name not in self._written:
                return ("place", self.of(step.object), f".{step.name}")
            case GetItem():
                return self._item(step, step.object, step.key)
            case Load():
                return ("load", step.owner, step.name)
            case Unary(operator="str"):
                return ("str", self.of(step.operand))
            case Call() if not step.names and not step.stars:
                return self._call(step)
            case _:
                return None

    def _item(self, reading: Instruction, base: int, key: int) -> tuple[object, ...] | None:
        name = self.of(base)
        cell = self._view.constants.value(key)
        if not isinstance(cell, str | int):
            return None
        if not all(self._is_settled(reading, of, cell) for of in self._put.keys() & {base, name}):
            return None
        if isinstance(cell, int) and base in self._moved:
            return None
        return ("place", name, f"[{cell!r}]")

    def _is_settled(self, reading: Instruction, base: int, cell: str | int) -> bool:
        """Whether nothing is put under the key, or once only, and always before it is read there."""
        put = self._put[base]
        if None in put:
            return False
        here = put.get(cell, [])
        return not here or (len(here) == 1 and self._is_behind(here[0], reading))

    def _is_behind(self, first: Instruction, second: Instruction) -> bool:
        """Whether control has always passed the first instruction when it comes to the second."""
        view = self._view
        here, there = view.block_of[id(first)], view.block_of[id(second)]
        if here is there:
            steps = here.instructions
            return steps.index(first) < steps.index(second)
        if self._tree is None:
            self._tree = dominators([each.successors() for each in view.blocks])
        return self._tree.dominates(here.index, there.index)

    def _call(self, step: Call) -> tuple[object, ...] | None:
        view = self._view
        callee = view.definitions[step.callee]
        if isinstance(callee, GetField):
            if callee.name == "get" and self._gives_nothing_else(step):
                return self._item(step, callee.object, step.arguments[0])
            if callee.name in _METHODS or (callee.name in _PARTING and step.result not in self._asked):
                return ("method", self.of(callee.object), callee.name, self._passed(step))
        site = view.site_of.get(id(step))
        only = site.targets[0] if site is not None and len(site.targets) == 1 else None
        if isinstance(only, Api) and only.path.startswith(_FUNCTIONS):
            return ("function", only.path, self._passed(step))
        return None

    def _gives_nothing_else(self, step: Call) -> bool:
        """Whether what it gives in the place of what is not there is as good as nothing."""
        rest = [self._view.constants.value(register) for register in step.arguments[1:]]
        return len(step.arguments) == 1 or (len(rest) == 1 and is_constant(rest[0]) and not rest[0])

    def _passed(self, call: Call) -> tuple[object, ...]:
        """The arguments of the call, each by its constant or its one name."""
        return tuple(
            ("constant", repr(cell))
            if is_constant(cell := self._view.constants.value(register))
            else self.of(register)
            for register in call.arguments
        )
