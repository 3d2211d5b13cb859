"""What the program has signed itself: a value whose keyed digest is the one that came with it.

    hmac.compare_digest(hmac.new(KEY, url.encode()).hexdigest(), given)    where it holds, the program has made `url`
    is_signed(url, given)                                                  likewise, if that is what it returns

Who may not know the key cannot have made the digest. What makes one is said by the rows of uses of the kind `digest.keyed`,
what compares by the guards whose answer is `alike`.
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.assembly import parts
from entasis.analyses.constants import is_constant
from entasis.analyses.taint.derived import CODING
from entasis.analyses.taint.reading import apis_of
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Call, GetField, Param
from entasis.models.ports import Port, PortKind
from entasis.program.facts import returned
from entasis.program.symbols import Bound, FunctionSymbol

_KEYED: Final = "digest.keyed"


def signed_in(view: View, register: int, *, follows: bool = True) -> Iterator[int]:
    """The registers of the values of which the register holds a keyed digest, whatever form that is in.

    If it `follows`, functions of the program that make the digest of what they are passed are known.
    """
    depth = 0
    while register != NONE and view.may_go_back(depth):
        step = view.definitions[register]
        if not isinstance(step, Call):
            return
        depth += 1
        data = _digested(view, step)
        if data is not None:
            for each in data:
                yield from _values(view, each)
            return
        callee = view.definitions[step.callee]
        site = view.site_of.get(id(step))
        called = site.targets[0] if site is not None and len(site.targets) == 1 else None
        function = called.function if isinstance(called, Bound) else called
        if isinstance(function, FunctionSymbol):
            if follows:
                yield from _by_function(view, step, function, is_bound=isinstance(called, Bound))
            return
        if isinstance(callee, GetField) and not step.arguments:  # `.hexdigest()`, `.decode()`
            register = callee.object
        else:  # `b64encode(digest)`
            register = step.arguments[0] if step.arguments else NONE


def _digested(view: View, step: Call) -> list[int] | None:
    """What is digested under a key, at once and by `update`; None if the call makes no such digest."""
    uses = [use for api in apis_of(view, step) for use in view.modules.uses_of(api) if use.kind == _KEYED]
    if not uses:
        return None
    first = None if uses[0].data is None else view.argument(step, uses[0].data)
    found = [] if first is None or first == NONE or is_constant(view.constant(first)) else [first]
    for each in view.steps_of(Call):
        callee = view.definitions[each.callee]
        if isinstance(callee, GetField) and callee.name == "update" and callee.object == step.result:
            found += each.arguments
    return found


def _values(view: View, register: int) -> Iterator[int]:
    """The values that a message is put together of."""
    for part in parts(view, register):
        step = view.definitions[part] if isinstance(part, int) else None
        callee = view.definitions[step.callee] if isinstance(step, Call) else None
        if isinstance(part, int):
            yield part
        if isinstance(callee, GetField) and callee.name in CODING:
            yield from _values(view, callee.object)


def _by_function(view: View, call: Call, function: FunctionSymbol, *, is_bound: bool) -> Iterator[int]:
    """What the call passes for the parameters of which the function of the program returns a digest."""
    inner = view.beside(function)
    digests = [set(signed_in(inner, register, follows=False)) for register in returned(function)]
    for register in sorted(set.intersection(*digests)) if digests else ():
        step = inner.definitions[register]
        if isinstance(step, Param) and step.index >= is_bound:
            given = view.argument(call, Port(PortKind.ARGUMENT, step.index - is_bound, step.name))
            if given is not None and given != NONE:
                yield from _values(view, given)
