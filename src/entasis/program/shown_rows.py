"""Which rows templates show, and under which names: what they are passed that is a row of a class, or finds some.

render(request, "post.html", {"post": post})       `post` in post.html is a Post
class PostView(DetailView): model = Post           `object` and `post` in blog/post_detail.html are

A template gets the same context as those that include it, or are made of it.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, final

from entasis.ir.instructions import NONE, Build, Call, Const
from entasis.models.pages import Render
from entasis.models.ports import PortKind
from entasis.models.related import RowView
from entasis.program.facts import facts_of
from entasis.program.forms import Forms
from entasis.program.hierarchy import Node
from entasis.program.passing import argument, callee_name
from entasis.program.returned_contexts import class_texts, conventional
from entasis.program.rows import class_of_rows, named_class
from entasis.program.solver import union
from entasis.program.symbols import (
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Made,
    ModuleSymbol,
    Value,
)
from entasis.program.templates import Templates

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def tell_shown(
    evaluator: "Evaluator",
    modules: Sequence[ModuleSymbol],
    templates: Templates,
    contexts: dict[FunctionSymbol, tuple[FunctionSymbol, ...]],
    forms: Forms,
) -> None:
    """Tell the evaluator what the names of each template are rows of."""
    pages = [module for module in modules if templates.is_page(module)]
    if not pages:
        return
    evaluator.pages = frozenset(function for module in pages for function in module.functions)
    shown = _Shown(evaluator, templates)
    packages = set[str]().union(*(module.imported for module in modules))
    for module in modules:
        if module not in pages:
            shown.by_calls(module)
            for symbol in module.classes:
                shown.by_class(symbol, forms)
    for function, of in contexts.items():
        for page in of:
            shown.by_returning(function, page)
    for name, value in evaluator.models.shown_as(packages):
        for module in pages:
            shown.add(module.functions[1], name, (evaluator.things.own(value),))
    is_new = True
    while is_new:  # templates include others, one in the other; what is found only grows
        shown.tell(pages)
        for module in pages:
            shown.by_calls(module, is_page=True)
        is_new = shown.has_news()


@final
class _Shown:
    """What was found so far, by template and name."""

    def __init__(self, evaluator: "Evaluator", templates: Templates) -> None:
        self._evaluator = evaluator
        self._templates = templates
        self._found: dict[FunctionSymbol, dict[str, Value]] = {}
        self._news: set[FunctionSymbol] = set()
        models = evaluator.models
        self._names = {row.api.rpartition(".")[2] for one in models.files.read() for row in one.renders}

    def add(self, page: FunctionSymbol, name: str, value: Value) -> None:
        """The value is shown under the name."""
        rows = tuple(thing for thing in value if _is_row(thing))
        known = self._found.setdefault(page, {})
        joined = union([known.get(name, ()), rows]) if name in known else rows
        if rows and name and joined != known.get(name):
            known[name] = joined
            self._news.add(page)

    def has_news(self) -> bool:
        """Whether something was found that the evaluator has not been told."""
        return bool(self._news)

    def tell(self, pages: Sequence[ModuleSymbol]) -> None:
        """Tell the evaluator what is new."""
        news, self._news = self._news, set()
        for page in news:
            self._evaluator.offered[page] = {**self._found[page], **self._evaluator.offered.get(page, {})}
        for module in pages if news else ():
            for function in module.functions:
                function.values.clear()

    # Calls that make a page

    def by_calls(self, module: ModuleSymbol, *, is_page: bool = False) -> None:
        """What the calls of the module pass to templates."""
        for function in module.functions:
            for call in function.calls:
                if call.decorates or not (is_page or callee_name(function, call) in self._names):
                    continue
                for thing in self._evaluator.value(function, call.callee):
                    inner = thing.function if isinstance(thing, Bound) else thing
                    for row in self._evaluator.models.renders(inner.path) if isinstance(inner, Api) else ():
                        if not row.returned:
                            self._by_call(function, call, row, is_page=is_page)

    def _by_call(self, function: FunctionSymbol, call: Call, row: Render, *, is_page: bool) -> None:
        if row.template.kind is not PortKind.ARGUMENT:
            return
        at = argument(call, row.template)
        step = function.function.definitions[at] if at != NONE else None
        name = step.value if isinstance(step, Const) else None
        page = self._templates.find(function.module, name) if isinstance(name, str) else None
        if page is None:
            return
        for port in row.context:
            register = argument(call, port)
            if register != NONE:
                self._by_mapping(function, register, page)
        given = call.arguments[len(call.arguments) - len(call.names) :]
        for name, register in zip(call.names, given, strict=True) if row.keywords or is_page else ():
            self.add(page, name, self._evaluator.value(function, register))
        if is_page:  # the context is handed on as it is
            for name, value in self._found.get(function, {}).items():
                self.add(page, name, value)

    def _by_mapping(self, function: FunctionSymbol, register: int, page: FunctionSymbol) -> None:
        for thing in self._evaluator.value(function, register):
            made = thing.content if isinstance(thing, Instance) else None
            if isinstance(made, Made) and made.register >= 0:
                for name, value in _items(made.function, made.register):
                    self.add(page, name, self._evaluator.value(made.function, value))

    def by_returning(self, function: FunctionSymbol, page: FunctionSymbol) -> None:
        """What the function puts into a mapping, which it returns for the template."""
        for base, name, value in function.items:
            if base != NONE:
                self.add(page, name, self._evaluator.value(function, value))
        for step in function.steps_of(Build):
            if step.kind == "dict":
                for name, value in _items(function, step.result):
                    self.add(page, name, self._evaluator.value(function, value))

    # Classes that show rows

    def by_class(self, symbol: ClassSymbol, forms: Forms) -> None:
        """What a library passes to the template of the class."""
        row = next(
            (
                found
                for node in self._evaluator.mro(symbol)
                if isinstance(node, str) and node and (found := self._evaluator.models.view(node)) is not None
            ),
            None,
        )
        if row is None:
            return
        for of in named_class(self._evaluator, symbol.instance, row.of):
            model = forms.model(of) or of if isinstance(of, ClassSymbol) else of
            for name in conventional(self._evaluator, symbol, row, model):
                page = self._templates.find(symbol.module, name)
                if page is not None:
                    self._by_view(page, row, symbol, model)

    def _by_view(self, page: FunctionSymbol, row: RowView, symbol: ClassSymbol, model: Node) -> None:
        things = self._evaluator.things
        one, many = (things.instance(model),), (things.listed(model),)
        for name in row.names:
            self.add(page, name, one)
        for name in row.lists:
            self.add(page, name, many)
        if isinstance(model, ClassSymbol):
            self.add(page, row.small.format(model.ir.name.lower()), many if row.lists else one)
        for name in class_texts(self._evaluator, symbol, row.name_by) if row.name_by else ():
            self.add(page, name, many if row.lists else one)


def _is_row(thing: object) -> bool:
    """Whether it is an object of a class that has a base outside, or what finds such."""
    if not isinstance(thing, Instance):
        return False
    if isinstance(thing.of, ClassSymbol):
        return bool(thing.of.bases)
    return class_of_rows(thing) is not None or (
        thing.content is None and not thing.of.startswith("builtins.")
    )


def _items(function: FunctionSymbol, register: int) -> Iterator[tuple[str, int]]:
    """What a mapping holds that is made there, under keys that are written out."""
    definitions = function.function.definitions
    step = definitions[register]
    pairs = (
        [*zip(step.operands[::2], step.operands[1::2], strict=True)]
        if isinstance(step, Build) and step.kind == "dict"
        else []
    )
    pairs += facts_of(function).set_items.get(register, [])
    for at, value in pairs:
        key = definitions[at] if at != NONE else None
        if isinstance(key, Const) and isinstance(key.value, str):
            yield key.value, value
