"""The summary of a function of the program at one of its calls: its flows, effects and sinks in the caller's terms."""

from typing import Final

from entasis.analyses.placeholders import is_written_by_repr
from entasis.analyses.taint.binding import Binding, bindings, fill
from entasis.analyses.taint.callables import Target, find
from entasis.analyses.taint.command_words import COMMAND, reach_by_words
from entasis.analyses.taint.conditions import may_hold
from entasis.analyses.taint.construct import bind_once, construct
from entasis.analyses.taint.content_type import is_passed_no_page
from entasis.analyses.taint.copied import copy_passed
from entasis.analyses.taint.first_words import FIRST, first_word, is_of_named, of_whole_list
from entasis.analyses.taint.foreign import call_foreign
from entasis.analyses.taint.guarded_clients import is_passed_guarded
from entasis.analyses.taint.heap import COPIED, NOTHING
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.left_calls import put_together, taken_down
from entasis.analyses.taint.lookups import looks_something_up
from entasis.analyses.taint.one_of import one_of
from entasis.analyses.taint.options import is_handed_on, words_handed_on
from entasis.analyses.taint.shapes import REPR
from entasis.analyses.taint.sinks import LOG, PAGE, URL, reach
from entasis.analyses.taint.state import Passed, State
from entasis.analyses.taint.summary import (
    CallOrigin,
    Flow,
    Origin,
    PortCall,
    PortOrigin,
    Selectors,
    SharedOrigin,
    SinkUse,
    SourceOrigin,
    Summary,
)
from entasis.analyses.taint.terms import Terms
from entasis.ir.instructions import NONE, Call, Instruction, Return
from entasis.limits import FOLLOWED_CALLS, PASSED_DEPTH, PORT_CALLS
from entasis.program.calls import CallKind, CallSite
from entasis.program.symbols import ClassSymbol, FunctionSymbol

_COPY: Final[Selectors] = (COPIED,)


def apply_summary(
    state: State,
    step: Instruction,
    function: FunctionSymbol,
    bound: Binding,
    site: CallSite | None = None,
    *,
    is_only: bool = False,
) -> Held:
    """The effect of a function of the program on this one; `is_only`: nothing else can be called there."""
    fill(state, step, bound)
    if not _matters(state, function, bound):
        return Held(0, state.new_object(step.result))
    summary = state.around.summary_for(state, function, bound)
    is_weak = site is not None and site.kind is CallKind.BY_NAME
    if is_weak or (site is not None and site.kind is CallKind.CONSTRUCTED):
        summary = _passed_on(summary)
    results = state.results.setdefault((id(step), function), {}) if summary.calls else {}
    terms = Terms(state, function, bound, results)
    for call in summary.calls:
        results[call.origin] = _call_port(state, step, terms, call)
        state.change()  # the flows of calls further on speak of this one's result
    for origin, flow in summary.shared:
        taint = terms.taint(flow)
        if origin.of is state.function:
            _fill_cell(state, origin.name, taint)
        for written in terms.written(origin) if taint else ():
            state.share(written, taint)
    if summary.raises and isinstance(step, Call) and state.view.block_of[id(step)].handler == NONE:
        _let_out(state, function, summary, terms)
    # All of it is said of what was there when the call began: the effects come last.
    reach_sinks(state, step, summary, terms, bound, is_weak=is_weak)
    values = [(index, at, terms.held(flow, ports)) for index, at, flow, ports in summary.effects]
    given = [(at, terms.held(flow, ports)) for at, flow, ports in summary.returns if at != _COPY]
    copied = [flow for at, flow, _ in summary.returns if at == _COPY]
    is_only = is_only or (site is not None and len(site.targets) == 1 and not site.is_open)
    for index, selector in summary.kills if is_only else ():
        state.forget(state.read(bound.get(index, NONE)), selector)
    for index, at, value in values:
        register = bound.get(index, NONE)
        if register == NONE:
            name = function.function.parameters[index].name
            if state.around.keeps(function, name):
                state.share(SharedOrigin(function, f"={name}"), value.taint)
        elif value.taint or value.objects:
            _write_at(state, state.read(register), at, value, step)
    result = _result(state, step, summary, given)
    for flow in copied:
        copy_passed(state, terms, flow, Held(0, state.new_object(step.result)))
    return result


def reach_sinks(
    state: State,
    step: Instruction | Return,
    summary: Summary,
    terms: Terms,
    bound: Binding,
    *,
    is_weak: bool = False,
) -> None:
    """What is passed gets to the sinks of the callee."""
    for use in summary.sinks:
        taint = terms.taint(((use.origin, use.group),))
        if not taint or (use.when and not may_hold(state, use.function, bound, use.when)):
            continue
        port = use.origin if isinstance(use.origin, PortOrigin) else getattr(use.origin, "via", None)
        register = bound.get(port.parameter, NONE) if port is not None else NONE
        if (
            use.kind == LOG
            and _is_text_of(use)
            and register != NONE
            and is_written_by_repr(state.view, register, step)
        ):
            taint = state.cleaned(taint, REPR)
        if use.kind == COMMAND and register != NONE and port is not None and port.selectors == FIRST:
            taint = first_word(state, register, taint, use.last.api)
        if use.kind == COMMAND and is_of_named(state, use, register):
            continue
        if use.last.kind == COMMAND and isinstance(step, Call):
            reach_by_words(state, step, register, use.last.api)
            taint = of_whole_list(state, use, register, taint)
        if is_handed_on(use):
            words = words_handed_on(state, step, register, use) if isinstance(step, Call) else ()
            for word, inside in words:
                reach(state, step, use.api, use.kind, use.says, word, inside, is_weak=is_weak, inner=use)
            continue
        if use.kind == URL and use.inner is None and is_passed_guarded(state, use.function, use.step, bound):
            continue
        if use.kind == PAGE and is_passed_no_page(state, use, bound):
            continue
        passed = (id(step), id(use), register, is_weak)  # blocks of loops are visited again and again
        if use.kind != URL and state.filled_sinks.get(passed, (use, 0))[1] == taint:
            continue
        state.filled_sinks[passed] = (use, taint)  # with the use, so that no other has its id
        is_guess = is_weak or use.is_weak
        reach(state, step, use.api, use.kind, use.says, register, taint, is_weak=is_guess, inner=use)


def _is_text_of(use: SinkUse) -> bool:
    """Whether it is the text of all that is passed that reaches the sink, and not of a part of it."""
    return isinstance(use.origin, PortOrigin) and use.origin.selectors in {(), ("**",)}


def _let_out(state: State, function: FunctionSymbol, summary: Summary, terms: Terms) -> None:
    """What exceptions of the callee that nobody catches here carry of the arguments that were passed on to it."""
    passed = tuple((origin, group) for origin, group in summary.raises if _is_argument(origin, function))
    for origin, group in state.flow(terms.taint(passed)) if passed else ():
        if _is_argument(origin, state.function):
            state.raised |= state.taint_of(origin, group)


def _is_argument(origin: Origin, function: FunctionSymbol) -> bool:
    """Whether it is what the function is passed as a whole, and not its object: that is put into texts everywhere."""
    if not isinstance(origin, PortOrigin) or origin.selectors not in {(), ("**",)}:
        return False
    return origin.parameter > 0 or function.owner is None


def _passed_on(summary: Summary) -> Summary:
    """The part of it that passes on: what a function brings by itself is nothing where the call is only guessed."""

    def part(flow: Flow) -> Flow:
        return tuple((origin, group) for origin, group in flow if isinstance(origin, PortOrigin | CallOrigin))

    return summary._replace(
        effects=tuple((index, at, part(flow), ports) for index, at, flow, ports in summary.effects),
        returns=tuple((at, part(flow), ports) for at, flow, ports in summary.returns),
        shared=(),
    )


def _matters(state: State, function: FunctionSymbol, bound: Binding) -> bool:
    """Whether the summary is worth having: something may go in, or the function may bring something itself."""
    if state.around.brings(function):
        return True
    if function.outer is state.function:  # it sees the variables of this call
        own = state.places.get(-1 - state.function.function.index, NOTHING)
        if any(state.deep(held) for held in own.values()):
            return True
    filled = state.view.filled  # who is handed such an object may keep it before something is put there
    return any(
        register in filled
        or state.deep(state.read(register))
        or (state.filed and state.read(register).objects & state.filed)
        or state.brings_along(register)
        or state.holds_rows(register)
        or state.holds_apart(state.read(register))
        for register in set(bound.values())
        if register != NONE
    )


def _result(state: State, step: Instruction, summary: Summary, given: list[tuple[Selectors, Held]]) -> Held:
    made = state.new_object(step.result)
    taint, objects = 0, made
    if summary.gives_entity:
        state.keep_apart(made)
    for at, value in given:
        if at:
            _write_at(state, Held(0, made), at, value, step)
        else:
            taint |= value.taint
            objects |= value.objects
    if not summary.gives_new and objects != made:
        objects &= ~made
    return Held(taint, objects)


def _fill_cell(state: State, name: str, taint: int) -> None:
    """A variable of this function that an inner one has written."""
    index = -1 - state.function.function.index
    if taint:
        old = state.at(index, name)
        state.put(index, name, Held(old.taint | taint, old.objects))


def _write_at(state: State, base: Held, at: Selectors, value: Held, step: Instruction) -> None:
    for depth, selector in enumerate(at[:-1]):
        inner = state.field(base, selector, step.result if step.result != NONE else 0)
        if not inner.objects:
            made = state.new_object(max(step.result, 0), f"{id(step)}{at[: depth + 1]}")
            state.write(base, selector, Held(inner.taint, made), is_added=True)
            inner = Held(inner.taint, made)
        base = Held(0, inner.objects)
    state.write(base, at[-1], value, source=step.result, is_added=True)


def raised(state: State, step: Call) -> int:
    """The taint that exceptions out of the call may carry."""
    site = state.view.site_of.get(id(step))
    taint = 0
    for function, bound in bindings(state, site) if site is not None else ():
        if _matters(state, function, bound):
            results = state.results.get((id(step), function), {})
            taint |= Terms(state, function, bound, results).taint(
                state.around.summary_for(state, function, bound).raises
            )
    return taint


# Calls of what is passed


def call_value(state: State, step: Instruction, register: int, passed: Passed) -> Held | None:
    """Call what is in the register; None where nothing is known of that."""
    found = find(state, step, state.read(register), register=register)
    results = one_of(state, found.targets, lambda target: reach_target(state, step, target, passed))
    results += [defer(state, step, port, "", None, passed) for port in found.ports]
    return join(results) if results else None


def call_method(
    state: State,
    step: Instruction,
    held: Held,
    name: str,
    passed: Passed,
    default: FunctionSymbol | None = None,
) -> list[Held]:
    """Call the method of what the value may be, as far as callers or this function know it."""
    found = find(state, step, held, name)
    results = one_of(state, found.targets, lambda target: reach_target(state, step, target, passed))
    return results + [defer(state, step, port, name, default, passed) for port in found.ports]


def reach_target(
    state: State, step: Instruction, target: Target, passed: Passed, call: PortCall | None = None
) -> Held:
    """The effect of calling the target with what is passed."""
    given = target.given
    if given != Passed():
        names = {name for name, _ in passed.named}
        passed = Passed(
            given.positional + passed.positional,
            tuple(i + len(given.positional) for i in passed.stars),
            (*(pair for pair in given.named if pair[0] not in names), *passed.named),
        )
    thing = target.thing
    if isinstance(thing, FunctionSymbol):
        return apply_summary(state, step, thing, bind_once(state, step, thing, target.receiver, passed))
    if isinstance(thing, ClassSymbol):
        return construct(state, step, thing, passed, apply_summary)
    return call_foreign(state, step, thing.path, passed, call)


def defer(
    state: State,
    step: Instruction,
    port: PortOrigin,
    name: str,
    default: FunctionSymbol | None,
    passed: Passed,
    inner: PortCall | None = None,
) -> Held:
    """Leave it to the callers, who know what they pass."""
    if not name and port.selectors and port.selectors[-1][0] == ".":
        port, name = PortOrigin(port.parameter, port.selectors[:-1]), port.selectors[-1][1:]
    origin = CallOrigin(state.function, step, None if inner is None else inner.origin)
    looks_up = (
        inner.looks_up
        if inner is not None
        else isinstance(step, Call) and looks_something_up(state.view, step)
    )
    is_known = bool(state.around.callers.get(state.function))  # those who call this say what it gives
    settled = 0 if looks_up or is_known else _settled(state, passed)
    made = state.new_object(step.result)
    if origin not in state.calls and (
        origin.depth > PASSED_DEPTH.bound or len(state.calls) >= PORT_CALLS.bound
    ):
        if len(state.calls) >= PORT_CALLS.bound:
            state.hit.add(PORT_CALLS)
            return Held(0, made)
        state.hit.add(PASSED_DEPTH)
        return Held(0 if looks_up else _all_of(state, passed), made)
    positional, named = taken_down(state, passed)
    state.calls[origin] = PortCall(origin, port, name, default, positional, passed.stars, named, looks_up)
    return Held(state.taint_of(origin) | settled, made)


def _call_port(state: State, step: Instruction, terms: Terms, call: PortCall) -> Held:
    """What a call that the callee left to us gives."""
    base = terms.at(call.port)
    passed = put_together(state, step, terms, call)
    register = NONE if call.port.selectors else terms.register(call.port.parameter)
    found = find(state, step, base, call.name, register=register)
    results = one_of(state, found.targets, lambda target: _follow(state, step, target, passed, call))
    results += [defer(state, step, port, call.name, call.default, passed, call) for port in found.ports]
    if not results and call.default is not None:
        receiver = state.keep(step, f"{id(call.origin.last.step)} self", base)
        methods = state.around.implementations(call.default) or (call.default,)
        targets = [Target(method, receiver) for method in methods]
        results = one_of(state, targets, lambda target: _follow(state, step, target, passed, is_one=True))
    if not results:
        results = [Held((0 if call.looks_up else _all_of(state, passed)) | (base.taint if call.name else 0))]
    joined = join(results)
    return Held(state.deep(joined), joined.objects)


def _follow(
    state: State,
    step: Instruction,
    target: Target,
    passed: Passed,
    call: PortCall | None = None,
    *,
    is_one: bool = False,
) -> Held:
    """Call the target, unless that is under way: a function that calls itself leaves that to us again and again.

    With `is_one` it is one of many that stand for the same call. Those count as one, but not what they follow in turn:
    where each of many has such a call again, there is no end to it.
    """
    if target.thing in state.following:
        return Held(_all_of(state, passed))
    state.followed += not is_one or bool(state.following)
    if state.followed > FOLLOWED_CALLS.bound:
        state.hit.add(FOLLOWED_CALLS)
        return Held()
    state.following.append(target.thing)
    held = reach_target(state, step, target, passed, call)
    state.following.pop()
    return held


def _all_of(state: State, passed: Passed) -> int:
    """The taint of everything that is passed."""
    taint = 0
    for number in (*passed.positional, *(number for _, number in passed.named)):
        taint |= state.deep(state.read(number))
    return taint


def _settled(state: State, passed: Passed) -> int:
    """What no caller decides of what is passed: an unknown function may give it."""
    taint = 0
    for number, group in state.kinds.groups(_all_of(state, passed)):
        origin = state.origins[number]
        if isinstance(origin, SourceOrigin) or (isinstance(origin, SharedOrigin) and origin.via is None):
            taint |= state.taint_of(origin, group)
    return taint
