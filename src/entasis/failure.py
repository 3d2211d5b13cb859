"""What becomes of an exception that nobody expected: one problem of the file at hand, so that the rest is reviewed.

The reviewed code is hostile data, so a defect of ours that it finds must not cost the answer about other files. The
message names the exception and our own line, and nothing of the reviewed text: that could be anything.
"""

import traceback
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from entasis.finding import Problem, ProblemKind
from entasis.limits import NESTING

_PACKAGE: Final = Path(__file__).parent
_LONGEST: Final = 80  # characters of a name that a message holds


def failed(path: str, line: int, what: str, error: Exception) -> Problem:
    """The problem with `what` (a function's name, or "") at `line` of the file at `path`, which `error` cut short.

    Too little stack or memory is a bound that the text has hit; anything else is a defect of ours.
    """
    kind = ProblemKind.LIMIT
    if isinstance(error, RecursionError):
        message = f"nested deeper than {NESTING.bound} levels: not analysed"
    elif isinstance(error, MemoryError):
        message = "takes more memory than there is: not analysed"
    else:
        kind = ProblemKind.INTERNAL
        message = f"internal error, {type(error).__name__} in {_place(error)}: not analysed; please report it"
    if len(what) > _LONGEST:
        what = f"{what[: _LONGEST - 3]}..."
    return Problem(path, line, kind, f"{what}: {message}" if what else message)


def one_a_file(problems: Iterable[Problem]) -> list[Problem]:
    """The first problem of each file and kind, which says how many more there are."""
    groups: dict[tuple[str, ProblemKind], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.path, problem.kind), []).append(problem)
    return [
        replace(first, message=f"{first.message} ({len(others)} more in this file)") if others else first
        for first, *others in groups.values()
    ]


def _place(error: Exception) -> str:
    """The innermost of our own lines that the exception passed, from the package on."""
    place = "other code"
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            place = f"{file.relative_to(_PACKAGE).as_posix()}:{line}"
    return place
