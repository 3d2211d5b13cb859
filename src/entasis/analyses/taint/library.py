"""What a program offers to others as a library: the parameters of its public functions, which anybody may fill.

    def archive(folder):            whoever calls it decides what `folder` is
        _tar(folder)
    def _tar(path): ...             private: only what the program itself passes comes here

They are distrusted only where the threat model `library` is asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from entasis.analyses.taint.summary import PortOrigin, SinkUse, SourceOrigin
from entasis.ir.function import FunctionKind
from entasis.ir.instructions import Param
from entasis.models.data import Source
from entasis.models.ports import Port, PortKind
from entasis.models.rows import ThreatModel
from entasis.models.stubs import FunctionKind as StubKind
from entasis.program.evaluate import Evaluator
from entasis.program.harmless import is_declared_harmless
from entasis.program.symbols import FunctionSymbol

_CALLED_BY_THE_CLASS: Final = frozenset({"__init__", "__call__", "__new__"})
KIND: Final = ThreatModel.LIBRARY.value

Public = Mapping[FunctionSymbol, frozenset[int]]  # the parameters of each public function that a caller fills


def public_functions(evaluator: Evaluator, functions: Iterable[FunctionSymbol]) -> Public:
    """The public ones among `functions`, with their parameters that may hold text."""
    found: dict[FunctionSymbol, frozenset[int]] = {}
    for function in functions:
        if _is_public(function):
            parameters = frozenset(_parameters(evaluator, function))
            if parameters:
                found[function] = parameters
    return found


def _is_public(function: FunctionSymbol) -> bool:
    """Whether others may name the function: no part of its name says that it is private."""
    if function.function.kind is not FunctionKind.FUNCTION:
        return False
    scope = function.outer
    while scope is not None:
        if scope.function.kind not in (FunctionKind.MODULE, FunctionKind.CLASS):
            return False  # the function exists only while another one runs
        scope = scope.outer
    *scopes, last = function.path.split(".")
    if last.startswith("_") and last not in _CALLED_BY_THE_CLASS:
        return False
    return not any(part.startswith("_") for part in scopes)


def _parameters(evaluator: Evaluator, function: FunctionSymbol) -> Iterator[int]:
    is_method = function.owner is not None and evaluator.method_kind(function) is not StubKind.STATIC_METHOD
    for index in range(len(function.function.parameters)):
        if index == 0 and is_method:
            continue
        if not is_declared_harmless(evaluator, function, index):
            yield index


def parameter_source(function: FunctionSymbol, indexes: Iterable[int]) -> SourceOrigin | None:
    """The named parameters of a public function as one source; it enters at the first of them."""
    wanted = sorted(set(indexes))
    steps = {step.index: step for step in function.function.definitions if isinstance(step, Param)}
    first = next((steps[index] for index in wanted if index in steps), None)
    if first is None:
        return None
    names = [f"`{function.function.parameters[index].name}`" for index in wanted]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    says = f"the parameter {listed} of `{function.function.qualified_name}`"
    return SourceOrigin(function, first, Source(function.path, Port(PortKind.VALUE), KIND, says, ""))


def outermost(
    uses: Mapping[FunctionSymbol, Iterable[SinkUse]], public: Public, called: frozenset[FunctionSymbol]
) -> list[tuple[SourceOrigin, SinkUse]]:
    """For each sink that parameters reach, one public function to name, and the way from there.

    That is one which nobody in the program calls, if there is one, and of those the one nearest to the sink; all of
    its parameters that get there are named together.
    """
    ways: dict[tuple[int, str], dict[FunctionSymbol, list[SinkUse]]] = {}
    for function, own in uses.items():
        for use in own:
            if isinstance(use.origin, PortOrigin) and use.origin.parameter in public[function]:
                ways.setdefault((id(use.last.step), use.last.kind), {}).setdefault(function, []).append(use)
    found: list[tuple[SourceOrigin, SinkUse]] = []
    for by_function in ways.values():
        best = min(by_function, key=lambda f: (f in called, min(map(_length, by_function[f]))))
        own = sorted(by_function[best], key=lambda use: (use.is_weak, _length(use)))
        indexes = {use.origin.parameter for use in own if isinstance(use.origin, PortOrigin)}
        source = parameter_source(best, indexes)
        if source is not None:
            found.append((source, own[0]))
    return found


def _length(use: SinkUse) -> int:
    """How many functions the way passes."""
    count = 1
    while use.inner is not None:
        count, use = count + 1, use.inner
    return count
