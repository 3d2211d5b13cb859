"""What a check of its class says of a value: a number is no text, and a text is no mapping of operators.

isinstance(n, (int, float))     n is a number
type(n) is int                  likewise, also by `==`, and by `in` one of several
n.__class__ is int
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.taint.causes import are_foreseen
from entasis.analyses.taint.reading import apis_of
from entasis.ir.instructions import NONE, Build, Call, Compare, GetField
from entasis.program.symbols import Api

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Guards

_NUMBERS: Final = frozenset(
    {"builtins.int", "builtins.float", "builtins.bool", "uuid.UUID", "builtins.complex"}
)
_PLAIN: Final = _NUMBERS | {"builtins.str", "builtins.bytes"}
_SEVERAL: Final = frozenset({"tuple", "list", "set"})


def of_instance(guards: "Guards", step: Call) -> Iterator[tuple["Checked", int]]:
    """What `isinstance` has found."""
    if len(step.arguments) == 2 and "builtins.isinstance" in apis_of(guards.view, step):
        yield from _of_classes(guards, step.arguments[0], step.arguments[1])


def compared(guards: "Guards", step: Compare) -> Iterator[tuple["Checked", int]]:
    """What a comparison of the class that a value has says, where it is that class, or among those."""
    for one, other in ((step.left, step.right), (step.right, step.left)):
        value = _whose_class(guards, one)
        if value != NONE:
            yield from _of_classes(guards, value, other)


def _whose_class(guards: "Guards", register: int) -> int:
    """The value whose class the register holds."""
    step = guards.view.definitions[register]
    if isinstance(step, GetField) and step.name == "__class__":
        return step.object
    if isinstance(step, Call) and len(step.arguments) == 1 and not step.stars and not step.names:
        return step.arguments[0] if apis_of(guards.view, step) == ["builtins.type"] else NONE
    return NONE


def _of_classes(guards: "Guards", value: int, classes: int) -> Iterator[tuple["Checked", int]]:
    """What it says of the value that it is of one of the classes."""
    view = guards.view
    listed = view.definitions[classes]
    given = listed.operands if isinstance(listed, Build) and listed.kind in _SEVERAL else [classes]
    found = [t for r in given for t in view.program.evaluator.value(view.function, r) or (None,)]
    if found and all(isinstance(t, Api) and t.path in _NUMBERS for t in found):
        yield value, guards.kinds.mask("*")
    elif found and all(isinstance(t, Api) and t.path in _PLAIN for t in found):
        yield value, guards.kinds.mask(["operator"])
    elif are_foreseen(view, classes):  # as where only these are caught
        yield value, guards.kinds.mask(["response"])
