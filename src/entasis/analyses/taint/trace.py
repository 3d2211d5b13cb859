"""The path of a flow, for people: made again for what is reported only, by analysing its functions with a memory."""

from typing import TYPE_CHECKING

from entasis.analyses.taint.flows import FlowAnalysis, TaintFlow
from entasis.analyses.taint.function import FunctionTaint
from entasis.analyses.taint.summary import Origin, PortOrigin, Relation, SharedOrigin, SinkUse, SourceOrigin
from entasis.analyses.taint.wording import sentence
from entasis.analyses.taint.wrapping import MARK
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    GetField,
    Instruction,
    Param,
    Phi,
    SetField,
    Terminator,
)
from entasis.program.symbols import FunctionSymbol

if TYPE_CHECKING:
    from entasis.analyses.view import View

Place = tuple[FunctionSymbol, Instruction | Terminator, str]
Because = dict[tuple[int, Origin], int]  # (register, origin) → the register it came from


class Traces:
    """The paths of the flows of one analysis. What explains a function is found once for all paths through it."""

    def __init__(self, analysis: FlowAnalysis) -> None:
        self._analysis = analysis
        self._because: dict[FunctionSymbol, Because] = {}

    def of(self, flow: TaintFlow, after: tuple[Place, ...] = ()) -> list[Place]:
        """The places the data passes, source first, sink last: function, step, and what happens there.

        `after` is where a text goes on to that the flow ends in.
        """
        source = flow.source
        places: list[Place] = [(source.function, source.step, sentence(source.source.says, "comes in here"))]
        if flow.through is not None:
            places.append(
                (
                    flow.use.function,
                    flow.use.step,
                    f"it lies in {_lying_in(flow.through)} and is read from there",
                )
            )
        use: SinkUse | None = flow.use
        while use is not None:
            places.extend(self._within(use))
            if use.inner is not None:
                passed = f"it is passed to {use.inner.function.function.qualified_name}"
                places.append((use.function, use.step, passed))
            else:
                reached = f"it becomes part of {use.says}" if after else f"it reaches {use.says} of {use.api}"
                places.append((use.function, use.step, reached))
            use = use.inner
        places.extend(after)
        unique: list[Place] = []
        for place in places:
            if not unique or (unique[-1][1] is not place[1]) or place is places[-1]:
                unique.append(place)
        return unique

    def _within(self, use: SinkUse) -> list[Place]:
        """The named steps between where the origin enters the function and the sink's operand."""
        view = self._analysis.view(use.function)
        because = self._explained(use.function)
        found: list[Place] = []
        register, origin = use.register, use.origin
        seen: set[int] = set()
        while register not in seen:
            seen.add(register)
            step = view.definitions[register] if register >= 0 else None
            if step is None:
                break
            text = _text(view, step, origin)
            if (
                text and step is not use.step and step.start < step.end
            ):  # what only joins two ways has no place
                found.append((use.function, step, text))
            register = because.get((register, origin), NONE)
            if register == NONE and isinstance(origin, PortOrigin):  # it lies in what is passed
                register = _parameter(view, origin)
        return found[::-1]

    def _explained(self, function: FunctionSymbol) -> Because:
        """From which register each taint of the function's registers came."""
        because = self._because.get(function)
        if because is None:
            state = FunctionTaint(self._analysis.view(function), self._analysis.around, explain=True)
            state.run()
            because = self._because[function] = state.because
        return because


def _lying_in(memory: SharedOrigin) -> str:
    if isinstance(memory.of, Relation) and memory.of.is_file:
        return f"the file `{memory.name}`"
    if isinstance(memory.of, Relation) and memory.of.is_remembered:
        return f"the {memory.name}"
    if isinstance(memory.of, Relation):
        return f"the column `{memory.name}` of `{memory.of.name}`"
    if isinstance(memory.of, FunctionSymbol) and memory.name[0] == MARK:
        return f"what the decorator `{memory.of.name}` passes"
    return f"`{memory.name}`"


def _parameter(view: "View", origin: PortOrigin) -> int:
    """The register of the parameter."""
    steps = (step for step in view.definitions if isinstance(step, Param) and step.index == origin.parameter)
    return next((step.result for step in steps), NONE)


def told(view: "View", register: int) -> list[Place]:
    """The step that fills the register, if it is one to be told."""
    step = view.definitions[register] if register >= 0 else None
    text = _text(view, step, None) if step is not None else ""
    return [(view.function, step, text)] if step is not None and text and step.start else []


def _text(view: "View", step: Instruction, origin: Origin | None) -> str:
    """What happens to the data at the step, or "" where that is of no interest."""
    name = view.function.function.variables.get(step.result, "")
    if isinstance(origin, SourceOrigin) and step is origin.step:
        return ""
    match step:
        case Param():
            return f"it is the parameter `{step.name}`" if isinstance(origin, PortOrigin) else ""
        case Build(kind="text"):
            return f"it is put into the text `{name}`" if name else "it is put into a text"
        case Binary():
            return f"it is put into `{name}`" if name else ""
        case Call():
            return f"the result is kept as `{name}`" if name else ""
        case GetField() | Phi() | SetField():
            return f"it is kept as `{name}`" if name else ""
        case _:
            return f"it is kept as `{name}`" if name and "#" not in name else ""
