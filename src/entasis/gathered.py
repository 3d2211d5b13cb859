"""What one repair mends is told once: of all places that the same data gets to, one is the finding, the others are named.

    name = request.form["name"]
    log.info("hello %s", name)        the finding, which says that the same happens in line 3
    log.info("goodbye %s", name)

A rule says how far that goes (`TaintRule.gathers`). The finding is where the first of the places is, of those that do
harm by themselves.
"""

from collections.abc import Iterator

from msgspec import Struct

from entasis.analyses.taint.assembled import Sent
from entasis.analyses.taint.flows import TaintFlow
from entasis.analyses.taint.summary import SinkUse
from entasis.finding import Span, Tier
from entasis.rules.rule import TaintRule


class Told(Struct, frozen=True):
    """One flow that is to be told, and where: `at` is the place that is to be mended."""

    rule: TaintRule
    flow: TaintFlow
    tier: Tier
    sent: Sent | None
    at: SinkUse

    @property
    def path(self) -> str:
        """The file in which it stands."""
        return self.at.function.module.module.path


def gathered(told: list[Told]) -> Iterator[tuple[Told, list[Told]]]:
    """Each finding with the others that its repair mends, in the order of their places."""
    groups: dict[object, list[Told]] = {}
    for each in told:
        groups.setdefault(_repair(each), []).append(each)
    for group in groups.values():
        [first, *others] = sorted(group, key=_order)
        yield first, sorted(others, key=_place)


def named(place: Span, others: tuple[Span, ...]) -> str:
    """A sentence that names the other places."""
    here = list(dict.fromkeys(str(other.line) for other in others if other.path == place.path))
    places = [f"line{'s' if len(here) > 1 else ''} {', '.join(here)}"] if here else []
    there = list(dict.fromkeys(f"{other.path}:{other.line}" for other in others if other.path != place.path))
    number = len(here) + len(there)
    return f"The same happens to it at {number} more place{'s' if number > 1 else ''}: {', '.join([*places, *there])}."


def _repair(told: Told) -> object:
    """What is the same for all that one repair mends."""
    if not told.rule.gathers:
        return id(told)
    within = told.at.function if told.rule.gathers == "function" else None
    return told.rule.id, told.tier, told.flow.source, within


def _order(told: Told) -> tuple[bool, str, int, int]:
    return (told.flow.use.last.is_probe, *_place(told))


def _place(told: Told) -> tuple[str, int, int]:
    return told.path, told.at.step.start, told.at.step.end
