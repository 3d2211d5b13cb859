"""Exceptions of the program that never hold what was passed, since each is raised without a word or with constants.

class NoSuchKey(Exception): ...
raise NoSuchKey(); raise NoSuchKey("gone")      everywhere in the program
except NoSuchKey as error: log.error(error)     whatever was passed to what has raised it is not in its text
"""

from collections.abc import Iterable

from entasis.analyses.constants import is_constant
from entasis.analyses.view import View
from entasis.ir.instructions import Build
from entasis.program.symbols import ClassSymbol


def are_silent(view: View, register: int) -> bool:
    """Whether what an `except` names are such classes."""
    step = view.definitions[register]
    named = step.operands if isinstance(step, Build) and step.kind == "tuple" else (register,)
    found = [
        thing for each in named for thing in view.program.evaluator.value(view.function, each) or (None,)
    ]
    return bool(found) and all(isinstance(thing, ClassSymbol) and _is_silent(view, thing) for thing in found)


def _is_silent(view: View, symbol: ClassSymbol) -> bool:
    silent = view.modules.silent
    if symbol not in silent:
        below = (symbol, *view.program.subclasses.get(symbol, ()))
        silent[symbol] = all(_says_nothing(view, node) for node in _with_bases(view, below))
    return silent[symbol]


def _with_bases(view: View, symbols: Iterable[ClassSymbol]) -> Iterable[ClassSymbol]:
    """The classes, with those of the program from which they have their methods."""
    mro = view.program.evaluator.mro
    return dict.fromkeys(node for each in symbols for node in mro(each) if isinstance(node, ClassSymbol))


def _says_nothing(view: View, symbol: ClassSymbol) -> bool:
    """Whether the class has no methods of its own and is never made with anything that is not written out."""
    if symbol.methods or symbol.fields:
        return False
    for function, calls in view.program.passing.calls_of({symbol.ir.name}).items():
        constants = view.modules.of(function)
        if not all(is_constant(constants.value(given)) for call in calls for given in call.arguments):
            return False
    return True
