"""The pipeline: read, lower, put the program together, run the rules, and say what was and was not analysed."""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from entasis.analyses.constants import ModuleConstants
from entasis.answer import Text
from entasis.finding import Coverage, Finding, Problem, ProblemKind, Review, Role, RuleInfo, Tier
from entasis.frontends.python.lower import lower_module
from entasis.frontends.python.parse import parse
from entasis.ir.function import Module
from entasis.judge import Case, judge
from entasis.limits import NESTING, TYPES_PER_VALUE
from entasis.models.loader import load_models
from entasis.models.stubs import StubIndex
from entasis.program.program import Program
from entasis.rules import all_rules
from entasis.source import Candidate, SourceFile, discover, read

Progress = Callable[[str, int, int], None]


class UsageError(Exception):
    """The review cannot begin: what was asked for does not exist or makes no sense. Each of `args` is one line."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to review and how. `context` is a tree that gives definitions but is not itself reviewed."""

    paths: tuple[str, ...]
    level: Tier = Tier.DEFAULT
    jobs: int = 1
    context: str | None = None


def rules() -> tuple[RuleInfo, ...]:
    """Every rule, sorted by id."""
    return tuple(
        RuleInfo(rule.id, rule.title, rule.cwe, rule.severity, rule.tier, rule.page) for rule in all_rules()
    )


def review(options: Options, *, stdin: bytes | None = None, progress: Progress | None = None) -> Review:
    """Review what `options` names.

    Raises UsageError where a named path does not exist or nothing is there to review. Everything else that goes
    wrong with a file becomes a problem of the review.
    """
    report = progress or _silent
    selection = discover(options.paths)
    missing = [problem for problem in selection.problems if problem.kind is ProblemKind.MISSING]
    if missing:
        raise UsageError(*(f"{problem.path}: {problem.message}" for problem in missing))
    with _frugal():
        batch = _Batch(list(selection.problems))
        batch.take(selection.candidates, stdin, report, is_reviewed=True)
        if not batch.texts and not batch.problems:
            raise UsageError(f"nothing to review in {', '.join(options.paths)}: no Python file found")
        if options.context is not None:
            context = discover((options.context,))
            missing = [problem for problem in context.problems if problem.kind is ProblemKind.MISSING]
            if missing:
                raise UsageError(*(f"{problem.path}: {problem.message}" for problem in missing))
            batch.take(context.candidates, None, report, is_reviewed=False)
        program = Program(batch.lowered, StubIndex.load(), load_models())
        return _answer(options, batch, program, selection.excluded, report)


class _Batch:
    """The files read so far: their texts, their lowered modules, and what went wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.texts: dict[str, Text] = {}
        self.lowered: list[tuple[Module, Role]] = []
        self.skipped = 0
        self.partial = 0

    def take(
        self, candidates: tuple[Candidate, ...], stdin: bytes | None, report: Progress, *, is_reviewed: bool
    ) -> None:
        """Read and lower `candidates`. Problems of files that are context only are not the review's."""
        for done, candidate in enumerate(candidates):
            report("reading", done, len(candidates))
            sources, problems = read(candidate, stdin)
            if is_reviewed:
                self.problems.extend(problems)
                self.skipped += not sources and any(problem.incomplete for problem in problems)
            for source in sources:
                if source.path not in self.texts:
                    self._lower(source, is_reviewed=is_reviewed)

    def _lower(self, source: SourceFile, *, is_reviewed: bool) -> None:
        parsed = parse(source.text)
        text = Text(source, is_reviewed=is_reviewed)
        problems = [
            Problem(source.path, text.number(line), ProblemKind.SYNTAX, message)
            for line, message in parsed.problems
        ]
        try:
            module = lower_module(parsed.tree, source.path, has_walrus=":=" in source.text)
        except RecursionError:
            message = f"nested deeper than {NESTING.bound} levels: not analysed"
            problems = [Problem(source.path, 1, ProblemKind.LIMIT, message)]
            self.skipped += is_reviewed
        else:
            self.texts[source.path] = text
            self.lowered.append((module, source.role))
            self.partial += is_reviewed and bool(problems)
        if is_reviewed:
            self.problems.extend(problems)


def _answer(
    options: Options, batch: _Batch, program: Program, excluded: tuple[tuple[str, int], ...], report: Progress
) -> Review:
    """Run the rules and put the answer together."""
    case = Case(program, ModuleConstants(program), batch.texts, all_rules(), options.level)
    findings: list[Finding] = []
    statistics: Counter[str] = Counter()
    limits: Counter[str] = Counter()
    too_many: set[tuple[str, int, int]] = set()
    functions = calls = resolved = 0
    for verdict in judge(case, options.jobs, partial(report, "reviewing")):
        findings.extend(verdict.findings)
        batch.problems.extend(verdict.problems)
        statistics.update(verdict.statistics)
        limits.update(verdict.limits)
        too_many |= verdict.too_many
        functions += verdict.functions
        calls += verdict.calls
        resolved += verdict.resolved
    limits[TYPES_PER_VALUE.name] += len(too_many)
    reviewed = [text for text in batch.texts.values() if text.is_reviewed]
    coverage = Coverage(
        files=len(reviewed),
        lines=sum(text.line_count for text in reviewed),
        functions=functions,
        calls=calls,
        resolved_calls=resolved,
        skipped=batch.skipped,
        partial=batch.partial,
        excluded=excluded,
        limits=tuple(sorted((name, count) for name, count in limits.items() if count)),
        rules=len(case.rules),
    )
    return Review(
        findings=_numbered(sorted(findings, key=_order)),
        coverage=coverage,
        problems=tuple(sorted(batch.problems)),
        rules=rules(),
        statistics=tuple(sorted(statistics.items())),
    )


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


def _silent(phase: str, done: int, total: int) -> None:
    """No progress is wanted."""


@contextmanager
def _frugal() -> Iterator[None]:
    """The IR is millions of small objects without cycles: collecting garbage among them only costs time.

    The recursion limit follows the depth of the text's nesting, which limits.NESTING bounds.
    """
    was_enabled = gc.isenabled()
    depth = sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(max(depth, NESTING.bound * 6))
    try:
        yield
    finally:
        sys.setrecursionlimit(depth)
        if was_enabled:
            gc.enable()
