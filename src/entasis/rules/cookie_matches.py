"""What the rules about flags of a session's cookie share: each use of their kind is one, but where the cookie is taken back."""

from collections.abc import Iterator

from entasis.analyses.misuse import misuses
from entasis.analyses.view import View
from entasis.ir.instructions import NONE
from entasis.rules.rule import Match
from entasis.rules.rule_texts import deciding_place, effect_facts, effect_message, value_facts, value_hops

_EMPTY = ("", "deleted", None)


def cookie_matches(view: View, kind: str, effect: str, why: str) -> Iterator[Match]:
    """A match for each cookie that is set without the flag that `kind` is about: the call then has the `effect`."""
    for misuse in misuses(view, kind):
        if misuse.data != NONE and view.constants.value(misuse.data) in _EMPTY:
            continue  # the cookie is taken back
        place = deciding_place(view, misuse)
        message = effect_message(misuse, effect)
        yield Match(
            step=place[1],
            function=place[0],
            message=message,
            why=why,
            remedy=misuse.use.remedy,
            facts=(*value_facts(view, misuse), *effect_facts(misuse, message)),
            hops=value_hops(view, misuse, f"here it {effect}"),
            repair=misuse.edit,
        )
