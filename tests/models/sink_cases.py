"""For each row about a sink a program in which data from outside reaches it, and the line where that is said."""

from collections.abc import Iterator

from cases import Case
from writing import CONTENT, LIBRARIES, Program, base, filled, in_file, parted

from entasis.models.data import Sink
from entasis.models.ports import Port, PortKind
from entasis.models.rows import Use
from entasis.rules import all_rules
from entasis.rules.rule import TaintRule

RULES = [rule for rule in all_rules() if isinstance(rule, TaintRule)]
USES = [use for library in LIBRARIES for use in library.uses]
# What comes in where it is not just any text, by the kind of sinks that asks for it.
DATA = {
    "operator": 'request.get_json()["name"]',
    "attribute": "request.get_json()",
    "logged": 'request.form["password"]',
    "suffix": 'request.files["file"].filename',
    "size": 'int(request.args["size"])',
}
OF_TEMPLATES = "jinja2.nodes."  # no program calls them
PLAIN = 'request.args["name"]'


def alike(kind: str, other: str) -> bool:
    """Whether one is the other, or one of its states."""
    return kind == other or kind.startswith(f"{other}.") or other.startswith(f"{kind}.")


def reporting(kind: str) -> frozenset[str]:
    """The rules that report what reaches a kind of sinks."""
    return frozenset(rule.id for rule in RULES if any(alike(kind, sink) for sink in rule.sinks))


def sink_cases() -> Iterator[Case]:
    """One case a row that some rule reports."""
    for library in LIBRARIES:
        for row in library.sinks:
            if reporting(row.kind) and not row.api.startswith(OF_TEMPLATES):
                yield sink_case(row)


def sink_case(row: Sink) -> Case:
    """Data comes in and is at once where the row says."""
    program = Program()
    data = data_for(program, row.kind)
    if row.kind == "operator":
        data = f'{{"name": {data}}}' if row.port.selectors else data
    if CONTENT in row.port.selectors:
        data = in_file(program, data)
    marked(program, row, reaching(program, row, data))
    return Case("sinks", row.api, f"{row.port} {row.kind}", program.text(), reporting(row.kind), row.says)


def marked(program: Program, row: Sink, statement: str, indent: str = "") -> None:
    """Add the statement in which the data reaches the sink; what it gives is used where that matters."""
    if row.is_used:
        program.add(f"{indent}given = {statement}  # here")
        program.add(f"{indent}str(given)")
    else:
        program.add(f"{indent}{statement}  # here")


def data_for(program: Program, kind: str) -> str:
    """A local name for data that does harm at such a sink."""
    if kind == "response":
        program.ref("traceback.format_exc")
        program.add("data = format_exc()")
    else:
        program.ref("flask.request")
        program.add(f"data = {DATA.get(kind) or DATA.get(kind.partition('.')[0]) or PLAIN}")
    return "data"


def reaching(program: Program, row: Sink, data: str) -> str:
    """The statement in which the data reaches the sink, after those without which it does no harm there."""
    cls, names = parted(row.api)
    needed = {rule.requires[row.kind] for rule in RULES if row.kind in rule.requires}
    uses = [use for use in USES if use.kind in needed]
    if row.port.kind is PortKind.VALUE:
        target = program.object(cls) if cls else program.ref(row.api.rpartition(".")[0])
        if row.is_page:
            program.add(f"{target}.content_type = 'text/html'")
        return f"{target}.{'.'.join(names) if cls else names[-1]} = {data}"
    if row.port.kind is PortKind.SELF:
        return program.used(object_of(program, cls, data), names, filled(program, row.when, {}))
    if row.kind == "program":  # which file is written says whether it is one
        return program.used(opened(program, cls), names, {row.port: data})
    if row.program is not None:
        return program.call(row.api, {row.port: f"'curl ' + {data}"})
    if row.added is not None:
        return added(program, row, data)
    port = row.port
    if row.marked is not None:
        [*values] = row.marked.value.pattern.split("|")
        data = f'[{{"{row.marked.key}": "{values[0]}", "{row.marked.at}": {data}}}]'
    if row.kind == "option" and not port.selectors:  # any of the words that follow each other
        last = max((p.position for p, _ in row.when if p.position is not None), default=-1)
        port = Port(PortKind.ARGUMENT, last + 1)
    when = row.when
    said_there = [use for use in uses if use.api == row.api and port not in dict(use.when)]
    for use in said_there[:1]:
        when = (*when, *((p, c) for p, c in use.when if p not in dict(when)))
    given = filled(program, when, {port: data})
    return prepared(program, row, uses, given) if needed and not said_there else program.call(row.api, given)


def prepared(program: Program, row: Sink, uses: list[Use], given: dict[Port, str | None]) -> str:
    """The call, on or with an object of which it was said before what makes it dangerous."""
    cls, names = parted(row.api)
    makers = {path: p for p, condition in row.when for path in condition.made_by}
    for use in uses:
        if use.api in makers:
            given[base(makers[use.api])] = program.call(use.api, filled(program, use.when, {}))
            return program.call(row.api, given)
        if use.api == cls:
            return program.used(program.call(use.api, filled(program, use.when, {})), names, given)
        if cls and parted(use.api)[0] == cls:
            program.add(program.call(use.api, filled(program, use.when, {})))
            return program.call(row.api, given)
    [use] = [use for use in uses if use.api.startswith("xml.sax.")]
    parser = program.object(cls) if cls.startswith("xml.sax.") else "parser"
    if parser == "parser":
        program.add(f"parser = {program.ref('xml.sax.make_parser')}()")
        given[Port(PortKind.ARGUMENT, None, "parser")] = parser
    program.add(program.used(parser, [parted(use.api)[1][-1]], filled(program, use.when, {})))
    return program.call(row.api, given)


def opened(program: Program, cls: str) -> str:
    """A file of code, of that class."""
    if cls.startswith("pathlib."):
        return f"{program.ref(cls)}('jobs/own.py')"
    if cls.startswith("tempfile."):
        return f"{program.ref('tempfile.NamedTemporaryFile')}(suffix='.py')"
    return "open('jobs/own.py', 'wb')" if cls == "_io.BufferedWriter" else "open('jobs/own.py', 'w')"


def added(program: Program, row: Sink, data: str) -> str:
    """The statement that adds the data to a log."""
    cls, names = parted(row.api)
    is_binary = cls == "_io.BufferedWriter"
    file = f"open('shop.log', {'ab' if is_binary else 'a'!r})"
    if is_binary:
        data += ".encode()"
    given: dict[Port, str | None] = {row.port: f"[{data}]" if row.port.selectors else data}
    if not cls:
        given[Port(PortKind.ARGUMENT, None, "file")] = file
    return program.used(file, names, given) if cls else program.call(row.api, given)


def object_of(program: Program, cls: str, data: str) -> str:
    """An object of the class, made of the data."""
    if cls == "builtins.str":
        return data
    if cls == "tarfile.TarFile":
        return f"{program.ref('tarfile.open')}(fileobj={program.ref('io.BytesIO')}({data}))"
    return f"{program.ref(cls)}({data})"
