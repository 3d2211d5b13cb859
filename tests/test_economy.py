"""What is done for the interpreter's sake changes nothing of what is worked on."""

import gc
import sys

import pytest

from entasis.economy import frugal, with_room


def test_room_changes_nothing_but_the_room() -> None:
    """Arguments, result, name and exceptions pass through; the frame asks for much."""

    @with_room
    def divided(number: int, *, by: int) -> int:
        """Divide."""
        return number // by

    assert divided(7, by=2) == 3
    assert (divided.__name__, divided.__doc__) == ("divided", "Divide.")
    assert divided.__code__.co_stacksize > 100_000
    with pytest.raises(ZeroDivisionError):
        divided(7, by=0)


def test_what_was_set_is_set_back() -> None:
    """Also where the work fails."""
    before = gc.isenabled(), sys.getrecursionlimit()

    def work() -> None:
        with frugal():
            assert not gc.isenabled()
            assert sys.getrecursionlimit() >= before[1]
            raise ValueError

    with pytest.raises(ValueError):
        work()
    assert (gc.isenabled(), sys.getrecursionlimit()) == before
