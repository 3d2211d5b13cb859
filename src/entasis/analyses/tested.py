"""Whether the program has looked at a value before it uses it: a branch on the way was decided by the same data.

    user = find(name)                   depends on `name`
    if user is None: abort(401)         decided by it
    session["user"] = name              tested: the program knows something about it by now

Which test it was is not asked, only that it asks for more than whether there is a value at all. So this belongs to
rules about data that nobody has looked at, and to no others.
"""

from collections.abc import Callable, Iterable
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.edges import Edges
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Branch,
    Call,
    Compare,
    Const,
    GetField,
    GetItem,
    Import,
    Instruction,
    Load,
    Param,
    Return,
    Terminator,
    Unary,
)
from entasis.ir.operands import operands
from entasis.program.calls import CallSite
from entasis.program.symbols import Bound, FunctionSymbol

Root = tuple[object, ...]
Never = Callable[[View, CallSite], bool]
_DECIDING: Final = frozenset({"if", "while", "and", "or", "match"})


def is_tested(view: View, step: Instruction | Terminator, register: int, never: Never) -> bool:
    """Whether some branch that control must take to come to `step` depends on data that `register` depends on.

    Where a function of the program gives the value, its returns are looked at too. `never` says of calls that they
    do not return.
    """
    block = view.block_of.get(id(step))
    return block is not None and (
        _is_tested_at(view, block, register, never) or _is_given_tested(view, register, never)
    )


def is_decided_by(view: View, step: Instruction | Terminator, registers: Iterable[int], never: Never) -> bool:
    """Whether some branch that control must take to come to `step` depends on what is in one of `registers`."""
    block = view.block_of.get(id(step))
    wanted = frozenset(root_of(view, register) for register in registers)
    return block is not None and _is_decided(view, block, wanted, never)


def is_asked(view: View, register: int) -> bool:
    """Whether any branch of the function asks more of what is in `register` than whether there is a value at all."""
    wanted = roots(view, register) | _names(view, register)
    return any(
        not wanted.isdisjoint(_asked(view, end.condition) | _names(view, end.condition))
        for block in view.blocks
        if isinstance(end := block.terminator, Branch)
        and end.kind in _DECIDING
        and not _leaf(view, end.condition)
    )


def _names(view: View, register: int) -> frozenset[Root]:
    """The names of the module that the value is computed from."""
    found: set[Root] = set()
    seen: set[int] = set()
    pending = [register]
    while pending:
        current = pending.pop()
        step = view.definitions[current] if current != NONE and current not in seen else None
        seen.add(current)
        if isinstance(step, Load):
            found.add(("name", step.name))
        elif step is not None:
            pending.extend(operands(step))
    return frozenset(found)


def _is_tested_at(view: View, block: Block, register: int, never: Never) -> bool:
    return _is_decided(view, block, roots(view, register), never)


def _is_decided(view: View, block: Block, wanted: frozenset[Root], never: Never) -> bool:
    edges = Edges(view, never)
    return bool(wanted) and any(
        not wanted.isdisjoint(_asked(view, end.condition))
        for other in view.blocks
        if isinstance(end := other.terminator, Branch)
        and end.kind in _DECIDING
        and _decides(view, edges, end, (other, block))
    )


def _is_given_tested(view: View, register: int, never: Never) -> bool:
    """Whether the value comes from a call into the program which returns nothing but constants and what it tested.

    What a call gives that nobody knows, or a part of it, is not the data that it was passed: it was looked up by it.
    """
    call = view.definitions[register] if register != NONE else None
    while isinstance(call, GetField | GetItem):
        call = view.definitions[call.object]
    site = view.site_of.get(id(call)) if isinstance(call, Call) else None
    if site is not None and not site.targets:
        return not all(is_constant(view.constants.value(argument)) for argument in site.call.arguments)
    targets = (
        [thing.function if isinstance(thing, Bound) else thing for thing in site.targets] if site else []
    )
    given = [
        _is_returned_tested(view, thing, never) for thing in targets if isinstance(thing, FunctionSymbol)
    ]
    return bool(given) and len(given) == len(targets) and all(given)


def _is_returned_tested(view: View, function: FunctionSymbol, never: Never) -> bool:
    inner = view.beside(function)
    returns = [
        (block, block.terminator.value) for block in inner.blocks if isinstance(block.terminator, Return)
    ]
    values = [(block, value) for block, value in returns if not is_constant(inner.constants.value(value))]
    return bool(values) and all(_is_tested_at(inner, block, value, never) for block, value in values)


def _decides(view: View, edges: Edges, end: Branch, way: tuple[Block, Block]) -> bool:
    """Whether control comes from one block to the other by one of the two ways only."""
    other, block = way
    if end.then == end.orelse:
        return False
    ways = [_reaches(view, edges, start, (block.index, other.index)) for start in (end.then, end.orelse)]
    return ways[0] != ways[1]


def _reaches(view: View, edges: Edges, start: int, way: tuple[int, int]) -> bool:
    """Whether control can come from `start` to the first block of `way` without coming to the second."""
    goal, without = way
    seen, pending = {without}, [start]
    while pending:
        index = pending.pop()
        if index == goal:
            return True
        if index not in seen:
            seen.add(index)
            block = view.blocks[index]
            pending.extend(target for target in block.successors() if edges.is_way(block, target))
    return False


def _asked(view: View, condition: int) -> frozenset[Root]:
    """The data that the condition says something about; that there is some says nothing."""
    step = view.definitions[condition]
    while isinstance(step, Unary) and step.operator == "not":
        condition = step.operand
        step = view.definitions[condition]
    if isinstance(step, Compare) and not view.constants.value(step.right):
        condition = step.left
    return frozenset() if _leaf(view, condition) else roots(view, condition)


def root_of(view: View, register: int) -> Root:
    """The name under which the value in `register` stands among roots."""
    return _leaf(view, register) or (register,)


def roots(view: View, register: int) -> frozenset[Root]:
    """What the value is computed from: parameters, and what was read of them or of names of the module."""
    found: set[Root] = set()
    seen: set[int] = set()
    pending = [register]
    while pending:
        current = pending.pop()
        step = view.definitions[current] if current != NONE and current not in seen else None
        seen.add(current)
        if step is None or isinstance(step, Const | Load | Import):
            continue
        leaf = _leaf(view, current)
        if leaf:
            found.add(leaf)
        else:
            found.add((current,))
            callee = view.definitions[step.callee] if isinstance(step, Call) else None
            if isinstance(step, Call) and isinstance(callee, GetField):  # what a method is asked of
                pending.extend([callee.object, *step.arguments])
            else:
                pending.extend(operands(step))
    return frozenset(found)


def _leaf(view: View, register: int) -> Root:
    """One name for what is read in the same way from the same parameter or name of the module; () for all else."""
    step = view.definitions[register] if register != NONE else None
    base: Root = ()
    match step:
        case Param():
            return ("parameter", step.index)
        case Load() | Import():
            return ("name", step.name)
        case GetField():
            base, key = _leaf(view, step.object), step.name
        case GetItem() if is_constant(view.constants.value(step.key)):
            base, key = _leaf(view, step.object), repr(view.constants.value(step.key))
        case Call() if all(is_constant(view.constants.value(argument)) for argument in step.arguments):
            base, key = _leaf(view, step.callee), repr([view.constants.value(a) for a in step.arguments])
        case _:
            return ()
    return (*base, key) if base else ()
