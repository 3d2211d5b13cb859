"""On a terminal: colours where they are wanted, no progress for short work, an interrupt that is one line."""

import io
import os
import pty
import signal

import pytest
from rich.console import Console

from entasis.progress import INTERVAL, PATIENCE, ProgressLine

ESCAPE = b"\x1b"


def everything(terminal):
    """All that was written to the other end of a pseudo terminal."""
    read = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # what Linux says when the last writer has gone
            part = b""
        if not part:
            os.close(terminal)
            return read
        read += part


@pytest.fixture
def on_terminal(start):
    """Run `entasis ARGUMENTS` with both streams on a terminal; answers the exit code and what was shown."""

    def on_terminal(*arguments, **changes):
        ours, theirs = pty.openpty()
        process = start(*arguments, stdout=theirs, stderr=theirs, **changes)
        os.close(theirs)
        shown = everything(ours)
        return process.wait(timeout=60), shown

    return on_terminal


def test_colours_are_for_terminals(on_terminal, tree):
    code, shown = on_terminal("review", "defect.py")
    assert code == 1
    assert ESCAPE in shown


def test_no_color_leaves_no_escape_at_all(on_terminal, tree):
    assert ESCAPE not in on_terminal("review", "defect.py", NO_COLOR="1")[1]
    assert ESCAPE not in on_terminal("review", "defect.py", "--no-color")[1]
    assert ESCAPE not in on_terminal("-h", NO_COLOR="1")[1]


def test_short_work_shows_no_progress(start, tree):
    ours, theirs = pty.openpty()
    process = start("review", "clean.py", stderr=theirs)
    os.close(theirs)
    assert everything(ours) == b""
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_an_interrupt_is_one_line(start):
    ours, theirs = pty.openpty()
    process = start("review", "-", stdin=theirs)
    assert process.stderr.readline().startswith(b"reading standard input")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)
    assert (process.returncode, out, err) == (130, b"", b"interrupted\n")


class Clock:
    """A clock that the test winds."""

    now = 0.0

    def __call__(self):
        return self.now


def test_the_progress_line_appears_late_and_leaves_nothing():
    clock = Clock()
    written = io.StringIO()
    terminal = Console(file=written, force_terminal=True, width=80)
    with ProgressLine(lambda: terminal, clock) as line:
        line("reading", 1, 10)
        assert written.getvalue() == ""
        clock.now = PATIENCE
        line("reading [bold]", 2, 10)
        assert "reading [bold]" in written.getvalue()
        assert "2/10" in written.getvalue()
        drawn = len(written.getvalue())
        clock.now += INTERVAL / 2
        line("reading", 3, 10)
        assert len(written.getvalue()) == drawn
        clock.now += INTERVAL
        line("reviewing", 4, 10)
        assert "reviewing" in written.getvalue()
    shown = written.getvalue()
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1
    assert shown.endswith("\x1b[2K")
