"""What the cases of constants import: what they claim of a value is noted while they run.

    def case_sum(n):
        always(1 + 2)        # the same value in every run
        varies(n + 1)        # different values in different runs
        if 1 > 2:
            dead()           # control never comes here

One claim a line. What the analyser cannot see yet is marked `# missing: why` (it says less than the claim), what it
gets wrong `# spurious: why` (it claims a constant that is none).
"""

import sys

_seen: dict[tuple[str, int], list[object]] = {}


def always(value: object) -> None:
    """The value is the same in every run."""
    _note(value)


def varies(value: object) -> None:
    """The value differs from run to run."""
    _note(value)


def dead() -> None:
    """Control never comes here."""
    _note(None)


def _note(value: object) -> None:
    frame = sys._getframe(2)
    _seen.setdefault((frame.f_code.co_filename, frame.f_lineno), []).append(value)


def seen(path: str, line: int) -> list[object]:
    """The values that the claim on that line was made of, in order."""
    return _seen.get((path, line), [])
