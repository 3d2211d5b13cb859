"""Runs every case under CPython with many inputs, and asks the analyser about the same lines."""

import asyncio
import importlib
import inspect
import itertools
import re
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from entasis.analyses.constants import ModuleConstants, is_constant
from entasis.analyses.operations import UNDEFINED, VARIES
from entasis.finding import Role
from entasis.frontends.python.lower import lower_module
from entasis.frontends.python.parse import parse
from entasis.ir.instructions import Call, Import, Load
from entasis.models.loader import load_models
from entasis.models.stubs import StubIndex
from entasis.program.program import Program

HERE = Path(__file__).parent
CASES = HERE / "constant_cases"
CLAIMS = {"always", "varies", "dead"}
MARK = re.compile(r"# (missing|spurious): \S")

# What a parameter of a case stands for is told by its name.
INPUTS = {
    "n": (0, 1, -3, 250),
    "m": (0, 2, 7),
    "flag": (False, True),
    "other": (False, True),
    "text": ("", "abc", "Zz top"),
    "items": ([], [1], [3, 1, 2]),
    "thing": (None, 1, "a", (1, 2), {"kind": "x"}, [1, 2, 3]),
}


@dataclass(frozen=True)
class Claim:
    """One line of a case. `mark` is what is known to be wrong about the analyser's answer, or ""."""

    kind: str
    path: Path
    line: int
    text: str
    mark: str


def claims() -> list[Claim]:
    """Every claim of every case file, in order."""
    found = []
    for path in sorted(CASES.glob("*.py")):
        for line, text in enumerate(path.read_text().split("\n"), 1):
            made = [kind for kind in re.findall(r"\b(\w+)\(", text.partition("#")[0]) if kind in CLAIMS]
            assert len(made) <= 1, f"{path.name}:{line}: one claim a line"
            mark = MARK.search(text)
            if made:
                found.append(Claim(made[0], path, line, text.strip(), mark[1] if mark else ""))
            else:
                assert not mark, f"{path.name}:{line}: a mark without a claim"
    return found


def run_all() -> None:
    """Run every case of every file with all combinations of its inputs."""
    sys.path.insert(0, str(HERE))
    try:
        with warnings.catch_warnings(action="ignore"):  # cases may compare literals by `is`
            run_files()
    finally:
        sys.path.remove(str(HERE))


def run_files() -> None:
    """Import the case files and run each case of theirs."""
    for path in sorted(CASES.glob("*.py")):
        module = importlib.import_module(f"constant_cases.{path.stem}")
        for name, case in vars(module).copy().items():
            if name.startswith("case_") and case.__module__ == module.__name__:
                run(case)


def run(case) -> None:
    """Call a case with every combination of inputs; one that ends in `_raises` may raise."""
    names = [name for name, p in inspect.signature(case).parameters.items() if p.default is p.empty]
    for values in itertools.product(*(INPUTS[name] for name in names)):
        try:
            result = case(*values)
            if inspect.iscoroutine(result):
                asyncio.run(result)
            elif inspect.isgenerator(result):
                list(result)
        except Exception:
            if not case.__name__.endswith("_raises"):
                raise


def analysed() -> dict[tuple[Path, int], tuple[bool, object]]:
    """For each line of the cases with a claim: whether it is live, and the cell of what is claimed about."""
    paths = sorted([*CASES.glob("*.py"), HERE / "values.py"])
    lowered = [(lower_module(parse(path.read_text()).tree, str(path)), Role.APPLICATION) for path in paths]
    program = Program(lowered, StubIndex.load(), load_models())
    modules = ModuleConstants(program)
    found = {}
    for module in program.modules:
        for function in module.functions:
            constants = modules.of(function)
            definitions = function.function.definitions
            for block in function.function.blocks:
                for step in block.instructions:
                    callee = definitions[step.callee] if isinstance(step, Call) else None
                    if isinstance(callee, Load | Import) and callee.name in CLAIMS and Path(module.module.path) in paths:
                        cell = constants.value(step.arguments[0]) if step.arguments else None
                        place = Path(module.module.path), step.line
                        is_live, before = found.get(place, (False, UNDEFINED))
                        if constants.is_live(block.index):  # a line of a `finally` stands in several blocks
                            joined = cell if not is_live or same(before, cell) else VARIES
                            found[place] = True, joined
                        else:
                            found[place] = is_live, before
    return found


def same(left: object, right: object) -> bool:
    """Whether two values are one and the same constant: True is not 1, and 1 is not 1.0."""
    if type(left) is not type(right):
        return False
    if isinstance(left, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return repr(left) == repr(right)


def shown(cell: object) -> str:
    """A cell in words."""
    return repr(cell) if is_constant(cell) else "varies" if cell is VARIES else "never computed"
