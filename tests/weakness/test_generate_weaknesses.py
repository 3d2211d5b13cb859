"""The script that writes the table refuses what it does not understand and loses nothing."""

import json
import runpy
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "generate_weaknesses.py"


def entry(name, *path, parents=()):
    return {
        "name": name,
        "abstraction": "Base",
        "mapping": "Allowed",
        "parents": list(parents),
        "primary_path": list(path),
    }


def generate(view, monkeypatch, tmp_path, name="view_v9.8_.json"):
    source = tmp_path / name
    source.write_text(json.dumps(view), encoding="utf-8")
    script = runpy.run_path(str(SCRIPT))
    target = tmp_path / "table.tsv"
    monkeypatch.setitem(script["main"].__globals__, "TARGET", target)
    monkeypatch.setattr(sys, "argv", ["generate_weaknesses.py", str(source)])
    script["main"]()
    return target.read_text(encoding="utf-8")


def test_rows_are_in_order_and_the_primary_parent_comes_first(monkeypatch, tmp_path):
    view = {
        "89": entry("SQL", "89", "943", "707", parents=["74", "943"]),
        "7": entry("Seven", "7"),
    }
    assert generate(view, monkeypatch, tmp_path) == (
        "# CWE-1000, version 9.8\n"
        "cwe\tabstraction\tusage\tpillar\tparents\tname\n"
        "7\tBase\tAllowed\t7\t\tSeven\n"
        "89\tBase\tAllowed\t707\t943 74\tSQL\n"
    )


@pytest.mark.parametrize(
    "broken",
    [entry("SQL", "89", "943", parents=["74"]), entry("S\tQL", "89")],
    ids=["a path beside the parents", "a tab in a name"],
)
def test_broken_entries_are_refused(broken, monkeypatch, tmp_path):
    with pytest.raises(ValueError, match="CWE-89"):
        generate({"89": broken}, monkeypatch, tmp_path)


def test_a_file_without_a_version_is_refused(monkeypatch, tmp_path, capsys):
    with pytest.raises(SystemExit):
        generate({}, monkeypatch, tmp_path, name="view.json")
    assert "no version" in capsys.readouterr().err
