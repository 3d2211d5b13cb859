"""What a review prints where, and the exit code it ends with."""

import json
from pathlib import Path

import pytest

NEGATIVE = "No security defects are detected in the code"


def test_a_defect_is_printed_and_exit_code_is_1(run, tree):
    done = run("review", "defect.py")
    assert done.code == 1
    assert "defect.py:2" in done.out
    assert NEGATIVE not in done.out
    assert done.err == ""


def test_no_defect_is_the_sentence_on_a_line_of_its_own(run, tree):
    done = run("review", "clean.py")
    assert done.code == 0
    assert NEGATIVE in done.out.splitlines()
    assert done.err == ""


@pytest.mark.parametrize("name", ["click", "jinja2", "msgspec", "json"])
def test_nothing_of_the_tree_under_review_is_imported(run, tree, name):
    """`python -m` looks for modules in the working folder first, which is the tree here."""
    (tree / f"{name}.py").write_text("raise SystemExit('imported')\n")
    (tree / "page.html").write_text("<p>{{ name }}</p>\n")
    done = run("review", ".")
    assert done.err == ""
    assert done.code == 1


def test_standard_input(run):
    done = run("review", "-", "--format", "json", stdin=b'def is_admin(name):\n    return name is "admin"\n')
    assert done.code == 1
    assert '"-"' in done.out
    assert run("review", "-", stdin=b"answer = 42\n").code == 0


def test_a_pasted_request_is_cited_by_its_own_numbers(run, tree):
    listing = "".join(f"{number} {line}\n" for number, line in enumerate(["import os", "", "", ""], 41))
    listing += '45 def is_admin(name):\n46     return name is "admin"\n'
    (tree / "request.txt").write_text("Review this code, please.\n\n" + listing)
    done = run("review", "request.txt")
    assert done.code == 1
    assert "request.txt:46" in done.out


def test_bad_input_is_one_line_each_and_costs_nothing_else(run, tree):
    bad = {
        "syntax.py": b"def broken(:\n    pass\n",
        "nul.py": b"x = 1\0\n",
        "encoding.py": b"# coding: utf-8\nname = '\xff\xfe'\n",
        "evil\x1b[31m.py": b"def broken(:\n    pass\n",
    }
    for name, content in bad.items():
        (tree / name).write_bytes(content)
    done = run("review", ".")
    assert done.code == 4
    assert "defect.py:2" in done.out
    assert NEGATIVE not in done.out
    lines = done.err.splitlines()
    for name in ("syntax.py", "nul.py", "encoding.py", "evil"):
        assert sum(name in line for line in lines) == 1, name
    assert len(lines) == len(bad)
    assert "\x1b" not in done.out + done.err


def test_what_the_compiler_warns_about_is_not_said(run, tree):
    (tree / "clean.py").write_text("def f(x):\n    return 1if x else 0x1for y in x, '\\d'\n")
    done = run("review", "clean.py", PYTHONWARNINGS="always")
    assert (done.code, done.err) == (0, "")


def test_a_path_that_does_not_exist_is_refused_before_the_review(run, tree):
    done = run("review", "gone.py", "defect.py", "lost\n\x1b[31m.py")
    assert done.code == 2
    assert done.out == ""
    first, second = done.err.splitlines()
    assert first.startswith("error: ")
    assert "gone.py" in first
    assert "lost\\n\\x1b[31m.py" in second


def test_quiet_leaves_only_the_answer(run, tree):
    (tree / "syntax.py").write_text("def broken(:\n")
    done = run("review", ".", "--quiet")
    assert done.code == 4
    assert "syntax.py" in done.out
    assert done.err == ""


def test_an_empty_file_is_reviewed_and_an_empty_tree_is_not(run, tmp_path):
    (tmp_path / "tree").mkdir()
    nothing = run("review", "tree")
    assert nothing.code == 2
    assert nothing.out == ""
    assert nothing.err.startswith("error: ")
    assert nothing.err.count("\n") == 1
    (tmp_path / "tree" / "empty.py").touch()
    assert run("review", "tree").code == 0


def test_a_threshold_decides_between_0_and_1(run, tree):
    assert run("review", "defect.py", "--fail-on", "never").code == 0
    assert run("review", "defect.py", "--fail-on", "critical").code == 0


def test_several_outputs_in_one_run(run, tree):
    outputs = ["--output", "json=a.json", "--output", "sarif=a.sarif", "--output", "text=a.txt"]
    done = run("review", "defect.py", "--format", "json", *outputs)
    assert done.code == 1
    assert (tree / "a.json").read_text() == done.out
    assert json.loads(done.out)["findings"]
    assert json.loads((tree / "a.sarif").read_text())["version"] == "2.1.0"
    assert (tree / "a.txt").read_text() == run("review", "defect.py").out
    assert sorted(path.name for path in tree.iterdir()) == [
        "a.json",
        "a.sarif",
        "a.txt",
        "clean.py",
        "defect.py",
    ]


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (["json=nowhere/a.json"], "nowhere"),
        (["json=folder"], "directory"),
        (["json=folder/"], "directory"),
        (["json=/dev/null"], "regular file"),
        (["json=" + "a" * 300], "too long"),
        (["json=circle"], "circle"),
        (["xml=a.xml"], "text, json, sarif"),
        (["a.json"], "FORMAT=PATH"),
        (["json="], "FORMAT=PATH"),
        (["json=./defect.py"], "overwrite"),
        (["json=a", "text=./a"], "two outputs"),
        (["json=evil\x1b[31m/a"], "evil"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused_before_the_review(run, tree, outputs, said):
    (tree / "folder").mkdir()
    (tree / "circle").symlink_to("circle")
    before = (tree / "defect.py").read_text()
    options = [word for output in outputs for word in ("--output", output)]
    done = run("review", "defect.py", *options)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert said in done.err
    assert "\x1b" not in done.err
    assert (tree / "defect.py").read_text() == before


def test_a_full_disk_is_one_line(start, tree):
    with Path("/dev/full").open("wb") as full, start("review", "defect.py", stdout=full) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.decode().splitlines() == ["error: cannot write the answer: No space left on device"]


@pytest.mark.parametrize("command", [["review", "defect.py"], ["rules"], ["explain", "CWE-89"], ["-h"]])
def test_a_reader_that_went_away_is_silent(start, tree, command):
    with start(*command) as process:
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=60)
    assert err == b""
    assert process.returncode == (1 if command[0] == "review" else 0)


def test_the_answer_does_not_depend_on_the_environment_when_piped(run, tree):
    answers = {
        run("review", "defect.py", **changes).out for changes in ({}, {"COLUMNS": "40", "TERM": "dumb"})
    }
    assert len(answers) == 1
    assert "\x1b" not in answers.pop()


def test_hostile_words_on_the_command_line_are_escaped(run, tree):
    for command in (
        ["\x1b[31mx"],
        ["review", "x\x1b]0;title\x07.py"],
        ["explain", "\x1b[31m"],
        ["review", "a\nb"],
    ):
        done = run(*command)
        assert done.code != 0
        assert done.err.count("\n") == 1
        assert not set("\x1b\x07") & set(done.out + done.err)


DISTRUSTING = "import os, sys\n\n\ndef remove(name):\n    os.system(name)\n\n\nos.system(sys.argv[1])\n"


def lines_found(done):
    return [finding["location"]["line"] for finding in json.loads(done.out)["findings"]]


def test_whose_data_is_distrusted_is_asked_for_and_said(run):
    code = DISTRUSTING.encode()
    plain = run("review", "-", "--format", "json", "--level", "audit", stdin=code)
    assert lines_found(plain) == []
    assert json.loads(plain.out)["coverage"]["threat_models"] == ["remote"]
    for words in (["local,library"], ["library", "local"], ["all"]):
        flags = [part for word in words for part in ("--threat-model", word)]
        done = run("review", "-", "--format", "json", "--level", "audit", *flags, stdin=code)
        assert sorted(lines_found(done)) == [5, 8]
        assert json.loads(done.out)["coverage"]["threat_models"][:2] == ["remote", "local"]
    local = run("review", "-", "--threat-model", "local", stdin=code)
    assert "data distrusted: remote, local" in " ".join(local.out.split())


def test_what_rests_on_a_parameter_names_it_and_is_an_assumption(run):
    done = run(
        *("review", "-", "--format", "json", "--level", "audit", "--threat-model", "library"),
        stdin=DISTRUSTING.encode(),
    )
    [finding] = json.loads(done.out)["findings"]
    assert finding["tier"] == "audit"
    assert "the parameter `name` of `remove`" in finding["message"]
    assert run("review", "-", "--threat-model", "library", stdin=DISTRUSTING.encode()).code == 0


def test_an_unknown_threat_model_is_a_usage_error(run):
    done = run("review", "-", "--threat-model", "neighbours", stdin=b"")
    assert done.code == 2
    assert "'neighbours' is not one of remote, local, database, library, all" in done.err


def test_the_threat_models_are_those_of_the_kinds():
    from entasis.cli import THREAT_MODELS
    from entasis.models.rows import ThreatModel

    assert list(THREAT_MODELS) == [model.value for model in ThreatModel]
