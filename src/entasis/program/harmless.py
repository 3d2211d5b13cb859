"""Which values hold no text: numbers, dates and members of enumerations can end no quote and name no file."""

from typing import TYPE_CHECKING, Final

from entasis.limits import RESOLUTION_DEPTH
from entasis.program.aliases import meant
from entasis.program.annotations import parse_annotation
from entasis.program.options import restricts
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, Value
from entasis.program.things import NONE_CLASS
from entasis.program.types import TRANSPARENT, objects_of

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

HARMLESS: Final = frozenset(
    {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "types.NoneType", "uuid.UUID"}
    | {"datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta", "decimal.Decimal"}
)
_TEXTS: Final = frozenset({"builtins.str", "builtins.bytes", ""})  # and what derives from what cannot be seen
_COLLECTIONS: Final = frozenset(
    {"list", "List", "set", "Set", "frozenset", "FrozenSet", "tuple", "Tuple", "dict", "Dict"}
    | {"Sequence", "Iterable", "Collection", "Mapping"}
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
    return (
        is_harmless(evaluator, value)
        or says_harmless(evaluator, function, declared)
        or (is_sent_as_text and _are_objects(evaluator, value))
    )


def says_harmless(evaluator: "Evaluator", function: FunctionSymbol, annotation: str) -> bool:
    """Whether all that the annotation allows is written out, matches a harmless pattern, or is a collection of those.

    kind: Literal["full", "partial"]
    name: Annotated[str, Field(pattern="^[a-z]+$")]
    sizes: list[int]
    """
    declared = parse_annotation(annotation) if annotation else None
    pending = [] if declared is None else [(function, declared)]
    for _ in range(RESOLUTION_DEPTH.bound if pending else 0):
        if not pending:
            return True
        holder, node = meant(evaluator, *pending.pop())
        if node.last == "Annotated" and node.arguments:
            if not any(restricts(evaluator, holder, part) for part in node.arguments[1:]):
                pending.append((holder, node.arguments[0]))
        elif node.arguments and node.last in TRANSPARENT | _COLLECTIONS:
            pending += [(holder, part) for part in node.arguments if part.name not in {"None", "..."}]
        elif not (
            node.last == "Literal"
            or restricts(evaluator, holder, node)
            or is_harmless(evaluator, objects_of(evaluator, holder, node))
        ):
            return False
    return False


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
