"""Puts logical lines together into a module by their indentation, as the compiler does, whatever is broken.

Each line is read on its own. A simple line gives statements. A line that ends in a colon is a header: it opens a
block, and the lines indented deeper are its body. `elif`, `else`, `except`, `finally` and `case` go on with the
statement before them. A header that cannot be read still opens its block, so that what stands in it is kept.
Open blocks are a list, not recursion: their nesting is hostile.
"""

import ast
import re
from typing import Final

from entasis.frontends.python.recover import headers
from entasis.frontends.python.recover.piece import Text, end_place, place_of
from entasis.frontends.python.recover.rewrite import rewrite_line
from entasis.frontends.python.recover.scan import Line
from entasis.frontends.python.recover.suites import ANY, Block, Compound
from entasis.frontends.python.recover.tree import Grammar
from entasis.limits import NESTING

_KEYWORD: Final = re.compile(
    rb"(?:async[ \t]+)?(def|class|if|for|while|with)(?![\w\x80-\xff])|(try|else|finally)[ \t]*:|(elif|except|match|case)(?![\w\x80-\xff])|(@)"
)
_GOES_ON_WITH: Final = {
    b"elif": ({b"if"}, {b"else"}),
    b"else": ({b"if", b"for", b"while", b"try"}, {b"else", b"finally"}),
    b"except": ({b"try"}, {b"else", b"finally"}),
    b"finally": ({b"try"}, {b"finally"}),
}
"""For each clause: the statements it may belong to, and the clauses that may not stand before it."""


class Assembler:
    """The blocks that are open."""

    def __init__(self, grammar: Grammar, text: Text, masked: bytearray) -> None:
        self.grammar = grammar
        self.text = text
        self.masked = masked
        self.blocks = [Block([], -1, 1)]
        self.skipped_margin: int | None = None  # of a header nested too deep; its body is skipped

    def module(self, lines: tuple[Line, ...]) -> ast.Module:
        """The module that the lines are."""
        body = self.blocks[0].body
        if lines and lines[0].indent:
            self.text.lose(lines[0].start, lines[0].end, "unexpected indentation")
        for index, line in enumerate(lines):
            self._line(line, lines[index + 1] if index + 1 < len(lines) else None)
        while self.blocks:
            self._close_block()
        return ast.Module(body, [])

    def _line(self, line: Line, following: Line | None) -> None:
        if self.skipped_margin is not None:
            if line.indent > self.skipped_margin:
                self.text.lose(line.start, line.end)
                return
            self.skipped_margin = None
        block = self._block_of(line)
        code = bytes(self.masked[line.start : line.end])
        found = _KEYWORD.match(code)
        keyword = found[found.lastindex or 0] if found else b""
        is_nested = following is not None and following.indent > line.indent
        if keyword in {b"match", b"case"}:
            keyword = self._soft_keyword(keyword, code, block, following if is_nested else None)
        if keyword == b"@":
            self._decorator(block, line, rewrite_line(self.text, code, line.start))
        elif keyword in {b"elif", b"else", b"except", b"finally"}:
            self._clause(block, keyword, line, rewrite_line(self.text, code, line.start))
        elif keyword == b"match":
            self._match(block, line, rewrite_line(self.text, code, line.start))
        elif keyword == b"case":
            self._case(block, line, rewrite_line(self.text, code, line.start))
        elif keyword == b"try":
            self._try(block, line, rewrite_line(self.text, code, line.start))
        elif keyword:
            self._compound(
                block, keyword, line, rewrite_line(self.text, code, line.start), is_nested=is_nested
            )
        else:
            self._simple(block, line, code)

    # Blocks

    def _block_of(self, line: Line) -> Block:
        """The block a line belongs to by its indentation, after those that end before it are closed."""
        while True:
            block = self.blocks[-1]
            if block.indent == ANY and line.indent > block.margin:
                block.indent = line.indent
            if block.indent == ANY or line.indent < block.indent:
                if len(self.blocks) == 1:
                    block.indent = line.indent
                    return block
                self._close_block()
                continue
            if line.indent > block.indent:
                self.text.lose(line.start, line.end, "unexpected indentation")
            return block

    def _close_block(self) -> None:
        block = self.blocks.pop()
        self._end_statement(block)
        header = block.header
        if header is None:
            return
        if block.indent == ANY:
            self.text.lose(header.start, header.end, "no block is indented under this line")
        if block.holds_cases:
            self._close_cases(block.owner, block.body, header)
            return
        if not block.body:
            block.body.append(ast.Pass(**self.text.at(header.end, header.end)))
        if block.owner is not None:
            block.owner.close_body(block.body, block.tail)

    def _close_cases(self, owner: Compound | None, body: list[ast.stmt], header: Line) -> None:
        """A `match` has a case at least. What stands in it outside any case is kept as one that may apply."""
        if owner is None or not isinstance(node := owner.nodes[0], ast.Match):
            return
        if body:
            self.text.problems.append((body[0].lineno, body[0].lineno, "this stands outside any case"))
        if body or not node.cases:
            place = self.text.at(header.start, header.end)
            unknown = self.text.unknown(header.start, header.end)
            case = ast.match_case(ast.MatchAs(None, None, **place), unknown, body or [ast.Pass(**place)])
            node.cases.append(case)
            owner.close_body(case.body, None)

    def _end_statement(self, block: Block) -> None:
        """No clause follows the last statement of a block any more."""
        if block.last is not None:
            block.last.close()
            node = block.last.nodes[0]
            if isinstance(node, ast.Try) and not node.handlers:
                self._complete_try(node)
            block.last = None
        if block.decorators:
            place = block.decorators[-1]
            self.text.problems.append((place.lineno, place.lineno, "a decorator without a function or class"))
            block.body += [ast.Expr(node, **place_of(node)) for node in block.decorators]
            block.decorators = []

    def _complete_try(self, node: ast.Try) -> None:
        """A `try` has a handler or a `finally`, and an `else` only after a handler."""
        if node.orelse or not node.finalbody:
            self.text.problems.append((node.lineno, node.lineno, "a try without except or finally"))
        node.body += node.orelse
        node.orelse = []
        if not node.finalbody:
            node.finalbody.append(ast.Pass(**place_of(node)))

    def _add(self, block: Block, keyword: bytes, statement: headers.Header | ast.Try | ast.Match) -> Compound:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            statement.decorator_list, block.decorators = block.decorators, []
        self._end_statement(block)
        block.body.append(statement)
        block.tail = None
        block.last = Compound(keyword, [statement])
        return block.last

    # Lines

    def _simple(self, block: Block, line: Line, code: bytes) -> None:
        self._end_statement(block)
        block.body += self._statements(line.start, code, block.depth)
        block.tail = self._tail(line, code)

    def _statements(self, start: int, code: bytes, depth: int) -> list[ast.stmt]:
        """The statements of a line, without those that cannot be read."""
        simple = rewrite_line(self.text, code, start)
        found = self.grammar.statements(self.text, simple, start, depth)
        if found is not None:
            return found
        if b";" not in simple:
            self.text.lose(start, start + len(code))
            return []
        result: list[ast.stmt] = []
        position = start
        for part in simple.split(b";"):
            inner = part.lstrip()
            at = position + len(part) - len(inner)
            if inner:
                found = self.grammar.statements(self.text, inner.rstrip(), at, depth)
                if found is None:
                    self.text.lose(at, at + len(inner))
                result += found or []
            position += len(part) + 1
        return result

    def _decorator(self, block: Block, line: Line, code: bytes) -> None:
        if block.last is not None:
            self._end_statement(block)
        inner = code[1:].lstrip()
        start = line.start + len(code) - len(inner)
        found = self.grammar.expression(self.text, inner, start, block.depth)
        if found is None:
            self.text.lose(line.start, line.end)
        else:
            block.decorators.append(found)

    def _compound(self, block: Block, keyword: bytes, line: Line, code: bytes, *, is_nested: bool) -> None:
        """A header, or a compound statement on one line."""
        grammar, text, depth = self.grammar, self.text, block.depth
        found = headers.compound(grammar, text, line, code, depth)
        is_open = code.endswith(b":")
        if found is None and is_nested and not is_open:
            found = headers.compound(grammar, text, line, code + b":", depth)
            if found is not None:
                code += b":"
                text.lose(line.start, line.end, "the colon at the end of this line is missing")
        if found is None and is_open:
            text.lose(line.start, line.end)
            if keyword == b"def":
                found = headers.function_with_fewer_parameters(grammar, text, line, code, depth)
            found = found or headers.stand_in(text, keyword, line, code)
        if found is None:
            text.lose(line.start, line.end)
            return
        self._open_or_close(self._add(block, keyword, found), found.body, line, code, depth + 1)

    def _open_or_close(
        self, owner: Compound, body: list[ast.stmt], line: Line, code: bytes, depth: int
    ) -> None:
        """Opens the block under a header; a header with its body on its own line is at its end."""
        owner.end = end_place(owner.nodes[:1])
        if code.endswith(b":") and depth <= NESTING.bound:
            self.blocks.append(Block(body, line.indent, depth, line, owner))
            return
        if code.endswith(b":"):
            self.skipped_margin = line.indent
        if not body:
            body.append(ast.Pass(**self.text.at(line.end, line.end)))
        owner.close_body(body, self._tail(line, code))

    def _tail(self, line: Line, code: bytes) -> tuple[int, int] | None:
        """Where a body ends whose last line ends in a semicolon: behind it. Statements end before it."""
        if not code.endswith(b";"):
            return None
        place = self.text.at(line.end, line.end)
        return place["end_lineno"], place["end_col_offset"]

    def _rest_of_line(self, line: Line, code: bytes, depth: int) -> list[ast.stmt]:
        """The statements behind the first colon."""
        colon = code.index(b":")
        rest = code[colon + 1 :].lstrip()
        return self._statements(line.start + len(code) - len(rest), rest, depth) if rest else []

    def _try(self, block: Block, line: Line, code: bytes) -> None:
        node = ast.Try([], [], [], [], **self.text.at(line.start, line.end))
        owner = self._add(block, b"try", node)
        node.body += self._rest_of_line(line, code, block.depth + 1)
        self._open_or_close(owner, node.body, line, code, block.depth + 1)

    def _match(self, block: Block, line: Line, code: bytes) -> None:
        inner = code[5:-1].strip()
        start = line.start + code.index(inner, 5)
        subject = self.grammar.expression(self.text, inner, start, block.depth)
        if subject is None:
            self.text.lose(line.start, line.end)
            subject = self.text.unknown(line.start, line.end)
        node = ast.Match(subject, [], **self.text.at(line.start, line.end))
        owner = self._add(block, b"match", node)
        self._open_or_close(owner, [], line, code, block.depth + 1)
        if self.blocks[-1].owner is owner:
            self.blocks[-1].holds_cases = True
        else:
            self._close_cases(owner, [], line)

    def _case(self, block: Block, line: Line, code: bytes) -> None:
        owner = block.owner
        assert owner is not None
        node = owner.nodes[0]
        assert isinstance(node, ast.Match)
        found = headers.case_clause(self.grammar, self.text, line, code, block.depth)
        if found is None:
            self.text.lose(line.start, line.end)
            place = self.text.at(line.start, line.end)
            unknown = self.text.unknown(line.start, line.end)
            found = ast.match_case(ast.MatchAs(None, None, **place), unknown, [])
        node.cases.append(found)
        self._open_or_close(owner, found.body, line, code, block.depth + 1)

    def _soft_keyword(self, keyword: bytes, code: bytes, block: Block, following: Line | None) -> bytes:
        """The word if it is a keyword here: `match` over a block of cases, `case` in such a block."""
        if keyword == b"case":
            return keyword if block.holds_cases else b""
        is_header = code.endswith(b":") and following is not None
        return (
            keyword if is_header and following and self.masked.startswith(b"case", following.start) else b""
        )

    def _clause(self, block: Block, keyword: bytes, line: Line, code: bytes) -> None:
        owner = block.last
        statements, barriers = _GOES_ON_WITH[keyword]
        depth = block.depth + 1
        if owner is None or owner.keyword not in statements or owner.clauses & barriers:
            self.text.lose(line.start, line.end, f"`{keyword.decode()}` belongs to no statement")
            found = (
                headers.elif_clause(self.grammar, self.text, line, code, depth)
                if keyword == b"elif"
                else None
            )
            orphan = found or headers.stand_in(self.text, b"if", line, code)
            owner = self._add(block, b"", orphan)
            body = orphan.body
        elif keyword == b"elif":
            depth += len(owner.nodes)
            if depth > NESTING.bound:
                self.text.lose(line.start, line.end)
                self.skipped_margin = line.indent
                return
            clause = headers.elif_clause(self.grammar, self.text, line, code, depth)
            if clause is None:
                self.text.lose(line.start, line.end)
                clause = headers.stand_in(self.text, b"if", line, code)
            owner.orelse().append(clause)
            owner.nodes.append(clause)
            body = clause.body
        elif keyword == b"except":
            handler = self._handler(block, owner, line, code, depth)
            body = handler.body
        elif keyword == b"else":
            depth += len(owner.nodes) - 1
            body = owner.orelse()
        else:
            body = owner.try_().finalbody
        owner.clauses.add(keyword)
        if keyword in {b"else", b"finally"}:
            body += self._rest_of_line(line, code, depth)
        self._open_or_close(owner, body, line, code, depth)

    def _handler(
        self, block: Block, owner: Compound, line: Line, code: bytes, depth: int
    ) -> ast.ExceptHandler:
        found = headers.except_clause(self.grammar, self.text, line, code, depth)
        if found is None:
            self.text.lose(line.start, line.end)
            place = self.text.at(line.start, line.end)
            found = ast.ExceptHandler(self.text.unknown(line.start, line.end), None, [], **place), False
        handler, is_star = found
        node = owner.try_()
        if is_star and isinstance(node, ast.Try):
            node = ast.TryStar(node.body, node.handlers, [], [], **place_of(node))
            owner.nodes[0] = block.body[-1] = node
        node.handlers.append(handler)
        owner.handler = handler
        return handler
