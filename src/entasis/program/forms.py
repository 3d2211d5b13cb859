"""What a form, or a serializer, declares to take: what comes out of it under such a name is what its field makes of it.

    class Order(forms.Form):
        amount = forms.IntegerField()      `cleaned_data["amount"]` is a number
        note = forms.CharField()           any text
        class Meta:
            fields = ["title"]             a column of the model: any text, unless it is declared to be none

Which classes are fields, and for what they are clean, is said by the `[[field]]` rows of the models.
"""

from typing import TYPE_CHECKING, Final, final

from msgspec import Struct

from entasis.ir.instructions import (
    NONE,
    Build,
    Call,
    Const,
    GetField,
    Instruction,
    MakeFunction,
    Phi,
    Return,
    SetItem,
)
from entasis.limits import VALUE_DEPTH
from entasis.models.ports import Port, PortKind
from entasis.program.columns import Columns
from entasis.program.options import is_restricted
from entasis.program.passing import argument
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol, Super

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_CONVERTING: Final = ("to_internal_value", "to_python", "clean", "run_validation")
_NUMBER: Final = ("*",)
_SOURCE: Final = Port(PortKind.ARGUMENT, name="source")
_EDITABLE: Final = Port(PortKind.ARGUMENT, name="editable")
_VALIDATORS: Final = Port(PortKind.ARGUMENT, position=1, name="validators")
_Clears = tuple[str, ...]


class Form(Struct, frozen=True):
    """For what kinds of sinks each field is clean, by its name; `is_whole` where there are no others."""

    fields: dict[str, _Clears]
    is_whole: bool


@final
class Forms:
    """Answers for the classes of one program, each found once."""

    def __init__(self, evaluator: "Evaluator", columns: Columns) -> None:
        self._evaluator = evaluator
        self._columns = columns
        self._known: dict[ClassSymbol, Form] = {}
        self._models: dict[ClassSymbol, ClassSymbol | None] = {}
        self._columns_kept: dict[ClassSymbol, dict[str, _Clears] | None] = {}

    def of(self, symbol: ClassSymbol) -> Form:
        """What the class and those above it declare."""
        found = self._known.get(symbol)
        if found is None:
            self._known[symbol] = Form({}, is_whole=False)  # while that is being found out
            found = self._known[symbol] = self._find(symbol)
        return found

    def columns(self, symbol: ClassSymbol) -> dict[str, _Clears] | None:
        """All columns of the model that `Meta` of the class names; None where they are not known."""
        model = self.model(symbol)
        return None if model is None else self.kept_by(model)

    def kept_by(self, model: ClassSymbol) -> dict[str, _Clears] | None:
        """The columns of the class; None where some of its bases is not known."""
        if model not in self._columns_kept:
            self._columns_kept[model] = self._find_columns(model)
        return self._columns_kept[model]

    def model(self, symbol: ClassSymbol) -> ClassSymbol | None:
        """The one class that `Meta` of the class names, of which the form makes objects; None where it is not known."""
        if symbol not in self._models:
            holders = self._metas(self._evaluator.mro(symbol))
            self._models[symbol] = self._named(holders) if holders else None
        return self._models[symbol]

    def said_by(self, symbol: ClassSymbol) -> tuple[Form, ClassSymbol | None]:
        """What a form would take whose `Meta` were the class itself, and the class of which it would make objects."""
        holders = [node for node in self._evaluator.mro(symbol) if isinstance(node, ClassSymbol)]
        columns = self._listed(holders)
        return Form(columns or {}, columns is not None), self._named(holders)

    def validating(self, symbol: ClassSymbol, name: str) -> list[FunctionSymbol]:
        """The functions of the program that see to the field, as its declaration asks for."""
        found: list[FunctionSymbol] = []
        for node in self._evaluator.mro(symbol):
            body = node.body if isinstance(node, ClassSymbol) else None
            if body is None or not isinstance(node, ClassSymbol) or name not in node.members:
                continue
            for register in node.members[name]:
                for each in _validating(body, body.function.definitions[register]):
                    found += [t for t in self._evaluator.value(body, each) if isinstance(t, FunctionSymbol)]
            break
        return found

    def _named(self, holders: list[ClassSymbol]) -> ClassSymbol | None:
        member = self._member(holders, "model")
        things = () if member is None else self._evaluator.value(*member)
        return things[0] if len(things) == 1 and isinstance(things[0], ClassSymbol) else None

    def _find(self, symbol: ClassSymbol) -> Form:
        order = self._evaluator.mro(symbol)
        fields: dict[str, _Clears] = {}
        is_whole = True
        for node in order:
            if isinstance(node, str):
                is_known = node == "builtins.object" or self._evaluator.models.class_of(node) is not None
                is_whole = is_whole and is_known
                continue
            for name, registers in node.members.items():
                if name not in fields and node.body is not None:
                    found = [self._declared(node.body, register) for register in registers]
                    if any(clears is not None for clears in found):
                        fields[name] = _shared([clears or () for clears in found])
                        kept = [self._kept_as(node.body, register) for register in registers]
                        fields.update({other: fields[name] for other in kept if other})
                        is_whole = is_whole and None not in kept
            is_whole = is_whole and not _adds_fields(node)
        columns = self._columns_of(order)
        for name, clears in (columns or {}).items():
            fields.setdefault(name, clears)
        return Form(fields, is_whole and columns is not None)

    def _declared(self, body: FunctionSymbol, register: int) -> _Clears | None:
        """For what the field is clean that the register holds; None if it is none."""
        step = body.function.definitions[register]
        if not isinstance(step, Call) or step.decorates:
            return None
        if any(is_restricted(self._evaluator, body, each) for each in (register, *_validating(body, step))):
            return _NUMBER
        things = self._evaluator.value(body, step.callee)
        return _shared([self._field(body, step, thing) for thing in things]) if things else ()

    def _kept_as(self, body: FunctionSymbol, register: int) -> str | None:
        """The further name under which a serializer keeps what the field takes, "" if none; None where it may be any."""
        step = body.function.definitions[register]
        if not isinstance(step, Call):
            return ""
        for thing in self._evaluator.value(body, step.callee):
            nodes = self._evaluator.mro(thing) if isinstance(thing, ClassSymbol) else ()
            own = {name for node in nodes if isinstance(node, ClassSymbol) for name in node.members}
            if "__init__" in own and not own.isdisjoint(_CONVERTING):
                return None  # which may say that it gives several
        given = argument(step, _SOURCE)
        source = body.function.definitions[given] if given != NONE else None
        if given == NONE:
            return ""
        if not isinstance(source, Const) or not isinstance(source.value, str) or source.value == "*":
            return None
        return source.value.partition(".")[0]

    def _field(self, body: FunctionSymbol, step: Call, thing: object) -> _Clears:
        if isinstance(thing, Api):
            return self._of_library(body, step, thing.path)
        if not isinstance(thing, ClassSymbol):
            return ()
        for node in self._evaluator.mro(thing):
            if isinstance(node, ClassSymbol):
                if not all(self._hands_on(node, name) for name in _CONVERTING if name in node.members):
                    return ()
            elif self._evaluator.models.field(node) is not None:
                return self._of_library(body, step, node)
        inner = self.of(thing)
        return _shared(list(inner.fields.values())) if inner.is_whole and inner.fields else ()

    def _hands_on(self, symbol: ClassSymbol, name: str) -> bool:
        """Whether all that the converting method gives is what the class above makes of it, or a constant."""
        methods = [method for method in symbol.methods if method.name == name]
        return bool(methods) and all(
            self._is_from_above(method, block.terminator.value, name)
            for method in methods
            for block in method.function.blocks
            if isinstance(block.terminator, Return)
        )

    def _is_from_above(self, method: FunctionSymbol, register: int, name: str, depth: int = 0) -> bool:
        step = method.function.definitions[register] if register != NONE else None
        if isinstance(step, Phi) and depth < VALUE_DEPTH.bound:
            return all(self._is_from_above(method, way, name, depth + 1) for way in step.operands)
        if isinstance(step, Call):
            callee = method.function.definitions[step.callee]
            if not isinstance(callee, GetField) or callee.name != name:
                return False
            above = self._evaluator.value(method, callee.object)
            return bool(above) and all(isinstance(thing, Super) for thing in above)
        return step is None or isinstance(step, Const)

    def _of_library(self, body: FunctionSymbol, step: Call, path: str) -> _Clears:
        row = self._evaluator.models.field(path)
        if row is None:
            return ()
        if row.child is None:
            return row.clears
        child = argument(step, row.child)
        return (self._declared(body, child) or ()) if child != NONE else ()

    def _columns_of(self, order: tuple[ClassSymbol | str, ...]) -> dict[str, _Clears] | None:
        """The columns that `Meta` lists, by their names; None where not all of them can be told."""
        holders = self._metas(order)
        return {} if holders is None else self._listed(holders) if holders else None

    def _metas(self, order: tuple[ClassSymbol | str, ...]) -> list[ClassSymbol] | None:
        """The class `Meta` and those above it, none where it is not known which it is; None where there is none."""
        for node in order:
            if not isinstance(node, ClassSymbol) or "Meta" not in node.members or node.body is None:
                continue
            metas = self._evaluator.value(node.body, node.members["Meta"][-1])
            meta = metas[0] if len(metas) == 1 else None
            above = self._evaluator.mro(meta) if isinstance(meta, ClassSymbol) else ()
            return [each for each in above if isinstance(each, ClassSymbol)]
        return None

    def _listed(self, holders: list[ClassSymbol]) -> dict[str, _Clears] | None:
        names = {name for node in holders for name in node.members}
        model = self._named(holders)
        columns = None if model is None else self.kept_by(model)
        listed = None if "exclude" in names else self._names(holders)
        if listed is None:  # some of them, whichever
            left_out = [
                *(self._names(holders, "exclude") or ()),
                *(self._names(holders, "read_only_fields") or ()),
            ]
            rest = {name: clears for name, clears in (columns or {}).items() if name not in left_out}
            return (None if columns is None else rest) if names & {"model", "exclude", "fields"} else {}
        known = columns or {}
        numbers = self._columns.are_numbers
        shown = self._names(holders, "read_only_fields") or ()  # and not taken
        given = [name for name in listed if name not in shown]
        return {name: known.get(name, _NUMBER if numbers(name) else ()) for name in given}

    def _find_columns(self, model: ClassSymbol) -> dict[str, _Clears] | None:
        found: dict[str, _Clears] = {}
        for node in self._evaluator.mro(model):
            if isinstance(node, str):
                if self._evaluator.models.class_of(node) is None:
                    return None
                continue
            for name, registers in node.members.items() if node.body is not None else ():
                if name not in found and node.body is not None:
                    declared = [self._column(node.body, each) for each in registers]
                    if any(clears is not None for clears in declared):
                        found[name] = _shared([clears or () for clears in declared])
        return found

    def _column(self, body: FunctionSymbol, register: int) -> _Clears | None:
        """For what the column is clean that a form has a field for; one of a few choices is one of them.

        One that cannot be edited has none.
        """
        step = body.function.definitions[register]
        if isinstance(step, Call) and "choices" in step.names:
            return _NUMBER
        given = argument(step, _EDITABLE) if isinstance(step, Call) else NONE
        editable = body.function.definitions[given] if given != NONE else None
        is_hidden = isinstance(editable, Const) and editable.value is False
        return _NUMBER if is_hidden else self._declared(body, register)

    def _names(self, holders: list[ClassSymbol], of: str = "fields") -> tuple[str, ...] | None:
        """The names that are written out in that list; None where there is no such list."""
        member = self._member(holders, of)
        built = member[0].function.definitions[member[1]] if member is not None else None
        if (
            member is None
            or not isinstance(built, Build)
            or built.kind not in {"list", "tuple"}
            or built.stars
        ):
            return None
        found = [member[0].function.definitions[register] for register in built.operands]
        listed = [step.value for step in found if isinstance(step, Const) and isinstance(step.value, str)]
        return tuple(listed) if len(listed) == len(found) else None

    def _member(self, holders: list[ClassSymbol], name: str) -> tuple[FunctionSymbol, int] | None:
        """What the first of the classes that has it gives the name, and the body in which that stands."""
        holder = next((node for node in holders if name in node.members), None)
        registers = holder.members[name] if holder is not None else ()
        if holder is None or holder.body is None or len(registers) != 1:
            return None
        return holder.body, registers[0]


def _validating(body: FunctionSymbol, step: Instruction | None) -> tuple[int, ...]:
    """What a declaration lists that is to see to the field."""
    given = argument(step, _VALIDATORS) if isinstance(step, Call) else NONE
    built = body.function.definitions[given] if given != NONE else None
    return built.operands if isinstance(built, Build) and built.kind in {"list", "tuple"} else ()


def _shared(found: list[_Clears]) -> _Clears:
    """What all of them are clean for."""
    if any(_NUMBER[0] in clears for clears in found):
        found = [clears for clears in found if _NUMBER[0] not in clears] or [_NUMBER]
    return tuple(kind for kind in found[0] if all(kind in clears for clears in found)) if found else ()


def _adds_fields(symbol: ClassSymbol) -> bool:
    """Whether a method puts further ones among the fields of an object."""
    body = symbol.body
    for registers in symbol.members.values() if body is not None else ():
        for register in registers:
            made = body.function.definitions[register] if body is not None else None
            if isinstance(made, MakeFunction) and _puts_fields(symbol.module.functions[made.function]):
                return True
    return False


def _puts_fields(method: FunctionSymbol) -> bool:
    definitions = method.function.definitions
    for block in method.function.blocks:
        for step in block.instructions:
            base = definitions[step.object] if isinstance(step, SetItem) else None
            if isinstance(base, GetField) and base.name == "fields":
                return True
    return False
