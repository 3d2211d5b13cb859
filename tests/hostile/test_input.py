"""Input that is made to hurt costs what it holds and no more, is named where it is not analysed, and hides nothing."""

import sys
import time
from pathlib import Path

import pytest

from entasis import engine
from entasis.finding import ProblemKind
from entasis.session import exit_code

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from hostile import CASES, DEFECT, INCOMPLETE, long_line, long_literal, one_function

SMALL = {
    "large-file": 50_000,
    "deep-brackets": 3_000,
    "deep-operators": 20_000,
    "long-literal": 300,
    "long-line": 20_000,
    "many-files": 300,
    "one-function": 100,
}
"""Sizes for a test; ten of everything else. What is deep has to be deeper than what may be nested."""


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_lies_beside_it_is_reviewed_and_what_is_lost_is_said(case, tmp_path):
    case.make(tmp_path, SMALL.get(case.name, 10))
    (tmp_path / "defect.py").write_text(DEFECT)
    review = engine.review(engine.Options((str(tmp_path),)))
    assert [Path(finding.span.path).name for finding in review.findings] == ["defect.py"]
    assert exit_code(review, "low") == case.code
    assert bool(review.problems) is (case.code == INCOMPLETE)
    assert not any(problem.kind is ProblemKind.INTERNAL for problem in review.problems)


@pytest.mark.parametrize(
    ("make", "size"),
    [
        pytest.param(long_literal, 700, id="literal"),
        pytest.param(long_line, 60_000, id="line"),
        pytest.param(one_function, 150, id="function"),
    ],
)
def test_what_is_large_costs_in_proportion(make, size, tmp_path):
    def seconds(folder, times):
        folder.mkdir()
        make(folder, size * times)
        start = time.process_time()
        engine.review(engine.Options((str(folder),)))
        return time.process_time() - start

    seconds(tmp_path / "warm", 1)
    small = min(seconds(tmp_path / f"small{turn}", 1) for turn in range(2))
    # Eight times as large; quadratic would be 64 times. The rest is what a busy machine may be off.
    assert seconds(tmp_path / "large", 8) < 24 * small + 0.5


def test_a_file_that_changes_or_vanishes_during_the_run(tmp_path):
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text("x = 1\n")
    (tmp_path / "defect.py").write_text(DEFECT)

    def meddle(phase, done, total):
        if phase == "reading" and done == 0:
            (tmp_path / "b.py").unlink()
            (tmp_path / "c.py").write_text(DEFECT)
        if phase == "putting the program together":  # everything has been read
            (tmp_path / "defect.py").write_text("x = 1\n")
            (tmp_path / "a.py").unlink()

    review = engine.review(engine.Options((str(tmp_path),)), progress=meddle)
    assert [(Path(p.path).name, p.kind) for p in review.problems] == [("b.py", ProblemKind.VANISHED)]
    assert [Path(finding.span.path).name for finding in review.findings] == ["c.py", "defect.py"]
    assert all("is_admin" not in text for finding in review.findings for _, text in finding.quote)
    assert all("name is" in text for finding in review.findings for _, text in finding.quote)
    assert exit_code(review, "low") == INCOMPLETE
