"""What a program gives all of its templates: filters, functions, tags, and mappings that are made anew for each page.

    @app.context_processor
    def user(): return {"motto": request.args["motto"]}      `motto` in each template
    env.filters["short"] = shorten                           `{{ text|short }}` calls it
    @register.simple_tag
    def avatar(name): ...                                    so does `{% avatar name %}`

A template gets these names with its context: a filter there is `context["|short"]`, a tag `context["%avatar"]`.
What a mapping holds comes in as what another function gives is passed to a parameter.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, final

from entasis.ir.instructions import NONE, Build, Call, Const, GetField, Instruction, SetItem
from entasis.models.pages import Offer
from entasis.models.ports import Port, PortKind
from entasis.program.decorators import decorator_paths
from entasis.program.described import named_functions
from entasis.program.modules import PAGE_SUFFIXES
from entasis.program.passing import Passing, argument
from entasis.program.solver import union
from entasis.program.symbols import Api, Bound, FunctionSymbol, ModuleSymbol, Value

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

Location = tuple[str, ...]
MARKS: Final = {"filter": "|", "name": "", "tag": "%"}
_FILLS: Final = frozenset({"update"})


@final
class Offers:
    """Tells the evaluator what the templates of a program are given, if it has any."""

    def __init__(
        self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol], packages: set[str], passing: Passing
    ) -> None:
        self._evaluator = evaluator
        self._found: dict[str, list[tuple[ModuleSymbol, Value]]] = {}
        self._whole: list[tuple[ModuleSymbol, FunctionSymbol]] = []
        self._rows = evaluator.models.offers
        rows = evaluator.models.offer_rows(packages)
        pages = [module.functions[1] for module in modules if _is_page(module)]
        if not rows or not pages:
            return
        for module in modules:
            for function in module.functions:
                self._by_decorators(function)
        names = {row.api.rpartition(".")[2] for row in rows if row.function is not None}
        for function, calls in passing.calls_of(sorted(names)).items():
            for call in calls:
                self._by_call(function, call)
        kept = {row.api.rpartition(".")[2] for row in rows if row.function is None}
        settings = {row.api.rpartition(".")[2]: row.api for row in rows if _is_setting(row)}
        for module in modules:
            if not kept.isdisjoint(module.written):
                for function in module.functions:
                    self._by_mapping(function, kept)
            for name, api in sorted(settings.items()):
                for row in self._rows(api):
                    self._by_setting(module, name, row)
        self._tell(pages)

    def _tell(self, pages: Sequence[FunctionSymbol]) -> None:
        """What is offered below a folder is for the templates that lie below it, or for all where none do."""
        made: dict[tuple[Location, ...], dict[str, Value]] = {}
        roots = {module: _root(module) for found in self._found.values() for module, _ in found}
        roots.update((module, _root(module)) for module, _ in self._whole)
        folders = [page.module.directory for page in pages]
        have = {root: any(_is_below(root, folder) for folder in folders) for root in set(roots.values())}
        for page, folder in zip(pages, folders, strict=True):
            near = {root for root, has in have.items() if not has or _is_below(root, folder)}
            whole = tuple(dict.fromkeys(f for module, f in self._whole if roots[module] in near))
            if whole:
                self._evaluator.injected.setdefault(page, {})[0] = whole
            key = tuple(sorted(near))
            if key not in made:
                of = {
                    name: [value for module, value in found if roots[module] in near]
                    for name, found in self._found.items()
                }
                made[key] = {name: union(values) for name, values in of.items() if values}
            self._evaluator.offered[page] = made[key]

    def _by_decorators(self, function: FunctionSymbol) -> None:
        outer = function.outer
        for register in function.decorators if outer is not None else ():
            assert outer is not None
            for path in decorator_paths(self._evaluator, outer, register):
                for row in self._rows(path):
                    call = outer.function.definitions[register]
                    name = _name(outer, call, row.name) if isinstance(call, Call) else ""
                    self._offer(row, name or function.name, (function,), outer.module)

    def _by_call(self, function: FunctionSymbol, call: Call) -> None:
        for path in _paths(self._evaluator.value(function, call.callee)):
            for row in self._rows(path):
                register = _register(function, call, row.function)
                value = self._evaluator.value(function, register) if register != NONE else ()
                for thing in value:
                    target = thing.function if isinstance(thing, Bound) else thing
                    if isinstance(target, FunctionSymbol):
                        name = _name(function, call, row.name) or target.name
                        self._offer(row, name, (thing,), function.module)

    def _by_mapping(self, function: FunctionSymbol, kept: set[str]) -> None:
        """`env.filters["short"] = shorten`, `env.filters.update(short=shorten)`."""
        definitions = function.function.definitions
        for block in function.function.blocks:
            for step in block.instructions:
                if isinstance(step, SetItem):
                    key = definitions[step.key] if step.key != NONE else None
                    pairs = [(key.value, step.value)] if isinstance(key, Const) else []
                    base = definitions[step.object]
                elif isinstance(step, Call) and isinstance(callee := definitions[step.callee], GetField):
                    pairs = _filled(function, step) if callee.name in _FILLS else []
                    base = definitions[callee.object]
                else:
                    continue
                if pairs and isinstance(base, GetField) and base.name in kept:
                    for path in self._evaluator.field_paths(function, base.object, base.name):
                        for row in self._rows(path):
                            for name, register in pairs:
                                value = self._evaluator.value(function, register)
                                self._offer(row, str(name), value, function.module)

    def _by_setting(self, module: ModuleSymbol, name: str, row: Offer) -> None:
        """Functions that a setting names: `TEMPLATES = [{"OPTIONS": {"context_processors": ["shop.context.cart"]}}]`."""
        assert row.function is not None
        for holder, register in module.stored(0, name):
            for path in _texts(holder, register, row.function.selectors):
                for function in named_functions(self._evaluator, module, path):
                    self._offer(row, function.name, (function,), module)

    def _offer(self, row: Offer, name: str, value: Value, module: ModuleSymbol) -> None:
        functions = [thing for thing in value if isinstance(thing, FunctionSymbol)]
        for function in functions if row.passes else ():
            given = self._evaluator.given.setdefault(function, {})
            given.setdefault(0, (self._evaluator.things.instance(row.passes),))
        if row.gives == "names":
            self._whole += [(module, function) for function in functions]
        elif any(isinstance(thing, FunctionSymbol | Bound) for thing in value):
            self._found.setdefault(MARKS[row.gives] + name, []).append((module, value))


def _root(module: ModuleSymbol) -> Location:
    """The folder from which the module is imported."""
    inside = module.name.count(".") + module.is_package
    return module.directory[: len(module.directory) - inside]


def _is_below(root: Location, folder: Location) -> bool:
    return folder[: len(root)] == root


def _is_page(module: ModuleSymbol) -> bool:
    return module.module.path.endswith(PAGE_SUFFIXES) and len(module.functions) > 1


def _is_setting(row: Offer) -> bool:
    return row.function is not None and row.function.kind is PortKind.VALUE


def _paths(value: Value) -> list[str]:
    inner = [thing.function if isinstance(thing, Bound) else thing for thing in value]
    return [thing.path for thing in inner if isinstance(thing, Api)]


def _register(function: FunctionSymbol, call: Call, port: Port | None) -> int:
    """What lies at the port, or in the list that is written out there."""
    register = argument(call, port) if port is not None and port.kind is PortKind.ARGUMENT else NONE
    if register == NONE or port is None or not port.selectors:
        return register
    made = function.function.definitions[register]
    return made.operands[0] if isinstance(made, Build) and made.operands else NONE


def _name(function: FunctionSymbol, call: Call, port: Port | None) -> str:
    register = argument(call, port) if port is not None else NONE
    step = function.function.definitions[register] if register != NONE else None
    return step.value if isinstance(step, Const) and isinstance(step.value, str) else ""


def _filled(function: FunctionSymbol, call: Call) -> list[tuple[object, int]]:
    """What `update` puts in, by name: as keywords, or in a mapping that is written out."""
    definitions = function.function.definitions
    count = len(call.arguments) - len(call.names)
    found: list[tuple[object, int]] = list(zip(call.names, call.arguments[count:], strict=True))
    made = definitions[call.arguments[0]] if count else None
    if isinstance(made, Build) and made.kind == "dict":
        for key, value in zip(made.operands[::2], made.operands[1::2], strict=True):
            name = definitions[key] if key != NONE else None
            if isinstance(name, Const):
                found.append((name.value, value))
    return found


def _texts(holder: FunctionSymbol, register: int, selectors: tuple[str, ...]) -> Iterator[str]:
    """The texts that are written out at the selectors of what is written out in the register."""
    step: Instruction | None = holder.function.definitions[register]
    if not selectors:
        if isinstance(step, Const) and isinstance(step.value, str):
            yield step.value
        return
    if not isinstance(step, Build):
        return
    if step.kind != "dict":
        inner = step.operands
    else:
        pairs = zip(step.operands[::2], step.operands[1::2], strict=True)
        inner = tuple([value for key, value in pairs if _is_key(holder, key, selectors[0])])
    for part in inner:
        yield from _texts(holder, part, selectors[1:])


def _is_key(holder: FunctionSymbol, key: int, selector: str) -> bool:
    step = holder.function.definitions[key] if key != NONE else None
    return isinstance(step, Const) and selector in {"*", f"[{step.value!r}]"}
