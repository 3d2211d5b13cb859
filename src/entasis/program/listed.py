"""Methods that a library calls with a row of a class of the program: those that their own class lists by name.

@admin.register(Post)                       or `admin.site.register(Post, PostAdmin)`
class PostAdmin(admin.ModelAdmin):
    list_display = ["title", "shown"]
    def shown(self, post): ...              `post` is a Post
class PostInline(admin.TabularInline):
    model = Post                            likewise
    readonly_fields = ["shown"]

Which classes are such, and how they are registered, is said by their rows in the models.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import Build, Call, Const
from entasis.models.rows import LibraryClass
from entasis.program.decorators import decorator_paths
from entasis.program.passing import Passing
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, ModuleSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_MODEL: Final = "model"  # the attribute under which a class names another whose objects it is about
_ROW: Final = 1  # the position of the row that such a method is passed, behind its own object


def tell_listed(evaluator: "Evaluator", modules: Sequence[ModuleSymbol], passing: Passing) -> None:
    """Tell the evaluator what those methods are passed."""
    rows = {row.api: row for row in evaluator.models.listing_classes()}
    if not rows:
        return
    registered = _registered(evaluator, passing, {path for row in rows.values() for path in row.registers})
    for module in modules:
        for symbol in module.classes:
            found = [rows[node] for node in evaluator.mro(symbol) if isinstance(node, str) and node in rows]
            if found:
                models = [*_decorated(evaluator, symbol, found[0]), *registered.get(symbol, ())]
                _tell(evaluator, symbol, found[0], models or list(_own(evaluator, symbol)))


def _tell(evaluator: "Evaluator", symbol: ClassSymbol, row: LibraryClass, models: list[ClassSymbol]) -> None:
    names = {name for list_name in row.lists for name in _listed(symbol, list_name)} if models else set()
    for method in symbol.methods:
        if method.name in names and len(method.function.parameters) == _ROW + 1:
            given = evaluator.given.setdefault(method, {})
            given.setdefault(_ROW, tuple(dict.fromkeys(model.instance for model in models)))


def _listed(symbol: ClassSymbol, name: str) -> Iterator[str]:
    """The names that are written out in the list which the class holds under that name."""
    for register in symbol.members.get(name, ()) if symbol.body is not None else ():
        assert symbol.body is not None
        definitions = symbol.body.function.definitions
        step = definitions[register]
        for inner in step.operands if isinstance(step, Build) else ():
            text = definitions[inner]
            if isinstance(text, Const) and isinstance(text.value, str):
                yield text.value


def _own(evaluator: "Evaluator", symbol: ClassSymbol) -> Iterator[ClassSymbol]:
    for thing in evaluator.attribute(symbol, _MODEL):
        if isinstance(thing, ClassSymbol):
            yield thing


def _decorated(evaluator: "Evaluator", symbol: ClassSymbol, row: LibraryClass) -> Iterator[ClassSymbol]:
    """The classes that a decorator over the class is passed which registers it for them."""
    for register in symbol.decorators if symbol.outer is not None else ():
        assert symbol.outer is not None
        call = symbol.outer.function.definitions[register]
        paths = decorator_paths(evaluator, symbol.outer, register)
        if isinstance(call, Call) and not {*paths}.isdisjoint(row.registers):
            for given in call.arguments:
                yield from _classes(evaluator, symbol.outer, given)


def _registered(
    evaluator: "Evaluator", passing: Passing, paths: set[str]
) -> dict[ClassSymbol, list[ClassSymbol]]:
    """Which classes calls register for which others: these are passed first."""
    found: dict[ClassSymbol, list[ClassSymbol]] = {}
    for function, calls in passing.calls_of(sorted({path.rpartition(".")[2] for path in paths})).items():
        for call in calls:
            if len(call.arguments) == _ROW + 1 and not paths.isdisjoint(_paths(evaluator, function, call)):
                models, by = (list(_classes(evaluator, function, given)) for given in call.arguments)
                for symbol in by:
                    found.setdefault(symbol, []).extend(models)
    return found


def _paths(evaluator: "Evaluator", function: FunctionSymbol, call: Call) -> list[str]:
    inner = [
        thing.function if isinstance(thing, Bound) else thing
        for thing in evaluator.value(function, call.callee)
    ]
    return [thing.path for thing in inner if isinstance(thing, Api)]


def _classes(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> Iterator[ClassSymbol]:
    """The class that is in the register, or those in the list that is written out there."""
    step = function.function.definitions[register]
    for inner in step.operands if isinstance(step, Build) else (register,):
        for thing in evaluator.value(function, inner):
            if isinstance(thing, ClassSymbol):
                yield thing
