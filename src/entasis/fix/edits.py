"""From a repair to edits of the text: the step is found again in a fresh syntax tree, and its parts replaced.

Texts are taken from the source as they stand, so an edit keeps the author's spelling. Where the tree cannot be had
or the shape is not the expected one, there is no edit: the words of the fix stand alone.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import Final, final

from entasis.fix.repair import FormatArguments, Repair, ReplaceOperator, UnwrapAssertion
from entasis.models.ports import Port
from entasis.models.rows import Mend

Place = tuple[int, int, int, int]  # line, utf-8 column, end line, end utf-8 column; as in ast
Replacement = tuple[Place, str]
Argument = ast.expr | ast.keyword

_OPERATORS: Final = {"==": "is", "!=": "is not"}
_ATOMS: Final = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Call,
    ast.Subscript,
)  # bind tighter than any operator


@final
class Code:
    """A text and its tree, made ready once for as many questions as there are findings in it."""

    __slots__ = ("_nodes", "lines")

    def __init__(self, tree: ast.Module, text: str) -> None:
        self.lines = text.encode("utf-8", "surrogatepass").split(b"\n")
        self._nodes: dict[Place, list[ast.AST]] = {}
        for node in ast.walk(tree):
            match node:
                case ast.Call() | ast.Compare():
                    self._nodes.setdefault(_place(node), []).append(node)
                case ast.Assert():
                    self._nodes.setdefault(_place(node.test), []).append(node)
                case ast.Assign():
                    for target in node.targets:
                        self._nodes.setdefault(_place(target), []).append(node)

    def at(self, place: Place) -> Sequence[ast.AST]:
        """The calls and comparisons at `place`, the assertions of it and the assignments to it."""
        return self._nodes.get(place, ())

    def source(self, place: Place) -> str:
        """What is written at `place`."""
        line, column, end_line, end_column = place
        lines = self.lines[line - 1 : end_line]
        lines[-1] = lines[-1][:end_column]
        lines[0] = lines[0][column:]
        return b"\n".join(lines).decode(errors="replace")


def replacements(code: Code, place: Place, repair: Repair) -> tuple[Replacement, ...]:
    """What to replace in `code` so that the step at `place` is mended; () if nobody can say."""
    for node in code.at(place):
        match repair, node:
            case FormatArguments(), ast.Call():
                return _format_arguments(node, code, repair.message)
            case ReplaceOperator(), ast.Compare():
                return _replace_operator(node, code, repair.operator)
            case UnwrapAssertion(), ast.Assert(test=ast.Tuple() as tested, msg=None):
                return _unwrap(tested, code)
            case Mend(), ast.Call():
                return _mend_call(node, code, repair)
            case Mend(), ast.Assign():
                return ((_place(node.value), repair.value),) if repair.value else ()
            case _:
                pass
    return ()


def _place(node: ast.expr | ast.keyword) -> Place:
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


def _format_arguments(node: ast.Call, code: Code, position: int) -> tuple[Replacement, ...]:
    message, *values = node.args[position:]
    sources = [code.source(_place(value)) for value in values]
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


def _replace_operator(node: ast.Compare, code: Code, operator: str) -> tuple[Replacement, ...]:
    if len(node.ops) != 1:
        return ()
    left, right = node.left, node.comparators[0]
    between = (left.end_lineno or 0, left.end_col_offset or 0, right.lineno, right.col_offset)
    old = _between(code, between)
    word = _OPERATORS[operator]
    if old is None or old.split() != word.split():
        return ()  # parentheses or comments stand between
    return ((between, f" {operator} "),)


def _between(code: Code, place: Place) -> str | None:
    if place[0] != place[2]:
        return None
    return code.source(place)


def _unwrap(node: ast.Tuple, code: Code) -> tuple[Replacement, ...]:
    test, message = (_whole(code, element) for element in node.elts)
    if not test or not message:
        return ()
    line, column, _, _ = _place(node)
    before = code.lines[line - 1][:column]
    gap = "" if before.endswith((b" ", b"\t")) else " "
    return ((_place(node), f"{gap}{test}, {message}"),)


def _whole(code: Code, node: ast.expr) -> str:
    """The source of `node` as it can stand alone: in parentheses where only those around it held it together."""
    source = code.source(_place(node))
    holds_together = node.lineno == node.end_lineno and not isinstance(node, ast.NamedExpr)
    return source if holds_together or isinstance(node, _ATOMS) else f"({source})"


def _mend_call(node: ast.Call, code: Code, mend: Mend) -> tuple[Replacement, ...]:
    found: list[Replacement] = []
    if mend.callee:
        callee = _new_callee(node, code, mend.callee)
        if callee is None:
            return ()
        found.append((_place(node.func), callee))
    written: list[Argument] = [*node.args, *node.keywords]
    written.sort(key=_place)
    removed: list[Argument] = []
    for port in mend.remove:
        argument = _argument(node, port)
        if argument is None or (isinstance(argument, ast.expr) and argument is not node.args[-1]):
            return ()  # what stands behind a positional argument would move to its place
        removed.append(argument)
    for port, value in mend.set:
        argument = _argument(node, port)
        if isinstance(argument, ast.keyword):
            found.append((_place(argument.value), value))
        elif argument is not None:
            found.append((_place(argument), value))
        elif port.name and not any(keyword.arg is None for keyword in node.keywords):
            found.append(_append(node, written, f"{port.name}={value}", follows=len(written) > len(removed)))
        else:
            return ()
    if written and len(removed) == len(written) and not mend.set:
        line, column, _, _ = _place(written[0])
        return (*found, ((line, column, *_closing(node)), ""))
    return (*found, *_without(written, removed))


def _closing(node: ast.Call) -> tuple[int, int]:
    """The place of the parenthesis that ends the call."""
    return node.end_lineno or 0, (node.end_col_offset or 1) - 1


def _new_callee(node: ast.Call, code: Code, callee: str) -> str | None:
    """`callee` as this call would write it: the old name's last part replaced, if both share their module."""
    new = callee.rpartition(".")[2]
    if isinstance(node.func, ast.Attribute):
        return f"{code.source(_place(node.func.value))}.{new}"
    return None


def _argument(node: ast.Call, port: Port) -> Argument | None:
    for keyword in node.keywords:
        if port.name and keyword.arg == port.name:
            return keyword
    starred = next((i for i, a in enumerate(node.args) if isinstance(a, ast.Starred)), len(node.args))
    if port.position is not None and port.position < starred:
        return node.args[port.position]
    return None


def _append(node: ast.Call, written: list[Argument], argument: str, *, follows: bool) -> Replacement:
    end = _place(written[-1])[2:] if written else _closing(node)
    return (*end, *end), f", {argument}" if follows else argument


def _without(written: list[Argument], removed: list[Argument]) -> Iterator[Replacement]:
    """Take arguments away, each with the comma that parts it from one that stays."""
    is_behind_one_that_stays = False
    for at, argument in enumerate(written):
        if argument not in removed:
            is_behind_one_that_stays = True
            continue
        line, column, end_line, end_column = _place(argument)
        if is_behind_one_that_stays:
            _, _, line, column = _place(written[at - 1])
        elif at + 1 < len(written):
            end_line, end_column, _, _ = _place(written[at + 1])
        yield (line, column, end_line, end_column), ""
