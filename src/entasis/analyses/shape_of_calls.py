"""What a call gives and what a function of the program takes, as shapes that can be held against each other."""

from entasis.ir.function import Parameter as IrParameter
from entasis.ir.instructions import Call
from entasis.program.symbols import FunctionSymbol
from entasis.signature import Arguments, Parameter, Signature


def arguments_of(call: Call) -> Arguments:
    """The shape of the call's arguments."""
    positional = len(call.arguments) - len(call.names)
    return Arguments(
        positional=positional - len(call.stars),
        keywords=tuple(name for name in call.names if name),
        has_star=bool(call.stars),
        has_double_star="" in call.names,
        leading=call.stars[0] if call.stars else positional,
    )


def signature_of(parameters: tuple[IrParameter, ...]) -> Signature:
    """The signature that the parameters of an IR function make."""
    return Signature(tuple(Parameter(p.name, p.kind, p.has_default) for p in parameters))


def signatures(function: FunctionSymbol) -> tuple[Signature, Signature]:
    """The function's signature, and what is left of it for who calls it through an object."""
    if function.signatures is None:
        whole = signature_of(function.function.parameters)
        function.signatures = (whole, whole.bound())
    return function.signatures
