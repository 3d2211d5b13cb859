"""Imports a module that imports it back."""

from . import circular_b


def first(value):
    return circular_b.second(value)


def third(value):
    return value
