"""The JSON report: valid against the published schema, complete, and the same bytes for the same review."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from report_samples import CALL, CLEAN, COVERAGE, FULL, GAP, TLS, reviews

import entasis.report
from entasis import __version__
from entasis.finding import ProblemKind, Review, Role, Severity, Tier
from entasis.report.answer import ProblemName, Report, RoleName, SeverityName, TierName, schema
from entasis.report.encode import encoded
from entasis.report.escape import UNSAFE
from entasis.report.json import render
from entasis.report.summary import NEGATIVE_SENTENCE
from entasis.weakness import VERSION

PUBLISHED = Path(entasis.report.__file__).with_name("entasis-report-1.schema.json")
VALIDATOR = jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_bytes()))


def test_the_published_schema_is_current_and_valid():
    assert PUBLISHED.read_bytes() == encoded(schema()), "run scripts/generate_report_schema.py"
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (SeverityName, [severity.name.lower() for severity in Severity]),
        (TierName, [tier.value for tier in Tier]),
        (RoleName, [role.value for role in Role]),
        (ProblemName, [kind.value for kind in ProblemKind]),
    ],
)
def test_the_schema_knows_every_value(names, values):
    assert list(names.__args__) == values


def test_a_report_holds_everything():
    report = json.loads(render(FULL))
    VALIDATOR.validate(report)
    assert report["tool"] == {"name": "entasis", "version": __version__}
    assert report["cwe"] == {"view": 1000, "version": VERSION}
    assert report["complete"] is False
    assert report["conclusion"].startswith("2 security defects: 1 high, 1 medium; ")
    assert [finding["rule"] for finding in report["findings"]] == ["unverified-tls", "call-arguments"]
    tls = report["findings"][0]
    assert tls["weakness"] == {"cwe": 295, "name": "Improper Certificate Validation"}
    assert tls["pillar"] == {"cwe": 284, "name": "Improper Access Control"}
    assert tls["location"] == {
        "path": "src/app.py",
        "line": 12,
        "column": 30,
        "end_line": 12,
        "end_column": 43,
    }
    assert tls["quote"] == [{"line": 12, "text": "    return requests.get(url, verify=VERIFY)"}]
    assert [step["text"] for step in tls["steps"]] == [step.text for step in TLS.steps]
    assert tls["fix"]["edits"][0]["replacement"] == ""
    assert [pillar["findings"] for pillar in report["pillars"]] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert [problem["line"] for problem in report["problems"]] == [None, 3]
    assert report["coverage"]["excluded"] == {"generated": 2}
    assert report["statistics"] == {
        "resolved": {"exact": 700, "hierarchy": 89},
        "unresolved": {"parameter": 3},
        "flow": {"summaries made": 12},
    }
    assert report["notes"] == list(FULL.notes)
    assert [rule["page"] for rule in report["rules"]] == [rule.page for rule in FULL.rules]


def test_a_clean_report_says_the_sentence():
    report = json.loads(render(CLEAN))
    assert (report["complete"], report["findings"], report["conclusion"]) == (True, [], NEGATIVE_SENTENCE)
    assert NEGATIVE_SENTENCE not in render(replace(CLEAN, problems=(GAP,))).decode()


def test_the_order_of_the_review_does_not_matter():
    backwards = replace(FULL, findings=FULL.findings[::-1], problems=FULL.problems[::-1])
    assert render(backwards) == render(FULL)


def test_hostile_text_comes_through_as_it_is_but_not_to_a_terminal():
    found = replace(
        CALL, message="\x1b[2J \x9b \u202e \U000e0041 \\u202e é", span=replace(CALL.span, path="\udce9.py")
    )
    document = render(Review((found,), COVERAGE)).decode()
    assert UNSAFE.findall(document.replace("\n", "")) == []
    assert "é" in document
    finding = json.loads(document)["findings"][0]
    assert finding["message"] == found.message
    assert finding["location"]["path"] == r"\xe9.py"


@settings(max_examples=40)
@given(reviews)
def test_every_report_is_valid_and_safe(review):
    document = render(review)
    report = json.loads(document)
    VALIDATOR.validate(report)
    assert json.loads(msgspec.json.encode(msgspec.json.decode(document, type=Report))) == report
    assert UNSAFE.findall(document.decode().replace("\n", "")) == []
    assert document.endswith(b"}\n")
    assert (report["conclusion"] == NEGATIVE_SENTENCE) == (report["complete"] and not report["findings"])
