"""Mappings of which the server fills a part: what the environment of a request says under a key that nobody can send.

    environ["HTTP_USER_AGENT"]     what was sent, though without line breaks
    environ["SHOP_SETTINGS"]       what whoever runs the server has said
    request.META["REMOTE_ADDR"]    who has sent the request, as the server sees it

The `[[mapping]]` rows say which keys are which. Of what fills the placeholders of an address, that itself says it:

    path("servers/<int:number>/<name>", ServerView.as_view())
    self.kwargs["number"]          a number, which is no text of the sender's

    Route("/servers/{number:int}", server)
    request.path_params["number"]  in `server`, likewise
"""

import re
from functools import lru_cache
from typing import Final

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.ir.instructions import GetField, Instruction, Param
from entasis.models.data import SentKeys, Source
from entasis.program.routes import route_said
from entasis.program.symbols import ClassSymbol, Instance

_NONE: Final = re.compile("(?!)")


def held_under_keys(state: State, step: Instruction, source: Source) -> Held | None:
    """The mapping, if it is one; what was sent lies under any key of it, and is told apart when it is read."""
    row = state.models.mapping(source.api)
    if source.is_filled and isinstance(step, GetField):
        row = _all_but(source.api, _numbers(state, step))
    if row is None:
        return None
    made = state.new_object(step.result, "sent")
    index = made.bit_length() - 1
    state.keyed[index] = row
    state.write(Held(0, made), "*", Held(state.taint_from(step, source)), is_added=True)
    return Held(0, made)


def _numbers(state: State, step: GetField) -> frozenset[str]:
    """The names that no address of the object's classes fills with any text; none where one is not written out."""
    found: list[set[str]] = []
    for thing in state.evaluator.value(state.function, step.object):
        of, routes = getattr(thing, "of", None), state.view.program.class_routes
        if isinstance(of, str) and isinstance(state.view.definitions[step.object], Param):
            return _numbers_of_handler(state)  # the request, of which its class is known
        route = routes.of(of) if routes is not None and isinstance(of, ClassSymbol) else None
        if route is None or not isinstance(thing, Instance):
            return frozenset()
        found.append({name for name, is_text in route.named.items() if not is_text})
    return frozenset(set.intersection(*found)) if found else frozenset()


def _numbers_of_handler(state: State) -> frozenset[str]:
    """The names that no address under which the function is registered fills with any text."""
    found: list[set[str]] = []
    for way in state.view.program.entrances.get(state.function, ()):
        route = route_said(state.evaluator, way.row.route, way.caller, way.call)
        if route is None:
            return frozenset()
        found.append({name for name, is_text in route.named.items() if not is_text})
    return frozenset(set.intersection(*found)) if found else frozenset()


@lru_cache(maxsize=256)
def _all_but(api: str, names: frozenset[str]) -> SentKeys | None:
    """A mapping in which what was sent lies under all other names."""
    if not names:
        return None
    others = "|".join(map(re.escape, sorted(names)))
    return SentKeys(api, re.compile(f"(?!(?:{others})$).*"), _NONE, _NONE, (), "")
