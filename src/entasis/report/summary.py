"""What every report says of a review as a whole, in the same words: its order, its counts, its conclusion."""

from collections import Counter
from collections.abc import Iterable

from entasis.finding import Finding, Review, Severity, Span
from entasis.weakness import PILLARS, Pillar, pillar_of

NEGATIVE_SENTENCE = "No security defects are detected in the code"
"""Said of a complete review without a finding, and never otherwise."""


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, worst first, then by place; the rest of the key only makes the order total."""
    return tuple(
        sorted(
            findings,
            key=lambda finding: (
                -finding.severity,
                finding.span,
                finding.cwe,
                finding.rule,
                finding.message,
                finding.fingerprint,
            ),
        )
    )


def pillar_counts(findings: Iterable[Finding]) -> tuple[tuple[Pillar, int], ...]:
    """All ten pillars, each with the number of findings whose primary pillar it is."""
    counts = Counter(pillar_of(finding.cwe).cwe for finding in findings)
    return tuple((pillar, counts[pillar.cwe]) for pillar in PILLARS)


def severity_counts(findings: Iterable[Finding]) -> tuple[tuple[Severity, int], ...]:
    """The severities that occur, worst first, each with its number of findings."""
    counts = Counter(finding.severity for finding in findings)
    return tuple((severity, counts[severity]) for severity in sorted(counts, reverse=True))


def conclusion(review: Review) -> str:
    """The answer in one line: how many defects of which severity, or the sentence, or why neither can be said."""
    gaps = sum(problem.incomplete for problem in review.problems)
    missing = f"the review is incomplete: {counted(gaps, 'part')} could not be analysed"
    if review.findings:
        parts = ", ".join(
            f"{count} {severity.name.lower()}" for severity, count in severity_counts(review.findings)
        )
        found = f"{counted(len(review.findings), 'security defect')}: {parts}"
        return found if review.is_complete else f"{found}; {missing}"
    return NEGATIVE_SENTENCE if review.is_complete else f"Nothing was found, but {missing}"


def place(span: Span) -> str:
    """`path:line`, or `path:first-last` for several lines, as a reader or an editor takes it."""
    last = f"-{span.end_line}" if span.end_line > span.line else ""
    return f"{span.path}:{span.line}{last}"


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`, `12,345 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
