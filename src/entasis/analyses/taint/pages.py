"""A call that makes a page of a template of the program: its context is what the template's function is passed."""

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.sequences import copy_elements
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, Call, GetField
from entasis.models.ports import PortKind
from entasis.models.rows import Render
from entasis.program.symbols import FunctionSymbol


def rendered(state: State, step: Call, apis: list[str]) -> Held | None:
    """The page, None if the call makes none of a known template. What the template does wrong is reported in it."""
    if not state.view.program.templates:
        return None
    for api in apis:
        for row in state.models.renders(api):
            template = _template(state, step, row)
            if template is not None:
                number = _context(state, step, row)
                apply_summary(state, step, template, {0: number})
                return Held(0, state.new_object(step.result))
    return None


def _template(state: State, step: Call, row: Render) -> FunctionSymbol | None:
    register: int | None
    if row.template.kind is PortKind.SELF:
        callee = state.view.definitions[step.callee]
        found = state.view.definitions[callee.object] if isinstance(callee, GetField) else None
        register = found.arguments[0] if isinstance(found, Call) and found.arguments else NONE
    else:
        register = state.view.argument(step, row.template)
    name = state.view.constants.value(register) if register is not None and register != NONE else None
    return state.view.program.templates.find(state.function.module, name) if isinstance(name, str) else None


def _context(state: State, step: Call, row: Render) -> int:
    """A number under which the mapping that the template is passed can be read."""
    key = f"context {id(step)}"
    number = state.contexts.get(key)
    if number is None:
        number = state.contexts[key] = -2 - len(state.packs)
        state.packs.append((number, step, NONE, ""))
    made = Held(0, state.new_object(max(step.result, 0), key))
    state.packed[number] = made
    for port in row.context:
        register = state.view.argument(step, port)
        if register is not None and register != NONE:
            copy_elements(state, state.read(register), made, register)
    if row.keywords:
        named = {row.template.name, *(port.name for port in row.context)}
        for name, register in zip(
            step.names, step.arguments[len(step.arguments) - len(step.names) :], strict=True
        ):
            value = state.read(register)
            if not name:
                copy_elements(state, value, made, register)
            elif name not in named and (value.taint or value.objects):
                state.write(made, f"[{name!r}]", value, source=register)
    return number
