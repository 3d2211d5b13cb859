"""For each row about what makes data clean two answers to one program: nothing is found, and it is without such rows."""

from collections.abc import Iterator

from cases import Case
from sink_cases import data_for, marked, object_of, reaching, reporting
from source_cases import coming_in
from writing import LIBRARIES, STUBS, Program, filled, parted

from entasis.models.data import DeclaredField, Guard, Sanitizer, SentKeys, Sink
from entasis.models.ports import Port, PortKind
from entasis.models.stubs import FunctionKind, StubAttribute, StubFunction

# For each kind of sinks the API that stands for it.
SINKS = {
    "attribute": "flask_sqlalchemy.model.Model",
    "code": "builtins.eval",
    "command": "os.system",
    "deserialise": "pickle.loads",
    "email": "smtplib.SMTP.sendmail",
    "format": "string.Formatter.format",
    "header": "http.server.BaseHTTPRequestHandler.send_header",
    "html": "django.http.HttpResponse",
    "import": "importlib.import_module",
    "ldap": "ldap3.Connection.search",
    "log": "logging.info",
    "nosql": "pymongo.collection.Collection.find",
    "operator": "pymongo.collection.Collection.find_one",
    "option": "subprocess.run",
    "path": "builtins.open",
    "redirect": "flask.redirect",
    "regex": "re.search",
    "session": "flask.session.__setitem__",
    "size": "numpy.zeros",
    "sql": "sqlite3.Connection.execute",
    "suffix": "werkzeug.datastructures.FileStorage.save",
    "template": "jinja2.Template",
    "url": "requests.get",
    "xpath": "lxml.etree._Element.xpath",
}
# What stands before the value where only one state of a kind is dangerous.
BEFORE = {
    "html.tag": "<p>",
    "html.code": "<script>show(",
    "html.double": '<p title="',
    "html.single": "<p title='",
    "url.path": "https://shop.example.org/",
}
_SPLITTING = {
    "urllib.parse.SplitResult": "urllib.parse.urlsplit",
    "urllib.parse.ParseResult": "urllib.parse.urlparse",
    "urllib3.util.url.Url": "urllib3.util.url.parse_url",
    "ipaddress.IPv4Address": "ipaddress.ip_address",
    "ipaddress.IPv6Address": "ipaddress.ip_address",
    "netaddr.IPAddress": "netaddr.IPAddress",
    "yarl.URL": "yarl.URL",
    "httpx.URL": "httpx.URL",
    "pydantic.HttpUrl": "pydantic.HttpUrl",
    "pydantic.AnyUrl": "pydantic.AnyUrl",
    "pydantic.AnyHttpUrl": "pydantic.AnyHttpUrl",
}
_CALLED = {"netaddr.IPAddress.is_global"}  # which no stub shows to be a method
# What a server of WSGI calls is known by the names of its parameters, or by being passed to one.
_SERVED = {"types.LambdaType": "\n"}  # and what is written behind the function
_APPLICATION = Port(PortKind.ARGUMENT, 2, "app")
# What a class derives from that declares fields of a package, and where it gives what they make of what was sent.
FORMS = {
    "django": ("django.forms.Form", "cleaned_data"),
    "rest_framework": ("rest_framework.serializers.Serializer", "validated_data"),
    "wtforms": ("wtforms.Form", ""),
}
# What of the value a program uses, where it is not all of it.
ELEMENTS = {
    "http.client.HTTPResponse.getheaders": "[0][1]",
    "asyncio.StreamReader.readline": ".decode()",
    "asyncio.StreamReader.__anext__": ".decode()",
}
SOURCES = {row.api: row for library in LIBRARIES for row in library.sources}
# Sources that give objects whose members are read, not called, of which the stubs say nothing.
HOLDING = {"starlette.datastructures.URL": SOURCES["starlette.requests.HTTPConnection.url"]}
# The same of objects that are asked for what lies under a key that the row names.
ASKED = {"werkzeug.datastructures.Headers": SOURCES["werkzeug.sansio.request.Request.headers"]}
ALL_SINKS = [row for library in LIBRARIES for row in library.sinks]


def sink_of(kind: str) -> Sink | None:
    """The row that stands for a kind of sinks, or for all of its states."""
    name = kind.partition(".")[0]
    rows = [row for row in ALL_SINKS if row.kind.partition(".")[0] == name and row.api == SINKS.get(name)]
    return rows[0] if rows else None


def sanitizer_cases() -> Iterator[Case]:
    """One case a row and a kind that it clears; what functions of the program are handed is said with these."""
    handed = {row.api for library in LIBRARIES for row in library.entries}
    for library in LIBRARIES:
        for row in library.sanitizers:
            if row.api in handed:
                continue
            for kind in ["sql", "path"] if row.clears == ("*",) else row.clears:
                sink = sink_of(kind)
                if sink is not None and reporting(kind):
                    yield sanitizer_case(row, kind, sink)


def sanitizer_case(row: Sanitizer, kind: str, sink: Sink) -> Case:
    """Data is made clean, and then used."""
    program = Program()
    cls, names = parted(row.api)
    if row.api in SOURCES:
        coming_in(program, SOURCES[row.api], "safe")
    elif cls in HOLDING:
        coming_in(program, HOLDING[cls], "whole")
        program.add(f"safe = {'.'.join(['whole', *names])}")
    elif cls in ASKED and any(port.position == 0 for port, _ in row.when):
        coming_in(program, ASKED[cls], "whole")
        program.add(f"safe = {program.used('whole', names, filled(program, row.when, {}))}")
    else:
        data = data_for(program, kind)
        program.add(f"safe = {cleaned(program, row, data)}")
    reach(program, kind, sink, "safe" + ELEMENTS.get(row.api, ""))
    return Case("sanitizers", row.api, kind, program.text(), reporting(kind), without="sanitizers")


def field_cases() -> Iterator[Case]:
    """One case a class of fields and a kind that it clears; of lists, what their members are."""
    for library in LIBRARIES:
        for row in library.fields:
            for kind in ["sql", "path"] if row.clears in {("*",), ()} else row.clears:
                sink = sink_of(kind)
                if sink is not None and reporting(kind):
                    yield field_case(row, kind, sink)


def field_case(row: DeclaredField, kind: str, sink: Sink) -> Case:
    """A form declares the field, and what it gives is used."""
    program = Program()
    form, given = FORMS[row.api.partition(".")[0]]
    members = {row.child: f"{program.ref(row.api.rpartition('.')[0])}.IntegerField()"} if row.child else {}
    program.add(f"class Given({program.ref(form)}):")
    program.add(f"    name = {program.call(row.api, members)}")
    program.add(f"form = Given({data_for(program, kind)})")
    reach(program, kind, sink, f"form.{given}['name']")
    return Case("fields", row.api, kind, program.text(), reporting(kind), without="field")


def mapping_cases() -> Iterator[Case]:
    """What nobody can have sent is used, and what was sent, for each kind that it is clean for."""
    for library in LIBRARIES:
        for row in library.mappings:
            said = () if row.sent.fullmatch("SHOP_SETTING") else (("command", "SHOP_SETTING"),)
            plain = ((kind, "HTTP_SHOP") for kind in row.clears)
            back = (("redirect", key) for key in ("HTTP_REFERER", "Referer") if row.back.fullmatch(key))
            for kind, key in (*said, *plain, *back):
                sink = sink_of(kind)
                is_alone = (
                    row.api in _SERVED and sink is not None and parted(sink.api)[0]
                )  # no other parameter
                if sink is not None and reporting(kind) and not is_alone:
                    yield mapping_case(row, kind, key, sink)


def mapping_case(row: SentKeys, kind: str, key: str, sink: Sink) -> Case:
    """A mapping comes in as a field, or a server passes it to a function."""
    program = Program()
    end = ""
    if row.api in SOURCES:
        coming_in(program, SOURCES[row.api], "given")
    else:
        program.parameters += ["environ", "start_response"] if row.api in _SERVED else ["given", "answer"]
        program.add(f"given = {program.parameters[0]}")
        cls, _ = parted(row.api)
        made = f"{program.ref(cls)}(('', 80), None).set_app(handled)" if cls else ""
        end = _SERVED.get(row.api) or f"{made or program.call(row.api, {_APPLICATION: 'handled'})}\n"
    program.add(f"data = given[{key!r}]")
    reach(program, kind, sink, "data")
    return Case(
        "mappings", row.api, f"{kind} {key}", program.text() + end, reporting(kind), without="mapping"
    )


def cleaned(program: Program, row: Sanitizer, data: str) -> str:
    """The expression that makes the data clean."""
    cls, names = parted(row.api)
    if cls and cls.startswith(("pathlib.", "email.")):
        target = object_of(program, cls, data)
        is_called = not is_read(row.api)
        return (
            program.used(target, names, filled(program, row.when, {}))
            if is_called
            else ".".join([target, *names])
        )
    return program.call(row.api, filled(program, row.when, {Port(PortKind.ARGUMENT, 0): data}))


def is_read(api: str) -> bool:
    """Whether it is a property, by the stubs: it is read, not called."""
    entry = STUBS.find(api)
    return isinstance(entry, StubAttribute) or (
        isinstance(entry, StubFunction) and entry.kind is FunctionKind.PROPERTY
    )


def reach(program: Program, kind: str, sink: Sink, data: str) -> None:
    """The data reaches the sink, behind the tests that leave only the meant state of it dangerous."""
    indent = ""
    if kind in BEFORE:
        data += ".replace('<', '')" if kind == "html.code" else ""  # a tag would end the script
        data = f"{BEFORE[kind]!r} + {data}"
    if kind == "operator":
        data = f"{{'name': {data}}}"
    if kind == "path.raw":
        program.add(f"if {data}.startswith('/srv/files/'):")
        indent = "    "
    marked(program, sink, reaching(program, sink, data), indent)


def guard_cases() -> Iterator[Case]:
    """One case a row and a kind that it clears."""
    for library in LIBRARIES:
        for row in library.guards:
            for kind in ["sql", "path"] if row.clears == ("*",) else row.clears:
                sink = sink_of(kind)
                if sink is not None and reporting(kind):
                    yield guard_case(row, kind, sink)


def guard_case(row: Guard, kind: str, sink: Sink) -> Case:
    """Data is checked, and then used."""
    program = Program()
    data = data_for(program, kind)
    if kind == "path.normal":
        program.add(f"data = {program.ref('os.path.realpath')}(data)")
    tested = _asked_itself(program, row) if row.checks.kind is PortKind.SELF else _asked(program, row, data)
    if kind.startswith("redirect."):  # the other things that make an address one of another host
        other = "scheme" if kind == "redirect.host" else "netloc"
        program.add(f"if '\\\\' in data or parts.{other}:")
        program.add("    return")
    match row.on:
        case "":
            program.add(tested)
        case "true" | "alike":
            program.add(f"if not {tested}:")
        case "same" | "member":
            program.add(f"if {tested} not in ('one', 'two'):")
        case "empty" | "false":
            program.add(f"if {tested}:")
        case "equal":
            program.add(f"if {tested} != '/srv/files':")
        case "contains":
            program.add(f"if {program.ref('pathlib.Path')}('/srv/files') not in {tested}:")
    if row.on:
        program.add("    return")
    marked(program, sink, reaching(program, sink, data))
    return Case("guards", row.api, f"{row.on} {kind}", program.text(), reporting(kind), without="guards")


def _asked(program: Program, row: Guard, data: str) -> str:
    """The call that checks what it is passed."""
    passed = f"['/srv/files', {data}]" if row.checks.name == "paths" else data
    if row.on == "alike":
        passed = f"{program.ref('hmac.new')}(b'key', {data}.encode(), 'sha256').hexdigest()"
    return program.call(row.api, filled(program, row.when, {row.checks: passed}))


def _asked_itself(program: Program, row: Guard) -> str:
    """What is asked of an object that is made of the data: a path, or the parts of an address."""
    cls, names = parted(row.api)
    if not cls.startswith("pathlib."):
        program.add(f"parts = {program.ref(_SPLITTING[cls])}(data)")
        return f"parts.{names[-1]}" + "()" * (row.api in _CALLED)
    program.add(f"data = {program.ref('pathlib.Path')}(data).resolve()")
    if is_read(row.api):
        return f"data.{names[-1]}"
    asks = "relative_to" in names[-1]
    return program.used("data", names, {Port(PortKind.ARGUMENT, 0): "'/srv/files'" if asks else None})
