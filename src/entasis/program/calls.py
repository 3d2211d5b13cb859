"""Call sites: for each call what it reaches, or the reason why that is not known."""

from enum import Enum
from typing import Final, NamedTuple

from entasis.ir.instructions import (
    Await,
    Binary,
    Call,
    Catch,
    Const,
    Enter,
    GetField,
    GetItem,
    Instruction,
    Load,
    Next,
    Param,
    Phi,
)
from entasis.limits import NAME_CANDIDATES
from entasis.program.evaluate import Evaluator
from entasis.program.symbols import (
    PASSED,
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Other,
    Thing,
)


class Unresolved(Enum):
    """Why it is not known what a call reaches."""

    __hash__ = object.__hash__  # there is one object a member, and the hash of Enum takes as long as a call

    PARAMETER = "parameter"  # the callee, or the object it is a method of, is an argument of the function
    ELEMENT = "element"  # it was taken out of a collection
    RESULT = "result"  # it is what an unresolved or untyped call gave
    FIELD = "field"  # a field whose value is not known
    CAPTURED = "captured"  # a variable of an enclosing function
    GLOBAL = "global"  # a name of the module that is not known
    EXCEPTION = "exception"  # a caught exception of unknown class
    OPERATOR = "operator"  # the result of an operator
    MEMBER = "member"  # the class is known, but has no such member that can be seen
    MIXED = "mixed"  # several values, not all known
    OTHER = "other"


class CallKind(Enum):
    """How the callee was found."""

    __hash__ = object.__hash__  # there is one object a member, and the hash of Enum takes as long as a call

    EXACT = "exact"
    HIERARCHY = "hierarchy"  # a method of an object whose class may be a subclass
    CONSTRUCTED = "constructed"  # a method of one of the objects that a class is seen to be made with
    BY_NAME = "by-name"  # any method of the program with that name: weak


class CallSite(NamedTuple):
    """One call of one function. `targets` is empty where `reason` is given; `is_open`: it may reach more."""

    function: FunctionSymbol
    call: Call
    targets: tuple[Thing, ...]
    kind: CallKind = CallKind.EXACT
    reason: Unresolved | None = None
    is_open: bool = False


_COMMON: Final = frozenset({  # names that say nothing about the class, whoever defines them
    "get", "set", "add", "pop", "close", "open", "read", "write", "run", "start", "stop", "update", "copy", "items",
    "keys", "values", "append", "remove", "join", "split", "format", "send", "call", "execute", "save", "delete",
    "create", "list", "index", "count", "clear", "insert", "next", "put", "match", "search", "replace", "encode",
    "decode", "strip", "exists", "load", "dump", "loads", "dumps", "commit", "rollback", "filter", "all", "first",
    "wait", "acquire", "release", "info", "debug", "error", "warning", "exception", "log", "connect", "fetch",
})  # fmt: skip
_NOT_CALLED: Final = (ModuleSymbol, Other)  # unions would be made anew at each call there is


class CallResolver:
    """Resolves call sites of one program. `by_name` maps a method name to the methods that bear it."""

    def __init__(self, evaluator: Evaluator, modules: tuple[ModuleSymbol, ...]) -> None:
        self._evaluator = evaluator
        self._by_name: dict[str, list[FunctionSymbol]] = {}
        for module in modules:
            for function in module.functions:
                if function.owner is not None:
                    self._by_name.setdefault(function.function.name, []).append(function)

    def has_method(self, name: str) -> bool:
        """Whether a class of the program has a method of that name."""
        return name in self._by_name

    def resolve(self, function: FunctionSymbol, call: Call) -> CallSite:
        """What `call`, a step of `function`, reaches."""
        value = self._evaluator.value_at(function, call, call.callee)
        targets = tuple([thing for thing in value if thing.__class__ not in _NOT_CALLED])
        is_open = len(targets) < len(value)
        if len(targets) > 1:  # whatever goes on after the call did not call None
            targets = tuple([thing for thing in targets if thing is not self._evaluator.things.none])
        if targets:
            is_method = isinstance(targets[0], Bound) and isinstance(targets[0].receiver, Instance)
            kind = CallKind.HIERARCHY if is_method else CallKind.EXACT
            if is_open and all(map(_is_own_method, targets)) and self._is_passed(function, call):
                kind = CallKind.CONSTRUCTED
            return CallSite(function, call, targets, kind, is_open=is_open)
        step = function.function.definitions[call.callee]
        if isinstance(step, GetField):
            candidates = self._candidates(function, step)
            if candidates:
                return CallSite(function, call, candidates, CallKind.BY_NAME, is_open=True)
        return CallSite(function, call, (), reason=self._reason(function, call.callee))

    def _is_passed(self, function: FunctionSymbol, call: Call) -> bool:
        step = function.function.definitions[call.callee]
        return isinstance(step, GetField) and PASSED in self._evaluator.value_at(function, step, step.object)

    def _candidates(self, function: FunctionSymbol, step: GetField) -> tuple[Thing, ...]:
        name = step.name
        if name in _COMMON or name.startswith("__") or self._evaluator.value(function, step.object):
            return ()
        found = self._by_name.get(name, ())
        return tuple(found) if 0 < len(found) <= NAME_CANDIDATES.bound else ()

    def _reason(self, function: FunctionSymbol, register: int) -> Unresolved:
        step: Instruction | None = function.function.definitions[register]
        is_known_object = False
        while isinstance(step, GetField):
            value = self._evaluator.value(function, step.object)
            if any(isinstance(t, Instance | ClassSymbol) for t in value):
                is_known_object = True
                break
            inner = function.function.definitions[step.object]
            if inner is None:
                break
            step = inner
        if is_known_object:
            return Unresolved.MEMBER
        match step:
            case Param():
                return Unresolved.PARAMETER
            case GetItem() | Next():
                return Unresolved.ELEMENT
            case Call() | Await() | Enter():
                return Unresolved.RESULT
            case Load():
                return Unresolved.CAPTURED if step.owner else Unresolved.GLOBAL
            case Catch():
                return Unresolved.EXCEPTION
            case Binary():
                return Unresolved.OPERATOR
            case Phi():
                return Unresolved.MIXED
            case GetField():
                return Unresolved.FIELD
            case Const():
                return Unresolved.OTHER
            case _:
                return Unresolved.OTHER


def _is_own_method(thing: Thing) -> bool:
    return isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol)


def api_paths(site: CallSite) -> tuple[str, ...]:
    """The API paths that the call may reach; for a constructor, the class's."""
    found: list[str] = []
    for thing in site.targets:
        if isinstance(thing, Api):
            found.append(thing.path)
        elif isinstance(thing, Bound) and isinstance(thing.function, Api):
            found.append(thing.function.path)
    return tuple(found)
