"""What holds for every row that ships: it is well formed, alone, well worded, and true as far as can be seen here."""

import contextlib
import functools
import re
import sys
from collections import Counter

import pytest

from entasis.models.check import Standing, StubFinder, check
from entasis.models.installed import InstalledFinder
from entasis.models.loader import load_models
from entasis.models.ports import Known, PortKind, holds
from entasis.models.rows import Table
from entasis.models.stubs import StubFunction, StubIndex

MODELS = load_models()
LIBRARIES = tuple(MODELS.files.every())
USES = [use for library in LIBRARIES for use in library.uses]
SOURCES = [source for library in LIBRARIES for source in library.sources]
SINKS = [sink for library in LIBRARIES for sink in library.sinks]
SANITIZERS = [row for library in LIBRARIES for row in library.sanitizers]
GUARDS = [guard for library in LIBRARIES for guard in library.guards]
FLOWS = [row for library in LIBRARIES for row in library.flows]
ENTRIES = [entry for library in LIBRARIES for entry in library.entries]
STUBS = StubIndex.load()


def twice(items):
    return [item for item, count in Counter(items).items() if count > 1]


def test_every_file_can_be_read():
    assert len(LIBRARIES) > 30
    assert len(USES) > 150
    assert not twice(library.name for library in LIBRARIES)
    assert all(library.docs.startswith("https://") for library in LIBRARIES)
    assert all(library.checked for library in LIBRARIES)


def test_every_row_is_alone():
    assert not twice((use.api, use.when, use.assigned, use.made, use.unless_made) for use in USES)
    assert not twice(source.api for source in SOURCES)
    assert not twice((sink.api, sink.port, sink.kind, sink.when) for sink in SINKS)
    assert not twice((row.api, row.when) for row in SANITIZERS)
    assert not twice((guard.api, guard.on, guard.checks, guard.when) for guard in GUARDS)
    assert not twice((row.api, row.target, row.relative) for row in FLOWS)
    assert not twice((entry.api, entry.methods, entry.handler, entry.kind) for entry in ENTRIES)
    assert not twice(row.api for library in LIBRARIES for row in library.types)
    assert not twice(row.api for library in LIBRARIES for row in library.classes)
    assert not twice(path for library in LIBRARIES for path in library.noreturn)
    assert not twice(path for library in LIBRARIES for path in library.transparent)
    assert not twice(path for library in LIBRARIES for path in (*library.settings, *library.columns))
    assert not twice(row.api for library in LIBRARIES for row in (*library.relations, *library.views))
    assert not twice(spelling for library in LIBRARIES for spelling, _ in library.aliases)


def test_every_row_speaks_of_an_api_by_its_canonical_path():
    named = [row.api for library in LIBRARIES for row in (*library.uses, *library.sources, *library.classes)]
    named += [row.api for row in (*SINKS, *SANITIZERS, *GUARDS, *FLOWS, *ENTRIES)]
    named += [path for entry in ENTRIES for path in (*(path for _, path in entry.types), *entry.unless)]
    asked = [condition for row in (*SINKS, *SANITIZERS, *GUARDS) for _, condition in row.when]
    named += [path for c in asked for path in (*c.api, *c.not_api, *c.made_by, *c.type, *c.not_type)]
    named += [
        path for library in LIBRARIES for row in library.types for path in (row.api, row.returns, row.value)
    ]
    named += [base for library in LIBRARIES for row in library.classes for base in row.bases]
    named += [path for library in LIBRARIES for path in (*library.noreturn, *library.transparent)]
    named += [path for library in LIBRARIES for path in (*library.settings, *library.columns)]
    named += [path for library in LIBRARIES for row in library.relations for path in (row.api, row.many)]
    named += [row.api for library in LIBRARIES for row in library.views]
    named += [canonical for library in LIBRARIES for _, canonical in library.aliases]
    for use in USES:
        conditions = [condition for _, condition in use.when] + ([use.assigned] if use.assigned else [])
        for making in (*use.made, *use.unless_made):
            named.append(making.api)
            conditions += [condition for _, condition in making.when]
        named += [path for c in conditions for path in (*c.api, *c.not_api, *c.made_by)]
    assert [path for path in named if MODELS.canonical(path) != path] == []


def test_every_row_can_be_reached():
    for use in USES:
        found = MODELS.uses(use.api) if use.assigned is None else MODELS.assigned(use.api)
        assert use in found
    assert [source for source in SOURCES if MODELS.source(source.api) != source] == []
    for sink in SINKS:
        found = MODELS.assigned_sinks if sink.port.kind is PortKind.VALUE else MODELS.sinks
        assert sink in found(sink.api)
    assert [row for row in SANITIZERS if row not in MODELS.sanitizers(row.api)] == []
    assert [guard for guard in GUARDS if guard not in MODELS.guards(guard.api)] == []
    assert [row for row in FLOWS if row not in MODELS.flows(row.api)] == []
    assert [entry for entry in ENTRIES if entry not in MODELS.entries(entry.api)] == []


def test_a_call_from_which_nothing_flows_has_no_flows():
    nothing = {row.api for row in FLOWS if row.is_none}
    assert [row.api for row in FLOWS if not row.is_none and row.api in nothing] == []


def test_a_sanitizer_clears_no_kind_twice():
    for row in (*SANITIZERS, *GUARDS):
        kinds = [kind for name in row.clears if name != "*" for kind in MODELS.sink_kinds(name)]
        assert not twice(kinds), row.api
        assert "*" not in row.clears or row.clears == ("*",)


def test_a_row_without_conditions_hides_no_row_below_it():
    for api in {use.api for use in USES}:
        rows = MODELS.uses(api)
        assert all(use.when or use.made or use.unless_made for use in rows[:-1]), api


def test_every_kind_is_used_and_belongs_to_one_table():
    assert {use.kind for use in USES} == {k.name for k in MODELS.kinds.values() if k.table is Table.USE}
    # Which parameters are a library's is no matter of rows.
    given = {row.kind for row in (*SOURCES, *ENTRIES)} | {"library"}
    assert given == {k.name for k in MODELS.kinds.values() if k.table is Table.SOURCE}
    sink_kinds = {kind for sink in SINKS for kind in MODELS.sink_kinds(sink.kind)}
    assert sink_kinds == {k.name for k in MODELS.kinds.values() if k.table is Table.SINK}
    for kind in MODELS.kinds.values():
        assert (kind.threat_model is not None or kind.sinks != ()) == (kind.table is Table.SOURCE)
        assert all(MODELS.sink_kinds(sink) for sink in kind.sinks)
        assert re.fullmatch(r"[A-Z].*[^.]", kind.title)
        assert re.fullmatch(r"[A-Z].*\.", kind.what)


@pytest.mark.parametrize("use", USES, ids=lambda use: use.api)
def test_a_use_is_worded_for_the_person_who_must_act(use):
    assert re.fullmatch(r"[a-z].*[^.;,]", use.because), "a clause whose subject is the call"
    assert re.fullmatch(r"[A-Z].*\.", use.remedy), "a sentence"
    assert not re.search(
        r"\b(possibl[ey]|might|consider|could|should)\b", use.because + use.remedy, re.IGNORECASE
    )
    assert len(use.because) <= 130
    if use.kind == "deserialise.unsafe":
        assert use.data is not None, "the rule asks where the data comes from"
    if use.edit and use.edit.value:
        assert use.assigned is not None
    assert all(port.kind is PortKind.ARGUMENT for port, _ in use.when)
    assert use.data is None or use.data.kind in {PortKind.ARGUMENT, PortKind.SELF}


@pytest.mark.parametrize("row", [*SOURCES, *SINKS, *ENTRIES], ids=lambda row: row.api)
def test_what_a_row_speaks_of_is_named_with_its_article(row):
    assert re.match(r"(a|an|the|what|standard)\b", row.says)
    assert not row.says.endswith((".", " "))


def test_what_a_known_subclass_redefines_is_a_variant_of_its_protocol():
    for protocol in MODELS.protocols:
        followers = {protocol.class_path}
        classes = [row for library in LIBRARIES for row in library.classes]
        for _ in classes:
            followers |= {row.api for row in classes if followers & set(row.bases)}
        for row in classes:
            for name, signature in row.redefines if row.api in followers else ():
                assert signature in protocol.variants_of(name), f"{row.api}.{name}"


def test_the_methods_of_a_protocol_are_those_of_its_class():
    # Names that Python 3 never had, or has dropped, still tell a test case.
    old = {"assertItemsEqual"}
    for protocol in MODELS.protocols:
        unknown = {
            name for name in protocol.identified_by if STUBS.find(f"{protocol.class_path}.{name}") is None
        }
        assert unknown <= old


class Here(InstalledFinder):
    """The standard library, and libraries that the tests bring with them."""

    def knows(self, package):
        return package in {*sys.stdlib_module_names, "click", "pytest", "_pytest"}


def test_the_standard_library_and_what_the_tests_bring_are_as_the_rows_say():
    finders = [StubFinder(STUBS), Here()]
    verdicts = check(MODELS, finders)
    assert [v for v in verdicts if v.standing is Standing.WRONG] == []
    known = [v for v in verdicts if any(finder.knows(v.api.partition(".")[0]) for finder in finders)]
    assert [v for v in known if v.standing is not Standing.VERIFIED and "gone since" not in v.note] == []
    assert len(known) > 150


def test_what_never_returns_in_the_standard_library_never_does_by_its_stub():
    paths = [path for library in LIBRARIES for path in library.noreturn if STUBS.find(path)]
    assert len(paths) >= 14
    for path in paths:
        entry = STUBS.find(path)
        # `exit` and `quit` are objects that are called.
        assert path in {"builtins.exit", "builtins.quit"} or (
            isinstance(entry, StubFunction) and entry.is_noreturn
        )


def test_the_class_of_a_standard_library_row_is_found_by_the_path_of_its_definition():
    for row in (*USES, *SOURCES, *SINKS, *SANITIZERS, *GUARDS, *FLOWS):
        owner = row.api.rpartition(".")[0]
        if STUBS.is_class(owner):
            defined = STUBS.canonical(owner)
            assert defined is not None
            assert MODELS.canonical(defined) == owner


def constant(value):
    return Known(is_constant=True, constant=value)


def applying(api, given, rows):
    """The kinds of the rows that apply to a call in which exactly `given` is passed, by port name or position.

    Rows about old releases are left out.
    """
    kinds = []
    for use in rows(api):
        if use.before is not None:
            continue
        values = [given.get(port.name, given.get(port.position, Known(passed=False))) for port, _ in use.when]
        conditions = [condition for _, condition in use.when]
        if all(holds(condition, value) for condition, value in zip(conditions, values, strict=True)):
            kinds.append(use.kind)
    return kinds


TLS, HASH, PICKLE, DEBUG = "tls.unverified", "hash.weak", "deserialise.unsafe", "debug.server"
DIGEST = "digest.plain"  # condemns nothing by itself
CERT_NONE = Known(api="ssl.CERT_NONE")
MD5 = Known(made_by="cryptography.hazmat.primitives.hashes.MD5")
SHA256 = Known(made_by="cryptography.hazmat.primitives.hashes.SHA256")

CALLS = [
    ("requests.get", {"verify": constant(False)}, TLS),
    ("requests.get", {"verify": constant("/etc/ca.pem")}, None),
    ("requests.get", {"verify": constant(None)}, None),
    ("requests.get", {"verify": Known()}, None),
    ("requests.get", {}, None),
    ("requests.sessions.Session.request", {"verify": constant(False)}, TLS),
    ("httpx.AsyncClient", {"verify": constant(False)}, TLS),
    ("aiohttp.TCPConnector", {"ssl": constant(False)}, TLS),
    ("aiohttp.TCPConnector", {"ssl": constant(None)}, None),
    ("urllib3.PoolManager", {"cert_reqs": CERT_NONE}, TLS),
    ("urllib3.PoolManager", {"cert_reqs": constant("CERT_NONE")}, TLS),
    ("urllib3.PoolManager", {"cert_reqs": constant("CERT_REQUIRED")}, None),
    ("urllib3.PoolManager", {"assert_hostname": constant(False)}, TLS),
    (
        "urllib3.PoolManager",
        {"assert_hostname": constant(False), "assert_fingerprint": constant("ab:cd")},
        None,
    ),
    ("smtplib.SMTP.starttls", {}, TLS),
    ("smtplib.SMTP.starttls", {"context": Known(made_by="ssl.create_default_context")}, None),
    ("ssl.wrap_socket", {}, TLS),
    ("ssl.wrap_socket", {"server_side": constant(True)}, None),
    ("ssl._create_unverified_context", {}, TLS),
    ("redis.StrictRedis", {"ssl": constant(True), "ssl_cert_reqs": constant(None)}, TLS),
    ("redis.Redis", {"ssl_cert_reqs": constant(None)}, None),
    ("docker.tls.TLSConfig", {"ca_cert": constant("ca.pem")}, TLS),
    ("pycurl.Curl.setopt", {0: Known(api="pycurl.SSL_VERIFYPEER"), 1: constant(0)}, TLS),
    ("pycurl.Curl.setopt", {0: Known(api="pycurl.VERBOSE"), 1: constant(0)}, None),
    ("hashlib.md5", {}, HASH),
    ("hashlib.md5", {"usedforsecurity": constant(True)}, HASH),
    ("hashlib.md5", {"usedforsecurity": constant(False)}, None),
    ("hashlib.md5", {"usedforsecurity": Known()}, None),
    ("_hashlib.openssl_sha1", {}, HASH),
    ("hashlib.sha256", {}, None),
    ("hashlib.new", {"name": constant("SHA1")}, HASH),
    ("hashlib.new", {"name": constant("sha224")}, None),
    ("hashlib.new", {"name": constant("md5"), "usedforsecurity": constant(False)}, None),
    ("Cryptodome.Hash.MD5.new", {}, HASH),
    ("cryptography.hazmat.primitives.hashes.Hash", {"algorithm": MD5}, HASH),
    ("cryptography.hazmat.primitives.hashes.Hash", {"algorithm": SHA256}, None),
    ("cryptography.hazmat.primitives.hashes.MD5", {}, None),
    ("pickle.loads", {}, PICKLE),
    ("yaml.load", {}, PICKLE),
    ("yaml.load", {"Loader": Known(api="yaml.UnsafeLoader")}, PICKLE),
    ("yaml.load", {"Loader": Known(api="yaml.SafeLoader")}, None),
    ("yaml.load", {"Loader": Known(api="acme.Loader")}, None),
    ("yaml.safe_load", {}, None),
    ("torch.load", {"weights_only": constant(False)}, PICKLE),
    ("torch.load", {}, None),
    ("numpy.load", {"allow_pickle": constant(True)}, PICKLE),
    ("numpy.load", {}, None),
    ("flask.Flask.run", {"debug": constant(True)}, DEBUG),
    ("flask.Flask.run", {"debug": constant(False)}, None),
    ("flask.Config.__setitem__", {0: constant("DEBUG"), 1: constant(True)}, DEBUG),
    ("flask.Config.__setitem__", {0: constant("TESTING"), 1: constant(True)}, None),
    ("werkzeug.debug.DebuggedApplication", {}, DEBUG),
    ("bottle.debug", {}, DEBUG),
    ("bottle.debug", {"mode": constant(False)}, None),
]


@pytest.mark.parametrize(("api", "given", "kind"), CALLS)
def test_which_calls_the_rows_condemn(api, given, kind):
    found = [name for name in applying(api, given, MODELS.uses) if name != DIGEST]
    assert found == ([] if kind is None else [kind])


@pytest.mark.parametrize(
    ("api", "value", "is_condemned"),
    [
        ("requests.Session.verify", constant(False), True),
        ("requests.Session.verify", constant("ca.pem"), False),
        ("ssl.SSLContext.verify_mode", CERT_NONE, True),
        ("ssl.SSLContext.verify_mode", Known(api="ssl.CERT_REQUIRED"), False),
        ("ssl.SSLContext.check_hostname", constant(False), True),
        ("ssl._create_default_https_context", Known(api="ssl._create_unverified_context"), True),
        ("flask.Flask.debug", constant(True), True),
        ("flask.Flask.debug", Known(), False),
        ("kubernetes.client.configuration.Configuration.verify_ssl", constant(False), True),
    ],
)
def test_which_assignments_the_rows_condemn(api, value, is_condemned):
    [use] = MODELS.assigned(api)
    assert use.assigned is not None
    assert (holds(use.assigned, value) is True) is is_condemned


TRANSPARENT = [
    ("functools.lru_cache", functools.lru_cache(maxsize=1)),
    ("functools.cache", functools.cache),
    ("contextlib.contextmanager", contextlib.contextmanager),
    ("contextlib.asynccontextmanager", contextlib.asynccontextmanager),
    ("builtins.staticmethod", staticmethod),
    ("pytest.mark.parametrize", pytest.mark.parametrize("x", [1])),
]


@pytest.mark.parametrize(("path", "decorator"), TRANSPARENT, ids=[path for path, _ in TRANSPARENT])
def test_a_transparent_decorator_keeps_the_signature(path, decorator):
    assert MODELS.is_transparent(path)

    @decorator
    def function(first, *, second=None):
        yield first, second

    function(1, second=2)
    with pytest.raises(TypeError):
        function(1, 2)
    with pytest.raises(TypeError):
        function()
