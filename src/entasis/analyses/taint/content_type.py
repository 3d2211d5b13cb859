"""Whether what a call sends is a page: a browser runs nothing in a body of type `application/json`.

    make_response(text, mimetype="text/plain")                                   in the call
    response.headers["Content-Type"] = "text/plain"; response.mimetype = ...     on its result, or on its receiver
    self.send_header("Content-Type", "application/json"); self.wfile.write(text)

Where a receiver's headers are set by other methods, those of its class are asked: first the ones that the function
calls itself, then all. A type that nobody can tell proves no page; one that may be that of a page is one.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from entasis.analyses.taint.literals import beginnings
from entasis.analyses.taint.media import PAGES, TYPE_FIELDS
from entasis.analyses.taint.state import State
from entasis.ir.instructions import NONE, Call, GetField, Instruction, SetField, SetItem
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol

_TYPE_HEADER: Final = "content-type"
_PAIR: Final = 2

Place = tuple[FunctionSymbol, int]  # a register of a function


def is_no_page(state: State, step: Call) -> bool:
    """Whether what the call makes or sends is said to be something other than HTML."""
    named = step.arguments[len(step.arguments) - len(step.names) :]
    for name, register in zip(step.names, named, strict=True):
        if name in TYPE_FIELDS and _is_other(state.view.constants.value(register)):
            return True
    definitions = state.view.definitions
    callee = definitions[step.callee]
    receiver = _root(definitions, callee.object) if isinstance(callee, GetField) else NONE
    said = list(_types_of(state, state.function, {receiver, step.result} - {NONE}))
    if not said and receiver != NONE and isinstance(callee, GetField):
        said = list(_types_in(state, _called_on(state, receiver))) or list(_types_in(state, _methods(state)))
    return bool(said) and not any(
        text.strip().lower().startswith(PAGES) for place in said for text in beginnings(state, *place)
    )


def _is_other(cell: object) -> bool:
    return isinstance(cell, str) and not cell.strip().lower().startswith(PAGES)


def _root(definitions: list[Instruction | None], register: int) -> int:
    """The object whose field, or field's field, the register is."""
    step = definitions[register]
    while isinstance(step, GetField):
        register = step.object
        step = definitions[register]
    return register


def _types_of(state: State, function: FunctionSymbol, roots: set[int]) -> Iterator[Place]:
    """Where the function says what the content type of the objects in `roots` is; of all where there is none."""
    definitions = function.function.definitions
    constants = state.view.modules.of(function)

    def is_ours(register: int) -> bool:
        return not roots or _root(definitions, register) in roots

    for block in function.function.blocks:
        for step in block.instructions:
            if isinstance(step, SetField) and step.name in TYPE_FIELDS and is_ours(step.object):
                yield function, step.value
            elif isinstance(step, SetItem) and step.key != NONE and is_ours(step.object):
                if _is_type_header(constants.value(step.key)):
                    yield function, step.value
            elif isinstance(step, Call) and len(step.arguments) >= _PAIR:
                callee = definitions[step.callee]
                if isinstance(callee, GetField) and is_ours(callee.object):
                    first, second = step.arguments[:_PAIR]
                    if _is_type_header(constants.value(first)):
                        yield function, second


def _is_type_header(cell: object) -> bool:
    return isinstance(cell, str) and cell.lower() == _TYPE_HEADER


def _types_in(state: State, functions: Iterable[FunctionSymbol]) -> Iterator[Place]:
    """What methods of the receiver say of it."""
    for function in functions:
        yield from _types_of(state, function, set())


def _called_on(state: State, receiver: int) -> Iterator[FunctionSymbol]:
    """The methods that the function calls on the receiver."""
    definitions = state.view.definitions
    for site in state.view.sites:
        callee = definitions[site.call.callee]
        if isinstance(callee, GetField) and callee.object == receiver:
            for thing in site.targets:
                function = thing.function if isinstance(thing, Bound) else thing
                if isinstance(function, FunctionSymbol):
                    yield function


def _methods(state: State) -> Iterator[FunctionSymbol]:
    """All methods of the class that the function belongs to, those of its bases in the program included."""
    owner = state.function.owner
    for node in state.evaluator.mro(owner) if owner is not None else ():
        if isinstance(node, ClassSymbol):
            yield from (function for function in node.module.functions if function.owner is node)
