"""Which characters no match of a pattern holds: held against what the pattern matches."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.program.characters import holds_none

_WITHOUT_SLASH = [
    "[^/]+",
    r"[\w.@-]{1,64}",
    r"(?:[a-z]+|\d){2}",
    r"[^\W/]*",
    r"(a)\1(?!/)",
    "[^/]",
    r"x(?=/)",
]
_WITH_SLASH = [".*", r"\S+", "[^.]+", r"a|.", r"[!-~]", r"[^\w]", "(?s:.)", r"[\W]", "(", "[/]"]


@pytest.mark.parametrize("pattern", _WITHOUT_SLASH)
def test_no_slash_is_matched(pattern: str) -> None:
    assert holds_none(pattern, "/")


@pytest.mark.parametrize("pattern", _WITH_SLASH)
def test_a_slash_may_be_matched(pattern: str) -> None:
    assert not holds_none(pattern, "/")


def test_a_dot_is_no_line_break_unless_a_flag_says_so() -> None:
    assert holds_none("a.*", "\n")
    assert not holds_none("(?s)a.*", "\n")
    assert not holds_none("(?s:a.*)", "\n")
    assert not holds_none(r"\s", "\n")


@given(
    st.sampled_from([*_WITHOUT_SLASH, *(p for p in _WITH_SLASH if p != "(")]),
    st.text("/a.\n1_ @", max_size=6),
)
def test_what_is_said_to_be_absent_never_is_in_a_match(pattern: str, text: str) -> None:
    found = re.search(pattern, text)
    for character in "/\n":
        assert found is None or not (holds_none(pattern, character) and character in found[0])
