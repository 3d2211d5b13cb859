"""What names stand for: variables, globals, imports and star imports, attributes of modules, parameters."""

from typing import TYPE_CHECKING, Final

from entasis.ir.function import FunctionKind
from entasis.ir.instructions import Binary, Build, Const, Import, Load, Param
from entasis.limits import RESOLUTION_DEPTH
from entasis.models.stubs import FunctionKind as StubKind
from entasis.models.stubs import StubModule
from entasis.program.annotations import TypeText, parse_annotation
from entasis.program.constructed import CONSTRUCTOR
from entasis.program.decorators import method_kind
from entasis.program.solver import EACH, union
from entasis.program.symbols import (
    NOTHING,
    UNKNOWN,
    FunctionSymbol,
    Instance,
    Made,
    ModuleSymbol,
    Value,
)
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_IMPLICIT: Final = frozenset(
    {"__name__", "__file__", "__doc__", "__package__", "__qualname__"}
)  # of any module


def load(evaluator: "Evaluator", function: FunctionSymbol, step: Load) -> Value:
    """The value of a variable of an enclosing function, of the module, or a built-in name."""
    module = function.module
    if step.owner:
        stored = module.stored(step.owner, step.name)
        return _bound(evaluator, stored) if stored else UNKNOWN
    return global_name(evaluator, module, step.name)


def global_name(evaluator: "Evaluator", module: ModuleSymbol, name: str) -> Value:
    """What `name` means in the code of `module`."""
    stored = module.stored(0, name)
    found = _stars(evaluator, module, name, stored) if module.stars else []
    if stored:
        found.append(_bound(evaluator, stored))
    if found:
        return union(found)
    if evaluator.stubs.find(f"builtins.{name}") is not None:
        return (evaluator.things.api(f"builtins.{name}"),)
    if name in _IMPLICIT:
        return (evaluator.things.instance("builtins.str"),)
    unknown = [path for star in module.stars if (path := _unknown_source(evaluator, module, star))]
    # Nothing else defines the name, so the one star import that nobody can look into does.
    if len(unknown) == 1 and not name.startswith("_"):
        return outside(evaluator, f"{unknown[0]}.{name}")
    # Python 2 had more built-in names; those that a model speaks of are the ones that matter.
    older = f"builtins.{name}"
    if not unknown and (evaluator.models.sinks(older) or evaluator.models.source(older)):
        return (evaluator.things.api(older),)
    return UNKNOWN if module.stars or not _is_module_outside(evaluator, name) else outside(evaluator, name)


def _is_module_outside(evaluator: "Evaluator", name: str) -> bool:
    """Whether a name that nothing binds is that of a module: in a piece of a file its import was left out."""
    return evaluator.models.are_about(name) or isinstance(evaluator.stubs.find(name), StubModule)


def outside(evaluator: "Evaluator", path: str) -> Value:
    """The thing outside at `path`; where a model says that it holds an object, that object.

    A step that stands behind a call already, as `node = node.parent()` in a loop adds them, is not added again.
    """
    known = evaluator.things.outside.get(path)
    if known is None:
        known = evaluator.things.outside[path] = _outside(evaluator, path)
    return known


def _outside(evaluator: "Evaluator", path: str) -> Value:
    last = path[path.rfind(".") :]
    call = path.find("()")
    if call >= 0:
        again = path.find(f"{last}.", call)
        path = path if again < 0 else path[: again + len(last)]
    elif path.endswith(last * 3):
        path = path[: -len(last)]
    if path.count(".") > RESOLUTION_DEPTH.bound:
        return UNKNOWN
    held = evaluator.models.value(path)
    return (evaluator.things.api(path) if held is None else evaluator.things.own(held),)


def module_member(evaluator: "Evaluator", module: ModuleSymbol, name: str) -> Value:
    """What the attribute `name` of `module` can be."""
    stored = module.stored(0, name)
    found = _stars(evaluator, module, name, stored) if module.stars else []
    if stored:
        found.append(_bound(evaluator, stored))
    submodule = evaluator.index.submodule(module, name)
    if submodule is not None and not (found and _is_covered(evaluator, module, stored, submodule)):
        found.append((submodule,))
    return union(found) if found else UNKNOWN


def _bound(evaluator: "Evaluator", stored: list[tuple[FunctionSymbol, int]]) -> Value:
    if len(stored) == 1:
        return evaluator.value(*stored[0])
    return union([evaluator.value(holder, register) for holder, register in stored])


def _is_covered(
    evaluator: "Evaluator",
    package: ModuleSymbol,
    stored: list[tuple[FunctionSymbol, int]],
    submodule: ModuleSymbol,
) -> bool:
    """Whether the package binds the name of `submodule` to something else once that is imported."""
    body = package.functions[0].function
    first = next(
        (
            step.start
            for step in body.definitions
            if isinstance(step, Import) and module_of(evaluator, package, step) is submodule
        ),
        None,
    )
    if first is None:
        return False
    return any(
        holder.function is body and step is not None and step.start >= first
        for holder, register in stored
        for step in (body.definitions[register],)
    )


# Star imports


def _stars(
    evaluator: "Evaluator", module: ModuleSymbol, name: str, stored: list[tuple[FunctionSymbol, int]]
) -> list[Value]:
    """What star imports bring under `name`; those before an assignment of the name count for nothing."""
    found: list[Value] = []
    for holder, register in module.stars:
        star = holder.function.definitions[register]
        assert isinstance(star, Import)
        if any(_is_before(star, holder, binding) for binding in stored):
            continue
        source = module_of(evaluator, module, star)
        if source is not None:
            if provides(evaluator, source, name, frozenset()):
                found.append(evaluator.ask(source, name))
            continue
        if star.level or _unknown_source(evaluator, module, (holder, register)):
            if stored:
                found.append(UNKNOWN)  # nobody can say whether it brings the name as well
        elif not name.startswith("_") and evaluator.stubs.find(f"{star.module}.{name}") is not None:
            found.append(outside(evaluator, f"{star.module}.{name}"))
    return found


def _is_before(star: Import, holder: FunctionSymbol, binding: tuple[FunctionSymbol, int]) -> bool:
    step = binding[0].function.definitions[binding[1]]
    return binding[0] is not holder or step is None or star.start <= step.start


def _unknown_source(evaluator: "Evaluator", module: ModuleSymbol, star: tuple[FunctionSymbol, int]) -> str:
    """The module outside whose names nobody can list, or ""."""
    step = star[0].function.definitions[star[1]]
    assert isinstance(step, Import)
    if step.level or module_of(evaluator, module, step) is not None:
        return ""
    return step.module if evaluator.stubs.find(step.module) is None else ""


def provides(evaluator: "Evaluator", module: ModuleSymbol, name: str, seen: frozenset[ModuleSymbol]) -> bool:
    """Whether `from module import *` surely brings `name`."""
    public = _public_names(module)
    if name not in public if public is not None else name.startswith("_"):
        return False
    if (0, name) in module.bindings:
        return True
    if public is not None and evaluator.index.submodule(module, name) is not None:
        return True
    for holder, register in module.stars:
        star = holder.function.definitions[register]
        assert isinstance(star, Import)
        source = module_of(evaluator, module, star)
        if source is None:
            if not star.level and evaluator.stubs.find(f"{star.module}.{name}") is not None:
                return True
        elif source not in seen and provides(evaluator, source, name, seen | {module, source}):
            return True
    return False


def _public_names(module: ModuleSymbol) -> frozenset[str] | None:
    """What `__all__` lists; None if there is none, or if it is not written out."""
    stored = module.stored(0, "__all__")
    if len(stored) != 1:
        return None
    function, register = stored[0]
    names: set[str] = set()
    pending = [register]
    while pending:
        step = function.function.definitions[pending.pop()]
        if isinstance(step, Build) and step.kind in {"list", "tuple"} and not step.stars:
            pending.extend(step.operands)
        elif isinstance(step, Binary) and step.operator in {"+", "+="}:
            pending += [step.left, step.right]
        elif isinstance(step, Const) and isinstance(step.value, str):
            names.add(step.value)
        else:
            return None
    return frozenset(names)


# Imports


def module_of(evaluator: "Evaluator", module: ModuleSymbol, step: Import) -> ModuleSymbol | None:
    """The module of the program from which `step`, in `module`, imports."""
    if step.level:
        return evaluator.index.relative(module, step.level, step.module)
    return evaluator.index.absolute(module, step.module)


def imported(evaluator: "Evaluator", function: FunctionSymbol, step: Import) -> Value:
    """What the import binds."""
    module = function.module
    if step.name == "*":
        return UNKNOWN
    if not step.name:
        source = evaluator.index.top(module, step.module) if step.top else module_of(evaluator, module, step)
        path = step.module.partition(".")[0] if step.top else step.module
        return (evaluator.things.api(path),) if source is None else (source,)
    source = module_of(evaluator, module, step)
    if source is None:
        if step.level:
            return _absent(evaluator, _beside(module, step))
        path = f"{step.module}.{step.name}"
        submodule = evaluator.index.absolute(module, path)
        return outside(evaluator, path) if submodule is None else (submodule,)
    if source is module:
        submodule = evaluator.index.submodule(module, step.name)
        if submodule is not None:
            return (submodule,)
    found = evaluator.ask(source, step.name)
    if found or source.stars or not source.is_package or not source.name:
        return found
    if source.stored(0, step.name) or source.stored(0, "__getattr__"):
        return found
    return _absent(evaluator, f"{source.name}.{step.name}")


def _beside(module: ModuleSymbol, step: Import) -> str:
    """What a relative import names, as a path from the top; "" where it leads out of what is there."""
    parts = module.name.split(".")
    above = step.level - 1 if module.is_package else step.level
    if not step.module or above > len(parts):
        return ""
    return ".".join((*parts[: len(parts) - above], step.module, step.name))


def _absent(evaluator: "Evaluator", path: str) -> Value:
    """What the program imports from itself and does not hold: what is generated when it is built has a name at least.

    from . import disks_pb2_grpc          disks_pb2_grpc.DisksServicer says what it is

    A path that a library has as well stays unknown.
    """
    if not path or evaluator.stubs.find(path) is not None or evaluator.models.is_known(path):
        return UNKNOWN
    return outside(evaluator, path)


# Parameters


def parameter(evaluator: "Evaluator", function: FunctionSymbol, step: Param) -> Value:
    """What a parameter is by its place in a method and by its annotation."""
    owner = function.owner
    if step.index == 0 and owner is not None and function.function.kind is FunctionKind.FUNCTION:
        kind = method_kind(evaluator, function)
        if kind is None:
            return NOTHING
        if kind is StubKind.METHOD or kind is StubKind.PROPERTY:
            return (owner.instance,)
        if kind is StubKind.CLASS_METHOD:
            return (owner,)
    declared = function.function.parameters[step.index]
    if declared.kind is ParameterKind.VAR_KEYWORD:
        return (evaluator.things.instance("builtins.dict"),)
    if declared.kind is ParameterKind.VAR_POSITIONAL:
        element = parse_annotation(declared.annotation)
        if element is None:
            return (evaluator.things.instance("builtins.tuple"),)
        return (evaluator.things.typed("builtins.tuple", function, (element, TypeText("..."))),)
    found = evaluator.annotated(function, declared.annotation)
    if found:
        return found
    given = evaluator.given.get(function)
    if given is not None and step.index in given:
        return given[step.index]
    injected = evaluator.injected.get(function, {}).get(step.index, ())
    if injected:
        return union([_provided(evaluator, provider) for provider in injected])
    if owner is not None and evaluator.constructed is not None and function.name == CONSTRUCTOR:
        return evaluator.constructed.value(function, step.index)
    return UNKNOWN


def _provided(evaluator: "Evaluator", provider: FunctionSymbol) -> Value:
    """What the parameter is filled with: what the function returns, or yields, to go on when the handler is done."""
    if provider.owner is not None and provider.name == "__init__":
        return (provider.owner.instance,)
    found = evaluator.result(provider)
    if not provider.function.is_generator:
        return found
    made = [thing for thing in found if isinstance(thing, Instance) and isinstance(thing.content, Made)]
    return union([evaluator.ask(thing, EACH) for thing in made]) if made else UNKNOWN
