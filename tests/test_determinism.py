"""The same input gives the same bytes: whatever the hash seed, the order of the paths and the number of processes."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import entasis
from entasis.rules import all_rules
from entasis.rules.rule import TaintRule

SOURCES = str(Path(entasis.__file__).parents[1])
EXAMPLE = Path(__file__).parents[1] / "examples/cellcloud"
PAGES = Path(__file__).parent / "rules"
RUNS = [("0", 1, 0), ("1", 4, 1), ("4242", 1, 2), ("4242", 4, 3)]
"""Hash seed, jobs, and the seed by which the paths are shuffled (0: sorted)."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The example service, and files that hold what the rules' pages show: plenty of findings."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copytree(EXAMPLE, root / "cellcloud")
    for page in sorted(PAGES.glob("*.md")):
        blocks = [block.partition("```")[0] for block in page.read_text().split("```python\n")[1:]]
        for number, block in enumerate(blocks[::3]):
            folder = root / page.stem.replace("-", "_") / str(number % 3)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"case{number}.py").write_text(block)
    return root


def answers(tree, out, seed, jobs, shuffled):
    """The bytes of the reports that one run writes."""
    paths = sorted(path.name for path in tree.iterdir() if path.is_dir())
    random.Random(shuffled).shuffle(paths) if shuffled else None
    out.mkdir()
    reports = [out / "report.json", out / "report.sarif", out / "report.txt"]
    outputs = [
        f"--output={kind}={path}" for kind, path in zip(("json", "sarif", "text"), reports, strict=True)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "entasis", "review", *paths, f"--jobs={jobs}", "--level=audit", *outputs],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": SOURCES, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr.decode()
    return [done.stdout, *(report.read_bytes() for report in reports)]


def test_all_runs_give_identical_bytes(tree, tmp_path):
    first, *others = [answers(tree, tmp_path / str(at), *run) for at, run in enumerate(RUNS)]
    found = json.loads(first[1])["findings"]
    assert len(found) > 100
    seen = {finding["rule"] for finding in found}
    missing = {rule.id for rule in all_rules()} - seen
    assert len(missing) <= len(seen) // 5, missing
    flows = {rule.id for rule in all_rules() if isinstance(rule, TaintRule)}
    assert any(len(finding["steps"]) > 2 and finding["rule"] in flows for finding in found)
    for run, other in zip(RUNS[1:], others, strict=True):
        assert other == first, run
