"""The documents are true as far as a test can see: commands and flags exist, the map is whole, links lead somewhere."""

import re
import shlex
from pathlib import Path

import click
import pytest

from entasis import cli
from entasis.rules import all_rules

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/entasis"
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "benchmarks/*.md", "examples/**/*.md")
    for path in ROOT.glob(pattern)
)
MOST_WORDS = 30

each_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS]
)


def section(path, heading):
    """The text below a heading of the second level."""
    return (ROOT / path).read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def command_lines(path):
    """The words of each `entasis ...` in the document, in code blocks and in code spans; without those of a shell."""
    text = re.sub(r"```text\n.*?```", "", path.read_text(), flags=re.DOTALL)
    shown = re.findall(r"^\$ (.+)$", text, re.MULTILINE) + re.findall(r"`(entasis [^`]+)`", text)
    for line in shown:
        for part in re.split(r"\s[|>]\s", line.partition("  #")[0]):
            words = shlex.split(part.replace("\n", " "))
            if "entasis" in words:
                yield words[words.index("entasis") + 1 :]


@each_document
def test_commands_and_flags_exist(path):
    for name, *words in command_lines(path):
        if name.startswith("-"):
            continue
        command = cli.commands.commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        given = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert given <= known, f"entasis {name} {' '.join(words)}"
        if name == "explain" and words and not re.fullmatch(r"CWE-N|RULE.*", words[0]):
            assert words[0].startswith("CWE-") or words[0] in {rule.id for rule in all_rules()}


def test_every_flag_of_review_that_is_written_about_exists():
    flags = set(re.findall(r"`(--[a-z-]+)", (ROOT / "README.md").read_text()))
    context = click.Context(cli.commands.commands["review"])
    known = {
        option
        for parameter in cli.commands.commands["review"].get_params(context)
        for option in parameter.opts
    }
    assert flags
    assert flags <= known | {"--from"}


def test_readme_tells_all_exit_codes():
    codes = re.findall(r"^\| (\d) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    told = cli.commands.epilog.rpartition("Exit code, ")[2]
    assert codes == re.findall(r"\b(\d)\b", told) == ["2", "3", "4", "1", "0"]


def test_make_targets_exist():
    targets = [
        target
        for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md")
        for target in re.findall(r"(?:^\$ |`)make ([a-z]+)", path.read_text(), re.MULTILINE)
    ]
    assert {"review", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), target


def test_code_map_lists_every_package_and_module():
    listed = re.findall(r"^\| `([\w/.]+)` \|", section("ARCHITECTURE.md", "Code map"), re.MULTILINE)
    packages = {f"{path.parent.relative_to(PACKAGE).as_posix()}/" for path in PACKAGE.rglob("*/__init__.py")}
    topics = {package for package in packages if package.startswith("rules/") and package != "rules/"}
    modules = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py"}
    assert sorted(listed) == sorted((packages - topics) | modules)


def test_glossary_is_short_and_sorted():
    words = re.findall(r"^\| ([\w ]+) \| [a-z]", section("ARCHITECTURE.md", "Glossary"), re.MULTILINE)
    words.remove("word")
    assert 0 < len(words) <= MOST_WORDS
    assert words == sorted(words, key=str.lower)


@each_document
def test_links_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith("https://"):
            assert (path.parent / target).exists(), target


@each_document
def test_paths_in_code_spans_exist(path):
    """What looks like a path of the repository (`tests/rules/x.md`, `models/rows.py`) is one."""
    if "examples" in path.parts:
        return  # their paths are their own
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    for name in re.findall(r"`((?:[\w-]+/)+[\w.-]*)`", text):
        if re.search(r"[A-Z]{2}", name):
            continue  # a place to fill in
        assert any((base / name).exists() for base in (ROOT, PACKAGE, path.parent)), name
