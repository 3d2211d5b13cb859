"""What unknown functions make of a text: that it comes out at all is a guess, for an audit, where they are of a library
without rows; elsewhere that its line breaks are still there is one, and so is what is read of it.

mime = magic.from_file(path)             what the file is, not the path
port = Serial(name).readline()           what the device says, not its name
name = upload.filename.strip().lower()   methods that every text has keep it as it is

What an unknown function gives may be such a text. If it has fields, or methods that no text has, or is waited for, it is
none, but an answer of what was asked, unless the function is called as what takes a text apart or makes an object of it.

user = ldap.authenticate(name)           `user.token` was not sent by whoever sent the name
found = parse_address(text)              `found.host` was
"""

import re
from collections.abc import Sequence
from typing import Final

from entasis.analyses.taint.heap import OF_VALUES
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.kept_mappings import gives_mapping, lasting
from entasis.analyses.taint.secrets import TEXT_METHODS
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Await, Build, Call, GetField, Load
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Partial, Thing

_LINES: Final = ("log",)  # where nothing but a line break does harm
_KEEPING: Final = TEXT_METHODS | frozenset(
    {"split", "rsplit", "splitlines", "partition", "rpartition", "swapcase", "casefold", "zfill", "ljust"}
    | {"get", "pop", "popitem", "setdefault", "copy", "items", "values", "keys", "dict", "to_dict", "next"}
    | {"read", "readline", "readlines", "getvalue", "json", "get_json", "getlist", "getall", "get_all"}
    | {"group", "groups", "groupdict", "text", "form", "body", "as_posix", "_replace"}
)
_BEHIND: Final = frozenset({"path", "params", "query", "fragment"})  # the parts of an address behind its host
_PARTS: Final = ("scheme", "netloc")  # the first ones of an address
_LEADING: Final = ("url.host", "redirect", "address")  # where these decide what harm is done
_UNITING: Final = frozenset({"urllib.parse.urlunsplit", "urllib.parse.urlunparse"})
_UNITED: Final = frozenset({"urllib.parse.SplitResult", "urllib.parse.ParseResult"})  # and what these make
# Names of functions that make an object of what they are passed, in which it lies in parts; so does a class.
_MAKING: Final = re.compile(
    r"(.*_)?([A-Z].*|(pars|mad|load|decod|extract|split|read|unpack|open|convert|copy|clon|creat|mak|build|wrap|from|to|as)"
    r"(e|es|s|ed|er|ing|string|str|bytes|file|json|dict|all)?)((_|(?<=[a-z])(?=[A-Z])).*)?"
)


def of_unknown_make(state: State, step: Call, apis: Sequence[str], taint: int) -> int:
    """The taint of what the call gives: nothing of which line breaks alone do harm, where nobody knows what it does; and
    no more than a guess, where it is not even known to be of the program or of the standard library.
    """
    callee = state.view.definitions[step.callee]
    if not taint or (isinstance(callee, GetField) and callee.name in _KEEPING):
        return taint
    if any(state.models.are_about(api) or state.evaluator.stubs.find(api) is not None for api in apis):
        return taint
    taint = state.kinds.clear(taint, state.kinds.mask(_LINES))
    if not is_guess(state, step, apis):
        return taint
    return 0 if state.around.only_sure else state.kinds.guessed(taint)


def is_guess(state: State, step: Call, apis: Sequence[str]) -> bool:
    """Whether nothing is known of what is called: a library without rows, or a method of an object of an unknown class, whose
    name is none of the program's own methods, nor one that texts and collections have.
    """
    if apis:
        return all(_is_unknown(state, api) for api in apis)
    callee = state.view.definitions[step.callee]
    if not isinstance(callee, GetField) or callee.name in _KEEPING | OF_VALUES:
        return False
    if state.view.program.has_method(callee.name) and not _is_of_library(state, callee.object):
        return False
    return not _has_own(state, callee.object, callee.name)


def _has_own(state: State, register: int, name: str) -> bool:
    """Whether a class of the program, of which the object is, has a member of that name."""
    evaluator = state.evaluator
    classes = (thing.of for thing in evaluator.value(state.function, register) if isinstance(thing, Instance))
    nodes = (node for of in classes if isinstance(of, ClassSymbol) for node in evaluator.mro(of))
    return any(isinstance(node, ClassSymbol) and name in node.members for node in nodes)


def _is_of_library(state: State, register: int) -> bool:
    """Whether the object is a field, which no class of the program has, of an object of a library, or is one itself."""
    step = state.view.definitions[register] if register >= 0 else None
    while isinstance(step, GetField):
        inner = step.object
        things = state.evaluator.value(state.function, inner)
        if things:
            return not _has_own(state, inner, step.name) and all(
                _is_outside(state, thing) for thing in things
            )
        step = state.view.definitions[inner]
    return False


def _is_outside(state: State, thing: Thing) -> bool:
    """Whether it is something of a library without rows, or an object of a class that derives from one of these."""
    if isinstance(thing, Api):
        return _is_unknown(state, thing.path)
    if not isinstance(thing, Instance):
        return False
    if isinstance(thing.of, str):
        return _is_unknown(state, thing.of)
    order = state.evaluator.mro(thing.of)
    return any(isinstance(node, str) and node and _is_unknown(state, node) for node in order)


def _is_unknown(state: State, path: str) -> bool:
    root = path.partition(".")[0]
    return root not in state.models.files and state.evaluator.stubs.find(root) is None


def answered(state: State, step: Call, apis: Sequence[str], taint: int) -> int:
    """The taint of what the call gives, of what it is passed: no more than an answer, where nobody knows what it does.

    `address._replace(path=path)` leads where `address` did, and so does `urlunsplit((scheme, host, path, "", ""))`.
    """
    callee = state.view.definitions[step.callee]
    name = callee.name if isinstance(callee, GetField | Load) else ""
    name = name or (apis[0].rpartition(".")[2] if apis else "")
    if name == "_replace" and len(step.names) == len(step.arguments) and _BEHIND.issuperset(step.names):
        return state.kinds.clear(taint, state.kinds.mask(_LEADING))
    first = _of_first_parts(state, step) if taint and apis and apis[0] in _UNITING | _UNITED else None
    if first is not None:
        leads = state.kinds.mask(_LEADING)
        return state.kinds.clear(taint, leads) | state.kinds.limit(first, leads)
    if not taint or not name or name in _KEEPING or _MAKING.fullmatch(name):
        return taint
    if any(isinstance(thing, Instance) for thing in state.evaluator.value(state.function, step.result)):
        return taint
    if any(state.evaluator.stubs.find(api) is not None for api in apis):
        return taint
    return state.kinds.clear(taint, state.kinds.sent)


def _of_first_parts(state: State, step: Call) -> int | None:
    """The taint of the scheme and the host of the address that is put together; None where it is not known which these are."""
    parts = state.view.definitions[step.arguments[0]] if len(step.arguments) == 1 else None
    if isinstance(parts, Build) and not parts.stars:
        first = parts.operands[: len(_PARTS)]
    elif parts is None and not step.stars and "" not in step.names:
        count = len(step.arguments) - len(step.names)
        named = zip(step.names, step.arguments[count:], strict=True)
        first = (*step.arguments[:count][: len(_PARTS)], *(part for name, part in named if name in _PARTS))
    else:
        return None
    if len(first) < len(_PARTS):
        return None
    return state.deep(join([state.read(part) for part in first]))


def of_answer(state: State, name: str, held: Held) -> Held:
    """What of a value is there for its method of that name: nothing of an answer, which is no text, if none has it."""
    if not held.taint or name in _KEEPING:
        return held
    return Held(state.kinds.as_sent(held.taint), held.objects)


def awaited(state: State, step: Await) -> Held:
    """What is waited for: the text itself is not what something unknown has to wait for."""
    held = state.read(step.value)
    made = state.view.definitions[step.value]
    if gives_mapping(state.evaluator, state.function, step):
        return lasting(state, step, held)
    if not held.taint or not isinstance(made, Call):
        return held
    taint = state.kinds.as_sent(held.taint)
    if taint == held.taint or any(_is_called(state, register) for register in made.arguments):
        return held
    site = state.view.site_of.get(id(made))
    is_unknown = site is None or all(isinstance(thing, Api) for thing in site.targets)
    return Held(taint, held.objects) if is_unknown else held


def _is_called(state: State, register: int) -> bool:
    """Whether it is a function, which whoever it is passed to may call."""
    callables = FunctionSymbol | ClassSymbol | Bound | Partial | Api
    return any(isinstance(thing, callables) for thing in state.evaluator.value(state.function, register))
