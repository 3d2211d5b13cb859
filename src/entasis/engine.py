"""The pipeline: read, lower, put the program together, run the rules, and say what was and was not analysed."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from entasis.analyses.constants import ModuleConstants
from entasis.analyses.taint.flows import FlowAnalysis
from entasis.answer import Text, flow_findings
from entasis.batch import Batch
from entasis.economy import frugal, with_room
from entasis.failure import failed, one_a_file
from entasis.finding import (
    Coverage,
    Finding,
    Problem,
    ProblemKind,
    Review,
    Role,
    RuleInfo,
    Severity,
    Span,
    Statistics,
    Tier,
)
from entasis.judge import Case, by_role, judge
from entasis.models.loader import load_models
from entasis.models.own import Own, read_own
from entasis.models.reader import ModelError
from entasis.models.rows import Kind, Table
from entasis.models.stubs import StubIndex
from entasis.program.calls import CallSite
from entasis.program.program import Program
from entasis.program.symbols import FunctionSymbol, TooMany
from entasis.rules import all_rules
from entasis.rules.rule import Rule, TaintRule
from entasis.source import configurations, discover

Progress = Callable[[str, int, int], None]


class UsageError(Exception):
    """The review cannot begin: what was asked for does not exist or makes no sense. Each of `args` is one line."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to review and how.

    `context` is a tree that gives definitions but is not itself reviewed; `threat_models` are the groups of sources
    that are distrusted; `models` are further model files, `own` the user's own models and rules, and `used` the
    configurations that were read for this review. Of `jobs` processes only one is used for fewer reviewed lines than
    `alone_below`.
    """

    paths: tuple[str, ...]
    level: Tier = Tier.DEFAULT
    jobs: int = 1
    context: str | None = None
    threat_models: tuple[str, ...] = ("remote",)
    models: tuple[str, ...] = ()
    alone_below: int = 0
    own: tuple[Own, ...] = ()
    used: tuple[str, ...] = ()


def rules() -> tuple[RuleInfo, ...]:
    """Every rule, sorted by id."""
    return _infos(all_rules())


def _infos(listed: Iterable[Rule | TaintRule]) -> tuple[RuleInfo, ...]:
    return tuple(
        RuleInfo(rule.id, rule.title, rule.cwe, rule.severity, rule.tier, rule.page)
        for rule in sorted(listed, key=lambda rule: rule.id)
    )


@with_room
def review(
    options: Options,
    *,
    stdin: bytes | None = None,
    progress: Progress | None = None,
    extra_rules: tuple[Rule | TaintRule, ...] = (),
) -> Review:
    """Review what `options` names, by all rules and `extra_rules`.

    Raises UsageError where a named path does not exist or nothing is there to review. Everything else that goes
    wrong with a file becomes a problem of the review.
    """
    report = progress or silent
    with frugal():
        batch, excluded = gathered(options, stdin, report)
        try:
            own = (*(read_own(Path(path)) for path in options.models), *options.own)
            extra_rules = (*extra_rules, *_own_rules(own))
            sinks = {sink for rule in extra_rules if isinstance(rule, TaintRule) for sink in rule.sinks}
            kinds = [Kind(name, Table.SINK, name, name) for name in sorted(sinks)]
            models = load_models((), kinds, own)
        except (ModelError, OSError) as error:
            raise UsageError(str(error)) from error
        report("putting the program together", 0, 1)
        wanted = (*all_rules(), *extra_rules)
        with_tests = any(isinstance(rule, TaintRule) and Role.TEST in rule.roles for rule in wanted)
        program = batch.program(StubIndex.load(), models, with_tests=with_tests)
        return _answer(options, batch, program, excluded, report, wanted, with_tests=with_tests)


def _own_rules(own: Iterable[Own]) -> Iterator[TaintRule]:
    """The user's own rules. Raises ModelError where two have one id."""
    taken = {rule.id for rule in all_rules()}
    for one in own:
        for row in one.rules:
            if row.id in taken:
                raise ModelError(one.origin, f"rule {row.id!r}: there is a rule with this id")
            taken.add(row.id)
            yield TaintRule(
                id=row.id,
                cwe=row.cwe,
                title=row.title,
                severity=Severity[row.severity.upper()],
                sinks=frozenset(row.sinks),
                message=row.message,
                why=row.why,
                remedy=row.remedy,
                sources=frozenset(row.sources),
                page=f"{row.title}.\n\n{row.why}\n\n{row.remedy}",
            )


def _configurations(options: Options) -> tuple[str, ...]:
    """What is to be said of configurations: those that were used, and those that lie in the reviewed tree."""
    used = {os.path.realpath(path) for path in options.used}
    there = [path for path in configurations(options.paths) if os.path.realpath(path) not in used]
    return (
        *(f"{path} decides what is reviewed and how" for path in options.used),
        *(
            f"{path} is part of what is reviewed and was not used; --config names one to use"
            for path in there
        ),
    )


def gathered(
    options: Options, stdin: bytes | None, report: Progress
) -> tuple[Batch, tuple[tuple[str, int], ...]]:
    """What `options` names, read and lowered, and the number of files left out by default, by reason."""
    report("looking for files", 0, 1)
    selection = discover(options.paths)
    _refuse_missing(selection.problems)
    batch = Batch(list(selection.problems))
    batch.data.extend(selection.data)
    batch.take(selection.candidates, stdin, partial(report, "reading"), is_reviewed=True)
    batch.take_pages(selection.pages, is_reviewed=True)
    if not batch.texts and not batch.problems:
        raise UsageError(f"nothing to review in {', '.join(options.paths)}: no Python file found")
    if options.context is not None:
        context = discover((options.context,))
        _refuse_missing(context.problems)
        batch.data.extend(context.data)
        batch.take(context.candidates, None, partial(report, "reading the context"), is_reviewed=False)
        batch.take_pages(context.pages, is_reviewed=False)
    return batch, selection.excluded


def _refuse_missing(problems: Iterable[Problem]) -> None:
    missing = [problem for problem in problems if problem.kind is ProblemKind.MISSING]
    if missing:
        raise UsageError(*(f"{problem.path}: {problem.message}" for problem in missing))


def _answer(
    options: Options,
    batch: Batch,
    program: Program,
    excluded: tuple[tuple[str, int], ...],
    report: Progress,
    wanted: tuple[Rule | TaintRule, ...],
    *,
    with_tests: bool,
) -> Review:
    """Run the rules and put the answer together; data in tests is followed only `with_tests`."""
    constants = ModuleConstants(program)
    taint_rules = tuple(rule for rule in wanted if isinstance(rule, TaintRule))
    sites = call_sites(program, batch, partial(report, "resolving calls"), with_tests=with_tests)
    report("following data", 0, 1)
    analysis = FlowAnalysis(
        program,
        constants,
        sites,
        frozenset(options.threat_models),
        offered(program, batch),
        with_tests=with_tests,
        only_sure=options.level is Tier.DEFAULT,
    )
    findings: list[Finding] = []
    try:
        findings += flow_findings(analysis, taint_rules, batch.texts, options.level)
    except Exception as error:  # noqa: BLE001 - what does not follow data is still reviewed
        batch.problems.append(failed("", 0, "following data", error))
    batch.problems.extend(_not_followed(analysis, batch.texts))
    followed = {(finding.rule, finding.span) for finding in findings}
    rules_by_role = by_role(_by_function(wanted, options.level))
    case = Case(program, constants, batch.texts, rules_by_role, options.level, sites)
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    limits: Counter[str] = Counter(analysis.limits)
    limits.update(program.limits)
    limits.update(batch.limits)
    too_many: set[TooMany] = set()
    functions = calls = resolved = 0
    report("reviewing", 0, 1)
    reviewed = [text for text in batch.texts.values() if text.is_reviewed]
    lines = sum(text.line_count for text in reviewed)
    jobs = options.jobs if lines >= options.alone_below else 1
    for verdict in judge(case, jobs, partial(report, "reviewing")):
        findings.extend(
            f for f in verdict.findings if f.tier is Tier.DEFAULT or (f.rule, f.span) not in followed
        )
        batch.problems.extend(verdict.problems)
        kinds.update(verdict.kinds)
        reasons.update(verdict.reasons)
        limits.update(verdict.limits)
        too_many |= verdict.too_many
        functions += verdict.functions
        calls += verdict.calls
        resolved += verdict.resolved
    limits.update(name for name, *_ in too_many)
    coverage = Coverage(
        files=len(reviewed),
        lines=lines,
        functions=functions,
        calls=calls,
        resolved_calls=resolved,
        skipped=batch.skipped,
        partial=batch.partial,
        excluded=excluded,
        limits=tuple(sorted((name, count) for name, count in limits.items() if count)),
        rules=len(wanted),
        threat_models=options.threat_models,
    )
    return Review(
        findings=_numbered(_distinct(sorted(_settled(findings), key=_order))),
        coverage=coverage,
        problems=tuple(sorted(batch.problems)),
        rules=_infos(wanted),
        notes=_configurations(options),
        statistics=Statistics(
            tuple(sorted(kinds.items())),
            tuple(sorted(reasons.items())),
            tuple(sorted(analysis.statistics.items())),
        ),
    )


def _by_function(wanted: Iterable[Rule | TaintRule], level: Tier) -> Iterator[Rule]:
    """The rules that look at one function: those without a flow, and what rules over data see of it for an audit."""
    for rule in wanted:
        if isinstance(rule, Rule):
            yield rule
        elif level is Tier.AUDIT and rule.local is not None:
            yield rule.local


def offered(program: Program, batch: Batch) -> Iterator[FunctionSymbol]:
    """The reviewed functions that others may call; nobody is offered tests."""
    for module in program.modules:
        if batch.texts[module.module.path].is_reviewed and module.role is not Role.TEST:
            yield from module.functions


def _not_followed(analysis: FlowAnalysis, texts: Mapping[str, Text]) -> list[Problem]:
    """The reviewed functions through which data could not be followed."""
    problems: list[Problem] = []
    for symbol, error in analysis.failures.items():
        text = texts[symbol.module.module.path]
        if text.is_reviewed:
            name = f"data flow in {symbol.function.qualified_name}"
            problems.append(failed(text.source.path, text.number(symbol.function.line), name, error))
    return one_a_file(problems)


def call_sites(
    program: Program, batch: Batch, report: Callable[[int, int], None], *, with_tests: bool = True
) -> dict[FunctionSymbol, list[CallSite]]:
    """The calls of every function; none where they cannot be found, which is a problem.

    Those of tests only `with_tests`: no data is followed there, and whoever reviews a module finds its calls.
    """
    sites: dict[FunctionSymbol, list[CallSite]] = {}
    problems: list[Problem] = []
    for done, module in enumerate(program.modules):
        report(done, len(program.modules))
        if module.is_test and not with_tests:
            continue
        text = batch.texts[module.module.path]
        for function in module.functions:
            try:
                sites[function] = program.call_sites(function)
            except Exception as error:  # noqa: BLE001 - one function must not cost the review of the others
                sites[function] = []
                if text.is_reviewed:
                    line = text.number(function.function.line)
                    problems.append(failed(module.module.path, line, function.function.qualified_name, error))
    batch.problems.extend(one_a_file(problems))
    return sites


def _distinct(findings: list[Finding]) -> list[Finding]:
    """What several functions show of one place is one finding, proved as the first of them does."""
    found: dict[tuple[str, Span, str], Finding] = {}
    for finding in findings:
        found.setdefault((finding.rule, finding.span, finding.message), finding)
    return list(found.values())


def _settled(findings: list[Finding]) -> list[Finding]:
    """The findings without those for an audit that the same rule has proved at the same place."""
    proved = {(found.rule, found.span) for found in findings if found.tier is Tier.DEFAULT}
    return [f for f in findings if f.tier is Tier.DEFAULT or (f.rule, f.span) not in proved]


def _numbered(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings alike in all that their fingerprint holds are told apart by their order in the text."""
    seen: Counter[str] = Counter()
    numbered: list[Finding] = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        ordinal = seen[finding.fingerprint]
        numbered.append(replace(finding, fingerprint=f"{finding.fingerprint}:{ordinal}"))
    return tuple(numbered)


def _order(finding: Finding) -> tuple[int, str, int, int, str, str]:
    span = finding.span
    return -finding.severity, span.path, span.line, span.column, finding.rule, finding.message


def silent(phase: str, done: int, total: int) -> None:
    """No progress is wanted."""
