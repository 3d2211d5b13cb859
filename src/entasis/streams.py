"""The three standard streams: what is read from one and said on the other two, whatever state they are in.

A stream may be a terminal, a pipe nobody reads any more, a full disk, or closed. None of that may end in a
traceback, and nothing that is said may hold an escape that came from a reviewed tree.
"""

import contextlib
import os
import sys
from typing import TextIO

from entasis.report.escape import escape_line


class StreamError(Exception):
    """A stream or a file cannot be used; the text is one line for the user."""


def say(line: str) -> None:
    """One line on standard error, escaped: it may quote the name or the contents of a file."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(escape_line(line) + "\n")
            sys.stderr.flush()


def read_stdin(bound: int) -> bytes:
    """All of standard input, or `bound` bytes of it. Raises StreamError if it cannot be read."""
    if sys.stdin is None:
        raise StreamError("cannot read '-': standard input is closed")
    if is_terminal(sys.stdin):
        say("reading standard input; Ctrl-D ends it")
    try:
        return sys.stdin.buffer.read(bound)
    except OSError as error:
        raise StreamError(f"cannot read '-': {error.strerror}") from error


def print_answer(answer: bytes) -> None:
    """Write to standard output, in UTF-8. A reader that has gone away (`| head`) is no error.

    Raises StreamError if there is no standard output, or no room on it.
    """
    if sys.stdout is None:
        raise StreamError("cannot write the answer: standard output is closed")
    try:
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        forget_stdout()
    except OSError as error:
        forget_stdout()
        raise StreamError(f"cannot write the answer: {error.strerror}") from error


def forget_stdout() -> None:
    """Point standard output nowhere: what is still buffered would fail once more when Python exits."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at this stream."""
    return stream is not None and stream.isatty()
