"""Which names a body binds, which it declares `global` or `nonlocal`. Looks at statements, rarely at expressions.

Only a walrus binds a name in an expression, so expressions are walked only where a line of them holds one.
"""

import ast
from bisect import bisect_left
from typing import NamedTuple

Lines = tuple[int, ...] | None  # those that may hold a walrus, in order; None if any may


class Names(NamedTuple):
    """The names one scope binds, and those it declares to live elsewhere."""

    bound: set[str]
    globals: set[str]
    nonlocals: set[str]


def walrus_lines(text: str) -> tuple[int, ...]:
    """The lines of a text of Python that hold what may be a walrus."""
    if ":=" not in text:
        return ()
    return tuple(number for number, line in enumerate(text.split("\n"), 1) if ":=" in line)


def names_of(body: list[ast.stmt], walruses: Lines) -> Names:
    """The names that the statements of `body` bind, without those of inner functions and classes."""
    bound: set[str] = set()
    global_names: set[str] = set()
    nonlocal_names: set[str] = set()
    pending: list[ast.stmt] = list(body)
    while pending:
        node = pending.pop()
        kind = node.__class__
        if kind is ast.Expr or kind is ast.Return or kind is ast.Raise or kind is ast.Pass:
            pass
        elif kind is ast.Assign:
            for target in node.targets:  # type: ignore[attr-defined]
                if target.__class__ is ast.Name:
                    bound.add(target.id)
                else:
                    _targets(target, bound)
        elif isinstance(node, ast.If):
            pending.extend(node.body)
            pending.extend(node.orelse)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.For | ast.AsyncFor):
            _targets(node.target, bound)
            pending.extend(node.body)
            pending.extend(node.orelse)
        elif isinstance(node, ast.While):
            pending.extend(node.body)
            pending.extend(node.orelse)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                if item.optional_vars is not None:
                    _targets(item.optional_vars, bound)
            pending.extend(node.body)
        elif isinstance(node, ast.Try | ast.TryStar):
            pending.extend(node.body)
            pending.extend(node.orelse)
            pending.extend(node.finalbody)
            for handler in node.handlers:
                if handler.name:
                    bound.add(handler.name)
                pending.extend(handler.body)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            _targets(node.target, bound)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                bound.add(alias.asname or alias.name.partition(".")[0])
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                _targets(target, bound)
        elif isinstance(node, ast.Match):
            for case in node.cases:
                _captures(case.pattern, bound)
                pending.extend(case.body)
        elif isinstance(node, ast.Global):
            global_names.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            nonlocal_names.update(node.names)
        if may_hold(node, walruses):
            _walruses(node, bound)
    return Names(bound, global_names, nonlocal_names)


def target_names(target: ast.expr) -> set[str]:
    """The names that an assignment to `target` binds."""
    bound: set[str] = set()
    _targets(target, bound)
    return bound


def may_hold(node: ast.stmt | ast.expr, walruses: Lines) -> bool:
    """Whether a walrus may stand in `node`."""
    if not walruses:
        return walruses is None
    last = node.end_lineno
    nearest = bisect_left(walruses, node.lineno)
    return last is None or (nearest < len(walruses) and walruses[nearest] <= last)


def walrus_names(node: ast.expr, walruses: Lines) -> set[str]:
    """The names that walruses in the expression `node` bind."""
    if not may_hold(node, walruses):
        return set()
    return _names_in(node)


def _names_in(node: ast.expr) -> set[str]:
    return {n.target.id for n in _own_expressions(node) if isinstance(n, ast.NamedExpr)}


def _targets(target: ast.expr, bound: set[str]) -> None:
    pending = [target]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name):
            bound.add(node.id)
        elif isinstance(node, ast.Tuple | ast.List):
            pending.extend(node.elts)
        elif isinstance(node, ast.Starred):
            pending.append(node.value)


def _captures(pattern: ast.pattern, bound: set[str]) -> None:
    for node in ast.walk(pattern):
        if isinstance(node, ast.MatchAs | ast.MatchStar):
            if node.name is not None:
                bound.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest is not None:
            bound.add(node.rest)


def _walruses(statement: ast.stmt, bound: set[str]) -> None:
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            bound.update(_names_in(child))
        elif isinstance(child, ast.withitem):
            bound.update(_names_in(child.context_expr))
        elif isinstance(child, ast.match_case) and child.guard is not None:
            bound.update(_names_in(child.guard))


def _own_expressions(node: ast.AST) -> list[ast.AST]:
    """`node` and all below it that belong to the same scope; a lambda's body does not."""
    found: list[ast.AST] = []
    pending = [node]
    while pending:
        current = pending.pop()
        found.append(current)
        if isinstance(current, ast.Lambda):
            pending.append(current.args)
        else:
            pending.extend(ast.iter_child_nodes(current))
    return found
