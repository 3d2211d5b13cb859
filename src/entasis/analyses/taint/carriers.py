"""Where a flow into a text is to be mended: where the text is put together, not in a function that carries it out.

def run(statement):                       carries out whatever it is passed, as the driver does
    return connection.execute(statement)

run(f"SELECT * FROM t WHERE n = {name}")  here the statement is put together: this is the place
"""

from collections.abc import Callable

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.summary import SinkUse
from entasis.analyses.view import View
from entasis.ir.function import FunctionKind
from entasis.ir.instructions import Param, Phi
from entasis.program.symbols import FunctionSymbol


def carried_out_at(use: SinkUse, view: Callable[[FunctionSymbol], View]) -> SinkUse:
    """The use behind which functions only hand their own parameter on, as it is, to the sink."""
    uses = [use]
    while uses[-1].inner is not None:
        uses.append(uses[-1].inner)
    while len(uses) > 1 and _is_handed_on(view(uses[-1].function), uses[-1].register):
        uses.pop()
    return uses[-1]


def _is_handed_on(view: View, register: int) -> bool:
    """Whether the value is what a caller passes, or a constant that stands for it.

    A function of a script without a name is written where it is handed over: whoever reads the call reads it too.
    """
    function = view.function.function
    if function.is_script and function.kind is FunctionKind.LAMBDA:
        return False
    step = view.definitions[register] if register >= 0 else None
    if isinstance(step, Phi):
        given = [o for o in step.operands if o != register and not is_constant(view.constants.value(o))]
        return bool(given) and all(isinstance(view.definitions[o], Param) for o in given)
    return isinstance(step, Param)
