"""The other half of the circle."""

from . import circular_a


def second(value):
    return circular_a.third(value)
