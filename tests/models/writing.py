"""Writes small programs that use one API of a library, from its path, its ports and their conditions alone.

    program = Program()
    program.call("subprocess.run", {"arg:0|args": "data", "arg:8|shell": "True"})

gives `run(data, shell=True)` and notes `from subprocess import run`. A method is called on a parameter that is annotated
with its class, as libraries hand their objects to functions of a program.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from entasis.models.loader import load_models
from entasis.models.ports import Condition, Port, PortKind
from entasis.models.stubs import FunctionKind, StubAttribute, StubFunction, StubIndex

MODELS = load_models()
LIBRARIES = tuple(MODELS.files.every())
STUBS = StubIndex.load()
_CLASSES = {row.api for library in LIBRARIES for row in library.classes}
_CLASSES |= {
    path for library in LIBRARIES for row in library.types for path in (row.returns, row.value) if path
}
# What is no module though its name is written like one.
_VALUES = {row.api for library in LIBRARIES for row in library.types if row.value}
_VALUES |= {row.api for library in LIBRARIES for row in library.sources if row.port.kind is PortKind.VALUE}
_VALUES |= {"streamlit.sidebar"}
_HASHES = {
    f"{package}.Hash.{name}"
    for package in ("Crypto", "Cryptodome")
    for name in ("MD2", "MD4", "MD5", "SHA", "SHA1")
}
_CIPHERS = frozenset(
    f"{package}.Cipher.{name}"
    for package in ("Crypto", "Cryptodome")
    for name in ("AES", "ARC2", "ARC4", "Blowfish", "CAST", "DES", "DES3")
)
_MODULES = frozenset(
    {*STUBS.modules(), "PIL.Image"}
    | {f"{package}.{name}" for package in ("Crypto", "Cryptodome") for name in ("Hash", "Cipher")}
    | _HASHES
    | _CIPHERS
)


_OF_CLASS = (FunctionKind.CLASS_METHOD, FunctionKind.STATIC_METHOD)


def is_class(path: str) -> bool:
    """Whether the path is that of a class, by the models, the stubs, or the way names of classes are written."""
    if path in _MODULES:
        return False
    return path in _CLASSES or STUBS.is_class(path) or path.rpartition(".")[2].lstrip("_")[:1].isupper()


def parted(api: str) -> tuple[str, list[str]]:
    """The class whose objects have what the path names, and the names behind it; no class for what a module has."""
    names = api.split(".")
    for end in range(2, len(names)):
        path = ".".join(names[:end])
        if is_class(path) or (names[end].startswith("__") and path not in _VALUES):
            return path, names[end:]
    return "", names


def _owner(path: str) -> str:
    """The module that has the first of the names behind it."""
    owner = path.rpartition(".")[0]
    while "." in owner and (owner in _VALUES or isinstance(STUBS.find(owner), StubAttribute)):
        owner = owner.rpartition(".")[0]
    return owner


@dataclass(slots=True)
class Program:
    """A module with one function, whose parameters are what the libraries and the callers hand it."""

    imports: dict[str, str] = field(default_factory=dict)  # what is imported, and the name it gets
    parameters: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    decorators: list[str] = field(default_factory=list)

    def ref(self, path: str) -> str:
        """The expression for what a module has at that path, imported."""
        if path.startswith("builtins."):
            return path.removeprefix("builtins.")
        owner = _owner(path)
        if not owner:
            self.imports.setdefault(f"import {path}", path)
            return path
        name, _, rest = path.removeprefix(f"{owner}.").partition(".")
        said = f"from {owner} import {name}"
        taken = {used for statement, used in self.imports.items() if statement != said}
        self.imports.setdefault(said, f"{name}_" if name in taken else name)
        return f"{self.imports[said]}.{rest}" if rest else self.imports[said]

    def add(self, line: str) -> None:
        """One more line of the function."""
        self.lines.append(line)

    def parameter(self, name: str, cls: str = "") -> str:
        """A parameter of the function, annotated with the class of what it is passed."""
        said = f"{name}: {self.ref(cls)}" if cls else name
        if said not in self.parameters:
            self.parameters.append(said)
        return name

    def object(self, cls: str) -> str:
        """An object of the class, as whoever calls the function passes it."""
        number = list(dict.fromkeys([*self.objects, cls])).index(cls)
        if cls not in self.objects:
            self.objects.append(cls)
        return self.parameter(f"target{number + 1}" if number else "target", cls)

    def value(self, condition: Condition) -> str | None:
        """An expression that surely meets the condition; None where that is to pass nothing."""
        if condition.equals:
            return repr(condition.equals[0])
        if condition.api:
            return self.ref(condition.api[0])
        if condition.matches:
            return repr(matching(condition.matches))
        if condition.made_by:
            return f"{self.ref(condition.made_by[0])}()"
        if condition.type:
            return self.of_type(condition.type[0])
        if condition.differs:
            return next(repr(one) for one in ("other", 12345) if one not in condition.differs)
        if condition.missing:
            return None
        return self.parameter("given")

    def of_type(self, cls: str) -> str:
        """An object of the class."""
        plain = {
            list: "[]",
            dict: "{}",
            tuple: "()",
            set: "set()",
            str: "'text'",
            int: "1",
            float: "1.5",
            bool: "True",
        }
        plain_of = {f"builtins.{one.__name__}": text for one, text in plain.items()}
        return plain_of.get(cls) or self.parameter(cls.rpartition(".")[2].lower(), cls)

    def call(self, api: str, given: Mapping[Port, str | None]) -> str:
        """The expression that calls the API with these values at its ports, on an object of its class."""
        cls, names = parted(api)
        if not cls:
            return self.calling(self.ref(api), given)
        entry = STUBS.find(api)
        is_of_class = isinstance(entry, StubFunction) and entry.kind in _OF_CLASS
        return self.used(self.ref(cls) if is_of_class else self.object(cls), names, given)

    def used(self, target: str, names: list[str], given: Mapping[Port, str | None]) -> str:
        """The expression that reaches the last of the names from an object, and calls it."""
        *way, last = names
        base = ".".join([target, *way])
        at = {port.position: text for port, text in given.items() if port.position is not None}
        positional = [at.get(0) or "'key'", at.get(1) or "'value'"]
        match last:
            case "__getitem__":
                return f"{base}[{positional[0]}]"
            case "__setitem__":
                return f"{base}[{positional[0]}] = {positional[1]}"
            case "__call__":
                return self.calling(base, given)
            case "__next__":
                return f"next({base})"
            case "__iter__":
                return f"[item for item in {base}]"
            case "__contains__":
                return f"{positional[0]} in {base}"
            case "__mod__":
                return f"{base} % {positional[0]}"
            case "__truediv__":
                return f"{base} / {positional[0]}"
            case _:
                return self.calling(f"{base}.{last}", given)

    def calling(self, callee: str, given: Mapping[Port, str | None]) -> str:
        """A call with these values at its ports."""
        return f"{callee}({', '.join(arguments(given))})"

    def text(self) -> str:
        """The program."""
        head = "async def" if any("await " in line for line in self.lines) else "def"
        body = "\n".join(f"    {line}" for line in self.lines)
        decorated = "".join(f"@{line}\n" for line in self.decorators)
        imports = "\n".join(said_import(said, name) for said, name in sorted(self.imports.items()))
        return f"{imports}\n\n\n{decorated}{head} handled({', '.join(self.parameters)}):\n{body}\n"


def said_import(statement: str, name: str) -> str:
    """The import statement, with the name that the program uses where that is another one."""
    return statement if statement.endswith(f" {name}") else f"{statement} as {name}"


def arguments(given: Mapping[Port, str | None]) -> list[str]:
    """The arguments of a call: by position as far as they follow each other, else by their names."""
    by_position = {
        port.position: (port.name, text)
        for port, text in given.items()
        if port.position is not None and text is not None
    }
    written: list[str] = []
    last = max((at for at, (name, _) in by_position.items() if not name), default=-1)
    for at, (name, text) in sorted(by_position.items()):
        if at == len(written):
            written.append(text)
        elif at <= last or not name:
            written += ["None"] * (at - len(written)) + [text]
    listed = len(written)
    written += [f"{name}={text}" for at, (name, text) in sorted(by_position.items()) if at >= listed]
    written += [
        f"{p.name}={t}"
        for p, t in given.items()
        if p.kind is PortKind.ARGUMENT and p.position is None and t is not None
    ]
    written += [f"**{text}" for port, text in given.items() if port.kind is PortKind.SPREAD]
    return written


CONTENT = "._content_"


def in_file(program: Program, data: str, name: str = "file") -> str:
    """A local name for the path of a file in which the program has written the data."""
    program.add(f"{name} = {program.ref('pathlib.Path')}('/srv/files/new')")
    program.add(f"{name}.write_text({data})")
    return name


def base(port: Port) -> Port:
    """The port without what leads on from there."""
    return Port(port.kind, port.position, port.name)


def holding(selected: Mapping[tuple[str, ...], str]) -> str:
    """An expression for a value that holds these others, each where its selectors lead."""
    if () in selected:
        return selected[()]
    firsts = {selectors[0] for selectors in selected}

    def inner(first: str) -> str:
        return holding({s[1:]: text for s, text in selected.items() if s[0] == first})

    if firsts & {"**"}:
        return inner("**")
    if all(first.startswith("['") for first in firsts):
        return "{" + ", ".join(f"{first[1:-1]}: {inner(first)}" for first in sorted(firsts)) + "}"
    if all(first.startswith(".") for first in firsts):
        return inner(next(iter(firsts)))
    places = {int(first[1:-1]): inner(first) for first in firsts if first != "*"}
    if "*" in firsts:
        places[max(places, default=-1) + 1] = inner("*")
    return "[" + ", ".join(places.get(at, "'-v'") for at in range(max(places) + 1)) + "]"


def filled(
    program: Program, when: tuple[tuple[Port, Condition], ...], data: Mapping[Port, str]
) -> dict[Port, str | None]:
    """What is passed at each port, so that all conditions hold and the data lies where it is said to."""
    selected: dict[Port, dict[tuple[str, ...], str]] = {}
    for port, text in data.items():
        selected.setdefault(base(port), {})[port.selectors] = text
    missing: dict[Port, None] = {}
    for port, condition in when:
        at = base(port)
        there = selected.get(at, {})
        if port.selectors in there or (not port.selectors and there):
            wants_list = set(condition.type) & {"builtins.list", "builtins.tuple"}
            if not port.selectors and wants_list and ("**",) in there:
                there[("[0]",)] = there.pop(("**",))
            continue
        text = program.value(condition)
        if text is None:
            missing[at] = None
        else:
            selected.setdefault(at, {})[port.selectors] = text
    return {at: holding(there) for at, there in selected.items()} | missing


def matching(pattern: re.Pattern[str]) -> str:
    """A short text that the pattern matches as a whole."""
    import re._parser as parser  # type: ignore[import-not-found]

    tree = parser.parse(pattern.pattern)
    found = [text for text in _texts(tree) if pattern.fullmatch(text)]
    return next((text for text in found if text.isalpha()), found[0])


def _texts(tree) -> Iterator[str]:
    """Texts of the pattern's form, the plainest first."""
    import itertools

    pieces: list[list[str]] = []
    for name, argument in tree:
        match str(name):
            case "LITERAL":
                pieces.append([chr(argument)])
            case "NOT_LITERAL" | "ANY":
                pieces.append(["x"])
            case "IN":
                pieces.append(_letters(argument))
            case "BRANCH":
                pieces.append(
                    [text for branch in argument[1] for text in itertools.islice(_texts(branch), 4)]
                )
            case "SUBPATTERN":
                pieces.append(list(itertools.islice(_texts(argument[3]), 8)))
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, _, inner = argument
                one = next(_texts(inner))
                pieces.append([one * least, one * (least + 1)])
            case _:
                pieces.append([""])
    yield from ("".join(chosen) for chosen in itertools.islice(itertools.product(*pieces), 200))


def _letters(ranges) -> list[str]:
    found = []
    if str(ranges[0][0]) == "NEGATE":
        return ["x"]
    for name, argument in ranges:
        if str(name) == "LITERAL":
            found.append(chr(argument))
        elif str(name) == "RANGE":
            found += [chr(code) for code in range(argument[0], argument[1] + 1)][:3]
        elif str(name) == "CATEGORY":
            found.append("1" if "DIGIT" in str(argument) else "a")
    return found
