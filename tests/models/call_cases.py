"""For each row about a function that calls what it is passed a program in which that gets data from outside."""

from collections.abc import Iterator

from cases import Case
from flow_cases import COMMAND, SAYS, start
from writing import LIBRARIES, Program, base, filled, parted, said_import

from entasis.models.data import CallRow
from entasis.models.ports import Port, PortKind

ENTRIES = [row for library in LIBRARIES for row in library.entries]


def call_cases() -> Iterator[Case]:
    """The cases of each row: what is called gets the data, or gives it."""
    for library in LIBRARIES:
        for row in library.calls:
            yield from passed_cases(row)
            if row.gives is not None:
                yield given_case(row)


def passed_cases(row: CallRow) -> Iterator[Case]:
    """What is called runs what it is passed."""
    ports: list[tuple[Port, str]] = [(port, "data") for port in row.passes]
    if row.rest is not None:
        ports.append((Port(PortKind.ARGUMENT, row.rest), "data"))
    if row.spread is not None:
        ports.append((row.spread, "[data]"))
    if row.keywords is not None:
        ports.append((row.keywords, "{'one': data}"))
    for at, (port, text) in enumerate(ports):
        program = start()
        run = program.ref("subprocess.run")
        place = at if port in row.passes and row.passes.count(port) == 1 else 0
        names = ", ".join(
            f"{'one' if number == place else f'part{number}'}=''" for number in range(place + 1)
        )
        worker = f"def work({names}):\n    {run}(one, shell=True)\n"
        statement = f"{called(program, row, {port: text})}  # here"
        yield Case("calls", row.api, str(port), _text(program, row, worker, statement), COMMAND, SAYS)


def given_case(row: CallRow) -> Case:
    """What is called gives data, and so does the call."""
    program = start()
    program.lines.clear()
    worker = "def work(*parts):\n    return request.args['name']\n"
    statement = f"result = {called(program, row, {})}"
    sink = f"{program.ref('subprocess.run')}({_element(row)}, shell=True)  # here"
    return Case("calls", row.api, "gives", _text(program, row, worker, statement, sink), COMMAND, SAYS)


def _element(row: CallRow) -> str:
    """What of the result is what the function gave."""
    many = row.gives is not None and row.gives.selectors == ("*",)
    return (
        ("result['key']" if row.api == "collections.defaultdict" else "list(result)[0]") if many else "result"
    )


def called(program: Program, row: CallRow, data: dict[Port, str]) -> str:
    """The call that is passed the function, or is one of its methods."""
    if row.callee.kind is PortKind.SELF:
        return program.used("work", [parted(row.api)[1][-1]], filled(program, (), data))
    given = filled(program, (), data)
    given[base(row.callee)] = "work"
    for port in row.passes:
        given.setdefault(base(port), "[('a', 'b')]")
    return program.call(row.api, given)


def _text(program: Program, row: CallRow, worker: str, *statements: str) -> str:
    """The program, with the function above the one that has it called."""
    decorator = ""
    if row.callee.kind is PortKind.SELF:
        cls = parted(row.api)[0]
        made = next((entry.api for entry in ENTRIES if entry.makes == cls), cls)
        owner, names = parted(made)
        decorator = f"@{program.ref(made)}\n" if not owner else ""
        if owner:
            decorator = f"library = {program.ref(owner)}()\n\n\n@{'.'.join(['library', *names])}()\n"
    for statement in statements:
        program.add(statement)
    imports = "\n".join(sorted(said_import(said, name) for said, name in program.imports.items()))
    body = "".join(f"    {line}\n" for line in program.lines)
    return f"{imports}\n\n\n{decorator}{worker}\n\ndef handled({', '.join(program.parameters)}):\n{body}"
