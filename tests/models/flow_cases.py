"""For each row about what a call moves a program whose answer it decides: there is another one without such rows."""

from collections import defaultdict
from collections.abc import Iterator

from cases import Case
from sink_cases import reporting
from writing import CONTENT, LIBRARIES, STUBS, Program, in_file, parted

from entasis.models.data import FlowRow
from entasis.models.ports import Port, PortKind

COMMAND = reporting("command")
BY_API: dict[str, list[FlowRow]] = defaultdict(list)
for _library in LIBRARIES:
    for _row in _library.flows:
        BY_API[_row.api].append(_row)
SAYS = "the query string"
FIRST = Port(PortKind.ARGUMENT, 0)


def flow_cases() -> Iterator[Case]:
    """The cases of each row."""
    for rows in BY_API.values():
        for row in rows:
            if row.is_none:
                yield not_moved(row, FIRST)
                continue
            if row.restores:
                yield restored(row)
            elif row.target.kind is not PortKind.RETURN:
                yield from (moved(row, port) for port in row.sources)
            else:
                yield from (moved(row, port, without="") for port in row.sources)
                possible = [FIRST, Port(PortKind.ARGUMENT, 1), Port(PortKind.ARGUMENT, 2)]
                if parted(row.api)[0]:
                    possible.insert(0, Port(PortKind.SELF))
                others = [
                    port for port in possible if not any(given(port, s) for one in rows for s in one.sources)
                ]
                if others:
                    yield not_moved(row, others[0])


def given(port: Port, other: Port) -> bool:
    return port.kind is other.kind and port.position == other.position


def api_of(row: FlowRow) -> str:
    """The API, or a method of the class that has no row of its own."""
    if not row.api.endswith(".*"):
        return row.api
    cls = row.api.removesuffix(".*")
    if not STUBS.is_class(cls):
        return f"{cls}.refresh"
    return next(
        f"{cls}.{name}" for name in METHODS if STUBS.find(f"{cls}.{name}") and f"{cls}.{name}" not in BY_API
    )


METHODS = ("execute",)


def start() -> Program:
    program = Program()
    program.ref("flask.request")
    program.add("data = request.args['name']")
    return program


def used(program: Program, row: FlowRow, port: Port, data: str) -> tuple[str, str]:
    """The call in which the data lies at the port, and what it is a method of."""
    cls, names = parted(api_of(row))
    if CONTENT in port.selectors:
        data = in_file(program, data, "made" if port.kind is PortKind.SELF else "file")
    if CONTENT in port.selectors and port.kind is PortKind.SELF:
        return program.used("made", names, {}), "made"
    if port.kind is PortKind.SELF:
        made = f"{program.ref(cls)}({data})" if cls not in ("builtins.str", "") else data
        program.add(f"made = {made}")
        return program.used("made", names, {}), "made"
    expression = program.call(api_of(row), {port: data})
    return expression, "target"


def not_moved(row: FlowRow, port: Port) -> Case:
    """The data is passed where it goes nowhere."""
    program = start()
    expression, _ = used(program, row, port, "data")
    program.add(f"result = {expression}")
    program.add(f"{program.ref('subprocess.run')}(result, shell=True)  # here")
    return Case("flows", row.api, f"not {port}", program.text(), COMMAND, SAYS, without="flows")


def moved(row: FlowRow, port: Port, without: str = "flows") -> Case:
    """The data is passed where it goes on."""
    program = start()
    data = "data"
    if row.target.selectors:
        return written(row, port)
    if row.target.kind is PortKind.ARGUMENT:
        program.add("holder = []")
        expression = program.call(api_of(row), {row.target: "holder", port: data})
        if "Element" in row.api:
            program.lines[-1] = f"holder = {program.ref(row.api.replace('SubElement', 'Element'))}('servers')"
        target = "holder"
    else:
        expression, target = used(program, row, port, data)
    if row.target.kind is PortKind.RETURN:
        program.add(f"result = {expression}")
        target = "result"
    else:
        program.add(expression)
    program.add(f"{program.ref('subprocess.run')}({target}, shell=True)  # here")
    return Case("flows", row.api, f"{port} to {row.target}", program.text(), COMMAND, SAYS, without=without)


def written(row: FlowRow, port: Port) -> Case:
    """The data is written to a file, which is unpacked as an archive after that."""
    program = start()
    program.add(f"file = {program.ref('pathlib.Path')}('/srv/files/new.tar')")
    if port.kind is PortKind.SELF:
        program.add(f"upload = {program.ref('flask.request')}.files['name']")
        program.add("upload.save(file)")
    else:
        program.add(program.used("file", [parted(row.api)[1][-1]], {port: "data"}))
    program.add(f"{program.ref('shutil.unpack_archive')}(file, '/srv/files')  # here")
    detail = f"{port} to {row.target}"
    return Case("flows", row.api, detail, program.text(), reporting("unpack"), without="flows")


def restored(row: FlowRow) -> Case:
    program = start()
    expression, _ = used(program, row, row.sources[0], "data")
    program.add(f"result = {expression}")
    program.add(f"{program.ref('subprocess.run')}(result, shell=True)  # here")
    return Case("flows", row.api, "restores", program.text(), COMMAND, SAYS)
