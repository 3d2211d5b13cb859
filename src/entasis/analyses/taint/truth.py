"""What is surely true, whatever it holds: a helper that gives an answer of refusal, or nothing, has said so by that.

def refusal(mail):
    try:
        validate_email(mail)
    except ValidationError:
        return HttpResponseBadRequest("no address")      an object of a class that has no say in it
    return None
if answer := refusal(mail): return answer                behind it the call gave None: the address is valid
"""

import re
from typing import Final

from entasis.analyses.view import View
from entasis.ir.instructions import Binary, Build, Call
from entasis.program.symbols import Api, ClassSymbol

_SAYS: Final = frozenset({"__bool__", "__len__"})
_ANSWER: Final = re.compile(r"[A-Z]\w*(?:Response\w*|Redirect|Error|Exception)|Response\w*")


def is_surely_true(view: View, register: int) -> bool:
    """Whether what is in the register is true: a text or a collection with something in it, or an object made there."""
    step = view.definitions[register] if register >= 0 else None
    if isinstance(step, Binary):
        left, right = view.constants.value(step.left), view.constants.value(step.right)
        if step.operator == "+":
            return any(isinstance(text, str) and text for text in (left, right))
        return step.operator == "%" and isinstance(left, str) and left[:1] not in {"", "%"}
    if isinstance(step, Build) and step.kind == "text":
        return any(isinstance(part := view.constants.value(r), str) and part for r in step.operands)
    if isinstance(step, Build):
        return step.kind in {"tuple", "list", "set", "dict"} and len(step.operands) > len(step.stars)
    if not isinstance(step, Call) or step.decorates:
        return False
    made = view.program.evaluator.value(view.function, step.callee)
    return bool(made) and all(_makes_truth(view, thing) for thing in made)


def _makes_truth(view: View, thing: object) -> bool:
    """Whether it is a class all of whose objects are true; of an outside one its name says that it is an answer."""
    if isinstance(thing, Api):
        return _ANSWER.fullmatch(thing.path.rpartition(".")[2]) is not None
    if not isinstance(thing, ClassSymbol):
        return False
    order = view.program.evaluator.mro(thing)
    own = [node for node in order if isinstance(node, ClassSymbol)]
    outside = [node.rpartition(".")[2] for node in order if isinstance(node, str)]
    return all(_SAYS.isdisjoint(node.members) for node in own) and all(
        name == "object" or _ANSWER.fullmatch(name) is not None for name in outside
    )
