"""What a library keeps from one request to the next: put there by one call, given by another, often in a template.

flash(f"Hello {request.form['name']}")               in a handler
{% for message in get_flashed_messages() %}          in the template of the page that comes next
store.set("motto", request.form["motto"])            under a key that is written out
store.get("motto")                                   in another handler: what lies under the same key
store.hset(f"user:{name}", mapping={"bio": bio})     under one that is so but for a part of it
store.hgetall(f"user:{other}")["bio"]                what lies there at the same key of the mapping
shelve.open("pages")["motto"] = motto                the mapping itself is kept
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from entasis.analyses.taint.behind_text import HOLE
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import Relation, SharedOrigin
from entasis.ir.instructions import NONE, Call
from entasis.models.data import Memory
from entasis.models.ports import Port

_WORD: Final = re.compile(r"[^\W\d_]{3}")  # so much of a key is written out, or it may be any


def remembered(state: State, step: Call, apis: Sequence[str], made: Held) -> Held:
    """What the call gives, with what others have put there; or put there what it is passed."""
    for api in apis:
        for row in state.models.memories(api):
            name = _name(state, step, row)
            if name is None:
                continue
            origin = SharedOrigin(Relation(row.name, is_remembered=True), name)
            if row.puts is not None:
                register = state.view.argument(step, row.puts)
                if register is not None and register != NONE:
                    _put(state, _element(state, step, row, origin), row, state.read(register))
            else:
                made = _given(state, step, row, origin, made)
    return made


def _put(state: State, origin: SharedOrigin, row: Memory, held: Held) -> None:
    if not row.is_whole:
        state.share(origin, state.deep(held))
        return
    for selector, element in _elements(state, held.objects):
        state.share(origin._replace(key=selector) if selector[0] == "[" else origin, state.deep(element))
    state.share(origin, held.taint if held.objects else state.deep(held))


def _elements(state: State, objects: int) -> Iterator[tuple[str, Held]]:
    """What lies at each key of the mappings that are among the objects."""
    while objects:
        bit = objects & -objects
        objects ^= bit
        yield from state.places.get(bit.bit_length() - 1, {}).items()
        if bit.bit_length() - 1 in state.ports:
            yield "*", Held(0, bit)


def _given(state: State, step: Call, row: Memory, origin: SharedOrigin, made: Held) -> Held:
    memory = state.around.memory
    if row.is_kept:
        kept = state.new_object(step.result)
        state.outlives(kept.bit_length() - 1, origin)
        if memory.is_tainted(origin):  # under keys that are not written out
            state.write(Held(0, kept), "*", Held(state.taint_of(origin)), source=step.result)
        return Held(made.taint, made.objects | kept)
    if row.is_whole:
        found = {key: state.taint_of(origin._replace(key=key)) for key in memory.keys(origin)}
        if memory.is_tainted(origin):
            found["*"] = state.taint_of(origin)
        made = Held(made.taint, made.objects | state.new_object(step.result)) if found else made
        for selector, taint in found.items():
            state.write(made, selector, Held(taint), source=step.result)
        return made
    element = _element(state, step, row, origin)
    for each in dict.fromkeys((origin, element)):
        if memory.is_tainted(each) and row.keys:
            made = Held(made.taint | state.taint_of(each), made.objects)
        elif memory.is_tainted(each):
            made = Held(made.taint, made.objects | state.new_object(step.result))
            state.write(made, "*", Held(state.taint_of(each)), source=step.result)
    return made


def _element(state: State, step: Call, row: Memory, origin: SharedOrigin) -> SharedOrigin:
    """The memory of the element that is meant, where its key is written out."""
    key = _key(state, step, row.at) if row.at is not None else None
    return origin if key is None else origin._replace(key=f"[{key!r}]")


def _name(state: State, step: Call, row: Memory) -> str | None:
    """The name of the memory, with the keys under which the call looks; None where these are not written out."""
    names = [row.name]
    for port in row.keys:
        key = _key(state, step, port)
        if key is None:
            return None
        names.append(key)
    return " ".join(names)


def _key(state: State, step: Call, port: Port) -> str | None:
    """The text at the port, with a hole for each part that is not written out; None where that is most of it."""
    register = state.view.argument(step, port)
    if register is None or register == NONE:
        return None
    key = state.view.constants.value(register)
    if isinstance(key, str | bytes):
        return key if isinstance(key, str) else key.decode("utf-8", "replace")
    shape = state.shapes.shape(register)
    return shape if shape is not None and _WORD.search(shape.replace(HOLE, " ")) else None
