"""Where a page is put together that is sent from somewhere else: the place at which a value gets between its tags.

    rows = [f"<li>{name}</li>" for name in names]      here `name` is to be escaped
    return "<ul>" + "".join(rows) + "</ul>"            not here, where there are tags in it already

The way of the data is walked back from the sink, and then on from where it enters: it ends at the first text with tags
that it is put into. What gets to the sink without having been put into one is reported there.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, final

from entasis.analyses.taint.binding import bindings
from entasis.analyses.taint.flows import FlowAnalysis, TaintFlow
from entasis.analyses.taint.function import FunctionTaint
from entasis.analyses.taint.heap import bits_of
from entasis.analyses.taint.held import CLEAN, Held
from entasis.analyses.taint.summary import Origin, PortOrigin, SinkUse, SourceOrigin
from entasis.analyses.taint.trace import Place, told
from entasis.ir.instructions import NONE, Call, GetField, Return
from entasis.ir.operands import operands
from entasis.limits import TEXT_MAKERS
from entasis.models.rows import Kind
from entasis.program.symbols import FunctionSymbol


class Sent(NamedTuple):
    """What is put into a text, which `flow` sends; `after` is the way from there to the sink."""

    flow: TaintFlow
    after: tuple[Place, ...]


Key = tuple[int, SourceOrigin]  # the step that puts a text together, and what it puts there
_Found = dict[
    int, tuple[FunctionSymbol, tuple[Place, ...]]
]  # such steps by their ids: where, and the way from there


@final
class Assembled:
    """The texts that the functions of one program put together, as far as they are sent. The analysis has been run."""

    def __init__(self, analysis: FlowAnalysis, flows: Iterable[TaintFlow]) -> None:
        self._analysis = analysis
        self.note = analysis.note
        self._states: dict[FunctionSymbol, FunctionTaint] = {}
        self._kinds = {name: kind for name, kind in analysis.program.models.kinds.items() if kind.proved_by}
        self._known = {
            (id(flow.use.last.step), flow.source) for flow in flows if flow.use.last.kind in self._kinds
        }
        self._sent: dict[Key, Sent] = {}

    def kind(self, name: str) -> Kind | None:
        """The kind, if it is one of texts that are put together for sinks of another."""
        return self._kinds.get(name)

    def kinds_for(self, kind: str, sinks: frozenset[str]) -> set[str]:
        """The kinds among `sinks` of texts that are put together for sinks of `kind`."""
        return {name for name, made in self._kinds.items() if made.proved_by == kind and name in sinks}

    def proof(self, flow: TaintFlow) -> Sent | None:
        """Who sends the text that the flow ends in."""
        is_text = flow.use.last.kind in self._kinds
        return self._sent.get((id(flow.use.last.step), flow.source)) if is_text else None

    def add(self, flow: TaintFlow, wanted: set[str]) -> tuple[FunctionSymbol, ...]:
        """Note what the flow brings to its sink within texts of these kinds.

        The functions that put these together; none where the flow brings something beside them.
        """
        use: SinkUse | None = flow.use
        walk = _Walk(self, wanted)
        found: _Found = {}
        is_bare = True
        while use is not None and is_bare:
            here, is_bare = walk.back(use.function, [use.register], use.origin)
            rest = tuple(_onward(use))
            found |= {step: (function, (*after, *rest)) for step, (function, after) in here.items()}
            use = use.inner
        for step, (_, after) in found.items():
            self._sent.setdefault((step, flow.source), Sent(flow, after))
        if is_bare or any((step, flow.source) not in self._known for step in found):
            return ()
        return tuple(function for function, _ in found.values())

    def state(self, function: FunctionSymbol) -> FunctionTaint:
        """What is known in the function, and where it came from."""
        found = self._states.get(function)
        if found is None:
            found = FunctionTaint(self._analysis.view(function), self._analysis.around, explain=True)
            found.run()
            self._states[function] = found
        return found


@final
class _Walk:
    """The search for the texts of certain kinds that lie on the way to one sink."""

    def __init__(self, assembled: Assembled, wanted: set[str]) -> None:
        self._assembled = assembled
        self._wanted = wanted
        self._active: list[FunctionSymbol] = []

    def back(self, function: FunctionSymbol, roots: list[int], origin: Origin) -> tuple[_Found, bool]:
        """The texts that what is in `roots` was put into, and whether some of it was put into none."""
        state = self._assembled.state(function)
        kinds = state.kinds
        mask = kinds.mask(sorted(self._wanted)) << (state.number(origin) * kinds.width)
        before = _closure(state, roots, mask)
        after: dict[int, list[int]] = {}
        for register, parents in before.items():
            for parent in parents:
                after.setdefault(parent, []).append(register)
        tainted = [register for register in before if _held(state, register).taint & mask]
        fed = _onwards([child for register in tainted for child in after.get(register, ())], after)
        texts = self._texts(state, origin)
        found: _Found = {}
        bare: list[int] = []
        for register in tainted:
            if register not in fed:
                inside = self._inside(state, register, origin)
                rest = _way(state, register, after, roots)
                found |= {step: (where, way + rest) for step, (where, way) in inside[0].items()}
                bare += [register] if inside[1] else []
        seen = dict.fromkeys(bare)
        while bare:
            for register in after.get(bare.pop(), ()):
                step = state.view.definitions[register] if register >= 0 else None
                for text in texts.get(id(step), ()):
                    way = _way(state, register, after, roots)
                    found.setdefault(id(text.last.step), (text.last.function, way))
                if id(step) not in texts and register not in seen:
                    seen[register] = None
                    bare.append(register)
        return found, not tainted or any(root in seen for root in roots)

    def _texts(self, state: FunctionTaint, origin: Origin) -> dict[int, list[SinkUse]]:
        """The steps that put the data into a text, here or in what they call."""
        found: dict[int, list[SinkUse]] = {}
        for use in state.sinks.values():
            if use.kind in self._wanted and use.origin == origin:
                found.setdefault(id(use.step), []).append(use)
        return found

    def _inside(self, state: FunctionTaint, register: int, origin: Origin) -> tuple[_Found, bool]:
        """The same of what a call gives back that has brought in the data by itself."""
        step = state.view.definitions[register] if register >= 0 else None
        site = state.view.site_of.get(id(step)) if isinstance(step, Call) else None
        if site is None or isinstance(origin, PortOrigin):
            return {}, True
        if len(self._active) >= TEXT_MAKERS.bound:
            self._assembled.note(TEXT_MAKERS, state.function)
            return {}, True
        found: _Found = {}
        is_bare = False
        targets = [target for target, _ in bindings(state, site) if target not in self._active]
        for target in targets:
            inner = self._assembled.state(target)
            returned = [
                end.value
                for block in target.function.blocks
                if isinstance(end := block.terminator, Return) and end.value != NONE
            ]
            if any(known == origin for known in inner.origins):
                self._active.append(target)
                here, is_bare_here = self.back(target, returned, origin)
                self._active.pop()
                found |= here
                is_bare = is_bare or is_bare_here
        return found, is_bare or not found


def _closure(state: FunctionTaint, roots: Iterable[int], mask: int) -> dict[int, list[int]]:
    """What each register on the way back from `roots` was made of."""
    before: dict[int, list[int]] = {}
    pending = list(roots)
    while pending:
        register = pending.pop()
        if register not in before:
            before[register] = list(_made_of(state, register, mask))
            pending += before[register]
    return before


def _made_of(state: FunctionTaint, register: int, mask: int) -> Iterator[int]:
    held = _held(state, register)
    if register >= 0:
        step = state.view.definitions[register]
        parts = operands(step) if step is not None else []
        callee = state.view.definitions[step.callee] if isinstance(step, Call) else None
        if isinstance(callee, GetField):
            parts = [*parts, callee.object]
    else:
        parts = [
            part for (_, number), pairs in state.collected.items() if number == register for _, part in pairs
        ]
    for part in parts:
        if _held(state, part).taint & mask or _was_filled(state, part):
            yield part
    for index in bits_of(held.objects):
        yield from state.wrote.get(index, ())


def _held(state: FunctionTaint, register: int) -> Held:
    """What the register holds at any point."""
    return state.held[register] if register >= 0 else state.packed.get(register, CLEAN)


def _was_filled(state: FunctionTaint, register: int) -> bool:
    return any(index in state.wrote for index in bits_of(_held(state, register).objects))


def _onwards(start: Iterable[int], after: dict[int, list[int]]) -> set[int]:
    """All that is made of what is in `start`, and that itself."""
    found: set[int] = set()
    pending = list(start)
    while pending:
        register = pending.pop()
        if register not in found:
            found.add(register)
            pending += after.get(register, ())
    return found


def _way(
    state: FunctionTaint, register: int, after: dict[int, list[int]], roots: list[int]
) -> tuple[Place, ...]:
    """The shortest way from the register to one of `roots`, in words."""
    came = {register: NONE}
    pending = [register]
    for at in pending:
        if at in roots:
            way = []
            while at != register:
                way.append(at)
                at = came[at]  # noqa: PLW2901 - back along the way
            return tuple(place for each in reversed(way) for place in told(state.view, each))
        for child in after.get(at, ()):
            if child not in came:
                came[child] = at
                pending.append(child)
    return ()


def _onward(use: SinkUse) -> Iterator[Place]:
    """From function to function to the sink."""
    link: SinkUse | None = use
    while link is not None:
        if link.inner is not None:
            name = link.inner.function.function.qualified_name
            yield link.function, link.step, f"it is passed to {name}"
        else:
            yield link.function, link.step, f"it reaches {link.says} of {link.api}"
        link = link.inner
