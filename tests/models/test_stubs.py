"""The stub index: what it says of well-known names, and that Python itself agrees on how they may be called."""

import ast
import builtins
import importlib
import keyword
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.models.stubs import (
    Alternative,
    FunctionKind,
    StubAttribute,
    StubClass,
    StubFunction,
    StubIndex,
    StubModule,
    text,
)
from entasis.models.stubs.index import DATA
from entasis.signature import Arguments, Parameter, ParameterKind, Signature, misfit_of_all

ROOT = Path(__file__).parents[2]
INDEX = StubIndex.load()


def function(path):
    entry = INDEX.find(path)
    assert isinstance(entry, StubFunction), path
    return entry


def refusal(call):
    """What the index says is wrong with a call, given as source text whose callee is a dotted path."""
    node = ast.parse(call, mode="eval").body
    path = ast.unparse(node.func)
    path = path if path.partition(".")[0] in INDEX.modules() else f"builtins.{path}"
    entry = INDEX.find(path)
    if isinstance(entry, StubClass):
        alternatives = INDEX.constructor(path)
        assert alternatives is not None, path
        signatures = [a.signature for a in alternatives]
    else:
        assert isinstance(entry, StubFunction), path
        signatures = entry.signatures(through_object=False)
    arguments = Arguments(len(node.args), tuple(k.arg for k in node.keywords))
    found = misfit_of_all(signatures, arguments)
    return None if found is None else found.describe()


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("unittest.TestCase.fail", "unittest.case.TestCase.fail"),
        ("unittest.TestCase.failUnlessEqual", "unittest.case.TestCase.assertEqual"),
        ("os.path", "posixpath"),
        ("os.path.join", "posixpath.join"),
        ("hashlib.md5", "_hashlib.openssl_md5"),
        ("logging.StreamHandler.emit", "logging.Handler.emit"),
        ("logging.FileHandler.acquire", "logging.Handler.acquire"),
        ("random.choice", "random.Random.choice"),
        ("collections.abc.Iterator", "typing.Iterator"),
        ("asyncio.TimeoutError", "builtins.TimeoutError"),
        ("xml.etree.ElementTree.parse", "xml.etree.ElementTree.parse"),
        ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.thread.ThreadPoolExecutor"),
        ("distutils.core.setup", "distutils.core.setup"),
        ("os.no_such_name", None),
        ("no_such_module.name", None),
        ("unittest.TestCase.no_such_method", None),
        ("", None),
        ("..", None),
    ],
)
def test_a_name_leads_to_its_definition_behind_all_aliases(path, canonical):
    assert INDEX.canonical(path) == canonical


def test_what_a_definition_says():
    fail = function("unittest.TestCase.fail")
    assert fail.kind is FunctionKind.METHOD
    assert fail.is_noreturn
    assert [str(s) for s in fail.signatures(through_object=True)] == ["(msg=...)"]
    assert [str(s) for s in fail.signatures(through_object=False)] == ["(self, msg=...)"]
    found = fail.misfit(Arguments(3), through_object=True)
    assert found is not None
    assert found.describe() == "takes at most 1 argument, 3 are given"

    assert function("sys.exit").is_noreturn
    assert function("asyncio.sleep").is_async
    assert not function("subprocess.run").is_noreturn
    assert function("sqlite3.connect").returns[0] == "sqlite3.Connection"
    assert function("re.match").returns == ("re.Match", "None")
    assert "_io.TextIOWrapper" in function("builtins.open").returns
    assert function("datetime.datetime.now").kind is FunctionKind.CLASS_METHOD
    assert function("datetime.datetime.now").returns == ("Self",)
    assert function("builtins.str.maketrans").kind is FunctionKind.STATIC_METHOD
    assert function("pathlib.Path.parent").kind is FunctionKind.PROPERTY
    assert INDEX.find("ssl.CERT_NONE") == StubAttribute("ssl.CERT_NONE", ("ssl.VerifyMode",))
    assert INDEX.find("ssl.VerifyMode.CERT_NONE") == StubAttribute(
        "ssl.VerifyMode.CERT_NONE", ("ssl.VerifyMode",)
    )
    assert INDEX.find("sys.platform") == StubAttribute("sys.platform", ("builtins.str",))


def test_a_method_of_a_value_is_a_plain_function():
    for path in ("random.choice", "sys.stdout.write", "os.environ.get"):
        assert function(path).kind is FunctionKind.FUNCTION
    assert function("random.choice").misfit(Arguments(1), through_object=False) is None
    assert function("random.Random.choice").misfit(Arguments(1), through_object=False) is not None


def test_classes_modules_and_members():
    assert INDEX.is_class("unittest.TestCase")
    assert not INDEX.is_class("unittest.main.no")
    assert not INDEX.is_class("os.path.join")
    module = INDEX.find("json")
    assert isinstance(module, StubModule)
    assert {"dumps", "loads"} <= set(module.names)
    case = INDEX.find("unittest.TestCase")
    assert isinstance(case, StubClass)
    assert {"assertEqual", "setUp"} <= set(case.names)
    assert INDEX.mro("unittest.TestCase") == ("unittest.case.TestCase", "builtins.object")
    assert INDEX.mro("os.path.join") == ()
    assert INDEX.member("unittest.TestCase", "fail") == INDEX.find("unittest.TestCase.fail")
    assert INDEX.member("logging.StreamHandler", "acquire") == INDEX.find("logging.Handler.acquire")
    assert INDEX.member("unittest.mock.NonCallableMock", "anything") is None, "its bases are not known"
    assert INDEX.member("os.path.join", "fail") is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("threading.Event", ["()"]),
        ("unittest.TestCase", ["(methodName=...)"]),
        ("builtins.ValueError", ["(*args)"]),
        ("urllib.parse.SplitResult", ["(scheme, netloc, path, query, fragment)"]),
        ("http.HTTPStatus", None),
        ("unittest.mock.NonCallableMock", None),
        ("os.path.join", None),
    ],
)
def test_how_a_class_is_called(path, expected):
    alternatives = INDEX.constructor(path)
    assert (None if alternatives is None else [str(a.signature) for a in alternatives]) == expected


def test_every_order_of_bases_that_is_known_here_is_that_of_python():
    """Of the classes of a few modules: our order, without what only type checkers see, is a part of Python's."""
    compared = 0
    for name in (
        "builtins",
        "collections",
        "io",
        "logging",
        "socketserver",
        "tarfile",
        "unittest",
        "http.server",
    ):
        module = importlib.import_module(name)
        for attribute, value in vars(module).items():
            if (
                attribute.startswith("_")
                or not isinstance(value, type)
                or not INDEX.is_class(f"{name}.{attribute}")
            ):
                continue
            live = [INDEX.canonical(f"{c.__module__}.{c.__qualname__}") for c in value.__mro__]
            ours = [path for path in INDEX.mro(f"{name}.{attribute}") if path in live]
            assert ours == [path for path in live if path in ours], f"{name}.{attribute}"
            compared += 1
    assert compared > 150


RUNS = """
dict([("a", 1)], b=2)
dict({"a": 1}, b=2)
dict(a=1)
dict()
int("ff", 16)
int("ff", base=16)
int()
int(3.5)
float("1")
bool()
complex(1, 2)
complex(real=1, imag=2)
str(b"x", "utf-8", "strict")
str(b"x", encoding="utf-8")
str(object=3)
str()
bytes("x", "utf-8")
bytes("x", encoding="utf-8", errors="strict")
bytes(3)
bytes()
bytes(source=b"x")
bytearray(source=b"x")
bytearray("x", encoding="utf-8")
list("ab")
tuple("ab")
set("ab")
set()
frozenset("ab")
object()
type(3)
type("A", (), {})
slice(1)
slice(1, 2, 3)
range(3)
range(1, 9, 2)
enumerate("ab", 1)
enumerate("ab", start=1)
enumerate(iterable="ab")
zip()
zip("ab", "cd", "ef")
zip("ab", "cd", strict=True)
map(str, "ab")
map(max, "ab", "cd", "ef", "gh", "ij", "kl")
filter(None, "ab")
reversed("ab")
iter("ab")
iter(list, [])
next(iter("ab"))
next(iter(""), None)
getattr(3, "real")
getattr(3, "nothing", None)
sum([1, 2])
sum([1, 2], start=3)
sum([1, 2], 3)
min(1, 2)
min([1, 2], key=str)
min([], default=0)
max("ab", "cd", key=len)
sorted("ab", key=str, reverse=True)
print()
print("", "", sep="", end="", flush=True)
pow(2, 3, 5)
pow(base=2, exp=3)
round(2.5)
round(2.5, 1)
round(number=2.5, ndigits=1)
divmod(7, 2)
isinstance(3, (int, str))
memoryview(b"x")
memoryview(object=b"x")
property()
property(None, None, None, "")
property(fget=None, doc="")
staticmethod(len)
compile("1", "f", "eval")
compile(source="1", filename="f", mode="eval", flags=0, dont_inherit=True, optimize=0)
open(0, closefd=False)
open(file=0, mode="r", closefd=False, encoding="utf-8", errors="strict", newline="", buffering=-1)
ValueError()
ValueError(1, 2, 3)
OSError(2, "x", "file")
ImportError("x", name="a", path="b")
UnicodeDecodeError("utf-8", b"", 0, 1, "x")
StopIteration(3)
SystemExit(1)
KeyError("a")
str.join(",", ["a"])
str.format("{} {a}", 1, a=2)
str.split("a b", " ", 1)
str.split("a b", sep=" ", maxsplit=1)
str.encode("a", encoding="utf-8", errors="strict")
dict.fromkeys("ab", 0)
dict.get({}, "a", 1)
dict.pop({"a": 1}, "a")
dict.update({}, {"a": 1}, b=2)
list.sort([2, 1], key=str, reverse=True)
int.from_bytes(b"x", "big", signed=True)
int.from_bytes(bytes=b"x", byteorder="big")
int.to_bytes(3, 1, "big")
bytes.decode(b"a", "utf-8", "strict")
bytes.hex(b"ab", "-")
itertools.zip_longest("ab", "c", fillvalue=None)
itertools.zip_longest()
itertools.product("ab", repeat=2)
itertools.product()
itertools.islice("abc", 1)
itertools.islice("abc", 1, None, 2)
itertools.chain()
itertools.count()
itertools.count(start=1, step=2)
itertools.repeat(1, times=2)
itertools.groupby("ab", key=str)
itertools.accumulate([1], initial=0)
functools.partial(int, "1", base=2)
functools.reduce(max, [1, 2], 0)
functools.lru_cache(maxsize=None)
functools.lru_cache(None)
collections.OrderedDict([("a", 1)], b=2)
collections.defaultdict(list, {"a": []}, b=[])
collections.defaultdict()
collections.Counter("ab", c=2)
collections.deque("ab", 2)
collections.deque(iterable="ab", maxlen=2)
collections.namedtuple("A", "b c", defaults=(1,), module="m")
collections.ChainMap({}, {})
types.SimpleNamespace(a=1, b=2)
types.MappingProxyType({})
hashlib.md5(b"", usedforsecurity=False)
hashlib.new("md5", b"", usedforsecurity=False)
hashlib.new("blake2b", digest_size=16)
hashlib.blake2b(b"", digest_size=16, key=b"", salt=b"")
hashlib.sha256(string=b"")
hashlib.pbkdf2_hmac("sha256", b"p", b"s", 1)
hashlib.pbkdf2_hmac(hash_name="sha256", password=b"p", salt=b"s", iterations=1, dklen=None)
hmac.new(b"k", b"m", "sha256")
hmac.new(key=b"k", msg=b"m", digestmod="sha256")
ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=None)
pickle.dumps({}, 2, fix_imports=True)
pickle.loads(b"N.", encoding="bytes")
json.loads("{}", parse_float=None, object_hook=None, strict=True)
json.dumps({}, indent=1, sort_keys=True, default=str, cls=None)
json.JSONEncoder(indent=1)
re.sub("a", "b", "c", 1, 0)
re.sub(pattern="a", repl="b", string="c", count=1, flags=0)
re.compile("a", flags=0)
os.path.join("a", "b", "c")
os.path.join("a")
os.getenv("A", None)
os.getenv(key="A", default=None)
os.makedirs("/", mode=0o777, exist_ok=True)
os.stat(path="/", follow_symlinks=True)
os.strerror(2)
threading.Thread(None, print, "name", (), {}, daemon=True)
threading.Lock()
threading.RLock()
threading.Semaphore(2)
threading.Timer(1, print, args=(), kwargs={})
threading.local()
socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
socket.socket(family=socket.AF_INET, type=socket.SOCK_STREAM, proto=0, fileno=None)
socket.inet_aton("127.0.0.1")
sqlite3.connect(":memory:", 5, 0, None, False)
sqlite3.connect(database=":memory:", isolation_level=None, uri=False, check_same_thread=False)
sqlite3.Binary(b"x")
tempfile.mkdtemp("s", "p", None)
tempfile.TemporaryDirectory(suffix="s", prefix="p", dir=None)
tempfile.gettempdir()
tempfile.SpooledTemporaryFile(max_size=10, mode="w+")
logging.getLogger("a")
logging.getLogger()
logging.LogRecord("n", 10, "p", 1, "m", (), None, "f", None, anything=1)
logging.basicConfig(level=10, force=False)
logging.debug("%s %s", 1, 2, exc_info=False, stack_info=False, extra={})
logging.Formatter("%(message)s", "%H", "%", validate=True)
subprocess.list2cmdline(["a"])
subprocess.CompletedProcess("a", 0, None, None)
subprocess.run(["true"], capture_output=True, text=True, timeout=9, check=False, cwd="/", env={})
subprocess.check_call(args=["true"], shell=False)
datetime.datetime(2020, 1, 1, tzinfo=None, fold=1)
datetime.timedelta(1, 2, 3, 4, 5, 6, 7)
datetime.timedelta(weeks=1)
decimal.Decimal("1", None)
fractions.Fraction(1, 2)
ast.Name(id="a", ctx=None, lineno=1, anything=2)
ast.Call()
argparse.ArgumentParser("prog", "usage", "description", add_help=False)
uuid.UUID(int=1)
time.struct_time((1, 2, 3, 4, 5, 6, 7, 8, 9))
time.strftime("%H")
struct.pack("bb", 1, 2)
zlib.compress(b"", 1)
io.StringIO("a", newline="")
io.BytesIO()
io.TextIOWrapper(io.BytesIO(), "utf-8", line_buffering=True)
textwrap.fill("a", 9, initial_indent=" ")
unittest.TestCase()
unittest.SkipTest()
unittest.SkipTest("a", "b")
unittest.mock.call.count()
enum.auto()
weakref.WeakValueDictionary({})
string.Template("a")
""".strip().splitlines()

FAILS = """
dict([], [])
int(1, 2, 3)
int(x=1)
bool(x=1)
list(1, 2)
tuple(a=1)
set(1, 2)
object(1)
range()
range(1, 2, 3, 4)
len()
len([], [])
sorted([], None)
sorted()
print(1, separator="")
isinstance(3)
open()
open("a", "r", -1, None, None, None, True, None, 1)
str.join(",")
str.split("a", " ", 1, 2)
ValueError(stacklevel=2)
hmac.new(b"k", b"m")
hashlib.sha256(b"a", b"b")
hashlib.scrypt(b"p")
json.loads()
json.dumps({}, 2)
re.sub("a", "b")
re.compile("a", 0, 0)
os.path.join()
os.path.abspath("a", cwd="b")
os.getenv()
pickle.loads()
threading.Thread(1, 2, 3, 4, 5, 6)
threading.Lock(1, 2, 3)
threading.Event(1)
socket.inet_aton()
sqlite3.connect()
tempfile.gettempdir(1)
tempfile.mkdtemp("s", "p", None, 4)
logging.getLogger("a", "b")
logging.debug()
logging.error("a", colour="red")
subprocess.run(["true"], shel=True)
subprocess.Popen()
ssl.create_default_context("a", "b")
datetime.datetime()
itertools.islice("abc")
functools.reduce(max)
collections.namedtuple("A")
unittest.TestCase("a", "b")
uuid.uuid4(1)
time.sleep()
enum.auto(1, 2)
""".strip().splitlines()


@pytest.fixture(scope="module")
def library():
    """The modules that the calls name."""
    roots = {call.partition("(")[0].rpartition(".")[0] for call in (*RUNS, *FAILS)}
    names = {root for root in roots if root in INDEX.modules() and root != "builtins"} | {"unittest.mock"}
    return {name.partition(".")[0]: importlib.import_module(name.partition(".")[0]) for name in names}


@pytest.mark.parametrize("call", RUNS)
@pytest.mark.filterwarnings("ignore")
def test_a_call_that_python_runs_is_not_refused(call, library, tmp_path, monkeypatch):
    importlib.import_module("unittest.mock")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    value = eval(call, dict(library))
    if hasattr(value, "close"):
        value.close()
    assert refusal(call) is None


@pytest.mark.parametrize("call", FAILS)
@pytest.mark.filterwarnings("ignore")
def test_a_call_that_no_python_takes_is_refused(call, library):
    with pytest.raises((TypeError, ValueError)):
        eval(call, dict(library))
    assert refusal(call) is not None


CHECKED = ["hashlib", "ssl", "subprocess", "pickle", "logging", "os", "json", "re", "threading", "socket"]
CHECKED += [
    "sqlite3",
    "tempfile",
    "shutil",
    "email.message",
    "http.client",
    "urllib.request",
]


@pytest.fixture(scope="module")
def check():
    """The maintainer's comparison with living interpreters, as a module."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        yield importlib.import_module("check_stubs")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture(scope="module")
def living(check):
    """What the interpreter of this test says of a part of its library."""
    return list(check.of_interpreter(sys.executable, *CHECKED))


@pytest.mark.parametrize("module", CHECKED)
def test_whatever_the_running_python_says_it_takes_is_not_refused(module, check, living):
    """A fast part of `scripts/check_stubs.py`: all of each module, compared with the interpreter of this test."""
    compared = 0
    for live in living:
        ours = check.signatures_of(INDEX, live.path) if live.path.startswith(f"{module}.") else None
        if ours is not None:
            compared += 1
            assert [str(refusal) for refusal in check.refusals(ours, live)] == []
    assert compared > 5


def test_refusals_are_found_where_there_are_any(check):
    """The comparison itself: an index that knows less than Python is caught."""
    live = check.Live("m.f", "m.f", text.parse_signature("a b= * c"), passes_on=False)
    assert list(check.refusals((text.parse_signature("a b= * c"),), live)) == []
    refused = [str(r) for r in check.refusals((text.parse_signature("a / * c"),), live)]
    assert "m.f(a, b=..., *, c): (_, _, c=_): takes 1 positional argument, 2 are given" in refused
    assert 'm.f(a, b=..., *, c): (a=_, c=_): takes "a" by position only, not by keyword' in refused


def test_the_data_holds_every_correction():
    """Who corrects the stubs compiles them again."""
    scripts = ROOT / "scripts"
    rows = [line.split("\t") for line in (scripts / "stub_additions.txt").read_text().splitlines()]
    corrections = tomllib.loads((scripts / "stub_corrections.toml").read_text())
    rows += [(row["path"], row["entry"]) for row in corrections["also"]]
    assert len(rows) > 200
    for path, entry in rows:
        known = {a.signature for a in function(path.replace("*", "Call")).alternatives}
        assert {a.signature for a in text.parse_function(entry)[1]} <= known, path
    assert all(row["reason"] for table in corrections.values() for row in table)


types = st.lists(st.sampled_from(["builtins.str", "re.Match", "None", "Self", ""]), min_size=1, unique=True)


@st.composite
def signatures(draw):
    kinds = sorted(draw(st.lists(st.sampled_from(ParameterKind), max_size=6)))
    parameters = []
    for at, kind in enumerate(kinds):
        is_star = kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
        if not (is_star and parameters and parameters[-1].kind == kind):
            parameters.append(Parameter(f"p{at}", kind, not is_star and draw(st.booleans())))
    return Signature(tuple(parameters))


@st.composite
def alternatives(draw):
    is_noreturn = draw(st.booleans())
    returns = () if is_noreturn else tuple(draw(types))
    return Alternative(draw(signatures()), returns, draw(st.booleans()), is_noreturn)


@given(st.sampled_from(FunctionKind), st.lists(alternatives(), min_size=1, max_size=3).map(tuple))
def test_what_is_written_is_what_is_read(kind, several):
    assert text.parse_function(text.print_function(kind, several)) == (kind, several)


@given(types.map(tuple), st.sampled_from(["", "abc.ABCMeta"]))
def test_headers_types_and_aliases_are_read_as_written(paths, metaclass):
    assert text.parse_types(text.print_types(paths)) == paths
    bases = tuple(path for path in paths if path not in ("None", "Self"))
    assert text.parse_header(text.print_header(bases, metaclass)) == (bases, metaclass)
    assert text.parse_alias(text.print_alias(("a.b", "c.d"))) == ("a.b", "c.d")


def test_every_entry_of_the_data_can_be_read():
    """No alias leads nowhere, no class has an order that ends in nothing, every function can be called somehow."""
    for module in INDEX.modules():
        entry = INDEX.find(module)
        assert isinstance(entry, StubModule)
        for name in entry.names:
            found = INDEX.find(f"{module}.{name}")
            assert found is not None, f"{module}.{name}"
            if isinstance(found, StubClass):
                order = INDEX.mro(found.path)
                assert order[0] == found.path
                assert len(set(order)) == len(order)
                assert order[-1] == "builtins.object"
                for member in found.names:
                    assert INDEX.member(found.path, member) is not None, f"{found.path}.{member}"


def test_the_data_is_sorted_small_and_quick_to_load():
    lines = DATA.read_text(encoding="utf-8").splitlines()
    names = [line.partition("\t")[0] for line in lines]
    assert names == sorted(names)
    assert DATA.stat().st_size < 3_000_000
    command = "import sys; from entasis.models.stubs import StubIndex; StubIndex.load(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True
    ).stdout
    assert "typeshed_client" not in loaded.split(), "needed by the maintainer's script alone"


def test_the_names_of_builtins_are_there():
    names = [name for name in dir(builtins) if not name.startswith("_") and not keyword.iskeyword(name)]
    assert [name for name in names if INDEX.find(f"builtins.{name}") is None] == []
