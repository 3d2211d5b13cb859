"""Which rows about data flow no case of the pages comes to, found by one review of all pages.

    python tests/models/hits.py        writes `unhit.txt` again: it may only become shorter

A row is hit where the analysis of some page asked for it by its API and got it. The pages are reviewed as one
program, each section in a folder of its own, with every threat model.
"""

import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

TESTS = Path(__file__).parents[1]
LISTED = Path(__file__).with_name("unhit.txt")
sys.path.append(str(TESTS / "rules"))

import mdtest  # noqa: E402, the pages' own reader

from entasis import engine  # noqa: E402
from entasis.finding import Tier  # noqa: E402
from entasis.models.loader import Models, load_models  # noqa: E402

TABLES = {
    "source": "sources",
    "sinks": "sinks",
    "assigned_sinks": "sinks",
    "sanitizers": "sanitizers",
    "guards": "guards",
    "flows": "flows",
    "calls": "calls",
    "entries": "entries",
    "renders": "renders",
    "option": "options",
}


def unhit() -> list[str]:
    """One line for each API of a table of which no row was asked for, sorted."""
    made: list[Models] = []

    def load(*given):
        made.append(load_models(*given))
        return made[-1]

    with tempfile.TemporaryDirectory() as folder, patch.object(engine, "load_models", load):
        for number, section in enumerate(mdtest.all_sections()):
            mdtest.write(section, Path(folder) / f"section{number}")
        models = ("remote", "local", "database", "library")
        engine.review(engine.Options(paths=(folder,), level=Tier.AUDIT, threat_models=models, jobs=1))
    found: set[tuple[str, str]] = set()
    for name, table in TABLES.items():
        for answer in getattr(made[0], f"_{name}").answers.values():
            rows = answer if isinstance(answer, tuple) else (answer,)
            found.update((table, row.api) for row in rows if row is not None)
    known = [*load_models().libraries()]
    missed = {
        f"{table} {row.api}"
        for table in TABLES.values()
        for library in known
        for row in getattr(library, table)
        if (table, row.api) not in found
    }
    return sorted(missed)


if __name__ == "__main__":
    LISTED.write_text("".join(f"{line}\n" for line in unhit()))
