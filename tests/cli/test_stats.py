"""What `--stats` says goes to standard error, adds up, and leaves the answer as it is."""

import json
import re

from entasis import engine
from entasis.account import Stopwatch, account
from entasis.finding import Coverage, Review, Statistics

PHASES = [
    "looking for files",
    "reading",
    "putting the program together",
    "resolving calls",
    "following data",
    "reviewing",
    "writing the answer",
]


def figures(text):
    """The name and figure of each line that has one."""
    found = re.findall(r"^ *([a-z][a-z -]*?)  +([\d,.]+)(?:  .*)?$", text, re.MULTILINE)
    return {name: float(figure.replace(",", "")) for name, figure in found}


def test_the_answer_is_the_same_with_and_without(run, tree):
    (tree / "calls.py").write_text("def twice(f, x):\n    return f(f(x))\n\n\ntwice(abs, len('x'))\n")
    plain = run("review", ".", "--format", "json")
    counted = run("review", ".", "--format", "json", "--stats")
    assert counted.out == plain.out
    assert "seconds" not in counted.out
    statistics = json.loads(plain.out)["statistics"]
    assert statistics["unresolved"] == {"parameter": 2}
    shown = figures(counted.err)
    assert shown["parameter"] == 2
    assert shown["calls"] == sum(statistics["resolved"].values()) + 2 == 4
    assert set(PHASES) <= shown.keys()


def test_the_times_of_the_phases_add_up_to_all(run, tree):
    shown = figures(run("review", ".", "--stats").err)
    assert abs(sum(shown[phase] for phase in PHASES) - shown["seconds"]) < 0.05


def test_a_stopwatch_gives_each_phase_the_time_until_the_next():
    now = 0.0
    watch = Stopwatch(lambda: now)
    shown = []
    watch.shown = lambda *call: shown.append(call)
    now = 5.0  # before the first phase: nobody's
    watch("reading", 0, 2)
    now = 6.0
    watch("reading", 1, 2)
    now = 9.0
    watch.turn("reviewing")
    now = 9.5
    assert watch.stop() == (("reading", 4.0), ("reviewing", 0.5))
    assert shown == [("reading", 0, 2), ("reading", 1, 2)]


def test_the_account_sorts_by_count_and_says_shares():
    statistics = Statistics((("by-name", 1), ("exact", 6)), (("element", 1), ("result", 2)), (("runs", 7),))
    review = Review((), Coverage(limits=(("opaque", 1234),)), statistics=statistics)
    assert list(account(review, [("reading", 0.5), ("reviewing", 1.5)])) == [
        "calls            10",
        "  resolved        7   70.0 %",
        "    exact         6   60.0 %",
        "    by-name       1   10.0 %",
        "  unresolved      3   30.0 %",
        "    result        2   20.0 %",
        "    element       1   10.0 %",
        "data flow",
        "  runs            7",
        "limits hit    1,234",
        "  opaque      1,234",
        "seconds        2.00",
        "  reading      0.50   25.0 %",
        "  reviewing    1.50   75.0 %",
    ]


def test_phases_are_reported_in_their_order(tree):
    seen = []
    engine.review(engine.Options((str(tree),)), progress=lambda phase, *_: seen.append(phase))
    assert list(dict.fromkeys(seen)) == PHASES[:-1]


def test_a_context_is_a_phase_of_its_own(tree):
    seen = []
    options = engine.Options((str(tree / "clean.py"),), context=str(tree))
    engine.review(options, progress=lambda phase, *_: seen.append(phase))
    assert "reading the context" in seen
