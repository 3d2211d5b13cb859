"""Members that stand behind a class of which little is known in the order in which they are looked up.

class Things(ListModelMixin, GenericViewSet)      `get_object` is what the second has
class Page(GenericViewSet, Returning)             `return_address` is what the program's own class has: nobody
knows one of the first
"""

from typing import TYPE_CHECKING

from entasis.program.hierarchy import Node
from entasis.program.symbols import ClassSymbol

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator


def is_left(evaluator: "Evaluator", order: tuple[Node, ...], name: str) -> bool:
    """Whether the first class, of which all that is known are other members, stands before one that is known to have it.

    class Things(ListModelMixin, GenericViewSet)      `get_object` is what the second has
    class Page(SomeMixin, View)                       `request` is, whatever the first is: a view has it for all
    """
    first, models = order[0], evaluator.models
    if not isinstance(first, str) or evaluator.stubs.is_class(first):
        return False
    behind = [node for node in order if isinstance(node, str)]
    if models.class_of(first) is None:
        return any(models.value(f"{path}.{name}") is not None for path in behind[1:])
    known = (path for path in behind if models.type_of(f"{path}.{name}") or models.flows(f"{path}.{name}"))
    return next(known, first) != first


def own_behind(evaluator: "Evaluator", order: tuple[Node, ...], name: str) -> ClassSymbol | None:
    """The program's class that has the member, where all classes before it are outside and not known to have it."""
    for node in order:
        if isinstance(node, ClassSymbol):
            if name in node.members:
                return node
        elif evaluator.stub_member(node, name) is not None or evaluator.models.is_known(f"{node}.{name}"):
            return None
    return None
