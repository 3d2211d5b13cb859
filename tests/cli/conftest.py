"""The command line is tested as a user meets it: a process of its own, two streams and an exit code."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import entasis

SOURCES = str(Path(entasis.__file__).parents[1])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of the program gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def start(tmp_path):
    """Start `entasis ARGUMENTS` in `tmp_path` with the given streams and environment variables."""

    def start(
        *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **changes
    ):
        path = os.pathsep.join(filter(None, (SOURCES, os.environ.get("PYTHONPATH"))))
        inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
        return subprocess.Popen(
            [sys.executable, "-m", "entasis", *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=tmp_path,
            env={**inherited, "PYTHONPATH": path, "TERM": "xterm-256color", **changes},
        )

    return start


@pytest.fixture
def run(start):
    """Run `entasis ARGUMENTS` to its end; `stdin` is what it reads."""

    def run(*arguments, stdin=b"", **changes):
        with start(*arguments, stdin=subprocess.PIPE, **changes) as process:
            out, err = process.communicate(stdin, timeout=60)
        return Outcome(process.returncode, out.decode(), err.decode())

    return run


@pytest.fixture
def tree(tmp_path):
    """Two files where the run takes place: `defect.py` has one defect that needs no library, `clean.py` none."""
    (tmp_path / "defect.py").write_text('def is_admin(name):\n    return name is "admin"\n')
    (tmp_path / "clean.py").write_text("def double(number):\n    return number * 2\n")
    return tmp_path
