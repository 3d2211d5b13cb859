"""Where data from outside comes into a program: calls and fields that are sources, parameters that a library fills."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Final, final

from msgspec.structs import replace

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.implicit import ITERATING, iteration_sources, special_sources
from entasis.analyses.taint.taken import takes_forms
from entasis.analyses.view import View
from entasis.ir.instructions import Catch, GetField, GetItem, Import, Iterate, Load
from entasis.models.data import Source
from entasis.models.names import source_names
from entasis.models.ports import Condition, Port, PortKind, holds
from entasis.program.calls import CallSite
from entasis.program.entrance import Entrance
from entasis.program.modules import PAGE_SUFFIXES
from entasis.program.program import Program
from entasis.program.symbols import Api, FunctionSymbol

_NO_PAGE: Final = "html.other"
_ITERATED: Final = "for"  # names no attribute: the functions that iterate over something

_NAMING: Final[tuple[type[GetField | Load | Import], ...]] = (GetField, Load, Import)


@final
class Incoming:
    """The sources of one program, as far as the threat models distrust them. `view` shows a function."""

    def __init__(
        self,
        program: Program,
        sites: Mapping[FunctionSymbol, list[CallSite]],
        threat_models: frozenset[str],
        view: Callable[[FunctionSymbol], View],
    ) -> None:
        self._program = program
        self._sites = sites
        self._threat_models = threat_models
        self._view = view
        self._entries: dict[FunctionSymbol, Mapping[int, Source]] = {}
        self.readers: dict[str, list[FunctionSymbol]] = {}  # the functions that read a name
        self.source_names: frozenset[str] = frozenset()
        self._index_names()

    def _index_names(self) -> None:
        packages: set[str] = {"builtins"}
        iterating: dict[FunctionSymbol, None] = {}
        looking_up: dict[FunctionSymbol, None] = {}
        for function in self._sites:
            loads: Iterable[str] = [step.name for step in function.steps_of(Load)]
            if function.module.module.path.endswith(
                PAGE_SUFFIXES
            ):  # by what it is called where it comes from
                loads = [name.rpartition(".")[2] for name in loads]
            imports = function.steps_of(Import)
            packages.update(step.module.partition(".")[0] for step in imports if not step.level)
            fields = (step.name for step in function.steps_of(GetField))
            for name in dict.fromkeys(chain(loads, fields, (step.name for step in imports))):
                self.readers.setdefault(name, []).append(function)
            if function.steps_of(Iterate):
                iterating[function] = None
            if function.steps_of(GetItem):
                looking_up[function] = None
        self.source_names = source_names(self._program.models, packages)
        if not self.source_names.isdisjoint(ITERATING):
            self.readers[_ITERATED] = list(iterating)
        if "__getitem__" in self.source_names:
            self.readers["__getitem__"] = list(looking_up)
        if "__next__" in self.source_names:
            self.readers["__next__"] = self.readers.get("next", [])
        if "__call__" in self.source_names:
            self.readers["__call__"] = list(self._sites)

    def holders(self) -> list[FunctionSymbol]:
        """The functions in which data from outside comes in."""
        candidates: dict[FunctionSymbol, None] = {}
        for name in sorted(self.source_names):
            candidates.update(dict.fromkeys(self.readers.get(name, ())))
        candidates.update(dict.fromkeys(self.readers.get(_ITERATED, ())))
        entries = [function for function in self._sites if self._is_entered(function)]
        found = [function for function in candidates if self._holds_source(function)]
        return list(dict.fromkeys([*found, *entries, *self._takers()]))

    def _takers(self) -> list[FunctionSymbol]:
        """Where classes are made for whose objects a library takes forms."""
        models = self._program.models
        if not any(row.takes for library in models.files.read() for row in library.classes):
            return []
        classes = [symbol for module in self._program.modules for symbol in module.classes]
        taking = [symbol for symbol in classes if takes_forms(self._program.evaluator, symbol) is not None]
        return [symbol.outer for symbol in taking if symbol.outer is not None and symbol.outer in self._sites]

    def _is_entered(self, function: FunctionSymbol) -> bool:
        """Whether data comes in by its parameters, or the exceptions that it catches may be answered with."""
        if self.entry_parameters(function):
            return True
        return bool(self.answers(function)[1]) and any(
            isinstance(step, Catch) for step in function.function.definitions
        )

    def _holds_source(self, function: FunctionSymbol) -> bool:
        models, evaluator = self._program.models, self._program.evaluator
        for iterated in function.steps_of(Iterate):
            if any(map(self._is_distrusted, iteration_sources(evaluator, function, iterated.object))):
                return True
        for item in function.steps_of(GetItem):
            if self._gives_special(function, item.object, "__getitem__"):
                return True
        for step in chain.from_iterable(map(function.steps_of, _NAMING)):
            if step.name not in self.source_names:
                continue
            if isinstance(step, Import) and not step.level:
                source = models.source(f"{step.module}.{step.name}")
                if source is not None and source.port.kind is PortKind.VALUE and self._is_distrusted(source):
                    return True
            for thing in evaluator.value(function, step.result):  # called here, or handed on to be called
                if isinstance(thing, Api) and self.gives(thing.path):
                    return True
            if isinstance(step, GetField):
                for api in evaluator.field_paths(function, step.object, step.name):
                    source = models.source(api)
                    if source is not None and self._is_distrusted(source):
                        return True
        view = self._view(function)
        for site in self._sites[function]:
            for api in call_apis(view, site):
                given = site.call.arguments
                if api == "builtins.next" and given and self._gives_special(function, given[0], "__next__"):
                    return True
                if api.rpartition(".")[2] in self.source_names:
                    source = models.source(api)
                    if (
                        source is not None
                        and source.port.kind is not PortKind.VALUE
                        and self._is_distrusted(source)
                    ):
                        return True
        return False

    def _gives_special(self, function: FunctionSymbol, register: int, name: str) -> bool:
        """Whether that special method of the object gives data from outside."""
        if name not in self.source_names:
            return False
        found = special_sources(self._program.evaluator, function, register, name)
        return any(self._is_distrusted(source) for source in found)

    def _is_distrusted(self, source: Source) -> bool:
        model = self._program.models.kinds[source.kind].threat_model
        return model is None or model.value in self._threat_models

    def entry_parameters(self, function: FunctionSymbol) -> Mapping[int, Source]:
        """The parameters of the function that somebody outside fills, as a library calls it."""
        found = self._entries.get(function)
        if found is None:
            found = self._entries[function] = self._find_entry(function)
        return found

    def _find_entry(self, function: FunctionSymbol) -> Mapping[int, Source]:
        found: dict[int, Source] = {}
        parts: set[int] = set()
        wholes: set[int] = set()
        for entrance in self._program.entrances.get(function, ()):
            row = entrance.row
            source = Source(
                row.api, Port(PortKind.VALUE), row.kind, row.says, row.library, declared=row.declared
            )
            if self._is_distrusted(source) and self._is_met(entrance, row.when):
                found.update(dict.fromkeys(entrance.parameters, source))
                for index in entrance.numbers:
                    found.setdefault(index, replace(source, is_number=True))
                for index, option in entrance.declared if entrance.parameters else ():
                    found[index] = replace(
                        source, api=option.api, kind=option.kind, says=option.says or row.says
                    )
                parts |= entrance.segments
                wholes |= set(entrance.parameters) - entrance.segments
        for index in sorted(parts - wholes):  # one segment of an address, however the function is called
            if index in found:
                found[index] = replace(found[index], is_segment=True)
        return found

    def answers(self, function: FunctionSymbol) -> tuple[str, str]:
        """The kind of sinks that a text is which the function returns, and that of all it returns; or "".

        Where one of the decorators says that it is no page, it is none.
        """
        entrances = self._program.entrances.get(function, ())
        texts = [e.row.answers for e in entrances if e.row.answers and self._is_met(e, e.row.answers_when)]
        text = _NO_PAGE if _NO_PAGE in texts else next(iter(texts), "")
        return text, next((e.row.replies for e in entrances if e.row.replies), "")

    def _is_met(self, entrance: Entrance, wanted: tuple[tuple[Port, Condition], ...]) -> bool:
        """Whether the call that registers the function says what is wanted."""
        if not wanted or entrance.call is None or entrance.caller is None:
            return not wanted
        view, call = self._view(entrance.caller), entrance.call
        return all(holds(condition, view.known(call, port)) for port, condition in wanted)

    def gives(self, path: str) -> bool:
        """Whether what a call of the path gives comes from outside."""
        source = self._program.models.source(path)
        return source is not None and source.port.kind is PortKind.RETURN and self._is_distrusted(source)
