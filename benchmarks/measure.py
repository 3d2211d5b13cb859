"""What a process costs: CPU time and memory, of a command or of one stage of a review.

Nothing of Entasis is imported here: on Linux a process is born with its parent's peak of memory, so the one that
measures others has to be small itself.
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

STAGES = ("parse", "lower", "facts", "rules", "flow")
"""What `stages.py` can run."""

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_RUNNER = str(Path(__file__).with_name("stages.py"))


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds, user and system, and the highest resident memory in bytes."""

    seconds: float
    peak: int


def compile_ahead() -> None:
    """Compile the modules of Entasis to bytecode, as whatever installs a package does: no review has to."""
    spec = importlib.util.find_spec("entasis")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        subprocess.run([sys.executable, "-m", "compileall", "-q", folder], check=True, env=_ENVIRONMENT)


def cost_of_command(
    command: Sequence[str], accepted: Sequence[int] = (0,), *, is_noisy: bool = False
) -> Cost:
    """What one run of `command` costs, from its start to its end, with the processes it waited for.

    What an `is_noisy` one writes to standard error is dropped. Raises RuntimeError where the exit code is not one of
    `accepted`.
    """
    return _waited(command, accepted, is_noisy=is_noisy)[0]


def cost_of_stage(stage: str, tree: str, lines: int = 0) -> Cost:
    """What one stage costs over the files of `tree`, or a part of them with about so many lines."""
    cost, printed = _waited(_command(stage, tree, lines), (0,))
    return Cost(json.loads(printed)["seconds"], cost.peak)


def size_of(tree: str, lines: int = 0) -> tuple[int, int]:
    """The number of files and of lines that the stages work on."""
    _, printed = _waited(_command("parse", tree, lines), (0,))
    size = json.loads(printed)
    return size["files"], size["lines"]


def _command(stage: str, tree: str, lines: int) -> list[str]:
    return [sys.executable, _RUNNER, stage, tree, "--lines", str(lines)]


def _waited(command: Sequence[str], accepted: Sequence[int], *, is_noisy: bool = False) -> tuple[Cost, bytes]:
    errors = subprocess.DEVNULL if is_noisy else None
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=_ENVIRONMENT
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        raise RuntimeError(f"exit code {process.returncode} of {' '.join(command[:4])}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit), printed
