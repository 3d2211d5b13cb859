"""What annotations say of an object is no more than that: it may be of a class below, or of quite another.

def run(parser: argparse.ArgumentParser): parser.parse_args(env=…)     a class of the program takes `env`
def roles() -> list[Role]: return session.query(Role)                   `roles().count()` is called on a query
"""

from collections.abc import Iterator

from entasis.analyses.view import View
from entasis.ir.instructions import Call, GetField, GetItem
from entasis.program.calls import CallSite
from entasis.program.facts import returned
from entasis.program.program import Program
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance
from entasis.signature import Arguments, ParameterKind


def classes_below(program: Program, path: object, name: str) -> Iterator[ClassSymbol]:
    """The program's classes below the one outside at `path` that have a method `name` of their own."""
    for module in program.modules if isinstance(path, str) else ():
        for symbol in module.classes:
            if name in symbol.members and path in program.evaluator.mro(symbol):
                yield symbol


def takes_more_names(program: Program, path: object, arguments: Arguments) -> bool:
    """Whether a class of the program below the outside class at `path` lets that take any name."""
    return bool(arguments.keywords) and any(
        isinstance(path, str)
        and path in program.evaluator.mro(symbol)
        and lets_take_names(program, symbol, path)
        for module in program.modules
        for symbol in module.classes
    )


def lets_take_names(program: Program, symbol: ClassSymbol, path: str) -> bool:
    """Whether a method that the class has in the place of one of the outside class at `path` takes any name.

    What the outside class is passed by names that it does not know it may hand on to that method.
    """
    evaluator = program.evaluator
    own = [name for node in evaluator.mro(symbol) if isinstance(node, ClassSymbol) for name in node.members]
    return any(
        parameter.kind is ParameterKind.VAR_KEYWORD
        for name in own
        if not name.startswith("__") and program.stubs.member(path, name) is not None
        for method in evaluator.attribute(symbol.instance, name)
        if isinstance(method, Bound) and isinstance(method.function, FunctionSymbol)
        for parameter in method.function.function.parameters
    )


def is_said_wrongly(view: View, site: CallSite) -> bool:
    """Whether a method is called on what a function gives whose annotation says another class than its code does."""
    callee = view.definitions[site.call.callee]
    made = view.definitions[callee.object] if isinstance(callee, GetField) else None
    if not isinstance(made, Call):
        return False
    assert isinstance(callee, GetField)
    evaluator = view.program.evaluator
    said = [t.of for t in evaluator.value(view.function, callee.object) if isinstance(t, Instance)]
    for thing in evaluator.value(view.function, made.callee):
        function = thing.function if isinstance(thing, Bound) else thing
        if not isinstance(function, FunctionSymbol) or not function.function.returns:
            continue
        for register in returned(function):
            given = evaluator.value(function, register)
            if not given or not all(isinstance(t, Instance) and t.of in said for t in given):
                return True
    return False


def is_structural(view: View, symbol: ClassSymbol) -> bool:
    """Whether the class is a typing protocol, which classes follow without deriving from it."""
    outer = symbol.outer
    if outer is None:
        return False
    for register in symbol.bases:
        step = outer.function.definitions[register]
        named = step.object if isinstance(step, GetItem) else register
        for thing in view.program.evaluator.value(outer, named):
            if isinstance(thing, Api) and thing.path.rpartition(".")[2] == "Protocol":
                return True
    return False
