"""Ignore files mean what they mean to git, which is asked for its opinion here (and never by the product)."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entasis import limits
from entasis.source import discover
from entasis.source.ignore import parse_ignores
from entasis.source.pattern import parse_pattern
from entasis.source.tracked import parse_index

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git itself is the oracle")

TREE = ["x.py", "a/x.py", "a/y.py", "a/b/x.py", "a/b/a/y.py", "b/a/x.py", "c/x.py", "c/b/y.py", "c/b/a/x.py"]
FILES = [".gitignore", "a/.gitignore", "c/b/.gitignore", ".git/info/exclude"]
NAMES = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "x.py",
        "y.py",
        "*",
        "**",
        "***",
        "?",
        "[ab]",
        "*.py",
        "?.py",
        "[!a]",
        "[^b]",
        "\\a",
        "a*",
        "[xy].py",
        "*.*",
        "[[:alpha:]]",
        "[z-a]",
        "x\\.py",
        "[--z]",
        "[b-]",
    ]
)
LINES = st.builds(
    lambda before, names, after: before + "/".join(names) + after,
    st.sampled_from(["", "", "/", "!", "!/"]),
    st.lists(NAMES, min_size=1, max_size=3),
    st.sampled_from(["", "", "/", " ", "\r"]),
)
IGNORE_FILES = st.dictionaries(st.sampled_from(FILES), st.lists(LINES, min_size=1, max_size=4))


def git(*arguments, cwd):
    run = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=cwd,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return run.stdout.decode().split("\0")[:-1]


def write(root, path, text=""):
    location = root / path
    location.parent.mkdir(parents=True, exist_ok=True)
    location.write_text(text)


def found(root):
    prefix = f"{root}/"
    return sorted(one.path.removeprefix(prefix) for one in discover([str(root)]).candidates)


@needs_git
@settings(max_examples=40, deadline=None)
@given(IGNORE_FILES)
def test_any_ignore_files_mean_what_git_says(files):
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        git("init", "-q", cwd=root)
        for path in TREE:
            write(root, path)
        for path, lines in files.items():
            write(root, path, "\n".join([*lines, ""]))
        # A named directory that ignores all of itself is reviewed; one that takes something back is not such.
        write(root, ".gitignore", "\n".join([*files.get(".gitignore", []), "!nothing", ""]))
        listed = git("ls-files", "-o", "-z", "--exclude-standard", cwd=root)
        assert found(root) == sorted(path for path in listed if path.endswith(".py"))


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["*.py", "!x.py"], ["a/b/x.py", "a/x.py", "b/a/x.py", "c/b/a/x.py", "c/x.py", "x.py"]),
        (["/a", "c/b/"], ["b/a/x.py", "c/x.py", "x.py"]),
        (["c", "!c/b/", "/[a-b]"], ["x.py"]),  # what is in an ignored directory cannot be taken back
        (["/*", "!/c/", "/c/*", "!/c/b"], ["c/b/a/x.py", "c/b/y.py"]),
        (["a/**", "!a/x.py", "**/a/x.py", "c/**/y.py", "/x.py"], ["c/x.py"]),
        (["# a", "\\#", "", "  ", "!", "/", "[", "\\", "*.pyc"], sorted(TREE)),
    ],
)
def test_patterns(tmp_path, lines, kept):
    for path in TREE:
        write(tmp_path, path)
    write(tmp_path, ".gitignore", "\n".join(lines))
    assert found(tmp_path) == kept
    ignored = len(TREE) - len(kept)
    assert discover([str(tmp_path)]).excluded == ((("ignored", ignored),) if ignored else ())


def test_inner_files_win(tmp_path):
    for path in TREE:
        write(tmp_path, path)
    write(tmp_path, ".gitignore", "x.py\n!/c/x.py\n")
    write(tmp_path, "a/.gitignore", "!x.py\n")
    write(tmp_path, "a/b/.gitignore", "/x.py\n")
    assert found(tmp_path) == ["a/b/a/y.py", "a/x.py", "a/y.py", "c/b/y.py", "c/x.py"]


def test_files_above_a_named_directory_count(tmp_path):
    for path in TREE:
        write(tmp_path, path)
    write(tmp_path, ".git/info/exclude", "/a/b/x.py\n")
    write(tmp_path, ".gitignore", "y.py\nc/\n")
    assert found(tmp_path / "a") == ["x.py"]
    assert found(tmp_path / "c") == ["b/a/x.py", "b/y.py", "x.py"], "ignored, but named"
    write(tmp_path, "a/.git/HEAD")
    assert found(tmp_path / "a") == ["b/a/y.py", "b/x.py", "x.py", "y.py"], "another repository"


def test_a_named_directory_that_ignores_itself(tmp_path):
    write(tmp_path, "out/x.py")
    write(tmp_path, "out/.gitignore", "*\n")
    assert found(tmp_path) == []
    assert found(tmp_path / "out") == ["x.py"]


@needs_git
@pytest.mark.parametrize("version", ["2", "4"])
def test_tracked_files_are_never_ignored(tmp_path, version):
    for path in TREE:
        write(tmp_path, path)
    write(tmp_path, ".gitignore", "x.py\n/c/\n")
    git("init", "-q", cwd=tmp_path)
    git("add", "-f", "a/b/x.py", "c/b/a/x.py", cwd=tmp_path)
    git("update-index", "--index-version", version, cwd=tmp_path)
    assert found(tmp_path) == ["a/b/a/y.py", "a/b/x.py", "a/y.py", "c/b/a/x.py"]
    assert found(tmp_path / "a") == ["b/a/y.py", "b/x.py", "y.py"]
    assert found(tmp_path / "c") == ["b/a/x.py", "b/y.py", "x.py"], "named, so all of it"
    write(tmp_path, "c/b/.gitignore", "*.py\n")
    assert found(tmp_path / "c") == ["b/a/x.py", "x.py"]


@needs_git
@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize("hash_name", ["sha1", "sha256"])
def test_the_index_is_read_as_git_reads_it(tmp_path, version, hash_name):
    git("init", "-q", f"--object-format={hash_name}", cwd=tmp_path)
    for path in [*TREE, "é.py", f"{'long/' * 40}x.py"]:
        write(tmp_path, path)
    git("add", ".", cwd=tmp_path)
    if version == "3":
        write(tmp_path, "later.py")
        git("add", "-N", "later.py", cwd=tmp_path)  # an extended flag, which only version 3 has
    else:
        git("update-index", "--index-version", version, cwd=tmp_path)
    data = (tmp_path / ".git/index").read_bytes()
    assert data[7] == int(version)
    expected = git("ls-files", "-z", cwd=tmp_path)
    assert [path.decode() for path in parse_index(data)] == expected
    for cut in range(0, len(data), 7):
        assert set(parse_index(data[:cut])) <= {path.encode() for path in expected}


@given(st.binary(max_size=60), st.sampled_from([2, 3, 4]), st.integers(0, 2**32 - 1))
def test_a_damaged_index_has_no_paths_or_some(data, version, count):
    header = b"DIRC" + version.to_bytes(4, "big") + count.to_bytes(4, "big")
    assert isinstance(parse_index(header + data), list)


@given(
    st.text(alphabet="ab*?[]!^-\\/ :#[:alpha:]", max_size=12),
    st.text(alphabet="ab]-\n", min_size=1, max_size=6),
)
def test_any_line_is_a_pattern_or_none(line, name):
    pattern = parse_pattern(line)
    if pattern:
        assert pattern.matches((name,), is_directory=True) in (True, False)


def test_patterns_that_would_backtrack():
    name = "a" * 255
    star = parse_pattern("*a" * 100 + "b")
    deep = parse_pattern("**/" + "a/**/" * 100 + "b")
    assert not star.matches((name,), is_directory=False)
    assert not deep.matches(("a",) * 2_000, is_directory=False)


def test_too_many_patterns_are_a_limit_that_is_named():
    bound = limits.IGNORE_PATTERNS.bound
    patterns, problems = parse_ignores(b"x\n" * (bound + 1), ".gitignore")
    assert len(patterns) == bound
    assert [(problem.path, problem.incomplete) for problem in problems] == [(".gitignore", False)]
