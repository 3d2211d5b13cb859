"""Finds the programs of the flow tests, reads their marks, and runs their cases under CPython.

A program is one file, or one folder of several, below `follows`, `stops` or `wrong_guards`. Every run begins with
freshly loaded modules, compiled as `python -O` compiles them: an assertion is no guard.
"""

import importlib
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType

import flowtest

HERE = Path(__file__).parent
FOLDERS = ("follows", "stops", "wrong_guards")
SOURCES = 1000
"""More than any run calls `source()`."""
SINGLE = 6
"""So many of the sources of a case are also hostile by themselves."""
REFUSALS = (flowtest.Refused, ValueError, LookupError, TypeError, PermissionError, SystemExit)
"""How a case may turn the hostile value away. The benign one must pass."""

_MARK = re.compile(
    r"#\s*(?P<verdict>flow|clean)(?P<unreached>, never reached)?"
    r"(\s+#\s*(?P<pin>missing|spurious):\s*(?P<reason>\S.*))?"
)


@dataclass(frozen=True)
class Program:
    """One file, or a folder of modules that import each other."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(HERE).with_suffix("").as_posix()

    @property
    def files(self) -> list[Path]:
        return sorted(self.path.rglob("*.py")) if self.path.is_dir() else [self.path]

    @property
    def modules(self) -> tuple[Path, list[str]]:
        """The folder to import from, and the names of the modules."""
        if not self.path.is_dir():
            return self.path.parent, [self.path.stem]
        root = self.path.parent if (self.path / "__init__.py").exists() else self.path
        parts = [file.relative_to(root).with_suffix("").parts for file in self.files]
        return root, [".".join(part for part in names if part != "__init__") for names in parts]


@dataclass(frozen=True, order=True)
class Place:
    """One line of one file of a program."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Mark:
    """What is said of a line: whether hostile text arrives, and how the analyser is known to be wrong about it."""

    flows: bool
    never_reached: bool = False
    pin: str = ""


@dataclass(frozen=True)
class Seen:
    """What happened when the cases of a program ran."""

    cases: int
    reached: frozenset[Place]
    arrived: frozenset[Place]
    mishaps: tuple[str, ...]


def programs() -> list[Program]:
    """All programs, sorted by name."""
    entries = [entry for folder in FOLDERS for entry in (HERE / folder).iterdir()]
    wanted = [
        entry for entry in entries if entry.suffix == ".py" or (entry.is_dir() and any(entry.glob("*.py")))
    ]
    return [Program(path) for path in sorted(wanted)]


def marks_of(program: Program) -> dict[Place, Mark]:
    """Every marked line. A comment that begins like a mark and is none is an error."""
    return {
        Place(str(file), line): mark
        for file in program.files
        for line, mark in marks_in(file.read_text(encoding="utf-8"), str(file)).items()
    }


def marks_in(text: str, name: str) -> dict[int, Mark]:
    """The marks of one text, by line."""
    found = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT or not re.match(r"#\s*(flow|clean|missing|spurious)\b", token.string):
            continue
        mark = _MARK.fullmatch(token.string)
        place = f"{name}:{token.start[0]}"
        assert mark, f"{place}: not a mark: {token.string}"
        flows, pin = mark["verdict"] == "flow", mark["pin"] or ""
        assert pin in {"", "missing" if flows else "spurious"}, f"{place}: {pin} contradicts the verdict"
        assert not (flows and mark["unreached"]), f"{place}: a flow is reached"
        found[token.start[0]] = Mark(flows, bool(mark["unreached"]), pin)
    return found


def execute(program: Program, single: int = SINGLE) -> Seen:
    """Run every case of the program in all its runs; up to `single` of its sources are also hostile by themselves."""
    root, names = program.modules
    finder = CaseFinder(root)
    cases = [(name, case) for name in names for case in _cases_of(finder, names, name)]
    reached: set[Place] = set()
    arrived: set[Place] = set()
    mishaps: list[str] = []
    for name, case in cases:
        for run, refusal in _runs_of(finder, names, name, case, single):
            reached |= {Place(*place) for place in run.reached}
            arrived |= {Place(*place) for place in run.arrived}
            if refusal is not None and not (run.hostile or isinstance(refusal, flowtest.Refused)):
                mishaps.append(f"{name}.{case} turns the benign value away: {refusal!r}")
    return Seen(len(cases), frozenset(reached), frozenset(arrived), tuple(mishaps))


def _runs_of(
    finder: "CaseFinder", names: list[str], name: str, case: str, single: int
) -> Iterator[tuple[flowtest.Run, BaseException | None]]:
    waiting = [range(0), range(SOURCES)]
    made = 0
    while waiting:
        hostile = waiting.pop(0)
        answers: list[bool] | None = []
        while answers is not None:
            run = flowtest.Run(hostile, answers)
            refusal = None
            flowtest.start(run)
            try:
                with finder.loaded(names) as modules:
                    getattr(modules[name], case)()
            except REFUSALS as error:
                refusal = error
            finally:
                flowtest.stop()
            yield run, refusal
            made = max(made, run.made)
            answers = _next_answers(run.answers)
        if hostile == range(SOURCES) and made > 1:
            waiting = [range(only, only + 1) for only in range(min(made, single))]


def _next_answers(answers: list[bool]) -> list[bool] | None:
    """Count in binary, the last answer first; None after all were True."""
    while answers and answers[-1]:
        answers = answers[:-1]
    return [*answers[:-1], True] if answers else None


def _cases_of(finder: "CaseFinder", names: list[str], name: str) -> list[str]:
    flowtest.start(flowtest.Run(range(0)))
    try:
        with finder.loaded(names) as modules:
            module = modules[name]
            return [
                key
                for key, value in vars(module).items()
                if key.startswith("case_") and getattr(value, "__module__", "") == name
            ]
    finally:
        flowtest.stop()


class CaseLoader(SourceFileLoader):
    """Loads a module as `python -O` would; `compiled` holds what was compiled before."""

    compiled: dict[str, object]

    def get_code(self, fullname: str) -> object:
        if self.path not in self.compiled:
            text = Path(self.path).read_bytes()
            self.compiled[self.path] = compile(text, self.path, "exec", dont_inherit=True, optimize=1)
        return self.compiled[self.path]


class CaseFinder:
    """Finds the modules of one program, and forgets them when their run is over."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._compiled: dict[str, object] = {}

    def find_spec(self, name: str, path: list[str] | None = None, target: ModuleType | None = None) -> object:
        for folder in path or [self._root]:
            if folder.startswith(self._root):
                spec = FileFinder(folder, (CaseLoader, [".py"])).find_spec(name)
                if spec is not None and isinstance(spec.loader, CaseLoader):
                    spec.loader.compiled = self._compiled
                    return spec
        return None

    @contextmanager
    def loaded(self, names: list[str]) -> Iterator[dict[str, ModuleType]]:
        """The modules of that names, fresh."""
        before = set(sys.modules)
        assert not before & set(names), f"a program hides modules of the same name: {sorted(before & set(names))}"
        sys.meta_path.insert(0, self)
        try:
            yield {name: importlib.import_module(name) for name in names}
        finally:
            sys.meta_path.remove(self)
            for name in set(sys.modules) - before:
                if isinstance(getattr(sys.modules[name], "__loader__", None), CaseLoader):
                    del sys.modules[name]
