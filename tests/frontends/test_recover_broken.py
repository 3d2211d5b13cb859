"""One bad line costs that line. What stands around it, above all the function it is in, is kept."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.frontends.python.recover import UNKNOWN, SyntaxProblem, recover

PROGRAM = '''\
"""A module."""
import os


class Shop:
    rows = [
        1,
        2,
    ]

    def __init__(self, name):
        self.name = name

    @property
    def total(self):
        if self.rows:
            total = 0
            for row in self.rows:
                total += row
            else:
                total = -total
            return total
        elif self.name == """
    text at the margin
""":
            return 0
        else:
            return None


def run(command):
    try:
        with open(command) as file:
            os.system(file.read())
    except OSError as error:
        print(f"{error}: {command!r}")
    finally:
        print("done")
    match command:
        case "a":
            return 1
        case _:
            return 2
'''
AFTER = [2, 4, 9, 12, 17, 19, 21, 22, 26, 28, 34, 36, 38, 41, 43]
"""After which lines another statement may stand, indented as they are."""


def unparsed(text):
    return ast.unparse(recover(text).tree)


def messages(text):
    return [error.message for error in recover(text).errors]


@given(
    st.sampled_from(AFTER),
    st.sampled_from(
        ["a b", "$ ls", "x = = 1", "f(1))", "]", "{% if a %}", "for", "x = (1", "y = 'abc", "f'{a'", "?"]
    ),
)
def test_a_bad_line_costs_itself(after, garbage):
    lines = PROGRAM.split("\n")
    previous = lines[after - 1]
    margin = " " * (len(previous) - len(previous.lstrip()))
    lines.insert(after, margin + garbage)
    result = recover("\n".join(lines))
    assert ast.unparse(result.tree) == ast.unparse(ast.parse(PROGRAM))
    assert result.errors == (SyntaxProblem(after + 1, f"syntax error, line {after + 1} not analysed"),)


@given(st.lists(st.integers(1, 43), min_size=1, max_size=8))
def test_functions_survive_whatever_lines_are_lost(numbers):
    lines = PROGRAM.split("\n")
    heads = {
        number
        for number, line in enumerate(lines, 1)
        if line.lstrip().startswith(("def", "class", '"""', "return total"))
    }
    for number in set(numbers) - heads - {24}:
        lines[number - 1] = "( " + lines[number - 1]
    tree = recover("\n".join(lines)).tree
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert names == {"Shop", "__init__", "total", "run"}


HEADERS = [
    ("def f(a, b c, *d, e=1 2, **g):\n  h", "def f(a, b, *d, e, **g):\n    h"),
    ("def f(a, 1, b):\n  h", "def f(a, b):\n    h"),
    ("def f(a, b:\n  h", "def f(a, b):\n    h"),
    ("def f(:\n  h", "def f():\n    h"),
    ("def f(a) -> :\n  h", "def f(a):\n    h"),
    ("def f(a)\n  h", "def f(a):\n    h"),
    ("async def f(a, b c):\n  h", "async def f(a, b):\n    h"),
    ("class A(B C):\n  h", "class A:\n    h"),
    (
        "if a b:\n  c\nelif d e:\n  f\nelse:\n  g",
        f"if {UNKNOWN}:\n    c\nelif {UNKNOWN}:\n    f\nelse:\n    g",
    ),
    ("while a\n  b", "while a:\n    b"),
    ("for a in:\n  b", f"for {UNKNOWN} in {UNKNOWN}:\n    b"),
    ("with open(a as b:\n  c", f"with {UNKNOWN}:\n    c"),
    ("try:\n  a\nexcept B C:\n  d", f"try:\n    a\nexcept {UNKNOWN}:\n    d"),
    ("match a b:\n  case 1:\n    c", f"match {UNKNOWN}:\n    case 1:\n        c"),
    (
        "match a:\n  case 1 2:\n    b\n  case _:\n    c",
        f"match a:\n    case _ if {UNKNOWN}:\n        b\n    case _:\n        c",
    ),
    (
        "match a:\n  case 1:\n    b\n  c",
        f"match a:\n    case 1:\n        b\n    case _ if {UNKNOWN}:\n        c",
    ),
]


@pytest.mark.parametrize(("text", "kept"), HEADERS)
def test_a_header_that_cannot_be_read_keeps_its_block(text, kept):
    assert unparsed(text + "\nx") == kept + "\nx"
    assert len(messages(text)) >= 1


MISPLACED = [
    ("a\n  b\nc", "a\nb\nc", "line 2: unexpected indentation"),
    ("  a\n  if b:\n    c\nd", "a\nif b:\n    c\nd", "line 1: unexpected indentation"),
    ("if a:\n    b\n  c\nd", "if a:\n    b\nc\nd", "line 3: unexpected indentation"),
    ("if a:\nb", "if a:\n    pass\nb", "line 1: no block is indented under this line"),
    ("else:\n  a", f"if {UNKNOWN}:\n    a", "line 1: `else` belongs to no statement"),
    ("a\nexcept B:\n  c", f"a\nif {UNKNOWN}:\n    c", "line 2: `except` belongs to no statement"),
    ("if a: b\nelse: c\nelif d: e", "if a:\n    b\nelse:\n    c\nif d:\n    e", "line 3: `elif` belongs"),
    ("try:\n  a\nb", "try:\n    a\nfinally:\n    pass\nb", "line 1: a try without except or finally"),
    ("@a\nb = 1", "a\nb = 1", "line 1: a decorator without a function or class"),
    ("case 1:\n  b", "b", "line 1 not analysed"),
]


@pytest.mark.parametrize(("text", "kept", "message"), MISPLACED)
def test_what_is_out_of_place_is_kept(text, kept, message):
    assert unparsed(text) == kept
    assert message in messages(text)[0]


UNCLOSED = [
    ("a = f(1\nb = g(2)\nc", "b = g(2)\nc", ["line 1"]),
    ("a = f(\n  1,\n  2\nb", "b", ["lines 1-3"]),
    ("a = f([1, 2)\nb", "b", ["line 1"]),
    ("def f():\n  a(\n  return b\nc", "def f():\n    return b\nc", ["line 2"]),
    ("a = {\n  'b': 1\n  'c': 2,\n}\nd", "d", ["lines 1-4"]),
    ("a = 'b\nc = \"d\ne", "e", ["lines 1-2"]),
    ("a\nb = '''c\nd", "a\nd", ["line 2"]),
    ("a = f'{b'\nc = f'{d}'", "c = f'{d}'", ["line 1"]),
    ("a = f'{b['c']'\nd", "d", ["line 1"]),
    ("a = f'''{b'''\nc", "c", ["line 1"]),
    ("a = f'{}'\nb = f'{c!}'\nd = f'}'\ne = f'{c d}'\nf", "f", ["lines 1-4"]),
    ("a = `b\nc", "c", ["line 1"]),
    ("```python\nimport a\n```\nb", "import a\nb", ["line 1", "line 3"]),
    ("a; b c; d", "a\nd", ["line 1"]),
    ("if a: b c\nd", "d", ["line 1"]),
    ("a = \0b\nc", "c", ["line 1"]),
    ("a = \ud800\nb = '\ud800'", "b = '\\ud800'", ["line 1"]),
    ("a = " + "1" * 5000 + "\nb", "b", ["line 1"]),
    ("f() = 1\nx = y += 1\n(a, b): int\na", "a", ["lines 1-3"]),
]


@pytest.mark.parametrize(("text", "kept", "lines"), UNCLOSED)
def test_what_is_never_closed_ends_with_its_line(text, kept, lines):
    assert unparsed(text) == kept
    assert messages(text) == [f"syntax error, {line} not analysed" for line in lines]


def test_messages_quote_nothing():
    assert messages("\x1b[31m evil = (\n\n\na b\n") == [
        "syntax error, line 1 not analysed",
        "syntax error, line 4 not analysed",
    ]
