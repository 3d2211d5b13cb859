r"""The text that a register surely holds, where it is written out in parts: the patterns of addresses and of fields.

    NAME = r"(?P<name>\w{1,%d})" % LONGEST
    re_path(rf"^servers/{NAME}/$", show)                       ^servers/(?P<name>\w{1,64})/$
    re_path("^jobs/(?P<job>" + settings.UUID + ")/$", job)     what the program's settings hold under the name

Names of modules and classes of the program are followed, as long as each is bound once.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import NONE, Binary, Build, Const, GetField, Import, Load
from entasis.limits import RESOLUTION_DEPTH
from entasis.program.names import module_of
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol, ModuleSymbol, Thing

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

HOLE: Final = "\0"
_PARTS: Final = (Binary, Build, GetField, Import, Load)


def written_text(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> str | None:
    """The text; None where it is not known, or there is something else."""
    found = _written(evaluator, function, register, 0)
    return found if isinstance(found, str) else None


def text_with_holes(evaluator: "Evaluator", function: FunctionSymbol, register: int, depth: int = 0) -> str:
    """The text, with a hole in place of each part that is not known."""
    whole = written_text(evaluator, function, register) if depth < RESOLUTION_DEPTH.bound else None
    step = function.function.definitions[register] if register != NONE else None
    if whole is not None or depth >= RESOLUTION_DEPTH.bound:
        return HOLE if whole is None else whole
    match step:
        case Binary(operator="+"):
            parts: Sequence[int] = (step.left, step.right)
        case Build(kind="text"):
            parts = step.operands
        case _:
            return HOLE
    return "".join(text_with_holes(evaluator, function, part, depth + 1) for part in parts)


def is_put_together(function: FunctionSymbol, register: int) -> bool:
    """Whether what the register holds may be a text that is written out in parts."""
    return isinstance(function.function.definitions[register], _PARTS)


def _written(evaluator: "Evaluator", function: FunctionSymbol, register: int, depth: int) -> str | int | None:
    step = function.function.definitions[register] if register != NONE else None
    if depth >= RESOLUTION_DEPTH.bound:
        return None
    match step:
        case Const(value=str() | int() as value):
            return value
        case Load():
            return _bound(evaluator, function.module, step.owner, step.name, depth)
        case Import(name=name) if name:
            source = module_of(evaluator, function.module, step)
            return None if source is None else _bound(evaluator, source, 0, name, depth)
        case GetField():
            held = evaluator.value(function, step.object)
            return _field(evaluator, held[0], step.name, depth) if len(held) == 1 else None
        case Binary(operator="+"):
            return _joined(evaluator, function, (step.left, step.right), depth)
        case Build(kind="text"):
            return _joined(evaluator, function, step.operands, depth)
        case Binary(operator="%"):
            return _filled(evaluator, function, step, depth)
        case _:
            return None


def _bound(
    evaluator: "Evaluator", module: ModuleSymbol, owner: int, name: str, depth: int
) -> str | int | None:
    stored = module.stored(owner, name)
    return _written(evaluator, *stored[0], depth + 1) if len(stored) == 1 else None


def _field(evaluator: "Evaluator", thing: Thing, name: str, depth: int) -> str | int | None:
    match thing:
        case ModuleSymbol():
            return _bound(evaluator, thing, 0, name, depth)
        case ClassSymbol():
            for node in evaluator.mro(thing):
                if not isinstance(node, ClassSymbol):
                    return None  # what a class outside holds is not known
                if name in node.members or name in node.fields:
                    return (
                        _bound(evaluator, node.module, node.ir.body, name, depth)
                        if name not in node.fields
                        else None
                    )
            return None
        case Api(path=path):
            modules = [one for one in evaluator.told_modules(path) if (0, name) in one.bindings]
            texts = {_bound(evaluator, one, 0, name, depth) for one in modules}
            return texts.pop() if len(texts) == 1 else None
        case _:
            return None


def _parts(
    evaluator: "Evaluator", function: FunctionSymbol, registers: Sequence[int], depth: int
) -> list[str | int] | None:
    parts = [_written(evaluator, function, register, depth + 1) for register in registers]
    known = [part for part in parts if part is not None]
    return known if len(known) == len(parts) else None


def _joined(
    evaluator: "Evaluator", function: FunctionSymbol, registers: Sequence[int], depth: int
) -> str | None:
    parts = _parts(evaluator, function, registers, depth)
    return None if parts is None else "".join(map(str, parts))


def _filled(evaluator: "Evaluator", function: FunctionSymbol, step: Binary, depth: int) -> str | None:
    template = _written(evaluator, function, step.left, depth + 1)
    given = function.function.definitions[step.right]
    registers = given.operands if isinstance(given, Build) and given.kind == "tuple" else (step.right,)
    parts = _parts(evaluator, function, registers, depth) if isinstance(template, str) else None
    if not isinstance(template, str) or parts is None:
        return None
    try:
        return template % tuple(parts)
    except (TypeError, ValueError):  # what is written there would fail as well
        return None
