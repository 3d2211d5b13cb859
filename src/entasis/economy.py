"""What the interpreter itself would cost a review, and need not: garbage collection, warnings, and room for frames."""

import gc
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from entasis.limits import NESTING

_P = ParamSpec("_P")
_T = TypeVar("_T")
_ROOM: Final = 131_072
"""The slots of a frame that takes a chunk of its own, of 2 MiB, and leaves half of it to the frames of its callees."""


@contextmanager
def frugal() -> Iterator[None]:
    """The IR is millions of small objects without cycles: collecting garbage among them only costs time.

    The recursion limit follows the depth of the text's nesting, which limits.NESTING bounds. What the compiler has
    to warn about in a text (`1if x`) is not for whoever has the text reviewed.
    """
    was_enabled = gc.isenabled()
    depth = sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(max(depth, NESTING.bound * 6))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.setrecursionlimit(depth)
        if was_enabled:
            gc.enable()


def with_room(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """`work`, with room for the frames of all that it calls.

    CPython keeps frames in chunks of 16 KiB: a call that does not fit into the last one has the system map another,
    and its return gives that back. A loop at such an edge did so 110,000 times in a review of django, which was 4 %
    of its time. A chunk is made as large as the first frame in it asks for, so there is one frame here that asks for
    a large stack, which it never uses: no page of that is touched.
    """

    def roomy(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        return work(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=_ROOM)
    return wraps(work)(roomy)
