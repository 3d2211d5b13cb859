"""What is found in real directories, whatever lies in them."""

# Byte names and broken links are made with what the product uses.
# ruff: noqa: PTH102, PTH106, PTH120, PTH211
import os
import random
import shutil
import socket
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.finding import ProblemKind, Role
from entasis.source import discover, read, read_data


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, text="x = 1\n"):
    location = Path(path)
    location.parent.mkdir(parents=True, exist_ok=True)
    location.write_text(text)


def paths(*named):
    return [candidate.path for candidate in discover(named).candidates]


def kinds(*named):
    return [(problem.path, problem.kind) for problem in discover(named).problems]


@contextmanager
def as_nobody():
    """Permissions do not bind root, so root does without its rights for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_python_files_and_programs(here):
    for name in [
        "b.py",
        "a.py",
        "gui.pyw",
        "notes.txt",
        "data.json",
        "pkg/mod.py",
        "pkg/stub.pyi",
        ".hidden/c.py",
    ]:
        write(name)
    write("run", "#!/usr/bin/env python3\nx = 1\n")
    write("old", "#!/opt/bin/python2.7 -u\n")
    write("shell", "#!/bin/sh\n# python\n")
    write("LICENSE", "python\n")
    write("empty", "")
    assert paths(".") == [".hidden/c.py", "a.py", "b.py", "gui.pyw", "old", "pkg/mod.py", "run"]


def test_paths_are_shown_as_the_user_would_write_them(here):
    write("src/a.py")
    assert paths("src") == paths("./src/") == paths("src//.") == paths(str(here / "src")) == ["src/a.py"]
    assert paths(".") == paths(str(here)) == ["src/a.py"]
    os.chdir("src")
    assert paths("..") == ["../src/a.py"]
    assert paths("../src/a.py") == ["../src/a.py"]
    os.chdir("/")
    assert paths(f"{here}/src") == [f"{here}/src/a.py"[1:]]


def test_a_path_outside_stays_absolute(here, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    write(other / "a.py")
    assert paths(str(other)) == [f"{other}/a.py"]


def test_each_file_comes_once_and_in_one_order(here):
    for name in ["src/a.py", "src/pkg/b.py", "c.py"]:
        write(name)
    os.symlink("src", "link")
    named = [
        ".",
        "src",
        "./src/pkg",
        "src/a.py",
        str(here / "src/a.py"),
        "link",
        "link/a.py",
        "-",
        "-",
        "gone",
        "gone",
    ]
    selection = discover(named)
    assert [(one.path, one.named) for one in selection.candidates] == [
        ("-", True),
        ("c.py", False),
        ("src/a.py", True),
        ("src/pkg/b.py", False),
    ]
    for seed in range(10):
        shuffled = random.Random(seed).sample(named, len(named))
        assert discover(shuffled) == selection


def test_standard_input_and_a_file_called_so(here):
    write("-")
    selection = discover(["-", "./-"])
    assert [(one.path, one.location == b"", one.role) for one in selection.candidates] == [
        ("-", True, Role.APPLICATION),
        ("./-", False, Role.APPLICATION),
    ]


@pytest.mark.parametrize("name", ["gone.py", "a.py/b.py", "", "nul\0byte", "\ud800", "gone/deep/er"])
def test_a_missing_named_path(here, name):
    write("a.py")
    selection = discover([name])
    assert selection.candidates == ()
    assert [problem.kind for problem in selection.problems] == [ProblemKind.MISSING]
    assert selection.problems[0].path.encode() or name == ""


def test_names_that_are_no_utf_8(here):
    names = [b"caf\xe9.py", b"caf\\xe9.py", "café.py".encode(), b"\xff/x.py", b"new\nline.py"]
    for name in names:
        if b"/" in name:
            os.mkdir(os.path.dirname(name))
        Path(os.fsdecode(name)).write_text(f"x = {name!r}\n")
    selection = discover(["."])
    shown = {one.path: read(one)[0][0].text for one in selection.candidates}
    assert shown == {
        "caf\\xe9.py": f"x = {names[0]!r}\n",
        "caf\\\\xe9.py": f"x = {names[1]!r}\n",
        "café.py": f"x = {names[2]!r}\n",
        "\\xff/x.py": f"x = {names[3]!r}\n",
        "new\nline.py": f"x = {names[4]!r}\n",
    }
    assert paths(os.fsdecode(b"caf\xe9.py")) == ["caf\\xe9.py"]


def test_links_lead_neither_out_nor_round_in_circles(here, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    write(outside / "secret.py")
    write(outside / "pkg/secret.py")
    write("tree/pkg/a.py")
    write("tree/program.txt")
    os.symlink(".", "tree/pkg/loop")
    os.symlink("../..", "tree/pkg/up")
    os.symlink("pkg", "tree/again")
    os.symlink(outside / "pkg", "tree/out")
    os.symlink(outside / "secret.py", "tree/out.py")
    os.symlink(outside / "secret.py", "tree/program")
    os.symlink("pkg/a.py", "tree/same.py")
    os.symlink("program.txt", "tree/program.py")
    os.symlink("nowhere", "tree/.#lock.py")
    os.symlink("self.py", "tree/self.py")
    selection = discover(["tree"])
    assert [one.path for one in selection.candidates] == ["tree/pkg/a.py", "tree/program.py"]
    assert selection.excluded == (("linked", 6),)
    assert selection.problems == ()
    assert paths("tree/out", "tree/out.py") == ["tree/out.py", "tree/out/secret.py"], "named, so followed"
    assert kinds("tree/self.py") == [("tree/self.py", ProblemKind.UNREADABLE)]


def test_pipes_sockets_and_devices_are_never_opened(here):
    write("tree/a.py")
    os.mkfifo("tree/pipe.py")
    os.mkfifo("tree/pipe")
    with socket.socket(socket.AF_UNIX) as endpoint:
        endpoint.bind("tree/socket.py")
        assert paths("tree") == ["tree/a.py"]
        assert kinds("tree", "tree/pipe", "/dev/null") == [
            ("/dev/null", ProblemKind.NOT_A_FILE),
            ("tree/pipe", ProblemKind.NOT_A_FILE),
            ("tree/pipe.py", ProblemKind.NOT_A_FILE),
            ("tree/socket.py", ProblemKind.NOT_A_FILE),
        ]


def test_what_may_not_be_read():
    root = Path(tempfile.mkdtemp()).resolve()  # pytest's own directories are closed to others
    write(root / "open.py")
    write(root / "closed.py")
    write(root / "program", "#!/usr/bin/python\n")
    write(root / "shut/inside.py")
    (root / "closed.py").chmod(0)
    (root / "program").chmod(0)
    (root / "shut").chmod(0)
    root.chmod(0o755)
    try:
        with as_nobody():
            selection = discover([str(root), str(root / "shut/inside.py")])
            results = [read(one) for one in selection.candidates]
    finally:
        (root / "shut").chmod(0o700)
        shutil.rmtree(root)
    assert [(one.path.rpartition("/")[2], one.kind, one.incomplete) for one in selection.problems] == [
        ("program", ProblemKind.UNREADABLE, False),
        ("shut", ProblemKind.UNREADABLE, True),
        ("inside.py", ProblemKind.UNREADABLE, True),
    ]
    assert [[problem.kind for problem in problems] for _, problems in results] == [
        [ProblemKind.UNREADABLE],
        [],
    ]


def test_a_tree_deeper_than_any_path(here):
    """The system refuses paths above 4,096 bytes; such a directory is real and cannot be listed."""
    depth, name = 30, "d" * 200
    handle = os.open(".", os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=handle)
        below = os.open(name, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(handle)
    selection = discover(["."])
    assert [problem.kind for problem in selection.problems] == [ProblemKind.UNREADABLE]


def test_files_that_may_describe_an_interface_stand_apart(here):
    write(".gitignore", "made.yaml\n")
    for name in ("a.py", "b/api.yaml", "b/api.yml", "b/c/api.json", "made.yaml", "b/other.toml"):
        write(name)
    os.symlink("b/api.yaml", "link.yaml")
    selection = discover(["."])
    assert [candidate.path for candidate in selection.candidates] == ["a.py"]
    assert [candidate.path for candidate in selection.data] == ["b/api.yaml", "b/api.yml", "b/c/api.json"]
    assert read_data(selection.data[0]) == "x = 1\n"
    shutil.rmtree("b")
    assert read_data(selection.data[0]) == ""


def test_what_is_left_out_is_counted(here):
    for name in [
        "app.py",
        "env/pyvenv.cfg",
        "env/bin/tool.py",
        "env/lib/python3/site-packages/acme/a.py",
        "lib/site-packages/b.py",
        "web/node_modules/gyp/c.py",
        "web/node_modules/gyp/c.js",
        "src/_vendor/d.py",
        "third_party/deep/er/e.py",
        "api/user_pb2.py",
        ".tox/py311/f.py",
        "pkg/__pycache__/g.py",
        ".git/hooks/h.py",
    ]:
        write(name)
    write("api/client.py", "#!/usr/bin/python\n# Code generated by acme-api 1.2. DO NOT EDIT.\n")
    write("api/tables.py", "# @generated by tables\n")
    write(
        "api/old.py", "#\n# Autogenerated by Thrift Compiler (0.9.3)\n#\n# DO NOT EDIT UNLESS YOU ARE SURE\n"
    )
    write("api/settings.py", "# Do not edit on the server.\n")
    write("api/generator.py", 'MARK = "@generated"  # DO NOT EDIT\n')
    write("api/late.py", "\n" * 6 + "# @generated\n")
    selection = discover(["."])
    assert [one.path for one in selection.candidates] == [
        "api/generator.py",
        "api/late.py",
        "api/settings.py",
        "app.py",
    ]
    assert selection.excluded == (("generated", 4), ("installed", 4), ("tooling", 2), ("vendored", 2))


def test_what_is_named_is_never_left_out(here):
    write("env/pyvenv.cfg")
    write("env/lib/python3/site-packages/acme/a.py")
    write("vendor/acme/_vendor/b.py")
    write("node_modules/c.py")
    write("x_pb2.py")
    write(".git/hooks/d.py")
    write("env/.gitignore", "*\n")
    assert paths("env") == paths("env/lib") == ["env/lib/python3/site-packages/acme/a.py"]
    assert paths("vendor") == paths("vendor/acme") == ["vendor/acme/_vendor/b.py"]
    assert paths("node_modules", "x_pb2.py") == ["node_modules/c.py", "x_pb2.py"]
    assert paths(".git") == [".git/hooks/d.py"]
    both = discover([".", "vendor"])
    assert [one.path for one in both.candidates] == ["vendor/acme/_vendor/b.py"]
    assert dict(both.excluded) == {"generated": 1, "installed": 2}, "what is named elsewhere is not left out"


def test_a_folder_of_libraries_is_left_out(here):
    for name in "abcdefghijklmnopqrstuvwx":
        write(f"lib/{name}/__init__.py")
        write(f"shop/lib/{name}/__init__.py")
        write(f"libs3/{name}/__init__.py")
        write(f"parts/{name}/__init__.py")
    write("lib/six.py")
    write("shop/lib/__init__.py")
    write("shop/libs/one/__init__.py")
    selection = discover(["."])
    assert selection.excluded == (("vendored", 49),)
    assert len(selection.candidates) == 24 + 1 + 24 + 1
    assert paths("lib/a") == ["lib/a/__init__.py"]
    assert len(paths("lib")) == 25


def test_a_folder_of_some_packages_of_its_own_is_none_of_libraries(here):
    for name in "abcdefghij":
        write(f"lib/{name}/__init__.py")
    assert len(paths(".")) == 10


def test_roles_come_from_below_the_user(here):
    write("tests/shop/app.py")
    write("tests/shop/tests/helper.py")
    write("tests/shop/tools/release.py")
    write("tests/shop/lib/tools/__init__.py")

    def roles(*named):
        return {one.path.rpartition("shop/")[2]: one.role for one in discover(named).candidates}

    os.chdir("tests/shop")
    expected = {
        "app.py": Role.APPLICATION,
        "tests/helper.py": Role.TEST,
        "tools/release.py": Role.SCRIPT,
        "lib/tools/__init__.py": Role.APPLICATION,
    }
    assert roles(".") == roles("app.py", "tests", "tools/release.py", "lib/tools") == expected
    os.chdir("/usr")
    assert roles(str(here / "tests/shop")) == expected, "where a checkout lies says nothing"
    os.chdir(here)
    assert set(roles("tests").values()) == set(roles("tests/shop/app.py").values()) == {Role.TEST}


def test_a_directory_that_vanishes_under_the_user(here):
    write("a.py")
    os.mkdir("gone")
    os.chdir("gone")
    os.rmdir(here / "gone")
    assert paths(str(here)) == [f"{here}/a.py"]
    assert kinds("b.py") == [("b.py", ProblemKind.MISSING)]


@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_text_is_a_path_or_a_problem(names):
    # Names that mean something elsewhere on the machine are not looked for.
    names = [f"/nonexistent/{name}" for name in names]
    selection = discover(names)
    assert selection.candidates == ()
    assert all(
        problem.kind in (ProblemKind.MISSING, ProblemKind.UNREADABLE) for problem in selection.problems
    )


def test_many_files_are_found_quickly(here):
    write("setup")
    for directory in range(100):
        os.mkdir(f"d{directory}")
        for number in range(200):
            os.link("setup", f"d{directory}/m{number}.py")  # quicker to make, and as real
    write(".gitignore", "*.log\n*.py[cod]\n/m*.py\n" + "".join(f"name{number}\n" for number in range(60)))
    start = time.process_time()
    selection = discover(["."])
    spent = time.process_time() - start
    assert len(selection.candidates) == 20_000
    assert spent < 4, "about 0.5 s on an idle machine"
