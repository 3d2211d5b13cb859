"""Whether a pattern is found in a text is answered as the interpreter answers it, where it is answered."""

import re

from hypothesis import given
from hypothesis import strategies as st

from entasis.analyses.regex.search import is_found, is_whole

ATOMS = st.sampled_from(["a", "b", " ", ".", "[ab]", "[^a]", r"\w", r"\s", r"\b", "$"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("".join, st.lists(inner, min_size=1, max_size=3)),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,3}", "{2,}"])),
    ),
    max_leaves=6,
)
TEXTS = st.text("ab ", max_size=6)


@given(PATTERNS, TEXTS, st.sampled_from([0, re.IGNORECASE, re.DOTALL]))
def test_search_and_match_agree_with_the_interpreter(pattern, text, flags):
    assert is_found(pattern, flags, text) in {None, re.search(pattern, text, flags) is not None}
    assert is_whole(pattern, flags, text) in {None, re.fullmatch(pattern, text, flags) is not None}


def test_a_pattern_that_takes_the_interpreter_forever_is_answered():
    assert is_whole(r"(a|a)*b", 0, "a" * 200) is False
    assert is_found(r"(?:(?:a?){200}){200}c", 0, "a" * 50) is False
    assert is_found(r"(?<=a)b", 0, "ab") is None
