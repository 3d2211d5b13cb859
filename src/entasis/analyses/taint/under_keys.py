"""What lies under a key that is written out, in mappings of a caller, of which nobody here knows what is in them.

    for value in options.values(): ...      asks for what lies under any key of what the caller has passed
    options["order"]                        and yet this lies under one
    own = dict(options)
    own["order"]                            as it does in a copy

Where what lay under one key is put under another that is not known, all of it may lie under any.
"""

from typing import TYPE_CHECKING, Final

from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.summary import PortOrigin

if TYPE_CHECKING:
    from entasis.analyses.taint.heap import Heap

_QUOTES: Final = frozenset("'\"")  # with which a key begins that is a text: what lies at a position may move


def under_key(heap: "Heap", copied: Held, selector: str) -> Held:
    """What lies at the selector of a copy of mappings: what lay there in those."""
    taint = 0
    for number, group in heap.kinds.groups(copied.taint):
        origin = heap.origins[number]
        if isinstance(origin, PortOrigin) and origin.selectors[-1:] == ("*",) and selector[1:2] in _QUOTES:
            origin = PortOrigin(origin.parameter, (*origin.selectors[:-1], selector))
        taint |= heap.taint_of(origin, group)
    return Held(taint, _objects_under(heap, copied.objects, selector) if copied.objects else 0)


def _objects_under(heap: "Heap", copied: int, selector: str) -> int:
    """The objects at the selector: of what a caller has left under any key, what it has left under that one."""
    objects = 0
    while copied:
        bit = copied & -copied
        copied ^= bit
        port = heap.ports.get(bit.bit_length() - 1)
        if port is not None and port.selectors[-1:] == ("*",) and selector[1:2] in _QUOTES:
            above = PortOrigin(port.parameter, port.selectors[:-1])
            index = next((i for i, known in heap.ports.items() if known == above), None)
            if index is not None and heap.may_open(index, selector):
                bit = heap.initial(index, above, selector).objects
        objects |= bit
    return objects


def is_unread(heap: "Heap", index: int, selector: str) -> bool:
    """Whether the caller's mapping is asked for a key for the first time, after it was asked for any of them."""
    inside = heap.places.get(index, {})
    return selector[1:2] in _QUOTES and selector not in inside and "*" in inside and index not in heap.mixed


def in_mapping(heap: "Heap", index: int, selector: str, found: Held) -> Held:
    """The same of a mapping of which only a part was sent; a key that is not written out is that of a header."""
    row, key = heap.keyed[index], selector[2:-2]
    if selector[0] != "[":
        mask = heap.kinds.mask(row.clears) if selector == "*" else 0
        return Held(heap.kinds.clear(found.taint, mask), found.objects) if mask else found
    put, sent = heap.at(index, selector), heap.at(index, "*")
    if not row.sent.fullmatch(key):
        return put
    mask = heap.kinds.mask(row.clears) if row.plain.fullmatch(key) else 0
    mask |= heap.kinds.mask(["redirect"]) if row.back.fullmatch(key) else 0
    return join([put, Held(heap.kinds.clear(sent.taint, mask), sent.objects)])


def less_initial(heap: "Heap", index: int, selector: str, unknown: Held) -> Held | None:
    """What was put under a key that is not known, less what the caller has left under keys: each lies at its own."""
    made = heap.opened(index, "*")
    if made is None or index in heap.mixed or selector[1:2] not in _QUOTES:
        return unknown
    taint = unknown.taint & ~heap.taint_of(_any_of(heap, index))
    objects = unknown.objects & ~(1 << made)
    return Held(taint, objects) if taint or objects else None


def mix(heap: "Heap", objects: int, taint: int) -> None:
    """Something is put under a key that is not known: where it is what the caller left, that may lie at any key."""
    while objects:
        bit = objects & -objects
        objects ^= bit
        index = bit.bit_length() - 1
        if heap.opened(index, "*") is not None and taint & heap.taint_of(_any_of(heap, index)):
            heap.mixed.add(index)


def _any_of(heap: "Heap", index: int) -> PortOrigin:
    port = heap.ports[index]
    return PortOrigin(port.parameter, (*port.selectors, "*"))
