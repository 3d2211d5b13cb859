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
from importlib.metadata import packages_distributions
from types import ModuleType
from typing import Any

from entasis.models.check import Found
from entasis.signature import Parameter, ParameterKind, Signature

_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: ParameterKind.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD: ParameterKind.POSITIONAL,
    inspect.Parameter.VAR_POSITIONAL: ParameterKind.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY: ParameterKind.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD: ParameterKind.VAR_KEYWORD,
}


class InstalledFinder:
    """Finds what can be imported."""

    def knows(self, package: str) -> bool:
        """Whether the package can be imported here."""
        return importlib.util.find_spec(package) is not None

    def find(self, path: str) -> Found | None:
        """What the path names. A variable that only methods assign is found in the source of its class."""
        try:
            return _find(path.split("."))
        except Exception:  # noqa: BLE001, whatever a library does that is used outside of a program
            return Found(None, is_sure=False)


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
        if thing is missing:
            return _assigned_in(owner, name)
    if owner is None:
        # What lies here and cannot even be imported, for want of something that it needs, says nothing.
        return Found(None, is_sure=False) if thing is None else Found(id(thing), _signatures(thing))
    is_method = _is_method(owner, thing)
    return Found(id(thing), _signatures(getattr(owner, rest[-1], thing), is_method=is_method))


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
        return Found(None, is_sure=False)  # of a property's value
    word = re.escape(name)
    assignment = re.compile(
        rf"\b(?:self|cls|f|func|fn)\.{word}\b(?:[:,] [^=\n]+)? = |^    {word}: ", re.MULTILINE
    )
    is_told = False
    for cls in owner.__mro__:
        try:
            source = inspect.getsource(cls)
        except (OSError, TypeError):
            continue
        is_told = True
        if assignment.search(source):
            return Found(None)
    is_told = is_told and not hasattr(owner, "__getattr__") and type(owner) in (type, ABCMeta)
    return None if is_told else Found(None, is_sure=False)
