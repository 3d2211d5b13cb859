"""One script while it is lowered: its text, and for each function in it the names that it has."""

import ast
from collections.abc import Iterator
from typing import final

from tree_sitter import Node

from entasis.frontends.javascript.known import PACKAGE, WINDOWS
from entasis.frontends.python.scope import FileScope, Scope
from entasis.ir.builder import Builder
from entasis.ir.function import Module
from entasis.ir.instructions import COLUMN_BITS, Call, Const, GetField, Import, Opaque

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
        "method_definition",
    }
)


@final
class Unit:
    """What all functions of one script share."""

    __slots__ = ("data", "depth", "file", "functions")

    def __init__(self, module: Module, data: bytes) -> None:
        self.file = FileScope(module, _nothing, _none, ())
        self.data = data
        self.depth = 0  # how deep the expression or statement lies that is being lowered
        self.functions: dict[str, Node] = {}  # the functions that are declared anywhere, by name

    def text(self, node: Node) -> str:
        """The text of the node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


@final
class Body:
    """One function while it is lowered.

    `made` holds what its variables are first given, `changed` what the outermost of the loops assigns that are being
    lowered: what is asked of each of them by itself would cost as much as they nest.
    """

    __slots__ = ("builder", "changed", "made", "parent", "scope", "unit")

    def __init__(self, unit: Unit, scope: Scope, parent: "Body | None") -> None:
        self.unit = unit
        self.scope = scope
        self.builder: Builder = scope.builder
        self.parent = parent
        self.made: dict[str, Node] = {}
        self.changed: set[str] | None = None

    def text(self, node: Node) -> str:
        """The text of the node."""
        return self.unit.text(node)

    def declares(self, name: str) -> bool:
        """Whether the script itself has a variable of that name here."""
        body: Body | None = self
        while body is not None:
            if name in body.scope.locals:
                return True
            body = body.parent
        return False

    def first(self, name: str) -> Node | None:
        """What the variable of that name is first given."""
        body: Body | None = self
        while body is not None:
            if name in body.scope.locals:
                return body.made.get(name)
            body = body.parent
        return None

    # Steps

    def constant(self, value: object, node: Node) -> int:
        """A register that holds `value`."""
        return self.builder.emit(Const(len(self.builder.definitions), start_of(node), end_of(node), value))

    def api(self, path: str, node: Node, *, package: str = PACKAGE) -> int:
        """A register that holds what browsers have under that path."""
        start, end = start_of(node), end_of(node)
        first, *rest = path.split(".")
        builder = self.builder
        made = builder.emit(Import(len(builder.definitions), start, end, package, first, 0, False))
        for name in rest:
            made = builder.emit(GetField(len(builder.definitions), start, end, made, name))
        return made

    def call(self, path: str, arguments: list[int], node: Node, *, package: str = PACKAGE) -> int:
        """What a call of the thing under that path gives."""
        return self.called(self.api(path, node, package=package), arguments, node)

    def called(self, callee: int, arguments: list[int], node: Node, stars: tuple[int, ...] = ()) -> int:
        """What a call gives."""
        builder = self.builder
        step = Call(
            len(builder.definitions), start_of(node), end_of(node), callee, tuple(arguments), (), stars, False
        )
        return builder.emit(step)

    def field(self, base: int, name: str, node: Node) -> int:
        """What the property holds."""
        builder = self.builder
        return builder.emit(GetField(len(builder.definitions), start_of(node), end_of(node), base, name))

    def opaque(self, node: Node, operands: tuple[int, ...] = ()) -> int:
        """Something that is not modelled; counted."""
        counts = self.unit.file.module.opaque
        counts[node.type] = counts.get(node.type, 0) + 1
        builder = self.builder
        return builder.emit(
            Opaque(len(builder.definitions), start_of(node), end_of(node), node.type, operands)
        )

    # Names

    def path(self, node: Node) -> str:
        """The path of a thing that browsers have: `window.document.location.hash` is `location.hash`; "" for others."""
        names: list[str] = []
        while node.type == "member_expression":
            prop, inner = node.child_by_field_name("property"), node.child_by_field_name("object")
            if prop is None or inner is None:
                return ""
            names.append(self.text(prop))
            node = inner
        if node.type != "identifier" or self.declares(self.text(node)):
            return ""
        names.append(self.text(node))
        names.reverse()
        while len(names) > 1 and names[0] in WINDOWS and names[1] != "name":
            del names[0]
        if names[0] in WINDOWS:
            names[0] = "window"
        if names[:2] == ["document", "location"]:
            del names[0]
        if names[0] == "$":
            names[0] = "jQuery"
        return ".".join(names)


def start_of(node: Node) -> int:
    """Where the text of the node starts."""
    row, column = node.start_point
    return (row + 1) << COLUMN_BITS | column


def end_of(node: Node) -> int:
    """Where it ends."""
    row, column = node.end_point
    return (row + 1) << COLUMN_BITS | column


def own_nodes(node: Node) -> Iterator[Node]:
    """The node and all below it that belongs to the same function."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        if current.type not in FUNCTIONS or current is node:
            pending.extend(reversed(current.named_children))


def _nothing(_scope: Scope, _statements: list[ast.stmt]) -> None:
    raise NotImplementedError


def _none(_scope: Scope, _node: object) -> int:
    raise NotImplementedError
