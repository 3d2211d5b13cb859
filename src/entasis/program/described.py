"""Handlers that the program does not name itself: a file that describes its interface does, and a library reads that.

app.add_api("shop.yaml")          the description in the file that ends so, and lies nearest to the code that says it
operationId: servers.show         the function `show` of the module `servers`, or a method `Class.show`
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final, final

from entasis.ir.description import Description
from entasis.ir.instructions import NONE, Binary, Build, Call, Const, Instruction, Load
from entasis.program.attributes import each_attribute
from entasis.program.symbols import Bound, FunctionSymbol, ModuleSymbol, Value

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_SUFFIXES: Final = (".yaml", ".yml", ".json")


@final
class Descriptions:
    """The descriptions that lie in the program's tree. They are read when the first one is asked for."""

    def __init__(self, describe: Callable[[], Iterable[Description]]) -> None:
        self._describe = describe

    @cached_property
    def _all(self) -> list[Description]:
        return sorted(self._describe(), key=lambda description: description.path)

    def find(self, user: ModuleSymbol, name: str) -> list[Description]:
        """What `name` means in the module `user`: all, where the name says nothing."""
        wanted = [part for part in name.split("/") if part not in {"", ".", ".."}]
        if not wanted:
            return self._all
        here = user.module.path.split("/")
        fitting = [one for one in self._all if one.path.split("/")[-len(wanted) :] == wanted]
        return sorted(fitting, key=lambda one: -_common(one.path.split("/"), here))[:1]


def file_name(function: FunctionSymbol, register: int) -> str:
    """The name of a file that the register holds as far as it is written: its last part, in whatever call or sum."""
    step = function.function.definitions[register] if register != NONE else None
    seen: set[Instruction] = set()
    while step is not None and step not in seen:
        seen.add(step)
        last = NONE
        match step:
            case Const(value=str() as text):
                return text if text.endswith(_SUFFIXES) else ""
            case Binary(operator="/" | "+"):
                last = step.right
            case Call() if step.arguments:
                last = step.arguments[-1]
            case Build(kind="text") if step.operands:
                last = step.operands[-1]
            case Load():
                stored = function.module.stored(step.owner, step.name)
                if len(stored) == 1:
                    function, last = stored[0]
            case _:
                return ""
        step = function.function.definitions[last] if last != NONE else None
    return ""


def prefix(function: FunctionSymbol, register: int) -> str:
    """The text that is passed to what the register holds: where the handlers lie that are not named in full."""
    step = function.function.definitions[register] if register != NONE else None
    if not isinstance(step, Call) or not step.arguments:
        return ""
    made = function.function.definitions[step.arguments[0]]
    return made.value if isinstance(made, Const) and isinstance(made.value, str) else ""


def named_functions(evaluator: "Evaluator", user: ModuleSymbol, path: str) -> Iterator[FunctionSymbol]:
    """The functions that the dotted path means where it is looked up for the module `user`."""
    parts = path.split(".")
    for count in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:count])
        module = user if user.name == name else evaluator.index.absolute(user, name)
        if module is None:
            continue
        value: Value = (module,)
        for part in parts[count:]:
            value = each_attribute(evaluator, value, part)
        things = [thing.function if isinstance(thing, Bound) else thing for thing in value]
        found = [thing for thing in things if isinstance(thing, FunctionSymbol)]
        yield from found or _defined(module, parts[-1] if count == len(parts) - 1 else "")
        return


def _defined(module: ModuleSymbol, name: str) -> list[FunctionSymbol]:
    """The function that the module defines under the name, whatever decorators make of it."""
    return [
        function
        for function in module.functions
        if function.name == name and function.outer is not None and function.outer.function.index == 0
    ][-1:]


def _common(left: list[str], right: list[str]) -> int:
    """How many parts both begin with."""
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
