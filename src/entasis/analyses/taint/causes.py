"""Whether a handler waits for whatever may go wrong, or for one thing of which the program knows what it says.

except ValueError as error:    what is wrong with the value: may be shown
except Exception as error:     anything, the file that is not there or the query that failed
"""

from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import Build
from entasis.program.symbols import Api, ClassSymbol

_BROAD: Final = frozenset({"builtins.Exception", "builtins.BaseException"})

_EXCEPTIONS: Final = ("Error", "Exception", "Warning")


def is_broad(view: View, register: int) -> bool:
    """Whether the class in `register`, or one of the tuple there, is one of any exception."""
    step = view.definitions[register]
    if isinstance(step, Build):
        return any(is_broad(view, part) for part in step.operands)
    value = view.program.evaluator.value(view.function, register)
    return any(isinstance(thing, Api) and thing.path in _BROAD for thing in value)


def are_foreseen(view: View, register: int) -> bool:
    """Whether it is a class of exceptions, or a tuple of such, and none of them is that of any exception."""
    step = view.definitions[register]
    if isinstance(step, Build):
        return bool(step.operands) and all(are_foreseen(view, part) for part in step.operands)
    evaluator = view.program.evaluator
    value = evaluator.value(view.function, register)
    orders = [evaluator.mro(t) if isinstance(t, ClassSymbol) else (getattr(t, "path", ""),) for t in value]
    return bool(orders) and all(
        any(isinstance(node, str) and node.endswith(_EXCEPTIONS) for node in order) and order[0] not in _BROAD
        for order in orders
    )
