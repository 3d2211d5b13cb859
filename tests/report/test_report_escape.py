"""Hostile text must not reach a terminal as it is, and harmless text must not change."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.report.escape import UNSAFE, escape_code, escape_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("one\r\ntwo\tthree\x7f", r"one\r\ntwo\tthree\x7f"),
        ("if \u202eadmin\u2066", r"if \u202eadmin\u2066"),
        ("pass\u200bword\ufeff", r"pass\u200bword\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("caf\udce9.py", r"caf\xe9.py"),
        ("\ud83d", r"\ud83d"),
        ("naïve 界 😀 a\\n\u00a0", "naïve 界 😀 a\\n\u00a0"),
    ],
)
def test_one_line(text, shown):
    assert escape_line(text) == shown


@pytest.mark.parametrize(
    ("line", "shown"), [("\tx", "    x"), ("ab\tx", "ab  x"), ("\x1b\tx", r"\x1b    x"), ("a\nb", r"a\nb")]
)
def test_code(line, shown):
    assert escape_code(line) == shown


def test_every_control_and_format_character_that_hides_is_unsafe():
    may_stay = {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}  # signs with a shape of their own
    hidden = [
        character
        for character in map(chr, range(0x110000))
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        and unicodedata.name(character, "").split(" ")[0] not in may_stay
    ]
    assert len(hidden) > 2000
    assert [ascii(character) for character in hidden if not UNSAFE.match(character)] == []


@given(st.text(st.characters(categories=None)))
def test_escaped_text_is_one_line_valid_unicode_and_stays_as_it_is(text):
    shown = escape_line(text)
    assert escape_line(shown) == shown
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == shown
    assert "\x1b" not in escape_code(text)
