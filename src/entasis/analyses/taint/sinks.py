"""Where data does harm: what reaches the sinks of an outside call, and of a callee through its summary."""

from collections.abc import Collection
from typing import Final

from entasis.analyses.placeholders import is_written_as_it_is
from entasis.analyses.taint.attributes import ATTRIBUTE, updated
from entasis.analyses.taint.conditions import conditions
from entasis.analyses.taint.content_type import is_no_page
from entasis.analyses.taint.created import is_told_where_it_is
from entasis.analyses.taint.first_words import FIRST, first_word
from entasis.analyses.taint.guarded_clients import sends_where_it_may
from entasis.analyses.taint.literals import beginnings
from entasis.analyses.taint.marked import marked_parts
from entasis.analyses.taint.options import OPTION, handed_on, option_words, words_of_list
from entasis.analyses.taint.programs import PROGRAM, is_added_to, is_run
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import Origin, PortOrigin, SinkUse, is_open
from entasis.analyses.taint.tables import is_sent
from entasis.analyses.taint.texts import is_text
from entasis.ir.instructions import NONE, Build, Call, GetField, Instruction, Jump, Terminator
from entasis.ir.operands import operands
from entasis.limits import SINK_WAYS
from entasis.models.data import Sink
from entasis.models.ports import Condition, Known, Port, PortKind, holds
from entasis.program.symbols import FunctionSymbol, Instance

# Where what else is passed must surely be as a row asks: which program or header it is, that a number is given.
COMMAND: Final = "command"
COOKIE: Final = "cookie"
LOG: Final = "log"
PAGE: Final = "html"
PATH: Final = "path"
URL: Final = "url"  # what of it may be chosen depends on what stands before
_ANYTHING_IN_IT: Final = ("**",)
SURE: Final = frozenset(
    {OPTION, "command.script", "redirect", "size.memory", "size.turns", "token.unverified"}
)


def reach(
    state: State,
    step: Instruction | Terminator,
    api: str,
    kind: str,
    says: str,
    register: int,
    taint: int,
    *,
    is_weak: bool = False,
    inner: SinkUse | None = None,
    is_probe: bool = False,
) -> None:
    """`taint` gets to a sink of `kind` at `step`, by the register given."""
    mask = state.kinds.mask_of(kind)
    if kind == URL:
        below = _below_a_host(state, taint)
        if below:
            reach(state, step, api, "url.path", says, register, below, is_weak=is_weak, inner=inner)
        mask = state.kinds.mask_of("url.host")
    reaching = state.kinds.limit(taint, mask)
    if kind == PATH and reaching:
        reaching = _in_parts(state, taint, mask)
    if not reaching:
        return
    what = kind if inner is None else f"{kind}{id(inner.last.step)}"
    for number, reached in state.kinds.groups(reaching):
        group = reached | (taint >> (number * state.kinds.width)) & state.kinds.known
        origin = state.origins[number]
        if inner is not None and _comes_by(inner, state.function, origin):
            continue
        key = (id(step), number, what)
        known = state.sinks.get(key)
        if known is None or (known.is_weak and not is_weak) or group & ~known.group & state.kinds.known:
            if inner is not None and is_open(origin) and not _is_one_of_few(state, key):
                continue
            when = conditions(state) if state.facts and isinstance(origin, PortOrigin) else ()
            state.sinks[key] = SinkUse(
                origin, group, state.function, step, api, says, kind, register, is_weak, inner, is_probe, when
            )


def _is_one_of_few(state: State, key: tuple[int, int, str]) -> bool:
    """Whether the origin gets to that place by few other calls in the function: its callers know no more of them."""
    calls = state.ways_to_sinks.setdefault(key[1:], set())
    if key[0] not in calls and len(calls) >= SINK_WAYS.bound:
        state.hit.add(SINK_WAYS)
        return False
    calls.add(key[0])
    return True


def _comes_by(use: SinkUse, function: FunctionSymbol, origin: Origin) -> bool:
    """Whether the way to the sink leads through the function with the same origin: a recursion, which adds nothing."""
    link: SinkUse | None = use
    while link is not None:
        if link.function is function and link.origin == origin:
            return True
        link = link.inner
    return False


def reach_outside(state: State, step: Call, api: str) -> None:
    """The sinks that the call of `api` is."""
    for sink in state.models.sinks(api):
        if sink.program is not None:
            continue  # see `command_words`
        if sink.kind == OPTION and sink.port.selectors:
            list_of_words = state.view.argument(step, sink.port)
            passed = 0 if list_of_words is None else handed_on(state, list_of_words)
            if passed and list_of_words is not None:
                reach(state, step, sink.shown or api, sink.kind, sink.says, list_of_words, passed)
                continue
        kind = sink.kind
        if any(_fails(state, step, port, condition) for port, condition in sink.when):
            if kind != "html":
                continue
            kind = "html.other"
        if sink.port.kind is PortKind.SELF:
            callee = state.view.definitions[step.callee]
            register: int | None = callee.object if isinstance(callee, GetField) else NONE
        else:
            register = state.view.argument(step, sink.port)
            if register is None:
                register = _spread(state, step, sink.port.name)
        if register is None or register == NONE:
            continue
        is_sure = all(holds(condition, state.view.known(step, port)) for port, condition in sink.when)
        if not is_sure and (sink.kind in SURE or _lacks_option(state, step, sink)):
            continue
        if not is_sure and kind == COOKIE and not _is_named_from_outside(state, step, sink):
            kind = "cookie.value"
        if sink.kind == OPTION:
            for word, taint in option_words(state, step, register, sink):
                reach(state, step, sink.shown or api, sink.kind, sink.says, word, taint)
            continue
        if sink.marked is not None:
            for part, taint in marked_parts(state, register, sink.marked):
                reach(state, step, sink.shown or api, sink.kind, sink.says, part, taint)
            continue
        if sink.kind == LOG and sink.added is None and not _is_logged_as_it_is(state, step, sink):
            continue
        is_list_meant = kind != COMMAND or is_sure or sink.port.selectors != _ANYTHING_IN_IT
        taint = state.taint_at(
            register, sink.port.selectors if is_list_meant else ()
        )  # no shell reads a list
        if taint and sink.apart:
            taint &= state.deep_but(state.read(register), sink.apart, sink.computed)
        if taint and kind == COMMAND and sink.port.selectors == FIRST:
            taint = first_word(state, register, taint, api)
        if taint and sink.kind == URL and sends_where_it_may(state, step):
            continue
        if taint and is_told_where_it_is(state.view, step, sink):
            continue
        if taint and (sink.is_used or sink.undone) and not _is_used(state, step, sink.undone):
            continue
        if sink.kind == PROGRAM:
            taint |= state.deep(state.read(register))
            taint = taint if taint and is_run(state, step) else 0
        if taint and sink.is_text and not _is_name(state, register):
            continue
        if taint and sink.added is not None and not is_added_to(state, step, sink.added):
            continue
        if sink.kind == ATTRIBUTE:
            taint |= state.taint_at(register, (*sink.port.selectors, "keys"))
        if taint and sink.kind == "formula":
            state_of = "formula.sent" if is_sent(state, step) else "formula.kept"
            reach(state, step, sink.shown or api, state_of, sink.says, register, taint)
        elif taint:
            if kind == "html" and is_no_page(state, step):
                kind = "html.other"
            reach(state, step, sink.shown or api, kind, sink.says, register, taint, is_probe=sink.is_probe)


def _is_named_from_outside(state: State, step: Call, sink: Sink) -> bool:
    """Whether whoever chooses the value of a cookie chooses its name as well."""
    names = [state.view.argument(step, port) for port, _ in sink.when]
    mask = state.kinds.mask([COOKIE])
    return any(name is not None and state.kinds.limit(state.taint_at(name, ()), mask) for name in names)


def _below_a_host(state: State, taint: int) -> int:
    """What of `taint` can choose the path of an address, but not its host."""
    host, path = state.kinds.mask(["url.host"]), state.kinds.mask(["url.path"])
    groups = state.kinds.groups(state.kinds.limit(taint, host | path))
    kept, width = path | state.kinds.known, state.kinds.width
    return sum(taint & (kept << (number * width)) for number, group in groups if not group & host)


def _in_parts(state: State, taint: int, mask: int) -> int:
    """What of `taint` can be a path of several parts: a mere name is at most that of the folder above, which is no file."""
    parts, width = state.kinds.mask_of("~parts"), state.kinds.width
    groups = state.kinds.groups(state.kinds.limit(taint, mask | parts))
    return sum(group << (number * width) for number, group in groups if group & parts and group & mask)


def reach_attributes(state: State, step: Call) -> None:
    """The sink that an update of an object's own mapping of attributes is."""
    register, taint = updated(state, step)
    if taint:
        reach(state, step, "__dict__.update", ATTRIBUTE, "the attributes", register, taint)


def _is_name(state: State, register: int) -> bool:
    """Whether the value is surely a text or a path, and not an open file."""
    value = state.evaluator.value(state.function, register) if register >= 0 else ()
    known = [thing.of for thing in value if isinstance(thing, Instance)]
    if known and len(known) == len(value):
        return all(
            isinstance(of, str) and (of == "builtins.str" or of.startswith("pathlib.")) for of in known
        )
    return is_text(state, register)


def _fails(state: State, step: Call, port: Port, condition: Condition) -> bool:
    """Whether the condition surely fails, whichever of the texts lies there that may have been put there."""
    if holds(condition, state.view.known(step, port)) is not False:
        return False
    return not _is_met_by_text(state, step, port, condition)


def _is_met_by_text(state: State, step: Call, port: Port, condition: Condition) -> bool:
    """Whether one of the texts meets the condition that may have been put where the port leads inside an argument."""
    register = state.view.argument(step, port) if port.selectors else None
    if register is None or register == NONE:
        return False
    state.wants_texts = True
    texts = state.texts_at(register, port.selectors)
    return any(holds(condition, Known(is_constant=True, constant=text)) for text in texts)


def _lacks_option(state: State, step: Call, sink: Sink) -> bool:
    """Whether the sink is the word behind an option, as with `sh -c`, and no text of the program is that option."""
    word = sink.port.selectors[0][1:-1] if len(sink.port.selectors) == 1 else ""
    before = (f"[{int(word) - 1}]",) if word.isdigit() else ()
    for port, condition in sink.when if before else ():
        if port.selectors != before or holds(condition, state.view.known(step, port)) is True:
            continue
        listed = state.view.argument(step, port)
        words = [] if listed is None else words_of_list(state.view, step, listed) or []
        texts = beginnings(state, state.function, words[int(word) - 1]) if len(words) >= int(word) else ()
        is_written = any(holds(condition, Known(is_constant=True, constant=text)) for text in texts)
        return not is_written and not _is_met_by_text(state, step, port, condition)
    return False


def _is_logged_as_it_is(state: State, step: Call, sink: Sink) -> bool:
    """Whether a line break in the argument comes into the log."""
    at = sink.port.position
    return at is None or bool(sink.port.selectors) or is_written_as_it_is(state.view, step, at)


def _is_used(state: State, step: Call, undone: Collection[str]) -> bool:
    """Whether anything is done with what the call gives, but for asking it for one of these methods."""
    view = state.view
    users = [each for each in view.steps() if step.result in operands(each)]
    if any(not isinstance(each, GetField) or each.name not in undone for each in users):
        return True
    if undone and not users:
        return True
    ends = [block.terminator for block in view.blocks]
    return any(step.result in operands(end) for end in ends if end is not None and not isinstance(end, Jump))


def _spread(state: State, step: Call, name: str) -> int:
    """The first argument that is spread with `*` or `**`: it may hold what a port asks for.

    Of a mapping that is written out, and only spread, it is what lies under that name.
    """
    if step.stars:
        return step.arguments[step.stars[0]]
    if "" not in step.names:
        return NONE
    register = step.arguments[len(step.arguments) - len(step.names) + step.names.index("")]
    made = state.view.definitions[register]
    if not isinstance(made, Build) or made.kind != "dict" or NONE in made.operands[::2]:
        return register
    keys = [state.view.constants.value(key) for key in made.operands[::2]]
    is_read_only = all(
        isinstance(each, Call) and register in each.arguments and "" in each.names
        for each in state.view.steps()
        if register in operands(each)
    )
    if not is_read_only or not all(isinstance(key, str) for key in keys):
        return register
    return dict(zip(keys, made.operands[1::2], strict=True)).get(name, NONE)
