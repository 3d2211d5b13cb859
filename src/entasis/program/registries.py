"""What decorators, calls at the top and `__init_subclass__` put into collections: what is dispatched by name.

    COMMANDS = {}
    def command(name):
        def keep(function):
            COMMANDS[name] = function        each function under `@command(...)` lies in COMMANDS
            return function
        return keep

    class Exporter:
        formats = {}
        def __init_subclass__(cls): Exporter.formats[cls.name] = cls      each class below it

    def add(handler): HANDLERS.append(handler)
    add(show)                                `show` lies in HANDLERS

    def register(name, service): SERVICES[name] = service
    register("mail", Mail())                 an object of Mail lies in SERVICES under "mail"

A collection is known by the function and the register that made it. Others may put in more: what comes out stays open.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, final

from entasis.ir.instructions import NONE, Build, Call, Const, GetField, GetItem, Load, MakeFunction, Param
from entasis.limits import REGISTERED_CLASSES
from entasis.program.decorators import Effect, decorating_function, effect_of
from entasis.program.dynamic import common_base
from entasis.program.facts import facts_of
from entasis.program.passing import Passing, argument, port_of
from entasis.program.symbols import (
    Bound,
    ClassSymbol,
    Collection,
    FunctionSymbol,
    Instance,
    Made,
    ModuleSymbol,
    Registered,
    Thing,
)
from entasis.program.written import written_text

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_BELOW: Final = "__init_subclass__"


@final
class Registries:
    """Finds them all; `of` is what lies in each beyond what its maker puts there."""

    def __init__(self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol], passing: Passing) -> None:
        self._evaluator = evaluator
        self._passing = passing
        self.of: Registered = {}
        self.limits: Counter[str] = Counter()  # how often which was hit
        given = self._decorated(modules)
        for module in modules:
            for function in module.functions:
                if function.function.parameters and function.function.index:
                    self._look_at(function, given)
        self.of = {collection: self._summed_up(things) for collection, things in self.of.items()}

    def _summed_up(self, things: dict[tuple[str, Thing], None]) -> dict[tuple[str, Thing], None]:
        """Many classes are the one that all derive from."""
        classes = list(dict.fromkeys(thing for _, thing in things if isinstance(thing, ClassSymbol)))
        if len(classes) <= REGISTERED_CLASSES.bound:
            return things
        self.limits[REGISTERED_CLASSES.name] += 1
        base = common_base(self._evaluator, classes)
        if not base:
            return things
        return {("", base[0]): None, **{key: None for key in things if not isinstance(key[1], ClassSymbol)}}

    def _decorated(
        self, modules: Sequence[ModuleSymbol]
    ) -> dict[FunctionSymbol, list[tuple[Thing, FunctionSymbol, int]]]:
        """What stands under each function of the program, with where the decorator is written."""
        found: dict[FunctionSymbol, list[tuple[Thing, FunctionSymbol, int]]] = {}
        for module in modules:
            things: list[FunctionSymbol | ClassSymbol] = [*module.functions, *module.classes]
            for thing in things:
                outer = thing.outer
                for register in thing.decorators if outer is not None else ():
                    assert outer is not None
                    for decorator in self._evaluator.value(outer, register):
                        called = decorating_function(self._evaluator, decorator)
                        if called is not None:
                            found.setdefault(called, []).append((thing, outer, register))
        return found

    def _look_at(
        self,
        function: FunctionSymbol,
        decorated: dict[FunctionSymbol, list[tuple[Thing, FunctionSymbol, int]]],
    ) -> None:
        """Note what the function puts into collections that it has not made itself."""
        under = decorated.get(function, ())
        for base, key, value in _kept(function, is_decorator=bool(under)):
            step = function.function.definitions[value]
            if not isinstance(step, Param) and effect_of(function) is not Effect.KEEPS:
                under = ()
                for thing in self._evaluator.value(function, value):
                    self._put(function, base, "", thing)
            for thing, outer, register in under:
                self._put(function, base, self._key(function, key, outer, register), thing)
            if not under and isinstance(step, Param):
                for selector, thing in self._given(function, step.index, key):
                    self._put(function, base, selector, thing)

    def _given(self, function: FunctionSymbol, index: int, key: int) -> Iterator[tuple[str, Thing]]:
        """The functions, classes and objects that the parameter is passed, each with the selector of the key."""
        if function.name == _BELOW and index == 0:
            below = self._evaluator.subclasses.get(function.owner, ()) if function.owner is not None else ()
            yield from (("", symbol) for symbol in below)
        elif index or function.owner is None:
            for caller, call, shift in self._passing.reaching(function, index):
                register = argument(call, port_of(function, index, shift))
                selector = self._passed_key(function, key, caller, call, shift)
                for thing in self._evaluator.value(caller, register) if register != NONE else ():
                    is_known = isinstance(thing, FunctionSymbol | ClassSymbol | Bound)
                    if is_known or (_is_own_object(thing) and (selector or key == NONE)):
                        yield selector, thing

    def _passed_key(
        self, function: FunctionSymbol, key: int, caller: FunctionSymbol, call: Call, shift: int
    ) -> str:
        """The selector of the key, where that is a parameter and the call passes a text that is written out."""
        named = function.function.definitions[key] if key != NONE else None
        if not isinstance(named, Param):
            return ""
        at = argument(call, port_of(function, named.index, shift))
        text = written_text(self._evaluator, caller, at)
        return _selector(caller, at) if text is None else f"[{text!r}]"

    def _put(self, function: FunctionSymbol, base: int, selector: str, thing: Thing) -> None:
        step = function.function.definitions[base]
        callee = function.function.definitions[step.callee] if isinstance(step, Call) else None
        outer = NONE
        if isinstance(step, GetItem):
            outer = step.object
        elif isinstance(callee, GetField) and callee.name in {"setdefault", "get"}:
            outer = callee.object
        if outer == NONE:
            for collection in self._collections(function, base):
                self.of.setdefault(collection, {})[selector, thing] = None
            return
        # A collection in a collection: whatever is kept under any of the keys.
        inner = self._evaluator.things.made("builtins.dict" if selector else "builtins.list", function, base)
        for collection in self._collections(function, outer):
            self.of.setdefault(collection, {})["", inner] = None
            self.of.setdefault((function, base), {})["", thing] = None

    def _collections(self, function: FunctionSymbol, register: int) -> Iterator[Collection]:
        """Where what is in the register was made, if not in the function itself."""
        for thing in self._evaluator.value(function, register):
            made = thing.content if isinstance(thing, Instance) else None
            if isinstance(made, Made) and made.function is not function:
                yield made.function, made.register

    def _key(self, function: FunctionSymbol, key: int, outer: FunctionSymbol, register: int) -> str:
        """The selector of the key, where the call that makes the decorator writes it out: `@command("list")`."""
        step = function.function.definitions[key] if key != NONE else None
        call = outer.function.definitions[register]
        maker = function.outer
        if not isinstance(step, Load) or not isinstance(call, Call) or maker is None:
            return ""
        shift = 0 if maker.owner is None else 1
        for index, parameter in enumerate(maker.function.parameters):
            at = index - shift
            if parameter.name == step.name and step.owner == maker.function.index and at >= 0:
                return _selector(
                    outer, call.arguments[at] if at < len(call.arguments) - len(call.names) else NONE
                )
        return ""


def _selector(function: FunctionSymbol, register: int) -> str:
    """The selector of the key, where it is written out."""
    step = function.function.definitions[register] if register != NONE else None
    is_written = isinstance(step, Const) and isinstance(step.value, str | int)
    return f"[{step.value!r}]" if isinstance(step, Const) and is_written else ""


def _is_own_object(thing: Thing) -> bool:
    """Whether it is an object of a class of the program, which has methods of its own."""
    return isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol) and thing.content is None


def _kept(function: FunctionSymbol, *, is_decorator: bool) -> Iterator[tuple[int, int, int]]:
    """The collection, the key and the parameter, or what a decorator makes of it, that the function puts there."""
    definitions = function.function.definitions
    facts = facts_of(function)
    kept = [(base, *pair) for base, pairs in facts.set_items.items() for pair in pairs]
    kept += [
        (base, NONE, value) for base, pairs in facts.added.items() for value, spread in pairs if not spread
    ]
    for base, key, value in kept:
        step = definitions[value]
        is_made = is_decorator and (
            isinstance(step, MakeFunction) or (isinstance(step, Call) and step.decorates)
        )
        if (isinstance(step, Param) or is_made) and not isinstance(definitions[base], Build):
            yield base, key, value
