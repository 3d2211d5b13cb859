"""What a check reads off the code, whatever holds where it stands: what a call reaches, how a text ends."""

from typing import TYPE_CHECKING

from entasis.analyses.view import View
from entasis.ir.instructions import Binary, Build, Call, GetField, Instruction, Unary
from entasis.program.symbols import Api, FunctionSymbol, Instance, Thing

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Guards


def apis_of(view: View, call: Call) -> list[str]:
    """The API paths that the call may reach."""
    site = view.site_of.get(id(call))
    paths = [_path(thing) for thing in (site.targets if site is not None else ())]
    return [path for path in paths if isinstance(path, str) and path]


def _path(thing: Thing) -> object:
    """What is called: a function, a method, or an object of an outside class that can be called itself."""
    if isinstance(thing, Api | FunctionSymbol):
        return thing.path
    if isinstance(thing, Instance):
        return f"{thing.of}.__call__" if isinstance(thing.of, str) else ""
    return getattr(getattr(thing, "function", None), "path", "")


def ends_with_separator(guards: "Guards", register: int) -> bool:
    """Whether the prefix surely ends with a path separator: a constant, or a text that ends with one."""
    view = guards.view
    cell = view.constants.value(register)
    if isinstance(cell, str):
        return cell.endswith(("/", "\\"))
    step: Instruction | None = view.definitions[register]
    if isinstance(step, Binary) and step.operator == "+":
        return ends_with_separator(guards, step.right)
    if isinstance(step, Build) and step.kind == "text" and step.operands:
        return ends_with_separator(guards, step.operands[-1])
    if isinstance(step, Unary) and step.operator == "str":
        return ends_with_separator(guards, step.operand)
    value = view.program.evaluator.value(view.function, register)
    if any(isinstance(t, Api) and t.path in {"os.sep", "os.path.sep"} for t in value):
        return True
    if isinstance(step, GetField):
        paths = view.program.evaluator.field_paths(view.function, step.object, step.name)
        return any(path in {"os.sep", "os.path.sep"} for path in paths)
    if isinstance(step, Call) and len(step.arguments) == 2 and apis_of(guards.view, step) == ["os.path.join"]:
        return view.constants.value(step.arguments[1]) == ""
    return False
