"""Whether the program has looked at what lies in an object before it uses all of it at once.

    for member in archive.getmembers():           a use of the kind that is asked for, or the object itself is gone through
        if not is_inside(member.name, folder):    a branch on the way is decided by what came out
            raise ValueError(member.name)
    archive.extractall(folder)                    looked at

A function of the program that is passed the object before, and that does so itself, has looked as well. Which test it
was is not asked.
"""

from collections.abc import Iterable, Iterator

from entasis.analyses.misuse import misuses
from entasis.analyses.tested import Never, is_decided_by, root_of, roots
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Branch,
    Call,
    GetField,
    Instruction,
    Iterate,
    Param,
    SetItem,
    Store,
    Terminator,
)
from entasis.program.calls import CallSite
from entasis.program.symbols import Bound, FunctionSymbol


def are_looked_at(
    view: View, step: Instruction | Terminator, owner: int, kind: str, never: Never | None = None
) -> bool:
    """Whether a branch on the way to the call depends on what a use of `kind` has given of the object in `owner`."""
    if not isinstance(step, Call) or owner < 0:
        return False
    never = never or _returns
    given = [register for register, of in _given(view, kind) if _is_same(view, of, owner)]
    if NONE in given or is_decided_by(view, step, [*given, *_collected(view, given)], never):
        return True
    return any(_looks(view, call, owner, kind) for call in _calls_before(view, step))


def _returns(view: View, site: CallSite) -> bool:
    del view, site
    return False


def _given(view: View, kind: str) -> Iterator[tuple[int, int]]:
    """What gives the members of an object, with the object: calls that are uses of the kind, and loops over it.

    NONE where an attribute of the object is set that decides what is done with them.
    """
    for misuse in misuses(view, kind):
        if isinstance(misuse.step, Store):
            continue
        if not isinstance(misuse.step, Call):
            yield NONE, misuse.step.object
            continue
        callee = view.definitions[misuse.step.callee]
        if isinstance(callee, GetField):
            yield misuse.step.result, callee.object
    for step in view.steps():
        if isinstance(step, Iterate):
            yield step.result, step.object


def _collected(view: View, given: Iterable[int]) -> Iterator[int]:
    """The collections and generators that are filled with what was computed of the members."""
    wanted = {root_of(view, register) for register in given}
    for step in view.steps():
        if isinstance(step, SetItem) and wanted and not wanted.isdisjoint(roots(view, step.value)):
            yield step.object


def _is_same(view: View, register: int, other: int) -> bool:
    """Whether both hold one object: the same register, or made by the same call."""
    if register == other:
        return True
    made = {id(call) for _, _, call in view.made_calls(other)}
    return any(id(call) in made for _, _, call in view.made_calls(register))


def _calls_before(view: View, step: Call) -> Iterator[Call]:
    for site in view.sites:
        if site.call.start < step.start:
            yield site.call


def _looks(view: View, call: Call, owner: int, kind: str) -> bool:
    """Whether a function of the program that is passed the object branches on its members."""
    positions = [i for i, register in enumerate(call.arguments) if register == owner]
    site = view.site_of.get(id(call))
    if not positions or site is None or call.stars:
        return False
    for thing in site.targets:
        shift = 1 if isinstance(thing, Bound) else 0
        function = thing.function if isinstance(thing, Bound) else thing
        if not isinstance(function, FunctionSymbol):
            continue
        inner = view.beside(function)
        passed = [
            step.result
            for step in inner.definitions
            if isinstance(step, Param) and step.index - shift in positions
        ]
        given = {register for register, of in _given(inner, kind) if of in passed}
        if given and any(isinstance(block.terminator, Branch) for block in inner.blocks):
            return True
    return False
