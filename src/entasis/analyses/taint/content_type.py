"""Whether what a call sends is a page: a browser runs nothing in a body of type `application/json`.

    make_response(text, mimetype="text/plain")                                   in the call
    response = HttpResponse(content_type="text/plain"); response.write(text)     in the call that makes its receiver
    response.headers["Content-Type"] = "text/plain"; response.mimetype = ...     on its result, or on its receiver
    response["Content-Type"] = "application/pdf"; response.content = body        on what the body is put into
    self.send_header("Content-Type", "application/json"); self.wfile.write(text)
    for name, value in answer.headers.items(): self.send_header(name, value)     as another one says of it

Where a receiver's headers are set by other methods, those of its class are asked: first the ones that the function
calls itself, then all. A type that nobody can tell proves no page; one that may be that of a page is one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.literals import beginnings
from entasis.analyses.taint.media import PAGES, TYPE_FIELDS, are_handed_on, is_called_page
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SinkUse
from entasis.ir.instructions import (
    NONE,
    Build,
    Call,
    GetField,
    GetItem,
    Instruction,
    Iterate,
    Next,
    Param,
    Phi,
    SetField,
    SetItem,
)
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol

_TYPE_HEADER: Final = "content-type"
_PAIR: Final = 2

Place = tuple[FunctionSymbol, int]  # a register of a function


def is_no_page(state: State, step: Call) -> bool:
    """Whether what the call makes or sends is said to be something other than HTML."""
    named = step.arguments[len(step.arguments) - len(step.names) :]
    for name, register in zip(step.names, named, strict=True):
        if name in TYPE_FIELDS and _says_other(state, register):
            return True
    definitions = state.view.definitions
    callee = definitions[step.callee]
    receiver = _root(definitions, callee.object) if isinstance(callee, GetField) else NONE
    given = _headers(state, step)
    said = list(_types_of(state, state.function, {receiver, step.result, *given} - {NONE}))
    said += [place for register in given for place in _written_out(state, register)]
    is_open = not said and not TYPE_FIELDS.intersection(step.names)
    if is_open and any(are_handed_on(state.view, register) for register in step.arguments):
        return True
    if not said and receiver != NONE and isinstance(callee, GetField):
        if _is_said_of(state, receiver):  # where it was made
            return True
        said = list(_types_in(state, _called_on(state, receiver))) or _said_by_class(state)
    return bool(said) and not any(
        text.strip().lower().startswith(PAGES) for place in said for text in beginnings(state, *place)
    )


def is_put_in_no_page(state: State, step: SetField) -> bool:
    """Whether the response whose body the step sets is said to be something other than HTML, where it was made."""
    root = _root(state.view.definitions, step.object)
    return _is_said_of(state, root)


def is_passed_no_page(state: State, use: SinkUse, bound: Mapping[int, int]) -> bool:
    """Whether the callee sets the body of a response that it is passed, and it is said here that it is no page."""
    last = use.last
    if not isinstance(last.step, SetField):
        return False
    definitions = last.function.function.definitions
    response = definitions[_root(definitions, last.step.object)]
    register = bound.get(response.index, NONE) if isinstance(response, Param) else NONE
    return use is last and register >= 0 and _is_said_of(state, _root(state.view.definitions, register))


def _is_said_of(state: State, root: int) -> bool:
    """Whether the function says of the response that it is no page: in the call that makes it, or afterwards."""
    made = state.view.definitions[root]
    said = list(_types_of(state, state.function, {root}))
    if isinstance(made, Call):
        named = made.arguments[len(made.arguments) - len(made.names) :]
        given = zip(made.names, named, strict=True)
        said += [(state.function, register) for name, register in given if name in TYPE_FIELDS]
    return bool(said) and all(_says_other(state, register) for _, register in said)


def _says_other(state: State, register: int) -> bool:
    """Whether the type that is named in the call is surely not that of a page."""
    cell = state.view.constants.value(register)
    if is_constant(cell):
        return isinstance(cell, str) and not cell.strip().lower().startswith(PAGES)
    if is_called_page(state.view, register):
        return False
    return not any(
        text.strip().lower().startswith(PAGES) for text in beginnings(state, state.function, register)
    )


def _headers(state: State, step: Call) -> list[int]:
    """The mappings that are passed, alone or in a tuple: those of headers are among them."""
    found: list[int] = []
    for register in step.arguments:
        made = state.view.definitions[register]
        inside = made.operands if isinstance(made, Build) and made.kind == "tuple" else ()
        for each in (register, *inside):
            found += [place for place in _choices(state, each) if _is_mapping(state, place)]
    return found


def _choices(state: State, register: int) -> tuple[int, ...]:
    made = state.view.definitions[register]
    return (register, *made.operands) if isinstance(made, Phi) else (register,)


def _is_mapping(state: State, register: int) -> bool:
    made = state.view.definitions[register]
    return isinstance(made, Phi | Param) or (isinstance(made, Build) and made.kind == "dict")


def _written_out(state: State, register: int) -> Iterator[Place]:
    """The types in a mapping of headers that is written out."""
    made = state.view.definitions[register]
    if isinstance(made, Build) and made.kind == "dict" and not made.stars:
        for key, value in zip(made.operands[::2], made.operands[1::2], strict=False):
            if _is_type_header(state.view.constants.value(key)):
                yield state.function, value


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
                    is_other = _headers_of(definitions, first)
                    is_said = is_other != NONE and _root(definitions, is_other) != _root(
                        definitions, callee.object
                    )
                    if is_said or _is_type_header(constants.value(first)):
                        yield function, second


def _headers_of(definitions: list[Instruction | None], name: int) -> int:
    """The headers, of which each is handed on under the name in the register; else NONE."""
    item = definitions[name]
    turn = definitions[item.object] if isinstance(item, GetItem) else None
    walk = definitions[turn.iterator] if isinstance(turn, Next) else None
    made = definitions[walk.object] if isinstance(walk, Iterate) else None
    listed = definitions[made.callee] if isinstance(made, Call) else None
    if not isinstance(listed, GetField) or listed.name != "items":
        return NONE
    field = definitions[listed.object]
    return listed.object if isinstance(field, GetField) and field.name == "headers" else NONE


def _is_type_header(cell: object) -> bool:
    return isinstance(cell, str | bytes) and cell.lower() in {_TYPE_HEADER, _TYPE_HEADER.encode()}


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


def _said_by_class(state: State) -> list[Place]:
    """What the methods of the function's class say, or else those of the nearest of its bases that says anything."""
    owner = state.function.owner
    for node in state.evaluator.mro(owner) if owner is not None else ():
        if isinstance(node, ClassSymbol):
            methods = [function for function in node.module.functions if function.owner is node]
            said = list(_types_in(state, methods))
            if said:
                return said
    return []
