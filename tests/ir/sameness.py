"""Modules as plain data, so that two of them can be compared; a float is its text, for nan and for -0.0."""

from typing import Any

from entasis.ir.function import Block, Class, Function, Module
from entasis.ir.instructions import Instruction, Terminator

_RECORDS = (Module, Class, Function, Block, Instruction, Terminator)


def data_of(value: Any) -> Any:
    """`value` as nested tuples that are equal exactly where the modules are."""
    name = type(value).__name__
    if isinstance(value, _RECORDS):
        slots = sorted({slot for kind in type(value).__mro__ for slot in getattr(kind, "__slots__", ())})
        return name, tuple((slot, data_of(getattr(value, slot))) for slot in slots)
    if isinstance(value, dict):
        items = sorted(value.items()) if all(isinstance(key, int) for key in value) else value.items()
        return name, tuple((key, data_of(item)) for key, item in items)
    if isinstance(value, tuple | list):
        return name, tuple(data_of(item) for item in value)
    if isinstance(value, frozenset):
        return name, tuple(sorted(repr(data_of(item)) for item in value))
    if isinstance(value, complex):
        return name, (repr(value.real), repr(value.imag))
    if isinstance(value, float):
        return name, repr(value)
    return name, value
