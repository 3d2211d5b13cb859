"""Writes the CWE-1000 view that Entasis ships. For maintainers, when MITRE publishes a new version.

    python scripts/generate_weaknesses.py cwe1000_v4.19.1_pillars.json

The argument is the view as JSON: an object of objects by CWE number, each with `name`, `abstraction`, `mapping`
(MITRE's mapping usage), `parents` (numbers) and `primary_path` (numbers, from the weakness up to its pillar),
deprecated weaknesses left out. The version is read from the file's name.
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src/entasis/weakness/cwe-1000.tsv"
COLUMNS = ("cwe", "abstraction", "usage", "pillar", "parents", "name")


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("view", type=Path, help="the view as JSON")
    view = parser.parse_args().view
    version = re.search(r"_v(\d+(?:\.\d+)+)_", view.name)
    if version is None:
        parser.error(f"no version in the name of {view}")
    entries: dict[str, dict[str, Any]] = json.loads(view.read_text(encoding="utf-8"))
    rows = [_row(int(cwe), entry) for cwe, entry in sorted(entries.items(), key=lambda item: int(item[0]))]
    head = [f"# CWE-1000, version {version[1]}", "\t".join(COLUMNS)]
    TARGET.write_text("".join(f"{line}\n" for line in [*head, *rows]), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {len(rows)} weaknesses, version {version[1]}")


def _row(cwe: int, entry: dict[str, Any]) -> str:
    """One line; the parents begin with the primary one, the next on the primary path to the pillar."""
    path = entry["primary_path"]
    parents = [*path[1:2], *(parent for parent in entry["parents"] if parent not in path[1:2])]
    if sorted(parents) != sorted(entry["parents"]):
        raise ValueError(f"CWE-{cwe}: the primary path leads over {path[1]}, which is no parent")
    name = entry["name"].strip()  # a few of MITRE's names end in a blank
    cells = (str(cwe), entry["abstraction"], entry["mapping"], path[-1], " ".join(parents), name)
    if any("\t" in cell or "\n" in cell for cell in cells):
        raise ValueError(f"CWE-{cwe}: a tab or a line break in a cell")
    return "\t".join(cells)


if __name__ == "__main__":
    main()
