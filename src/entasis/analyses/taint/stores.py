"""The tables of a program's databases: who reads them, what their columns are, which classes stand for one.

A table is known by the name that statements give it, or by the class whose objects are its rows. What one function
leaves in a column another may read, and everybody who reads a row may.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final, final

from entasis.analyses.assembly import parts
from entasis.analyses.statements import Statement, parse_statement
from entasis.analyses.taint.named_files import file_named
from entasis.analyses.taint.summary import Relation
from entasis.analyses.view import View
from entasis.ir.instructions import Binary, Build, Call, Const, GetField, Load, Phi
from entasis.limits import VALUE_DEPTH
from entasis.models.names import memory_names, query_names
from entasis.models.ports import PortKind
from entasis.models.rows import ThreatModel
from entasis.program.calls import CallSite
from entasis.program.program import Program
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Thing

_WRITTEN: Final = (Const, Build, Binary, Call, Phi, Load, GetField)  # what a text is made by


@final
class Stores:
    """The tables of one program; all is found when first asked for."""

    def __init__(
        self,
        program: Program,
        sites: Mapping[FunctionSymbol, list[CallSite]],
        view: Callable[[FunctionSymbol], View],
    ) -> None:
        self._program = program
        self._sites = sites
        self._view = view
        self._statements: dict[int, Statement | None] = {}
        self._tables: dict[str, Relation] = {}
        self._of_classes: dict[ClassSymbol, tuple[Relation, ...]] = {}
        self.names = query_names(program.models)
        self.remembering = memory_names(program.models)

    def table(self, name: str) -> Relation:
        """The table of that name: one object for each."""
        return self._tables.setdefault(name, Relation(name))

    def of_class(self, symbol: ClassSymbol) -> Relation:
        """The table whose rows are objects of the class."""
        return self.table(symbol.path)

    def tables_of(self, symbol: ClassSymbol) -> tuple[Relation, ...]:
        """The tables in which an object of the class may be a row, one for it and each class above and below it."""
        found = self._of_classes.get(symbol)
        if found is None:
            nodes = [node for node in self._program.evaluator.mro(symbol) if isinstance(node, ClassSymbol)]
            nodes += self._program.evaluator.subclasses.get(symbol, ())
            is_row = self._is_mapped(symbol)
            found = tuple(self.of_class(node) for node in nodes) if is_row else ()
            self._of_classes[symbol] = found
        return found

    def has_rows(self, function: FunctionSymbol, name: str, table: Relation) -> bool:
        """Whether the function reads that field of an object which is a row of the table by its class."""
        return any(
            isinstance(thing, Instance)
            and isinstance(thing.of, ClassSymbol)
            and table in self.tables_of(thing.of)
            for step in function.function.definitions
            if isinstance(step, GetField) and step.name == name
            for thing in self._program.evaluator.value(function, step.object)
        )

    def statement(self, view: View, step: Call, register: int) -> Statement | None:
        """The statement whose text is in the register that the call passes."""
        key = id(step)
        if key not in self._statements:
            found = parts(view, register) if register >= 0 else []
            self._statements[key] = parse_statement(found)
        return self._statements[key]

    def readers(self, table: Relation) -> tuple[FunctionSymbol, ...]:
        """The functions that read rows of the table, or open the file."""
        if table.is_file:
            return tuple(self._opened.get(table, ()))
        return tuple((self._recalled if table.is_remembered else self._read).get(table.name, ()))

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of the table in their order, if the program makes it."""
        return self._created.get(name, ())

    def is_kept(self, symbol: ClassSymbol) -> bool:
        """Whether objects of the class are rows: the program asks a database for them."""
        return symbol.path in self._classes_read

    def class_read(self, function: FunctionSymbol, register: int) -> ClassSymbol | None:
        """The class of the program that the value is, if its objects may be rows of a table."""
        for thing in self._program.evaluator.value(function, register) if register >= 0 else ():
            if isinstance(thing, ClassSymbol) and self._is_mapped(thing):
                return thing
        return None

    def is_query(self, function: FunctionSymbol, register: int) -> bool:
        """Whether the value is of a class of a library that reads rows."""
        return any(self._reads_rows(thing) for thing in self._program.evaluator.value(function, register))

    def is_reading(self, api: str) -> bool:
        """Whether calling it gives what lies in a database."""
        source = self._program.models.source(api)
        if source is None or source.port.kind is not PortKind.RETURN:
            return False
        return self._program.models.kinds[source.kind].threat_model is ThreatModel.DATABASE

    def _reads_rows(self, thing: Thing) -> bool:
        return (
            isinstance(thing, Instance)
            and isinstance(thing.of, str)
            and self._program.models.is_query_class(thing.of)
        )

    def _is_mapped(self, symbol: ClassSymbol) -> bool:
        order = self._program.evaluator.mro(symbol)
        return any(isinstance(node, str) and not node.startswith("builtins.") for node in order)

    # What the program reads and makes

    @cached_property
    def _said(self) -> list[tuple[FunctionSymbol, Statement]]:
        """Every statement that a call is passed first."""
        found: list[tuple[FunctionSymbol, Statement]] = []
        for function, sites in self._sites.items():
            view: View | None = None
            for site in sites:
                first = site.call.arguments[0] if site.call.arguments else -1
                step = function.function.definitions[first] if first >= 0 else None
                if site.call.decorates or not isinstance(step, _WRITTEN):
                    continue
                view = view or self._view(function)
                statement = self.statement(view, site.call, first)
                if statement is not None:
                    found.append((function, statement))
        return found

    @cached_property
    def _read(self) -> dict[str, dict[FunctionSymbol, None]]:
        found: dict[str, dict[FunctionSymbol, None]] = {}
        for function, statement in self._said:
            for name in (statement.table, *statement.others) if statement.verb == "read" else ():
                found.setdefault(name, {})[function] = None
        return {**found, **self._classes_read}

    @cached_property
    def _opened(self) -> dict[Relation, dict[FunctionSymbol, None]]:
        """The files that are opened by a name which is written out, and who opens them."""
        found: dict[Relation, dict[FunctionSymbol, None]] = {}
        for function, sites in self._sites.items():
            for site in sites:
                step = function.function.definitions[site.call.callee]
                first = site.call.arguments[0] if site.call.arguments else -1
                if getattr(step, "name", "") == "open" and first >= 0:
                    file = file_named(self._view(function), first)
                    if file is not None and isinstance(file.of, Relation):
                        found.setdefault(file.of, {})[function] = None
        return found

    @cached_property
    def _recalled(self) -> dict[str, dict[FunctionSymbol, None]]:
        """What libraries keep, and who asks them for it."""
        found: dict[str, dict[FunctionSymbol, None]] = {}
        for function, sites in self._sites.items():
            for site in sites:
                for thing in site.targets:
                    api = self._api(thing)
                    is_meant = api.rpartition(".")[2] in self.remembering
                    for row in self._program.models.memories(api) if is_meant else ():
                        if row.puts is None:
                            found.setdefault(row.name, {})[function] = None
        return found

    @cached_property
    def _created(self) -> dict[str, tuple[str, ...]]:
        created = [statement for _, statement in self._said if statement.verb == "create"]
        return {statement.table: tuple(name for name, _ in statement.columns) for statement in created}

    @cached_property
    def _classes_read(self) -> dict[str, dict[FunctionSymbol, None]]:
        """The classes for whose objects a database is asked, by their paths, and who asks."""
        found: dict[str, dict[FunctionSymbol, None]] = {}
        for function, sites in self._sites.items() if self.names else ():
            for step in function.function.definitions:
                if isinstance(step, GetField) and step.name in self.names:
                    symbol = self.class_read(function, step.object)
                    if symbol is not None and self.is_query(function, step.result):
                        found.setdefault(symbol.path, {})[function] = None
            for site in sites:
                for symbol in self.classes_asked_for(function, site.call):
                    found.setdefault(symbol.path, {})[function] = None
        return found

    def classes_asked_for(self, function: FunctionSymbol, call: Call) -> list[ClassSymbol]:
        """The classes that a call which reads rows, or makes a query, is passed, or whose method it is."""
        callee = function.function.definitions[call.callee]
        if call.decorates or not isinstance(callee, GetField | Load) or callee.name not in self.names:
            return []
        of = self.class_read(function, callee.object) if isinstance(callee, GetField) else None
        found = [of] if of is not None else []
        if not found and call.arguments:
            found = self._named_in(function, call.arguments[0])
        if not found:
            return []
        apis = [self._api(thing) for thing in self._program.evaluator.value(function, call.callee)]
        is_asking = any(self.is_reading(api) for api in apis if api) or self.is_query(function, call.result)
        return found if is_asking else []

    def _named_in(self, function: FunctionSymbol, register: int) -> list[ClassSymbol]:
        """The class that is passed, or that the query which is passed was made for: `select(Post).where(...)`."""
        for _ in range(VALUE_DEPTH.bound):  # methods that a query was made by, one on the other
            symbol = self.class_read(function, register)
            if symbol is not None:
                return [symbol]
            step = function.function.definitions[register] if register >= 0 else None
            if not isinstance(step, Call) or step.decorates:
                return []
            callee = function.function.definitions[step.callee]
            made = self.class_read(function, step.arguments[0]) if step.arguments else None
            if made is not None:
                return [made]
            register = callee.object if isinstance(callee, GetField) else -1
        return []

    def _api(self, thing: Thing) -> str:
        inner = thing.function if isinstance(thing, Bound) else thing
        return self._program.models.canonical(inner.path) if isinstance(inner, Api) else ""
