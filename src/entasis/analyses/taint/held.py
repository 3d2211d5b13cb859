"""What a register or a place may hold: taint, and the objects it may be."""

from typing import Final

from msgspec import Struct


class Held(Struct, frozen=True):
    """What a register or a place may hold: taint bits, and the objects (as a set of bits) it may be."""

    taint: int = 0
    objects: int = 0


CLEAN: Final = Held()


def join(values: list[Held]) -> Held:
    """What may be held where any of the values may be."""
    taint = objects = 0
    for value in values:
        taint |= value.taint
        objects |= value.objects
    return Held(taint, objects)
