"""What a fix looks like beside the quoted lines."""

from dataclasses import replace

import pytest
from report_samples import TLS

from entasis.finding import Edit, Fix, Span
from entasis.report.diff import diff, is_insertion_of_lines, split_edits

QUOTE = ((7, "one = 1"), (8, "two = 2"), (9, "three = 3"))


def edit(line, column, end_line, end_column, replacement, path="a.py"):
    return Edit(Span(path, line, column, end_line, end_column), replacement)


def shown(*edits):
    return [
        "".join((change.sign, str(change.number or ""), " ", change.text)) for change in diff(QUOTE, edits)
    ]


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        ([edit(8, 6, 8, 7, "22")], [" 7 one = 1", "-8 two = 2", "+ two = 22", " 9 three = 3"]),
        (
            [edit(7, 0, 7, 3, "a"), edit(7, 6, 7, 7, "b")],
            ["-7 one = 1", "+ a = b", " 8 two = 2", " 9 three = 3"],
        ),
        ([edit(7, 7, 8, 7, "")], [" 7 one = 1", "-8 two = 2", " 9 three = 3"]),
        ([edit(8, 0, 9, 0, "")], [" 7 one = 1", "-8 two = 2", " 9 three = 3"]),
        ([edit(7, 0, 10, 0, "")], ["-7 one = 1", "-8 two = 2", "-9 three = 3"]),
        ([edit(9, 0, 9, 0, "half\n")], [" 7 one = 1", " 8 two = 2", "+ half", " 9 three = 3"]),
        ([edit(10, 0, 10, 0, "four\n")], [" 7 one = 1", " 8 two = 2", " 9 three = 3", "+ four"]),
        ([edit(8, 6, 8, 99, "two")], [" 7 one = 1", "-8 two = 2", "+ two = two", " 9 three = 3"]),
    ],
    ids=["part", "two parts", "joined", "a line", "all", "before a line", "after the last", "beyond the end"],
)
def test_edits_in_the_quoted_lines(edits, lines):
    assert shown(*edits) == lines


def finding(*edits):
    return replace(TLS, span=Span("a.py", 7, 0, 9, 9), quote=QUOTE, fix=Fix("", edits))


def test_edits_are_parted_by_where_they_lie():
    near, above, away = (
        edit(8, 0, 8, 3, "x"),
        edit(1, 0, 1, 0, "import x\n"),
        edit(8, 0, 8, 1, "y", path="b.py"),
    )
    assert split_edits(finding(near, away, above)) == ((near,), (above, away))


def test_edits_that_overlap_are_not_carried_out():
    first, second = edit(7, 0, 7, 5, "x"), edit(7, 4, 7, 6, "y")
    assert split_edits(finding(second, first)) == ((), (first, second))


def test_edits_that_touch_are():
    first, second = edit(7, 0, 7, 3, "x"), edit(7, 3, 7, 6, "y")
    assert split_edits(finding(second, first)) == ((first, second), ())


@pytest.mark.parametrize(
    ("change", "is_so"),
    [
        (edit(1, 0, 1, 0, "x\n"), True),
        (edit(1, 0, 1, 0, "x"), False),
        (edit(1, 2, 1, 2, "x\n"), False),
        (edit(1, 0, 1, 4, "x\n"), False),
    ],
)
def test_an_insertion_of_lines(change, is_so):
    assert is_insertion_of_lines(change) is is_so
