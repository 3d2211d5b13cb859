"""Help is one screen, quick, and a slip of the finger is answered with what was meant."""

import subprocess
import sys

import pytest

from entasis import __version__
from entasis.cli import LEVELS, THRESHOLDS
from entasis.finding import Severity, Tier


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_first_help_fits_a_small_terminal_and_shows_how(run, flag):
    done = run(flag)
    assert done.code == 0
    assert done.err == ""
    lines = done.out.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert "entasis review src/" in done.out


@pytest.mark.parametrize("command", ["review", "trace", "explain", "rules", "limits"])
def test_every_command_explains_itself_on_one_screen(run, command):
    done = run(command, "-h")
    assert done.code == 0
    assert done.out.startswith(f"Usage: entasis {command}")
    assert len(done.out.splitlines()) <= 40


def test_no_command_is_a_usage_error_that_shows_the_help(run):
    done = run()
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("Usage: entasis")


def test_version(run):
    assert run("--version").out == f"entasis {__version__}\n"


def test_help_imports_neither_the_engine_nor_rich():
    program = (
        "import sys; from entasis.cli import main; main(['review', '-h'])\n"
        "print(sorted(m for m in sys.modules if m == 'rich' or m.startswith('entasis.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (
        done.stderr.strip()
        == "['entasis.cli', 'entasis.outputs', 'entasis.report', 'entasis.report.escape', 'entasis.streams']"
    )


def test_the_words_of_the_options_are_those_of_the_findings():
    assert list(LEVELS) == [tier.value for tier in Tier]
    assert list(THRESHOLDS) == [*(severity.name.lower() for severity in Severity), "never"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["reviw", "src"], "reviw"),
        (["review"], "no path to review"),
        (["review", ".", "--levl", "audit"], "--level"),
        (["review", ".", "--level", "adit"], "adit"),
        (["review", ".", "--jobs", "0"], "0"),
        (["review", ".", "--context", "nowhere"], "nowhere"),
        (["explain"], "RULE|CWE-N"),
        (["trace", "a.py"], "SINK[:LINE]"),
        (["trace", "gone.py:1", "gone.py"], "gone.py"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_code_2(run, arguments, said):
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert said in done.err
