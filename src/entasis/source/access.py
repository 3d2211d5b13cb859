"""How files are opened: never a pipe or a device, never through a link, never more than the cap.

A file may change its nature between being found and being opened, so an open handle is asked again what it
is. Nothing in here raises for what the file system does.
"""

import errno
import os
import stat

from entasis import limits
from entasis.finding import Problem, ProblemKind

# A pipe or a device that took a file's place must not be waited for, a link that did must not be followed.
# Windows has neither of them, so it lacks the flags.
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK")
)
_CHUNK = 65_536
_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def contents(location: bytes, path: str) -> bytes | Problem:
    """All bytes of the file at `location`, whose display path is `path`, or why there are none."""
    try:
        handle = os.open(location, _FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        return Problem(path, 0, ProblemKind.VANISHED, "vanished during the run")
    except OSError as error:
        if error.errno == errno.ELOOP:
            message = "was replaced by a symbolic link during the run"
            return Problem(path, 0, ProblemKind.VANISHED, message)
        if error.errno == errno.ENXIO:
            return not_a_file(path, stat.S_IFSOCK)
        return unreadable(path, error)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return not_a_file(path, status.st_mode)
        if status.st_size > limits.FILE_BYTES.bound:
            return too_large(path)
        data = _drained(handle, status.st_size, limits.FILE_BYTES.bound + 1)
    except OSError as error:
        return unreadable(path, error)
    finally:
        os.close(handle)
    return data if len(data) <= limits.FILE_BYTES.bound else too_large(path)


def head(location: bytes) -> bytes | None:
    """The first bytes of a regular file, `None` if it cannot be read."""
    try:
        handle = os.open(location, _FLAGS)
        try:
            is_file = stat.S_ISREG(os.fstat(handle).st_mode)
            return os.read(handle, limits.HEAD_BYTES.bound) if is_file else None
        finally:
            os.close(handle)
    except OSError:
        return None


def not_a_file(path: str, mode: int) -> Problem:
    """The problem with something that is neither a file nor a directory, by its `st_mode`."""
    kind = next((name for test, name in _KINDS if test(mode)), "something else")
    return Problem(path, 0, ProblemKind.NOT_A_FILE, f"is {kind}, not a file")


def unreadable(path: str, error: OSError) -> Problem:
    """The problem with what the system does not let us read."""
    return Problem(path, 0, ProblemKind.UNREADABLE, f"cannot be read: {error.strerror or error}")


def too_large(path: str) -> Problem:
    """The problem with a file above the cap."""
    message = f"is larger than {limits.FILE_BYTES.bound // (1024 * 1024)} MiB"
    return Problem(path, 0, ProblemKind.TOO_LARGE, message)


def _drained(handle: int, size: int, length: int) -> bytes:
    """All of a file, but at most `length` bytes: it may grow, and the stated `size` may be a lie."""
    pieces: list[bytes] = []
    while length > 0:
        piece = os.read(handle, min(length, max(size + 1, _CHUNK)))
        if not piece:
            break
        pieces.append(piece)
        length -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
