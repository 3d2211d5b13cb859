"""Which releases of a library the project allows: what its `setup.py` says, so that defaults of old ones count.

    setup(install_requires=["urllib3>=1.21"])      1.21 and later: a default that came with 1.25 is not to be relied on

The `setup.py` nearest above a file is the one that speaks for it. What is not declared is not known.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, final

from entasis.ir.instructions import Build, Call, Const, Load
from entasis.program.symbols import Api, FunctionSymbol, ModuleSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

Release = tuple[int, ...]

_SETUP: Final = frozenset({"setuptools.setup", "distutils.core.setup"})
_SCRIPT: Final = "setup.py"
_REQUIREMENT: Final = re.compile(r"\s*(?P<name>[\w.-]+)\s*(?:\[[^]]*\])?\s*\(?(?P<bounds>[^;)]*)")
_BOUND: Final = re.compile(r"\s*(?P<operator>===?|~=|>=|>)\s*v?(?P<release>\d+(?:\.\d+)*)(?P<any>\.\*)?")


def parse_release(text: str) -> Release:
    """The numbers of a release, without the zeros at its end: `1.25.0` is (1, 25)."""
    parts = [int(part) for part in text.split(".")]
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


@final
class Requirements:
    """The declared requirements of the projects in one program, by the folder of each."""

    def __init__(self, evaluator: "Evaluator", modules: Iterable[ModuleSymbol]) -> None:
        self._evaluator = evaluator
        self._scripts = [module for module in modules if module.module.path.rpartition("/")[2] == _SCRIPT]
        self._declared: dict[str, dict[str, Release]] | None = None

    def oldest(self, user: ModuleSymbol, library: str) -> Release | None:
        """The oldest release of `library` with which the code of `user` may run; () is any, None where nobody says."""
        if self._declared is None:
            self._declared = {
                script.module.path.removesuffix(_SCRIPT): dict(self._requirements(script))
                for script in self._scripts
            }
        path = user.module.path
        above = [folder for folder in self._declared if path.startswith(folder)]
        return self._declared[max(above, key=len)].get(_normal(library)) if above else None

    def _requirements(self, script: ModuleSymbol) -> Iterator[tuple[str, Release]]:
        for function in script.functions:
            for call in function.calls:
                if "install_requires" in call.names and self._is_setup(function, call):
                    positional = len(call.arguments) - len(call.names)
                    register = call.arguments[positional + call.names.index("install_requires")]
                    for text in _texts(function, register):
                        found = _REQUIREMENT.match(text)
                        if found is not None:
                            yield _normal(found["name"]), _lower_bound(found["bounds"])

    def _is_setup(self, function: FunctionSymbol, call: Call) -> bool:
        callee = self._evaluator.value(function, call.callee)
        return any(isinstance(thing, Api) and thing.path in _SETUP for thing in callee)


def _texts(function: FunctionSymbol, register: int) -> Iterator[str]:
    """The constant texts of a list that is written out, at the call or under a name that is bound once."""
    step = function.function.definitions[register]
    if isinstance(step, Load):
        bound = function.module.stored(step.owner, step.name)
        if len(bound) == 1:
            function, register = bound[0]
            step = function.function.definitions[register]
    if isinstance(step, Build):
        for operand in step.operands:
            element = function.function.definitions[operand]
            if isinstance(element, Const) and isinstance(element.value, str):
                yield element.value


def _lower_bound(bounds: str) -> Release:
    """The oldest release within the bounds: `>1.2,<2` begins with 1.2, as far as a default is concerned."""
    found = [parse_release(bound["release"]) for bound in _BOUND.finditer(bounds)]
    return max(found, default=())


def _normal(name: str) -> str:
    """A name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
