"""The whole program under review: every module's symbols, with answers about names, classes and calls."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import final

from entasis.finding import Role
from entasis.ir.description import Description
from entasis.ir.function import FunctionKind, Module
from entasis.ir.instructions import GetField, Param
from entasis.models.loader import Models
from entasis.models.names import keeping_names, kept_names
from entasis.models.stubs import StubIndex
from entasis.program.addresses import Addresses
from entasis.program.calls import CallResolver, CallSite
from entasis.program.columns import Columns
from entasis.program.composed import Composed
from entasis.program.described import Descriptions
from entasis.program.entries import Entrances
from entasis.program.evaluate import Evaluator
from entasis.program.forms import Forms
from entasis.program.index import index_module
from entasis.program.kept import assignments, items
from entasis.program.modules import ModuleIndex, packages_of
from entasis.program.relations import tell_relations
from entasis.program.requirements import Requirements
from entasis.program.returned_contexts import returned_contexts
from entasis.program.shown_rows import tell_shown
from entasis.program.symbols import ClassSymbol, FunctionSymbol
from entasis.program.templates import Templates
from entasis.program.things import Things
from entasis.program.validators import Validators

_PROTOCOL_METHODS = 3  # distinct methods of one protocol that a class must call to be taken to follow it


@final
class Program:
    """Built once from all lowered modules; `modules` are sorted by path.

    `describe` reads the descriptions of interfaces in the tree; it is called only if the program hands one over.
    Unless `with_tests`, nobody enters the program by its tests, and what they pass says nothing of parameters.
    """

    def __init__(
        self,
        lowered: Iterable[tuple[Module, Role]],
        stubs: StubIndex,
        models: Models,
        describe: Callable[[], Iterable[Description]] = tuple,
        *,
        with_tests: bool = True,
    ) -> None:
        ordered = sorted(lowered, key=lambda pair: pair[0].path)
        packages = packages_of(module.path for module, _ in ordered)
        self.modules = tuple([index_module(module, role, packages) for module, role in ordered])
        self.stubs = stubs
        self.models = models
        outside = frozenset(name.partition(".")[0] for name in stubs.modules())
        written = frozenset(name for module in self.modules for name in module.written)
        index = ModuleIndex(self.modules, packages, outside)
        self.evaluator = Evaluator(index, stubs, models, Things(), written)
        self.evaluator.assigned = assignments(self.modules)
        self.evaluator.items = items(self.modules)
        self._infer_bases()
        self.subclasses = self._subclasses()
        self.evaluator.subclasses = self.subclasses
        self._find_subclassed()
        tell_relations(self.evaluator, self.modules)
        self._forget()
        entered = tuple([module for module in self.modules if with_tests or not module.is_test])
        entrances = Entrances(self.evaluator, entered, Descriptions(describe), self._forget)
        self.entrances = entrances.of
        self.class_routes = entrances.class_routes
        self.passing = entrances.passing
        self.addresses = Addresses(self.evaluator, entered, entrances.of)
        # Those that were hit while the program was put together.
        self.limits = entrances.limits + self.addresses.limits
        self.templates = Templates(self.modules)
        self.contexts = returned_contexts(self.evaluator, entered, self.templates)
        self.requirements = Requirements(self.evaluator, self.modules)
        self.columns = Columns(self.evaluator, self.modules)
        self.forms = Forms(self.evaluator, self.columns)
        tell_shown(self.evaluator, entered, self.templates, self.contexts, self.forms)
        self.composed = Composed(self.evaluator, entered)
        self.validators = Validators(self.evaluator)
        self._calls = CallResolver(self.evaluator, self.modules)
        self.evaluator.kept_names = kept_names(models)  # the models of all that is imported have been read
        self.evaluator.keeping = keeping_names(models)

    def call_sites(self, function: FunctionSymbol) -> list[CallSite]:
        """The calls of `function`, in the order of its blocks."""
        return [self._calls.resolve(function, call) for call in function.calls]

    def has_method(self, name: str) -> bool:
        """Whether a class of the program has a method of that name."""
        return self._calls.has_method(name)

    def _infer_bases(self) -> None:
        """Give each class without a base that can be seen the protocol that it, and the classes below it, follow."""
        children: dict[ClassSymbol, list[ClassSymbol]] = {}
        rootless: list[ClassSymbol] = []
        for module in self.modules:
            for symbol in module.classes:
                bases = self._visible_bases(symbol)
                for base in bases:
                    children.setdefault(base, []).append(symbol)
                if symbol.bases and not bases:
                    rootless.append(symbol)
        telling = frozenset(name for protocol in self.models.protocols for name in protocol.identified_by)
        for symbol in rootless:
            symbol.inferred_base = self._followed_protocol(symbol, children, telling)
        if any(symbol.inferred_base for symbol in rootless):
            self._forget()
            for module in self.modules:
                for symbol in module.classes:
                    symbol.mro = None

    def _forget(self) -> None:
        """Drop what was found out before the hierarchy was known."""
        self.evaluator.things.forget()
        for module in self.modules:
            module.values.clear()
            for function in module.functions:
                function.values.clear()
            for symbol in module.classes:
                symbol.values.clear()
                symbol.instance.values.clear()

    def _visible_bases(self, symbol: ClassSymbol) -> list[ClassSymbol]:
        if symbol.outer is None:
            return []
        values = [self.evaluator.value(symbol.outer, register) for register in symbol.bases]
        return [thing for value in values for thing in value if isinstance(thing, ClassSymbol)]

    def _followed_protocol(
        self,
        symbol: ClassSymbol,
        children: Mapping[ClassSymbol, list[ClassSymbol]],
        telling: frozenset[str],
    ) -> str:
        """The class of the one protocol of whose own methods at least three are called on `self`, or "".

        `telling` are the methods of all protocols.
        """
        called: set[str] = set()
        defined: set[str] = set()
        pending, seen = [symbol], {symbol}
        while pending:
            current = pending.pop()
            called.update(_called_on_self(current, telling))
            defined.update(telling & current.members.keys())
            for child in children.get(current, ()):
                if child not in seen:
                    seen.add(child)
                    pending.append(child)
        followed = [
            protocol.class_path
            for protocol in self.models.protocols
            if len((called - defined) & protocol.identified_by) >= _PROTOCOL_METHODS
        ]
        return followed[0] if len(followed) == 1 else ""

    def _find_subclassed(self) -> None:
        """The one class that the program derives from a class of a library whose objects the library hands out."""
        found: dict[str, list[ClassSymbol] | None] = {}  # None: not handed out
        for module in self.modules:
            for symbol in module.classes if not module.is_test else ():
                for ancestor in self.evaluator.mro(symbol)[1:]:
                    if not isinstance(ancestor, str):
                        continue
                    if ancestor not in found:
                        row = self.models.class_of(ancestor)
                        found[ancestor] = [] if row is not None and row.subclassed else None
                    below = found[ancestor]
                    if below is not None:
                        below.append(symbol)
        things = self.evaluator.things
        for path, symbols in found.items():
            if symbols is None:
                continue
            least = [s for s in symbols if not any(other in symbols for other in self.subclasses.get(s, ()))]
            if len(least) == 1:
                things.subclassed[self.models.canonical(path)] = least[0]
        if things.subclassed:
            things.outside.clear()

    def _subclasses(self) -> dict[ClassSymbol, list[ClassSymbol]]:
        """Every class of the program with all classes below it."""
        found: dict[ClassSymbol, list[ClassSymbol]] = {}
        for module in self.modules:
            for symbol in module.classes:
                for ancestor in self.evaluator.mro(symbol)[1:]:
                    if isinstance(ancestor, ClassSymbol):
                        found.setdefault(ancestor, []).append(symbol)
        return found


def _called_on_self(symbol: ClassSymbol, telling: frozenset[str]) -> Iterator[str]:
    for function in symbol.methods:
        if function.function.kind is not FunctionKind.FUNCTION:
            continue
        definitions = function.function.definitions
        for call in function.calls:
            callee = definitions[call.callee]
            if isinstance(callee, GetField) and callee.name in telling:
                base = definitions[callee.object]
                if isinstance(base, Param) and base.index == 0:
                    yield callee.name
