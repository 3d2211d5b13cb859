"""Names for annotations: `Word = Annotated[str, Field(pattern="[a-z]+")]`, wherever the name is imported from."""

from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    Const,
    GetField,
    GetItem,
    Import,
    Instruction,
    Load,
    MakeClass,
    MakeFunction,
)
from entasis.limits import RESOLUTION_DEPTH
from entasis.program.annotations import UNION, TypeText
from entasis.program.symbols import FunctionSymbol, ModuleSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_FORMS: Final = frozenset({"Annotated", "Literal", "Optional", "Union"})


def alias(
    evaluator: "Evaluator", function: FunctionSymbol, declared: TypeText
) -> tuple[FunctionSymbol, TypeText]:
    """`Annotated[...]` where the annotation is a name for one, as in `User = Annotated[Account, Depends(user)]`,
    and the function in which it is written.
    """
    found = meant(evaluator, function, declared)
    return found if found[1].last == "Annotated" else (function, declared)


def meant(
    evaluator: "Evaluator", function: FunctionSymbol, declared: TypeText
) -> tuple[FunctionSymbol, TypeText]:
    """What the name of an annotation stands for that some code gives it, a call being one, and where; else itself."""
    same = function, declared
    if declared.arguments or declared.words or "." in declared.name:
        return same
    found = _binding(evaluator, function.module, declared.name)
    if found is None:
        return same
    holder, step = found
    if isinstance(step, GetItem) and _written(holder, step.object).rpartition(".")[2] in _FORMS:
        return holder, _type_of(holder, step.result)
    if isinstance(step, Binary) and step.operator == UNION:
        return holder, _type_of(holder, step.result)
    return (holder, _type_of(holder, step.result)) if isinstance(step, Call) and not step.decorates else same


def _binding(
    evaluator: "Evaluator", module: ModuleSymbol, name: str
) -> tuple[FunctionSymbol, Instruction | None] | None:
    """The one step that gives the global name, through imports."""
    for _ in range(RESOLUTION_DEPTH.bound):
        stored = module.stored(0, name)
        if len(stored) != 1:
            return None
        holder, register = stored[0]
        step = holder.function.definitions[register]
        if not isinstance(step, Import) or not step.name:
            return holder, step
        index = evaluator.index
        source = (
            index.relative(module, step.level, step.module)
            if step.level
            else index.absolute(module, step.module)
        )
        if source is None:
            return None
        module, name = source, step.name
    return None


def _type_of(holder: FunctionSymbol, register: int) -> TypeText:
    definitions = holder.function.definitions
    step = definitions[register]
    if isinstance(step, Call):
        count = len(step.arguments) - len(step.names)
        parts = tuple(_type_of(holder, given) for given in step.arguments[:count])
        words = tuple(
            (name, _word(holder, given))
            for name, given in zip(step.names, step.arguments[count:], strict=True)
            if name
        )
        return TypeText(_written(holder, step.callee) or "Any", parts, words)
    key = definitions[step.key] if isinstance(step, GetItem) and step.key != NONE else None
    if isinstance(step, GetItem):
        given = key.operands if isinstance(key, Build) and key.kind == "tuple" else (step.key,)
        arguments = tuple(_type_of(holder, each) for each in given if each != NONE)
        return TypeText(_written(holder, step.object) or "Any", arguments)
    if isinstance(step, Binary) and step.operator == UNION:
        return TypeText(UNION, (_type_of(holder, step.left), _type_of(holder, step.right)))
    is_none = isinstance(step, Const) and step.value is None
    return TypeText("None" if is_none else _written(holder, register) or "Any")


def _word(holder: FunctionSymbol, register: int) -> str | TypeText:
    step = holder.function.definitions[register]
    value = step.value if isinstance(step, Const) else None
    return value if isinstance(value, str) else TypeText(_written(holder, register))


def _written(holder: FunctionSymbol, register: int) -> str:
    """The dotted name that the register was written as, or ""."""
    parts: list[str] = []
    step = holder.function.definitions[register]
    while isinstance(step, GetField):
        parts.append(step.name)
        step = holder.function.definitions[step.object]
    if isinstance(step, Load | Import):
        name = step.name or holder.function.variables.get(step.result, "")
        return ".".join([name, *reversed(parts)]) if name else ""
    name = defined(holder, step)
    return ".".join([name, *reversed(parts)]) if name else ""


def defined(function: FunctionSymbol, step: Instruction | None) -> str:
    """The name of the function or class that the step makes, decorated or not, or ""."""
    while isinstance(step, Call) and step.decorates:
        step = function.function.definitions[step.arguments[0]]
    if isinstance(step, MakeFunction):
        return function.module.functions[step.function].name
    return function.module.classes[step.class_index].ir.name if isinstance(step, MakeClass) else ""
