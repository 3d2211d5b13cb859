"""What a form gives of what it declares: a field of numbers gives a number, whatever was sent.

class Order(forms.Form):
amount = forms.IntegerField()
note = forms.CharField()
data = form.cleaned_data        what lies in `data["note"]` is any text, in `data["amount"]` none is
form.cleaned_data.get("note")   what `clean_note` returns, where the form has such a method
"""

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.state import State
from entasis.ir.instructions import GetField, Instruction
from entasis.models.rows import Source
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance


def held_declared(state: State, step: GetField, source: Source) -> Held | None:
    """The mapping of all that the form declares; None where that cannot be told."""
    classes = _classes(state, step.object)
    forms = [state.view.program.forms.of(symbol) for symbol in classes]
    if not forms or not all(form.is_whole for form in forms):
        return None
    made = Held(0, state.new_object(step.result, "declared"))
    state.mappings.add(made.objects.bit_length() - 1)
    for name in dict.fromkeys(name for form in forms for name in form.fields):
        value = _given(state, step, step, source, name)
        if value.taint or value.objects:
            state.write(made, f"[{name!r}]", value, source=step.object)
    return made


def of_field(state: State, step: Instruction, register: int, key: int, held: Held) -> Held:
    """What is held at the key of what the register holds, where that is what a form that declares it gives."""
    made = state.view.definitions[register] if register >= 0 else None
    if not held.taint or not isinstance(made, GetField) or made.name not in state.around.source_names:
        return held
    name = state.view.constants.value(key)
    source = _source(state, made) if isinstance(name, str) else None
    if source is None or not isinstance(name, str):
        return held
    forms = [state.view.program.forms.of(symbol) for symbol in _classes(state, made.object)]
    if not forms or not all(name in form.fields for form in forms):
        return held
    return _given(state, step, made, source, name)


def _source(state: State, made: GetField) -> Source | None:
    for api in state.evaluator.field_paths(state.function, made.object, made.name):
        source = state.models.source(api)
        if source is not None and source.declared:
            return source if state.is_trusted(source.kind) else None
    return None


def _classes(state: State, register: int) -> list[ClassSymbol]:
    """The classes of which the form may be; none where some of them is not in the program."""
    value = state.evaluator.value(state.function, register)
    found = [thing.of for thing in value if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol)]
    return found if len(found) == len(value) else []


def _given(state: State, step: Instruction, made: GetField, source: Source, name: str) -> Held:
    """What lies there under the name."""
    results: list[Held] = []
    for symbol in _classes(state, made.object):
        clears = state.view.program.forms.of(symbol).fields.get(name)
        if clears is None:
            continue
        taint = state.kinds.clear(state.taint_from(made, source), state.kinds.mask(clears))
        method = _cleaning(state, symbol, f"{source.declared}{name}")
        if method is None or not taint:
            results.append(Held(taint))
        else:
            bound = {0: made.object}
            if len(method.function.parameters) > 1:
                bound[1] = state.keep(step, f"declared {name}", Held(taint))
            results.append(Held(state.deep(apply_summary(state, step, method, bound))))
    return join(results)


def _cleaning(state: State, symbol: ClassSymbol, name: str) -> FunctionSymbol | None:
    """The method of the class that sees to the field; None within such methods, which see what was sent."""
    order = state.evaluator.mro(symbol)
    if state.function.owner in order:
        return None
    if not any(isinstance(node, ClassSymbol) and name in node.members for node in order):
        return None
    for thing in state.evaluator.attribute(symbol.instance, name):
        if isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol):
            return thing.function
    return None
