"""Values with many things that are kept all the same, because they are what a table of the program holds.

HANDLERS = {"a": start, "b": stop, ...}          functions, however many
PAGES = [{"name": "a"}, {"name": "b"}, ...]      rows, each a collection that is written out there
"""

from entasis.limits import FUNCTIONS_PER_VALUE, ROWS_PER_VALUE
from entasis.program.symbols import Bound, FunctionSymbol, Instance, Made, Value


def are_functions(value: Value) -> bool:
    """Whether there are many things because a table of functions has many; they have no types that would be many."""
    functions = sum(isinstance(thing, FunctionSymbol | Bound) for thing in value)
    return functions <= FUNCTIONS_PER_VALUE.bound and len(value) - functions <= 1


def are_rows(value: Value) -> bool:
    """Whether there are many things because a table has many rows, each a collection that is written out there."""
    rows = rows_in(value)
    return rows <= ROWS_PER_VALUE.bound and len(value) - rows <= 1


def rows_in(value: Value) -> int:
    """How many of the things are collections that are written out."""
    return sum(isinstance(thing, Instance) and isinstance(thing.content, Made) for thing in value)
