"""One run of `entasis review`, from the options to the exit code: review, write, print, say what is left to say."""

import shutil
import sys
import time
from collections.abc import Sequence
from functools import partial

from entasis import engine
from entasis.account import Stopwatch, account
from entasis.finding import ProblemKind, Review, Severity
from entasis.limits import FILE_BYTES
from entasis.outputs import FIXED_WIDTH, Output, rendered, write_file
from entasis.progress import ProgressLine, terminal
from entasis.streams import StreamError, is_terminal, print_answer, read_stdin, say

FINDINGS, USAGE, INTERNAL, INCOMPLETE = 1, 2, 3, 4
NARROWEST, WIDEST = 40, 120
"""Columns between which a text answer follows the terminal."""


def run(
    options: engine.Options,
    *,
    answer_format: str,
    outputs: Sequence[Output],
    fail_on: str,
    stats: bool,
    quiet: bool,
    colour: bool,
) -> int:
    """Review, deliver the answer, and return the exit code.

    What cannot be reviewed at all is said in one line each, and is exit code 2. So is an answer that cannot be
    written, but only after everything else has been written.
    """
    watch = Stopwatch(time.monotonic) if stats else None
    try:
        answer = _review(options, watch, is_watched=is_terminal(sys.stderr) and not quiet, colour=colour)
    except (engine.UsageError, StreamError) as error:
        for message in error.args:
            say(f"error: {message}")
        return USAGE
    if watch is not None:
        watch.turn("writing the answer")
    unwritten = _deliver(answer, answer_format, outputs, colour=colour)
    if not quiet and not (answer_format == "text" and is_terminal(sys.stdout)):
        _say_problems(answer)
    if watch is not None:
        for line in account(answer, watch.stop()):
            say(line)
    for reason in unwritten:
        say(f"error: {reason}")
    return USAGE if unwritten else exit_code(answer, fail_on)


def exit_code(answer: Review, fail_on: str) -> int:
    """The exit code of a finished review: the strongest of internal error, incomplete, findings.

    `fail_on` is the name of the lowest severity that counts, in lower case, or `never`.
    """
    if any(problem.kind is ProblemKind.INTERNAL for problem in answer.problems):
        return INTERNAL
    if not answer.is_complete:
        return INCOMPLETE
    if fail_on == "never":
        return 0
    threshold = Severity[fail_on.upper()]
    return FINDINGS if any(finding.severity >= threshold for finding in answer.findings) else 0


def _review(options: engine.Options, watch: Stopwatch | None, *, is_watched: bool, colour: bool) -> Review:
    # One byte more than may be read is enough for the engine to say that it is too large.
    stdin = read_stdin(FILE_BYTES.bound + 1) if "-" in options.paths else None
    try:
        if not is_watched:
            return engine.review(options, stdin=stdin, progress=watch)
        with ProgressLine(partial(terminal, colour=colour)) as line:
            if watch is not None:
                watch.shown = line
            return engine.review(options, stdin=stdin, progress=watch or line)
    except BrokenPipeError as error:
        # Not the reader of our answer, who may leave without a word, but a process of ours that ended.
        raise RuntimeError("a worker process has gone") from error


def _deliver(answer: Review, answer_format: str, outputs: Sequence[Output], *, colour: bool) -> list[str]:
    """Write the files, then print; returns a reason for each that could not be written.

    Everything is rendered before anything is written, so that a report that fails to render does not leave
    one of a set behind.
    """
    on_terminal = is_terminal(sys.stdout)
    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST) if on_terminal else FIXED_WIDTH
    printed = rendered(answer, answer_format, colour=colour and on_terminal, width=width)
    files = [(output.path, rendered(answer, output.format)) for output in outputs]
    unwritten = []
    for path, content in files:
        try:
            write_file(path, content)
        except StreamError as error:
            unwritten.append(str(error))
    try:
        print_answer(printed)
    except StreamError as error:
        unwritten.append(str(error))
    return unwritten


def _say_problems(answer: Review) -> None:
    """One line for every problem and note; a text answer on a terminal has just shown them."""
    for problem in answer.problems:
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        say(f"{place}: {problem.message}")
    for note in answer.notes:
        say(f"note: {note}")
