"""What is not there, on purpose: the invariants of ARCHITECTURE.md that say what no part of the project does."""

import ast
import re
from pathlib import Path

import pytest

from entasis.models.loader import load_models
from entasis.rules import all_rules

PACKAGE = Path(__file__).parents[1] / "src/entasis"
SHELL = {
    "__main__",
    "cli",
    "economy",
    "engine",
    "failure",
    "outputs",
    "progress",
    "session",
    "streams",
    "workers",
}
"""The engine and what stands above it: whatever lies below is a pure function of its arguments."""

AMBIENT = {
    *("asyncio", "concurrent", "datetime", "getpass", "io", "locale", "logging", "multiprocessing", "os"),
    *(
        "platform",
        "random",
        "secrets",
        "select",
        "shutil",
        "signal",
        "socket",
        "subprocess",
        "sys",
        "tempfile",
    ),
    *("threading", "time", "uuid"),
}
READERS = {"source": {"os", "io", "subprocess"}, "models": {"sys"}, "frontends": {"sys"}, "report": {"os"}}
"""Of these, what some unit may have: `source` reads the tree, `report` writes its files, each whole or not at all."""

OPENING = {
    "open",
    ".open",
    ".read_text",
    ".read_bytes",
    ".scandir",
    ".iterdir",
    ".glob",
    ".rglob",
    ".listdir",
}
OWN_DATA = {"models", "weakness", "source", "report"}
RUNNING = {"exec", "eval", "compile", "__import__", "breakpoint"}
FOREIGN = {"pickle", "marshal", "shelve", "code", "codeop", "runpy", "ctypes"}

FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text()) for path in FILES}
each_file = pytest.mark.parametrize(
    "path", FILES, ids=[path.relative_to(PACKAGE).as_posix() for path in FILES]
)


def unit_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree):
    """The top-level packages that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def called(tree):
    """What a file calls: functions by name, methods with a dot before it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield f".{node.func.attr}" if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)


@each_file
def test_nothing_below_the_engine_knows_clock_environment_or_chance(path):
    unit = unit_of(path)
    if unit not in SHELL:
        assert set(imported(TREES[path])) & AMBIENT <= READERS.get(unit, set())
        assert "print" not in set(called(TREES[path]))


@each_file
def test_only_source_opens_files_of_the_reviewed_tree(path):
    if unit_of(path) not in OWN_DATA | SHELL:
        assert not set(called(TREES[path])) & OPENING


@each_file
def test_nothing_runs_what_it_reads(path):
    assert not set(imported(TREES[path])) & FOREIGN
    plain = {
        n.func.id for n in ast.walk(TREES[path]) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert not plain & RUNNING


@each_file
def test_no_module_holds_state(path):
    # Workers inherit the case under review in the one list that is filled, and emptied, around their making.
    known = {("workers.py", "_CASE")}
    for node in TREES[path].body:
        value = getattr(node, "value", None)
        is_empty = isinstance(value, ast.List | ast.Dict | ast.Set) and not ast.unparse(value).strip("[]{}")
        is_final = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).startswith("Final")
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_empty and not is_final:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            assert (path.name, ast.unparse(target)) in known
    assert not any(isinstance(node, ast.Global) for node in ast.walk(TREES[path]))


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").rglob("*.py")), ids=lambda path: path.stem)
def test_no_rule_names_a_library(path):
    tree = TREES[path]
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    packages = "|".join(map(re.escape, load_models().files))
    paths = re.compile(rf"(?:{packages})(\.\w+)+", re.IGNORECASE)
    named = [text for text in texts if paths.fullmatch(text)]  # sentences for people may show one
    kinds = load_models().kinds  # a kind, or the setting of one, may begin like a package: `xml.external.on`
    assert [text for text in named if not any(f"{kind}.".startswith(f"{text}.") for kind in kinds)] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "models").rglob("*.toml")), ids=lambda path: path.stem)
def test_no_model_names_a_rule(path):
    text = path.read_text()
    named = [rule.id for rule in all_rules() if re.search(rf"\b{re.escape(rule.id)}\b", text)]
    # What a rule and a kind have in common is a word of English, not a reference.
    assert [name for name in named if "-" in name] == []


@pytest.mark.parametrize("unit", ["ir", "flow"])
def test_neither_the_representation_nor_its_algorithms_know_a_weakness(unit):
    words = re.compile(r"\b(taint|cwe|vulnerab\w*|sanitiz\w*|sink)\b", re.IGNORECASE)
    for path in (PACKAGE / unit).rglob("*.py"):
        assert not words.search(path.read_text()), path
