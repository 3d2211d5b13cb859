"""Blocks, functions, classes and modules: how instructions are held together. Plain data.

A module is its body (function 0) and every function, lambda and class body in it, in the order in which they
stand in the text. Functions refer to each other and to classes by index, so a module is one self-contained value.
"""

from enum import Enum
from typing import NamedTuple, final

from entasis.ir.instructions import COLUMN_BITS, NONE, Branch, Instruction, Jump, Terminator
from entasis.signature import ParameterKind


class FunctionKind(Enum):
    """What a function of the IR was in the source."""

    MODULE = "module"
    FUNCTION = "function"
    LAMBDA = "lambda"
    CLASS = "class"


class Parameter(NamedTuple):
    """One parameter; `annotation` is a dotted type expression such as `Optional[app.User]`, or empty."""

    name: str
    kind: ParameterKind
    has_default: bool
    annotation: str


@final
class Block:
    """A straight run of instructions and its end.

    `handler` is the block that control goes to when an instruction here raises, or NONE (the function is left).
    Every variable keeps its value from the first instruction that may raise to the end of the block, so one
    exceptional edge a block is exact.
    """

    __slots__ = ("handler", "index", "instructions", "predecessors", "terminator")

    def __init__(self, index: int, handler: int = NONE) -> None:
        self.index = index
        self.instructions: list[Instruction] = []
        self.terminator: Terminator | None = None
        self.predecessors: list[int] = []
        self.handler = handler

    def successors(self) -> tuple[int, ...]:
        """The blocks that control may go to from here, the exceptional one last."""
        end = self.terminator
        normal: tuple[int, ...] = ()
        if isinstance(end, Jump):
            normal = (end.target,)
        elif isinstance(end, Branch):
            normal = (end.then,) if end.then == end.orelse else (end.then, end.orelse)
        return normal if self.handler == NONE else (*normal, self.handler)


@final
class Function:
    """A function, a lambda, a class body or the module body.

    `definitions[r]` is the instruction that writes register r (None where it was folded away); `variables[r]` is
    the source variable a register was first assigned to. `annotations` holds the declared types of local names
    and, as "self.x", of fields, in the order of the text. `parent` is the index of the enclosing function, NONE
    for the module body; `class_index` is the class whose body this is, or whose body directly holds this method.
    `is_script`: it runs in the browser of whoever sees the page that the file is, or is part of.
    """

    __slots__ = (
        "annotations",
        "blocks",
        "class_index",
        "definitions",
        "end",
        "index",
        "is_async",
        "is_generator",
        "is_script",
        "kind",
        "name",
        "parameters",
        "parent",
        "qualified_name",
        "returns",
        "start",
        "variables",
    )

    def __init__(
        self,
        index: int,
        name: str,
        qualified_name: str,
        kind: FunctionKind,
        parent: int,
        class_index: int,
        start: int,
        end: int,
    ) -> None:
        self.index = index
        self.name = name
        self.qualified_name = qualified_name
        self.kind = kind
        self.parent = parent
        self.class_index = class_index
        self.start = start
        self.end = end
        self.parameters: tuple[Parameter, ...] = ()
        self.returns = ""
        self.annotations: dict[str, str] = {}
        self.is_async = False
        self.is_generator = False
        self.is_script = False
        self.blocks: list[Block] = []
        self.definitions: list[Instruction | None] = []
        self.variables: dict[int, str] = {}

    @property
    def line(self) -> int:
        """The 1-based line of the definition."""
        return self.start >> COLUMN_BITS


@final
class Class:
    """A class statement. `body` is the index of the function that runs its body; `parent` the enclosing function."""

    __slots__ = ("body", "end", "index", "name", "parent", "qualified_name", "start")

    def __init__(
        self, index: int, name: str, qualified_name: str, body: int, parent: int, start: int, end: int
    ) -> None:
        self.index = index
        self.name = name
        self.qualified_name = qualified_name
        self.body = body
        self.parent = parent
        self.start = start
        self.end = end


@final
class Module:
    """One lowered file. `opaque` counts the Opaque instructions by what they stand for."""

    __slots__ = ("classes", "functions", "limits", "opaque", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.opaque: dict[str, int] = {}
        self.limits: dict[str, int] = {}
