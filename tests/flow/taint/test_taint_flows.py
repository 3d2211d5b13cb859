"""CPython says where hostile text arrives, and the analyser must say the same, line by line.

The cases stand in `follows` (data must be followed), `stops` (it must be seen to stop) and `wrong_guards` (it must
not). `flowtest` says how a case is written. The first half of the tests runs the cases and never the analyser; the
second half reviews the same files. A line on which the analyser is known to be wrong says so: `# missing: reason`
where it misses a flow, `# spurious: reason` where it reports none; a pin that is no longer needed fails.
"""

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flowcompose import JUDGED_WRONGLY, bodies, shown_wrong, text_of
from flowprograms import HERE, Mark, Place, Program, execute, marks_of, programs
from hypothesis import Phase, given, settings

PROGRAMS = programs()
each_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)


@cache
def seen(program: Program):
    return execute(program)


def lines(places) -> list[str]:
    return [str(place).removeprefix(f"{HERE}/") for place in sorted(places)]


def agree(program: Program, ran) -> None:
    """Assert that what was seen at run time is what the marks say."""
    marks = marks_of(program)
    flows = {place for place, mark in marks.items() if mark.flows}
    unreached = {place for place, mark in marks.items() if mark.never_reached}

    assert ran.mishaps == ()
    assert lines(ran.reached - marks.keys()) == [], "a sink without a mark"
    assert lines(ran.arrived - flows) == [], "marked clean, but the hostile text arrived"
    assert lines(flows - ran.arrived) == [], "marked flow, but the hostile text did not arrive"
    assert lines(marks.keys() - ran.reached - unreached) == [], "no run came by this mark"
    assert lines(ran.reached & unreached) == [], "marked as never reached, but a run came by"


@each_program
def test_python_sees_what_the_marks_say(program):
    agree(program, seen(program))


def test_python_runs_at_least_500_cases():
    assert sum(seen(program).cases for program in PROGRAMS) >= 500


@settings(max_examples=150, deadline=None, derandomize=True)
@given(body=bodies())
def test_python_sees_what_composed_cases_say(body):
    with written(body) as program:
        agree(program, execute(program, single=0))


@contextmanager
def written(body):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "composed.py"
        path.write_text(text_of(body))
        yield Program(path)


@each_program
def test_analyser_agrees(program):
    marks = marks_of(program)
    flows = {place for place, mark in marks.items() if mark.flows}
    expected = {place for place, mark in marks.items() if _is_expected(mark)}
    reported = reported_in(str(program.path))

    assert lines(expected & flows - reported) == [], "missed"
    assert lines(reported - expected - flows) == [], "reported, but nothing arrives there"
    assert lines(reported & flows - expected) == [], "no longer missed: take the pin away"
    assert lines(expected - flows - reported) == [], "no longer reported: take the pin away"


@each_program
def test_visits_that_are_left_out_say_nothing_new(program, monkeypatch):
    from entasis.analyses.taint.visits import Visits

    reported = reported_in(str(program.path))
    is_due = Visits.is_due
    monkeypatch.setattr(Visits, "is_due", lambda *asked: is_due(*asked) or True)
    assert reported_in(str(program.path)) == reported


@pytest.mark.parametrize(("flows", "without", "share"), [(True, (), 0.05), (False, JUDGED_WRONGLY, 0.15)])
def test_analyser_errs_in_few_composed_cases(flows, without, share):
    """Misses, and what is reported beyond; the bounds go down with what is mended."""
    wrong = []

    @settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate], database=None)
    @given(body=bodies(without=frozenset(without)))
    def judge(body):
        wrong.append(bool(judged_wrongly(body, flows=flows)))

    judge()
    assert sum(wrong) <= share * len(wrong)


@pytest.mark.parametrize("code", sorted(JUDGED_WRONGLY))
def test_step_is_still_judged_wrongly_in_a_function_of_its_own(code):
    assert judged_wrongly(shown_wrong(code), flows=False) != [], "take it out of JUDGED_WRONGLY"


def judged_wrongly(body, *, flows: bool) -> list[str]:
    """The lines of the composed case on which the analyser errs: flows that it misses, or clean ones it reports."""
    with written(body) as program:
        marks = {place for place, mark in marks_of(program).items() if mark.flows}
        reported = reported_in(str(program.path))
        lines_of = text_of(body).splitlines()
        wrong = marks - reported if flows else reported - marks
        return [lines_of[place.line - 1].strip() for place in sorted(wrong)]


def _is_expected(mark: Mark) -> bool:
    return mark.flows is not bool(mark.pin)


def test_known_wrong_answers_only_become_fewer():
    """The bound is where the engine stands, and goes down with each gap that is closed."""
    marks = [mark for program in PROGRAMS for mark in marks_of(program).values()]
    assert sum(bool(mark.pin) for mark in marks) <= 0.05 * len(marks)


def reported_in(path: str) -> set[Place]:
    """Where the analyser, told of flowtest by its model file, sees hostile text reach a sink."""
    from entasis.engine import Options, review
    from entasis.finding import Severity
    from entasis.rules.rule import EVERYWHERE, TaintRule

    rules = tuple(
        TaintRule(
            id="test-flow" if kind == "test.sink" else f"test-flow-{kind}",
            cwe=74,
            title="Hostile text arrives",
            severity=Severity.LOW,
            sinks=frozenset({kind}),
            message="{source} reaches {sink} of {api}",
            why="The test says so.",
            remedy="Stop it.",
            roles=EVERYWHERE,
        )
        for kind in ("test.sink", "code", "command", "html", "sql", "path", "url", "redirect")
    )
    options = Options((path,), models=(str(HERE / "flowtest.toml"),))
    answer = review(options, extra_rules=rules)
    assert answer.problems == ()
    return {
        Place(str(Path(finding.span.path).resolve()), finding.span.line)
        for finding in answer.findings
        if finding.rule.startswith("test-flow") and " of flowtest." in finding.message
    }
