"""Finds what a model row names in the libraries of the running Python, by importing them.

Only for checking the models that come with Entasis, against libraries that their maintainer has installed. Nothing
of a reviewed program ever comes here.
"""

import importlib
import importlib.util
import inspect
import re
import sys
import warnings
from abc import ABCMeta
from functools import cached_property
from importlib.metadata import packages_distributions
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from entasis.models.check import Found
from entasis.signature import Parameter, ParameterKind, Signature

_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: ParameterKind.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD: ParameterKind.POSITIONAL,
    inspect.Parameter.VAR_POSITIONAL: ParameterKind.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY: ParameterKind.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD: ParameterKind.VAR_KEYWORD,
}


# Names of attributes that are only known when the code runs.
_COMPUTED = re.compile(r"\bsetattr\(|\btype\([^()]*(?:\([^()]*\)[^()]*)*,|\w\[\w+\] = ")


class InstalledFinder:
    """Finds what can be imported."""

    def knows(self, package: str) -> bool:
        """Whether the package can be imported here."""
        return importlib.util.find_spec(package) is not None

    def find(self, path: str) -> Found | None:
        """What the path names. A variable that only methods assign is found in the source of its class."""
        try:
            return _find(path.split("."))
        except Exception as error:  # noqa: BLE001, whatever a library does that is used outside of a program
            return Found(None, is_sure=False, why=f"{type(error).__name__} where it is looked up")

    def sets(self, path: str, name: str) -> bool | None:
        """Whether the source of the class or function assigns an attribute of that name to some object."""
        try:
            thing, rest = _imported(path.split("."))
            for part in rest:
                thing = getattr(thing, part)
            source = inspect.getsource(thing)
        except Exception:  # noqa: BLE001, whatever a library does that is used outside of a program
            return False
        if re.search(rf"\w\.{re.escape(name)}(?:: [^=\n]+)? = ", source):
            return True
        return None if _COMPUTED.search(source) else False


class DistributedFinder(InstalledFinder):
    """Finds what was installed, with Python or after it: what merely lies where the command is run is never imported."""

    def __init__(self) -> None:
        self._packages = frozenset({*packages_distributions(), *sys.stdlib_module_names})

    def knows(self, package: str) -> bool:
        """Whether the package was installed."""
        return package in self._packages and super().knows(package)


def _find(parts: list[str]) -> Found | None:
    thing, rest = _imported(parts)
    owner: Any = None
    for name in rest:
        owner, missing = thing, object()
        thing = inspect.getattr_static(owner, name, missing)
        if thing is missing:
            thing = getattr(owner, name, missing)
        if thing is missing and isinstance(owner, property | cached_property):
            thing = getattr(_declared(owner), name, missing)
        if thing is missing and inspect.isclass(owner) and hasattr(owner, "__getattr__"):
            thing = _made_up(owner, name, missing)
        if thing is missing:
            return _assigned_in(owner, name)
    if owner is None:
        # What lies here and cannot even be imported, for want of something that it needs, says nothing.
        return (
            Found(None, is_sure=False, why="it cannot be imported")
            if thing is None
            else Found(id(thing), _signatures(thing))
        )
    is_method = _is_method(owner, thing)
    return Found(id(_bare(thing)), _signatures(getattr(owner, rest[-1], thing), is_method=is_method))


def _bare(thing: object) -> object:
    """A type without what is annotated to it: whatever is declared as the one is an object of the other."""
    while get_origin(thing) is Annotated:
        thing = get_args(thing)[0]
    return thing


def _declared(owner: Any) -> object:
    """The class that the value of a property has, by its annotation; None if that is not one class."""
    getter = owner.fget if isinstance(owner, property) else owner.func
    try:
        declared = get_type_hints(getter).get("return")
    except NameError:  # a class that is only imported for checking types
        declared = None
    return get_origin(declared) or declared


def _made_up(cls: type, name: str, missing: object) -> object:
    """What an object of the class answers that has not been initialised: names of other modules, as a rule."""
    try:
        return getattr(object.__new__(cls), name, missing)
    except Exception:  # noqa: BLE001, what asks for its own fields first
        return missing


def _imported(parts: list[str]) -> tuple[Any, list[str]]:
    """The module at the longest prefix that can be imported, and the names after it."""
    for end in range(len(parts), 0, -1):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a module that is to be removed
                return importlib.import_module(".".join(parts[:end])), parts[end:]
        except ImportError:
            continue
    return None, []


def _is_method(owner: object, raw: object) -> bool:
    return inspect.isclass(owner) and not isinstance(raw, staticmethod | classmethod)


def _signatures(thing: object, *, is_method: bool = False) -> tuple[Signature, ...]:
    """The bound signature of what is called; none for what cannot be, or does not tell."""
    if isinstance(thing, ModuleType) or not callable(thing):
        return ()
    try:
        parameters = inspect.signature(thing).parameters.values()
    except (ValueError, TypeError, RuntimeError):  # the last from proxies that stand for nothing yet
        return ()
    listed = tuple(Parameter(p.name, _KINDS[p.kind], p.default is not p.empty) for p in parameters)
    return (Signature(listed).bound() if is_method else Signature(listed),)


def _assigned_in(owner: object, name: str) -> Found | None:
    """A variable of an object, of whose value nothing is known: so whatever is asked of it is taken to exist.

    Nobody can say of a class that is not written in Python, which does not show its variables, nor of one that
    makes up names when they are asked for, or whose metaclass may have put them there.
    """
    if isinstance(owner, ModuleType):
        return None
    if not inspect.isclass(owner):
        return Found(None, is_sure=False, why="nothing says of which class what holds it is")
    word = re.escape(name)
    assignment = re.compile(
        rf"\b(?:self|cls|f|func|fn)\.{word}\b(?:[:,] [^=\n]+)? = |^    {word}: ", re.MULTILINE
    )
    is_told = False
    for cls in owner.__mro__:
        source = _source(cls)
        if not source:
            continue
        is_told = True
        if assignment.search(source):
            return Found(None)
    if not is_told:
        return Found(None, is_sure=False, why="its class is not written in Python")
    if hasattr(owner, "__getattr__"):
        return Found(None, is_sure=False, why="its class makes up names when they are asked for")
    if type(owner) not in (type, ABCMeta):
        return Found(None, is_sure=False, why="its class may get names from a metaclass")
    return None


def _source(cls: type) -> str:
    """The source of the class, or of its methods where it says that it is of another module."""
    try:
        return inspect.getsource(cls)
    except (OSError, TypeError):
        found = [member for member in vars(cls).values() if inspect.isfunction(member)]
    try:
        return "".join(inspect.getsource(function) for function in found)
    except (OSError, TypeError):
        return ""
