"""How the objects at a call were set up: by the call that made them, and by the calls on them that came before.

    parser = make_parser()                    nothing is said
    parser.setFeature(external, True)         a use of kind `xml.external.on`
    parser.setFeature(external, False)        one of kind `xml.external.off`: what comes last counts
    parser.parse(body)                        not set up

What sets up is a `[[use]]` row; a kind `….off` takes back what `….on` did. A kind `….said` is about what the function
makes as a whole, such as an answer: a use anywhere in it counts.
"""

from collections.abc import Iterator

from entasis.analyses.misuse import Misuse, misuse_at, misuses
from entasis.analyses.view import View
from entasis.ir.instructions import Call, GetField, Instruction, Terminator

_ON = ".on"
_SAID = ".said"


def set_up(view: View, step: Instruction | Terminator, kind: str) -> Misuse | None:
    """The use of `kind` that last set up what the call works with, if none has taken it back since."""
    if kind.endswith(_SAID):
        return next(misuses(view, kind), None)
    if not isinstance(step, Call):
        return None
    own = _set_up_by(view, step, kind)
    if own is not None:
        return own if own.use.kind == kind else None
    callee = view.definitions[step.callee]
    registers = [callee.object] if isinstance(callee, GetField) else []
    for register in (*registers, *step.arguments):
        last = None
        for maker in _calls_on(view, register, step):
            last = _set_up_by(*maker, kind) or last
        if last is not None:
            return last if last.use.kind == kind else None
    return None


def _set_up_by(view: View, step: Call, kind: str) -> Misuse | None:
    return misuse_at(view, step, kind) or misuse_at(view, step, kind.removesuffix(_ON) + ".off")


def _calls_on(view: View, register: int, before: Call) -> Iterator[tuple[View, Call]]:
    """The calls that made the object in `register`, then those of its methods, in the order of the text."""
    makers = view.made_calls(register)
    yield from ((maker, call) for _, maker, call in makers)
    made = {id(call) for _, _, call in makers}
    for inner in dict.fromkeys([*(maker for _, maker, _ in makers), view]):
        for site in inner.sites:
            callee = inner.definitions[site.call.callee]
            if not isinstance(callee, GetField) or (inner is view and site.call.start >= before.start):
                continue
            is_same = inner is view and callee.object == register
            if is_same or any(id(call) in made for _, _, call in inner.made_calls(callee.object)):
                yield inner, site.call
