"""Several callees of which a call reaches one: none of them sees what another one leaves in what both are passed.

def run(kind, settings):
    service = SERVICES[kind]()       a web service leaves what was answered in `settings`
    service.update(settings)         and a file service opens `settings["path"]`: not in the same call
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.merging import merge
from entasis.analyses.taint.state import State

_T = TypeVar("_T")


def one_of(state: State, callees: Iterable[_T], call: Callable[[_T], Held]) -> list[Held]:
    """What each of the callees gives by `call`, each begun with what lay there before any of them."""
    several = list(callees)
    if len(several) < 2:
        return [call(callee) for callee in several]
    before = dict(state.places)
    results, ways = [], []
    for callee in several:
        version = state.version
        results.append(call(callee))
        if state.version != version:
            ways.append(state.places)
            state.places = dict(before)
            state.change()
    if ways:
        state.places = merge(state, ways if len(ways) == len(several) else [before, *ways])
        state.change()
    return results
