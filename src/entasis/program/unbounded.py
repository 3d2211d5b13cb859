"""Which declared numbers can be of any size: a library that converts what is sent has taken no limit from anybody.

    def pad(width: int): ...                                          any number
    def pad(width: int = Query(10, ge=0)): ...                        any number that is not negative
    def pad(width: int = Query(10, le=80)): ...                       none above 80
    def pad(width: Annotated[int, Query(le=80)]): ...                 nor here
    def pad(width: Annotated[int, Width]): ...                        nobody knows what `Width` says

Which arguments of what declares a parameter are an upper bound is said by the `[[option]]` rows of the models.
"""

from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import NONE, Call
from entasis.program.aliases import meant
from entasis.program.annotations import parse_annotation
from entasis.program.options import option_in
from entasis.program.passing import argument
from entasis.program.symbols import FunctionSymbol, Instance
from entasis.program.things import NONE_CLASS
from entasis.program.types import dotted, objects_of

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_NUMBER: Final = "builtins.int"


def is_any_number(
    evaluator: "Evaluator", function: FunctionSymbol, annotation: str, default: int, at: FunctionSymbol | None
) -> bool:
    """Whether the annotation, as seen from the function, says `int`, and neither it nor the default an upper bound.

    The register of the default lies in `at`; it is NONE where there is none.
    """
    declared = parse_annotation(annotation) if annotation else None
    if declared is None or (at is not None and default != NONE and _is_bounded(evaluator, at, default)):
        return False
    holder, node = meant(evaluator, function, declared)
    if node.last == "Annotated" and node.arguments:
        for part in node.arguments[1:]:
            option = option_in(evaluator, dotted(evaluator, holder, part.name))
            given = dict(part.words)
            if option is None or any(port.name in given for port in option.bounding):
                return False
        holder, node = meant(evaluator, holder, node.arguments[0])
    made = [
        t.of for t in objects_of(evaluator, holder, node) if isinstance(t, Instance) and t.of != NONE_CLASS
    ]
    return made == [_NUMBER]


def _is_bounded(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> bool:
    """Whether the default is a call that may say how large the number can be."""
    call = function.function.definitions[register]
    if not isinstance(call, Call):
        return False
    option = option_in(evaluator, evaluator.value(function, call.callee))
    return option is None or any(argument(call, port) != NONE for port in option.bounding)
