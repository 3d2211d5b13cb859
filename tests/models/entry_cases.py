"""For each row about functions that a library calls a program in which what they are passed does harm."""

from collections.abc import Iterator

from cases import Case
from sink_cases import reporting
from writing import LIBRARIES, Program, arguments, base, filled, matching, parted, said_import

from entasis.models.data import Sanitizer
from entasis.models.entries import Entry
from entasis.models.ports import Port, PortKind

COMMAND = reporting("command")
BASES = {row.api: row.bases for library in LIBRARIES for row in library.classes}
READ = [row for library in LIBRARIES for row in library.sources if row.port == Port(PortKind.VALUE)]
SANITIZERS = {row.api: row for library in LIBRARIES for row in library.sanitizers}
# An address with a place for the parameter, in the ways that libraries write one.
ROUTE = "/servers/<given>/{given}/(?P<given>.*)"
DESCRIPTION = """
openapi: 3.0.0
paths:
  /servers:
    get:
      operationId: handlers.show
      parameters: [{name: given, in: query, schema: {type: string}}]
"""


def entry_cases() -> Iterator[Case]:
    """The cases of each row: what comes in, and what is answered."""
    for library in LIBRARIES:
        for row in library.entries:
            if row.described is not None:
                yield from described_cases(row)
                continue
            if row.parameters != ():  # else it is passed objects only
                yield entry_case(row)
            yield from object_cases(row)
            if row.answers and row.answers != "html.other":  # which says that it is no page
                yield answer_case(row, row.answers, '"<b>" + {data}')
            if row.replies:
                yield answer_case(row, row.replies, "{traceback}()")
            sanitizer = SANITIZERS.get(row.api)
            if sanitizer is not None:
                yield handed_case(row, sanitizer)


def described_cases(row: Entry) -> Iterator[Case]:
    """What a function is passed that only a description names reaches a command, and what it returns is an answer."""
    assert row.described is not None
    program = Program()
    cls, names = parted(row.api)
    called = arguments(filled(program, (), {row.described: "'shop.yaml'"}))
    main = f"{program.ref(cls)}().{'.'.join(names)}({', '.join(called)})\n"
    main = "\n".join([*(said_import(said, name) for said, name in program.imports.items()), main])
    command = "import subprocess\n\ndef show(given):\n    subprocess.run(given, shell=True)  # here\n"
    answer = "import traceback\n\ndef show(given):\n    return traceback.format_exc()  # here\n"
    for detail, handlers, rules in (("", command, COMMAND), (row.replies, answer, reporting(row.replies))):
        others = {"handlers.py": handlers, "shop.yaml": DESCRIPTION}
        says = "" if detail else row.says
        yield Case("entries", row.api, f"described {detail}".strip(), main, rules, says, others=others)


def entry_case(row: Entry) -> Case:
    """What is passed reaches a command."""
    program = Program()
    if row.kind == "error":
        text = handled(program, row, [received(row), "return str(data)  # here"])
        return Case("entries", row.api, "error", text, reporting("response"), row.says)
    lines = [received(row), f"{program.ref('subprocess.run')}(data, shell=True)  # here"]
    return Case("entries", row.api, " ".join(row.methods), handled(program, row, lines), COMMAND, row.says)


def object_cases(row: Entry) -> Iterator[Case]:
    """What is passed is an object of a class that has data: a request."""
    for port, path in row.types:
        name = {cls: name for name, cls in parameters(row) if cls}.get(path)
        own = (path, *BASES.get(path, ()))
        read = next((source for source in READ if parted(source.api)[0] in own), None)
        if name is None or read is None or port.position is None:
            continue
        program = Program()
        attribute = ".".join(parted(read.api)[1])
        lines = [f"{program.ref('subprocess.run')}({name}.{attribute}, shell=True)  # here"]
        yield Case(
            "entries", row.api, f"{port} {attribute}", handled(program, row, lines), COMMAND, read.says
        )


def answer_case(row: Entry, kind: str, answer: str) -> Case:
    """What the function returns is what somebody is sent."""
    program = Program()
    is_passed = row.parameters is None or bool(row.parameters)
    lines = [received(row) if is_passed else f"data = {program.ref('flask.request')}.args['data']"]
    trace = program.ref("traceback.format_exc") if "{traceback}" in answer else ""
    lines.append(f"return {answer.format(data='data', traceback=trace)}  # here")
    return Case("entries", row.api, f"answers {kind}", handled(program, row, lines), reporting(kind))


def handed_case(row: Entry, sanitizer: Sanitizer) -> Case:
    """What the function is passed is clean for some kinds: the names in it are those of a declaration."""
    program = Program()
    assert sanitizer.clears == ("attribute",)
    lines = [received(row), f"{program.ref('flask_sqlalchemy.model.Model')}(**data)  # here"]
    text, rules = handled(program, row, lines), reporting("attribute")
    return Case("sanitizers", row.api, "handed", text, rules, without="sanitizers")


def parameters(row: Entry) -> list[tuple[str, str]]:
    """The names of what the function is passed, with the class where it is no data."""
    typed = {base(port): path for port, path in row.types}
    named = [port for port in (*typed, *(row.parameters or ())) if port.position is not None]
    last = max((port.position or 0 for port in named), default=-1)
    found = []
    for at in range(last + 1):
        port = next((port for port in named if port.position == at), Port(PortKind.ARGUMENT, at))
        found.append((port.name or f"part{at}", typed.get(base(port), "")))
    if row.named:
        return [(name, "") for name in row.named]
    if row.parameters and row.parameters[0].position is None:
        return [*found, (row.parameters[0].name, "")]
    return [*found, ("given", "")] if row.parameters is None else found


def received(row: Entry) -> str:
    """The statement that puts what the function is passed into `data`."""
    at = row.parameters[0].position if row.parameters else None
    if row.parameters and at is None:
        return f"data = {row.parameters[0].name}"
    return f"data = {parameters(row)[at][0]}" if at is not None else "data = given"


def handled(program: Program, row: Entry, lines: list[str]) -> str:
    """The function, and how the library comes to call it."""
    names = ", ".join(name for name, _ in parameters(row))
    if row.methods:
        body = "".join(f"        {line}\n" for line in lines)
        methods = [name.replace("*", "name") if name != "*" else "Name" for name in row.methods]
        functions = "".join(f"    def {name}(self, {names}):\n{body}\n" for name in methods)
        functions = f"class Handled{_bases(program, row)}:\n{functions}"
    else:
        functions = f"def handled({names}):\n" + "".join(f"    {line}\n" for line in lines)
    before, after = _registered(program, row)
    imports = "\n".join(sorted(said_import(said, name) for said, name in program.imports.items()))
    return f"{imports}\n\n{before}{functions}\n{after}"


def _bases(program: Program, row: Entry) -> str:
    """The base class of a class whose methods are called."""
    if row.handler is not None:
        return ""
    if row.bases is None:
        return f"({program.ref(row.api)})"
    program.ref(row.api)  # nothing is known of a library that is not imported
    return f"({program.ref(matching(row.bases))})"


def _registered(program: Program, row: Entry) -> tuple[str, str]:
    """What stands before the function and after it."""
    if row.named or (row.methods and row.handler is None):
        return "", ""
    cls, names = parted(row.api)
    before = f"library = {program.ref(cls)}()\n" if cls else ""
    callee = ".".join(["library", *names]) if cls else program.ref(row.api)
    given: dict[Port, str | None] = filled(program, (*row.answers_when, *row.when), {})
    if row.route is not None:
        given[row.route] = repr(ROUTE)
    if row.handler is None:
        passed = ", ".join(arguments(given)) or ("'/servers/{given}'" if cls else "")
        return f"{before}\n\n@{callee}({passed})\n", ""
    if row.handler.kind is PortKind.VALUE:
        return before, f"{callee} = handled\n"
    given[row.handler] = "Handled()" if row.methods else "handled"
    called = f"{callee}({', '.join(arguments(given))})\n"
    return before, f"def used(value={called[:-1]}):\n    return value\n" if row.injects else called
