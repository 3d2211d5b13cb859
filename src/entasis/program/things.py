"""Makes things, one object for each: what is found twice is the same, so that answers can be compared.

things.api("hashlib.md5") is things.api("hashlib.md5")
"""

from typing import Final, final

from entasis.ir.function import Class, Function, FunctionKind
from entasis.ir.instructions import NONE, Call
from entasis.program.annotations import TypeText
from entasis.program.hierarchy import Node
from entasis.program.records import Record
from entasis.program.symbols import (
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Listed,
    Made,
    Partial,
    Super,
    Thing,
    Typed,
    Value,
    Wrapped,
)

NONE_CLASS: Final = "types.NoneType"


@final
class Things:
    """The things of one program that are not symbols of its text."""

    def __init__(self) -> None:
        self.outside: dict[str, Value] = {}  # what is known to be at a path outside
        self.subclassed: dict[str, ClassSymbol] = {}  # of classes outside that programs derive their one from
        self._apis: dict[str, Api] = {}
        self._instances: dict[str, Instance] = {}
        self._made: dict[tuple[str, FunctionSymbol, int, bool], Instance] = {}
        self._typed: dict[tuple[str, FunctionSymbol, tuple[TypeText, ...]], Instance] = {}
        self._listed: dict[tuple[str, Node], Instance] = {}
        self._led_by: dict[Node, Instance] = {}
        self._bound: dict[tuple[Thing, Thing], Bound] = {}
        self._supers: dict[tuple[ClassSymbol, ClassSymbol], Super] = {}
        self._partials: dict[tuple[Thing, int, tuple[str, ...]], Partial] = {}
        self._wrapped: dict[tuple[str, Thing], Wrapped] = {}
        self._classes: dict[tuple[FunctionSymbol, int], ClassSymbol] = {}
        self.none = self.instance(NONE_CLASS)

    def api(self, path: str) -> Api:
        """The thing outside at `path`."""
        found = self._apis.get(path)
        if found is None:
            found = self._apis[path] = Api(path)
        return found

    def instance(self, of: Node) -> Instance:
        """An object of the class `of`."""
        if isinstance(of, ClassSymbol):
            return of.instance
        found = self._instances.get(of)
        if found is None:
            found = self._instances[of] = Instance(of)
        return found

    def own(self, of: Node) -> Instance:
        """An object of the class outside `of`, of which the program may have the one subclass that is meant."""
        return self.instance(self.subclassed.get(of, of) if isinstance(of, str) else of)

    def made(self, of: str, function: FunctionSymbol, register: int, *, is_pair: bool = False) -> Instance:
        """A collection whose content is seen where it is made."""
        key = (of, function, register, is_pair)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Instance(of, Made(function, register, is_pair=is_pair))
        return found

    def forget(self) -> None:
        """Drop what was found out of the content of collections."""
        for made in (*self._made.values(), *self._listed.values()):
            made.values.clear()

    def typed(self, of: str, function: FunctionSymbol, arguments: tuple[TypeText, ...]) -> Instance:
        """A collection whose content is declared in `function`."""
        key = (of, function, arguments)
        found = self._typed.get(key)
        if found is None:
            found = self._typed[key] = Instance(of, Typed(function, arguments))
        return found

    def listed(self, of: Node, collection: str = "builtins.list") -> Instance:
        """A list of objects of the class `of`, or what finds them, of the class outside `collection`."""
        key = (collection, of)
        found = self._listed.get(key)
        if found is None:
            found = self._listed[key] = Instance(collection, Listed(of))
        return found

    def led_by(self, of: Node) -> Instance:
        """A tuple whose first element is an object of the class `of`."""
        found = self._led_by.get(of)
        if found is None:
            found = self._led_by[of] = Instance("builtins.tuple", Listed(of, is_first=True))
        return found

    def bound(self, function: FunctionSymbol | Api, receiver: Thing) -> Bound:
        """The method `function`, reached through `receiver`."""
        key = (function, receiver)
        found = self._bound.get(key)
        if found is None:
            found = self._bound[key] = Bound(function, receiver)
        return found

    def super_of(self, of: ClassSymbol, after: ClassSymbol) -> Super:
        """What an object of the class `of` has behind the class `after`."""
        key = (of, after)
        found = self._supers.get(key)
        if found is None:
            found = self._supers[key] = Super(of, after)
        return found

    def partial(self, function: Thing, given: int, names: tuple[str, ...]) -> Partial:
        """`function` with its first arguments, and some by name, given."""
        key = (function, given, names)
        found = self._partials.get(key)
        if found is None:
            found = self._partials[key] = Partial(function, given, names)
        return found

    def wrapped(self, wrapper: str, function: Thing) -> Wrapped:
        """What `wrapper`, a built-in descriptor, makes of `function`."""
        key = (wrapper, function)
        found = self._wrapped.get(key)
        if found is None:
            found = self._wrapped[key] = Wrapped(wrapper, function)
        return found

    def made_class(self, function: FunctionSymbol, call: Call, record: Record) -> ClassSymbol:
        """The class that the step `call` of `function` makes."""
        key = (function, call.result)
        found = self._classes.get(key)
        if found is None:
            name = function.function.variables.get(call.result, "")
            parent = function.function.index
            ir = Class(NONE, name, name, NONE, parent, call.start, call.end)
            found = self._classes[key] = ClassSymbol(function.module, ir)
            found.record = record
            body = Function(NONE, name, name, FunctionKind.CLASS, parent, NONE, call.start, call.end)
            body.annotations = dict.fromkeys(record.names, "")
            found.body = FunctionSymbol(function.module, body)
        return found
