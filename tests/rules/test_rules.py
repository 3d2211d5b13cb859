"""What holds of every rule: its page has the same parts, its examples are true, and what it says is said plainly."""

import ast
import re

import mdtest
import pytest

from entasis import engine
from entasis.finding import Tier
from entasis.rules import all_rules
from entasis.weakness import weakness

RULES = all_rules()
SECTIONS = mdtest.all_sections()
PARTS = [
    "What it finds",
    "Why it matters",
    "Bad",
    "Good",
    "How to fix it",
    "What it cannot see",
    "References",
]
HEDGES = re.compile(
    r"\b(possible|possibly|might|maybe|perhaps|consider|potential|potentially|should)\b", re.IGNORECASE
)
LONGEST_MESSAGE = 100
SHORT_NAME = 30

each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def examples(rule, part):
    """The Python blocks under a heading of the rule's page."""
    body = rule.page.split(f"## {part}\n")[1].split("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", body, re.DOTALL)


def reviewed(code, directory, level):
    (directory / "example.py").write_text(code)
    return engine.review(engine.Options(paths=(str(directory),), level=level))


def test_there_are_rules():
    assert len(RULES) >= 9
    assert [rule.id for rule in RULES] == sorted({rule.id for rule in RULES})


@each_rule
def test_the_weakness_is_one_that_mitre_lets_defects_map_to(rule):
    assert weakness(rule.cwe).is_mappable, weakness(rule.cwe)


@each_rule
def test_the_page_has_all_parts_in_order(rule):
    assert re.findall(r"^## (.+)$", rule.page, re.MULTILINE) == PARTS
    summary = rule.page.split("\n", 1)[0]
    assert summary.endswith(".")
    assert f"https://cwe.mitre.org/data/definitions/{rule.cwe}.html" in rule.page


@each_rule
def test_the_page_does_not_repeat_the_fields(rule):
    prose = re.sub(r"```.*?```|https?://\S+|\[CWE-\d+\]", "", rule.page, flags=re.DOTALL)
    assert not re.search(r"CWE-\d|severity|pillar", prose, re.IGNORECASE)


@each_rule
def test_bad_examples_are_found_where_they_say(rule, tmp_path):
    blocks = examples(rule, "Bad")
    assert blocks
    for code in blocks:
        marked = [number for number, line in enumerate(code.split("\n"), 1) if line.endswith("# finding")]
        assert marked
        answer = reviewed(code, tmp_path, rule.tier)
        assert answer.is_complete
        assert [f.span.line for f in answer.findings if f.rule == rule.id] == marked


@each_rule
def test_good_examples_are_silent_for_every_rule(rule, tmp_path):
    blocks = examples(rule, "Good")
    assert blocks
    for code in blocks:
        answer = reviewed(code, tmp_path, Tier.AUDIT)
        assert answer.is_complete
        assert answer.findings == ()


@each_rule
def test_the_rule_has_a_page_of_cases(rule):
    marks = [
        mark
        for section in SECTIONS
        if section.page == f"{rule.id}.md"
        for file in section.files.values()
        for marks in file.marks().values()
        for mark in marks
    ]
    assert any(mark.rule == rule.id and mark.kind in {"finding", "audit"} for mark in marks)


@pytest.mark.parametrize("section", SECTIONS, ids=[f"{s.page}: {s.heading}" for s in SECTIONS])
def test_texts_are_plain(section, reviewed):
    _, answer = reviewed(section)
    for finding in answer.findings:
        names = re.findall(r"[\w.]+\.\w+", finding.message)
        if all(len(name) <= SHORT_NAME for name in names):
            assert len(finding.message) <= LONGEST_MESSAGE
        assert not finding.message.endswith(".")
        for text in (finding.message, finding.why, finding.fix.description, *finding.facts):
            assert not HEDGES.search(text), text
            assert "\n" not in text
            assert "  " not in text
        for text in (finding.why, finding.fix.description, *finding.facts):
            assert text[0].isupper() or text[0] == "`" or re.match(r"\w+(\.\w+)+ ", text), text
            assert text.endswith("."), text
        for step in finding.steps:
            assert not step.text.endswith("."), step.text


@pytest.mark.parametrize("section", SECTIONS, ids=[f"{s.page}: {s.heading}" for s in SECTIONS])
def test_places_lie_in_the_text(section, reviewed):
    directory, answer = reviewed(section)
    for finding in answer.findings:
        for span in (finding.span, *(step.span for step in finding.steps)):
            lines = [*(directory / span.path).read_text().split("\n")]
            assert 1 <= span.line <= span.end_line <= len(lines)
            assert (span.line, span.column) < (span.end_line, span.end_column)
            assert span.end_column <= len(lines[span.end_line - 1])
        assert finding.quote[0][0] == finding.span.line
        assert finding.steps == () or finding.span in [step.span for step in finding.steps]
        if finding.span.path.endswith(".py"):
            assert is_a_whole(text_of(finding.span, directory))


def text_of(span, directory):
    """The text that a span bounds."""
    lines = (directory / span.path).read_text().split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return "\n".join(lines)


def is_a_whole(text):
    """Whether the text is one expression or one statement, and no more."""
    try:
        return ast.parse(f"({text}\n)", mode="eval") is not None
    except SyntaxError:
        return (
            len(ast.parse(f"for _ in ():\n {text}" if text.startswith(("break", "continue")) else text).body)
            == 1
        )
