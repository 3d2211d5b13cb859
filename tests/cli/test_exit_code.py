"""One number says how a review went; of several reasons the strongest decides."""

import pytest

from entasis import engine
from entasis.cli import main
from entasis.finding import Coverage, Finding, Fix, Problem, ProblemKind, Review, Severity, Span, Tier
from entasis.session import exit_code


def reviewed(*severities, problems=()):
    span = Span("a.py", 1, 0, 1, 1)
    findings = [Finding("r", 89, "t", s, Tier.DEFAULT, "m", "w", span, Fix("f")) for s in severities]
    return Review(tuple(findings), Coverage(), tuple(problems))


SKIPPED = Problem("b.py", 1, ProblemKind.SYNTAX, "not Python")
CRASHED = Problem("c.py", 0, ProblemKind.INTERNAL, "a rule failed")
HARMLESS = Problem("d.py", 0, ProblemKind.ENCODING, "read as Latin-1", incomplete=False)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("threshold", Severity)
def test_findings_at_or_above_the_threshold_give_1(severity, threshold):
    assert exit_code(reviewed(severity), threshold.name.lower()) == (1 if severity >= threshold else 0)
    assert exit_code(reviewed(severity), "never") == 0


def test_the_strongest_reason_wins():
    assert exit_code(reviewed(), "low") == 0
    assert exit_code(reviewed(problems=[HARMLESS]), "low") == 0
    assert exit_code(reviewed(Severity.HIGH, problems=[HARMLESS]), "low") == 1
    assert exit_code(reviewed(Severity.HIGH, problems=[SKIPPED]), "low") == 4
    assert exit_code(reviewed(problems=[SKIPPED]), "never") == 4
    assert exit_code(reviewed(Severity.HIGH, problems=[SKIPPED, CRASHED]), "low") == 3


def test_a_defect_of_ours_is_one_line_and_exit_code_3(monkeypatch, capfd, tmp_path):
    def fails(*_, **__):
        raise ZeroDivisionError("one\nor \x1b[31mtwo")

    monkeypatch.setattr(engine, "review", fails)
    assert main(["review", str(tmp_path)]) == 3
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("internal error: ZeroDivisionError: one")
    assert said.err.count("\n") == 1
    assert "please report" in said.err
    assert "\x1b" not in said.err

    assert main(["review", str(tmp_path), "--debug"]) == 3
    said = capfd.readouterr()
    assert "Traceback" in said.err
    assert "in fails" in said.err
    assert "\x1b" not in said.err
