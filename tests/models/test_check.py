"""A row that is not true is found out: by the stubs, by the library itself, or by nobody, which is said too."""

import pytest

from entasis.models.check import Finder, Found, Standing, StubFinder, check
from entasis.models.files import ModelFile
from entasis.models.installed import InstalledFinder
from entasis.models.loader import Models
from entasis.models.reader import read_head
from entasis.models.rows import Kind, Table
from entasis.models.stubs import StubIndex
from entasis.models.terms import parse_signature

STUBS = StubFinder(StubIndex.load())
INSTALLED = InstalledFinder()
FINDERS = [pytest.param(STUBS, id="stubs"), pytest.param(INSTALLED, id="installed")]


def verdicts(
    text: str, *finders: Finder, packages: str = "json, ssl, hashlib, pickle, _pickle, smtplib, acme"
):
    head = f'library = "test"\ndocs = ""\npackages = [{", ".join(repr(p.strip()) for p in packages.split(","))}]\n'
    kinds = [Kind("k", Table.USE, "K", "K."), Kind("s", Table.SOURCE, "S", "S.")]
    models = Models([ModelFile("test.toml", head + text, read_head(head + text, "test.toml"))], kinds)
    return check(models, finders)


def use(api: str, rest: str = "") -> str:
    return f'[[use]]\napi = "{api}"\nkind = "k"\nremedy = "R."\n{rest}\n'


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize(
    "row",
    [
        use("json.loads", 'data = "arg:0|s"'),
        use("json.dumps", 'when = { "arg:indent" = 1, "arg:0|obj" = 2 }'),
        use("json.JSONDecoder.decode", 'data = "arg:0|s"'),
        use("smtplib.SMTP.login", 'data = "arg:1|password"'),
        use("ssl.SSLContext.check_hostname", "assigned = false"),
        use("json.loads", 'edit = { callee = "json.load", set = { fp = "None" } }'),
        use("pickle.Unpickler", 'data = "arg:0|file"'),
        '[[alias]]\napi = "_pickle.loads"\nof = "pickle.loads"\n',
        '[[class]]\napi = "json.JSONDecoder"\nbases = ["json.decoder.JSONDecoder"]\n',
        '[[noreturn]]\napi = "json.dump"\n',
    ],
)
def test_what_is_there_is_verified(finder, row):
    [verdict] = verdicts(row, finder)
    assert verdict.standing is Standing.VERIFIED, verdict.note


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize(
    ("row", "note"),
    [
        (use("json.parse"), "there is no json.parse"),
        (use("json.JSONDecoder.parse"), "there is no json.JSONDecoder.parse"),
        (use("smtplib.SMTP.login", 'when = { "arg:5|pass" = 1 }'), "has no arg:5|pass"),
        (use("json.JSONDecoder.decode", 'data = "arg:1|s"'), "has no arg:1|s"),
        (use("smtplib.SMTP.login", 'when = { "arg:pass" = 1 }'), "has no arg:pass"),
        (use("json.loads", 'edit = { callee = "json.parse" }'), "there is no json.parse"),
        (use("json.loads", 'when = { "arg:0|s" = { api = ["ssl.NONE"] } }'), "there is no ssl.NONE"),
        (use("json.load", 'made = [{ api = "ssl.create", when = {} }]'), "there is no ssl.create"),
        ('[[alias]]\napi = "_pickle.load"\nof = "pickle.loads"\n', "_pickle.load is not pickle.loads"),
        ('[[class]]\napi = "json.JSONEncoder"\nredefines = { encode = "(x)" }\n', "not (x)"),
        ('[[transparent]]\napi = "json.mark.*"\n', "there is no json.mark"),
    ],
)
def test_what_is_not_there_is_wrong(finder, row, note):
    [verdict] = verdicts(row, finder)
    assert verdict.standing is Standing.WRONG
    assert note in verdict.note


def test_what_nobody_knows_is_unverified():
    [verdict] = verdicts(use("acme.get"), STUBS)
    assert (verdict.standing, verdict.note) == (Standing.UNVERIFIED, "nobody here knows acme")


def test_what_a_release_has_removed_is_unverified():
    [verdict] = verdicts(use("json.read", 'removed = "Python 3.0"'), INSTALLED)
    assert verdict.standing is Standing.UNVERIFIED
    assert verdict.note == "there is no json.read; gone since Python 3.0"


def test_one_finder_that_knows_better_is_enough():
    # A private function: the stubs leave it out, the library has it.
    [verdict] = verdicts(use("ssl._create_unverified_context"), STUBS, INSTALLED)
    assert verdict.standing is Standing.VERIFIED


def test_a_variable_that_only_methods_assign_is_found_in_the_source():
    assert INSTALLED.find("smtplib.SMTP.esmtp_features") is not None
    assert INSTALLED.find("smtplib.SMTP.esmtp_wishes") is None


def test_the_variables_of_a_class_in_c_are_not_seen():
    found = INSTALLED.find("pickle.Unpickler.wish")
    assert found is not None
    assert not found.is_sure
    [verdict] = verdicts(use("pickle.Unpickler.wish", "assigned = 1"), INSTALLED)
    note = "pickle.Unpickler.wish cannot be seen: its class is not written in Python"
    assert (verdict.standing, verdict.note) == (Standing.UNVERIFIED, note)


LIBRARY = """
from functools import cached_property
import json as _json


class Part:
    def get(self): ...


class Request:
    def __init__(self, body):
        self.body = body

    @property
    def part(self) -> Part: ...

    @cached_property
    def parts(self) -> list[Part]: ...

    @property
    def other(self): ...


Request.__module__ = "elsewhere"


class Extension:
    def __getattr__(self, name):
        return getattr(_json, name)


class Wrapper:
    def __getattr__(self, name):
        return getattr(self.inner, name)


class Middleware:
    def __call__(self, request):
        request.session = {}


def add_method(request, name, method):
    setattr(request, name, method)
"""


@pytest.fixture
def library(tmp_path, monkeypatch):
    (tmp_path / "library_of_rows.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.parametrize(
    "name", ["Request.body", "Request.part.get", "Request.parts.append", "Extension.loads", "Request.session"]
)
@pytest.mark.usefixtures("library")
def test_what_is_only_there_in_objects_is_verified(name):
    put = '[[attribute]]\napi = "library_of_rows.Request.session"\nby = "library_of_rows.Middleware"\n'
    found = verdicts(use(f"library_of_rows.{name}") + put, INSTALLED, packages="library_of_rows")
    assert [(verdict.standing, verdict.note) for verdict in found] == [(Standing.VERIFIED, "")] * 2


@pytest.mark.parametrize(
    ("name", "standing", "note"),
    [
        ("Request.wish", Standing.WRONG, "there is no library_of_rows.Request.wish"),
        ("Request.part.wish", Standing.UNVERIFIED, "nothing says of which class what holds it is"),
        ("Request.other.wish", Standing.UNVERIFIED, "nothing says of which class what holds it is"),
        ("Wrapper.wish", Standing.UNVERIFIED, "its class makes up names when they are asked for"),
    ],
)
@pytest.mark.usefixtures("library")
def test_why_what_is_only_there_in_objects_is_not(name, standing, note):
    [verdict] = verdicts(use(f"library_of_rows.{name}"), INSTALLED, packages="library_of_rows")
    assert verdict.standing is standing
    assert note in verdict.note


@pytest.mark.usefixtures("library")
def test_what_nothing_puts_there_is_wrong():
    put = '[[attribute]]\napi = "library_of_rows.Request.user"\nby = "library_of_rows.Middleware"\n'
    [verdict] = verdicts(put, INSTALLED, packages="library_of_rows")
    assert (verdict.standing, verdict.note) == (Standing.WRONG, "library_of_rows.Middleware sets no user")


@pytest.mark.usefixtures("library")
def test_what_gets_its_name_when_the_library_runs_is_unverified():
    put = '[[attribute]]\napi = "library_of_rows.Request.user"\nby = "library_of_rows.add_method"\n'
    [verdict] = verdicts(put, INSTALLED, packages="library_of_rows")
    assert verdict.standing is Standing.UNVERIFIED
    assert verdict.note.endswith("library_of_rows.add_method makes up names when it runs")


def test_a_class_and_its_other_names_that_are_gone_are_unverified():
    rows = '[[class]]\napi = "json.Reader"\nremoved = "2"\n[[alias]]\napi = "json.old.Reader"\nof = "json.Reader"\n'
    found = verdicts(rows, INSTALLED)
    assert [verdict.standing for verdict in found] == [Standing.UNVERIFIED] * 2
    assert all(verdict.note.endswith("gone since 2") for verdict in found)


def test_a_signature_is_bound_as_a_model_row_says_it():
    found = INSTALLED.find("smtplib.SMTP.login")
    assert found is not None
    assert found.signatures == (parse_signature("(user, password, *, initial_response_ok=True)"),)
    assert isinstance(INSTALLED.find("smtplib.SMTP"), Found)


@pytest.mark.parametrize(
    "text", ["raise RuntimeError('not configured')\n", "import no_such_driver_of_a_driver\n"]
)
def test_a_library_that_cannot_be_imported_here_says_nothing(tmp_path, monkeypatch, text):
    (tmp_path / "unwilling_library.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    found = INSTALLED.find("unwilling_library.connect")
    assert found is not None
    assert not found.is_sure


def test_a_type_is_the_same_with_what_is_annotated_to_it(tmp_path, monkeypatch):
    (tmp_path / "cell_types.py").write_text(
        "from typing import Annotated\nCount = Annotated[int, 'at least one']\nNames = list[str]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    whole = INSTALLED.find("builtins.int").identity
    assert INSTALLED.find("cell_types.Count").identity == whole
    assert INSTALLED.find("cell_types.Names").identity != whole
