"""The instructions of the register IR: what a program does, one small step each, in no language's terms.

    def area(w, h=2):            function area(w, h)
        if w:                      b0:
            h = h * w                r0 = param w
        return h                     r1 = param h
                                     branch r0 b1 b2 if
                                   b1: <- b0
                                     r2 = binary * r1 r0
                                     jump b2
                                   b2: <- b0 b1
                                     r3 = phi r1 r2
                                     return r3

A *register* is an int that counts from 0 within its function and is written by exactly one instruction (SSA);
-1 stands for "none". Memory reached through a value (fields, items, module globals, captured variables) is not
in registers: it is read and written by Load/Store, GetField/SetField and GetItem/SetItem.

A *position* is one int, `line << 24 | utf-8 column`; `start` and `end` bound the source text of a step.
"""

from typing import ClassVar, Final, final

Value = object  # a constant: str, bytes, int, float, complex, bool, None, Ellipsis, UNBOUND

NONE: Final = -1
COLUMN_BITS: Final = 24
COLUMN_MASK: Final = (1 << COLUMN_BITS) - 1


@final
class Unbound:
    """The value of a name that is not bound; storing it deletes the name, the field or the item."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "unbound"


UNBOUND: Final = Unbound()


class Instruction:
    """One step of a block. `result` is the register it writes, or NONE; `op` names its class as an int."""

    __slots__ = ("end", "result", "start")
    op: ClassVar[int] = -1
    result: int
    start: int
    end: int

    @property
    def line(self) -> int:
        """The 1-based line on which the step starts."""
        return self.start >> COLUMN_BITS


class Terminator:
    """The end of a block: where control goes. Its `op` differs from every instruction's."""

    __slots__ = ("end", "start")
    op: ClassVar[int] = -1
    start: int
    end: int

    @property
    def line(self) -> int:
        """The 1-based line on which the step starts."""
        return self.start >> COLUMN_BITS


@final
class Const(Instruction):
    """A literal, or a value that stands for one."""

    __slots__ = ("value",)
    op: ClassVar[int] = 0

    def __init__(self, result: int, start: int, end: int, value: Value) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.value = value


@final
class Param(Instruction):
    """The value of the parameter `name`, the `index`-th of the function."""

    __slots__ = ("index", "name")
    op: ClassVar[int] = 1

    def __init__(self, result: int, start: int, end: int, name: str, index: int) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.name = name
        self.index = index


@final
class Phi(Instruction):
    """The value that came in over the taken edge; `operands` run parallel to the block's predecessors."""

    __slots__ = ("operands",)
    op: ClassVar[int] = 2

    def __init__(self, result: int, start: int, end: int, operands: list[int]) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.operands = operands


@final
class Load(Instruction):
    """Read the variable `name` of function `owner`; owner 0 is the module body: globals, then builtins."""

    __slots__ = ("name", "owner")
    op: ClassVar[int] = 3

    def __init__(self, result: int, start: int, end: int, name: str, owner: int) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.name = name
        self.owner = owner


@final
class Store(Instruction):
    """Write the variable `name` of function `owner`."""

    __slots__ = ("name", "owner", "value")
    op: ClassVar[int] = 4

    def __init__(self, start: int, end: int, name: str, owner: int, value: int) -> None:
        self.result = NONE
        self.start = start
        self.end = end
        self.name = name
        self.owner = owner
        self.value = value


@final
class GetField(Instruction):
    """Read the field (attribute) `name`; "<match 0>" is what a class pattern's first position reads."""

    __slots__ = ("name", "object")
    op: ClassVar[int] = 5

    def __init__(self, result: int, start: int, end: int, object: int, name: str) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.object = object
        self.name = name


@final
class SetField(Instruction):
    """Write the field `name`; UNBOUND deletes it."""

    __slots__ = ("name", "object", "value")
    op: ClassVar[int] = 6

    def __init__(self, start: int, end: int, object: int, name: str, value: int) -> None:
        self.result = NONE
        self.start = start
        self.end = end
        self.object = object
        self.name = name
        self.value = value


@final
class GetItem(Instruction):
    """Read the item at `key`; a starred target reads a `Build slice`."""

    __slots__ = ("key", "object")
    op: ClassVar[int] = 7

    def __init__(self, result: int, start: int, end: int, object: int, key: int) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.object = object
        self.key = key


@final
class SetItem(Instruction):
    """Write the item at `key`; key NONE adds a new element; UNBOUND deletes the item."""

    __slots__ = ("key", "object", "value")
    op: ClassVar[int] = 8

    def __init__(self, start: int, end: int, object: int, key: int, value: int) -> None:
        self.result = NONE
        self.start = start
        self.end = end
        self.object = object
        self.key = key
        self.value = value


@final
class Build(Instruction):
    """Make a list, tuple, set, dict, slice, text or generator.

    `operands` are the elements in order; a dict alternates key and value. Positions in `stars` hold a collection
    whose elements go in (`[*xs]`); in a dict such an operand is a mapping and its key operand is NONE.
    A text is the concatenation of its operands, each converted to a string.
    """

    __slots__ = ("kind", "operands", "stars")
    op: ClassVar[int] = 9

    def __init__(
        self, result: int, start: int, end: int, kind: str, operands: tuple[int, ...], stars: tuple[int, ...]
    ) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.kind = kind
        self.operands = operands
        self.stars = stars


@final
class Unary(Instruction):
    """`operator` is one of - + ~ not more repr str ascii. `more`: whether an iterator has a next item."""

    __slots__ = ("operand", "operator")
    op: ClassVar[int] = 10

    def __init__(self, result: int, start: int, end: int, operator: str, operand: int) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.operator = operator
        self.operand = operand


@final
class Binary(Instruction):
    """Arithmetic and its kin, written as in Python; in place with a "=" behind; `format` applies a format spec."""

    __slots__ = ("left", "operator", "right")
    op: ClassVar[int] = 11

    def __init__(self, result: int, start: int, end: int, operator: str, left: int, right: int) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.operator = operator
        self.left = left
        self.right = right


@final
class Compare(Instruction):
    """`operator` is one of == != < <= > >= is, is not, in, not in, catches, matches.

    `left catches right`: the exception handler class(es) `left` accept the exception `right`.
    `left matches right`: the value `left` has the class (or, for a str constant, the shape) `right`.
    """

    __slots__ = ("left", "operator", "right")
    op: ClassVar[int] = 12

    def __init__(self, result: int, start: int, end: int, operator: str, left: int, right: int) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.operator = operator
        self.left = left
        self.right = right


@final
class Call(Instruction):
    """Call `callee`. `arguments` holds the positional ones, then the values of the named ones.

    `names` runs parallel to the last `len(names)` arguments; "" there is a `**mapping`. `stars` are the positions
    of positional arguments that are `*iterables`. `decorates`: the call applies a decorator.
    """

    __slots__ = ("arguments", "callee", "decorates", "names", "stars")
    op: ClassVar[int] = 13

    def __init__(
        self,
        result: int,
        start: int,
        end: int,
        callee: int,
        arguments: tuple[int, ...],
        names: tuple[str, ...],
        stars: tuple[int, ...],
        decorates: bool,
    ) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.callee = callee
        self.arguments = arguments
        self.names = names
        self.stars = stars
        self.decorates = decorates


@final
class MakeFunction(Instruction):
    """Make a closure of the module's function number `function`; `defaults` are (parameter name, register)."""

    __slots__ = ("defaults", "function")
    op: ClassVar[int] = 14

    def __init__(
        self, result: int, start: int, end: int, function: int, defaults: tuple[tuple[str, int], ...]
    ) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.function = function
        self.defaults = defaults


@final
class MakeClass(Instruction):
    """Make the module's class number `class_index`; `names` as in Call, for keywords after the bases."""

    __slots__ = ("bases", "class_index", "names")
    op: ClassVar[int] = 15

    def __init__(
        self,
        result: int,
        start: int,
        end: int,
        class_index: int,
        bases: tuple[int, ...],
        names: tuple[str, ...],
    ) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.class_index = class_index
        self.bases = bases
        self.names = names


@final
class Import(Instruction):
    """Import `module` (relative by `level` dots) and give the module, or its member `name`; "*" is every public one.

    With `top`, `import a.b.c` has happened and the value is `a`.
    """

    __slots__ = ("level", "module", "name", "top")
    op: ClassVar[int] = 16

    def __init__(
        self, result: int, start: int, end: int, module: str, name: str, level: int, top: bool
    ) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.module = module
        self.name = name
        self.level = level
        self.top = top


@final
class Iterate(Instruction):
    """An iterator over `object`."""

    __slots__ = ("is_async", "object")
    op: ClassVar[int] = 17

    def __init__(self, result: int, start: int, end: int, object: int, is_async: bool) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.object = object
        self.is_async = is_async


@final
class Next(Instruction):
    """The next item of `iterator`, which has one."""

    __slots__ = ("iterator",)
    op: ClassVar[int] = 18

    def __init__(self, result: int, start: int, end: int, iterator: int) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.iterator = iterator


@final
class Await(Instruction):
    """Wait for `value` and give its result."""

    __slots__ = ("value",)
    op: ClassVar[int] = 19

    def __init__(self, result: int, start: int, end: int, value: int) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.value = value


@final
class Yield(Instruction):
    """Hand `value` to the consumer; with `delegates`, hand on each of its items. Gives what is sent in."""

    __slots__ = ("delegates", "value")
    op: ClassVar[int] = 20

    def __init__(self, result: int, start: int, end: int, value: int, delegates: bool) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.value = value
        self.delegates = delegates


@final
class Enter(Instruction):
    """Enter the context `manager`; gives what `as` binds."""

    __slots__ = ("is_async", "manager")
    op: ClassVar[int] = 21

    def __init__(self, result: int, start: int, end: int, manager: int, is_async: bool) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.manager = manager
        self.is_async = is_async


@final
class Leave(Instruction):
    """Leave it, normally (`exception` NONE) or by an exception; then gives whether that is swallowed."""

    __slots__ = ("exception", "is_async", "manager")
    op: ClassVar[int] = 22

    def __init__(
        self, result: int, start: int, end: int, manager: int, exception: int, is_async: bool
    ) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.manager = manager
        self.exception = exception
        self.is_async = is_async


@final
class Catch(Instruction):
    """The exception that control came here with. `kind` is except, except*, finally or with."""

    __slots__ = ("kind",)
    op: ClassVar[int] = 23

    def __init__(self, result: int, start: int, end: int, kind: str) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.kind = kind


@final
class Opaque(Instruction):
    """Something not modelled: data may pass from operands to result, constants do not. Counted."""

    __slots__ = ("operands", "what")
    op: ClassVar[int] = 24

    def __init__(self, result: int, start: int, end: int, what: str, operands: tuple[int, ...]) -> None:
        self.result = result
        self.start = start
        self.end = end
        self.what = what
        self.operands = operands


@final
class Jump(Terminator):
    """Go on at `target`. `discards`: the pending exception that leaving a `finally` this way throws away."""

    __slots__ = ("discards", "target")
    op: ClassVar[int] = 32

    def __init__(self, start: int, end: int, target: int, discards: int) -> None:
        self.start = start
        self.end = end
        self.target = target
        self.discards = discards


@final
class Branch(Terminator):
    """Go to `then` if `condition` is true, else to `orelse`. `kind`: if while for and or assert except with match."""

    __slots__ = ("condition", "kind", "orelse", "then")
    op: ClassVar[int] = 33

    def __init__(self, start: int, end: int, condition: int, then: int, orelse: int, kind: str) -> None:
        self.start = start
        self.end = end
        self.condition = condition
        self.then = then
        self.orelse = orelse
        self.kind = kind


@final
class Return(Terminator):
    """Leave the function with `value`; `discards` as in Jump."""

    __slots__ = ("discards", "value")
    op: ClassVar[int] = 34

    def __init__(self, start: int, end: int, value: int, discards: int) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.discards = discards


@final
class Raise(Terminator):
    """Raise `value` (NONE: the one being handled) from `cause`."""

    __slots__ = ("cause", "value")
    op: ClassVar[int] = 35

    def __init__(self, start: int, end: int, value: int, cause: int) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.cause = cause


@final
class Unreachable(Terminator):
    """Control never gets here."""

    __slots__ = ()
    op: ClassVar[int] = 36

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


INSTRUCTIONS: Final[tuple[type[Instruction], ...]] = (
    Const,
    Param,
    Phi,
    Load,
    Store,
    GetField,
    SetField,
    GetItem,
    SetItem,
    Build,
    Unary,
    Binary,
    Compare,
    Call,
    MakeFunction,
    MakeClass,
    Import,
    Iterate,
    Next,
    Await,
    Yield,
    Enter,
    Leave,
    Catch,
    Opaque,
)
TERMINATORS: Final[tuple[type[Terminator], ...]] = (Jump, Branch, Return, Raise, Unreachable)

# What cannot raise; a block in a `try` is split around everything else.
SILENT: Final = frozenset({Const.op, Param.op, Phi.op, Store.op, Catch.op, MakeFunction.op})
