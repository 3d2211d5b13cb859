"""Which values hold no text: numbers, dates and members of enumerations can end no quote and name no file."""

from typing import TYPE_CHECKING, Final

from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, Value

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

HARMLESS: Final = frozenset(
    {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "types.NoneType", "uuid.UUID"}
    | {"datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta", "decimal.Decimal"}
)
_ENUMERATIONS: Final = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})


def is_harmless(evaluator: "Evaluator", value: Value) -> bool:
    """Whether every object that the value can be is of a class whose objects hold no text of others."""
    return bool(value) and all(
        isinstance(thing, Instance)
        and (
            evaluator.models.canonical(thing.of) in HARMLESS
            if isinstance(thing.of, str)
            else any(node in _ENUMERATIONS for node in evaluator.mro(thing.of))
        )
        for thing in value
    )


def is_declared_harmless(evaluator: "Evaluator", function: FunctionSymbol, index: int) -> bool:
    """Whether the annotation of a parameter says so."""
    declared = function.function.parameters[index].annotation
    return bool(declared) and is_harmless(evaluator, evaluator.annotated(function, declared))


def is_of(evaluator: "Evaluator", value: Value, paths: frozenset[str]) -> bool:
    """Whether some object that the value can be is of one of the classes outside at `paths`."""
    for thing in value:
        of = thing.of if isinstance(thing, Instance) else None
        if isinstance(of, ClassSymbol):
            if any(isinstance(node, str) and node in paths for node in evaluator.mro(of)):
                return True
        elif of is not None and evaluator.models.canonical(of) in paths:
            return True
    return False
