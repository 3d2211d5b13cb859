"""Models answer by path: by any spelling of it, through the bases of a class, and reading only what is asked for."""

import pytest

from entasis.models.loader import load_models
from entasis.models.ports import Known, PortKind, holds
from entasis.models.reader import ModelError


@pytest.fixture
def models():
    return load_models()


def test_only_the_file_of_the_package_that_is_spoken_of_is_read(models):
    assert models.uses("nobody.knows.this") == ()
    assert list(models.files.read()) == []
    assert models.uses("requests.get")
    assert [library.name for library in models.files.read()] == ["requests"]


def test_an_api_is_known_by_every_spelling(models):
    assert models.canonical("requests.sessions.Session.get") == "requests.Session.get"
    assert models.uses("requests.sessions.Session.get") == models.uses("requests.Session.get") != ()
    assert models.canonical("requests.sessions.merge_setting") == "requests.sessions.merge_setting"
    assert models.canonical("fastapi.Request") == "starlette.requests.Request"


def test_a_member_is_found_on_the_bases_of_its_class(models):
    source = models.source("flask.Request.args")
    assert source is not None
    assert (source.api, source.says) == ("werkzeug.sansio.request.Request.args", "the query string")
    assert models.is_noreturn("django.test.TestCase.fail")
    assert models.assigned("fastapi.FastAPI.debug")


def test_a_constructor_is_not_inherited(models):
    assert models.uses("starlette.applications.Starlette")
    assert all(use.api == "fastapi.FastAPI" for use in models.uses("fastapi.FastAPI"))
    assert models.uses("fastapi.APIRouter") == ()


def test_what_things_are(models):
    assert models.returns("requests.get") == "requests.Response"
    assert models.returns("requests.Session") == "requests.Session"
    assert models.returns("requests.sessions.Session") == "requests.Session"
    assert models.returns("flask.request") is None
    assert models.value("flask.request") == "flask.Request"
    assert models.value("requests.get") is None
    awaited = models.type_of("httpx.AsyncClient.get")
    assert awaited is not None
    assert awaited.is_awaited


def test_rows_about_calls_and_about_assignments_are_apart(models):
    assert models.uses("requests.Session.verify") == ()
    [use] = models.assigned("requests.Session.verify")
    assert use.assigned is not None
    assert holds(use.assigned, Known(is_constant=True, constant=False))
    assert use.edit is not None
    assert use.edit.value == "True"


def test_any_mark_is_transparent_but_a_fixture_is_not(models):
    assert models.is_transparent("pytest.mark.slow")
    assert models.is_transparent("functools.lru_cache")
    assert not models.is_transparent("pytest.fixture")
    assert not models.is_transparent("unittest.mock.patch")


def test_the_test_case_protocol(models):
    [protocol] = models.protocols
    assert protocol.class_path == "unittest.TestCase"
    assert {"assertEqual", "assertIn", "assertRaises"} <= protocol.identified_by
    assert "fail" not in protocol.identified_by


ACME = """
library = "acme"
docs = "https://acme.example/"
packages = ["acme"]
[[use]]
api = "acme.get"
when = { "arg:verify" = false }
kind = "KIND"
remedy = "Drop it."
[[source]]
api = "acme.body"
port = "return"
kind = "remote"
says = "the body"
"""


def test_a_project_adds_models_of_its_own(tmp_path):
    path = tmp_path / "acme.toml"
    path.write_text(ACME.replace("KIND", "tls.unverified"))
    models = load_models([path])
    assert models.uses("acme.get")[0].kind == "tls.unverified"
    source = models.source("acme.body")
    assert source is not None
    assert source.port.kind is PortKind.RETURN


def test_a_project_adds_to_what_is_known_of_a_package(tmp_path):
    path = tmp_path / "more.toml"
    path.write_text(ACME.replace("KIND", "tls.unverified").replace("acme", "requests"))
    models = load_models([path])
    assert len(models.uses("requests.get")) == 2


def test_an_added_file_is_checked_at_once(tmp_path):
    path = tmp_path / "acme.toml"
    path.write_text(ACME.replace("KIND", "remote"))
    with pytest.raises(ModelError, match=r"acme\.get: 'remote' is not a kind of \[\[use\]\] rows"):
        load_models([path])
    path.write_text(ACME.replace("KIND", "hash.weak").replace("remedy", "remdy"))
    with pytest.raises(ModelError, match="unknown key 'remdy'"):
        load_models([path])
