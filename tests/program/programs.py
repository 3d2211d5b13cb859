r"""Small programs from real source text, and what is known of them.

    revealed({"a.py": "import hashlib\nreveal(hashlib.md5())"})      ["hashlib.HASH"], one text for each `reveal(...)`

In these texts an object is its class's path, `class a.A` the class itself, `method a.A.f` a method reached through
an object, `?` something else that is not known; "" says that nothing is known.
"""

import ast
from functools import cache

from entasis.finding import Role
from entasis.frontends.python.lower import lower_module
from entasis.ir.instructions import Call, Load
from entasis.models.loader import load_models
from entasis.models.stubs import StubIndex
from entasis.program.program import Program
from entasis.program.symbols import (
    OTHER,
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Partial,
)

stubs = cache(StubIndex.load)
models = cache(load_models)


def program_of(files: dict[str, str]) -> Program:
    """The program made of these files."""
    lowered = [(lower_module(ast.parse(text), path), Role.APPLICATION) for path, text in files.items()]
    return Program(lowered, stubs(), models())


def shown(thing) -> str:
    """A thing in a few words."""
    match thing:
        case Api(path=path):
            return f"api {path}"
        case ModuleSymbol(name=name):
            return f"module {name}"
        case ClassSymbol(path=path):
            return f"class {path}"
        case FunctionSymbol(path=path):
            return path
        case Instance(of=of):
            return of if isinstance(of, str) else of.path
        case Bound(function=function):
            return f"method {shown(function).removeprefix('api ')}"
        case Partial(function=function, given=given, names=names):
            return f"partial {shown(function)} {given} {','.join(names)}".rstrip()
        case _:
            return "?" if thing is OTHER else repr(thing)


def text_of(value) -> str:
    """A value, its things sorted."""
    return " | ".join(sorted(map(shown, value))).replace("builtins.", "").replace("types.NoneType", "None")


def reveals(program: Program):
    """Every call of `reveal` in the program: its function and the call."""
    for module in program.modules:
        for function in module.functions:
            for call in function.calls:
                callee = function.function.definitions[call.callee]
                if isinstance(callee, Load) and callee.name == "reveal":
                    yield function, call


def revealed(files: dict[str, str] | str) -> list[str]:
    """What each `reveal(value)` is given, in the order of the text."""
    program = program_of({"a.py": files} if isinstance(files, str) else files)
    found = [
        (
            function.module.module.path,
            call.start,
            text_of(program.evaluator.value_at(function, call, call.arguments[0])),
        )
        for function, call in reveals(program)
    ]
    return [text for _, _, text in sorted(found)]


def called(files: dict[str, str] | str, name: str | None = None) -> list[str]:
    """What each call of something named `name` reaches: targets, kind, `open`, or the reason why that is not known.

    Without a name, every call counts.
    """
    program = program_of({"a.py": files} if isinstance(files, str) else files)
    found = []
    for module in program.modules:
        for function in module.functions:
            for site in program.call_sites(function):
                if name is None or _callee_name(function, site.call) == name:
                    words = [text_of(site.targets), "" if site.reason is None else site.reason.value]
                    words += [
                        site.kind.value if site.kind.value != "exact" else "",
                        "open" if site.is_open else "",
                    ]
                    found.append((module.module.path, site.call.start, " ".join(filter(None, words))))
    return [text for _, _, text in sorted(found)]


def _callee_name(function: FunctionSymbol, call: Call) -> str:
    step = function.function.definitions[call.callee]
    return getattr(step, "name", "") or function.function.variables.get(call.callee, "")
