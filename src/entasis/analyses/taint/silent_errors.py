"""Exceptions of the program that never hold what was passed, since each is raised without a word or with constants.

class NoSuchKey(Exception): ...
raise NoSuchKey(); raise NoSuchKey("gone")      everywhere in the program
except NoSuchKey as error: log.error(error)     whatever was passed to what has raised it is not in its text
error = NoSuchKey                               somebody may raise it by that name, with more
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.view import View
from entasis.ir.instructions import Build, Call, Compare, GetField, Import, Load, MakeClass, Raise, Store
from entasis.ir.operands import operands
from entasis.program.hierarchy import UNSEEN
from entasis.program.passing import callee_name
from entasis.program.symbols import ClassSymbol, FunctionSymbol

_NAMING: Final[tuple[type[Load | GetField | Import], ...]] = (Load, GetField, Import)
_RAISED: Final = "builtins.BaseException"
# What is passed a class only to compare it.
_ASKING: Final = frozenset(
    {"isinstance", "issubclass", "suppress", "raises", "assertRaises", "assertRaisesRegex"}
)


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
    return symbol.ir.name not in _handed_on(view)


def _handed_on(view: View) -> frozenset[str]:
    """The names of such classes with which more is done than to raise them."""
    modules = view.modules
    if modules.handed_on is None:
        program = view.program.modules
        names = {
            of.ir.name
            for module in program
            for of in module.classes
            if not of.methods and not of.fields and _may_be_raised(view, of)
        }
        functions = (function for module in program for function in module.functions)
        modules.handed_on = frozenset(
            chain.from_iterable(_handed_on_in(function, names) for function in functions)
        )
    return modules.handed_on


def _may_be_raised(view: View, symbol: ClassSymbol) -> bool:
    order = view.program.evaluator.mro(symbol)
    return UNSEEN in order or _RAISED in order


def _handed_on_in(function: FunctionSymbol, names: Collection[str]) -> Iterator[str]:
    """Those of the names with whose class anything is done but to raise, to make, to catch or to import it, or to derive
    from it.
    """
    named = chain.from_iterable(map(function.steps_of, _NAMING))
    held = {step.result: frozenset({step.name}) for step in named if step.name in names}
    for block in function.function.blocks if held else ():
        for step in block.instructions:
            given = [register for register in operands(step) if register in held]
            if not given:
                continue
            of = frozenset().union(*(held[register] for register in given))
            match step:
                case Call(callee=callee) if given == [callee]:
                    pass
                case Call() if callee_name(function, step) in _ASKING:
                    pass
                case Compare() | MakeClass() | GetField():
                    pass
                case Store(name=name) if of == {name}:
                    pass
                case Build(kind="tuple", result=result):
                    held[result] = of
                case _:
                    yield from of
        end = block.terminator
        if end is not None and not isinstance(end, Raise):
            yield from chain.from_iterable(held.get(register, ()) for register in operands(end))
