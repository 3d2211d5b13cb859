"""What `getattr` with a name that is put together at run time can give: whatever has such a name.

    getattr(self, "do_" + verb)(request)       one of the methods whose names begin with `do_`
    getattr(handlers, settings["class"])()     one of the classes and functions that the module defines
    getattr(requests, method.lower())(url)     what the functions of the library have in common, if most are alike
    globals()["show_" + kind](request)         one of those whose names begin with `show_`

There may be others, so a call of it is open. Many classes of one module become the base that all derive from.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from entasis.ir.function import FunctionKind
from entasis.ir.instructions import Binary, Build, Call, Const, GetField
from entasis.limits import FUNCTIONS_PER_VALUE, TYPES_PER_VALUE, Limit
from entasis.program.attributes import each_attribute
from entasis.program.solver import union
from entasis.program.symbols import (
    UNKNOWN,
    Api,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Thing,
    Value,
)

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_SHORTEST: Final = 3  # characters of a beginning that is a name's


def any_attribute(evaluator: "Evaluator", function: FunctionSymbol, value: Value, name: int) -> Value:
    """What an attribute of the value can be whose name, in the register, is not written out."""
    beginning = _beginning(function, name)
    found = [
        thing
        for of in value
        for thing in (
            _of_module(of, beginning)
            if isinstance(of, ModuleSymbol)
            else _of_object(evaluator, of, beginning, function, name)
        )
    ]
    found = list(dict.fromkeys(found))
    classes = [thing for thing in found if isinstance(thing, ClassSymbol)]
    if len(classes) > TYPES_PER_VALUE.bound or len(found) > FUNCTIONS_PER_VALUE.bound:
        _count(evaluator, TYPES_PER_VALUE if classes else FUNCTIONS_PER_VALUE, function, name)
        found = list(common_base(evaluator, classes)) if len(classes) == len(found) else []
    return union([tuple(found), UNKNOWN]) if found else UNKNOWN


def any_global(evaluator: "Evaluator", function: FunctionSymbol, names: int, name: int) -> Value:
    """What `globals()["show_" + kind]` can be; nothing where the register `names` does not hold the module's names."""
    made = function.function.definitions[names]
    if not isinstance(made, Call) or made.arguments:
        return UNKNOWN
    for thing in evaluator.value(function, made.callee):
        if isinstance(thing, Api) and thing.path == "builtins.globals":
            return any_attribute(evaluator, function, (function.module,), name)
    return UNKNOWN


def any_module(evaluator: "Evaluator", function: FunctionSymbol, name: int) -> Value:
    """The modules of a package of the program of which one is loaded: `import_module(f"handlers.{kind}")`.

    Where there are more than a value may be, nobody says which.
    """
    package, dot, rest = _beginning(function, name).rpartition(".")
    source = evaluator.index.absolute(function.module, package) if dot and package and not rest else None
    found = evaluator.index.below(source) if source is not None else []
    return union([tuple(found), UNKNOWN]) if 0 < len(found) <= TYPES_PER_VALUE.bound else UNKNOWN


def _of_module(module: ModuleSymbol, beginning: str) -> Iterator[Thing]:
    """The classes and functions that the module itself defines and offers."""
    defined: list[ClassSymbol | FunctionSymbol] = [*module.classes, *module.functions]
    for thing in defined:
        own = thing.ir.name if isinstance(thing, ClassSymbol) else thing.name
        is_top = thing.outer is not None and thing.outer.function.index == 0
        is_plain = isinstance(thing, ClassSymbol) or (
            thing.function.kind is FunctionKind.FUNCTION and not thing.function.is_script
        )
        if is_top and is_plain and own.isidentifier() and own.startswith(beginning or own):
            yield thing


def _count(evaluator: "Evaluator", limit: Limit, function: FunctionSymbol, register: int) -> None:
    evaluator.too_many.add((limit.name, function.module.module.path, function.function.index, register))


def _of_object(
    evaluator: "Evaluator", thing: Thing, beginning: str, function: FunctionSymbol, register: int
) -> Iterator[Thing]:
    """The methods of the object whose names begin so; of any object there is no telling."""
    of = thing.of if isinstance(thing, Instance) else thing
    path = of.path if isinstance(of, Api) else of
    if isinstance(path, str) and not beginning and (found := evaluator.models.any_of(path)):
        yield from each_attribute(evaluator, (thing,), found.rpartition(".")[2])
    if not isinstance(of, ClassSymbol) or len(beginning) < _SHORTEST:
        return
    names: dict[str, None] = {}
    for node in evaluator.mro(of):
        if isinstance(node, ClassSymbol):
            names.update(dict.fromkeys(name for name in node.members if name.startswith(beginning)))
    if len(names) > FUNCTIONS_PER_VALUE.bound:
        _count(evaluator, FUNCTIONS_PER_VALUE, function, register)
        return
    for name in names:
        yield from each_attribute(evaluator, (thing,), name)


def common_base(evaluator: "Evaluator", classes: Sequence[ClassSymbol]) -> list[ClassSymbol]:
    """The nearest class that the classes derive from, if all do."""
    shared = [node for node in evaluator.mro(classes[0]) if isinstance(node, ClassSymbol)]
    for symbol in classes[1:]:
        order = evaluator.mro(symbol)
        shared = [node for node in shared if node in order]
    return [shared[0]] if shared else []


def _beginning(function: FunctionSymbol, register: int) -> str:
    """What the text in the register begins with, as far as that is written out."""
    step = function.function.definitions[register]
    match step:
        case Build(kind="text") if step.operands:
            return _beginning(function, step.operands[0])
        case Binary(operator="+"):
            return _beginning(function, step.left)
        case Binary(operator="%"):
            return _beginning(function, step.left).partition("%")[0]
        case Call():
            callee = function.function.definitions[step.callee]
            if isinstance(callee, GetField) and callee.name == "format":
                return _beginning(function, callee.object).partition("{")[0]
            return ""
        case Const(value=str() as text):
            return text
        case _:
            return ""
