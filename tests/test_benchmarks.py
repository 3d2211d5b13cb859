"""The benchmarks run and count what they say: on the example, and on curves whose growth is known."""

import json
import math
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import entasis

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "benchmarks"
TREE = "examples/cellcloud"
LINES = sum(len(path.read_text().splitlines()) for path in (ROOT / TREE).rglob("*.py"))


def run(script, *arguments):
    """What the script prints."""
    path = os.pathsep.join([str(Path(entasis.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(BENCHMARKS / script), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_speed_measures_each_step_by_bare_parsing():
    answer = json.loads(run("speed.py", TREE, "--runs", 1, "--no-bandit", "--json"))
    assert (answer["files"], answer["lines"]) == (len(list((ROOT / TREE).rglob("*.py"))), LINES)
    steps = {step["step"]: step for step in answer["steps"]}
    assert list(steps) == ["parse", "lower", "facts", "rules", "flow", "review"]
    for step in steps.values():
        assert step["ratio"] > 0
        assert step["peak"] > 2**20


def test_resolution_counts_every_call_once():
    [answer] = json.loads(run("resolution.py", TREE, "--json", "--all-roles"))
    assert (answer["lost"], answer["partial"], answer["crashes"]) == (0, 0, [])
    assert answer["calls"] == sum(answer["resolved"].values()) + sum(answer["unresolved"].values()) > 100
    review = run_review()
    assert (answer["calls"], answer["lines"]) == (review["calls"], review["lines"])


def run_review():
    """The coverage of a review of the example."""
    from entasis import engine

    coverage = engine.review(engine.Options((str(ROOT / TREE),))).coverage
    return {"calls": coverage.calls, "lines": coverage.lines}


@pytest.fixture
def linear(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import linear

    return linear


@pytest.mark.parametrize("power", [1, 1.5, 2])
def test_the_exponent_is_that_of_the_growth(linear, power):
    curve = [linear.Point(lines, 1e-6 * lines**power) for lines in (1_000, 10_000, 50_000, 100_000)]
    assert linear.exponent(curve) == pytest.approx(power)


def test_one_size_has_no_growth(linear):
    assert math.isnan(linear.exponent([linear.Point(1_000, 1.0)]))


def test_the_plot_shows_every_point_and_labels_do_not_meet(linear):
    curves = {step: [linear.Point(10**i, 0.01 * 10**i) for i in (1, 2, 3)] for step in ("parse", "lower")}
    root = ET.fromstring(linear.drawn(curves))
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f".//{space}circle")) == 6
    heights = [
        float(text.get("y")) for text in root.iter(f"{space}text") if text.text in linear.NAMES.values()
    ]
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) >= 14
