"""Methods that see to what a field of a record holds, before anybody can read it there.

    class Settings(BaseModel):
        locale: str
        @field_validator("locale")
        def known(cls, value): ...      `settings.locale` is what this returns

Which decorators say so is in the `[[class]]` rows of the models.
"""

from typing import TYPE_CHECKING, Final, final

from msgspec import Struct

from entasis.ir.instructions import Call, Const
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_ALL: Final = "*"


class Checks(Struct, frozen=True):
    """The methods for each field by its name, in the order in which they run, and those for the whole object."""

    fields: dict[str, tuple[FunctionSymbol, ...]]
    whole: tuple[FunctionSymbol, ...]

    def of(self, name: str) -> tuple[FunctionSymbol, ...]:
        """The methods that see to the field."""
        return (*self.fields.get(name, ()), *self.fields.get(_ALL, ()))

    def see_to(self, name: str) -> bool:
        """Whether any method may see to the field."""
        return bool(self.whole or self.of(name))


NONE_AT_ALL: Final = Checks({}, ())


@final
class Validators:
    """Answers for the classes of one program, each found once."""

    def __init__(self, evaluator: "Evaluator") -> None:
        self._evaluator = evaluator
        self._known: dict[ClassSymbol, Checks] = {}

    def of(self, symbol: ClassSymbol) -> Checks:
        """The methods of the class and of those above it."""
        found = self._known.get(symbol)
        if found is None:
            found = self._known[symbol] = self._find(symbol)
        return found

    def _find(self, symbol: ClassSymbol) -> Checks:
        order, models = self._evaluator.mro(symbol), self._evaluator.models
        rows = [row for node in order if isinstance(node, str) and (row := models.class_of(node)) is not None]
        by = {path for row in rows for path in row.checked_by}
        after = {path for row in rows for path in row.checked_after}
        if not by and not after:
            return NONE_AT_ALL
        fields: dict[str, tuple[FunctionSymbol, ...]] = {}
        whole: list[FunctionSymbol] = []
        seen: set[str] = set()
        for node in order:
            for method in node.methods if isinstance(node, ClassSymbol) else ():
                if method.name in seen:
                    continue  # one below it stands in its place
                seen.add(method.name)
                for path, names in self._decorated(method):
                    if path in after:
                        whole.append(method)
                    for name in names if path in by else ():
                        fields[name] = (*fields.get(name, ()), method)
        return Checks(fields, tuple(whole))

    def _decorated(self, method: FunctionSymbol) -> list[tuple[str, list[str]]]:
        """The calls that decorate the method, with the texts that they are passed by position."""
        outer = method.outer
        found: list[tuple[str, list[str]]] = []
        for register in method.decorators if outer is not None else ():
            assert outer is not None
            made = outer.function.definitions[register]
            if not isinstance(made, Call):
                continue
            given = [
                outer.function.definitions[r] for r in made.arguments[: len(made.arguments) - len(made.names)]
            ]
            names = [step.value for step in given if isinstance(step, Const) and isinstance(step.value, str)]
            things = self._evaluator.value(outer, made.callee)
            paths = [
                self._evaluator.models.canonical(thing.path) for thing in things if isinstance(thing, Api)
            ]
            found += [(path, names) for path in paths]
        return found
