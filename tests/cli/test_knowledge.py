"""`explain`, `rules` and `limits`: what the project knows, printed."""

import pytest

from entasis import engine
from entasis.explain import UnknownNameError, columns, explained
from entasis.limits import LIMITS

RULES = engine.rules()


def test_every_rule_has_a_page_that_says_what_it_is():
    for rule in RULES:
        page = explained(rule.id, RULES)
        assert rule.title in page
        assert f"CWE-{rule.cwe}" in page
        assert rule.page.strip() in page
        assert explained(rule.id.upper(), RULES) == page


def test_every_rule_is_found_from_its_weakness():
    for rule in RULES:
        assert rule.id in explained(f"CWE-{rule.cwe}", RULES)


def test_a_weakness_shows_where_it_stands():
    page = explained("CWE-89", RULES)
    assert "Improper Neutralization of Special Elements used in an SQL Command" in page
    assert "Base" in page
    assert "Allowed" in page
    for parent in ("CWE-943", "CWE-74", "CWE-707"):
        assert parent in page
    assert explained("cwe-89", RULES) == explained("89", RULES) == page


def test_a_weakness_names_the_rules_of_its_descendants():
    pillar = explained("CWE-703", RULES) + explained("CWE-710", RULES) + explained("CWE-664", RULES)
    assert any(rule.id in pillar for rule in RULES)


@pytest.mark.parametrize("word", ["CWE-1", "CWE-99999999", "CWE-", "cwe", "", "no such rule"])
def test_what_is_not_known_is_said(word):
    with pytest.raises(UnknownNameError, match="neither a rule nor a weakness"):
        explained(word, RULES)


def test_a_slip_is_answered_with_what_was_meant(run):
    meant = RULES[0].id
    done = run("explain", meant[:-1] + "_")
    assert done.code == 2
    assert done.out == ""
    assert f"did you mean '{meant}'" in done.err
    assert done.err.count("\n") == 1


def test_the_tables_hold_every_rule_and_every_limit(run):
    done = run("rules")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()[1:]] == [rule.id for rule in RULES]
    done = run("limits")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()[1:]] == [limit.name for limit in LIMITS]


def test_columns():
    assert columns([("a", "bb", ""), ("ccc", "d", "e")]) == "a    bb\nccc  d   e\n"
