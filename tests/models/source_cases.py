"""For each row about a source a program in which what it gives does harm, and the line where that is said."""

from collections.abc import Iterator

from cases import Case
from sink_cases import reporting
from writing import LIBRARIES, Program, parted

from entasis.models.data import Source
from entasis.models.ports import PortKind

# Where data of a kind does harm: the kind of the sinks, and a statement.
HARM = {
    "archive": ("path", "open({data}, 'wb')"),
    "document": ("operator", "users.find_one({{'name': {data}}})"),
    "error": ("response", "abort(500, {data})"),
    "secret": ("logged", "logging.info({data})"),
    "upload": ("suffix", "upload.save({data})"),
}
IMPORTED = {
    "document": "pymongo.collection.Collection",
    "error": "flask.abort",
    "upload": "werkzeug.datastructures.FileStorage",
}


def source_cases() -> Iterator[Case]:
    """One case a row; what a handler of the program is asked for is nothing where there is none."""
    for library in LIBRARIES:
        for row in library.sources:
            if row.asks is None:
                yield source_case(row)


def source_case(row: Source) -> Case:
    """What the source gives is used at once where it does harm."""
    program = Program()
    coming_in(program, row)
    sink, statement = HARM.get(row.kind, ("command", "run({data}, shell=True)"))
    if row.kind == "document":
        program.parameter("users", IMPORTED["document"])
    elif row.kind == "upload":
        program.parameter("upload", IMPORTED["upload"])
    else:
        path = {"error": "flask.abort", "secret": "logging.info", "archive": ""}.get(
            row.kind, "subprocess.run"
        )
        if path:
            statement = f"{program.ref(path)}{statement[statement.index('(') :]}"
    indent = "    " if program.lines[-1].startswith("for ") else ""
    program.add(f"{indent}{statement.format(data='data')}  # here")
    return Case("sources", row.api, f"{row.port} {row.kind}", program.text(), reporting(sink), row.says)


def coming_in(program: Program, row: Source, data: str = "data") -> None:
    """The statements that put what the source gives into a local name."""
    cls, names = parted(row.api)
    target = program.object(cls) if cls else ""
    *way, last = names
    if row.port.kind is PortKind.VALUE:
        expression = ".".join([target, *names]) if cls else program.ref(row.api)
    elif row.port.kind is PortKind.RETURN:
        expression = program.used(target, names, {}) if cls else program.calling(program.ref(row.api), {})
    else:
        program.add(f"{data} = bytearray(512)")
        program.add(program.call(row.api, {row.port: data}))
        return
    if last == "__iter__":
        given = ".".join([target, *way]) if cls else program.ref(row.api.rpartition(".")[0])
        program.add(f"for {data} in {given}:")
        return
    program.add(f"{data} = {expression}")
