"""What a user says of the project's own functions counts, because the user names the file; what a tree says does not."""

import json

import pytest

SHOP = """\
import os


def fetch(supplier):
    return open("/feeds/" + supplier).read()


def post(entry):
    print(entry)


def clean(text):
    return text


def check(text):
    return bool(text)


def handler(register):
    return register


@handler
def task(job):
    post(job)


def book():
    entry = fetch("acme")
    post(entry)
    post(clean(entry))
    if check(entry):
        post(entry)
    os.system(entry)
"""
MODELS = """\
[[source]]
api = "shop.fetch"
port = "return"
kind = "feed"
says = "a supplier's feed"

[[sink]]
api = "shop.post"
port = "arg:0|entry"
kind = "ledger"
says = "the entry"

[[sanitizer]]
api = "shop.clean"
clears = ["ledger"]

[[guard]]
api = "shop.check"
on = "true"
checks = "arg:0|text"
clears = ["ledger"]

[[entry]]
api = "shop.handler"
kind = "remote"
says = "a job"

[[rule]]
id = "feed-into-ledger"
title = "A feed is booked unchecked"
cwe = 1287
severity = "medium"
sources = ["feed"]
sinks = ["ledger"]
message = "{source} becomes {sink} of {api}"
why = "Whatever the supplier sends is booked."
remedy = "Check it before."
"""


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "models.toml").write_text(MODELS)
    return tmp_path


def found(done):
    assert done.code in {0, 1}, done.err
    return sorted((f["location"]["line"], f["rule"]) for f in json.loads(done.out)["findings"])


def test_rows_and_a_rule_of_ones_own(run, shop):
    assert found(run("review", "shop.py", "--format", "json")) == []
    done = run("review", "shop.py", "--format", "json", "--models", "models.toml")
    assert found(done) == [(31, "feed-into-ledger"), (35, "command-injection")]
    [own] = [f for f in json.loads(done.out)["findings"] if f["rule"] == "feed-into-ledger"]
    assert own["message"] == "a supplier's feed becomes the entry of shop.post"
    assert own["weakness"]["cwe"] == 1287
    assert "feed-into-ledger" in [rule["id"] for rule in json.loads(done.out)["rules"]]
    sarif = run("review", "shop.py", "--format", "sarif", "--models", "models.toml")
    assert "feed-into-ledger" in sarif.out


def test_a_rule_without_sources_takes_every_one_that_is_distrusted(run, shop):
    (shop / "models.toml").write_text(
        MODELS.replace('sources = ["feed"]\n', "").replace('"feed"', '"remote"')
    )
    done = run("review", "shop.py", "--format", "json", "--models", "models.toml")
    assert found(done) == [(26, "feed-into-ledger"), (31, "feed-into-ledger"), (35, "command-injection")]


def test_a_configuration_that_is_named_sets_options_and_holds_models(run, shop):
    inline = MODELS.replace("[[", "[[tool.entasis.")
    settings = '[tool.entasis]\nlevel = "audit"\nthreat-model = ["library"]\nfail-on = "never"\n'
    (shop / "pyproject.toml").write_text(settings + inline)
    done = run("review", "shop.py", "--format", "json", "--config", "pyproject.toml")
    assert (31, "feed-into-ledger") in found(done)
    assert done.code == 0
    assert json.loads(done.out)["coverage"]["threat_models"] == ["remote", "library"]
    assert "pyproject.toml decides what is reviewed and how" in done.err
    assert run("review", "shop.py", "--config", "pyproject.toml", "--fail-on", "low").code == 1


def test_models_stand_beside_the_configuration_that_names_them(run, shop):
    (shop / "settings").mkdir()
    (shop / "settings/entasis.toml").write_text('models = ["../models.toml"]\n')
    done = run("review", "shop.py", "--format", "json", "--config", "settings/entasis.toml")
    assert (31, "feed-into-ledger") in found(done)


@pytest.mark.parametrize("name", ["entasis.toml", "pyproject.toml"])
def test_a_configuration_in_the_tree_is_told_and_does_nothing(run, shop, name):
    """A change under review may bring one along: it must not be able to say that anything is clean."""
    (shop / "tree").mkdir()
    (shop / "tree/defect.py").write_text('def is_admin(name):\n    return name is "admin"\n')
    head = "[tool.entasis]\n" if name == "pyproject.toml" else ""
    (shop / "tree" / name).write_text(head + 'fail-on = "never"\nmodels = ["../models.toml"]\n')
    done = run("review", "tree", "--format", "json")
    assert done.code == 1
    assert f"tree/{name} is part of what is reviewed and was not used" in done.err
    assert "feed-into-ledger" not in [rule["id"] for rule in json.loads(done.out)["rules"]]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("says =", "sais =", "unknown key 'sais' in [[source]]: did you mean 'says'?"),
        ("[[sanitizer]]", "[[sanitiser]]", "unknown key 'sanitiser': did you mean 'sanitizer'?"),
        ("severity", "severty", "unknown key 'severty' in [[rule]]: did you mean 'severity'?"),
        ('"medium"', '"middling"', "Invalid enum value 'middling'"),
        ("cwe = 1287\n", "cwe = 1\n", "the CWE-1000 view has no CWE-1"),
        ("cwe = 1287\n", "cwe = 707\n", "for mapping: name a weakness below it"),
        ('id = "feed-into-ledger"', 'id = "sql-injection"', "there is a rule with this id"),
        ('id = "feed-into-ledger"', 'id = "Feed!"', "small letters with hyphens"),
        ("{source} becomes", "{sauce} becomes", "may use {source}, {sink} and {api}"),
        ('clears = ["ledger"]', 'clears = ["leger"]', "'leger' is not a kind of [[sink]] rows"),
        ('port = "return"', 'port = "result"', "is not a port"),
        ('sinks = ["ledger"]', "sinks = []", "`sinks` lists the kinds"),
        ("[[source]]", "[[source]", "models.toml: "),
    ],
)
def test_what_is_wrong_in_a_file_is_one_line_and_exit_code_2(run, shop, old, new, said):
    (shop / "models.toml").write_text(MODELS.replace(old, new, 1))
    done = run("review", "shop.py", "--models", "models.toml")
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert "models.toml" in done.err
    assert said in done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("levle = 'audit'\n", "unknown key 'levle': did you mean 'level'?"),
        ("level = 'loud'\n", "Invalid enum value 'loud'"),
        ("models = ['absent.toml']\n", "absent.toml: No such file or directory"),
    ],
)
def test_what_is_wrong_in_a_configuration_is_one_line_and_exit_code_2(run, shop, text, said):
    (shop / "entasis.toml").write_text(text)
    done = run("review", "shop.py", "--config", "entasis.toml")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert said in done.err


def test_a_project_file_without_a_table_of_ours_is_a_usage_error(run, shop):
    (shop / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    done = run("review", "shop.py", "--config", "pyproject.toml")
    assert done.code == 2
    assert "has no table [tool.entasis]" in done.err
