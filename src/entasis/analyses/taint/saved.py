"""What a form or a serializer gives once it has kept what was sent: an object with that in its columns.

post = form.save(commit=False)     `post` is no text
post.title                         what was sent, where it is a field of the form's class
post.pk                            a key, which nobody has sent
post.author.name                   a text has no `name`: another row lies in the column

def create(self, validated_data):
    post = super().create(validated_data)      likewise, of what the method is passed
"""

from entasis.analyses.taint.heap import ANY_FIELD, COPIED, NOTHING, bits_of
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.stored import keep_checked
from entasis.ir.instructions import Call, GetField
from entasis.program.symbols import ClassSymbol, Instance, Super


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


def is_kept_above(state: State, step: Call) -> bool:
    """Whether a method that is passed what its class declares leaves it to the class above to keep that."""
    callee = state.view.definitions[step.callee]
    if not isinstance(callee, GetField) or callee.name != state.function.name or not step.arguments:
        return False
    sources = [state.around.entry_source(state.function, i) for i in range(len(step.arguments) + 1)]
    if not any(source is not None and source.declared for source in sources):
        return False
    above = state.evaluator.value(state.function, callee.object)
    return bool(above) and all(isinstance(thing, Super) for thing in above)


def share_saved(state: State) -> None:
    """At the end of the function: what then lies in the columns of the objects that forms gave is in the database.

    post = form.save(commit=False)
    post.title = strip_tags(post.title)      this is what is kept
    post.save()
    """
    for index, model in sorted(state.saved.items()):
        for selector, held in sorted(state.places.get(index, NOTHING).items()):
            if selector[0] == "." and selector != ANY_FIELD:
                keep_checked(state, model, selector[1:], state.deep(held))


def kept_above(state: State, step: Call) -> Held:
    """The object that the class above gives, with what lies under a key in the column of that name."""
    made = Held(0, state.new_object(step.result))
    state.keep_apart(made.objects)
    for register in step.arguments:
        given, others = state.read(register), 0
        for index in bits_of(given.objects):
            for selector, inside in sorted(state.places.get(index, NOTHING).items()):
                if selector in {"*", COPIED}:
                    others |= state.deep(inside)
                elif selector[0] == "[":
                    _put(state, made, f".{selector[2:-2]}", state.deep(inside), register)
        symbol = state.function.owner
        if symbol is not None:
            _note(state, made, symbol)
        _put_any(state, made, [symbol] if symbol is not None else [], given.taint | others, register)
    return made


def _fill(state: State, made: Held, symbol: ClassSymbol, taint: int, receiver: int) -> None:
    """Put into the fields what was sent for them; into any, where the class does not name all that it takes."""
    form = state.view.program.forms.of(symbol)
    _note(state, made, symbol)
    for name, clears in form.fields.items():
        _put(state, made, f".{name}", state.kinds.clear(taint, state.kinds.mask(clears)), receiver)
    if not form.is_whole:
        _put_any(state, made, [symbol], taint, receiver)


def _note(state: State, made: Held, symbol: ClassSymbol) -> None:
    """The object is a row of the table of the class that the form's class names."""
    model = state.view.program.forms.model(symbol)
    if model is not None:
        state.saved[made.objects.bit_length() - 1] = model


def _put_any(state: State, made: Held, symbols: list[ClassSymbol], taint: int, source: int) -> None:
    """Let any column hold what was sent, or those that are texts where the model of the form's class is known."""
    known = [state.view.program.forms.columns(symbol) for symbol in symbols if taint]
    columns = known[0] if known else None
    if columns is None:
        _put(state, made, ANY_FIELD, taint, source)
    for name, clears in (columns or {}).items():
        if not state.has_place(made, f".{name}"):
            _put(state, made, f".{name}", state.kinds.clear(taint, state.kinds.mask(clears)), source)


def _put(state: State, made: Held, selector: str, taint: int, source: int) -> None:
    """Let a column hold what was sent."""
    if taint:
        column = state.new_object(made.objects.bit_length() - 1, f"column {selector}")
        state.columns |= column
        state.write(made, selector, Held(taint, column), source=source)
