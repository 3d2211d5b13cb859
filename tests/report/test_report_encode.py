"""JSON that any parser takes and no terminal obeys."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from entasis.report.encode import encoded
from entasis.report.escape import UNSAFE

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40)
@given(values)
def test_what_is_written_can_be_read_back(value):
    document = encoded(value)
    assert json.loads(document) == value
    assert UNSAFE.findall(document.decode().replace("\n", "")) == []
    assert document.endswith(b"\n")


def test_half_a_surrogate_is_shown_and_never_written():
    assert encoded({"caf\udce9": "\ud83d\\"}) == b'{\n  "caf\\\\xe9": "\\\\ud83d\\\\"\n}\n'


def test_keys_keep_their_order():
    assert list(json.loads(encoded({"b": 1, "a": 2}))) == ["b", "a"]
