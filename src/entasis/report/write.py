"""Writes a report to a file whole or not at all, so that nobody ever reads half an answer."""

import contextlib
import itertools
import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`, replacing what is there; a link is followed, an existing file's mode is kept.

    The bytes go to a new file in the same directory, which then takes the place of the old one. Raises OSError,
    and `path` is as it was before, and nothing is left beside it.
    """
    target = path.resolve()
    part, descriptor = _create_beside(target)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with contextlib.suppress(FileNotFoundError):
                part.chmod(target.stat().st_mode & 0o7777)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _create_beside(target: Path) -> tuple[Path, int]:
    """A file that did not exist before, open for writing; the mode is what the user's umask leaves of 666."""
    for number in itertools.count():
        part = target.with_name(f".entasis-{number}.part")
        try:
            return part, os.open(
                part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
            )
        except FileExistsError:
            continue
    raise AssertionError("counting never ends")
