"""Names that a module puts something else in the place of: fields it sets on other objects, targets of patches.

    cluster.start = Mock()                                    `start` is replaced
    with mock.patch("app.volumes.Driver.rescan"):             `rescan` is replaced
    monkeypatch.setattr(Driver, "attach", lambda *a: None)    `attach` is replaced
    cluster.peers = Mock(); cluster.peers.count()             so is all that is called on `peers`

What is called under such a name may be the replacement, so nothing is known of its signature there.
"""

import re
from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import NONE, Call, Const, GetField, Import, Load, MakeFunction, Param
from entasis.limits import VALUE_DEPTH
from entasis.program.symbols import (
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Thing,
)

if TYPE_CHECKING:
    from entasis.analyses.view import View

_REPLACING: Final = re.compile("patch|stub|mock|setattr", re.IGNORECASE)
_WHAT_IS_TAKEN: Final = frozenset({"__defaults__", "__kwdefaults__", "__signature__"})
_MAKERS: Final = frozenset({"__new__", "__init__"})


def replaced_names(module: ModuleSymbol) -> frozenset[str]:
    """The last parts of all names that code of `module` replaces."""
    found: set[str] = set()
    replacing: dict[str, bool] = {}  # names that occur in many calls, and whether they say so
    for function in module.functions:
        definitions = function.function.definitions
        for base, name, _ in function.fields:
            owner = definitions[base]
            if not (isinstance(owner, Param) and owner.index == 0 and function.owner is not None):
                found.add(name)
        for call in function.calls:
            if _replaces(function, call, replacing):
                for register in call.arguments:
                    argument = definitions[register]
                    if isinstance(argument, Const) and isinstance(argument.value, str):
                        found.add(argument.value.rpartition(".")[2])
                found.update(call.names)
    return frozenset(found)


def may_be_replaced(view: "View", call: Call) -> bool:
    """Whether the module puts something else in the place of what is called, or of what gives its object, as tests do
    with mocks.
    """
    replaced = view.modules.replaced_names(view.function.module)
    step = view.definitions[call.callee]
    for _ in range(VALUE_DEPTH.bound if replaced else 0):  # calls on what a call gives
        if isinstance(step, GetField | Load) and step.name in replaced:
            return True
        made = view.definitions[step.object] if isinstance(step, GetField) else None
        if isinstance(made, GetField) and _holds_another(view, made.name, _receivers(view, call)):
            return True
        if not isinstance(made, Call):
            break
        step = view.definitions[made.callee]
    return False


def _receivers(view: "View", call: Call) -> set[object]:
    """The classes of the objects of which the call is known to reach a method."""
    bound = [thing.receiver for thing in view.site_of[id(call)].targets if isinstance(thing, Bound)]
    return {receiver.of for receiver in bound if isinstance(receiver, Instance)}


def _holds_another(view: "View", name: str, known: set[object]) -> bool:
    """Whether the function puts something into a field `name` that is of none of the program's classes in `known`.

    A field may be declared to hold a mapping, and hold an object of the program's in this one function.
    """
    definitions, evaluator = view.definitions, view.program.evaluator
    for base, field, value in view.function.fields:
        if field == name and not (isinstance(owner := definitions[base], Param) and owner.index == 0):
            things = evaluator.value(view.function, value)
            if not any(
                isinstance(t, Instance) and isinstance(t.of, ClassSymbol) and t.of in known for t in things
            ):
                return True
    return False


def is_of_other_library(view: "View", call: Call) -> bool:
    """Whether the program itself puts something else in the place of what is called, or of what makes its object.

    `logging.getLogger = styled`, anywhere: no logger that the program then asks for need be one of `logging`.
    """
    if any(_is_replaced(view, thing) for thing in view.site_of[id(call)].targets):
        return True
    function, register = view.function, call.callee
    for _ in range(VALUE_DEPTH.bound):
        step = function.function.definitions[register] if register != NONE else None
        match step:
            case GetField():
                register = step.object
            case Call():
                made_by = view.program.evaluator.value(function, step.callee)
                if any(_is_replaced(view, thing) for thing in made_by):
                    return True
                register = step.callee
            case Load():
                bound = function.module.bindings.get((step.owner, step.name), [])
                if len(bound) != 1:
                    return False
                [(function, register)] = bound
            case _:
                return False
    return False


def _is_replaced(view: "View", thing: Thing) -> bool:
    """Whether the program sets the attribute of the library by which the thing is known."""
    api = thing.function if isinstance(thing, Bound) else thing
    if not isinstance(api, Api):
        return False
    owner, _, name = api.path.rpartition(".")
    evaluator = view.program.evaluator
    return any(
        isinstance(of, Api) and of.path == owner
        for function, base, _ in evaluator.assigned.get(name, ())
        for of in evaluator.value(function, base)
    )


def takes_other_arguments(module: ModuleSymbol, name: str) -> bool:
    """Whether the module changes what its function or class `name` takes: `Point.__new__.__defaults__ = (0, 0)`."""
    for function in module.functions:
        definitions = function.function.definitions
        for base, field, _ in function.fields:
            if field not in _WHAT_IS_TAKEN:
                continue
            owner = definitions[base]
            if isinstance(owner, GetField) and owner.name in _MAKERS:
                owner = definitions[owner.object]
            match owner:
                case GetField() | Load():
                    known = owner.name
                case MakeFunction():
                    known = module.functions[owner.function].function.name
                case Call(arguments=[first, *_]):  # namedtuple("Point", …)
                    made = definitions[first]
                    known = str(made.value) if isinstance(made, Const) else ""
                case _:
                    continue
            if known == name:
                return True
    return False


def _replaces(function: FunctionSymbol, call: Call, replacing: dict[str, bool]) -> bool:
    """Whether any part of the callee's name says so: `mock.patch.object`, `self.stub_out`, `monkeypatch.setattr`."""
    step = function.function.definitions[call.callee]
    while isinstance(step, GetField | Load | Param | Import):
        says_so = replacing.get(step.name)
        if says_so is None:
            says_so = replacing[step.name] = _REPLACING.search(step.name) is not None
        if says_so or not isinstance(step, GetField):
            return says_so
        step = function.function.definitions[step.object]
    return False
