"""Which values hold no text: numbers, dates and members of enumerations can end no quote and name no file."""

from typing import TYPE_CHECKING, Final

from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, Value
from entasis.program.things import NONE_CLASS

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

HARMLESS: Final = frozenset(
    {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "types.NoneType", "uuid.UUID"}
    | {"datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta", "decimal.Decimal"}
)
_TEXTS: Final = frozenset({"builtins.str", "builtins.bytes", ""})  # and what derives from what cannot be seen
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


def is_declared_harmless(
    evaluator: "Evaluator", function: FunctionSymbol, index: int, *, is_sent_as_text: bool = False
) -> bool:
    """Whether the annotation of a parameter says so.

    Where a library passes nothing but texts (`is_sent_as_text`), an object of the program's own is passed by others.
    """
    declared = function.function.parameters[index].annotation
    if not declared:
        return False
    value = evaluator.annotated(function, declared)
    return is_harmless(evaluator, value) or (is_sent_as_text and _are_objects(evaluator, value))


def _are_objects(evaluator: "Evaluator", value: Value) -> bool:
    """Whether all that the value can be, beside nothing, are objects of classes of the program that are no texts."""
    made = [thing.of for thing in value if isinstance(thing, Instance) and thing.of != NONE_CLASS]
    return bool(made) and all(
        isinstance(of, ClassSymbol) and _TEXTS.isdisjoint(evaluator.mro(of)) for of in made
    )


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
