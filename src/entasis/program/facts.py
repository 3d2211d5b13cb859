"""What one pass over a function tells about its collections, yields and handlers: made when first asked for.

xs = []                    xs is added to: `item`
xs.append(item)
use(xs)                    xs escapes: others may add to it
"""

from typing import Final, final

from entasis.ir.instructions import (
    NONE,
    UNBOUND,
    Build,
    Call,
    Compare,
    Const,
    GetField,
    GetItem,
    Instruction,
    Load,
    Phi,
    Return,
    SetField,
    SetItem,
    Store,
    Yield,
)
from entasis.program.symbols import FunctionSymbol

# Methods that put their last argument, or what it holds, into the collection.
ADDS: Final = frozenset({"append", "add", "appendleft", "insert", "setdefault"})
ADDS_ALL: Final = frozenset({"extend", "update", "extendleft"})
CHANGES: Final = (
    ADDS
    | ADDS_ALL
    | {"pop", "popitem", "popleft", "clear", "remove", "discard", "sort", "reverse", "rotate"}
    | {"__setitem__", "__delitem__"}
)
# Functions that only read the collections they are given.
_READERS: Final = frozenset(
    {
        "all",
        "any",
        "bool",
        "dict",
        "enumerate",
        "filter",
        "frozenset",
        "isinstance",
        "iter",
        "len",
        "list",
        "map",
    }
    | {
        "max",
        "min",
        "next",
        "print",
        "range",
        "repr",
        "reversed",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "zip",
    }
)
_TELLING: Final = frozenset(
    {SetItem.op, Call.op, Store.op, SetField.op, Phi.op, Build.op, Yield.op, Compare.op}
)


@final
class Facts:
    """`yielded` are registers, with whether a `yield from` hands on the items.

    `set_items` and `added` are keyed by the register of the collection: (key, value), or (value, whether it is the
    items of the value that go in). `caught` gives the class registers that a Catch is tested against. `escaped` are
    registers whose object others may get hold of and change: arguments, elements, results, merged values. `kept` are
    the names and fields that a register is stored under, `inside` the collection it is an element of; `changed` are
    collections whose items move about, `stirred` those in whose elements something changes.
    """

    __slots__ = ("added", "caught", "changed", "escaped", "inside", "kept", "set_items", "stirred", "yielded")

    def __init__(self, function: FunctionSymbol) -> None:
        self.yielded: list[tuple[int, bool]] = []
        self.set_items: dict[int, list[tuple[int, int]]] = {}
        self.added: dict[int, list[tuple[int, bool]]] = {}
        self.caught: dict[int, list[int]] = {}
        self.changed: set[int] = set()
        self.stirred: set[int] = set()
        self.escaped: set[int] = set(returned(function))
        self.kept: dict[int, set[str]] = {}
        self.inside: dict[int, int] = {}
        definitions = function.function.definitions
        for block in function.function.blocks:
            for step in block.instructions:
                if step.op in _TELLING:
                    self._take(step, definitions)

    def _take(self, step: Instruction, definitions: list[Instruction | None]) -> None:
        match step:
            case SetItem():
                self._change_at(step.object, definitions)
                if not is_unbound(definitions, step.value):
                    self.set_items.setdefault(step.object, []).append((step.key, step.value))
                    self._put(step.value, step.object)
            case Call():
                callee = definitions[step.callee]
                if isinstance(callee, GetField) and callee.name in CHANGES:
                    self._change_at(callee.object, definitions)
                    self._add(callee, step)
                elif not (isinstance(callee, Load) and callee.name in _READERS):
                    self.escaped.update(step.arguments)
            case Store() | SetField():
                self.kept.setdefault(step.value, set()).add(step.name)
            case Phi():
                self.escaped.update(step.operands)
            case Build():
                for position, register in enumerate(step.operands):
                    if position not in step.stars and register != NONE:
                        self._put(register, step.result)
            case Yield():
                self.yielded.append((step.value, step.delegates))
                self.escaped.add(step.value)
            case Compare() if step.operator == "catches":
                self.caught.setdefault(step.right, []).append(step.left)
            case _:
                pass

    def _change_at(self, collection: int, definitions: list[Instruction | None]) -> None:
        self.changed.add(collection)
        step = definitions[collection]
        while isinstance(step, GetItem):  # what lies in a collection changes: `table["a"]["b"] = ...`
            self.stirred.add(step.object)
            step = definitions[step.object]

    def _put(self, register: int, collection: int) -> None:
        if register in self.inside:
            self.escaped.add(register)
        self.inside[register] = collection

    def _add(self, callee: GetField, step: Call) -> None:
        if callee.name not in ADDS | ADDS_ALL:
            self.escaped.update(step.arguments)
        elif not step.arguments or step.names or step.stars:
            self.escaped.update((callee.object, *step.arguments))
        else:
            added = step.arguments[-1]
            self.added.setdefault(callee.object, []).append((added, callee.name in ADDS_ALL))
            if callee.name in ADDS:
                self._put(added, callee.object)

    def is_closed(self, register: int, written: frozenset[str]) -> bool:
        """Whether nobody but the steps seen here changes the collection; `written` are names of those that change."""
        for _ in range(len(self.inside) + 1):
            if register in self.escaped or not self.kept.get(register, set()).isdisjoint(written):
                return False
            if register not in self.inside:
                return True
            register = self.inside[register]
            if register in self.stirred:
                return False
        return False


def facts_of(function: FunctionSymbol) -> Facts:
    """The facts of `function`, made once."""
    if function.facts is None:
        function.facts = Facts(function)
    return function.facts


def returned(function: FunctionSymbol) -> list[int]:
    """The registers that the function returns."""
    ends = [block.terminator for block in function.function.blocks]
    return [end.value for end in ends if isinstance(end, Return)]


def is_unbound(definitions: list[Instruction | None], register: int) -> bool:
    """Whether the register holds UNBOUND: the name, field or item is deleted, or was never there."""
    step = definitions[register] if register != NONE else None
    return isinstance(step, Const) and step.value is UNBOUND
