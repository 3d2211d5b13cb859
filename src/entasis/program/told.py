"""What a value is told to be by what is done with it: nothing but objects of one class of a library has the attribute.

from django.http import HttpResponse
def greet(request):                                    nobody in the program calls it or says what `request` is,
    return HttpResponse("Hi " + request.POST["name"])  but only a request has `POST`
class Server(shared.Record): ...
Server.objects.raw(text)                               a class with a base that is not there, but with `objects`
def leave(request):                                    what is called `request` and answered by a response
    return HttpResponse("Bye " + request.path)
def log(request): ...                                  and then, in this module, each other parameter of that name

The attributes are those in `told_by` of the models' classes, the names those in `told_as`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from entasis.ir.instructions import GetField, Param
from entasis.models.rows import LibraryClass
from entasis.program.harmless import is_of
from entasis.program.passing import Passing
from entasis.program.symbols import Api, FunctionSymbol, ModuleSymbol
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def tell_parameters(
    evaluator: "Evaluator", modules: Sequence[ModuleSymbol], named: Sequence[LibraryClass], passing: Passing
) -> None:
    """Tell the evaluator what parameters without a type are, of which a telling attribute is read or a name is told."""
    for module in modules if evaluator.told_by else ():
        for function in module.functions:
            for index, path in _told(function, evaluator.told_by):
                given = evaluator.given.setdefault(function, {})
                given.setdefault(index, (evaluator.things.instance(path),))
    for module in modules:
        rows = [row for row in named if row.api.partition(".")[0] in module.imported]
        for name in dict.fromkeys(row.told_as for row in rows):
            _by_name(evaluator, module, name, [row for row in rows if row.told_as == name], passing)


def _by_name(
    evaluator: "Evaluator", module: ModuleSymbol, name: str, rows: Sequence[LibraryClass], passing: Passing
) -> None:
    """Each parameter of the name is what the others are, where they are all the same; not what is passed others."""
    classes = {row.api for row in rows}
    called = [
        (function, index)
        for function in module.functions
        for index, parameter in enumerate(function.function.parameters)
        if parameter.name == name and not parameter.annotation and parameter.kind <= ParameterKind.POSITIONAL
        if all(getattr(thing, "of", None) in classes for thing in passing.values(function, index))
    ]
    for function, index in called:
        given = evaluator.given.setdefault(function, {})
        row = None if index in given else _answered(evaluator, function, rows)
        if row is not None:
            given[index] = (evaluator.things.instance(row.api),)
    known = list(dict.fromkeys(evaluator.given[function].get(index, ()) for function, index in called))
    told = [value for value in known if value]
    if len(told) == 1 and any(told[0] == (evaluator.things.instance(path),) for path in sorted(classes)):
        for function, index in called:
            evaluator.given[function].setdefault(index, told[0])


def _answered(
    evaluator: "Evaluator", function: FunctionSymbol, rows: Sequence[LibraryClass]
) -> LibraryClass | None:
    """The class of a request to which the function gives the response."""
    result = evaluator.result(function)
    paths = {thing.path.removesuffix("()") for thing in result if isinstance(thing, Api)}
    canonical = {evaluator.models.canonical(path) for path in paths}
    return next(
        (
            row
            for row in rows
            if is_of(evaluator, result, frozenset(row.told_with)) or not canonical.isdisjoint(row.told_with)
        ),
        None,
    )


def _told(function: FunctionSymbol, told_by: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    definitions, own = function.function.definitions, function.owner is not None
    if not any(not p.annotation for p in function.function.parameters[own:]):
        return
    for step in function.steps_of(GetField):
        if step.name not in told_by:
            continue
        base = definitions[step.object]
        if not isinstance(base, Param) or (base.index == 0 and function.owner is not None):
            continue
        parameter = function.function.parameters[base.index]
        if not parameter.annotation and parameter.kind <= ParameterKind.POSITIONAL:
            yield base.index, told_by[step.name]
