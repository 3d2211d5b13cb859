"""Fields that a class of the program fills by a method of its own where the library's would put in what was sent.

class UserField(wtforms.StringField):
    def process_formdata(self, values): self.data = find_user(values[0])      `field.data` is a user, and no text
"""

from entasis.analyses.taint.state import State
from entasis.ir.instructions import GetField
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, Other, Super


def puts_in_itself(state: State, step: GetField, names: tuple[str, ...]) -> bool:
    """Whether each class of which the object may be has such a method, which leaves nothing to the class above."""
    things = [
        thing for thing in state.evaluator.value(state.function, step.object) if not isinstance(thing, Other)
    ]
    return bool(things) and all(
        isinstance(thing, Instance)
        and isinstance(thing.of, ClassSymbol)
        and any(_fills(state, thing.of, name) for name in names)
        for thing in things
    )


def _fills(state: State, symbol: ClassSymbol, name: str) -> bool:
    for node in state.evaluator.mro(symbol):
        for method in node.methods if isinstance(node, ClassSymbol) else ():
            if method.name == name:
                return not _asks_above(state, method, name)
    return False


def _asks_above(state: State, method: FunctionSymbol, name: str) -> bool:
    """Whether the method calls the one of the class above."""
    return any(
        isinstance(step, GetField)
        and step.name == name
        and any(isinstance(thing, Super) for thing in state.evaluator.value(method, step.object))
        for step in method.function.definitions
    )
