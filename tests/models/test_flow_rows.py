"""Rows about data flow: written once, read exactly, found by every path of their API."""

import pytest

from entasis.models.files import ModelFile
from entasis.models.loader import Models, load_models
from entasis.models.names import source_names
from entasis.models.ports import Condition, Known, Port, PortKind, holds, parse_port
from entasis.models.reader import ModelError, read_head, read_library
from entasis.models.rows import Kind, Table, ThreatModel

HEAD = 'library = "acme"\ndocs = "https://acme.example/"\npackages = ["acme"]\n'
KINDS = [
    Kind("sql", Table.SINK, "SQL", "SQL."),
    Kind("path.raw", Table.SINK, "Path", "Path."),
    Kind("path.normal", Table.SINK, "Path", "Path."),
    Kind("remote", Table.SOURCE, "Remote", "Remote.", ThreatModel.REMOTE),
]


def read(text):
    return read_library(HEAD + text, "acme.toml")


def models(text):
    return Models([ModelFile("acme.toml", HEAD + text, read_head(HEAD + text, "acme.toml"))], KINDS)


SINK = '[[sink]]\napi = "acme.Db.{query,run}"\nport = "arg:0|sql"\nkind = "sql"\nsays = "the SQL text"\n'
CLASSES = """
[[class]]
api = "acme.Db"
[[class]]
api = "acme.FastDb"
bases = ["acme.Db"]
[[alias]]
api = "acme.impl.Db"
of = "acme.Db"
"""


def test_a_sink_is_found_by_every_path_of_its_api():
    known = models(SINK + CLASSES)
    [sink] = known.sinks("acme.Db.query")
    assert (sink.port, sink.kind, sink.says, sink.when) == (
        Port(PortKind.ARGUMENT, 0, "sql"),
        "sql",
        "the SQL text",
        (),
    )
    assert known.sinks("acme.impl.Db.query") == known.sinks("acme.FastDb.query") == (sink,)
    assert known.sinks("acme.Db.close") == known.sinks("other.Db.query") == ()


def test_a_call_may_have_several_sinks_and_conditions():
    known = models(
        SINK
        + '[[sink]]\napi = "acme.Db.run"\nport = ["arg:path", "self"]\nkind = "path"\nsays = "the path"\n'
        + 'when = { "arg:1|raw" = { is = [true], missing = true } }\n'
    )
    query, path, receiver = known.sinks("acme.Db.run")
    assert (query.kind, path.kind, receiver.port) == ("sql", "path", Port(PortKind.SELF))
    assert path.when == ((parse_port("arg:1|raw"), Condition(equals=(True,), missing=True)),)
    assert known.sink_kinds("path") == ("path.raw", "path.normal")
    assert known.sink_kinds("path.raw") == ("path.raw",)
    assert known.sink_kinds("remote") == known.sink_kinds("pa") == ()


def test_an_assignment_is_a_sink_of_its_own():
    known = models('[[sink]]\napi = "acme.Db.table"\nport = "value"\nkind = "sql"\nsays = "the table"\n')
    assert known.sinks("acme.Db.table") == ()
    assert [sink.says for sink in known.assigned_sinks("acme.Db.table")] == ["the table"]


def test_what_cleans_and_what_checks():
    known = models("""
[[sanitizer]]
api = "acme.{quote,clean}"
clears = ["sql", "path"]
when = { "arg:strict" = true }
[[guard]]
api = "acme.is_inside"
on = "true"
checks = "arg:0|path"
clears = ["path.normal"]
[[guard]]
api = "acme.Path.require_inside"
on = "returns"
checks = "self"
clears = ["*"]
""")
    [sanitizer] = known.sanitizers("acme.quote")
    assert sanitizer.clears == ("sql", "path")
    [(port, condition)] = sanitizer.when
    assert (str(port), holds(condition, Known(is_constant=True, constant=True))) == ("arg:strict", True)
    [guard] = known.guards("acme.is_inside")
    assert (guard.on, str(guard.checks), guard.clears) == ("true", "arg:0|path", ("path.normal",))
    [guard] = known.guards("acme.Path.require_inside")
    assert (guard.on, guard.checks, guard.clears) == ("", Port(PortKind.SELF), ("*",))


def test_what_flows():
    known = models("""
[[flow]]
api = "acme.fill"
from = ["arg:0|data", "self"]
to = "arg:1|target"
[[flow]]
api = "acme.fill"
from = ["arg:2"]
to = "return"
[[flow]]
api = "acme.digest"
none = true
""")
    first, second = known.flows("acme.fill")
    assert [str(port) for port in first.sources] == ["arg:0|data", "self"]
    assert (str(first.target), str(second.target), first.is_none) == ("arg:1|target", "return", False)
    [none] = known.flows("acme.digest")
    assert (none.sources, none.is_none) == ((), True)
    assert known.flows("acme.other") == ()


def test_what_flows_in_the_methods_of_a_class():
    known = models(
        CLASSES
        + '[[flow]]\napi = "acme.Db.*"\nnone = true\n'
        + '[[flow]]\napi = "acme.Db.copy"\nfrom = ["self"]\nto = "return"\n'
    )
    assert [row.is_none for row in known.flows("acme.Db.fetch")] == [True]
    assert [row.is_none for row in known.flows("acme.FastDb.fetch")] == [True]
    assert [row.is_none for row in known.flows("acme.Db.copy")] == [False]
    assert known.flows("acme.Db") == ()


ENTRIES = """
[[entry]]
api = "acme.App.route"
kind = "remote"
says = "the URL parameter"
unless = ["acme.Request"]
[[entry]]
api = "acme.View"
methods = ["get", "post"]
parameters = ["arg:1|name", "arg:2"]
types = { "arg:0|request" = "acme.Request" }
kind = "remote"
says = "the URL parameter"
[[entry]]
api = "acme.path"
handler = "arg:1|view"
kind = "remote"
says = "the URL parameter"
"""


def test_what_is_called_from_outside():
    known = models(ENTRIES)
    [route] = known.entries("acme.App.route")
    assert (route.parameters, route.methods, route.handler) == (None, (), None)
    assert route.unless == ("acme.Request",)
    [view] = known.entries("acme.View")
    assert [str(port) for port in view.parameters] == ["arg:1|name", "arg:2"]
    assert view.types == ((parse_port("arg:0|request"), "acme.Request"),)
    assert view.methods == ("get", "post")
    [path] = known.entries("acme.path")
    assert path.handler == parse_port("arg:1|view")


SOURCE = '[[source]]\napi = "acme.{a}"\nport = "return"\nkind = "remote"\nsays = "it"\n'


def test_the_names_of_sources():
    known = models(ENTRIES + SOURCE.replace("{a}", "Request.{args,form}"))
    assert source_names(known, ["acme"]) == {"args", "form", "route", "View", "path"}
    assert source_names(known, ["other"]) == source_names(known, []) == frozenset()


def test_the_sources_of_what_a_package_leads_to_count_as_its_own():
    known = load_models()
    assert "args" in source_names(known, ["flask"]), "of Werkzeug"
    assert "match_info" not in source_names(known, ["flask"])
    assert "input" in source_names(known, []), "a built-in one"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (SINK.replace('"arg:0|sql"', '"return"'), "a sink takes data at"),
        (SINK.replace('"arg:0|sql"', '"value"') + 'when = { "arg:0" = 1 }\n', "no conditions"),
        (SINK.replace("acme", "other"), "in no package"),
        ('[[sanitizer]]\napi = "acme.q"\nclears = []\n', "list of kinds"),
        (
            '[[guard]]\napi = "acme.q"\non = "yes"\nchecks = "arg:0"\nclears = ["*"]\n',
            "Invalid enum value 'yes'",
        ),
        ('[[guard]]\napi = "acme.q"\non = "true"\nchecks = "return"\nclears = ["*"]\n', "checks an argument"),
        ('[[flow]]\napi = "acme.q"\n', "either `from` and `to`"),
        ('[[flow]]\napi = "acme.q"\nfrom = ["arg:0"]\n', "either `from` and `to`"),
        ('[[flow]]\napi = "acme.q"\nfrom = ["arg:0"]\nto = "self"\nnone = true\n', "either `from` and `to`"),
        ('[[flow]]\napi = "acme.q"\nfrom = ["return"]\nto = "self"\n', "data flows from"),
        (ENTRIES.replace('handler = "arg:1|view"', "injects = true"), "given by a `handler`"),
        (ENTRIES.replace('"get"', '"get()"'), "plain names"),
        (ENTRIES.replace('"arg:2"', '"self"'), "written as arguments"),
        (ENTRIES.replace('handler = "arg:1|view"', 'handler = "return"'), "passed as an argument"),
    ],
)
def test_what_is_wrong_is_said(text, problem):
    with pytest.raises(ModelError) as raised:
        read(text)
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        SINK.replace('"sql"', '"remote"'),
        '[[sanitizer]]\napi = "acme.q"\nclears = ["sqll"]\n',
        '[[guard]]\napi = "acme.q"\non = "true"\nchecks = "arg:0"\nclears = ["path.checked"]\n',
        ENTRIES.replace('"remote"', '"sql"'),
    ],
)
def test_a_kind_that_is_not_of_the_table_is_refused(text):
    with pytest.raises(ModelError, match="is not a kind of"):
        models(text).sinks("acme.q")
