"""Whether a handler waits for whatever may go wrong, or for one thing of which the program knows what it says.

except ValueError as error:    what is wrong with the value: may be shown
except Exception as error:     anything, the file that is not there or the query that failed
"""

from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import Build
from entasis.program.symbols import Api

_BROAD: Final = frozenset({"builtins.Exception", "builtins.BaseException"})


def is_broad(view: View, register: int) -> bool:
    """Whether the class in `register`, or one of the tuple there, is one of any exception."""
    step = view.definitions[register]
    if isinstance(step, Build):
        return any(is_broad(view, part) for part in step.operands)
    value = view.program.evaluator.value(view.function, register)
    return any(isinstance(thing, Api) and thing.path in _BROAD for thing in value)
