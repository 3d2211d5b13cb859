"""Workers share the program with the process that made it: none of them takes more memory than one process alone."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from measure import cost_of_command

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tree(tmp_path):
    """The example service, twelve times over."""
    for number in range(12):
        shutil.copytree(ROOT / "examples/cellcloud/cellcloud", tmp_path / f"cells{number}")
    return tmp_path


def test_no_worker_takes_more_than_one_process_alone(tree, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))

    def peak(jobs):
        command = [sys.executable, "-m", "entasis", "review", str(tree), f"--jobs={jobs}", "--quiet"]
        return cost_of_command(command, (1,)).peak  # of the largest of its processes

    alone = peak(1)
    assert alone > 2**20
    assert peak(4) < 1.25 * alone
