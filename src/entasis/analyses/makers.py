"""What makes the objects of a class of the program, and so says what a call takes; and functions that a class keeps."""

from entasis.analyses.view import View
from entasis.ir.instructions import Call, GetField
from entasis.program.hierarchy import Node
from entasis.program.records import is_made_specially, synthesised
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance
from entasis.signature import Signature

Maker = FunctionSymbol | tuple[Signature, ...] | None


def maker_of(view: View, symbol: ClassSymbol) -> Maker:
    """What makes objects of the class: a method of the program, or what takes one of these; None if nobody knows."""
    makers = view.modules.makers
    if symbol not in makers:
        makers[symbol] = _maker(view, symbol)
    return makers[symbol]


def _maker(view: View, symbol: ClassSymbol) -> Maker:
    evaluator = view.program.evaluator
    if "__init__" in view.modules.replaced_names(symbol.module):
        return None
    record = synthesised(evaluator, symbol)
    if record is not None:
        return None if record.signature is None else (record.signature,)
    order = evaluator.mro(symbol)
    for node in order:
        if isinstance(node, str):
            if not view.program.stubs.is_class(node) or node.startswith(("typing.", "enum.", "abc.")):
                return None
        elif "__new__" in node.members or is_made_specially(evaluator, node):
            return None
    makers = evaluator.attribute(symbol.instance, "__init__")
    if len(makers) != 1 or not isinstance(makers[0], Bound):
        return None
    maker = makers[0].function
    return maker if isinstance(maker, FunctionSymbol) else _library_makers(view, order)


def _library_makers(view: View, order: tuple[Node, ...]) -> tuple[Signature, ...]:
    """How objects are made by the library classes of `order`; by `object`, which takes nothing, if they leave it to it.

    A mixin before the class that takes the arguments has no maker of its own. Which of several it is is not asked.
    """
    stubs = view.program.stubs
    classes = [node for node in order if isinstance(node, str)]
    if not classes:
        return (Signature(),)
    making = [node for node in classes if stubs.maker(node) is not None] or classes[:1]
    found = [stubs.constructor(node) for node in making]
    if None in found:
        return ()
    return tuple(alternative.signature for made in found for alternative in made or ())


def is_kept_by_class(view: View, call: Call) -> bool:
    """Whether a library's function is called as a method: `to_dict = asdict` in a class is passed the object, if it is
    one in Python and none in C.
    """
    callee = view.definitions[call.callee]
    if not isinstance(callee, GetField):
        return False
    value = view.program.evaluator.value(view.function, callee.object)
    return any(isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol) for thing in value)
