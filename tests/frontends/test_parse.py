"""Any text is parsed: by the compiler if it accepts the text, else by `recover`."""

import ast
import subprocess
import sys
import warnings

import pytest
from sameness_of_trees import shown

from entasis.frontends.python.parse import parse


def test_what_the_compiler_accepts_is_its_own():
    text = "def f(x):\n  return f'{x}' + 1\n"
    parsed = parse(text)
    assert shown(parsed.tree, exact=True) == shown(ast.parse(text), exact=True)
    assert (parsed.problems, parsed.recovered) == ((), False)


def test_what_is_older_or_newer_is_complete():
    for text in ("print 'a'", "try: a\nexcept A, e: b", "x = 0777"):
        parsed = parse(text)
        assert (parsed.problems, parsed.recovered) == ((), True)
        assert parsed.tree.body


def test_what_is_broken_says_where():
    parsed = parse("a\nb c\nd\n")
    assert parsed.problems == ((2, "syntax error, line 2 not analysed"),)
    assert parsed.recovered
    assert ast.unparse(parsed.tree) == "a\nd"


@pytest.mark.parametrize(
    "text", ["a\0b", "x = '\ud800'", "(" * 1000, "a" + "+a" * 50_000, "-" * 100_000 + "1"]
)
def test_what_the_compiler_cannot_take_at_all(text):
    assert isinstance(parse(text).tree, ast.Module)


def test_warnings_are_left_alone():
    """An invalid escape is a matter between the compiler and the author."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        filters = list(warnings.filters)
        assert ast.unparse(parse(r"x = '\d'").tree) == r"x = '\\d'"
        assert warnings.filters == filters
    assert caught == [] or sys.version_info < (3, 12)


@pytest.mark.parametrize("option", ["default", "error"])
def test_nothing_is_printed(option):
    script = (
        r"from entasis.frontends.python.parse import parse; print(len(parse('x = \'\\d\'\n' * 3).tree.body))"
    )
    command = [sys.executable, "-W", option, "-c", script]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert done.stdout == "3\n"
