"""One file becomes texts or problems, whatever it is and whatever happens to it."""

import os
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis import limits
from entasis.finding import ProblemKind, Role
from entasis.source import Candidate, SourceFile, discover, read

PROGRAM = "import os\n\nos.system(x)\n"
LISTING = "1 import os\n2\n3 os.system(x)\n"
PYTHON_2 = "print 'hello'\nexec x\n"


def stdin(data):
    return read(Candidate("-", b"", named=True, role=Role.APPLICATION), data)


def named(path):
    selection = discover([str(path)])
    assert selection.problems == ()
    return read(selection.candidates[0])


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def kinds(result):
    files, problems = result
    assert files == ()
    return [problem.kind for problem in problems]


def test_a_found_file_is_python(here):
    Path("request.py").write_text(LISTING)
    candidate = discover(["."]).candidates[0]
    assert read(candidate) == ((SourceFile("request.py", LISTING, Role.APPLICATION),), ())


def test_a_named_file_keeps_its_role(here):
    Path("test_it.py").write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    assert named("test_it.py") == ((SourceFile("test_it.py", "x = 1\n", Role.TEST),), ())


@pytest.mark.parametrize("name", ["request.txt", "test_it.py", "request", "answer.md", "page.html"])
def test_a_named_listing_is_a_request(here, name):
    Path(name).write_text(LISTING)
    assert named(name) == ((SourceFile(name, PROGRAM, Role.APPLICATION, (1, 2, 3)),), ())


def test_python_with_prose_is_python(here):
    Path("a.py").write_text("This does not parse.\n" + LISTING)
    assert named("a.py")[0][0].numbers is None
    Path("a.txt").write_text("This does not parse.\n" + LISTING)
    assert named("a.txt")[0][0].numbers == (1, 2, 3)


def test_standard_input():
    assert stdin(PROGRAM.encode())[0] == (SourceFile("-", PROGRAM, Role.APPLICATION),)
    assert stdin(LISTING.encode())[0] == (SourceFile("-", PROGRAM, Role.APPLICATION, (1, 2, 3)),)
    twice = stdin((LISTING + LISTING).encode())[0]
    assert [file.path for file in twice] == ["-", "-#2"]
    wide = stdin(LISTING.encode("utf-16"))
    assert wide[0][0].text == PROGRAM


@pytest.mark.parametrize(
    "text", ["", "\n", "# only a comment\n", "'''Only a docstring.'''\n", PYTHON_2, "x=(\n"]
)
def test_a_text_that_is_python(here, text):
    assert stdin(text.encode()) == ((SourceFile("-", text, Role.APPLICATION),), ())
    Path("code.txt").write_text(text)
    assert named("code.txt") == ((SourceFile("code.txt", text, Role.APPLICATION),), ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("request.txt", "Please review my code for defects.\nFor example:\nimport the data\n"),
        ("request.txt", "hello"),
        ("data.txt", '{"a": 1}\n'),
        ("book.ipynb", '{"cells": [], "nbformat": 4}\n'),
        ("settings.toml", "[tool]\nx = 1\n"),
        ("settings.yaml", "a: b\n"),
        ("app.ts", "import x from 'y';\nx = 1\n"),
    ],
)
def test_a_text_without_code_is_never_reviewed_in_silence(here, name, text):
    Path(name).write_text(text)
    assert kinds(named(name)) == [ProblemKind.SYNTAX]


@pytest.mark.parametrize(
    ("name", "text"),
    [("app.wsgi", "import os\napplication = x\n"), ("run.cgi", "#!/usr/bin/python\nx\n"), ("API.PY", "x\n")],
)
def test_python_under_another_name(here, name, text):
    Path(name).write_text(text)
    assert named(name)[0][0].text == text


def test_a_file_that_vanishes_or_becomes_something_else(here):
    for name in ["gone.py", "link.py", "pipe.py", "folder.py", "pkg/gone.py"]:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("x = 1\n")
    candidates = discover(["."]).candidates
    for name in ["gone.py", "link.py", "pipe.py", "folder.py", "pkg/gone.py"]:
        Path(name).unlink()
    Path("pkg").rmdir()
    Path("pkg").write_text("")
    Path("link.py").symlink_to("/etc/passwd")
    os.mkfifo("pipe.py")
    Path("folder.py").mkdir()
    results = {one.path: kinds(read(one)) for one in candidates}
    assert results == {
        "folder.py": [ProblemKind.NOT_A_FILE],
        "gone.py": [ProblemKind.VANISHED],
        "link.py": [ProblemKind.VANISHED],
        "pipe.py": [ProblemKind.NOT_A_FILE],
        "pkg/gone.py": [ProblemKind.VANISHED],
    }


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_whose_bytes_cannot_be_read():
    """A regular file of size 0 that opens, and then fails at the first read."""
    files, problems = named("/proc/self/mem")
    assert files == ()
    assert problems[0].kind is ProblemKind.UNREADABLE
    assert problems[0].message == "cannot be read: Input/output error"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_a_file_that_states_a_wrong_size():
    assert kinds(named("/proc/self/status")) == [ProblemKind.SYNTAX], "its text was read, and is no code"


def test_a_file_above_the_cap(here):
    with Path("large.py").open("wb") as file:
        file.truncate(limits.FILE_BYTES.bound + 1)
    tracemalloc.start()
    try:
        assert kinds(named("large.py")) == [ProblemKind.TOO_LARGE]
        assert tracemalloc.get_traced_memory()[1] < 1_000_000, "it is not read first"
    finally:
        tracemalloc.stop()
    assert kinds(stdin(bytes(limits.FILE_BYTES.bound + 1))) == [ProblemKind.TOO_LARGE]


def test_a_binary_file(here):
    Path("a.py").write_bytes(bytes(range(256)))
    assert kinds(named("a.py")) == [ProblemKind.BINARY]


@given(st.binary(max_size=120))
def test_any_bytes_are_read_or_named(data):
    files, problems = stdin(data)
    assert files or problems
    for file in files:
        assert file.text.encode().decode() == file.text


@given(st.text(max_size=120))
def test_any_text_is_read_or_named(text):
    files, problems = stdin(text.encode("utf-8", "surrogatepass"))
    assert files or problems


@given(
    st.lists(
        st.sampled_from([*PROGRAM.split("\n"), *LISTING.split("\n"), "```", "prose", "1.", "x"]), max_size=12
    )
)
def test_no_line_of_code_is_lost_in_silence(lines):
    """Whatever the mixture, an import is in a text, or a problem says that something is not."""
    text = "\n".join(lines)
    files, problems = stdin(text.encode())
    seen = "".join(file.text for file in files).count("import os")
    assert seen == text.count("import os") or any(problem.incomplete for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        " " * 1_000_000 + "x",
        "a, " * 300_000,
        "a" + " " * 1_000_000 + "b",
        "1" + " " * 1_000_000 + "x = 1\n2 y",
        "1 x = 1\n" + " " * 1_000_000 + "y\n2 z = 1",
        "```" + " " * 1_000_000 + "`",
        "`" * 1_000_000 + "x`",
        "import a" + ", a" * 300_000 + " !",
        "#!" + " python" * 100_000,
        "# coding" + " " * 1_000_000 + ":",
        "f(" * 300_000,
        "\n" * 300_000 + "1\n",
        "x = y[" + "a" * 1_000_000,
    ],
    ids=range(13),
)
def test_long_lines_cost_no_square(text):
    start = time.perf_counter()
    stdin(text.encode())
    assert time.perf_counter() - start < 5, "each takes a fraction of a second"
