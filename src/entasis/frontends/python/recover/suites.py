"""Statements and bodies that are still open while the lines of a module are put together."""

import ast
from typing import Final

from msgspec import Struct, field

from entasis.frontends.python.recover.piece import end_place
from entasis.frontends.python.recover.scan import Line

ANY: Final = -1
"""The indentation of a block of which no line was read yet."""


class Compound(Struct):
    """A statement that a clause may go on with."""

    keyword: bytes
    nodes: list[ast.stmt]  # the statement, then the `if` of each `elif`
    end: tuple[int, int] = (0, 0)
    handler: ast.ExceptHandler | None = None  # the one whose body is open
    clauses: set[bytes] = field(default_factory=set)

    def close_body(self, body: list[ast.stmt], tail: tuple[int, int] | None) -> None:
        """One of its bodies is complete. It may end behind its last statement: at `tail`."""
        self.end = tail or end_place(body)
        if self.handler is not None:
            self.handler.end_lineno, self.handler.end_col_offset = self.end
            self.handler = None

    def orelse(self) -> list[ast.stmt]:
        """The body of the `else` of the statement, or of its last `elif`."""
        node = self.nodes[-1]
        assert isinstance(node, ast.If | ast.For | ast.AsyncFor | ast.While | ast.Try | ast.TryStar)
        return node.orelse

    def try_(self) -> ast.Try | ast.TryStar:
        """The statement, which is a `try`."""
        node = self.nodes[0]
        assert isinstance(node, ast.Try | ast.TryStar)
        return node

    def close(self) -> None:
        """No clause follows: it ends where its last body does, and so does every `elif` in it."""
        for node in self.nodes:
            node.end_lineno, node.end_col_offset = self.end


class Block(Struct):
    """A body that lines are still added to. `margin` is the indentation of its header."""

    body: list[ast.stmt]
    margin: int
    depth: int
    header: Line | None = None
    owner: Compound | None = None
    indent: int = ANY
    holds_cases: bool = False
    tail: tuple[int, int] | None = None  # where the body ends if that is not the end of its last statement
    last: Compound | None = None
    decorators: list[ast.expr] = field(default_factory=list)
