"""A defect of ours, found by one function of one file, costs that function and never the answer about the rest."""

import os
from collections.abc import Iterator

import pytest

from entasis import engine
from entasis.failure import failed, one_a_file
from entasis.finding import Problem, ProblemKind, Severity
from entasis.rules.rule import Match, Rule

DEFECT = 'def is_admin(name):\n    return name is "admin"\n'


def rule(failure):
    """A rule that does `failure()` on functions whose names begin with `bad`."""

    def find(view) -> Iterator[Match]:
        if view.function.function.name.startswith("bad"):
            failure()
        yield from ()

    return Rule("failing", 710, "Fails", Severity.LOW, find)


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A tree with the same defect in three files; the middle one has functions that the rule fails on."""
    monkeypatch.chdir(tmp_path)
    for name in ("a", "m", "z"):
        (tmp_path / f"{name}.py").write_text(DEFECT)
    with (tmp_path / "m.py").open("a") as file:
        file.write("\n\ndef bad():\n    pass\n\n\ndef bad_too():\n    pass\n")


def review(failing, jobs):
    return engine.review(engine.Options((".",), jobs=jobs), extra_rules=(failing,))


def paths(answer):
    return [finding.span.path for finding in answer.findings]


def divide():
    return 1 // 0


def descend():
    return descend()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_in_a_rule_is_one_problem_of_the_file(tree, jobs):
    answer = review(rule(divide), jobs)
    assert paths(answer) == ["a.py", "m.py", "z.py"]
    (problem,) = answer.problems
    assert (problem.path, problem.line, problem.kind) == ("m.py", 5, ProblemKind.INTERNAL)
    assert "failing in bad: internal error, ZeroDivisionError in judge.py:" in problem.message
    assert problem.message.endswith("please report it (1 more in this file)")
    assert not answer.is_complete
    assert answer.coverage.files == 3


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bound_that_the_text_hits_is_no_internal_error(tree, jobs):
    answer = review(rule(descend), jobs)
    assert paths(answer) == ["a.py", "m.py", "z.py"]
    (problem,) = answer.problems
    assert (problem.path, problem.kind) == ("m.py", ProblemKind.LIMIT)


def test_a_worker_that_is_ended_costs_the_file_it_had(tree):
    answer = review(rule(lambda: os._exit(9)), 2)
    assert paths(answer) == ["a.py", "z.py"]
    (problem,) = answer.problems
    assert (problem.path, problem.kind) == ("m.py", ProblemKind.INTERNAL)


@pytest.mark.parametrize(("alone_below", "pids"), [(0, 0), (14, 0), (15, 2), (1_000, 2)])
def test_few_lines_are_reviewed_in_one_process(tree, alone_below, pids):
    seen = []  # what workers append to is theirs
    options = engine.Options((".",), jobs=2, alone_below=alone_below)
    answer = engine.review(options, extra_rules=(rule(lambda: seen.append(os.getpid())),))
    assert answer.coverage.lines == 14
    assert seen == [os.getpid()] * pids


def test_a_message_holds_no_more_of_a_name_than_fits_a_line():
    problem = failed("a.py", 1, "x" * 1_000_000, ValueError("\x1b[31m"))
    assert len(problem.message) < 200
    assert "\x1b" not in problem.message


def test_problems_are_counted_by_file_and_kind():
    problems = [
        Problem("a.py", 1, ProblemKind.INTERNAL, "one"),
        Problem("a.py", 2, ProblemKind.INTERNAL, "two"),
        Problem("a.py", 3, ProblemKind.LIMIT, "three"),
        Problem("b.py", 4, ProblemKind.INTERNAL, "four"),
    ]
    assert [p.message for p in one_a_file(problems)] == ["one (1 more in this file)", "three", "four"]
