"""For each row about what things are a program that comes to a sink or a source by it, and by nothing else."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from cases import Case
from msgspec import structs
from sink_cases import OF_TEMPLATES, RULES, data_for, marked, reporting, sink_case
from source_cases import HARM, source_case
from writing import LIBRARIES, Program, filled, parted

from entasis.models.data import Sink, Source
from entasis.models.ports import PortKind
from entasis.models.rows import Type

BASES = {row.api: row.bases for library in LIBRARIES for row in library.classes}
SINKS: dict[str, list[Sink]] = defaultdict(list)
SOURCES: dict[str, list[Source]] = defaultdict(list)
for _library in LIBRARIES:
    for _sink in _library.sinks:
        needs_more = _sink.marked is not None or any(_sink.kind in rule.requires for rule in RULES)
        if reporting(_sink.kind) and not needs_more and not _sink.api.startswith(OF_TEMPLATES):
            SINKS[parted(_sink.api)[0] or _sink.api].append(_sink)
    for _source in _library.sources:
        SOURCES[parted(_source.api)[0] or _source.api].append(_source)
PLAIN = (PortKind.ARGUMENT, PortKind.VALUE)


def classes_of(path: str) -> Iterator[str]:
    """The class, and those that it derives from."""
    yield path
    for above in BASES.get(path, ()):
        yield from classes_of(above)


def alias_cases() -> Iterator[Case]:
    """What is known of a thing is known of it under its other names."""
    for library in LIBRARIES:
        for spelling, canonical in library.aliases:
            if parted(spelling)[0]:
                continue  # an attribute that holds a class or function: what it gives is said with the types
            for cls in classes_of(canonical):
                sink = next((row for row in SINKS[cls] if row.port.kind in PLAIN and not row.when), None)
                source = next((row for row in SOURCES[cls] if row.port.kind is not PortKind.ARGUMENT), None)
                if sink is not None:
                    case = sink_case(structs.replace(sink, api=spelling + sink.api.removeprefix(cls)))
                elif source is not None:
                    case = source_case(structs.replace(source, api=spelling + source.api.removeprefix(cls)))
                else:
                    continue
                yield replace(case, table="aliases", api=spelling, detail=f"of {canonical}")
                break


def type_cases() -> Iterator[Case]:
    """What comes of a call or lies in an attribute has the methods of its class."""
    for library in LIBRARIES:
        for row in library.types:
            for cls in classes_of(row.returns or row.value):
                sink = next((one for one in SINKS[cls] if _is_method(one) and one.port.kind in PLAIN), None)
                source = next((one for one in SOURCES[cls] if _is_method(one) and _is_plain(one, row)), None)
                if sink is not None or source is not None:
                    yield _sink_reached(row, sink) if sink is not None else _source_reached(row, source)
                    break


def _is_method(row: Sink | Source) -> bool:
    return bool(parted(row.api)[0])


def _is_plain(row: Source, made: Type) -> bool:
    """Whether it gives data that does harm in a command, and is not made of what is a source itself."""
    known = {one.api for rows in SOURCES.values() for one in rows}
    parts = made.api.split(".")
    above = {".".join(parts[: at + 1]) for at in range(len(parts))}
    return row.kind not in HARM and row.port.kind is not PortKind.ARGUMENT and not above & known


def _made(program: Program, row: Type) -> str:
    """The expression that the row is about; of what a list holds, one."""
    cls, names = parted(row.api)
    if len(names) > 1 and names[-1].startswith("__"):  # an element of what a call gives
        listed = f"{'.'.join([program.object(cls), *names[:-1]])}"
        called = f"{listed}('name')" if names[-2] == "getlist" else listed
        return f"{called}[0]" if names[-1] == "__getitem__" else f"next(iter({called}))"
    if row.at:
        return f"{program.object(cls)}[{row.at!r}]"
    if row.value:
        return ".".join([program.object(cls), *names]) if cls else program.ref(row.api)
    return program.call(row.api, {}) + ("[0]" if row.is_first else "")


def _sink_reached(row: Type, sink: Sink) -> Case:
    program = Program()
    data = data_for(program, sink.kind)
    program.add(f"made = {'await ' if row.is_awaited else ''}{_made(program, row)}")
    path = parted(sink.api)[1]
    value = f'{{"name": {data}}}' if sink.kind == "operator" and sink.port.selectors else data
    if sink.port.kind is PortKind.VALUE:
        statement = f"{'.'.join(['made', *path])} = {data}"
    else:
        statement = program.used("made", path, filled(program, sink.when, {sink.port: value}))
    marked(program, sink, statement)
    return Case("types", row.api, sink.api, program.text(), reporting(sink.kind), sink.says)


def _source_reached(row: Type, source: Source) -> Case:
    program = Program()
    program.add(f"made = {'await ' if row.is_awaited else ''}{_made(program, row)}")
    path = parted(source.api)[1]
    read = ".".join(["made", *path]) if source.port.kind is PortKind.VALUE else program.used("made", path, {})
    program.add(f"{program.ref('subprocess.run')}({read}, shell=True)  # here")
    return Case("types", row.api, source.api, program.text(), reporting("command"), source.says)
