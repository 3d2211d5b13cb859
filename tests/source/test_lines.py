"""Places in a text agree with what Python's parser says about it."""

import ast
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.source import LineIndex

# Characters that other notions of a line split at, of one to four bytes in UTF-8.
TEXTS = st.text(alphabet="ab \t\n\f\v\x1c\x85\u2028é€😀", max_size=60)


@given(TEXTS)
def test_lines_end_at_newlines_only(text):
    index = LineIndex(text)
    expected = text.split("\n")
    assert [index.line(number) for number in range(1, len(expected) + 1)] == expected
    assert index.line_count == len(expected) - (expected[-1] == "")


@given(TEXTS)
def test_offset_and_place_are_inverse(text):
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        line, column = index.place(offset)
        assert index.offset(line, column) == offset
        assert index.line(line)[:column] == text[offset - column : offset]


@given(TEXTS)
def test_byte_columns_become_character_columns(text):
    index = LineIndex(text)
    for number, line in enumerate(text.split("\n"), start=1):
        for column in range(len(line) + 1):
            assert index.column(number, len(line[:column].encode())) == column


@given(st.lists(st.sampled_from(["é", "x", "'\u2028'", "'😀'", "'\f'", "[0]"]), min_size=1, max_size=8))
def test_columns_agree_with_the_parser(operands):
    text = "# é\n" + " + ".join(operands) + "\n"
    index = LineIndex(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.expr):
            start = index.offset(node.lineno, index.column(node.lineno, node.col_offset))
            end = index.offset(node.end_lineno, index.column(node.end_lineno, node.end_col_offset))
            assert text[start:end] == ast.get_source_segment(text, node)


def test_a_column_inside_a_character_is_that_character():
    index = LineIndex("a😀b\n")
    assert [index.column(1, byte) for byte in range(7)] == [0, 1, 1, 1, 1, 2, 3]


def test_quotes_carry_the_reader_s_numbers():
    index = LineIndex("a\nb\nc\n", numbers=(12, 13, 20))
    assert index.quote(2, 3) == ((13, "b"), (20, "c"))
    assert index.number(4) == 21, "a parser's end of file lies behind the last line"
    assert LineIndex("a\nb\n").quote(1, 1) == ((1, "a"),)


@pytest.mark.parametrize("line", [-1, 0, 4])
def test_a_line_that_is_not_there(line):
    with pytest.raises(IndexError):
        LineIndex("a\nb\n").line(line)


def test_columns_of_one_huge_line_cost_no_square():
    index = LineIndex("é = 1; " * 200_000)
    start = time.perf_counter()
    assert [index.column(1, 8 * place) for place in range(200_000)] == list(range(0, 1_400_000, 7))
    assert time.perf_counter() - start < 5, "a pass over the line for each column takes minutes"
