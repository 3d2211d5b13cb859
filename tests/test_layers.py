"""Imports point one way only: as the table of layers in ARCHITECTURE.md says."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/entasis"
UNITS = sorted(
    path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
)


def allowed():
    """For each unit (package or module at the top) the units that it may import, itself and its layer included."""
    section = (ROOT / "ARCHITECTURE.md").read_text().partition("\n## Layers\n")[2].partition("\n## ")[0]
    rows = [
        [set(re.findall(r"`(\w+)`", cell)) for cell in line.split("|")[1:-1]] for line in section.splitlines()
    ]
    return {unit: layer | below for layer, below in filter(None, rows) for unit in layer}


def imported(unit):
    """(file, unit that it imports) for all imports of ours, late ones included."""
    files = [PACKAGE / f"{unit}.py"] if (PACKAGE / f"{unit}.py").is_file() else (PACKAGE / unit).rglob("*.py")
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: imports are absolute"
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            yield from ((path.name, name.split(".")[1]) for name in names if name.startswith("entasis."))


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit != "__init__"])
def test_imports_point_downwards(unit):
    table = allowed()
    upwards = {(name, other) for name, other in imported(unit) if other in UNITS and other not in table[unit]}
    assert not upwards
