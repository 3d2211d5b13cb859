"""Whether a check says that a path lies in a folder.

path.startswith(ROOT + os.sep)                     it does
path == ROOT or path.startswith(ROOT + os.sep)     it is that folder itself, or lies in it
path == ROOT or ROOT in path.parents               so it does
path.startswith(ROOT)                              it may lie in a neighbour whose name begins like the folder's
"""

from typing import TYPE_CHECKING

from entasis.analyses.taint.reading import apis_of, ends_with_separator
from entasis.ir.instructions import NONE, Binary, Build, Call, Compare, GetField, Instruction, Unary

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Guards


def begins_with_folder(guards: "Guards", register: int) -> bool:
    """Whether what begins with that text, in normal form, lies below a folder that it names."""
    cell = guards.view.constants.value(register)
    is_named = not isinstance(cell, str) or cell.strip("./\\") != ""
    return is_named and ends_with_separator(guards, register)


def is_the_folder(guards: "Guards", path: int, other: int) -> bool:
    """Whether it is asked of the path as well whether it lies in that other one, with a separator in between."""
    view, same = guards.view, guards.same
    for call in view.steps_of(Call):
        callee = view.definitions[call.callee]
        if not isinstance(callee, GetField) or callee.name != "startswith" or len(call.arguments) != 1:
            continue
        if same.of(callee.object) == same.of(path) and ends_with_separator(guards, call.arguments[0]):
            base = _before_separator(guards, call.arguments[0])
            if base != NONE and same.of(base) == same.of(other):
                return True
    for step in view.steps_of(Compare):
        if step.operator in {"in", "not in"} and same.of(step.left) == same.of(other):
            above = view.definitions[step.right]
            if isinstance(above, GetField) and same.of(above.object) == same.of(path):
                return bool(above_it(guards, above))
    return False


def above_it(guards: "Guards", field: GetField) -> int:
    """The kinds for which a path is checked among whose folders, which the attribute holds, another is found; or 0."""
    view, mask = guards.view, 0
    for api in view.program.evaluator.field_paths(view.function, field.object, field.name):
        for guard in view.program.models.guards(api):
            if guard.on == "contains":
                mask |= guards.kinds.mask(guard.clears)
    return mask


def _before_separator(guards: "Guards", register: int) -> int:
    """The folder that the text is, with a separator behind it; else NONE."""
    step: Instruction | None = guards.view.definitions[register]
    while isinstance(step, Unary) and step.operator == "str":
        step = guards.view.definitions[step.operand]
    if isinstance(step, Binary) and step.operator == "+":
        return step.left
    if isinstance(step, Build) and step.kind == "text" and len(step.operands) == 2:
        made = guards.view.definitions[step.operands[0]]
        return made.operand if isinstance(made, Unary) and made.operator == "str" else step.operands[0]
    if isinstance(step, Call) and apis_of(guards.view, step) == ["os.path.join"] and step.arguments:
        return step.arguments[0]
    return NONE
