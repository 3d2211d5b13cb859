"""The shape of the JSON report, version 1. The published schema is generated from these classes.

Within version 1 fields, and values of a field that has a list of them, may be added; none is removed, renamed
or given another meaning.
"""

from typing import Annotated, Any, Final, Literal

import msgspec

SCHEMA_VERSION: Final = "1"

Count = Annotated[int, msgspec.Meta(ge=0)]
Position = Annotated[int, msgspec.Meta(ge=1)]
SeverityName = Literal["low", "medium", "high", "critical"]
TierName = Literal["default", "audit"]
RoleName = Literal["application", "test", "script", "migration", "vendored"]
ProblemName = Literal[
    "missing",
    "unreadable",
    "not-a-file",
    "too-large",
    "binary",
    "encoding",
    "syntax",
    "vanished",
    "numbering",
    "limit",
    "internal",
]


class Tool(msgspec.Struct, frozen=True):
    """The program that made this report."""

    name: str
    version: str


class View(msgspec.Struct, frozen=True):
    """The version of MITRE's Common Weakness Enumeration, and the view of it, that the numbers refer to."""

    view: int
    version: str


class Weakness(msgspec.Struct, frozen=True):
    """An entry of the CWE: its number and MITRE's name."""

    cwe: Position
    name: str


class PillarCount(msgspec.Struct, frozen=True):
    """One of the ten pillars, and how many findings lie under it."""

    cwe: Position
    name: str
    findings: Count


class Location(msgspec.Struct, frozen=True):
    """A stretch of a file, named as the user named it; `-` is standard input.

    Lines and columns count from 1, columns in Unicode code points; `end_column` is the first one after the text.
    """

    path: str
    line: Position
    column: Position
    end_line: Position
    end_column: Position


class QuotedLine(msgspec.Struct, frozen=True):
    """A line of the reviewed code, without its line break."""

    line: Position
    text: str


class Step(msgspec.Struct, frozen=True):
    """One hop of the path that proves a finding."""

    location: Location
    text: str


class Edit(msgspec.Struct, frozen=True):
    """Replace the text at the location."""

    location: Location
    replacement: str


class Fix(msgspec.Struct, frozen=True):
    """The repair: in words, and as the edits that carry it out, if words are not all there is."""

    description: str
    edits: tuple[Edit, ...]


class Finding(msgspec.Struct, frozen=True):
    """One defect. `steps` is the path from source to sink, empty where one place is proof enough; `also` are further
    places where the same happens and that the same repair mends.
    """

    rule: str
    title: str
    weakness: Weakness
    pillar: Weakness
    severity: SeverityName
    tier: TierName
    message: str
    why: str
    facts: tuple[str, ...]
    location: Location
    quote: tuple[QuotedLine, ...]
    function: str
    role: RoleName
    steps: tuple[Step, ...]
    also: tuple[Location, ...]
    fix: Fix
    fingerprint: str


class Problem(msgspec.Struct, frozen=True):
    """What could not be analysed as it should have been. `line` is null if the whole file is meant."""

    path: str
    line: Position | None
    kind: ProblemName
    message: str
    incomplete: bool


class Coverage(msgspec.Struct, frozen=True):
    """What was analysed. `excluded` counts files left out by default by reason, `limits` the limits hit by name."""

    files: Count
    lines: Count
    functions: Count
    calls: Count
    resolved_calls: Count
    skipped: Count
    partial: Count
    excluded: dict[str, Count]
    limits: dict[str, Count]
    rules: Count
    threat_models: tuple[str, ...]


class Statistics(msgspec.Struct, frozen=True):
    """How the answer came about."""

    resolved: Annotated[
        dict[str, Count], msgspec.Meta(description="Calls by the way their callee was found.")
    ]
    unresolved: Annotated[
        dict[str, Count], msgspec.Meta(description="Calls by the reason why their callee is not known.")
    ]
    flow: Annotated[dict[str, Count], msgspec.Meta(description="What following data took.")]


class Rule(msgspec.Struct, frozen=True):
    """A rule that ran."""

    id: str
    title: str
    weakness: Weakness
    pillar: Weakness
    severity: SeverityName
    tier: TierName
    page: Annotated[str, msgspec.Meta(description="What the rule looks for and why, as Markdown.")]


class Report(msgspec.Struct, frozen=True):
    """The whole answer. No security defects were detected if `complete` is true and `findings` is empty."""

    schema_version: Literal["1"]
    tool: Tool
    cwe: View
    complete: Annotated[
        bool, msgspec.Meta(description="Whether every file in scope was analysed without an error.")
    ]
    conclusion: Annotated[str, msgspec.Meta(description="The answer in one line, for people.")]
    findings: Annotated[tuple[Finding, ...], msgspec.Meta(description="Worst first, then by place.")]
    pillars: tuple[PillarCount, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    coverage: Coverage
    statistics: Statistics
    rules: tuple[Rule, ...]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the report."""
    generated = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:entasis:report:{SCHEMA_VERSION}",
        "title": f"Entasis report, version {SCHEMA_VERSION}",
        **generated,
    }
