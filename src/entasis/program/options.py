"""Which options of a command line, or fields of a form, are declared as what holds no text of others.

    parser.add_argument("--size", type=int)            `size` is a number
    parser.add_argument("--mode", choices=["a", "b"])  `mode` is one of two words
    parser.add_argument("path")                        `path` is any text
    def servers(zone: str = Query(pattern="^[a-z]+$")) `zone` is a word

What declares one, and which of its arguments decide, is said by the `[[option]]` rows of the models.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from entasis.ir.instructions import NONE, Build, Call, Const, GetField, Load, MakeFunction
from entasis.models.entries import Option
from entasis.models.ports import Known, holds
from entasis.program.annotations import TypeText
from entasis.program.passing import argument
from entasis.program.symbols import Api, Bound, FunctionSymbol, Instance, Value
from entasis.program.types import dotted
from entasis.program.written import is_put_together, written_text

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def text_options(evaluator: "Evaluator", function: FunctionSymbol, option: Option) -> frozenset[str] | None:
    """The options that the module declares and that may be any text; None where not all of them can be told."""
    harmless: set[str] = set()
    others: set[str] = set()
    method = option.api.rpartition(".")[2]
    for inner in function.module.functions:
        for call in inner.calls:
            callee = inner.function.definitions[call.callee]
            if isinstance(callee, GetField) and callee.name == method:
                _declare(evaluator, inner, call, option, harmless, others)
    return None if "" in harmless | others or not harmless | others else frozenset(others)


def decorated_options(evaluator: "Evaluator", function: FunctionSymbol) -> frozenset[str]:
    """The parameters of the function that its decorators declare to be harmless."""
    outer = function.outer
    harmless: set[str] = set()
    others: set[str] = set()
    for register in function.decorators if outer is not None else ():
        assert outer is not None
        call = outer.function.definitions[register]
        if isinstance(call, Call):
            for thing in evaluator.value(outer, call.callee):
                option = evaluator.models.option(thing.path) if isinstance(thing, Api) else None
                if option is not None:
                    _declare(evaluator, outer, call, option, harmless, others)
    return frozenset(harmless - others)


def has_harmless_default(evaluator: "Evaluator", function: FunctionSymbol, index: int) -> bool:
    """Whether the default of a parameter is a call that declares it to be harmless."""
    outer, call = function.outer, _default_call(function, index)
    option = default_option(evaluator, function, index)
    if outer is None or call is None or option is None:
        return False
    return _is_harmless(evaluator, outer, call, option)


def default_option(evaluator: "Evaluator", function: FunctionSymbol, index: int) -> Option | None:
    """What the call declares that is the default of a parameter, if it is one that declares."""
    outer, call = function.outer, _default_call(function, index)
    return (
        None if outer is None or call is None else option_in(evaluator, evaluator.value(outer, call.callee))
    )


def option_in(evaluator: "Evaluator", value: Value) -> Option | None:
    """The row of what declares an option, if the value is such a thing."""
    found = (evaluator.models.option(thing.path) for thing in value if isinstance(thing, Api))
    return next((option for option in found if option is not None), None)


def restricts(evaluator: "Evaluator", function: FunctionSymbol, part: TypeText) -> bool:
    """Whether a call in an annotation, as seen from the function, declares what holds no text of others."""
    option = option_in(evaluator, dotted(evaluator, function, part.name)) if part.words else None
    given = dict(part.words)
    return option is not None and any(
        holds(condition, _written_out(function, given.get(port.name))) is True
        for port, condition in option.harmless
    )


def is_restricted(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> bool:
    """Whether the register holds what a call declares that says so."""
    call = function.function.definitions[register]
    option = option_in(evaluator, evaluator.value(function, call.callee)) if isinstance(call, Call) else None
    return option is not None and isinstance(call, Call) and _is_harmless(evaluator, function, call, option)


def _written_out(function: FunctionSymbol, word: str | TypeText | None) -> Known:
    """What is known of an argument in an annotation: a text, or the name of one in the module."""
    if isinstance(word, TypeText):
        stored = function.module.stored(0, word.name)
        step = stored[0][0].function.definitions[stored[0][1]] if len(stored) == 1 else None
        if not isinstance(step, Const) or not isinstance(step.value, str):
            return Known()
        word = step.value
    return Known(passed=False) if word is None else Known(is_constant=True, constant=word)


def _default_call(function: FunctionSymbol, index: int) -> Call | None:
    outer, register = function.outer, default_of(function, function.function.parameters[index].name)
    call = outer.function.definitions[register] if outer is not None and register != NONE else None
    return call if isinstance(call, Call) else None


def default_of(function: FunctionSymbol, name: str) -> int:
    """The register, in the enclosing function, of a parameter's default, or NONE."""
    for step in function.outer.function.definitions if function.outer is not None else ():
        if isinstance(step, MakeFunction) and step.function == function.function.index:
            return next((register for given, register in step.defaults if given == name), NONE)
    return NONE


def _declare(
    evaluator: "Evaluator",
    function: FunctionSymbol,
    call: Call,
    option: Option,
    harmless: set[str],
    others: set[str],
) -> None:
    name = option_name(function, call)
    (harmless if _is_harmless(evaluator, function, call, option) else others).add(name)


def _is_harmless(evaluator: "Evaluator", function: FunctionSymbol, call: Call, option: Option) -> bool:
    return any(
        holds(condition, _known(evaluator, function, argument(call, port))) is True
        for port, condition in option.harmless
    )


def option_name(function: FunctionSymbol, call: Call) -> str:
    """The name that the option is found under: `dest`, else the word, else the first long flag, else the first."""
    given = list(_texts(function, call.arguments[: len(call.arguments) - len(call.names)]))
    if "dest" in call.names:
        at = len(call.arguments) - len(call.names) + call.names.index("dest")
        given = list(_texts(function, call.arguments[at : at + 1]))
    words = [text for text in given if not text.startswith("-")]
    flags = [text for text in given if text.startswith("--")] or given
    chosen = (words or flags or [""])[0]
    return chosen.lstrip("-").partition("/")[0].replace("-", "_")


def _texts(function: FunctionSymbol, registers: tuple[int, ...]) -> Iterator[str]:
    for register in registers:
        step = function.function.definitions[register]
        if isinstance(step, Const) and isinstance(step.value, str):
            yield step.value


def _known(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> Known:
    """What is known of an argument, without the analyses that come later."""
    if register == NONE:
        return Known(passed=False)
    step = function.function.definitions[register]
    if isinstance(step, Load):
        stored = function.module.stored(step.owner, step.name)
        step = stored[0][0].function.definitions[stored[0][1]] if len(stored) == 1 else step
    if isinstance(step, Const) and isinstance(step.value, bool | int | float | str | bytes | None):
        return Known(is_constant=True, constant=step.value)
    text = written_text(evaluator, function, register) if is_put_together(function, register) else None
    if text is not None:
        return Known(is_constant=True, constant=text)
    if isinstance(step, Build):
        return Known(type=f"builtins.{step.kind}")
    made = ""
    if isinstance(step, Call):
        made = next((t.path for t in evaluator.value(function, step.callee) if isinstance(t, Api)), "")
    for thing in evaluator.value(function, register):
        inner = thing.function if isinstance(thing, Bound) else thing
        if isinstance(inner, Api):
            return Known(api=inner.path, made_by=made)
        if isinstance(inner, Instance) and isinstance(inner.of, str):
            return Known(type=inner.of, made_by=made)
    return Known(made_by=made)
