r"""A regular expression that takes exponential time on some texts.

## What it finds
A pattern in which a loop can read the same text in two ways, so that a text exists on which the number of ways
doubles with each character, and so does the time until the match fails. Also patterns whose time grows with the
fourth or a higher power of the text's length, so fast that a thousand characters are enough (at level `audit`, all from
the third power on), unless a check of the length comes first.
The pattern counts through names, concatenation and formatting; its parts count where it is not known as a whole.

## Why it matters
A text of some fifty characters keeps a thread busy for years, and the interpreter's other threads wait with it: the
matching holds the global lock. Whoever can send such a text stops the service with one request.

## Bad
```python
import re

HOST = re.compile(r"^([a-z0-9-]+\.?)+$")  # finding

def is_host(text):
    return HOST.match(text) is not None
```

## Good
```python
import re

HOST = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)*\.?$")

def is_host(text):
    return HOST.match(text) is not None
```

## How to fix it
Write the loop so that it is decided at each character whether to go round again or on: give each round a separator
that nothing else in the loop matches, and alternatives different first characters. Since Python 3.11 an atomic group
`(?>...)` or a possessive quantifier `++` keeps what it took. Patterns of a merely high power are also mended by a
bound on the length of the text.

## What it cannot see
Quadratic patterns, loops with lookaround or references in them, and patterns that are put together from data.

## References
- [CWE-1333](https://cwe.mitre.org/data/definitions/1333.html)
- [Weber and Seidl: on the degree of ambiguity of finite automata](https://doi.org/10.1016/0304-3975(91)90381-B)
- [OWASP: regular expression denial of service](https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS)
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.lengths import greatest_length
from entasis.analyses.regex.ambiguity import EXPONENTIAL, Backtracking, backtracking
from entasis.analyses.regex.uses import RegexUse, Written, pattern_text, regex_uses, written
from entasis.analyses.view import View
from entasis.finding import Role, Severity, Tier
from entasis.ir.instructions import NONE
from entasis.rules.rule import Hop, Match, Rule

_NOTABLE: Final = 3  # the exponent from which some thousand characters take minutes
_LINE: Final = 1000  # characters that somebody sends with ease: one line of a header
_AFFORDABLE: Final = 10**9  # steps: some ten seconds
_SHOWN: Final = 40  # characters of a pattern that a message quotes


def _find(view: View) -> Iterator[Match]:
    for use in regex_uses(view):
        if view.is_live(use.call) and not _is_constant(view, use.subject):
            found = _worst(view, use)
            if found is not None:
                yield _match(view, use, *found)


def _is_constant(view: View, register: int) -> bool:
    return register != NONE and is_constant(view.constants.value(register))


def _worst(view: View, use: RegexUse) -> tuple[Backtracking, str, Written | None] | None:
    """The worst of the pattern, or of its parts where it is not known as a whole, and where that is written."""
    text = pattern_text(view, use.pattern)
    if text is not None:
        found = backtracking(text, use.flags, searches=use.searches, is_full=use.is_full)
        if found is None or not _is_bad(view, use, found):
            return None
        quoted = text[found.start : found.end]
        place = next((part for part in written(view, use.pattern) if _holds(part, quoted)), None)
        return found, _shown(quoted), place
    for part in written(view, use.pattern):
        found = None if part.is_template else backtracking(part.text, use.flags)
        if found is not None and found.exponent == EXPONENTIAL:
            return found, _shown(part.text[found.start : found.end]), part
    return None


def _holds(part: Written, quoted: str | bytes) -> bool:
    return type(part.text) is type(quoted) and not part.is_template and quoted in part.text  # type: ignore[operator]


def _shown(quoted: str | bytes) -> str:
    text = quoted.decode("latin-1") if isinstance(quoted, bytes) else quoted
    text = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _is_bad(view: View, use: RegexUse, found: Backtracking) -> bool:
    if found.exponent == EXPONENTIAL:
        return True
    if found.exponent < _NOTABLE:
        return False
    longest = greatest_length(view, use.subject, use.call) if use.subject != NONE else None
    return longest is None or found.steps(longest) > _AFFORDABLE


def _match(view: View, use: RegexUse, found: Backtracking, quoted: str, place: Written | None) -> Match:
    step = use.call if place is None else place.literal
    function = view.function if place is None else place.function
    pump = repr(found.pump)
    is_grave = found.exponent == EXPONENTIAL or (
        found.exponent > _NOTABLE and found.steps(_LINE) > _AFFORDABLE
    )
    if found.exponent == EXPONENTIAL:
        message = f"`{quoted}` takes exponential time to fail"
        growth = f"each further {pump} doubles the time until the match fails"
    else:
        message = f"`{quoted}` takes time to the power of {found.exponent} to fail"
        others = [repr(text) for text in found.before[::-1]]
        pump = ", and then as often ".join([*others, pump])
        growth = f"twice as many {'of each' if others else pump} take {2**found.exponent} times as long until the match fails"
    hops: tuple[Hop, ...] = ()
    is_inside = function is view.function and use.call.start <= step.start and step.end <= use.call.end
    if not is_inside:
        hops = (
            Hop(view.function, use.call, f"{use.api} compiles the pattern"),
            Hop(function, step, "the ambiguous part of it is written here"),
        )
    return Match(
        step=step,
        function=function,
        message=message,
        why=(
            "Matching tries every way in which the loops can share the text between them before it gives up: a text"
            " made for it keeps the process busy, and all threads of the interpreter wait."
        ),
        remedy="Rewrite the loops so that each text can be read in one way only.",
        facts=(f"Repeat {pump}, then a text that does not match: {growth}.",),
        hops=hops,
        tier=None if is_grave else Tier.AUDIT,
    )


RULE = Rule(
    id="regex-backtracking",
    cwe=1333,
    title="Regular expression with catastrophic backtracking",
    severity=Severity.MEDIUM,
    find=_find,
    roles=frozenset({Role.APPLICATION, Role.VENDORED}),
)
