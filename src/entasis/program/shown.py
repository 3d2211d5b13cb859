"""What the text of an object of a program's class is made of, where the class does not say so itself.

class Plain: ...            `<Plain object at 0x7f...>`: nothing that lies in it
@dataclass
class Point:                the `repr` of each field, which has no line breaks
name: str
"""

from enum import Enum
from typing import TYPE_CHECKING, Final

from entasis.program.records import HARMLESS, PLAIN_BASES, RECORD_BASES, RECORDS, decorators_of, has_metaclass

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator
    from entasis.program.symbols import ClassSymbol

_OWN: Final = frozenset({"__str__", "__repr__", "__format__", "__getattr__", "__getattribute__"})


class Shown(Enum):
    """What of an object comes into its text."""

    NOTHING = "nothing"
    FIELDS = "the repr of its fields"
    UNKNOWN = "unknown"


def shown(evaluator: "Evaluator", symbol: "ClassSymbol") -> Shown:
    """What of an object of the class comes into its text."""
    if symbol.record is not None:
        return Shown.FIELDS
    for node in evaluator.mro(symbol):
        if isinstance(node, str):
            if node in RECORD_BASES:
                return Shown.FIELDS
            if node not in PLAIN_BASES:
                return Shown.UNKNOWN
            continue
        if node.record is not None:
            return Shown.FIELDS
        if not _OWN.isdisjoint(node.members) or has_metaclass(evaluator, node):
            return Shown.UNKNOWN
        paths = [path for path, _ in decorators_of(evaluator, node)]
        if any(path in RECORDS for path in paths):
            return Shown.FIELDS
        if any(path not in HARMLESS for path in paths):
            return Shown.UNKNOWN
    return Shown.NOTHING
