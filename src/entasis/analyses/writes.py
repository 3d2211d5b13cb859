"""Where names of modules and fields of objects are written, so that those written once may count as constants.

class Client:
    verify = False                 # the only write of `verify` that objects and subclasses of Client can see
    def fetch(self, url): return get(url, verify=self.verify)
settings.VERIFY = True             # a write of the name of a module, from outside of it
setattr(options, name, value)      # may write any field of whatever `options` is
"""

from collections.abc import Iterator
from typing import Final, final

from entasis.ir.instructions import Const, GetField, Import, Load, MakeClass, Param
from entasis.program.program import Program
from entasis.program.symbols import UNKNOWN, ClassSymbol, FunctionSymbol, Instance, ModuleSymbol

Place = tuple[FunctionSymbol, int]  # a register of a function

_ANY: Final = "*"
_HOOKS: Final = ("__getattribute__", "__getattr__", "__setattr__", "__delattr__")


@final
class Writes:
    """The writes of one program, listed when first asked for."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._fields: dict[str, list[Place]] | None = None  # field name → the objects it is written on
        self._held_by: dict[str, frozenset[object]] = {}  # field name → the classes of these
        self._made_specially: dict[ClassSymbol, bool] = {}
        self._families: dict[tuple[ClassSymbol, bool], list[ClassSymbol] | None] = {}  # see `_family`

    def of_variable(self, module: ModuleSymbol, owner: int, name: str) -> Place | None:
        """The one write of a variable of a function (`owner` 0: of the module), if there is just one."""
        stored = module.bindings.get((owner, name), ())
        if len(stored) != 1:
            return None
        if owner == 0 and (self._is_set_on(module, name) or self._is_bound_again(module, name, stored[0])):
            return None
        return stored[0]

    def of_field(self, thing: ClassSymbol | Instance, name: str) -> Place | None:
        """The one write of a field that reading it from `thing`, or an object of a subclass, can see."""
        of = thing.of if isinstance(thing, Instance) else thing
        if not isinstance(of, ClassSymbol):
            return None
        key = (of, isinstance(thing, Instance))
        if key not in self._families:
            self._families[key] = self._family(*key)
        related = self._families[key]
        if related is None or self._may_be_set(related, name):
            return None
        if isinstance(thing, ClassSymbol):
            first = next((symbol for symbol in related if name in symbol.members), None)
            if first is not None and first.body is not None and len(first.body.function.blocks) == 1:
                related = [first]  # what a class surely has hides what its bases have
        written = [place for symbol in related for place in _written_in(symbol, name)]
        return written[0] if len(written) == 1 else None

    def _family(self, of: ClassSymbol, is_object: bool) -> list[ClassSymbol] | None:  # noqa: FBT001 - a key
        """The class, where an object of it is meant all below it, and what they derive from; None if not all is known."""
        below = self._program.subclasses.get(of, ()) if is_object else ()
        orders = [self._program.evaluator.mro(symbol) for symbol in (of, *below)]
        classes = dict.fromkeys([node for order in orders for node in order])
        related = [node for node in classes if isinstance(node, ClassSymbol)]
        is_known = len(related) == len(classes) and not any(map(self._is_made_specially, related))
        return related if is_known else None

    def _is_made_specially(self, symbol: ClassSymbol) -> bool:
        found = self._made_specially.get(symbol)
        if found is None:
            found = self._made_specially[symbol] = _is_made_specially(symbol)
        return found

    def _may_be_set(self, family: list[ClassSymbol], name: str) -> bool:
        """Whether code outside of the classes' own methods may write the field on an object of one of them."""
        return any(
            UNKNOWN in (holders := self._holders(key)) or not holders.isdisjoint(family)
            for key in (name, _ANY)
        )

    def _is_bound_again(self, module: ModuleSymbol, name: str, place: Place) -> bool:
        """Whether a star import behind the write of the name may bind it once more."""
        step = place[0].function.definitions[place[1]]
        return any(
            (0, name) in source.bindings and step is not None and step.start < star.start
            for star, source in self.stars(module)
        )

    def stars(self, module: ModuleSymbol) -> Iterator[tuple[Import, ModuleSymbol]]:
        """The star imports of `module` from modules of the program."""
        index = self._program.evaluator.index
        for holder, register in module.stars:
            star = holder.function.definitions[register]
            if not isinstance(star, Import):
                continue
            if star.level:
                source = index.relative(module, star.level, star.module)
            else:
                source = index.absolute(module, star.module)
            if source is not None and source is not module:
                yield star, source

    def _is_set_on(self, module: ModuleSymbol, name: str) -> bool:
        return any(module in self._holders(key) for key in (name, _ANY))

    def _holders(self, name: str) -> frozenset[object]:
        """The classes and modules on which, or on whose objects, the field is written; UNKNOWN if nobody can say.

        What a method writes on its own object is left out.
        """
        found = self._held_by.get(name)
        if found is None:
            value = self._program.evaluator.value
            values = [value(*base) for base in self._written(name)]
            of = {t.of if isinstance(t, Instance) else t for things in values for t in things}
            found = self._held_by[name] = frozenset(of if all(values) else {*of, UNKNOWN})
        return found

    def _written(self, name: str) -> list[Place]:
        """The objects on which the field is written, but for those of a method on its own object."""
        if self._fields is None:
            self._fields = {}
            for module in self._program.modules:
                for function in module.functions:
                    for field, base in _written_by(function):
                        self._fields.setdefault(field, []).append((function, base))
        return self._fields.get(name, [])


def _written_by(function: FunctionSymbol) -> Iterator[tuple[str, int]]:
    """Field names, with the object that each is written on; "*" where any field may be."""
    definitions = function.function.definitions
    for base, name, _ in function.fields:
        of = definitions[base]
        if not (isinstance(of, Param) and of.index == 0 and function.owner is not None):
            yield name, base
    for call in function.calls:
        callee = definitions[call.callee]
        if isinstance(callee, Load) and callee.name in {"setattr", "delattr", "vars"} and call.arguments:
            key = definitions[call.arguments[1]] if len(call.arguments) > 1 else None
            is_known = isinstance(key, Const) and isinstance(key.value, str)
            yield str(key.value) if isinstance(key, Const) and is_known else _ANY, call.arguments[0]
    for step in function.steps_of(GetField):
        if step.name == "__dict__":
            yield _ANY, step.object


def _written_in(symbol: ClassSymbol, name: str) -> Iterator[Place]:
    """The writes of a field by the body and the methods of the class."""
    if symbol.body is not None:
        yield from ((symbol.body, register) for register in symbol.members.get(name, ()))
    yield from symbol.fields.get(name, ())


def _is_made_specially(symbol: ClassSymbol) -> bool:
    """Whether a decorator, a metaclass or a hook may put something else in the place of a field."""
    outer = symbol.outer
    if outer is None or any(hook in symbol.members for hook in _HOOKS):
        return True
    for step in outer.function.definitions:
        if isinstance(step, MakeClass) and step.class_index == symbol.ir.index:
            return bool(step.names) or any(
                other.decorates and other.arguments == (step.result,) for other in outer.calls
            )
    return True
