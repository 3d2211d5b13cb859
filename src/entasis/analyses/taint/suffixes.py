"""Checks of a part of a name that say something of its suffix.

name.rsplit(".", 1)[1] in ALLOWED    what `name` ends with has been checked
Path(name).suffix == ".csv"          so has it here
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import Build, Call, GetField, GetItem

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Guards

KIND: Final = "suffix"
_SPLITS: Final = frozenset({"split", "rsplit", "partition", "rpartition", "strip", "lstrip", "rstrip"})


def wholes(guards: "Guards", register: int) -> Iterator[int]:
    """The texts of which the register holds the end: a check of it is one of their suffix."""
    view = guards.view
    step = view.definitions[register]
    match step:
        case GetItem():
            key = view.definitions[step.key]
            is_slice = isinstance(key, Build) and key.kind == "slice"
            if is_slice or (
                isinstance(view.definitions[step.object], Call | GetItem) and not _is_first(guards, step)
            ):
                yield step.object
        case Call():
            callee = view.definitions[step.callee]
            if isinstance(callee, GetField) and callee.name in _SPLITS:
                yield callee.object
        case GetField():
            for api in view.program.evaluator.field_paths(view.function, step.object, step.name):
                if any(guard.on == "same" for guard in view.program.models.guards(api)):
                    yield step.object
        case _:
            return


def _is_first(guards: "Guards", step: GetItem) -> bool:
    """Whether it is the first of several parts: what stands before the dot. Of what a file name stands for, it is not."""
    made = guards.view.definitions[step.object]
    callee = guards.view.definitions[made.callee] if isinstance(made, Call) else None
    is_split = isinstance(callee, GetField) and callee.name in {*_SPLITS, "splitext"}
    return is_split and guards.view.constants.value(step.key) == 0
