"""Words in addresses for which a program has a class of its own: what that makes of the text may be an object.

class Record(BaseConverter):
    def to_python(self, text): return Dataset.objects.get(id=text)      what is looked up was not sent
app.url_map.converters["dataset"] = Record
@app.route("/<dataset:dataset>/")
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, final

from msgspec.structs import replace

from entasis.ir.instructions import (
    NONE,
    Await,
    Call,
    Const,
    GetField,
    GetItem,
    Instruction,
    Param,
    Phi,
    SetItem,
)
from entasis.limits import VALUE_DEPTH
from entasis.program.facts import returned
from entasis.program.harmless import is_harmless
from entasis.program.routes import Route
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance, ModuleSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_CONVERTING: Final = "to_python"
_SENT: Final = 1  # behind the converter itself


@final
class Converters:
    """Made once; the classes are looked for when an address first has a word of the program's own."""

    def __init__(self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol]) -> None:
        self._evaluator = evaluator
        self._modules = modules

    def seen(self, route: Route) -> Route:
        """The route, with the parameters as no text for which the program makes objects."""
        objects = {name: False for name, word in route.words.items() if self._gives_objects(word)}
        return replace(route, named={**route.named, **objects}) if objects else route

    def _gives_objects(self, word: str) -> bool:
        classes = self._found.get(word, [])
        return bool(classes) and all(map(self._makes_objects, classes))

    @cached_property
    def _found(self) -> dict[str, list[ClassSymbol]]:
        found: dict[str, list[ClassSymbol]] = {}
        has_any = any(_CONVERTING in symbol.members for module in self._modules for symbol in module.classes)
        for module in self._modules if has_any else ():
            for function in module.functions:
                for word, given in _named(function):
                    for thing in self._evaluator.value(function, given):
                        if isinstance(thing, ClassSymbol) and self._method(thing) is not None:
                            found.setdefault(word, []).append(thing)
        return found

    def _method(self, symbol: ClassSymbol) -> FunctionSymbol | None:
        for thing in self._evaluator.attribute(symbol.instance, _CONVERTING):
            if isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol):
                return thing.function
        return None

    def _makes_objects(self, symbol: ClassSymbol) -> bool:
        """Whether nothing that its method returns is the text, or made of it."""
        method = self._method(symbol)
        values = [] if method is None else returned(method)
        return (
            method is not None and bool(values) and not any(self._is_text(method, each, 0) for each in values)
        )

    def _is_text(self, function: FunctionSymbol, register: int, depth: int) -> bool:
        step = function.function.definitions[register] if register != NONE else None
        if depth >= VALUE_DEPTH.bound:
            return True
        if is_harmless(self._evaluator, self._evaluator.value(function, register)):
            return False
        match step:
            case Const():
                return False
            case Phi():
                return any(self._is_text(function, each, depth + 1) for each in step.operands)
            case Await():
                return self._is_text(function, step.value, depth + 1)
            case Call():
                callee = function.function.definitions[step.callee]
                if isinstance(callee, GetField):  # what something else is asked for by the text is looked up
                    return _root(function, callee.object) is None
                made = self._evaluator.value(function, register)
                is_own = all(isinstance(t, Instance) and isinstance(t.of, ClassSymbol) for t in made)
                return not (made and is_own) and bool(step.arguments)
            case _:
                return True


def _root(function: FunctionSymbol, register: int) -> Instruction | None:
    """What the chain of fields, items and calls begins with; None if that is the text that was sent."""
    step = function.function.definitions[register]
    while isinstance(step, GetField | GetItem | Call):
        step = function.function.definitions[step.callee if isinstance(step, Call) else step.object]
    return None if isinstance(step, Param) and step.index == _SENT else step


def _named(function: FunctionSymbol) -> Iterator[tuple[str, int]]:
    """What is put under a key that is written out, or passed along with a text: the text and the register."""
    definitions = function.function.definitions
    for block in function.function.blocks:
        for step in block.instructions:
            if isinstance(step, SetItem):
                pairs = [(step.key, step.value)]
            elif isinstance(step, Call) and len(step.arguments) == 2 and not step.decorates:
                pairs = [(step.arguments[0], step.arguments[1]), (step.arguments[1], step.arguments[0])]
            else:
                continue
            for key, given in pairs:
                named = definitions[key] if key != NONE else None
                if isinstance(named, Const) and isinstance(named.value, str) and given != NONE:
                    yield named.value, given
