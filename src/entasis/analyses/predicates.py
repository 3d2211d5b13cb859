"""Functions of the program that only compare what they are passed: a call that passes constants has their answer.

def is_own(name):
    return name in ("", "Self", config.name)

is_own("")         True, whatever the configuration says
"""

from entasis.ir.instructions import Call, Compare, Return, Unary
from entasis.program.evaluate import Evaluator
from entasis.program.symbols import FunctionSymbol
from entasis.signature import ParameterKind


def predicate(
    evaluator: Evaluator, function: FunctionSymbol, step: Call
) -> tuple[FunctionSymbol, int] | None:
    """The function that the call surely reaches, with the register that it returns, if all it does is to compare."""
    value = evaluator.value(function, step.callee)
    if len(value) != 1 or not isinstance(value[0], FunctionSymbol):
        return None
    body = value[0].function
    if any(parameter.kind is ParameterKind.VAR_POSITIONAL for parameter in body.parameters):
        return None  # an argument is no parameter's value then, but an element of it
    end = body.blocks[0].terminator
    if len(body.blocks) > 1 or body.is_async or body.is_generator or not isinstance(end, Return):
        return None
    given = body.definitions[end.value]
    is_comparison = isinstance(given, Compare) or (isinstance(given, Unary) and given.operator == "not")
    return (value[0], end.value) if is_comparison else None
