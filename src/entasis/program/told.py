"""What a value is told to be by an attribute that nothing but objects of one class of a library has.

from django.http import HttpResponse
def greet(request):                                    nobody in the program calls it or says what `request` is,
    return HttpResponse("Hi " + request.POST["name"])  but only a request has `POST`
class Server(shared.Record): ...
Server.objects.raw(text)                               a class with a base that is not there, but with `objects`

The attributes are those in `told_by` of the models' classes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from entasis.ir.instructions import GetField, Param
from entasis.program.symbols import FunctionSymbol, ModuleSymbol
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def tell_parameters(evaluator: "Evaluator", modules: Sequence[ModuleSymbol]) -> None:
    """Tell the evaluator what parameters without a type are, of which a telling attribute is read."""
    if not evaluator.told_by:
        return
    for module in modules:
        for function in module.functions:
            for index, path in _told(function, evaluator.told_by):
                given = evaluator.given.setdefault(function, {})
                given.setdefault(index, (evaluator.things.instance(path),))


def _told(function: FunctionSymbol, told_by: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    definitions = function.function.definitions
    for step in definitions:
        if not isinstance(step, GetField) or step.name not in told_by:
            continue
        base = definitions[step.object]
        if not isinstance(base, Param) or (base.index == 0 and function.owner is not None):
            continue
        parameter = function.function.parameters[base.index]
        if not parameter.annotation and parameter.kind <= ParameterKind.POSITIONAL:
            yield base.index, told_by[step.name]
