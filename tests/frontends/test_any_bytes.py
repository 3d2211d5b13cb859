"""No bytes make decoding, parsing, conversion or lowering fail: a moment of what `benchmarks/fuzz.py` does for long."""

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entasis.limits import NESTING

BENCHMARKS = str(Path(__file__).parents[2] / "benchmarks")


@pytest.fixture(scope="module")
def fuzz():
    depth = sys.getrecursionlimit()
    sys.path.insert(0, BENCHMARKS)
    sys.setrecursionlimit(NESTING.bound * 6)  # as a review does
    import fuzz

    yield fuzz
    sys.setrecursionlimit(depth)
    sys.path.remove(BENCHMARKS)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_and_lowered(fuzz, data):
    fuzz.check(data)


def test_a_broken_reading_would_be_noticed(fuzz, monkeypatch):
    monkeypatch.setattr(fuzz, "verify", lambda module: ["module: it has no body"])
    with pytest.raises(AssertionError, match="no body"):
        fuzz.check(b"")
