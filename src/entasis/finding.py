"""What a review says: findings, what was and was not analysed. Plain data that imports nothing of ours.

A `Review` is the whole answer. Reports turn it into bytes; nothing in here knows how it was found or how it
is printed.
"""

from dataclasses import dataclass, field
from enum import Enum, IntEnum


class Severity(IntEnum):
    """How bad a defect is for the program's users, independent of how sure we are."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Tier(Enum):
    """What a finding rests on: a path or a decisive fact (`default`), or an assumption as well (`audit`)."""

    DEFAULT = "default"
    AUDIT = "audit"


class Role(Enum):
    """What a file is for. A role never removes a file; each rule says in which roles it reports."""

    APPLICATION = "application"
    TEST = "test"
    SCRIPT = "script"
    MIGRATION = "migration"
    VENDORED = "vendored"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text. Lines count from 1, columns are 0-based characters, `end_column` is exclusive.

    `path` is the display path, with forward slashes. Lines are those the reader sees: for a numbered review
    request they are the request's own numbers.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of the path that proves a finding: a place, and what happened there, as a sentence."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at `span` by `replacement` (which may be empty or hold several lines)."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """The repair: one sentence for a person, and the edits that carry it out (empty if only words fit)."""

    description: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect.

    `message` is at most about 100 characters and understandable alone; `why` says what happens and why that
    matters; `facts` are the sentences that prove it; `steps` is the path, source first, sink last (empty for a
    decisive fact at one place); `also` are further places that the same repair mends. `quote` holds the source lines of `span`, unescaped, as (line number, text).
    `fingerprint` depends on neither line, message nor severity.
    """

    rule: str
    cwe: int
    title: str
    severity: Severity
    tier: Tier
    message: str
    why: str
    span: Span
    fix: Fix
    facts: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    also: tuple[Span, ...] = ()
    quote: tuple[tuple[int, str], ...] = ()
    role: Role = Role.APPLICATION
    function: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report says about a rule: its fields and its page (Markdown, the rule module's docstring)."""

    id: str
    title: str
    cwe: int
    severity: Severity
    tier: Tier
    page: str


class ProblemKind(Enum):
    """Why a file, or a part of it, was not analysed as it should have been."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not-a-file"
    TOO_LARGE = "too-large"
    BINARY = "binary"
    ENCODING = "encoding"
    SYNTAX = "syntax"
    VANISHED = "vanished"
    NUMBERING = "numbering"
    LIMIT = "limit"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that could not be analysed, as one clear line. `incomplete` ones forbid the negative sentence."""

    path: str
    line: int
    kind: ProblemKind = field(compare=False)
    message: str
    incomplete: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at. `excluded` counts files left out by default, by reason; `limits` counts hits by name.

    `partial` are files of which a part could not be parsed; `skipped` are files in scope of which nothing was
    analysed. `lines` counts physical lines of analysed files. `threat_models` are the groups of sources that were
    distrusted.
    """

    files: int = 0
    lines: int = 0
    functions: int = 0
    calls: int = 0
    resolved_calls: int = 0
    skipped: int = 0
    partial: int = 0
    excluded: tuple[tuple[str, int], ...] = ()
    limits: tuple[tuple[str, int], ...] = ()
    rules: int = 0
    threat_models: tuple[str, ...] = ("remote",)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts for whoever wants to know how an answer came about, each by name and sorted by it.

    `resolved` are the calls of reviewed files by the way their callee was found, `unresolved` the others by the
    reason why it was not; `flow` is what following data through the program took.
    """

    resolved: tuple[tuple[str, int], ...] = ()
    unresolved: tuple[tuple[str, int], ...] = ()
    flow: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The whole answer: findings sorted by severity, then place; coverage; problems; notes for the reader.

    `rules` are the rules that ran, sorted by id.
    """

    findings: tuple[Finding, ...]
    coverage: Coverage
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[RuleInfo, ...] = ()
    statistics: Statistics = Statistics()

    @property
    def is_complete(self) -> bool:
        """Whether every file in scope was read and lowered without an error, within every step budget."""
        return not any(problem.incomplete for problem in self.problems)


@dataclass(frozen=True, slots=True)
class TracedStep:
    """One hop of a traced way, with the first of its lines as (line number, text), if it is there."""

    step: Step
    quote: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """What becomes of data on its way between two places.

    `why` is one word or two: "reached", or what keeps it from there. `steps` is the way up to the sink, or up to the
    hop `stop` at which the data is held up; `cause` is what decides that, where it is another place; `beyond` is the
    way it would take from there. Where there is no way at all, `steps` are the calls that get the data and of which
    nobody knows what they reach.
    """

    why: str
    verdict: str
    steps: tuple[TracedStep, ...] = ()
    stop: TracedStep | None = None
    cause: TracedStep | None = None
    beyond: tuple[TracedStep, ...] = ()
    remark: str = ""
