"""Classes for whose objects a library keeps by itself what visitors send: it fills the form that the class names.

class PostCreate(CreateView):
    form_class = PostForm            what is sent for the form's fields lies in the columns of its model
class PostUpdate(UpdateView):
    model = Post                     likewise, where the class says itself what a form's `Meta` would
    fields = ["title", "text"]

Which classes are such is said by their rows in the models: `takes` names the source, `forms` where the form is.
"""

from entasis.analyses.taint.state import State
from entasis.analyses.taint.stored import keep_checked
from entasis.ir.instructions import MakeClass
from entasis.models.rows import LibraryClass
from entasis.program.evaluate import Evaluator
from entasis.program.forms import Form
from entasis.program.symbols import ClassSymbol


def takes_forms(evaluator: Evaluator, symbol: ClassSymbol) -> LibraryClass | None:
    """The row of the class outside by which the class takes forms; None if it does not."""
    for node in evaluator.mro(symbol):
        row = evaluator.models.class_of(node) if isinstance(node, str) and node else None
        if row is not None and row.takes:
            return row
    return None


def keep_taken(state: State, step: MakeClass) -> None:
    """Note what is left in the columns of the model."""
    symbol = state.function.module.classes[step.class_index]
    row = takes_forms(state.evaluator, symbol)
    source = state.models.source(row.takes) if row is not None else None
    if row is None or source is None or not state.is_trusted(source.kind):
        return
    for form, model in _forms(state, symbol, row):
        taint = state.taint_from(step, source)
        for name, clears in form.fields.items():
            left = state.kinds.clear(taint, state.kinds.mask(clears))
            if left:
                keep_checked(state, model, name, left)


def _forms(state: State, symbol: ClassSymbol, row: LibraryClass) -> list[tuple[Form, ClassSymbol]]:
    """The forms that are filled, each with the class of which it makes objects."""
    forms = state.view.program.forms
    named = [
        thing
        for name in row.forms
        for thing in state.evaluator.attribute(symbol, name)
        if isinstance(thing, ClassSymbol)
    ]
    found = [(forms.of(each), forms.model(each)) for each in named]
    if not named:
        found = [forms.said_by(symbol)]
    return [(form, model) for form, model in found if model is not None]
