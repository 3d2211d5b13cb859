"""From a template to the IR, by way of the Python function that it amounts to.

What the template puts out is written as calls of the functions that stand for it in the template library itself, so that
models say what they do:

    {{ x }}                           yield x
    {{ x|safe }}                      yield jinja2.filters.do_mark_safe(x)
    {{ x }} where nothing is escaped  jinja2.nodes.Output(x)
    {{ x }} as code of a script       jinja2.nodes.Output(x, script=True)
    {{ x }} as the address of a link  yield jinja2.nodes.Output(x, address=True, escaped=True)
    {{ x }} where the page leads on   yield jinja2.nodes.Output(x, redirect=True, escaped=True)
    {% include "a.html" %}            yield jinja2.nodes.Include("a.html", context)
"""

import ast

from jinja2 import nodes

from entasis.frontends.python.lower import lower_module
from entasis.frontends.templates.expressions import Expressions
from entasis.frontends.templates.pages import Hole, Page
from entasis.frontends.templates.parse import Dialect, parse_template
from entasis.ir.function import Module

_FALSE = {"off", "false"}


def lower_template(text: str, path: str) -> Module | None:
    """The module of a template, whose one function `template` takes the context; None for text of another language.

    Raises RecursionError for a template that nests deeper than the interpreter's limit allows.
    """
    tree, dialect = parse_template(text)
    if tree is None:
        return None
    statements = _Statements(text.split("\n"), dialect)
    body = statements.body(tree.body)
    last = max(1, text.count("\n"))
    arguments = ast.arguments([], [ast.arg("context")], None, [], [], None, [])
    function = ast.FunctionDef("template", arguments, body or [ast.Pass()], [])
    imports: list[ast.stmt] = [
        ast.ImportFrom(name.rpartition(".")[0], [ast.alias(name.rpartition(".")[2], f"#{name}")], 0)
        for name in sorted(statements.expressions.used)
    ]
    module = ast.Module([*imports, function], [])
    for node in (*imports, function):
        node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = 1, 0, last, 0
    return lower_module(ast.fix_missing_locations(module), path)


class _Statements:
    """The conversion of one template, from its top to its end: it knows where in the page it is."""

    def __init__(self, lines: list[str], dialect: Dialect) -> None:
        self._lines = lines
        self._page = Page()
        self._escapes: list[bool | None] = [None]  # None where whoever makes the page decides
        self._macros = 0  # how many macros the place lies in
        self.expressions = Expressions(dialect)

    def body(self, statements: list[nodes.Node]) -> list[ast.stmt]:
        """The statements one after the other."""
        return [made for node in statements for made in self._statement(node)]

    def _statement(self, node: nodes.Node) -> list[ast.stmt]:
        convert = self.expressions.convert
        match node:
            case nodes.Output():
                made: list[ast.stmt] = []
                for part in node.nodes:
                    if isinstance(part, nodes.TemplateData):
                        self._page.feed(part.data)
                    else:
                        made.append(self._at(node, part.lineno, ast.Expr(self._output(part))))
                return made
            case nodes.For():
                return [self._at(node, node.lineno, self._loop(node))]
            case nodes.If():
                return [self._at(node, node.lineno, self._branch(node, list(node.elif_)))]
            case nodes.Assign():
                target = self.expressions.target(node.target)
                return [self._at(node, node.lineno, ast.Assign([target], convert(node.node)))]
            case nodes.AssignBlock():
                target = self.expressions.target(node.target)
                return [
                    *self.body(node.body),
                    self._at(node, node.lineno, ast.Assign([target], ast.Constant(""))),
                ]
            case nodes.With():
                pairs = [
                    self._at(node, node.lineno, ast.Assign([self.expressions.target(target)], convert(value)))
                    for target, value in zip(node.targets, node.values, strict=True)
                ]
                return [*pairs, *self.body(node.body)]
            case nodes.Include() | nodes.Extends():
                name = "jinja2.nodes.Include" if isinstance(node, nodes.Include) else "jinja2.nodes.Extends"
                other = self._shown(self._other(name, convert(node.template)))
                return [self._at(node, node.lineno, ast.Expr(other))]
            case nodes.Macro():
                return [self._at(node, node.lineno, self._macro(node))]
            case nodes.ScopedEvalContextModifier():
                return self._modified(node)
            case nodes.CallBlock():
                called = self._at(node, node.lineno, ast.Expr(convert(node.call)))
                return [called, *self.body(node.body)]
            case nodes.ExprStmt():
                return [self._at(node, node.lineno, ast.Expr(convert(node.node)))]
            case nodes.Block() | nodes.FilterBlock() | nodes.Scope() | nodes.ScopedEvalContextModifier():
                return self.body(node.body)
            case _:
                return []

    def _at(self, node: nodes.Node, line: int, made: ast.stmt) -> ast.stmt:
        """The statement at its line, from the first sign on it to the last."""
        line = min(max(line or node.lineno or 1, 1), len(self._lines))
        text = self._lines[line - 1]
        made.lineno = made.end_lineno = line
        made.col_offset = len(text[: len(text) - len(text.lstrip())].encode("utf-8", "surrogateescape"))
        made.end_col_offset = len(text.rstrip().encode("utf-8", "surrogateescape"))
        return ast.fix_missing_locations(made)

    def _output(self, part: nodes.Expr) -> ast.expr:
        value = self.expressions.convert(part)
        hole = self._page.hole
        is_made = _is_made(part)
        said = {
            "script": hole in {Hole.SCRIPT, Hole.UNQUOTED},
            "address": self._page.is_address and not is_made,
            "redirect": self._page.leads_on and not is_made,
        }
        self._page.fill()
        escapes = self._escapes[-1]
        if escapes is not False and not any(said.values()):
            return value if escapes else self._shown(value)
        said["escaped"] = escapes is not False and not said["script"]
        keywords = [ast.keyword(name, ast.Constant(value=True)) for name, is_so in said.items() if is_so]
        output = ast.Call(self.expressions.function("jinja2.nodes.Output"), [value], keywords)
        return self._shown(output) if escapes is None and said["escaped"] else output

    def _shown(self, value: ast.expr) -> ast.expr:
        """What the page shows, escaped by whoever makes it of the template, if that escapes anything."""
        return value if self._macros else ast.Yield(value)

    def _other(self, name: str, template: ast.expr) -> ast.expr:
        """Another template gets the same context and what was set here."""
        own = [ast.keyword(local, ast.Name(local, ast.Load())) for local in self.expressions.locals()]
        context = ast.Name("context", ast.Load())
        return ast.Call(self.expressions.function(name), [template, context], own)

    def _loop(self, node: nodes.For) -> ast.stmt:
        iterable = self.expressions.convert(node.iter)
        target = self.expressions.target(node.target)
        body = self.body(node.body)
        if node.test is not None:
            body = [ast.If(self.expressions.convert(node.test), body or [ast.Pass()], [])]
        return ast.For(target, iterable, body or [ast.Pass()], self.body(node.else_))

    def _branch(self, node: nodes.If, others: list[nodes.If]) -> ast.stmt:
        """Each way begins at the same place of the page; what follows is taken to go on from the first."""
        test = self.expressions.convert(node.test)
        before = self._page.copy()
        body = self.body(node.body)
        after, self._page = self._page, before
        if others:
            rest: list[ast.stmt] = [
                self._at(others[0], others[0].lineno, self._branch_of(others, node.else_))
            ]
        else:
            rest = self.body(node.else_)
        self._page = after
        return ast.If(test, body or [ast.Pass()], rest)

    def _branch_of(self, others: list[nodes.If], last: list[nodes.Node]) -> ast.stmt:
        first, *rest = others
        return self._branch(nodes.If(first.test, first.body, [], last, lineno=first.lineno), rest)

    def _macro(self, node: nodes.Macro) -> ast.stmt:
        """A macro takes less than it names, and more."""
        outer, self._page = self._page, Page()
        self._macros += 1
        names = [argument.name for argument in node.args]
        self.expressions.enter([*names, "varargs", "kwargs", "caller"])
        body = self.body(node.body)
        self.expressions.leave()
        self._page = outer
        self._macros -= 1
        missing = len(names) - len(node.defaults)
        defaults: list[ast.expr] = [ast.Constant(None) for _ in range(missing)]
        defaults += [self.expressions.convert(default) for default in node.defaults]
        self.expressions.declare(node.name)
        arguments = ast.arguments(
            [], [ast.arg(name) for name in names], ast.arg("varargs"), [], [], ast.arg("kwargs"), defaults
        )
        return ast.FunctionDef(node.name, arguments, body or [ast.Pass()], [])

    def _modified(self, node: nodes.ScopedEvalContextModifier) -> list[ast.stmt]:
        """`{% autoescape %}` says whether what lies in it is escaped."""
        escapes = self._escapes[-1]
        for option in node.options:
            if option.key == "autoescape":
                value = option.value
                is_off = isinstance(value, nodes.Name) and value.name in _FALSE
                escapes = not (is_off or (isinstance(value, nodes.Const) and not value.value))
        self._escapes.append(escapes)
        made = self.body(node.body)
        self._escapes.pop()
        return made


def _is_made(part: nodes.Expr) -> bool:
    """Whether an address begins with what a function makes of its arguments: one of the site, as a rule."""
    match part:
        case nodes.Call():
            return True
        case nodes.Filter(node=nodes.Expr() as inner):
            return _is_made(inner)
        case nodes.Concat(nodes=[first, *_]):
            return _is_made(first)
        case nodes.BinExpr():
            return _is_made(part.left)
        case _:
            return False
