"""Where a name lives while a function is lowered: its own register, an enclosing function, or the module.

    def outer(x):              # x is captured: each write of it is also stored for `inner` to load
        def inner():
            return x + y       # x is loaded from outer, y from the module (owner 0)
        x = 2
        return inner

An inner function is lowered where its definition stands, so its free names are known from there on. The value of
each is stored at that point, and again at each later write.
"""

import ast
from collections.abc import Callable
from typing import Any, Final, final

from entasis.frontends.python.names import Lines
from entasis.ir.builder import Builder
from entasis.ir.function import Function, FunctionKind, Module
from entasis.ir.instructions import COLUMN_BITS, Load, Store

NameSet = set[str] | frozenset[str]


@final
class LoopFrame:
    """A loop that `break` and `continue` may leave or go on with."""

    __slots__ = ("after", "header")

    def __init__(self, header: int, after: int) -> None:
        self.header = header
        self.after = after


@final
class FinallyFrame:
    """A `try` whose `finally` runs on every way out; `handler` is what was in force around it."""

    __slots__ = ("body", "handler")

    def __init__(self, body: list[ast.stmt], handler: int) -> None:
        self.body = body
        self.handler = handler


@final
class WithFrame:
    """A context manager that is left on every way out."""

    __slots__ = ("end", "handler", "is_async", "manager", "start")

    def __init__(self, manager: int, handler: int, start: int, end: int, *, is_async: bool) -> None:
        self.manager = manager
        self.handler = handler
        self.start = start
        self.end = end
        self.is_async = is_async


@final
class PendingFrame:
    """The exceptional copy of a `finally`: leaving it early discards `exception`."""

    __slots__ = ("exception",)

    def __init__(self, exception: int) -> None:
        self.exception = exception


Frame = LoopFrame | FinallyFrame | WithFrame | PendingFrame


@final
class FileScope:
    """What all scopes of one file share. `walruses`: the lines on which expressions may bind names."""

    __slots__ = ("counter", "lower_body", "lower_class", "lower_function", "module", "walruses")

    def __init__(
        self,
        module: Module,
        lower_body: Callable[["Scope", list[ast.stmt]], None],
        lower_function: Callable[["Scope", Any], int],
        walruses: Lines,
    ) -> None:
        self.module = module
        self.lower_body: Final = lower_body
        self.lower_function: Final = lower_function
        self.walruses = walruses
        self.counter = 0

    def hit(self, limit: str) -> None:
        """Count that a limit was hit."""
        self.module.limits[limit] = self.module.limits.get(limit, 0) + 1


@final
class Scope:
    """One function, lambda, class body or module body while it is lowered."""

    __slots__ = (
        "_cells",
        "builder",
        "deleted",
        "file",
        "finally_copies",
        "finally_depth",
        "free",
        "function",
        "globals",
        "kind",
        "locals",
        "nonlocals",
        "parent",
        "renamed",
        "shared",
        "unwind",
    )

    def __init__(self, file: FileScope, function: Function, parent: "Scope | None") -> None:
        self.file = file
        self.function = function
        self.kind = function.kind
        self.parent = parent
        self.builder = Builder(function)
        self.locals: NameSet = frozenset()
        self.globals: NameSet = frozenset()
        self.nonlocals: NameSet = frozenset()
        self.shared: set[str] = set()  # rebound by inner functions: read from memory, not from a register
        self.free: dict[str, Scope] = {}  # names of enclosing functions that this one or one in it uses
        self.deleted: set[str] = set()  # names that a `del` further up takes away
        self.renamed: dict[str, str] = {}  # targets of the comprehensions around the current expression
        self.unwind: list[Frame] = []
        self.finally_copies = 0
        self.finally_depth = 0  # bodies of `finally` that are being lowered, each in another
        # A module's and a class's names can be read from outside at any time.
        self._cells: set[str] | None = (
            None if self.kind in {FunctionKind.MODULE, FunctionKind.CLASS} else set()
        )

    def expose(self, inner: "Scope", start: int, end: int) -> None:
        """Store what `inner`, just lowered, captures of this function, and hand on the rest."""
        for name in sorted(inner.free):
            owner = inner.free[name]
            if owner is not self:
                self.free[name] = owner
                continue
            if self._cells is not None:
                self._cells.add(name)
            builder = self.builder
            value = builder.read(name)
            if not builder.is_unbound(value):
                builder.emit(Store(start, end, name, self.function.index, value))

    def _owner(self, name: str) -> "tuple[Scope, str] | None":
        """The enclosing function that holds `name`, and its name there; None for the module."""
        scope = self.parent
        while scope is not None:
            if name in scope.renamed:  # a lambda in a comprehension uses the comprehension's target
                return scope, scope.renamed[name]
            if scope.kind is FunctionKind.FUNCTION or scope.kind is FunctionKind.LAMBDA:
                if name in scope.globals:
                    return None
                if name in scope.locals and name not in scope.nonlocals:
                    return scope, name
            scope = scope.parent
        return None

    def load(self, name: str, start: int, end: int) -> int:
        """The register that holds the value of `name`."""
        builder = self.builder
        if name in self.renamed:
            return builder.read(self.renamed[name])
        owner = 0
        if name in self.locals and name not in self.nonlocals and name not in self.globals:
            if name not in self.shared:
                register = builder.read(name)
                if name in self.deleted:
                    builder.note_raising(register)
                if self._cells is not None or not builder.is_unbound(register):
                    return register
                # In a module or class body a name that is not bound yet is the global or builtin one.
            else:
                owner = self.function.index
        elif name not in self.globals:
            holder = self._owner(name)
            if holder is not None:
                scope, name = holder
                self.free[name] = scope
                owner = scope.function.index
        return builder.emit(Load(len(builder.definitions), start, end, name, owner))

    def store(self, name: str, value: int, start: int, end: int) -> None:
        """Bind `name` to the register `value`."""
        builder = self.builder
        if name in self.renamed:
            builder.write(self.renamed[name], value)
            return
        if name in self.globals:
            if self.kind is not FunctionKind.MODULE:
                self._root().shared.add(name)
                builder.emit(Store(start, end, name, 0, value))
                return
        elif name in self.nonlocals:
            holder = self._owner(name)
            if holder is not None:
                scope, name = holder
                self.free[name] = scope
                scope.shared.add(name)
                builder.emit(Store(start, end, name, scope.function.index, value))
                return
        builder.write(name, value)
        if self._cells is None or name in self._cells:
            builder.emit(Store(start, end, name, self.function.index, value))

    def _root(self) -> "Scope":
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


def position(line: int, column: int) -> int:
    """The position of a 1-based line and a utf-8 column."""
    return line << COLUMN_BITS | column
