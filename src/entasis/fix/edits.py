"""From a repair to edits of the text: the step is found again in a fresh syntax tree, and its parts replaced.

Texts are taken from the source as they stand, so an edit keeps the author's spelling. Where the tree cannot be had
or the shape is not the expected one, there is no edit: the words of the fix stand alone.
"""

import ast
from collections.abc import Iterator
from typing import Final

from entasis.fix.repair import FormatArguments, Repair, ReplaceOperator, UnwrapAssertion
from entasis.models.ports import Port
from entasis.models.rows import Mend

Place = tuple[int, int, int, int]  # line, utf-8 column, end line, end utf-8 column; as in ast
Replacement = tuple[Place, str]

_OPERATORS: Final = {"==": "is", "!=": "is not"}
_ATOMS: Final = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Call,
    ast.Subscript,
)  # bind tighter than any operator


def replacements(tree: ast.Module, text: str, place: Place, repair: Repair) -> tuple[Replacement, ...]:
    """What to replace in `text`, whose tree is `tree`, so that the step at `place` is mended; () if nobody can say."""
    node = _node_at(tree, place)
    if node is None:
        return ()
    match repair:
        case FormatArguments():
            return _format_arguments(node, text, repair.message) if isinstance(node, ast.Call) else ()
        case ReplaceOperator():
            return _replace_operator(node, text, repair.operator) if isinstance(node, ast.Compare) else ()
        case UnwrapAssertion():
            return _unwrap(node, text) if isinstance(node, ast.Tuple) else ()
        case Mend():
            if isinstance(node, ast.Call):
                return _mend_call(node, text, repair)
            return _mend_assignment(node, repair)


def _node_at(tree: ast.Module, place: Place) -> ast.AST | None:
    wanted: tuple[type[ast.AST], ...] = (ast.Call, ast.Assign, ast.Compare, ast.Tuple)
    for node in _nodes_on(tree, place[0], place[2]):
        if isinstance(node, ast.Assign):
            if any(_place(target) == place for target in node.targets):
                return node
        elif isinstance(node, wanted) and isinstance(node, ast.expr) and _place(node) == place:
            return node
    return None


def _nodes_on(tree: ast.Module, first: int, last: int) -> Iterator[ast.AST]:
    """The nodes that cover the lines, outermost first; others are not entered."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            start = getattr(child, "lineno", first)
            end = getattr(child, "end_lineno", last)
            if start <= first and last <= end:
                pending.append(child)


def _place(node: ast.expr | ast.keyword) -> Place:
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


def _source(text: str, node: ast.expr) -> str:
    return ast.get_source_segment(text, node) or ""


def _format_arguments(node: ast.Call, text: str, position: int) -> tuple[Replacement, ...]:
    message, *values = node.args[position:]
    sources = [_source(text, value) for value in values]
    if not values or not all(sources) or any(isinstance(value, ast.Starred) for value in values):
        return ()
    packed = f"({', '.join(sources)}{',' if len(sources) == 1 else ''})"
    if len(sources) == 1 and isinstance(values[0], ast.Constant):
        packed = sources[0]
    _, _, *end = _place(message)
    _, _, *last = _place(values[-1])
    behind = (end[0], end[1], last[0], last[1])
    opening, closing = ("", "") if isinstance(message, _ATOMS) else ("(", ")")
    if message.lineno == message.end_lineno:
        formatting = (behind, f"{closing} % {packed}")
    else:
        formatting = (behind, f"{closing}\n{' ' * message.col_offset}% {packed}")
    if not opening:
        return (formatting,)
    return (((message.lineno, message.col_offset, message.lineno, message.col_offset), opening), formatting)


def _replace_operator(node: ast.Compare, text: str, operator: str) -> tuple[Replacement, ...]:
    if len(node.ops) != 1:
        return ()
    left, right = node.left, node.comparators[0]
    between = (left.end_lineno or 0, left.end_col_offset or 0, right.lineno, right.col_offset)
    old = _between(text, between)
    word = _OPERATORS[operator]
    if old is None or old.split() != word.split():
        return ()  # parentheses or comments stand between
    return ((between, f" {operator} "),)


def _between(text: str, place: Place) -> str | None:
    if place[0] != place[2]:
        return None
    line = text.split("\n")[place[0] - 1].encode()
    return line[place[1] : place[3]].decode(errors="replace")


def _unwrap(node: ast.Tuple, text: str) -> tuple[Replacement, ...]:
    test, message = (_source(text, element) for element in node.elts)
    if not test or not message or node.lineno != node.end_lineno:
        return ()
    return ((_place(node), f"{test}, {message}"),)


def _mend_call(node: ast.Call, text: str, mend: Mend) -> tuple[Replacement, ...]:
    found: list[Replacement] = []
    if mend.callee:
        callee = _new_callee(node, text, mend.callee)
        if callee is None:
            return ()
        found.append((_place(node.func), callee))
    for port, value in mend.set:
        argument = _argument(node, port)
        if isinstance(argument, ast.keyword):
            found.append((_place(argument.value), value))
        elif argument is not None:
            found.append((_place(argument), value))
        elif port.name and not any(keyword.arg is None for keyword in node.keywords):
            found.append(_append(node, f"{port.name}={value}"))
        else:
            return ()
    for port in mend.remove:
        argument = _argument(node, port)
        if not isinstance(argument, ast.keyword):
            return ()
        found.append((_with_comma(node, argument), ""))
    return tuple(found)


def _new_callee(node: ast.Call, text: str, callee: str) -> str | None:
    """`callee` as this call would write it: the old name's last part replaced, if both share their module."""
    new = callee.rpartition(".")[2]
    if isinstance(node.func, ast.Attribute):
        return f"{_source(text, node.func.value)}.{new}"
    return None


def _argument(node: ast.Call, port: Port) -> ast.expr | ast.keyword | None:
    for keyword in node.keywords:
        if port.name and keyword.arg == port.name:
            return keyword
    starred = next((i for i, a in enumerate(node.args) if isinstance(a, ast.Starred)), len(node.args))
    if port.position is not None and port.position < starred:
        return node.args[port.position]
    return None


def _append(node: ast.Call, argument: str) -> Replacement:
    written: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    if not written:
        end = (node.end_lineno or 0, (node.end_col_offset or 1) - 1)
        return (*end, *end), argument
    last = max(written, key=lambda a: (a.end_lineno or 0, a.end_col_offset or 0))
    end = (last.end_lineno or 0, last.end_col_offset or 0)
    return (*end, *end), f", {argument}"


def _with_comma(node: ast.Call, argument: ast.keyword) -> Place:
    """The keyword argument with the comma before or behind it."""
    written: list[ast.expr | ast.keyword] = sorted(
        [*node.args, *node.keywords], key=lambda a: (a.lineno, a.col_offset)
    )
    at = written.index(argument)
    if at > 0:
        before = written[at - 1]
        return (
            before.end_lineno or 0,
            before.end_col_offset or 0,
            argument.end_lineno or 0,
            argument.end_col_offset or 0,
        )
    if len(written) > 1:
        after = written[1]
        return argument.lineno, argument.col_offset, after.lineno, after.col_offset
    return _place(argument)


def _mend_assignment(node: ast.AST, mend: Mend) -> tuple[Replacement, ...]:
    if isinstance(node, ast.Assign) and mend.value:
        return ((_place(node.value), mend.value),)
    return ()
