"""`entasis trace`: the way of data between two places, or the hop at which it is held up, and by what."""

import re

import pytest

from entasis.engine import UsageError
from entasis.inquiry import Where, inquire, where
from entasis.limits import CALL_DEPTH
from entasis.report.traced import render

VIEWS = """
import html
import sys

import ghosts
from flask import abort, request

import store
import texts

ALLOWED = {"a", "b"}
DEBUG = False


def reached():
    store.run(request.args["key"])  # reached


def also_reached():
    store.run("x" + request.form["key"])


def guarded():
    key = request.args["key"]
    if key not in ALLOWED:  # cause
        abort(400)
    store.run(key)  # guarded


def guarded_on_one_way():
    key = request.args["key"]
    if key not in ALLOWED:  # cause
        key = "a"
    store.run(key)  # guarded


def guarded_elsewhere():
    key = request.args["key"]
    texts.check(key)  # cause
    store.run(key)  # guarded


def cleaned_elsewhere():
    store.run(texts.clean(request.args["key"]))


def number():
    store.run(int(request.args["key"]))  # sanitised


def dead():
    key = request.args["key"]
    if DEBUG:  # cause
        store.run(key)  # dead branch


def left():
    key = request.args["key"]
    sys.exit(1)  # cause
    store.run(key)  # dead branch


def unresolved(backend):
    backend.start_it(request.args["key"])  # unresolved call


def guessed():
    store.run(ghosts.rewritten(request.args["key"]))  # nothing is known of it


def element():
    pair = [request.args["key"], "x"]
    store.run(pair[1])  # replaced


def written_over():
    settings = {}
    settings["key"] = request.args["key"]
    settings["key"] = "x"
    store.run(settings["key"])  # replaced


def lost(handler):
    handler(request.args["key"])  # no way
"""
STORE = """
import subprocess


def run(command):
    subprocess.run(command, shell=True)  # sink


class Local:
    def start_it(self, command):
        subprocess.run(command, shell=True)  # sink of start_it


class Remote:
    def start_it(self, command):
        pass


class Later:
    def start_it(self, command):
        pass


class Never:
    def start_it(self, command):
        pass

"""
TEXTS = """
import re


def clean(text):
    return re.sub(r"[^\\w]", "", text)  # sanitised


def check(text):
    if not text.isalnum():
        raise ValueError(text)
"""
FILES = {"views.py": VIEWS, "store.py": STORE, "texts.py": TEXTS}


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def line_of(text, mark, first=1):
    """The first line from `first` on that ends with the mark."""
    return next(i for i, line in enumerate(text.split("\n"), 1) if i >= first and line.endswith(mark))


def source_of(function):
    """The line of VIEWS in which the function reads its data."""
    start = (
        line_of(VIEWS, f"def {function}():")
        if f"def {function}():" in VIEWS
        else VIEWS.count("\n", 0, VIEWS.index(f"def {function}(")) + 1
    )
    return next(i for i, line in enumerate(VIEWS.split("\n"), 1) if i > start and "request.args" in line)


def asked(function, sink="# sink"):
    return inquire(
        Where("views.py", source_of(function)), Where("store.py", line_of(STORE, sink)), context="."
    )


def test_a_flow_is_shown_hop_by_hop_and_with_who_reports_it(project):
    [answer] = asked("reached")
    assert (answer.why, answer.stop) == ("reached", None)
    assert "command-injection" in answer.remark
    places = [(traced.step.span.path, traced.step.span.line) for traced in answer.steps]
    assert places[0] == ("views.py", line_of(VIEWS, "# reached"))
    assert places[-1] == ("store.py", line_of(STORE, "# sink"))


@pytest.mark.parametrize(
    "function",
    [
        *("guarded", "guarded_on_one_way", "guarded_elsewhere", "number"),
        *("dead", "left", "element", "written_over"),
    ],
)
def test_what_holds_data_up_is_named_where_it_does(project, function):
    [answer] = asked(function)
    start = source_of(function)
    following = VIEWS.split("\n")[start - 1 : start + 4]
    marked = next(i for i, line in enumerate(following) if re.search(r"# (?!cause)", line))
    assert answer.why == following[marked].partition("# ")[2]
    assert answer.stop.step.span.path == "views.py"
    causes = [start + i for i, line in enumerate(following[: marked + 1]) if line.endswith("# cause")]
    if function == "guarded_on_one_way":  # what is checked is checked on the way into the choice
        assert start <= answer.stop.step.span.line <= start + marked
    else:
        assert answer.stop.step.span.line == start + marked
    assert ([answer.cause.step.span.line] if answer.cause else []) == causes
    assert answer.steps[0].step.span.line == start
    assert (answer.beyond[-1].step.span.path, answer.beyond[-1].step.span.line) == (
        "store.py",
        line_of(STORE, "# sink"),
    )


def test_a_cleaner_of_the_program_is_looked_into(project):
    [answer] = asked("cleaned_elsewhere")
    assert answer.why == "sanitised"
    assert answer.stop.step.span.path == "texts.py"
    assert answer.stop.quote[0][1].endswith("# sanitised")
    assert "re.sub" in answer.stop.step.text


def test_a_call_that_nobody_knows_is_named_with_the_reason(project):
    [answer] = asked("unresolved", "# sink of start_it")
    assert answer.why == "unresolved call"
    assert answer.stop.step.span.line == source_of("unresolved")
    assert "(parameter)" in answer.stop.step.text
    assert answer.beyond[-1].quote[0][1].endswith("# sink of start_it")


def test_that_nothing_is_known_of_a_library_on_the_way_is_said(project):
    [answer] = asked("guessed")
    assert answer.why == "reached"
    assert answer.remark == (
        "Reported by command-injection at the level audit: nothing is known of what it goes through."
    )


def test_where_there_is_no_way_the_calls_are_shown_that_nobody_knows(project):
    [answer] = asked("lost")
    assert (answer.why, answer.stop) == ("no way", None)
    assert [traced.step.span.line for traced in answer.steps] == [source_of("lost")]
    assert "parameter" in answer.steps[0].step.text


def test_a_chain_of_calls_that_is_too_long_is_a_limit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    steps = "".join(f"def f{i}(x):\n    return f{i + 1}(x)\n" for i in range(CALL_DEPTH.bound + 20))
    last = f"def f{CALL_DEPTH.bound + 20}(x):\n    os.system(x)\n"
    text = f"import os\nfrom flask import request\n{steps}{last}def view():\n    f0(request.args['x'])\n"
    (tmp_path / "chain.py").write_text(text)
    [answer] = inquire(Where("chain.py"), Where("chain.py"))
    assert answer.why == "limit"
    assert str(CALL_DEPTH.bound) in answer.stop.step.text


def test_what_is_no_source_and_what_is_no_sink_is_said(project):
    sink = Where("store.py", line_of(STORE, "# sink"))
    assert inquire(Where("views.py", 1), sink)[0].why == "not a source"
    assert inquire(Where("views.py", source_of("reached")), Where("store.py", 1))[0].why == "not a sink"


def test_without_lines_every_path_between_two_files_is_shown(project):
    answers = inquire(Where("views.py"), Where("store.py"), context=".")
    assert {answer.why for answer in answers} == {"reached"}
    lines = [answer.steps[0].step.span.line for answer in answers]
    assert lines == [
        source_of("reached"),
        line_of(VIEWS, 'request.form["key"])'),
        source_of("guessed"),
    ]


def test_lines_are_those_that_the_reader_sees(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = "import os\nfrom flask import request\nname = request.args['x']\nos.system(name)\n"
    numbered = "".join(f"{number} {line}\n" for number, line in enumerate(code.splitlines(), 101))
    (tmp_path / "request.txt").write_text(f"Please review this.\n{numbered}")
    [answer] = inquire(Where("request.txt", 103), Where("request.txt", 104))
    assert answer.why == "reached"
    assert answer.steps[0].step.span.line == 103


def test_a_file_that_is_not_there_is_refused(project):
    with pytest.raises(UsageError, match=r"gone\.py"):
        inquire(Where("gone.py", 1), Where("store.py", 1))


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a.py:12", "a.py", 12),
        ("a.py", "a.py", 0),
        ("a:b.py", "a:b.py", 0),
        ("a.py:0", "a.py:0", 0),
        (":3", ":3", 0),
    ],
)
def test_a_place_is_a_path_and_a_line(text, path, line):
    assert where(text) == Where(path, line)
    assert str(where(text)) == text


def test_nothing_that_a_terminal_obeys_is_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "\x1b[31mapp.py"
    text = "import os\nfrom flask import request\nos.system(request.args['\x1b[31m'])\n"
    (tmp_path / name).write_text(text)
    shown = render(inquire(Where(name, 3), Where(name, 3)))
    assert "\x1b" not in shown
    assert "\\x1b[31mapp.py:3" in shown


def test_the_same_question_has_the_same_answer(project):
    first = [render(asked(function)) for function in ("guarded", "element", "lost")]
    assert first == [render(asked(function)) for function in ("guarded", "element", "lost")]
