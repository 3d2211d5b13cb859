"""Where things are, in SARIF's terms: URIs, artifacts and regions.

URIs are relative to `%SRCROOT%`, which stands for the directory the review ran in and is not spelled out, so
that a log says nothing of the machine. They hold the bytes of the file's name, also if these are not UTF-8.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

from entasis.finding import Finding, Review, Span
from entasis.report.encode import Json

Artifacts: TypeAlias = Mapping[str, int]
"""Display path to the position in the run's list of artifacts."""


def artifacts_of(review: Review) -> Artifacts:
    """Every file the review names, sorted by path."""
    paths = {problem.path for problem in review.problems if problem.path}
    for finding in review.findings:
        paths.add(finding.span.path)
        paths.update(step.span.path for step in finding.steps)
        paths.update(span.path for span in finding.also)
        paths.update(edit.span.path for edit in finding.fix.edits)
    return {path: position for position, path in enumerate(sorted(paths))}


def artifact(path: str) -> Json:
    """The entry of a file in the list of artifacts."""
    described: Json = {"description": {"text": "standard input"}} if path == "-" else {}
    return {**described, "location": _address(path), "roles": ["analysisTarget"]}


def uri(path: str) -> str:
    """The reference to a file: relative to the source root, or `file:///…` for an absolute path."""
    try:
        name = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        name = path.encode("utf-8", "surrogatepass")
    # A colon is quoted too: in the first segment of a relative reference it would end a scheme.
    return ("file://" if path.startswith("/") else "") + quote(name, safe="/")


def artifact_location(path: str, artifacts: Artifacts) -> Json:
    """A reference to a file in the list of artifacts."""
    return {**_address(path), "index": artifacts[path]}


def physical_location(span: Span, artifacts: Artifacts) -> Json:
    """A stretch of a file."""
    return {"artifactLocation": artifact_location(span.path, artifacts), "region": region(span)}


def region(span: Span) -> Json:
    """Lines and columns from 1, in code points; the end column is the first one after the text."""
    return {
        "startLine": span.line,
        "startColumn": span.column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }


def context_region(finding: Finding) -> Json:
    """The quoted lines as a whole."""
    return {
        "startLine": finding.quote[0][0],
        "endLine": finding.quote[-1][0],
        "snippet": {"text": "".join(f"{line}\n" for _, line in finding.quote)},
    }


def _address(path: str) -> dict[str, Any]:
    reference = uri(path)
    return {"uri": reference} if path.startswith("/") else {"uri": reference, "uriBaseId": "%SRCROOT%"}
