"""How a long review shows that it is alive: one line on the terminal, gone without a trace when it is done.

Short work shows nothing at all, so that nothing flickers. The line is drawn by the calls that report the
progress, never by a thread or a timer, so it cannot write into the answer.
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds of work before the line appears."""

INTERVAL = 0.1
"""Seconds between two drawings of the line."""


class ProgressLine:
    """A progress line for a terminal; call it as `line(phase, done, total)`, close it by leaving `with`.

    `clock` gives seconds and is only there so that a test need not wait.
    """

    def __init__(self, console: Callable[[], "Console"], clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._due = clock() + PATIENCE
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show that `done` of `total` units of `phase` are finished, if it is time to draw."""
        now = self._clock()
        if now < self._due:
            return
        self._due = now + INTERVAL
        if self._progress is None:
            self._progress = _progress(self._console())
            self._task = self._progress.add_task(phase, completed=done, total=total)
            self._progress.start()
        assert self._task is not None
        self._progress.update(self._task, description=phase, completed=done, total=total)
        self._progress.refresh()


def terminal(*, colour: bool) -> "Console":
    """The console the line is drawn on: standard error."""
    from rich.console import Console  # noqa: PLC0415 - only long work pays for rich

    return Console(stderr=True, no_color=not colour)


def _progress(console: "Console") -> "Progress":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - as above

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        console=console,
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
