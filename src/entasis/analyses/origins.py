"""Where the data in a register comes from, within its function: sources outside, parameters, literals.

    body = self.rfile.read(length)          a source of kind `remote`: the request body
    state = pickle.loads(base64.b64decode(body))

Walks definitions backwards through text building, collections, fields and calls outside the program, whose result
may hold any of their arguments. A call into the program is not followed.
"""

from typing import Final

from msgspec import Struct

from entasis.analyses.misuse import call_apis
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Await,
    Binary,
    Build,
    Call,
    Compare,
    Const,
    Enter,
    GetField,
    GetItem,
    Instruction,
    Iterate,
    Next,
    Param,
    Phi,
    Unary,
)
from entasis.ir.operands import operands
from entasis.models.data import Source
from entasis.models.ports import PortKind
from entasis.models.rows import ThreatModel
from entasis.program.calls import CallKind
from entasis.program.symbols import Api, Bound

_PASSES: Final = (Binary, Build, GetField, GetItem, Phi, Unary, Await, Enter, Iterate, Next)


class Origin(Struct, frozen=True):
    """One place the data comes from: a source, or else what `place` says, a parameter or a field of the object."""

    step: Instruction
    source: Source | None = None
    place: str = ""


def origins(view: View, register: int) -> tuple[Origin, ...]:
    """Every source and parameter the data in `register` may come from, nearest first."""
    found: list[Origin] = []
    steps = backward(view, register)
    for step in steps:
        source = source_at(view, step)
        if source is not None:
            found.append(Origin(step, source))
        elif isinstance(step, Param):
            is_object = step.index == 0 and view.function.owner is not None
            found.append(
                _field_of(step, steps) if is_object else Origin(step, place=f"the parameter `{step.name}`")
            )
    return tuple(found)


def _field_of(parameter: Param, steps: list[Instruction]) -> Origin:
    """The field of a method's own object that was read on the way."""
    for step in steps:
        if isinstance(step, GetField) and step.object == parameter.result:
            return Origin(step, place=f"`{parameter.name}.{step.name}`")
    return Origin(parameter, place=f"`{parameter.name}`")


def backward(view: View, register: int, *, with_keys: bool = True) -> list[Instruction]:
    """The steps whose value may be part of the data in `register`, nearest first; stops at sources.

    `with_keys`: and those that choose what is looked up in a table.
    """
    steps: list[Instruction] = []
    pending, seen = [register], {register}
    while pending:
        step = view.definitions[pending.pop(0)]
        if step is None or isinstance(step, Compare | Const):
            continue
        steps.append(step)
        if source_at(view, step) is not None:
            continue
        if isinstance(step, Call):
            following = _passed(view, step)
        elif isinstance(step, GetItem) and not with_keys:
            following = [step.object]
        elif isinstance(step, _PASSES):
            following = operands(step)
        else:
            following = []
        for operand in following:
            if operand not in seen and operand != NONE:
                seen.add(operand)
                pending.append(operand)
    return steps


def may_be_sent(view: View, register: int) -> bool:
    """Whether the data in the register may be what somebody sends: it comes from outside, or a caller passes it."""
    is_method = view.function.owner is not None
    for step in backward(view, register):
        source = source_at(view, step)
        if source is not None and view.program.models.kinds[source.kind].threat_model is ThreatModel.REMOTE:
            return True
        if isinstance(step, Param) and not (is_method and step.index == 0):
            return True
    return False


def _passed(view: View, call: Call) -> list[int]:
    """What the result of a call may hold: the arguments, and the object of a method, of what is outside.

    A method of an object of unknown class gives something made of that object.
    """
    site = view.site_of.get(id(call))
    if site is None or site.kind is CallKind.BY_NAME:
        return []
    callee = view.definitions[call.callee]
    receiver = [callee.object] if isinstance(callee, GetField) else []
    if not site.targets:
        return receiver
    if not all(
        isinstance(thing, Api) or (isinstance(thing, Bound) and isinstance(thing.function, Api))
        for thing in site.targets
    ):
        return []
    return [*receiver, *call.arguments]


def is_cleaned(view: View, register: int, kind: str) -> bool:
    """Whether the value is what a call gives that makes it clean for sinks of this kind, as far as models say."""
    step = view.definitions[register]
    site = view.site_of.get(id(step)) if isinstance(step, Call) else None
    models = view.program.models
    return site is not None and any(
        kind in row.clears for api in call_apis(view, site) for row in models.sanitizers(api)
    )


def source_at(view: View, step: Instruction) -> Source | None:
    """The source that the step is, if a model says that it is one."""
    models = view.program.models
    if isinstance(step, Call):
        site = view.site_of.get(id(step))
        for api in () if site is None else call_apis(view, site):
            source = models.source(api)
            if source is not None and source.port.kind is PortKind.RETURN:
                return source
    elif isinstance(step, GetField):
        for api in view.program.evaluator.field_paths(view.function, step.object, step.name):
            source = models.source(api)
            if source is not None and source.port.kind is PortKind.VALUE:
                return source
    return None
