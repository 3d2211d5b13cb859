"""Collections that the program keeps for itself: what is one of their members was put there by the program.

if name not in self.workers: raise NotFound     `name` is that of a worker, so it begins no entry of a log
if name not in [job.name for job in jobs()]:    likewise, of what a function gives that is passed nothing
if name not in {c.name for c in Cell.query}:    likewise, of what lies in the database
if name in request.form: ...                    this says nothing: what was sent is no collection of the program
"""

from typing import Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.placeholders import joined
from entasis.analyses.taint import suffixes
from entasis.analyses.view import View
from entasis.ir.instructions import (
    Await,
    Build,
    Call,
    Const,
    GetField,
    GetItem,
    Import,
    Instruction,
    Iterate,
    Load,
    Next,
    Param,
    Phi,
    SetItem,
)
from entasis.program.symbols import Api, Bound, FunctionSymbol

# A name of the program's own is no other text, but nobody says that it is harmless as a path or in a statement.
OWN: Final = (suffixes.KIND, "attribute", "import", "log", "operator")
_SENT: Final = frozenset(
    {"request", "req", "form", "args", "params", "data", "query", "body", "json", "headers", "cookies"}
    | {"environ", "GET", "POST", "META", "files", "FILES", "arguments", "session"}
)
_QUERY: Final = "query"  # of a class that is mapped, or for one; that of an address is passed nothing
_VIEWS: Final = frozenset({"keys", "values", "copy"})


def is_kept(view: View, register: int, depth: int = 0) -> bool:
    """Whether the register holds what lies in a field of the object itself, or in a variable of the module."""
    if not view.may_go_back(depth):
        return False  # a collection that is made of itself
    if _is_made_of_own_names(view, view.definitions[register], depth + 1):
        return True
    is_field = False
    while True:
        step = view.definitions[register]
        if isinstance(step, Await):
            register = step.value
        elif isinstance(step, Phi):
            filled = [operand for operand in joined(view, register) if not _is_empty(view, operand)]
            if len(filled) != 1:
                return False
            register = filled[0]
        elif isinstance(step, Call) and all(_is_of_program(view, given) for given in step.arguments):
            callee = view.definitions[step.callee]
            if isinstance(callee, GetField) and callee.name == _QUERY and step.arguments:
                return True  # `session.query(Cell)`
            if not isinstance(callee, GetField | Load | Import) or not (
                callee.name in _VIEWS or _gives_own(view, step)
            ):
                return False
            if not isinstance(callee, GetField):
                return True
            is_field = is_field or callee.name not in _VIEWS
            register = callee.object
        elif isinstance(step, GetField):
            of = view.definitions[step.object]
            if step.name == _QUERY and isinstance(of, Load | Import) and of.name[:1].isupper():
                return True  # `Cell.query`
            if step.name in _SENT or _is_source(view, step):
                return False
            is_field = True
            register = step.object
        elif isinstance(step, GetItem) and isinstance(view.constants.value(step.key), str):
            if view.constants.value(step.key) in _SENT:
                return False
            register = step.object  # `self.config["modules"]`
        elif isinstance(step, Load):
            return step.owner == 0 and step.name not in _SENT
        elif isinstance(step, Build):
            return _is_made_of_own_names(view, step, depth + 1)
        else:
            is_self = isinstance(step, Param) and step.index == 0 and view.function.owner is not None
            return is_self and is_field


def _is_made_of_own_names(view: View, step: Instruction | None, depth: int) -> bool:
    """Whether the step begins a comprehension whose elements are names of what the program keeps."""
    if not isinstance(step, Build) or step.operands:
        return False
    if step.kind not in {"list", "set", "generator", "dict"}:
        return False
    put = [s for s in view.steps_of(SetItem) if s.object == step.result]
    added = [s.key if step.kind == "dict" else s.value for s in put]
    return bool(added) and all(is_own_name(view, value, depth) for value in added)


def _gives_own(view: View, call: Call) -> bool:
    """Whether what is called does not look at what was sent: it is passed nothing that was, and is no such function."""
    site = view.site_of.get(id(call))
    if site is None or all(isinstance(target, Api) for target in site.targets):
        callee = view.definitions[call.callee]
        apis = call_apis(view, site) if site is not None else []
        is_sent = any(view.program.models.source(api) is not None for api in apis)
        return (
            isinstance(callee, GetField)
            and _SENT.isdisjoint((callee.name, *callee.name.split("_")))
            and not is_sent
        )
    functions = [target.function if isinstance(target, Bound) else target for target in site.targets]
    return all(
        isinstance(function, Api)
        or (isinstance(function, FunctionSymbol) and not _looks_at_what_was_sent(function))
        for function in functions
    )


def _looks_at_what_was_sent(function: FunctionSymbol) -> bool:
    return any(
        isinstance(step, GetField | Load | Import) and step.name in _SENT
        for step in function.function.definitions
    )


def _is_empty(view: View, register: int) -> bool:
    """Whether nothing is there yet: `[]`, `None`, to be filled on one of the ways."""
    step = view.definitions[register]
    return isinstance(step, Const) or (isinstance(step, Build) and step.kind != "text" and not step.operands)


def _is_of_program(view: View, register: int) -> bool:
    """Whether what is passed is a constant, or a class or another name of the module."""
    step = view.definitions[register]
    while isinstance(step, GetField):
        step = view.definitions[step.object]
    return isinstance(step, Const) or (isinstance(step, Load) and step.owner == 0 and step.name not in _SENT)


def is_own_name(view: View, register: int, depth: int = 0) -> bool:
    """Whether the register holds an element of such a collection, or what lies in one: the name of a worker, say."""
    while register >= 0:
        step = view.definitions[register]
        if (
            isinstance(step, GetField) and step.name not in _SENT and not _is_source(view, step)
        ) or isinstance(step, GetItem):
            register = step.object
        elif isinstance(step, Next):
            iterator = view.definitions[step.iterator]
            return isinstance(iterator, Iterate) and is_kept(view, iterator.object, depth)
        else:
            return False
    return False


def is_none_sent(view: View, step: GetField) -> bool:
    """Whether what the field holds is nothing of what was sent, by its name and those of what it is read from."""
    inner: Instruction | None = step
    while isinstance(inner, GetField):
        if inner.name in _SENT or _is_source(view, inner):
            return False
        inner = view.definitions[inner.object]
    return not (isinstance(inner, Load | Import) and inner.name in _SENT)


def _is_source(view: View, step: GetField) -> bool:
    evaluator = view.program.evaluator
    paths = evaluator.field_paths(view.function, step.object, step.name)
    return any(evaluator.models.source(path) is not None for path in paths)
