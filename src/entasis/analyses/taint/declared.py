"""What a form gives of what it declares: a field of numbers gives a number, whatever was sent.

class Order(forms.Form):
amount = forms.IntegerField()
note = forms.CharField()
data = form.cleaned_data        what lies in `data["note"]` is any text, in `data["amount"]` none is
form.cleaned_data.get("note")   what `clean_note` returns, where the form has such a method
"""

from functools import reduce
from operator import and_

from msgspec import Struct

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.state import State
from entasis.ir.instructions import GetField, Instruction, Param
from entasis.models.data import Source
from entasis.program.harmless import is_declared_harmless
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance, Other


class _Taken(Struct, frozen=True):
    """What a form gives at the instruction `at`: the form is in the register `form`.

    Where it `is_past` them, the methods for its fields have seen to it, even where it is one of the class itself.
    """

    at: Instruction
    form: int
    source: Source
    is_past: bool = False


def held_declared(state: State, step: GetField | Param, source: Source) -> Held | None:
    """The mapping of all that the form declares; None where that cannot be told."""
    taken = _taken(state, step, source)
    forms = [state.view.program.forms.of(symbol) for symbol in _classes(state, taken.form)]
    if not forms or not all(form.is_whole and form.fields for form in forms):
        return None  # one without a field is made of others, each of which has some
    made = Held(0, state.new_object(step.result, "declared"))
    state.mappings.add(made.objects.bit_length() - 1)
    for name in dict.fromkeys(name for form in forms for name in form.fields):
        value = _given(state, step, taken, name)
        if value.taint or value.objects:
            state.write(made, f"[{name!r}]", value, source=taken.form)
    return made


def as_declared(state: State, step: Param, taint: int) -> int:
    """Less what no number does in a log entry: who says `number: int` is believed where so little is at stake."""
    is_said = bool(state.function.function.parameters[step.index].annotation)
    if is_said and is_declared_harmless(state.evaluator, state.function, step.index):
        return state.kinds.clear(taint, state.kinds.mask(["log"]))
    return taint


def less_than_declared(state: State, step: GetField, taint: int) -> int:
    """What is left of `taint` in what a field of a form holds, after what the class of the form declares of the field.

    code = StringField(validators=[Regexp("[a-z]+$")])      form.code.data
    """
    made = state.view.definitions[step.object]
    if not taint or not isinstance(made, GetField):
        return taint
    forms = [state.view.program.forms.of(symbol) for symbol in _classes(state, made.object)]
    clears = [state.kinds.mask(form.fields.get(made.name, ())) for form in forms]
    for_all = reduce(and_, clears) if clears else 0
    return state.kinds.clear(taint, for_all)


def of_field(state: State, step: Instruction, register: int, key: int, held: Held) -> Held:
    """What is held at the key of what the register holds, where that is what a form that declares it gives."""
    made = state.view.definitions[register] if register >= 0 else None
    if not held.taint or not isinstance(made, GetField | Param):
        return held
    name = state.view.constants.value(key)
    source = _source(state, made) if isinstance(name, str) else None
    if source is None or not isinstance(name, str):
        return held
    taken = _taken(state, made, source)
    forms = [state.view.program.forms.of(symbol) for symbol in _classes(state, taken.form)]
    if not forms or not all(name in form.fields for form in forms):
        return held
    return _given(state, step, taken, name)


def _taken(state: State, made: GetField | Param, source: Source) -> _Taken:
    if isinstance(made, Param):  # a method of the form itself, which is passed what it has taken
        return _Taken(made, state.own_receiver(), source, is_past=True)
    return _Taken(made, made.object, source)


def _source(state: State, made: GetField | Param) -> Source | None:
    if isinstance(made, Param):
        source = state.around.entry_source(state.function, made.index)
        return source if source is not None and source.declared else None
    if made.name not in state.around.source_names:
        return None
    for api in state.evaluator.field_paths(state.function, made.object, made.name):
        source = state.models.source(api)
        if source is not None and source.declared:
            return source if state.is_trusted(source.kind) else None
    return None


def _classes(state: State, register: int) -> list[ClassSymbol]:
    """The classes of which the form may be, as far as callers say; none where some of them is not in the program."""
    value = [
        thing for thing in state.evaluator.value(state.function, register) if not isinstance(thing, Other)
    ]
    found = [thing.of for thing in value if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol)]
    return found if len(found) == len(value) else []


def _given(state: State, step: Instruction, taken: _Taken, name: str) -> Held:
    """What lies there under the name."""
    results: list[Held] = []
    for symbol in _classes(state, taken.form):
        clears = state.view.program.forms.of(symbol).fields.get(name)
        if clears is None:
            continue
        seen_to = state.kinds.mask(clears) | _seen_to(state, symbol, taken, name)
        taint = state.kinds.clear(state.taint_from(taken.at, taken.source), seen_to)
        method = _cleaning(state, symbol, f"{taken.source.declared}{name}", is_past=taken.is_past)
        if method is None or not taint:
            results.append(Held(taint))
        else:
            bound = {0: taken.form}
            if len(method.function.parameters) > 1:
                bound[1] = state.keep(step, f"declared {name}", Held(taint))
            results.append(Held(state.deep(apply_summary(state, step, method, bound))))
    return join(results)


def _seen_to(state: State, symbol: ClassSymbol, taken: _Taken, name: str) -> int:
    """For what the field is clean once the functions that it lists have returned, and the method for all fields."""
    mask = 0
    for function in state.view.program.forms.validating(symbol, name):
        mask |= _checked_in(state, function, 0, "")
    whole = _cleaning(state, symbol, taken.source.declared.removesuffix("_"), is_past=taken.is_past)
    return mask if whole is None else mask | _checked_in(state, whole, 1, f"[{name!r}]")


def _checked_in(state: State, function: FunctionSymbol, at: int, selector: str) -> int:
    mask = 0
    for when, index, checked, kinds in state.around.summary_of(function).guards:
        if not when and index == at and checked == selector:
            mask |= kinds
    return mask


def _cleaning(state: State, symbol: ClassSymbol, name: str, *, is_past: bool) -> FunctionSymbol | None:
    """The method of the class that sees to the field; None within such methods, which see what was sent."""
    order = state.evaluator.mro(symbol)
    if state.function.owner in order and not is_past:
        return None
    if not any(isinstance(node, ClassSymbol) and name in node.members for node in order):
        return None
    for thing in state.evaluator.attribute(symbol.instance, name):
        if isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol):
            return thing.function
    return None
