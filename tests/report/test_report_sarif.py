"""The SARIF log: valid against the OASIS schema, and consistent where the schema cannot look."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
from hypothesis import given, settings
from report_samples import CALL, CLEAN, COVERAGE, FULL, GAP, RULES, TLS, paths, reviews

from entasis.finding import Review, Severity, Span
from entasis.report.escape import UNSAFE
from entasis.report.sarif import render
from entasis.report.sarif_places import uri

SCHEMA = Path(__file__).with_name("data") / "sarif-schema-2.1.0.json"
VALIDATOR = jsonschema.Draft7Validator(json.loads(SCHEMA.read_bytes()))


def run_of(review):
    log = json.loads(render(review))
    VALIDATOR.validate(log)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def rules_of(run):
    return run["tool"]["driver"]["rules"]


def test_a_result():
    run = run_of(FULL)
    result = run["results"][0]
    assert (result["ruleId"], result["level"]) == ("unverified-tls", "error")
    assert result["message"]["text"] == "\n\n".join(
        [TLS.message, TLS.why, *TLS.facts, "Solution: Leave the argument out."]
    )
    assert [taxon["id"] for taxon in result["taxa"]] == ["295"]
    assert result["partialFingerprints"] == {"entasis/v1": "5f1c"}
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "src/app.py"
    assert location["physicalLocation"]["region"] == {
        "startLine": 12,
        "startColumn": 30,
        "endLine": 12,
        "endColumn": 43,
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "fetch", "kind": "function"}]
    (flow,) = result["codeFlows"]
    hops = [hop["location"] for hop in flow["threadFlows"][0]["locations"]]
    assert [hop["message"]["text"] for hop in hops] == [step.text for step in TLS.steps]
    assert [hop["physicalLocation"]["region"]["startLine"] for hop in hops] == [3, 12]
    (fix,) = result["fixes"]
    assert fix["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 12, "startColumn": 28, "endLine": 12, "endColumn": 43},
            "insertedContent": {"text": ""},
        }
    ]


def test_what_is_not_there_leaves_no_trace():
    bare = replace(TLS, steps=(), fix=replace(TLS.fix, edits=()), fingerprint="", function="", quote=())
    (result,) = run_of(Review((bare,), COVERAGE))["results"]
    assert not {"codeFlows", "fixes", "partialFingerprints"} & set(result)
    assert set(result["locations"][0]) == {"physicalLocation"}
    assert "contextRegion" not in result["locations"][0]["physicalLocation"]


@pytest.mark.parametrize(
    ("severity", "level", "score"),
    [
        (Severity.CRITICAL, "error", "9.5"),
        (Severity.HIGH, "error", "8.0"),
        (Severity.MEDIUM, "warning", "5.5"),
        (Severity.LOW, "note", "3.0"),
    ],
)
def test_severity_is_what_a_code_host_sorts_by(severity, level, score):
    run = run_of(Review((replace(TLS, severity=severity),), COVERAGE, rules=RULES))
    (result,) = run["results"]
    rule = rules_of(run)[result["ruleIndex"]]
    assert result["level"] == rule["defaultConfiguration"]["level"] == level
    assert rule["properties"]["security-severity"] == score


def test_a_result_names_one_weakness_in_whatever_way_it_is_looked_for():
    """The pillar is a weakness too, but not the one that was found."""
    (result,) = run_of(Review((TLS,), COVERAGE, rules=RULES))["results"]
    written = json.dumps([result["properties"], result["taxa"], result["message"]])
    assert set(re.findall(r"cwe-?(\d+)", written, re.IGNORECASE)) == {"295"}


def test_a_rule_tells_its_weakness_and_its_page():
    run = run_of(CLEAN)
    call, tls = rules_of(run)
    assert tls["properties"]["tags"] == ["security", "external/cwe/cwe-295", "pillar/284"]
    assert tls["fullDescription"]["text"] == (
        "CWE-295: Improper Certificate Validation. Pillar CWE-284: Improper Access Control."
    )
    assert call["help"]["markdown"] == "# What\n\nIt is wrong."
    assert (call["id"], call["name"]) == ("call-arguments", "CallArguments")
    assert [taxon["id"] for taxon in run["taxonomies"][0]["taxa"]] == ["284", "295", "628", "710"]


def test_a_finding_that_differs_from_its_rule_has_a_descriptor_of_its_own():
    other = replace(CALL, cwe=687, severity=Severity.LOW)
    run = run_of(Review((CALL, other), COVERAGE, rules=RULES))
    assert [rule["id"] for rule in rules_of(run)] == [
        "call-arguments",
        "call-arguments/cwe-687/low",
        "unverified-tls",
    ]
    assert [result["ruleId"] for result in run["results"]] == ["call-arguments", "call-arguments/cwe-687/low"]
    low = rules_of(run)[1]
    assert low["properties"]["security-severity"] == "3.0"
    assert "external/cwe/cwe-687" in low["properties"]["tags"]
    assert low["shortDescription"] == rules_of(run)[0]["shortDescription"]


def test_an_incomplete_review_says_so():
    (invocation,) = run_of(FULL)["invocations"]
    assert invocation["executionSuccessful"] is False
    remark, gap = invocation["toolExecutionNotifications"]
    assert (gap["level"], gap["descriptor"]["id"], gap["message"]["text"]) == ("error", "syntax", GAP.message)
    assert gap["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert remark["level"] == "note"
    assert "region" not in remark["locations"][0]["physicalLocation"]


def test_a_complete_review_says_so():
    run = run_of(CLEAN)
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert run["properties"]["coverage"]["resolvedCalls"] == 700


@pytest.mark.parametrize(
    ("path", "reference"),
    [
        ("src/app.py", "src/app.py"),
        ("a b#c?.py", "a%20b%23c%3F.py"),
        ("c:d.py", "c%3Ad.py"),
        ("é/%41.py", "%C3%A9/%2541.py"),
        ("caf\udce9.py", "caf%E9.py"),
        ("/abs/x y.py", "file:///abs/x%20y.py"),
        ("-", "-"),
        ("\ud800.py", "%ED%A0%80.py"),
    ],
)
def test_the_reference_to_a_file(path, reference):
    assert uri(path) == reference


@given(paths.filter(lambda path: "\ud800" not in path))
def test_a_reference_holds_the_bytes_of_the_name(path):
    assert unquote_to_bytes(uri(path).removeprefix("file://")) == path.encode("utf-8", "surrogateescape")


def test_absolute_paths_have_no_base():
    absolute = replace(TLS, span=Span("/srv/app.py", 12, 0, 12, 4), steps=(), fix=replace(TLS.fix, edits=()))
    artifacts = run_of(Review((absolute, TLS), COVERAGE))["artifacts"]
    assert artifacts[0]["location"] == {"uri": "file:///srv/app.py"}
    assert artifacts[1]["location"] == {"uri": "src/app.py", "uriBaseId": "%SRCROOT%"}


def test_reviewed_code_places_no_link_in_a_message():
    found = replace(TLS, message="see [this](https://example.org)")
    (result,) = run_of(Review((found,), COVERAGE))["results"]
    assert result["message"]["text"].startswith("see [this] (https://example.org)")


def test_the_order_of_the_review_does_not_matter():
    backwards = replace(FULL, findings=FULL.findings[::-1], problems=FULL.problems[::-1])
    assert render(backwards) == render(FULL)


def references(value):
    """Every object of the log that refers to a list of the run by position."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


@settings(max_examples=20)
@given(reviews)
def test_every_log_is_valid_safe_and_refers_to_what_is_there(review):
    document = render(review).decode()
    assert UNSAFE.findall(document.replace("\n", "")) == []
    run = run_of(review)
    rules, taxa = rules_of(run), run["taxonomies"][0]["taxa"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(review.findings)
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        (taxon,) = result["taxa"]
        assert [relation["target"]["id"] for relation in rule["relationships"]] == [taxon["id"]]
        assert rule["defaultConfiguration"]["level"] == result["level"]
    for reference in references(run):
        if "toolComponent" in reference:
            assert taxa[reference["index"]]["id"] == reference["id"]
        if "uri" in reference and "index" in reference:
            assert run["artifacts"][reference["index"]]["location"]["uri"] == reference["uri"]
