"""Which names are columns, and of what: what a row or a mapped object holds in one of numbers is no text of others.

    class Disk(models.Model):
        size = models.IntegerField()       a number, whichever object of the program `disk` is in `disk.size`
        name = models.CharField()          a text
        host = Column(ForeignKey("host.number"))      what the column is that it refers to

An object that a query gives is seldom known to be of one class, so the name decides, and every class that has it.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, final

from entasis.ir.instructions import Call, Param
from entasis.program.annotations import parse_annotation
from entasis.program.harmless import is_harmless
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, ModuleSymbol
from entasis.program.written import written_text

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_DECLARING: Final = frozenset(
    {"Column", "mapped_column"}
)  # beside the classes that are called fields of something
_TEXT: Final = frozenset(
    {"CharField", "TextField", "StringField", "String", "Text", "Unicode", "UnicodeText"}
)
_REFERRING: Final = "ForeignKey"
_TABLE: Final = "__tablename__"
_REPLACED: Final = frozenset({"save", "insert", "create", "__setattr__"})


@final
class Columns:
    """The classes of a program by their members; made when first asked."""

    def __init__(self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol]) -> None:
        self._evaluator = evaluator
        self._modules = modules
        self._holders: dict[str, list[ClassSymbol]] | None = None
        self._answers: dict[str, bool] = {}

    def are_numbers(self, name: str) -> bool:
        """Whether every class of the program that has the member declares it as a column of numbers."""
        found = self._answers.get(name)
        if found is None:
            holders = self._classes().get(name, ())
            found = bool(holders) and all(self._is_number(symbol, name) for symbol in holders)
            self._answers[name] = found
        return found

    def is_number_in(self, symbol: ClassSymbol, name: str) -> bool:
        """Whether the class itself, or the nearest above it that has the member, declares it as such a column."""
        if self.are_numbers(name):
            return True
        holders = self._classes().get(name, ())
        nearest = next((node for node in self._evaluator.mro(symbol) if node in holders), None)
        return isinstance(nearest, ClassSymbol) and self._is_number(nearest, name)

    def stores_text(self, symbol: ClassSymbol, name: str) -> bool:
        """Whether the class declares the name as a column of plain text, and does nothing else with what is put there.

        A method that stores something there, or that stands in the place of one of the library, may make a digest of it.
        """
        if not self.are_stored(name) or symbol.body is None or name not in symbol.members:
            return False
        steps = [symbol.body.function.definitions[register] for register in symbol.members[name]]
        if not all(isinstance(step, Call) and self._is_of_text(symbol.body, step) for step in steps):
            return False
        return not any(
            method.name in _REPLACED
            or method.decorators
            or any(
                stored == name and not (method.name == "__init__" and _is_passed(method, value))
                for _, stored, value in method.fields
            )
            for node in self._evaluator.mro(symbol)
            if isinstance(node, ClassSymbol)
            for method in node.methods
        )

    def _is_of_text(self, body: FunctionSymbol, call: Call) -> bool:
        """Whether the column's class, or the type that it is made with, is one of text and no more."""
        return any(
            path.rpartition(".")[2] in _TEXT
            for register in (call.callee, *call.arguments)
            for path in self._paths(body, register)
        )

    def are_stored(self, name: str) -> bool:
        """Whether some class of the program declares a column of that name by a call of what is outside, and none computes it."""
        holders = self._classes().get(name, ())
        if any(method.name == name for symbol in holders for method in symbol.methods):
            return False
        return any(
            symbol.body is not None
            and isinstance(made := symbol.body.function.definitions[register], Call)
            and any(
                path.rpartition(".")[2] in _DECLARING or path.endswith("Field")
                for path in self._paths(symbol.body, made.callee)
            )
            for symbol in holders
            for register in symbol.members.get(name, ())
        )

    def _classes(self) -> dict[str, list[ClassSymbol]]:
        if self._holders is None:
            self._holders = {}
            for module in self._modules:
                for symbol in module.classes:
                    names = symbol.body.function.annotations if symbol.body is not None else {}
                    for name in {**dict.fromkeys(symbol.members), **dict.fromkeys(names)}:
                        self._holders.setdefault(name, []).append(symbol)
        return self._holders

    def _is_number(self, symbol: ClassSymbol, name: str, *, is_referred_to: bool = False) -> bool:
        body = symbol.body
        if body is None:
            return False
        text = body.function.annotations.get(name, "")
        declared = parse_annotation(text) if text else None
        if declared is not None and declared.last == "Mapped" and declared.arguments:
            text = declared.arguments[0].name
        if text and is_harmless(self._evaluator, self._evaluator.annotated(body, text)):
            return True
        registers = symbol.stored(name) if name in symbol.members else []
        steps = [body.function.definitions[register] for register in registers]
        return bool(steps) and all(
            isinstance(step, Call)
            and (self._makes_numbers(body, step) or (not is_referred_to and self._refers(body, step)))
            for step in steps
        )

    def _refers(self, body: FunctionSymbol, call: Call) -> bool:
        """Whether it is a column that refers to one of numbers: what is in it is a number that stands there as well."""
        for register in call.arguments:
            made = body.function.definitions[register]
            if not isinstance(made, Call) or not made.arguments:
                continue
            if all(path.rpartition(".")[2] != _REFERRING for path in self._paths(body, made.callee)):
                continue
            target = written_text(self._evaluator, body, made.arguments[0])
            table, _, column = target.rpartition(".") if target is not None else ("", "", "")
            return any(
                self._is_of_table(symbol, table.rpartition(".")[2])
                and self._is_number(symbol, column, is_referred_to=True)
                for symbol in self._classes().get(column, ())
            )
        return False

    def _is_of_table(self, symbol: ClassSymbol, table: str) -> bool:
        """Whether the rows of the table are objects of the class: it says so, or is called so."""
        body = symbol.body
        named = symbol.stored(_TABLE) if body is not None and _TABLE in symbol.members else []
        if body is None or not named:
            return bool(table) and symbol.ir.name.lower() == table.replace("_", "").lower()
        return any(written_text(self._evaluator, body, register) == table for register in named)

    def _makes_numbers(self, body: FunctionSymbol, call: Call) -> bool:
        """Whether the column's class, or the type that it is made with, is one of numbers."""
        return any(
            self._evaluator.models.holds_numbers(path)
            for register in (call.callee, *call.arguments)
            for path in self._paths(body, register)
        )

    def _paths(self, body: FunctionSymbol, register: int) -> Iterator[str]:
        for thing in self._evaluator.value(body, register):
            inner = thing.function if isinstance(thing, Bound) else thing
            if isinstance(inner, Api):
                yield inner.path
            elif isinstance(inner, Instance) and isinstance(inner.of, str):
                yield inner.of


def _is_passed(method: FunctionSymbol, register: int) -> bool:
    """Whether the method was passed the value."""
    return isinstance(method.function.definitions[register], Param)
