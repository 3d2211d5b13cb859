"""What several rules say for an audit of a text with a part of which nothing that was read says where it comes from."""

from collections.abc import Iterable, Iterator

from entasis.analyses.unshown import Unshown
from entasis.analyses.view import View
from entasis.rules.rule import Hop, Match


def unshown_matches(
    view: View, found: Iterable[Unshown], message: str, why: str, remedy: str
) -> Iterator[Match]:
    """One match for each text; `message` and `remedy` are as in a rule over data flow."""
    for one in found:
        words = {"source": f"the unknown `{one.part}`", "sink": one.says, "api": one.api}
        yield Match(
            step=one.site.call,
            message=message.format(**words),
            why=why,
            remedy=remedy.format(**words),
            facts=(
                f"Nothing in what was read says what `{one.part}` is; that somebody else can choose it is an assumption.",
            ),
            hops=(
                Hop(one.function, one.step, f"`{one.part}` comes in here"),
                Hop(view.function, one.site.call, f"it becomes part of {one.says} here"),
            ),
        )
