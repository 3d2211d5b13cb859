"""Prints how the standard library of the running Python may be called, for `check_stubs.py` to compare.

Runs on every Python from 3.8 on, so it uses nothing newer. It imports whatever of the standard library can be
imported without side effects. One JSON list a line: path, where it is defined, kind of thing, and its
parameters as (name, kind, has a default, is read by the body) with the kinds of
`entasis.signature.ParameterKind`.
"""

from __future__ import annotations

import contextlib
import dis
import importlib
import inspect
import io
import json
import pkgutil
import sys
import sysconfig
import types
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # 3.8 cannot evaluate this
    Records = dict[str, tuple[str, str, list[tuple[str, int, bool, bool]]]]

SKIPPED = {
    "antigravity",
    "this",
    "idlelib",
    "test",
    "lib2to3",
    "turtledemo",
    "turtle",
    "__phello__",
    "site-packages",
}


def main() -> None:
    """Print the records, sorted by path; of the modules named on the command line, or of all."""
    warnings.simplefilter("ignore")
    records: Records = {}
    for name in sorted(sys.argv[1:] or module_names()):
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                module = importlib.import_module(name)
        except (Exception, SystemExit):  # noqa: BLE001, S112  a module of another platform fails in its own way
            continue
        for attribute, value in sorted(vars(module).items(), key=lambda item: item[0]):
            path = f"{name}.{attribute}"
            if isinstance(value, type):
                record_class(records, path, value)
            elif inspect.isroutine(value) and not attribute.startswith("__"):
                record(records, path, path, "function", value)
    for path in sorted(records):
        print(json.dumps([path, *records[path]]))


def module_names() -> Iterator[str]:
    """The modules of the standard library, with the submodules of its packages."""
    library = sysconfig.get_paths()["stdlib"]
    yield from (name for name in sys.builtin_module_names if name != "__main__")
    for path in (library, sysconfig.get_config_var("DESTSHARED")):
        yield from submodules(path, "")


def submodules(path: str, prefix: str) -> Iterator[str]:
    """The modules in a folder and below it, without those that are programs or tests."""
    for info in pkgutil.iter_modules([path]):
        name = prefix + info.name
        is_program = info.name == "__main__" or info.name.startswith(("_test", "_xx", "xx", "_sysconfigdata"))
        if is_program or info.name in SKIPPED or "test" in name.split("."):
            continue
        yield name
        if info.ispkg:
            yield from submodules(f"{path}/{info.name}", name + ".")


def record_class(records: Records, path: str, value: type) -> None:
    """Add how a class is called, and its methods, inherited ones too."""
    record_maker(records, path, value)
    owners = {name: owner for owner in reversed(value.__mro__[:-1]) for name in vars(owner)}
    for name, owner in sorted(owners.items(), key=lambda item: item[0]):
        if name in UNTOLD or (name.startswith("_") and name.endswith("_") and not name.startswith("__")):
            continue
        member, origin = vars(owner)[name], f"{path_of(owner)}.{name}"
        if isinstance(member, classmethod):
            with contextlib.suppress(AttributeError):
                record(records, f"{path}.{name}", origin, "class method", getattr(value, name))
        elif isinstance(member, staticmethod):
            record(records, f"{path}.{name}", origin, "static", member.__func__)
        elif inspect.isfunction(member) or isinstance(member, C_METHODS):
            record(records, f"{path}.{name}", origin, "method", member)


def record_maker(records: Records, path: str, value: type) -> None:
    """Add what a class takes: by its `__init__` or `__new__`, whichever comes first in its MRO."""
    is_ordinary = type(value).__call__ is type.__call__ and not getattr(value, "_is_protocol", False)
    if not is_ordinary or hasattr(value, "n_sequence_fields"):  # a C struct says that it needs nothing
        return
    for owner in value.__mro__[:-1]:
        for name in ("__init__", "__new__"):
            maker = vars(owner).get(name)
            maker = maker.__func__ if isinstance(maker, staticmethod) else maker
            if inspect.isfunction(maker):
                record(records, path, f"{path_of(owner)}.{name}", "method", maker)
                return
            if maker is not None and takes_anything(owner):
                records[path] = (f"{path_of(owner)}.{name}", "function", [("args", 2, False, False)])
                return
            if maker is not None:
                record(records, path, f"{path_of(owner)}.{name}", "function", value)
                return
    records[path] = (f"{path_of(value)}.__init__", "function", [])


def takes_anything(owner: type) -> bool:
    """Whether a class is an exception of C that takes any number of arguments, which C does not say."""
    if not issubclass(owner, BaseException) or owner.__module__ != "builtins":
        return False
    try:
        return all(isinstance(owner(*range(count)), owner) for count in range(4))
    except TypeError:
        return False


def path_of(owner: type) -> str:
    """Where a class says that it is defined."""
    return f"{owner.__module__}.{owner.__qualname__}"


def record(records: Records, path: str, origin: str, kind: str, value: Any) -> None:
    """Add one callable, if Python knows its parameters."""
    try:
        parameters = list(inspect.signature(value).parameters.values())
    except (ValueError, TypeError, AttributeError, NameError):
        return
    function = inspect.unwrap(getattr(value, "__func__", value))
    code = function.__code__ if inspect.isfunction(function) else None
    kinds = [KINDS[p.kind] for p in parameters]
    if code is None and kinds[-2:] == [2, 4]:  # `*args, **kwargs` is what C says that does not say
        return
    if kind == "method" and not parameters:  # no method at all but a function that stands in a class
        return
    records[path] = (
        origin,
        kind,
        [
            (p.name, KINDS[p.kind], p.default is not p.empty, code is not None and is_used(code, p.name))
            for p in parameters
        ],
    )


def is_used(code: types.CodeType, name: str) -> bool:
    """Whether a function does anything with a parameter."""
    if name in code.co_cellvars:
        return True
    for step in dis.get_instructions(code):
        names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
        if name in names and step.opname.startswith("LOAD"):
            return True
    return False


KINDS = {kind: number for number, kind in enumerate(inspect._ParameterKind)}  # noqa: SLF001
C_METHODS = (types.MethodDescriptorType, types.WrapperDescriptorType)
UNTOLD = {
    "__new__",
    "__init_subclass__",
    "__subclasshook__",
    "__class_getitem__",
    "__del__",
}  # called by Python

if __name__ == "__main__":
    main()
