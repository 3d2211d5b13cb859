"""Fields of records whose class sees to them: what lies there is what its methods for the field have made of it.

class Settings(BaseModel):
    locale: str
    @field_validator("locale")
    def known(cls, value):
        if value not in LOCALES: raise ValueError
        return value                                  `settings.locale` is one of them, whatever was sent
"""

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, GetField
from entasis.models.stubs import FunctionKind
from entasis.program.evaluate import Evaluator
from entasis.program.harmless import is_harmless, says_harmless
from entasis.program.options import is_restricted
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, Other
from entasis.program.things import NONE_CLASS
from entasis.program.unbounded import is_any_number


def validated(state: State, step: GetField, base: Held, taint: int) -> int | None:
    """What of `taint` is left in the field of an object that was made of what comes in; None if nothing sees to it."""
    classes: list[ClassSymbol] = []
    for thing in state.evaluator.value(state.function, step.object):
        if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
            classes.append(thing.of)
        elif not isinstance(thing, Other):
            return None
    validators = state.view.program.validators
    if not any(validators.of(symbol).see_to(step.name) for symbol in classes):
        return None
    if state.has_place(base, f".{step.name}"):  # the program itself has put it there
        return None
    left = 0
    for symbol in classes:
        if state.function.owner in state.evaluator.mro(symbol):
            return None  # it may be one of these methods
        left |= _seen_to(state, step, symbol, taint)
    return left


def _seen_to(state: State, step: GetField, symbol: ClassSymbol, taint: int) -> int:
    checks = state.view.program.validators.of(symbol)
    for method in checks.of(step.name):
        at = 0 if state.evaluator.method_kind(method) is FunctionKind.STATIC_METHOD else 1
        if len(method.function.parameters) > at:
            given = state.keep(step, f"{method.path} {symbol.path}", Held(taint))
            taint = state.deep(apply_summary(state, step, method, {at: given}))
    for method in checks.whole:
        taint = state.kinds.clear(taint, _checked_in(state, method, f".{step.name}"))
    return taint


def _checked_in(state: State, method: FunctionSymbol, selector: str) -> int:
    """For what the field is clean once a method of the object has returned."""
    mask = 0
    for when, index, checked, kinds in state.around.summary_of(method).guards:
        if not when and index == 0 and checked == selector:
            mask |= kinds
    return mask


def is_one_text(state: State, step: GetField) -> bool:
    """Whether the field surely holds a text, and nothing that other things lie in."""
    value = state.evaluator.value(state.function, step.result)
    return bool(value) and all(
        isinstance(thing, Instance) and thing.of in {"builtins.str", "None"} for thing in value
    )


def is_converted(state: State, step: GetField) -> bool:
    """Whether the field is declared to hold no text, by a class that converts what it is made from."""
    evaluator = state.evaluator
    is_so = is_harmless(evaluator, evaluator.value(state.function, step.result)) or _is_said(state, step)
    return is_so and _is_validated(state, step)


def is_any_size(state: State, step: GetField) -> bool:
    """Whether a field that holds a number is declared without an upper bound, and no method of its class sees to it."""
    evaluator, validators = state.evaluator, state.view.program.validators
    found = False
    for thing in evaluator.value(state.function, step.object):
        if not isinstance(thing, Instance) or not isinstance(thing.of, ClassSymbol):
            continue
        if validators.of(thing.of).see_to(step.name) or not _declares_any_size(
            evaluator, thing.of, step.name
        ):
            return False
        found = True
    return found


def _declares_any_size(evaluator: Evaluator, symbol: ClassSymbol, name: str) -> bool:
    for node in evaluator.mro(symbol):
        body = node.body if isinstance(node, ClassSymbol) else None
        if body is None or not isinstance(node, ClassSymbol) or name not in body.function.annotations:
            continue
        registers = node.members.get(name, ()) or (NONE,)
        said = body.function.annotations[name]
        return all(is_any_number(evaluator, body, said, register, body) for register in registers)
    return False


def _is_said(state: State, step: GetField) -> bool:
    """Whether what each class declares of the field lets in nothing of others."""
    evaluator = state.evaluator
    value = evaluator.value(state.function, step.object)
    classes = [
        thing.of for thing in value if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol)
    ]
    return bool(classes) and all(_declares_harmless(evaluator, symbol, step.name) for symbol in classes)


def _declares_harmless(evaluator: Evaluator, symbol: ClassSymbol, name: str) -> bool:
    for node in evaluator.mro(symbol):
        body = node.body if isinstance(node, ClassSymbol) else None
        if body is None or not isinstance(node, ClassSymbol) or name not in body.function.annotations:
            continue
        declared = body.function.annotations[name]
        registers = node.members.get(name, ())
        return any(is_restricted(evaluator, body, register) for register in registers) or says_harmless(
            evaluator, body, declared
        )
    return False


def _is_validated(state: State, step: GetField) -> bool:
    """Whether the class of what the field is read from sees to it that it holds what is declared."""
    evaluator = state.evaluator
    classes = [
        thing.of
        for thing in evaluator.value(state.function, step.object)
        if isinstance(thing, Instance) and thing.of != NONE_CLASS
    ]
    return all(isinstance(of, ClassSymbol) and evaluator.is_validated(of) for of in classes)


def as_declared(state: State, step: GetField, taint: int) -> int:
    """Less what a text cannot do that is of the declared type, `EmailStr` say."""
    value = state.evaluator.value(state.function, step.result)
    left, is_declared = 0, False
    for thing in value:
        of = thing.of if isinstance(thing, Instance) else None
        if isinstance(thing, Other) or of == NONE_CLASS:
            continue
        if not isinstance(of, str) or not state.models.sanitizers(of):
            return taint
        left, is_declared = left | state.cleaned(taint, of), True
    return left if is_declared and _is_validated(state, step) else taint
