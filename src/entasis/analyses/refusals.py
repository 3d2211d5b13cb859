"""Calls of which a model says that their arguments exclude each other, whoever makes them.

open(path, "rb", encoding="utf-8")     raises ValueError each time
open(path, mode, encoding="utf-8")     nobody can say, also where `mode` is a parameter whose default is "rb"
"""

from collections.abc import Iterator

from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.view import View
from entasis.ir.instructions import Param

_REFUSED = "call.refused"


def refusals(view: View) -> Iterator[Misuse]:
    """The calls in `view` that can only raise ValueError."""
    for misuse in misuses(view, _REFUSED):
        if not any(isinstance(view.definitions[register], Param) for _, register in misuse.values):
            yield misuse
