"""A review request is prose with numbered or fenced code in it; its own numbers are what counts."""

import ast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from entasis.finding import ProblemKind, Role
from entasis.source.recognise import is_python
from entasis.source.request import parse_request

PROSE = """Please review the code below for security defects:
1.CWE-284 (Improper Access Control)
2.CWE-435 (Improper Interaction Between Multiple Entities)

1 Access control
2 Calculation

If none are found, say so.

"""
CODE = """import os


def run(command):
    # 1 is not a number of this listing
    if command:
        os.system(command)

    return 1 \\
        + 2
"""


def number_lines(code, layout="{} {}", start=1):
    """A listing of `code` as editors, pagers and chats write it."""
    lines = code.removesuffix("\n").split("\n")
    return "".join(layout.format(number, line).rstrip() + "\n" for number, line in enumerate(lines, start))


def pieces(text, path="request.txt"):
    files, problems = parse_request(text, path)
    return files, problems


def only(text):
    """The one source file of a request that lacks nothing."""
    files, problems = pieces(text)
    assert problems == ()
    assert len(files) == 1
    assert files[0].path == "request.txt"
    assert files[0].role is Role.APPLICATION
    return files[0]


LAYOUTS = [
    "{} {}",
    "{:>4} {}",
    "{}\t{}",
    "{:6}\t{}",
    "{}: {}",
    "{:>3}: {}",
    "{}:{}",
    "{}| {}",
    "{:>5} | {}",
    "{:4} │ {}",
]
SEPARATORS = [". ", ") "]

STATEMENTS = st.sampled_from(
    [
        "import os",
        "x = 1",
        "def f(a):\n    return a\n",
        "class C:\n    x = [\n        1,\n        2,\n    ]",
        "if x:\n    y = 2\nelse:\n    y = 3",
        "",
        "# 7 of them",
        "f(x)",
        "print('1 a')",
        "'''doc\n1 import re\n2 x = 2\n'''",
    ]
)


@given(
    st.lists(STATEMENTS, min_size=1, max_size=12),
    st.sampled_from(LAYOUTS),
    st.integers(1, 2_000),
    st.sampled_from(["", PROSE]),
    st.sampled_from(["", "\nAnswer with the line numbers.\n", "1 first say what\n2 then say why\n"]),
)
def test_numbering_lines_is_undone(statements, layout, start, before, after):
    # A line that goes on counting where the list of the prose ends is one more item of that list to any reader.
    assume(not before or start != PROSE.count("CWE-") + 1)
    code = "\n".join(statements) + "\n"
    assume(any(ast.dump(node)[:8] != "Expr(Con" for node in ast.parse(code).body))  # not only text
    text = before + number_lines(code, layout, start) + after
    assume(not is_python(text))  # `1| f(x)` is a program of one line
    file = only(text)
    assert file.text == code
    assert file.numbers == tuple(range(start, start + code.count("\n")))


@pytest.mark.parametrize("mark", SEPARATORS)
def test_numbers_like_those_of_prose_lists(mark):
    file = only(PROSE + number_lines(CODE, "{}" + mark + "{}"))
    assert file.text == CODE
    assert parse_request(f"Please check:\n1{mark}eval(x)\n2{mark}the rest of it\n", "r") is None


def test_a_listing_in_a_fence():
    assert only(f"{PROSE}```python\n{number_lines(CODE)}```\nThank you.\n").text == CODE


def test_blank_lines_that_a_pager_leaves_unnumbered():
    listing = "     1\timport os\n\n     2\tx = os\n"
    file = only(listing)
    assert (file.text, file.numbers) == ("import os\nx = os\n", (1, 2))


def test_a_gap_is_a_blank_line_and_a_problem():
    files, problems = pieces("12 import os\n15 x = os\n16 y = x\n")
    assert files[0].text == "import os\n\nx = os\ny = x\n"
    assert files[0].numbers == (12, 13, 15, 16)
    assert [(one.path, one.line, one.kind, one.message, one.incomplete) for one in problems] == [
        ("request.txt", 13, ProblemKind.NUMBERING, "lines 13-14 are not in the request", True)
    ]


@pytest.mark.parametrize(
    "between", ["...\n", "…\n", "[...]\n", "\n", "\n\n", "```\n\nand further down:\n\n```\n"]
)
def test_a_gap_with_something_in_it(between):
    files, problems = pieces(f"1 import os\n2 x = 1\n{between}9 y = os\n10 z = 1\n")
    assert files[0].text == "import os\nx = 1\n\ny = os\nz = 1\n"
    assert [problem.message for problem in problems] == ["lines 3-8 are not in the request"]


def test_many_gaps_are_one_problem():
    _, problems = pieces("".join(f"{number} x = 1\n" for number in range(1, 12, 2)))
    assert [problem.message for problem in problems] == [
        "lines 2, 4, 6 and 2 more stretches are not in the request"
    ]


def test_a_gap_of_millions_costs_one_line():
    files, _ = pieces("1 import os\n9999999 x = os\n")
    assert files[0].text == "import os\n\nx = os\n"
    assert files[0].numbers == (1, 2, 9_999_999)


def test_restarting_numbers_are_several_files():
    files, problems = pieces(number_lines("import os\nx = 1\n") + number_lines("import re\ny = 2\nz = 3\n"))
    assert problems == ()
    assert [(file.path, file.text) for file in files] == [
        ("request.txt", "import os\nx = 1\n"),
        ("request.txt#2", "import re\ny = 2\nz = 3\n"),
    ]
    assert files[1].numbers == (1, 2, 3)


def test_a_listing_goes_on_after_prose():
    listing = number_lines(CODE).split("\n")
    text = "\n".join([*listing[:5], "", "The second half:", "", *listing[5:]])
    assert only(text).text == CODE


def test_a_line_that_the_chat_has_wrapped():
    files, problems = pieces("1 import os\n2 os.system('a' +\nname)\n3 x = 1\n")
    assert files[0].text == "import os\nos.system('a' + name)\nx = 1\n"
    assert [(one.line, one.kind, one.incomplete) for one in problems] == [(2, ProblemKind.NUMBERING, True)]


def test_a_wrapped_line_that_begins_with_a_number():
    files, _ = pieces("1 import os\n2 x = f(1,\n34 + y)\n3 z = 1\n4 os.system(z)\n")
    assert files[0].text == "import os\nx = f(1, 34 + y)\nz = 1\nos.system(z)\n"


def test_fenced_blocks_are_numbered_by_the_request():
    text = "Is this safe?\n```python\nimport os\nos.system(x)\n```\nAnd\n\n  ~~~py\n  y = 1\n  ~~~\n```\n$ ls\n```\n"
    files, problems = pieces(text)
    assert problems == ()
    assert [(file.path, file.text, file.numbers) for file in files] == [
        ("request.txt", "import os\nos.system(x)\n", (3, 4)),
        ("request.txt#2", "y = 1\n", (9,)),
    ]


def test_a_fence_without_a_language_or_an_end():
    assert only("Look:\n```\nimport os\n\nos.system(x)").text == "import os\n\nos.system(x)\n"


def test_code_outside_the_listing_is_named():
    text = number_lines(CODE) + "\nand the other file:\n\nimport re\nre.match(x, y)\n"
    files, problems = pieces(text)
    assert [file.text for file in files] == [CODE]
    assert [(one.line, one.kind, one.incomplete) for one in problems] == [(14, ProblemKind.NUMBERING, True)]


def test_code_between_the_lines_of_a_listing_is_named():
    _, problems = pieces("1 import os\n2 x = 1\n\nimport re\ny = re\n\n3 z = 1\n")
    assert [(one.line, one.incomplete) for one in problems] == [(2, True)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please review my code.\n",
        PROSE,
        "1 apple\n2 pears\n",
        "```\n$ ls\n```\n",
        CODE,
        "1\n2\n3\n",
        "1 + 1\n2 + 2\n",
        "x = '''\n1 import os\n2 import re\n'''\n",
        "def f():\n    '''Example:\n\n    ```python\n    import os\n    ```\n    '''\n",
        # Python 2, so that it does not parse: a dictionary, and a docstring with a listing in it
        "import os\nnames = {\n    1: 'a',\n    2: 'b',\n}\nprint names\n",
        "import os\n'''\n1 import os\n2 x = 1\n'''\ndef f(): print 1\n",
    ],
)
def test_what_is_no_request(text):
    assert parse_request(text, "request.txt") is None


@given(st.text(alphabet="1290 \t\n:|.)`~x=import'\"#([", max_size=200))
def test_any_text_is_a_request_or_none(text):
    request = parse_request(text, "r")
    for file in request[0] if request else ():
        assert file.text.count("\n") == len(file.numbers)
        assert all(one < other for one, other in zip(file.numbers, file.numbers[1:], strict=False))


@pytest.mark.parametrize(
    "text",
    [
        "5 x\n" * 100_000,
        "1 x = 1\n" + "y\n" * 100_000 + "2 z = 1\n",
        "1\n" * 50_000 + "".join(f"{number}\n" for number in range(50_000)) + "x = 1\n",
        "".join(f"{number} x =\n{number + 70} y\n" for number in range(50_000)),
        "```\n" * 100_000,
        "1 " + "(" * 100_000 + "\n2 x = 1\n",
    ],
)
def test_hostile_requests_end(text):
    """A step that costs the square of the lines would keep this from ending within the time of a test run."""
    parse_request(text, "r")
