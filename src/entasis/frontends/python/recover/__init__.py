"""Reads Python that the running interpreter refuses, so that no file is lost to its version or to one bad line.

    recover(text).tree     the same `ast` nodes that `ast.parse` makes, positions included
    recover(text).errors   what was not read; empty: the conversion is complete

What `ast.parse` refuses is Python 2, syntax newer than the interpreter, and broken text. The text is cut into
logical lines (`scan`), each is rewritten where its syntax is older or newer than the grammar (`rewrite`), parsed
by tree-sitter and converted bottom up (`tree`, and the converters by topic), and put together by indentation
(`blocks`). So one bad line costs that line. Where Python 3.11 has no node for something, it becomes the closest:

- Python 2's statements become calls (`python2`), its tuple parameters assignments (`parameters`);
- `type X = Y` becomes `X = Y`, and type parameters (PEP 695, 696) are dropped with their bounds and defaults;
- template strings (PEP 750) become formatted strings;
- `except A, B:` (PEP 758) becomes `except (A, B):`, if `B` does not look like Python 2's target.

An expression that could not be read, inside a statement that could, is the name `UNKNOWN`.
"""

import ast

from msgspec import Struct

from entasis.frontends.python.recover import strings
from entasis.frontends.python.recover.blocks import Assembler
from entasis.frontends.python.recover.literals import Field
from entasis.frontends.python.recover.piece import UNKNOWN, Text
from entasis.frontends.python.recover.rewrite import has_sign_of_python2, rewrite_expression
from entasis.frontends.python.recover.scan import Scan, scan
from entasis.frontends.python.recover.tree import Grammar

__all__ = ["UNKNOWN", "Recovered", "SyntaxProblem", "recover"]


class SyntaxProblem(Struct, frozen=True, order=True):
    """One stretch of text that is no Python. `line` counts from 1."""

    line: int
    message: str


class Recovered(Struct, frozen=True):
    """What could be read of a text, and what could not."""

    tree: ast.Module
    errors: tuple[SyntaxProblem, ...]


def recover(text: str) -> Recovered:
    """The module that any text is. Never raises."""
    scanned = scan(text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "surrogatepass"))
    converted = Text(scanned.data, scanned.backticks)
    lines = b"\n".join(scanned.masked[line.start : line.end] for line in scanned.lines)
    converted.is_python2 = bool(scanned.backticks) or has_sign_of_python2(lines)
    grammar = Grammar()
    _convert_strings(grammar, converted, scanned)
    tree = Assembler(grammar, converted, scanned.masked).module(scanned.lines)
    return Recovered(tree, _problems(converted))


def _convert_strings(grammar: Grammar, text: Text, scanned: Scan) -> None:
    """Converts what is inside strings, innermost first, so that the lines they stand in find it done."""
    for item in scanned.literals:
        if isinstance(item, Field):
            code = rewrite_expression(bytes(item.code))
            item.value = grammar.expression(text, code, item.code_start, 0, item.cuts)
            item.height = grammar.deepest + 1
            strings.close_field(text, item, item.literal)
        else:
            fields = [part.height for part in item.parts or () if isinstance(part, Field)]
            item.height = max(fields, default=0) + 1
            text.literals[item.start] = item


def _problems(text: Text) -> tuple[SyntaxProblem, ...]:
    """One problem for each stretch of lines that was lost, and for each line that is odd otherwise."""
    lost: list[tuple[int, int]] = []
    problems = set()
    for first, last, why in sorted(text.problems):
        if why:
            problems.add(SyntaxProblem(first, f"syntax error, line {first}: {why}"))
        elif lost and first <= lost[-1][1] + 1:
            lost[-1] = lost[-1][0], max(last, lost[-1][1])
        else:
            lost.append((first, last))
    for first, last in lost:
        where = f"line {first}" if first == last else f"lines {first}-{last}"
        problems.add(SyntaxProblem(first, f"syntax error, {where} not analysed"))
    return tuple(sorted(problems))
