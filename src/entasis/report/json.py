"""The answer for programs: everything the review holds, in the shape of `entasis-report-1.schema.json`."""

import msgspec

from entasis import __version__, finding
from entasis.report import answer
from entasis.report.encode import encoded
from entasis.report.summary import conclusion, ordered, pillar_counts
from entasis.weakness import VERSION, pillar_of, weakness


def render(review: finding.Review) -> bytes:
    """The report as UTF-8 JSON with a newline at the end; the same review gives the same bytes."""
    return encoded(msgspec.to_builtins(_report(review)))


def _report(review: finding.Review) -> answer.Report:
    return answer.Report(
        schema_version=answer.SCHEMA_VERSION,
        tool=answer.Tool("entasis", __version__),
        cwe=answer.View(1000, VERSION),
        complete=review.is_complete,
        conclusion=conclusion(review),
        findings=tuple(map(_finding, ordered(review.findings))),
        pillars=tuple(
            answer.PillarCount(pillar.cwe, pillar.name, count)
            for pillar, count in pillar_counts(review.findings)
        ),
        problems=tuple(map(_problem, sorted(review.problems))),
        notes=review.notes,
        coverage=_coverage(review.coverage),
        statistics=_statistics(review.statistics),
        rules=tuple(map(_rule, review.rules)),
    )


def _statistics(statistics: finding.Statistics) -> answer.Statistics:
    return answer.Statistics(
        resolved=dict(statistics.resolved),
        unresolved=dict(statistics.unresolved),
        flow=dict(statistics.flow),
    )


def _finding(found: finding.Finding) -> answer.Finding:
    return answer.Finding(
        rule=found.rule,
        title=found.title,
        weakness=_weakness(found.cwe),
        pillar=_weakness(pillar_of(found.cwe).cwe),
        severity=_severity(found.severity),
        tier=found.tier.value,
        message=found.message,
        why=found.why,
        facts=found.facts,
        location=_location(found.span),
        quote=tuple(answer.QuotedLine(number, text) for number, text in found.quote),
        function=found.function,
        role=found.role.value,
        steps=tuple(answer.Step(_location(step.span), step.text) for step in found.steps),
        also=tuple(map(_location, found.also)),
        fix=answer.Fix(
            found.fix.description,
            tuple(answer.Edit(_location(edit.span), edit.replacement) for edit in found.fix.edits),
        ),
        fingerprint=found.fingerprint,
    )


def _location(span: finding.Span) -> answer.Location:
    return answer.Location(span.path, span.line, span.column + 1, span.end_line, span.end_column + 1)


def _weakness(cwe: int) -> answer.Weakness:
    return answer.Weakness(cwe, weakness(cwe).name)


def _severity(severity: finding.Severity) -> answer.SeverityName:
    names: dict[finding.Severity, answer.SeverityName] = {
        finding.Severity.LOW: "low",
        finding.Severity.MEDIUM: "medium",
        finding.Severity.HIGH: "high",
        finding.Severity.CRITICAL: "critical",
    }
    return names[severity]


def _problem(problem: finding.Problem) -> answer.Problem:
    return answer.Problem(
        problem.path, problem.line or None, problem.kind.value, problem.message, problem.incomplete
    )


def _coverage(coverage: finding.Coverage) -> answer.Coverage:
    return answer.Coverage(
        files=coverage.files,
        lines=coverage.lines,
        functions=coverage.functions,
        calls=coverage.calls,
        resolved_calls=coverage.resolved_calls,
        skipped=coverage.skipped,
        partial=coverage.partial,
        excluded=dict(coverage.excluded),
        limits=dict(coverage.limits),
        rules=coverage.rules,
        threat_models=coverage.threat_models,
    )


def _rule(rule: finding.RuleInfo) -> answer.Rule:
    return answer.Rule(
        id=rule.id,
        title=rule.title,
        weakness=_weakness(rule.cwe),
        pillar=_weakness(pillar_of(rule.cwe).cwe),
        severity=_severity(rule.severity),
        tier=rule.tier.value,
        page=rule.page,
    )
