"""Configurations that a reviewed tree brings along: told, never used."""

import os
from pathlib import Path

from entasis.source.access import contents

_NAMES = ("entasis.toml", ".entasis.toml")
_TABLE = b"[tool.entasis"


def configurations(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The configurations of ours at the top of the directories among `paths`."""
    found: list[str] = []
    for path in paths:
        root = Path(path)
        if path == "-" or not root.is_dir():
            continue
        found += [str(root / name) for name in _NAMES if (root / name).is_file()]
        project = root / "pyproject.toml"
        if project.is_file():
            data = contents(os.fsencode(project), str(project))
            if isinstance(data, bytes) and _TABLE in data:
                found.append(str(project))
    return tuple(found)
