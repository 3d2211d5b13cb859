"""Paragraphs become one line; what means something by its lines keeps them."""

import pytest

from entasis.report.reflow import unwrapped


@pytest.mark.parametrize(
    ("page", "joined"),
    [
        ("one\ntwo\n\nthree", "one two\n\nthree"),
        ("# Head\ntext\nmore", "# Head\ntext more"),
        ("- item\n  goes on\n- next\n1. first\n   goes on", "- item goes on\n- next\n1. first goes on"),
        ("text\n```python\na = 1\n\nb = 2\n```\nafter\nit", "text\n```python\na = 1\n\nb = 2\n```\nafter it"),
        ("text:\n\n    a = 1\n    b = 2\n\nafter", "text:\n\n    a = 1\n    b = 2\n\nafter"),
        ("| a | b |\n| - | - |\n| 1 | 2 |", "| a | b |\n| - | - |\n| 1 | 2 |"),
        ("> said\n> so", "> said\n> so"),
        ("~~~\n```\nx\n~~~\na\nb", "~~~\n```\nx\n~~~\na b"),
        ("", ""),
    ],
)
def test_pages(page, joined):
    assert unwrapped(page) == joined
    assert unwrapped(joined) == joined
