"""Expressions of a template to those of Python: names are looked up in the context unless the template sets them."""

import ast
from collections.abc import Iterable
from typing import Final

from jinja2 import nodes

from entasis.frontends.templates import tornado
from entasis.frontends.templates.django import TAG
from entasis.frontends.templates.filters import filter_path
from entasis.frontends.templates.parse import Dialect

_COMPARISONS: Final[dict[str, type[ast.cmpop]]] = {
    "eq": ast.Eq,
    "ne": ast.NotEq,
    "gt": ast.Gt,
    "gteq": ast.GtE,
    "lt": ast.Lt,
    "lteq": ast.LtE,
    "in": ast.In,
    "notin": ast.NotIn,
}
_OPERATORS: Final[dict[type[nodes.BinExpr], type[ast.operator]]] = {
    nodes.Add: ast.Add,
    nodes.Sub: ast.Sub,
    nodes.Mul: ast.Mult,
    nodes.Div: ast.Div,
    nodes.FloorDiv: ast.FloorDiv,
    nodes.Mod: ast.Mod,
    nodes.Pow: ast.Pow,
}
# What templates see unless they are passed something else by that name: those of Jinja are mostly Flask's.
_FLASK: Final = {
    **{name: f"flask.{name}" for name in ("request", "g", "session", "get_flashed_messages", "url_for")},
    "current_user": "flask_login.current_user",
}
_GIVEN: Final = {Dialect.JINJA: _FLASK, Dialect.TORNADO: tornado.GIVEN, Dialect.DJANGO: dict[str, str]()}
_PURE: Final = {"upper", "lower", "title", "capitalize", "trim"}
_METHODS: Final = {"trim": "strip"}
_OF_MAPPINGS: Final = {"items", "keys", "values"}


class Expressions:
    """The names that the template has set so far, and the functions that it uses."""

    def __init__(self, dialect: Dialect) -> None:
        self._is_django = dialect is Dialect.DJANGO
        self._given = _GIVEN[dialect]
        self._scopes: list[dict[str, None]] = [{}]
        self.used: set[str] = set()

    def locals(self) -> list[str]:
        """The names that the template itself has set."""
        return [name for scope in self._scopes for name in scope]

    def declare(self, name: str) -> None:
        """From here on the template's own name is meant."""
        self._scopes[-1][name] = None

    def enter(self, names: Iterable[str]) -> None:
        """A macro begins, with its parameters."""
        self._scopes.append(dict.fromkeys(names))

    def leave(self) -> None:
        """The macro ends."""
        self._scopes.pop()

    def function(self, path: str) -> ast.expr:
        """The function of the library, which the module will import."""
        if "." not in path:
            return ast.Name(path, ast.Load())
        self.used.add(path)
        return ast.Name(f"#{path}", ast.Load())

    def target(self, node: nodes.Node) -> ast.expr:
        """What is assigned to."""
        match node:
            case nodes.Name():
                self.declare(node.name)
                return ast.Name(node.name, ast.Store())
            case nodes.Tuple():
                return ast.Tuple([self.target(item) for item in node.items], ast.Store())
            case nodes.NSRef():
                return ast.Attribute(self._named(node.name), node.attr, ast.Store())
            case _:
                return ast.Name("#other", ast.Store())

    def convert(self, node: nodes.Node | None) -> ast.expr:
        """The expression; what is not known keeps the values in it."""
        match node:
            case nodes.Name():
                return self._named(node.name)
            case nodes.Const():
                return _constant(node.value)
            case nodes.TemplateData():
                return ast.Constant(node.data)
            case nodes.Getattr():
                return self._member(node.node, node.attr)
            case nodes.Getitem():
                return ast.Subscript(self.convert(node.node), self.convert(node.arg), ast.Load())
            case nodes.Slice():
                parts = [
                    None if part is None else self.convert(part)
                    for part in (node.start, node.stop, node.step)
                ]
                return ast.Slice(*parts)
            case nodes.Filter():
                return self._filtered(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Test():
                return ast.Call(ast.Name("bool", ast.Load()), [self.convert(node.node)], [])
            case nodes.CondExpr():
                other = ast.Constant("") if node.expr2 is None else self.convert(node.expr2)
                return ast.IfExp(self.convert(node.test), self.convert(node.expr1), other)
            case nodes.And() | nodes.Or():
                operator = ast.And() if isinstance(node, nodes.And) else ast.Or()
                return ast.BoolOp(operator, [self.convert(node.left), self.convert(node.right)])
            case nodes.Not():
                return ast.UnaryOp(ast.Not(), self.convert(node.node))
            case nodes.Neg():
                return ast.UnaryOp(ast.USub(), self.convert(node.node))
            case nodes.Compare():
                operators = [_COMPARISONS[operand.op]() for operand in node.ops]
                return ast.Compare(
                    self.convert(node.expr), operators, [self.convert(operand.expr) for operand in node.ops]
                )
            case nodes.Concat():
                holes: list[ast.expr] = [ast.FormattedValue(self.convert(part), -1) for part in node.nodes]
                return ast.JoinedStr(holes)
            case nodes.BinExpr():
                return ast.BinOp(self.convert(node.left), _OPERATORS[type(node)](), self.convert(node.right))
            case nodes.List():
                return ast.List([self.convert(item) for item in node.items], ast.Load())
            case nodes.Tuple():
                return ast.Tuple([self.convert(item) for item in node.items], ast.Load())
            case nodes.Dict():
                pairs = [(self.convert(pair.key), self.convert(pair.value)) for pair in node.items]
                return ast.Dict([key for key, _ in pairs], [value for _, value in pairs])
            case _:
                inner = [] if node is None else [self.convert(child) for child in node.iter_child_nodes()]
                return ast.Tuple(inner, ast.Load())

    def _named(self, name: str) -> ast.expr:
        if any(name in scope for scope in self._scopes):
            return ast.Name(name, ast.Load())
        if self._is_django and name.startswith(TAG):
            name = f"%{name.removeprefix(TAG)}"
        passed = ast.Subscript(ast.Name("context", ast.Load()), ast.Constant(name), ast.Load())
        if name == "messages":
            kept = ast.Call(self.function("django.contrib.messages.get_messages"), [], [])
            return ast.BoolOp(ast.Or(), [passed, kept])
        if name in self._given:
            return ast.BoolOp(ast.Or(), [passed, self.function(self._given[name])])
        return passed

    def _member(self, of: nodes.Expr, name: str) -> ast.expr:
        """`a.b` is the attribute or the item of that name, whichever there is; Django calls what can be called.

        Templates that both can read are taken for Jinja's, so that `rows.items` may be a call in either.
        """
        attribute = ast.Attribute(self.convert(of), name, ast.Load())
        item = ast.Subscript(self.convert(of), ast.Constant(name), ast.Load())
        called = (
            [ast.Call(ast.Attribute(self.convert(of), name, ast.Load()), [], [])]
            if name in _OF_MAPPINGS
            else []
        )
        return ast.BoolOp(ast.Or(), [attribute, item, *called])

    def _filtered(self, node: nodes.Filter) -> ast.expr:
        value = ast.Constant("") if node.node is None else self.convert(node.node)
        if node.name in _PURE:
            return ast.Call(ast.Attribute(value, _METHODS.get(node.name, node.name), ast.Load()), [], [])
        meant = self._meant(node, value)
        if meant is not None:
            return meant
        path = filter_path(node.name, is_django=self._is_django)
        function = self.function(path) if path else self._named(f"|{node.name}")
        keywords = self._keywords(node.kwargs)
        return ast.Call(function, [value, *map(self.convert, node.args)], keywords)

    def _meant(self, node: nodes.Filter, value: ast.expr) -> ast.expr | None:
        """What the filter comes to in Python, of those that are no functions there; None if it is another one."""
        match node.name, node.args, node.kwargs:
            case (("default" | "default_if_none"), [other, *_], []):
                return ast.BoolOp(ast.Or(), [value, self.convert(other)])
            case (("first" | "last"), [], []):
                return ast.Subscript(value, ast.Constant(0 if node.name == "first" else -1), ast.Load())
            case "d", [other, *_], [] if not self._is_django:
                return ast.BoolOp(ast.Or(), [value, self.convert(other)])
            case (("default" | "d" | "string"), [], []) if not self._is_django:
                return value
            case (("abs" | "round"), _, []) if not self._is_django:
                return ast.Call(ast.Name("float", ast.Load()), [value], [])
            case _:
                return None

    def _keywords(self, pairs: list[nodes.Pair] | list[nodes.Keyword]) -> list[ast.keyword]:
        return [ast.keyword(str(pair.key), self.convert(pair.value)) for pair in pairs]

    def _call(self, node: nodes.Call) -> ast.expr:
        function = (
            ast.Attribute(self.convert(node.node.node), node.node.attr, ast.Load())
            if isinstance(node.node, nodes.Getattr)
            else self.convert(node.node)
        )
        positional = [self.convert(argument) for argument in node.args]
        if node.dyn_args is not None:
            positional.append(ast.Starred(self.convert(node.dyn_args), ast.Load()))
        keywords = self._keywords(node.kwargs)
        if node.dyn_kwargs is not None:
            keywords.append(ast.keyword(None, self.convert(node.dyn_kwargs)))
        return ast.Call(function, positional, keywords)


def _constant(value: object) -> ast.expr:
    return ast.Constant(value if isinstance(value, str | int | float | bool | None) else str(value))
