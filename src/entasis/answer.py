"""From a rule's match to a finding: places become spans of the text, repairs become edits, and it gets its name."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Final

from entasis.analyses.members import are_looked_at
from entasis.analyses.misuse import misuse_at
from entasis.analyses.setups import set_up
from entasis.analyses.taint.assembled import Assembled
from entasis.analyses.taint.carriers import carried_out_at
from entasis.analyses.taint.flows import SURE_MEMORIES, FlowAnalysis, TaintFlow
from entasis.analyses.taint.options import is_handed_on
from entasis.analyses.taint.summary import SinkUse, SourceOrigin
from entasis.analyses.taint.trace import Traces
from entasis.analyses.taint.wording import agreed
from entasis.analyses.tested import is_tested
from entasis.finding import Edit, Finding, Fix, Span, Step, Tier
from entasis.fix.edits import Code, replacements
from entasis.frontends.python.parse import parse
from entasis.gathered import Told, gathered, named
from entasis.ir.instructions import COLUMN_BITS, COLUMN_MASK
from entasis.models.rows import ThreatModel
from entasis.program.symbols import FunctionSymbol
from entasis.rules.rule import Match, Rule, TaintRule
from entasis.source import LineIndex, SourceFile

# Data that lay in a field goes through no more functions than this where a person can follow it; what goes further is
# handed on within whole objects, as frameworks do, and as likely as not never lies where it is looked for.
_SERVICE: Final = "service"
_SURE_DEPTH: Final = 4


class Text:
    """A source file with its places. `is_reviewed` is false for files that only give context."""

    def __init__(self, source: SourceFile, *, is_reviewed: bool) -> None:
        self.source = source
        self.is_reviewed = is_reviewed
        self._index = LineIndex(source.text, source.numbers)
        self._code: Code | None = None

    @property
    def line_count(self) -> int:
        """The number of physical lines."""
        return self._index.line_count

    def number(self, line: int) -> int:
        """The number the reader sees for `line`."""
        return self._index.number(line)

    def code(self) -> Code:
        """The text as repairs need it, parsed anew: only reported files need that. Kept until `forget_code`."""
        if self._code is None:
            self._code = Code(parse(self.source.text).tree, self.source.text)
        return self._code

    def forget_code(self) -> None:
        """The findings of this file are complete, and its tree takes many times the memory of the text."""
        self._code = None

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """The span between two places with utf-8 columns."""
        index = self._index
        return Span(
            self.source.path,
            index.number(line),
            index.column(line, column),
            index.number(end_line),
            index.column(end_line, end_column),
        )

    def quote(self, first: int, last: int) -> tuple[tuple[int, str], ...]:
        """The lines `first` to `last` with the numbers the reader sees."""
        return self._index.quote(first, min(last, self._index.line_count))


Place = tuple[int, int, int, int]


def _place(start: int, end: int) -> Place:
    return start >> COLUMN_BITS, start & COLUMN_MASK, end >> COLUMN_BITS, end & COLUMN_MASK


def findings_of(
    rule: Rule, match: Match, function: FunctionSymbol, texts: Mapping[str, Text], level: Tier
) -> Iterator[Finding]:
    """The finding that `match` is, if it is wanted at `level`."""
    tier = match.tier or rule.tier
    if tier is Tier.AUDIT and level is Tier.DEFAULT:
        return
    function = match.function or function
    text = texts[function.module.module.path]
    place = _place(match.step.start, match.step.end)
    span = text.span(*place)
    quote = text.quote(place[0], place[2])
    edits: tuple[Edit, ...] = ()
    if match.repair is not None:
        found = replacements(text.code(), place, match.repair)
        edits = tuple(Edit(text.span(*where), new) for where, new in found)
    yield Finding(
        rule=rule.id,
        cwe=rule.cwe,
        title=rule.title,
        severity=rule.severity,
        tier=tier,
        message=match.message,
        why=match.why,
        span=span,
        fix=Fix(match.remedy, edits),
        facts=match.facts,
        steps=tuple(
            Step(texts[hop.function.module.module.path].span(*_place(hop.step.start, hop.step.end)), hop.text)
            for hop in match.hops
        ),
        quote=quote,
        role=text.source.role,
        function=function.path,
        fingerprint=_fingerprint(rule, function, quote),
    )


def _fingerprint(rule: Rule | TaintRule, function: FunctionSymbol, quote: tuple[tuple[int, str], ...]) -> str:
    """Stable under moved lines, reworded messages and retuned severities; the white space of a line is folded."""
    digest = blake2b(digest_size=16)
    for part in (rule.id, function.path, *(" ".join(line.split()) for _, line in quote)):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def flow_findings(
    analysis: FlowAnalysis, rules: tuple[TaintRule, ...], texts: Mapping[str, Text], level: Tier
) -> list[Finding]:
    """The findings of the flows in reviewed text: one a place and rule, however many sources reach it."""
    by_sink: dict[tuple[str, int, int, str], tuple[TaintRule, TaintFlow, Tier]] = {}
    reached: set[tuple[SourceOrigin, str]] = set()
    flows = analysis.run()
    assembled = Assembled(analysis, flows)
    at_source = {(flow.source, flow.use.last.kind) for flow in flows if _is_at_source(flow)}
    # What sends a text comes before what puts it together.
    for flow in sorted(flows, key=lambda flow: assembled.kind(flow.use.last.kind) is not None):
        last = flow.use.last
        reached.add((flow.source, last.kind))
        # What a test sends in, or hands on, nobody else does: the whole way is looked at.
        way = (flow.source.function, *(use.function for use in _uses(flow)))
        roles = {texts[function.module.module.path].source.role for function in way}
        for rule in rules:
            if last.kind in rule.sinks and roles <= rule.roles and _is_about(analysis, rule, flow):
                is_told = rule.is_mended_at_source and (flow.source, last.kind) in at_source
                if is_told and not _is_at_source(flow):
                    continue
                at = _mended_at(analysis, rule, flow)
                text = texts[at.function.module.module.path]
                if not text.is_reviewed:
                    continue
                # By its place: a `finally` is lowered once for each way into it.
                key = (text.source.path, at.step.start, at.step.end, rule.id)
                tier = _tier(analysis, rule, flow, is_proved=assembled.proof(flow) is not None)
                known = by_sink.get(key)
                kinds_of_texts = assembled.kinds_for(last.kind, rule.sinks) if tier is Tier.DEFAULT else set()
                if kinds_of_texts and _counts(analysis, rule, flow):
                    put_together = [texts[f.module.module.path] for f in assembled.add(flow, kinds_of_texts)]
                    if put_together and all(_reports(rule, text) for text in put_together):
                        continue
                if known is None or _strength(analysis, flow, tier) > _strength(analysis, known[1], known[2]):
                    if not _counts(analysis, rule, flow):
                        continue
                    by_sink[key] = (rule, flow, tier)
    harmed = {_harm(rule, flow) for rule, flow, _ in by_sink.values() if not flow.use.last.is_probe}
    kinds = analysis.program.models.kinds
    told: list[Told] = []
    for rule, flow, tier in by_sink.values():
        kind = kinds.get(flow.use.last.kind)  # None where it is the common name of states
        sent = assembled.proof(flow)
        is_done = kind is not None and any((flow.source, other) in reached for other in kind.unless)
        if kind is not None and sent is None and (kind.only_proved or is_done):
            continue
        if flow.use.last.is_probe and _harm(rule, flow) in harmed:
            continue
        if tier is Tier.DEFAULT or level is Tier.AUDIT:
            told.append(Told(rule, flow, tier, sent, _mended_at(analysis, rule, flow)))
    traces = Traces(analysis)
    return [_flow_finding(analysis, traces, first, others, texts) for first, others in gathered(told)]


def _is_at_source(flow: TaintFlow) -> bool:
    """Whether the function that the data comes from sends it to the sink itself."""
    return flow.use.last.function is flow.source.function and not flow.use.is_weak


def _reports(rule: TaintRule, text: Text) -> bool:
    """Whether findings of the rule may stand in that text."""
    return text.is_reviewed and text.source.role in rule.roles


def _mended_at(analysis: FlowAnalysis, rule: TaintRule, flow: TaintFlow) -> SinkUse:
    """Where the finding stands: at the sink, or where the text is put together that a carrier brings there."""
    kind = analysis.program.models.kinds.get(flow.use.last.kind)
    is_put_together = kind is not None and bool(kind.proved_by)
    if not rule.is_text or is_put_together or flow.is_assumed or flow.use.inner is None:
        return flow.use.last
    return carried_out_at(flow.use, analysis.view)


def _harm(rule: TaintRule, flow: TaintFlow) -> tuple[str, SourceOrigin, FunctionSymbol]:
    """What is the same for whatever one function does with the same data."""
    return rule.id, flow.source, flow.use.last.function


def _tier(analysis: FlowAnalysis, rule: TaintRule, flow: TaintFlow, *, is_proved: bool) -> Tier:
    if is_proved and rule.is_text:
        return rule.tier
    is_assumed = flow.use.is_weak or flow.is_assumed or flow.is_guess
    is_assumed = is_assumed or (flow.use.last.kind in rule.assumed and not is_proved)
    is_assumed = is_assumed or flow.source.source.kind in rule.assumed_from
    is_assumed = is_assumed or (rule.is_sure_only_directly and flow.through is not None)
    is_assumed = is_assumed or (rule.is_sure_where_named and not flow.is_kept_as_secret)
    is_assumed = is_assumed or flow.memories > SURE_MEMORIES
    is_assumed = is_assumed or (flow.memories > 0 and flow.use.depth > _SURE_DEPTH)
    is_assumed = is_assumed or analysis.owners.is_other(flow.through, flow.source.function, flow.use.function)
    # What a function asks on its way that others call is no answer to whoever has sent the name.
    is_assumed = is_assumed or (flow.use.last.is_probe and flow.use.depth > 1)
    # A redirect to an address that somebody has entered, or a call of it, may be what the table is for.
    is_assumed = is_assumed or (flow.was_stored and not (rule.is_text or rule.even_stored))
    return Tier.AUDIT if is_assumed else rule.tier


def _strength(analysis: FlowAnalysis, flow: TaintFlow, tier: Tier) -> tuple[bool, bool, bool, bool, bool]:
    """What is proved comes before what is assumed, what anybody sends before what only some distrust, exact calls
    before those matched by name, and what visitors send before what services answer that the program asks itself.
    """
    model = analysis.program.models.kinds[flow.source.source.kind].threat_model
    return (
        tier is Tier.DEFAULT,
        not flow.is_assumed,
        model is ThreatModel.REMOTE,
        not flow.use.is_weak,
        flow.source.source.kind != _SERVICE,
    )


def _counts(analysis: FlowAnalysis, rule: TaintRule, flow: TaintFlow) -> bool:
    """Whether what stands around the sink makes it one for the rule."""
    last = flow.use.last
    required = rule.requires.get(last.kind)
    if required is not None and set_up(analysis.view(last.function), last.step, required) is None:
        return False
    if rule.unless_tested and any(_is_tested(analysis, use) for use in _uses(flow)):
        return False
    return not (
        rule.unless_listed and any(_is_listed(analysis, use, rule.unless_listed) for use in _uses(flow))
    )


def _is_tested(analysis: FlowAnalysis, use: SinkUse) -> bool:
    return is_tested(analysis.view(use.function), use.step, use.register, analysis.around.never_returns)


def _is_listed(analysis: FlowAnalysis, use: SinkUse, kind: str) -> bool:
    view, never = analysis.view(use.function), analysis.around.never_returns
    return are_looked_at(view, use.step, use.register, kind, never)


def _uses(flow: TaintFlow) -> Iterator[SinkUse]:
    """The steps of the flow from function to function, the sink last."""
    use: SinkUse | None = flow.use
    while use is not None:
        yield use
        use = use.inner


def _is_about(analysis: FlowAnalysis, rule: TaintRule, flow: TaintFlow) -> bool:
    """Whether the rule is about sources of that kind: those that it names, else all that is distrusted."""
    kind = flow.source.source.kind
    if flow.is_assumed and is_handed_on(flow.use.last):
        return False  # which program is started is not known
    reached = analysis.program.models.kinds.get(
        flow.use.last.kind
    )  # None where it is the common name of states
    if flow.is_assumed and reached is not None and reached.sources:
        return False  # what a caller passes is not known to be of such a form
    if rule.sources:
        return kind in rule.sources
    return analysis.program.models.kinds[kind].threat_model is not None


def _flow_finding(
    analysis: FlowAnalysis,
    traces: Traces,
    told: Told,
    others: list[Told],
    texts: Mapping[str, Text],
) -> Finding:
    """`others` are mended by the same repair."""
    rule, flow, sent, at = told.rule, told.flow, told.sent, told.at
    last = flow.use.last
    text = texts[at.function.module.module.path]
    place = _place(at.step.start, at.step.end)
    quote = text.quote(place[0], place[2])
    sink = sent.flow.use.last if sent is not None and sent.flow.use.last.kind in rule.sinks else last
    said = {"source": flow.source.source.says, "sink": sink.says, "api": sink.api}
    facts = [f"Nothing on the way checks or cleans it for {rule.title.lower()}."]
    if flow.is_assumed:
        name = flow.source.function.function.qualified_name
        facts.append(f"`{name}` is public: that a caller passes it data from outside is assumed.")
    if last.kind in rule.assumed and sent is None:
        facts.append(rule.assumed[last.kind])
    if flow.source.source.kind in rule.assumed_from:
        facts.append(rule.assumed_from[flow.source.source.kind])
    if flow.use.is_weak:
        facts.append("One call on the way is matched by the name of the method only.")
    if at.inner is not None:
        carrier = at.inner.function.function.qualified_name
        facts.append(f"`{carrier}` hands on to {last.api} what it is passed, as it is.")
    span = text.span(*place)
    also = tuple(texts[other.path].span(*_place(other.at.step.start, other.at.step.end)) for other in others)
    if also:
        facts.append(named(span, also))
    view = analysis.view(last.function)
    misuse = misuse_at(view, last.step, rule.uses) if rule.uses and at is last else None
    message, why, remedy = rule.words(sink.kind, is_script=at.function.function.is_script)
    remedy = remedy.format(**said) if misuse is None else misuse.use.remedy
    edits: tuple[Edit, ...] = ()
    if misuse is not None and misuse.edit is not None:
        repaired = replacements(text.code(), place, misuse.edit)
        edits = tuple(Edit(text.span(*where), new) for where, new in repaired)
        text.forget_code()
    return Finding(
        rule=rule.id,
        cwe=rule.cwe,
        title=rule.title,
        severity=rule.severity,
        tier=told.tier,
        message=agreed(said["source"], message.format(**said)),
        why=agreed(said["source"], why.format(**said)),
        span=span,
        fix=Fix(remedy, edits),
        facts=tuple(facts),
        steps=tuple(
            Step(texts[function.module.module.path].span(*_place(step.start, step.end)), what)
            for function, step, what in traces.of(flow, () if sent is None else sent.after)
        ),
        also=also,
        quote=quote,
        role=text.source.role,
        function=at.function.path,
        fingerprint=_fingerprint(rule, at.function, quote),
    )
