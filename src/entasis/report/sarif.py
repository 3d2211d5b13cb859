"""The answer as SARIF 2.1.0, for code hosts and editors.

What the viewers really show decides what goes where. GitHub shows a result's message as plain text (never its
Markdown), the first location, the code flow, and of the rule its title, description, help, tags and severity;
it ignores fixes and related locations. VS Code's viewer shows the message and, of a rule, its name. So a
message holds the whole description and the solution in words, and the rest is there for whoever reads more.

GitHub matches results of two runs by a fingerprint it computes of the source itself (`primaryLocationLineHash`)
and warns of any other value under that name; ours has its own.
"""

from itertools import groupby

from entasis import __version__
from entasis.finding import Finding, Fix, Problem, ProblemKind, Review, Step
from entasis.report.encode import Json, encoded
from entasis.report.sarif_places import (
    Artifacts,
    artifact,
    artifact_location,
    artifacts_of,
    context_region,
    physical_location,
    region,
)
from entasis.report.sarif_rules import (
    LEVELS,
    Descriptors,
    descriptor_id,
    descriptors_of,
    rule_descriptor,
    taxon_reference,
    taxonomy,
    taxonomy_reference,
)
from entasis.report.summary import conclusion, ordered, pillar_counts
from entasis.weakness import pillar_of

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(review: Review) -> bytes:
    """The log as UTF-8 JSON with a newline at the end; the same review gives the same bytes."""
    return encoded({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(review)]})


def _run(review: Review) -> Json:
    descriptors, artifacts = descriptors_of(review), artifacts_of(review)
    return {
        "tool": {
            "driver": {
                "name": "Entasis",
                "version": __version__,
                "rules": [rule_descriptor(rule, descriptors) for rule in descriptors.rules.values()],
                "notifications": [{"id": kind.value} for kind in ProblemKind],
                "supportedTaxonomies": [taxonomy_reference()],
            }
        },
        "taxonomies": [taxonomy(descriptors)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "the directory that the review was run in"}}
        },
        "artifacts": [artifact(path) for path in artifacts],
        "invocations": [
            {
                "executionSuccessful": review.is_complete,
                "toolExecutionNotifications": [
                    _notification(problem, artifacts) for problem in sorted(review.problems)
                ],
            }
        ],
        "results": [_result(finding, descriptors, artifacts) for finding in ordered(review.findings)],
        "properties": _properties(review),
    }


def _properties(review: Review) -> Json:
    coverage = review.coverage
    return {
        "conclusion": conclusion(review),
        "complete": review.is_complete,
        "pillars": {f"CWE-{pillar.cwe}": count for pillar, count in pillar_counts(review.findings)},
        "coverage": {
            "files": coverage.files,
            "lines": coverage.lines,
            "functions": coverage.functions,
            "calls": coverage.calls,
            "resolvedCalls": coverage.resolved_calls,
            "skipped": coverage.skipped,
            "partial": coverage.partial,
            "excluded": dict(coverage.excluded),
            "limits": dict(coverage.limits),
            "rules": coverage.rules,
            "threatModels": list(coverage.threat_models),
        },
        "statistics": {
            "resolved": dict(review.statistics.resolved),
            "unresolved": dict(review.statistics.unresolved),
            "flow": dict(review.statistics.flow),
        },
        "notes": list(review.notes),
    }


def _notification(problem: Problem, artifacts: Artifacts) -> Json:
    notification: Json = {
        "descriptor": {"id": problem.kind.value, "index": list(ProblemKind).index(problem.kind)},
        "level": "error" if problem.incomplete else "note",
        "message": {"text": _verbatim(problem.message)},
    }
    if problem.path:
        physical: Json = {"artifactLocation": artifact_location(problem.path, artifacts)}
        if problem.line:
            physical["region"] = {"startLine": problem.line}
        notification["locations"] = [{"physicalLocation": physical}]
    return notification


def _result(finding: Finding, descriptors: Descriptors, artifacts: Artifacts) -> Json:
    rule = descriptor_id(finding, descriptors)
    location: Json = {"physicalLocation": physical_location(finding.span, artifacts)}
    if finding.quote:
        location["physicalLocation"]["contextRegion"] = context_region(finding)
    if finding.function:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.function, "kind": "function"}]
    result: Json = {
        "ruleId": rule,
        "ruleIndex": descriptors.rule_positions[rule],
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [location],
        "taxa": [taxon_reference(finding.cwe, descriptors)],
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {"entasis/v1": finding.fingerprint}
    if finding.steps:
        flow = [_flow_location(step, artifacts) for step in finding.steps]
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    if finding.also:
        places = [{"physicalLocation": physical_location(span, artifacts)} for span in finding.also]
        result["relatedLocations"] = places
    if finding.fix.edits:
        result["fixes"] = [_fix(finding.fix, artifacts)]
    result["properties"] = {
        "severity": finding.severity.name.lower(),
        # Readers of SARIF take any `CWE-…` in a result's properties for its weakness: only that one is written so.
        "cwe": f"CWE-{finding.cwe}",
        "pillar": pillar_of(finding.cwe).cwe,
        "tier": finding.tier.value,
        "role": finding.role.value,
        "why": finding.why,
        "facts": list(finding.facts),
        "solution": finding.fix.description,
    }
    return result


def _message(finding: Finding) -> str:
    solution = f"Solution: {finding.fix.description}"
    return _verbatim("\n\n".join([finding.message, finding.why, *finding.facts, solution]))


def _verbatim(text: str) -> str:
    """Text that holds no link: viewers make one of `[text](target)`, and reviewed code must not place any."""
    return text.replace("](", "] (")


def _flow_location(step: Step, artifacts: Artifacts) -> Json:
    return {
        "location": {
            "physicalLocation": physical_location(step.span, artifacts),
            "message": {"text": _verbatim(step.text)},
        }
    }


def _fix(fix: Fix, artifacts: Artifacts) -> Json:
    edits = sorted(fix.edits, key=lambda edit: (edit.span, edit.replacement))
    return {
        "description": {"text": _verbatim(fix.description)},
        "artifactChanges": [
            {
                "artifactLocation": artifact_location(path, artifacts),
                "replacements": [
                    {"deletedRegion": region(edit.span), "insertedContent": {"text": edit.replacement}}
                    for edit in group
                ],
            }
            for path, group in groupby(edits, key=lambda edit: edit.span.path)
        ],
    }
