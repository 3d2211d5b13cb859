"""What the shipped rows say of calls as people write them, and that what is said of the standard library is so."""

import ast
import datetime as dt
import html
import ipaddress
import json
import os.path
import re
import shlex
import socket
import urllib.parse
import uuid
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PurePosixPath
from time import strptime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.models.loader import load_models
from entasis.models.ports import Known, holds
from entasis.models.rows import Table

MODELS = load_models()
SINK_KINDS = frozenset(kind.name for kind in MODELS.kinds.values() if kind.table is Table.SINK)


def kinds(names):
    return {kind for name in names for kind in ([*SINK_KINDS] if name == "*" else MODELS.sink_kinds(name))}


def constant(value):
    return Known(is_constant=True, constant=value)


def reached(api, given_values):
    """The sinks that a call reaches in which exactly these ports are passed: (port, kind)."""

    def value(port):
        if port.selectors:  # no list is written out here
            return Known(passed=False)
        return given_values.get(port.name, given_values.get(port.position, Known(passed=False)))

    return {
        (str(sink.port), sink.kind)
        for sink in MODELS.sinks(api)
        if sink.program is None  # no command is written out here
        and all(holds(condition, value(port)) is not False for port, condition in sink.when)
    }


ANY, LIST, TRUE, FALSE = Known(), Known(type="builtins.list"), constant(True), constant(False)
HTML, JSON = constant("text/html; charset=utf-8"), constant("application/json")

SHELL = ("arg:0|args[**]", "command")
PROGRAM = {("arg:0|args[0]", "command"), ("arg:2|executable", "command")}

LOGGED = ["arg:0|msg", *(f"arg:{i}[**]" for i in range(1, 6))]
SINKS = [
    ("builtins.eval", {}, {("arg:0", "code")}),
    ("importlib.import_module", {}, {("arg:0|name", "import")}),
    ("os.system", {}, {("arg:0|command", "command")}),
    ("posix.system", {}, {("arg:0|command", "command")}),
    ("subprocess.run", {"args": ANY, "shell": TRUE}, {SHELL, *PROGRAM}),
    ("subprocess.run", {"args": ANY}, {("arg:0|args", "command"), *PROGRAM}),
    ("subprocess.run", {"args": LIST, "shell": FALSE}, PROGRAM),
    ("subprocess.Popen", {"args": LIST, "shell": ANY}, {SHELL, *PROGRAM}),
    ("asyncio.subprocess.create_subprocess_shell", {}, {("arg:0|cmd", "command")}),
    ("asyncio.create_subprocess_exec", {}, {("arg:0|program", "command")}),
    ("builtins.open", {}, {("arg:0|file", "path")}),
    ("io.open", {}, {("arg:0|file", "path")}),
    ("pathlib.PosixPath.read_text", {}, {("self", "path")}),
    ("pathlib.PurePath.joinpath", {}, set()),
    ("shutil.copy", {}, {("arg:0|src", "path"), ("arg:1|dst", "path")}),
    ("os.path.exists", {}, {("arg:0", "path")}),
    ("tarfile.TarFile.extractall", {}, {("arg:0|path", "path"), ("self", "unpack")}),
    ("tarfile.TarFile.extractall", {"filter": constant("data")}, {("arg:0|path", "path")}),
    ("zipfile.ZipFile.extractall", {}, {("arg:0|path", "path")}),
    ("re.compile", {}, {("arg:0|pattern", "regex")}),
    ("builtins.str.format", {}, {("self", "format")}),
    (
        "logging.RootLogger.info",
        {},
        {(port, "logged") for port in LOGGED} | {(port.removesuffix("[**]"), "log") for port in LOGGED},
    ),
    ("xml.etree.cElementTree.fromstring", {}, {("arg:0|text", "xml.bomb")}),
    (
        "xml.sax.expatreader.ExpatParser.feed",
        {},
        {("arg:0|data", "xml.bomb"), ("arg:0|data", "xml.entities")},
    ),
    ("lxml.etree.fromstring", {}, {("arg:0|text", "xml.external")}),
    (
        "lxml.etree.fromstring",
        {"parser": Known(type="lxml.etree.XMLParser")},
        {("arg:0|text", "xml.entities"), ("arg:0|text", "xml.huge")},
    ),
    ("defusedxml.ElementTree.fromstring", {}, set()),
    ("lxml.etree._Element.xpath", {}, {("arg:0|_path", "xpath")}),
    ("sqlite3.dbapi2.Cursor.executescript", {}, {("arg:0|sql_script", "sql")}),
    ("psycopg2.extras.RealDictCursor.execute", {}, {("arg:0|query", "sql")}),
    ("psycopg.AsyncServerCursor.execute", {}, {("arg:0|query", "sql")}),
    ("MySQLdb.cursors.DictCursor.execute", {}, {("arg:0|query", "sql")}),
    ("asyncpg.pool.Pool.fetchrow", {}, {("arg:0|query", "sql")}),
    ("sqlalchemy.sql.expression.text", {}, {("arg:0|text", "sql")}),
    ("flask_sqlalchemy.SQLAlchemy.text", {}, {("arg:0|text", "sql")}),
    ("sqlalchemy.orm.scoped_session.execute", {}, {("arg:0|statement", "sql")}),
    ("sqlalchemy.Select.where", {}, {("arg:0", "clause")}),
    ("django.db.models.query.QuerySet.raw", {}, {("arg:0|raw_query", "sql")}),
    ("django.db.models.QuerySet.filter", {}, set()),
    ("django.http.response.HttpResponse", {}, {("arg:0|content", "html")}),
    ("django.http.HttpResponse", {"content_type": HTML}, {("arg:0|content", "html")}),
    ("django.http.HttpResponse", {"content_type": JSON}, set()),
    ("django.http.JsonResponse", {}, set()),
    ("flask.Response", {}, {("arg:0|response", "html")}),
    ("flask.Response", {"mimetype": constant("application/json")}, set()),
    ("flask.Response", {"content_type": JSON}, set()),
    ("werkzeug.wrappers.Response", {}, set()),
    ("werkzeug.wrappers.Response", {"mimetype": constant("text/html")}, {("arg:0|response", "html")}),
    ("fastapi.responses.HTMLResponse", {}, {("arg:0|content", "html")}),
    ("fastapi.Response", {}, set()),
    ("starlette.responses.Response", {"media_type": HTML}, {("arg:0|content", "html")}),
    ("aiohttp.web.Response", {}, set()),
    (
        "aiohttp.web.Response",
        {"content_type": constant("text/html")},
        {("arg:text", "html"), ("arg:body", "html")},
    ),
    (
        "tornado.web.RequestHandler.write",
        {"chunk": Known(type="builtins.dict")},
        {("arg:0|chunk", "response")},
    ),
    (
        "flask.helpers.redirect",
        {},
        {("arg:0|location", "redirect.scheme"), ("arg:0|location", "redirect.host")},
    ),
    (
        "http.server.SimpleHTTPRequestHandler.send_header",
        {"keyword": constant("X-Name")},
        {("arg:0|keyword", "header"), ("arg:1|value", "header")},
    ),
    (
        "http.server.BaseHTTPRequestHandler.send_header",
        {"keyword": constant("Location")},
        {("arg:0|keyword", "header"), ("arg:1|value", "header"), ("arg:1|value", "redirect")},
    ),
    ("requests.sessions.Session.get", {}, {("arg:0|url", "url")}),
    ("httpx.AsyncClient.request", {}, {("arg:1|url", "url")}),
    ("http.client.HTTPSConnection", {}, {("arg:0|host", "url")}),
    ("pycurl.Curl.setopt", {0: Known(api="pycurl.URL")}, {("arg:1", "url")}),
    ("pycurl.Curl.setopt", {0: Known(api="pycurl.VERBOSE")}, set()),
    ("jinja2.environment.Environment.from_string", {}, {("arg:0|source", "template")}),
    ("jinja2.sandbox.SandboxedEnvironment.from_string", {}, set()),
    ("flask.render_template_string", {}, {("arg:0|source", "template")}),
    ("flask.render_template", {}, set()),
    ("flask.send_from_directory", {}, {("arg:0|directory", "path")}),
    ("pickle.loads", {}, {("arg:0", "deserialise")}),
    ("yaml.load", {}, {("arg:0|stream", "deserialise")}),
    ("yaml.load", {"Loader": Known(api="yaml.SafeLoader")}, set()),
    ("yaml.safe_load", {}, set()),
    ("numpy.load", {}, {("arg:0", "path")}),
    ("pandas.io.sql.read_sql", {}, {("arg:0|sql", "sql")}),
    (
        "ldap3.core.connection.Connection.search",
        {},
        {("arg:0|search_base", "ldap"), ("arg:1|search_filter", "ldap")},
    ),
    (
        "pymongo.synchronous.collection.Collection.find",
        {},
        {("arg:0|filter", "nosql"), ("arg:0|filter['$where']", "nosql"), ("arg:0|filter[**]", "operator")},
    ),
    ("smtplib.SMTP_SSL.sendmail", {}, {("arg:2|msg", "email")}),
    ("fabric.Connection.run", {}, {("arg:0|command", "command")}),
]


@pytest.mark.parametrize(("api", "given_values", "sinks"), SINKS)
def test_which_sinks_a_call_reaches(api, given_values, sinks):
    assert reached(api, given_values) == sinks


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("flask.Response.data", "html"),
        ("werkzeug.wrappers.Response.location", "redirect"),
        ("django.http.HttpResponseNotFound.content", "html"),
    ],
)
def test_which_assignments_are_sinks(api, kind):
    assert [sink.kind for sink in MODELS.assigned_sinks(api)] == [kind]


@pytest.mark.parametrize(
    ("api", "cleared", "kept"),
    [
        ("html.escape", "html.tag", "sql.bare"),
        ("markupsafe.Markup.format", "html.tag", "command"),
        ("flask.url_for", "redirect.host", "html.single"),
        ("os.path.realpath", "path.raw", "path.normal"),
        ("os.path.basename", "path.normal", "command"),
        ("pathlib.PosixPath.name", "path.raw", "html.tag"),
        ("werkzeug.security.safe_join", "path.normal", "sql.bare"),
        ("werkzeug.utils.secure_filename", "command", "sql.bare"),
        ("shlex.quote", "command", "html.tag"),
        ("psycopg2.sql.Identifier", "sql.bare", "html.tag"),
        ("ldap.filter.escape_filter_chars", "ldap", "xpath.bare"),
    ],
)
def test_what_cleans_and_what_it_leaves(api, cleared, kept):
    [row] = MODELS.sanitizers(api)
    assert cleared in kinds(row.clears)
    assert kept not in kinds(row.clears)


def test_what_is_only_an_escape_of_its_text_is_no_sanitizer():
    for api in (
        "pymysql.converters.escape_string",
        "builtins.str.replace",
        "urllib.parse.unquote",
        "html.unescape",
    ):
        assert MODELS.sanitizers(api) == ()


@pytest.mark.parametrize(
    ("api", "flows"),
    [
        ("re.sub", [("arg:1|repl arg:2|string", "return")]),
        ("shutil.copyfileobj", [("arg:0|fsrc", "arg:1|fdst")]),
        ("psycopg2.extensions.cursor.mogrify", [("arg:0|query", "return")]),
        ("psycopg2.extensions.cursor.fetchall", [("", "return")]),
        ("sqlalchemy.orm.scoped_session.query", [("", "return")]),
        ("flask_sqlalchemy.query.Query.filter_by", [("", "return")]),
        ("requests.api.get", [("", "return")]),
        ("os.path.join", []),
        ("builtins.str.join", []),
    ],
)
def test_what_flows_where(api, flows):
    found = [(" ".join(map(str, row.sources)), str(row.target)) for row in MODELS.flows(api)]
    assert found == flows


@pytest.mark.parametrize(
    ("api", "says"),
    [
        ("flask.Flask.route", "the URL parameter"),
        ("flask.blueprints.Blueprint.add_url_rule", "the URL parameter"),
        ("django.urls.path", "the URL parameter"),
        ("fastapi.APIRouter.post", "the request's parameter"),
        ("tornado.web.RequestHandler", "the URL parameter"),
        ("aiohttp.web.RouteTableDef.get", "the request"),
    ],
)
def test_who_is_called_from_outside(api, says):
    assert MODELS.entries(api)[0].says == says


def test_a_handler_is_an_argument_of_what_registers_it():
    [entry] = MODELS.entries("django.urls.re_path")
    assert str(entry.handler) == "arg:1|view"
    assert {str(port): path for port, path in entry.types} == {"arg:0|request": "django.http.HttpRequest"}
    [entry] = MODELS.entries("fastapi.FastAPI.get")
    assert {"starlette.requests.Request", "fastapi.Depends"} <= set(entry.unless)


# What is said of functions that run here is held against them. What a kind must not find in a text:

HARMFUL = {
    "html": re.compile(r"[<>\"]"),
    "xml": re.compile(r"[<>]"),
    "script": re.compile(r"['\"`\\<>(){}$;=*\s]"),
    "address": re.compile(r":"),
    "header": re.compile(r"[\r\n]"),
    "cookie": re.compile(r"[\r\n]"),
    "email": re.compile(r"[\r\n]"),
    "log": re.compile(r"[\r\n]"),
    "template": re.compile(r"\{[{%#]|\$\{"),
    "xpath": re.compile(r"['\"\[\]()|=]"),
    "ldap": re.compile(r"[*()\\\0]"),
    "redirect": re.compile(r"//|:|\\"),
    "url": re.compile(r"//|:|\\|@"),
    "url.path": re.compile(r"[/?#]"),
    "sql": re.compile(r"['\";]|--|\s"),
}

CLEANERS = [
    ("html.escape", html.escape),
    ("urllib.parse.quote", urllib.parse.quote),
    ("urllib.parse.quote_plus", urllib.parse.quote_plus),
    ("urllib.parse.urlencode", lambda text: urllib.parse.urlencode({"key": text})[4:]),
    ("builtins.repr", repr),
    ("builtins.ascii", ascii),
    ("json.dumps", json.dumps),
    ("os.path.basename", os.path.basename),
    ("pathlib.PurePath.name", lambda text: PurePosixPath(text).name),
    ("shlex.quote", shlex.quote),
    ("re.escape", re.escape),
]
hostile = st.text(st.sampled_from("<>'\"&;|`$(){}[]%#*=/\\.:@~-_ \r\n\t\0aé1"), max_size=12)


@pytest.mark.parametrize(("api", "clean"), CLEANERS, ids=[api for api, _ in CLEANERS])
@given(text=hostile)
def test_what_is_said_to_clean_cleans(api, clean, text):
    [row] = [row for row in MODELS.sanitizers(api) if not row.when]
    result = clean(text)
    for name in row.clears:
        if name == "command":
            assert shlex.split(f"echo {result} end", posix=True)[0::2] in (["echo", "end"], ["echo"])
            assert not re.search(r"[;&|`$<>()]", result) or result[0] == result[-1] == "'"
        elif name == "path":
            assert "/" not in result
        elif name == "regex":
            assert re.fullmatch(result, text)
        elif name == "html.code":
            assert json.loads(result) == text
        elif name == "program":
            assert ast.literal_eval(result) == text
        elif name != "path.raw":
            assert not HARMFUL[name].search(result), (name, result)


NORMALISERS = [os.path.normpath, os.path.abspath, os.path.realpath, lambda path: str(Path(path).resolve())]


@pytest.mark.parametrize("normal", NORMALISERS)
@given(text=st.text(st.sampled_from("a./"), max_size=12))
def test_a_normal_path_below_a_folder_holds_no_way_out(normal, text):
    assert ".." not in normal(f"/base/{text}").split("/")


@pytest.mark.parametrize(
    ("api", "check"),
    [
        ("builtins.int", int),
        ("builtins.float", float),
        ("builtins.complex", complex),
        ("uuid.UUID", uuid.UUID),
        ("decimal.Decimal", Decimal),
        ("fractions.Fraction", Fraction),
        ("datetime.datetime.fromisoformat", dt.datetime.fromisoformat),
        ("datetime.datetime.strptime", lambda text: dt.datetime.strptime(text, "%Y-%m-%d")),  # noqa: DTZ007
        ("datetime.date.fromisoformat", dt.date.fromisoformat),
        ("datetime.time.fromisoformat", dt.time.fromisoformat),
        ("time.strptime", lambda text: strptime(text, "%Y-%m-%d")),
        ("ipaddress.IPv4Address", ipaddress.IPv4Address),
        ("ipaddress.IPv4Network", ipaddress.IPv4Network),
        ("ipaddress.IPv4Interface", ipaddress.IPv4Interface),
        ("socket.inet_pton", lambda text: socket.inet_pton(socket.AF_INET6, text)),
    ],
)
@given(
    text=hostile
    | st.sampled_from(["1;id", "1' or '1", "2020-01-01;id", "1.2.3.4;id", "::1%;id", "::1%$(id)"])
)
def test_what_a_conversion_accepts_is_harmless(api, check, text):
    assert [guard.on for guard in MODELS.guards(api) if guard.on != "same"] == [""]
    try:
        check(text)
    except (ValueError, ArithmeticError, OSError, AttributeError):
        return
    assert not re.search(r"[<>'\"&;|`$(){}\[\]%#*=\\@~]|\.\.|--", text.strip())


def test_an_ipv6_address_may_hold_any_text_and_an_old_parser_stops_at_a_blank():
    assert str(ipaddress.ip_address("::1%;id")) == "::1%;id"
    assert socket.inet_aton("1.2.3.4 ;id") == b"\1\2\3\4"
    for api in ("ipaddress.ip_address", "ipaddress.IPv6Address", "ipaddress.ip_network", "socket.inet_aton"):
        assert all(guard.on == "same" and guard.clears == ("url",) for guard in MODELS.guards(api))
        assert MODELS.sanitizers(api) == ()


@given(st.sampled_from(["/srv", "/srv/a"]), st.text(st.sampled_from("a./"), max_size=9))
def test_a_path_that_is_said_to_be_inside_is(base, text):
    path = Path(os.path.normpath(f"{base}/{text}"))
    is_inside = path == Path(base) or Path(base) in path.parents
    assert path.is_relative_to(base) is is_inside
    if not is_inside:
        with pytest.raises(ValueError, match="is not in the subpath"):
            path.relative_to(base)
