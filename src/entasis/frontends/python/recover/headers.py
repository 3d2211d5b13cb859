"""Reads one header of a compound statement, with a stand-in for its body, and makes up what cannot be read.

The grammar gets `if x:` as `if x:pass`; the body is put in by `blocks`. Clauses that are no statement of their own
are read inside the least statement that may hold them.
"""

import ast
import re
from typing import Final

from entasis.frontends.python.recover.parameters import no_parameters
from entasis.frontends.python.recover.piece import STORE, UNKNOWN, Text
from entasis.frontends.python.recover.rewrite import partners
from entasis.frontends.python.recover.scan import Line
from entasis.frontends.python.recover.tree import Grammar

_BODY: Final = b"pass"
_TRY: Final = b"try:pass\n"
_MATCH: Final = b"match None:\n "
_NAME: Final = re.compile(rb"(?:async[ \t]+)?(?:def|class)[ \t]+([\w\x80-\xff]+)")
_PARAMETER: Final = re.compile(rb"[ \t]*(?:\*{0,2}[ \t]*[A-Za-z_]\w*)?")

Header = (
    ast.If
    | ast.For
    | ast.AsyncFor
    | ast.While
    | ast.With
    | ast.AsyncWith
    | ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.ClassDef
)


def compound(grammar: Grammar, text: Text, line: Line, code: bytes, depth: int) -> Header | None:
    """The statement a header begins; its body is empty if the line ends in a colon. None: it cannot be read."""
    is_open = code.endswith(b":")
    found = grammar.statements(text, code + _BODY if is_open else code, line.start, depth)
    if found is None or len(found) != 1 or not isinstance(found[0], Header):
        return None
    if is_open:
        found[0].body.pop()
    return found[0]


def elif_clause(grammar: Grammar, text: Text, line: Line, code: bytes, depth: int) -> Header | None:
    """The `if` that an `elif` is."""
    shorter = Line(line.start + 2, line.end, line.indent)
    found = compound(grammar, text, shorter, code[2:], depth)
    if found is not None:
        found.col_offset -= 2
    return found


def except_clause(
    grammar: Grammar, text: Text, line: Line, code: bytes, depth: int
) -> tuple[ast.ExceptHandler, bool] | None:
    """A handler, and whether it is one of `except*`."""
    is_open = code.endswith(b":")
    wrapped = _TRY + code + (_BODY if is_open else b"")
    found = grammar.statements(text, wrapped, line.start - len(_TRY), depth)
    if not found or not isinstance(found[0], ast.Try | ast.TryStar) or len(found[0].handlers) != 1:
        return None
    handler = found[0].handlers[0]
    if is_open:
        handler.body.pop()
    return handler, isinstance(found[0], ast.TryStar)


def case_clause(grammar: Grammar, text: Text, line: Line, code: bytes, depth: int) -> ast.match_case | None:
    """One case of a `match`."""
    is_open = code.endswith(b":")
    wrapped = _MATCH + code + (_BODY if is_open else b"")
    found = grammar.case(text, wrapped, line.start - len(_MATCH), depth)
    if found is None:
        return None
    if is_open:
        found.body.pop()
    return found


def stand_in(text: Text, keyword: bytes, line: Line, code: bytes) -> Header:
    """A statement for a header that cannot be read: what it tests or takes is unknown."""
    place = text.at(line.start, line.end)
    unknown = text.unknown(line.start, line.end)
    name = _NAME.match(code)
    called = text.name(line.start + name.start(1), line.start + name.end(1)) if name else UNKNOWN
    match keyword:
        case b"def":
            return ast.FunctionDef(called, no_parameters(), [], [], None, None, **place)
        case b"class":
            return ast.ClassDef(called, [], [], [], [], **place)
        case b"for":
            return ast.For(ast.Name(UNKNOWN, STORE, **place), unknown, [], [], None, **place)
        case b"while":
            return ast.While(unknown, [], [], **place)
        case b"with":
            return ast.With([ast.withitem(unknown, None)], [], None, **place)
        case _:
            return ast.If(unknown, [], [], **place)


def function_with_fewer_parameters(
    grammar: Grammar, text: Text, line: Line, code: bytes, depth: int
) -> Header | None:
    """A function whose header cannot be read as it is: each parameter is kept that can be, or its name."""
    opening = code.find(b"(")
    if opening < 0:
        return None
    closing = partners(code).get(opening)
    if closing is None:
        code = code.removesuffix(b":") + b"):"
        closing = len(code) - 2
    kept = bytearray(code[: closing + 1] + b":")
    for start, end in _between_commas(code, opening + 1, closing):
        alone = b"def f(" + code[start:end] + b"):pass"
        if grammar.statements(text, alone, line.start + start - 6, depth) is None:
            name = _PARAMETER.match(code, start, end)
            first, last = name.end() if name else start, end
            if not code[start:first].strip(b"* \t"):
                # A parameter without even a name leaves with its comma.
                first, last = start, end + (code[end : end + 1] == b",")
            kept[first:last] = b" " * (last - first)
    return compound(grammar, text, line, bytes(kept), depth)


def _between_commas(code: bytes, start: int, stop: int) -> list[tuple[int, int]]:
    """The stretches between commas that are in no further brackets."""
    inner = partners(code)
    result: list[tuple[int, int]] = []
    position = start
    while position < stop:
        if code[position] == 0x2C:
            result.append((start, position))
            start = position + 1
        position = inner.get(position, position) + 1
    return [*result, (start, stop)]
