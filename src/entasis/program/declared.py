"""Arguments of a query that a schema declares to be numbers: what is no number never gets to the function.

class Move(graphene.Mutation):
    class Arguments:
        place = graphene.Int(required=True)          the parameter `place` of `mutate`
class Query(graphene.ObjectType):
    page = graphene.String(number=graphene.Int())    the parameter `number` of `resolve_page`
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import Call
from entasis.models.entries import Entry
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_HOLDERS: Final = ("Arguments", "Input")
_Declared = tuple[FunctionSymbol, int]


def is_declared_number(
    evaluator: "Evaluator",
    row: Entry,
    function: FunctionSymbol,
    name: str,
    made: tuple[FunctionSymbol, Call] | None,
) -> bool:
    """Whether the parameter of the function is declared by one of the row's `numbers`; `made` registers the function."""
    declared = [*_in_class(evaluator, row, function, name), *(_by_name(*made, name) if made else ())]
    return bool(declared) and all(
        _is_number(evaluator, row, holder, register) for holder, register in declared
    )


def _in_class(evaluator: "Evaluator", row: Entry, function: FunctionSymbol, name: str) -> Iterator[_Declared]:
    owner = function.owner
    if owner is None or owner.body is None:
        return
    for holder in _HOLDERS:
        for register in owner.members.get(holder, ()):
            for thing in evaluator.value(owner.body, register):
                if isinstance(thing, ClassSymbol) and thing.body is not None:
                    for inner in thing.members.get(name, ()):
                        yield thing.body, inner
    for method in row.methods:
        field = function.name.removeprefix(method.removesuffix("*")) if method.endswith("*") else ""
        for register in owner.members.get(field, ()) if field != function.name else ():
            call = owner.body.function.definitions[register]
            if isinstance(call, Call):
                yield from _by_name(owner.body, call, name)


def _by_name(function: FunctionSymbol, call: Call, name: str) -> Iterator[_Declared]:
    """What the call is passed under the name."""
    if name in call.names:
        yield function, call.arguments[len(call.arguments) - len(call.names) + call.names.index(name)]


def _is_number(evaluator: "Evaluator", row: Entry, function: FunctionSymbol, register: int) -> bool:
    """Whether the register holds one of the classes, a call of one, or a call that is passed such first."""
    at: int | None = register
    while at is not None:
        step = function.function.definitions[at]
        for inner in (at, step.callee) if isinstance(step, Call) else (at,):
            for thing in evaluator.value(function, inner):
                if isinstance(thing, Api) and evaluator.models.canonical(thing.path) in row.numbers:
                    return True
        at = step.arguments[0] if isinstance(step, Call) and step.arguments else None
    return False
