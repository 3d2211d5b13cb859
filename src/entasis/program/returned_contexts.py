"""Functions that return what a template shows: a decorator names it, or the class that the method belongs to.

@aiohttp_jinja2.template("greeting.html")
async def greet(request):
    return {"name": request.query["name"]}            the context of greeting.html

class Greeting(TemplateView):
    template_name = "greeting.html"
    def get_context_data(self, **kwargs):
        return {"name": self.request.GET["name"]}     so is this
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from entasis.ir.instructions import NONE, Call, Const
from entasis.models.pages import Render
from entasis.models.ports import PortKind
from entasis.models.related import RowView
from entasis.program.hierarchy import Node
from entasis.program.passing import argument
from entasis.program.rows import named_class
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, ModuleSymbol
from entasis.program.templates import Templates

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def returned_contexts(
    evaluator: "Evaluator", modules: Sequence[ModuleSymbol], templates: Templates
) -> dict[FunctionSymbol, tuple[FunctionSymbol, ...]]:
    """The templates that show what each of these functions returns."""
    packages = {"builtins"}.union(*(module.imported for module in modules)) if templates else set()
    names = (
        {row.api.rpartition(".")[2] for row in evaluator.models.returned_renders(packages)}
        if packages
        else set()
    )
    found: dict[FunctionSymbol, tuple[FunctionSymbol, ...]] = {}
    for module in modules if names else ():
        for function in module.functions:
            of = dict.fromkeys(_by_decorators(evaluator, function))
            if function.owner is not None and function.name in names:
                of.update(dict.fromkeys(_by_class(evaluator, function, function.owner)))
            shown = [templates.find(module, name.rpartition(":")[2]) for name in of]
            if any(shown):
                found[function] = tuple(template for template in shown if template is not None)
    return found


def class_texts(evaluator: "Evaluator", symbol: ClassSymbol, name: str) -> list[str]:
    """The constant texts that the class, or those below it that have another, hold under the name."""
    found: list[str] = []
    pending = [symbol]
    for below in pending:
        pending += [s for s in evaluator.subclasses.get(below, ()) if s not in pending]
        text = next((t for node in evaluator.mro(below) if (t := _own_text(node, name)) is not None), "")
        if text and text not in found:
            found.append(text)
    return found


def _own_text(node: ClassSymbol | str, name: str) -> str | None:
    """The text that the class itself holds under the name; "" if it holds something else there."""
    registers = node.members.get(name) if isinstance(node, ClassSymbol) and node.body is not None else None
    if not registers or not isinstance(node, ClassSymbol) or node.body is None:
        return None
    step = node.body.function.definitions[registers[-1]]
    return step.value if isinstance(step, Const) and isinstance(step.value, str) else ""


def conventional(evaluator: "Evaluator", symbol: ClassSymbol, row: RowView, model: Node) -> list[str]:
    """The names of the templates in which objects of the class show rows of `model`."""
    named = class_texts(evaluator, symbol, row.template)
    if named or not row.suffix or not isinstance(model, ClassSymbol):
        return named
    folders = model.module.module.path.split("/")[:-1]
    app = folders[folders.index("models") - 1] if "models" in folders[1:] else "".join(folders[-1:])
    suffixes = class_texts(evaluator, symbol, row.suffix_by) if row.suffix_by else []
    return [f"{app}/{model.ir.name.lower()}{suffix}.html" for suffix in suffixes or [row.suffix]]


def _by_decorators(evaluator: "Evaluator", function: FunctionSymbol) -> Iterator[str]:
    outer = function.outer
    for register in function.decorators if outer is not None else ():
        assert outer is not None
        call = outer.function.definitions[register]
        if not isinstance(call, Call):
            continue
        for row in _rows(evaluator, outer, call.callee):
            at = argument(call, row.template)
            step = outer.function.definitions[at] if at != NONE else None
            if isinstance(step, Const) and isinstance(step.value, str):
                yield step.value


def _rows(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> Iterator[Render]:
    for thing in evaluator.value(function, register):
        inner = thing.function if isinstance(thing, Bound) else thing
        if isinstance(inner, Api):
            yield from (row for row in evaluator.models.renders(inner.path) if row.returned)


def _by_class(evaluator: "Evaluator", function: FunctionSymbol, owner: ClassSymbol) -> Iterator[str]:
    """By the class of the method and those below it, where a class outside has it too."""
    for symbol in [owner, *evaluator.subclasses.get(owner, ())]:
        for node in evaluator.mro(symbol):
            rows = (
                evaluator.models.renders(f"{node}.{function.name}") if isinstance(node, str) and node else ()
            )
            for row in rows:
                if row.returned and row.template.kind is PortKind.SELF and row.template.selectors:
                    named = class_texts(evaluator, owner, row.template.selectors[0][1:])
                    yield from named or _by_convention(evaluator, symbol)


def _by_convention(evaluator: "Evaluator", symbol: ClassSymbol) -> Iterator[str]:
    for node in evaluator.mro(symbol):
        row = evaluator.models.view(node) if isinstance(node, str) and node else None
        for of in named_class(evaluator, symbol.instance, row.of) if row is not None else ():
            assert row is not None
            yield from conventional(evaluator, symbol, row, of)
