"""For each row about a call or an assignment that is wrong by itself a program that has it, and the line where that is said."""

from collections.abc import Iterator

from cases import Case
from writing import LIBRARIES, Program, base, filled, parted

from entasis.models.ports import Port, PortKind
from entasis.models.rows import Use

# The rules that report a use as such; other kinds are facts that rules ask for together with others.
RULES = {
    "tls.unverified": "tls-verification-off",
    "key.written": "written-key",
    "password.written": "written-password",
    "hash.weak": "weak-hash",
    "cipher.broken": "broken-cipher",
    "cipher.repeating": "broken-cipher",
    "host.unknown": "unknown-host-key",
    "debug.server": "debug-server",
    "cookie.plain": "cookie-over-plain-http",
    "cookie.script": "cookie-open-to-scripts",
    "cors.open": "open-cors",
    "deserialise.unsafe": "unsafe-deserialisation",
    "archive.unpacked": "archive-traversal",
}


def use_cases() -> Iterator[Case]:
    """One case a row of such a kind; what only old releases do needs a project that allows them, and a page."""
    for library in LIBRARIES:
        for row in library.uses:
            if row.kind in RULES and row.before is None:
                yield use_case(row)


def use_case(row: Use) -> Case:
    """The call, or the assignment, by itself; what it reads comes from outside."""
    program = Program()
    program.add(f"data = {program.ref('flask.request')}.data")
    cls, names = parted(row.api)
    target = program.object(cls) if cls else ""
    if row.made:
        target = "made"
        program.add(f"made = {program.call(row.made[0].api, filled(program, row.made[0].when, {}))}")
    elif row.data is not None and row.data.kind is PortKind.SELF:
        target = "made"
        program.add(f"made = {program.ref(cls)}(fileobj=data)")
    if row.assigned is not None:
        owner = target or program.ref(row.api.rpartition(".")[0])
        value = program.value(row.assigned)
        for selector in reversed(row.at):
            value = f"{{{selector[1:-1]}: {value}}}"
        statement = f"{'.'.join([owner, *(names if cls else names[-1:])])} = {value}"
    else:
        given, attribute = _given(program, row), _attribute(row)
        if attribute is not None:
            at, name = attribute
            program.add(f"class Given:\n        {name} = {given[at]}  # here")
            given[at] = "Given"
        statement = program.used(target, names, given) if cls else program.call(row.api, given)
    program.add(statement if "# here" in program.text() else f"{statement}  # here")
    return Case("uses", row.api, row.kind, program.text(), frozenset({RULES[row.kind]}))


def _given(program: Program, row: Use) -> dict[Port, str | None]:
    """What is passed: so that the conditions hold, with the data at its place and something before that."""
    data = {row.data: "data"} if row.data is not None and row.data.kind is PortKind.ARGUMENT else {}
    given = filled(program, row.when, data)
    last = max((base(port).position or 0 for port in data), default=0)
    for at in range(last):
        if all(port.position != at for port in given):
            given[Port(PortKind.ARGUMENT, at)] = "'name'"
    return given


def _attribute(row: Use) -> tuple[Port, str] | None:
    """The port of which an attribute decides, with its name."""
    selected = [port for port, _ in row.when if port.selectors and port.selectors[0].startswith(".")]
    return (base(selected[0]), selected[0].selectors[0][1:]) if selected else None
