"""What a form or a serializer gives once it has kept what was sent: an object with that in its columns.

post = form.save(commit=False)     `post` is no text
post.title                         what was sent, where it is a field of the form's class
post.pk                            a key, which nobody has sent
"""

from entasis.analyses.taint.heap import ANY_FIELD
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Call
from entasis.program.symbols import ClassSymbol, Instance


def saved(state: State, step: Call, receiver: int) -> Held:
    """The object that the form in the register `receiver` gives, with what it is passed by name in its fields."""
    made = Held(0, state.new_object(step.result))
    state.keep_apart(made.objects)
    taint = state.deep(state.read(receiver))
    for thing in state.evaluator.value(state.function, receiver) if taint else ():
        if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
            _fill(state, made, thing.of, taint, receiver)
    for name, register in zip(step.names, step.arguments, strict=True):
        if name:
            state.write(made, f".{name}", state.read(register), source=register)
    return made


def _fill(state: State, made: Held, symbol: ClassSymbol, taint: int, receiver: int) -> None:
    """Put into the fields what was sent for them; into any, where the class does not name all that it takes."""
    form = state.view.program.forms.of(symbol)
    for name, clears in form.fields.items():
        left = state.kinds.clear(taint, state.kinds.mask(clears))
        if left:
            state.write(made, f".{name}", Held(left), source=receiver)
    if not form.is_whole:
        state.write(made, ANY_FIELD, Held(taint), source=receiver)
