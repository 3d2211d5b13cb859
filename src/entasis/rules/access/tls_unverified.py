"""A TLS connection that accepts any certificate.

## What it finds
A call or an assignment that switches the check of the peer's certificate or of its host name off, in any library
that is known: the value counts through variables, module constants and defaults of parameters. Also a call that leaves it
to a default which checks nothing in an old release that the project's `setup.py` allows.

## Why it matters
Encryption without authentication protects from nobody who can reach the wire: whoever redirects the connection
(an access point, a poisoned DNS answer, a compromised router) presents a certificate of his own, reads and changes
everything, tokens and passwords first.

## Bad
```python
import requests

VERIFY = False

def fetch(url):
    return requests.get(url, verify=VERIFY, timeout=10)  # finding
```

## Good
```python
import requests

CELL_AUTHORITY = "/etc/cells/authority.pem"

def fetch(url):
    return requests.get(url, verify=CELL_AUTHORITY, timeout=10)
```

## How to fix it
Leave verification on. For a private authority, give its certificate to the client; for a test, make one for the
test run.

## What it cannot see
Settings that are read from a file or the environment. Releases that are required anywhere but in `setup.py`.

## References
- [CWE-295](https://cwe.mitre.org/data/definitions/295.html)
- [RFC 9525: service identity in TLS](https://www.rfc-editor.org/rfc/rfc9525)
"""

from collections.abc import Iterator, Mapping
from typing import Final

from entasis.analyses.asked import ASKED_FOR, condition_of, is_asked_for
from entasis.analyses.certificates import only_shows_certificate
from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.own_machine import stays_here
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule
from entasis.rules.rule_texts import effect_facts, effect_message, release_facts, value_facts, value_hops

_KIND = "tls.unverified"
_STAYS_HERE: Final = (
    "The address is one of this machine: whoever answers in its place has to be on it already."
)
# What an option is called that switches the verification, and whether it is then off; the first one in a name tells.
_SWITCHES: Final[Mapping[str, bool]] = {
    **dict.fromkeys(
        ("no_", "skip", "disable", "ignore", "insecure", "unverif", "self_signed", "selfsigned"), True
    ),
    **dict.fromkeys(("verif", "validat", "check"), False),
}


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        use = misuse.use
        if only_shows_certificate(view, misuse):
            continue
        # What is left to a default is asked for only by what is called after it: `if use_tls` asks for the opposite.
        is_asked = is_asked_for(view, misuse.step, words=_SWITCHES, by_name_only=not misuse.values)
        is_own = stays_here(view, misuse.step)
        message = effect_message(misuse, "accepts any certificate")
        yield Match(
            step=misuse.step,
            message=message,
            why=(
                "Whoever can redirect the connection can present a certificate of his own and is believed: he reads"
                " and changes what is sent, credentials included, and neither side notices."
            ),
            remedy=use.remedy or "Leave certificate verification on.",
            facts=(
                *value_facts(view, misuse),
                *release_facts(view, misuse),
                *effect_facts(misuse, message),
                *((ASKED_FOR,) if is_asked else ()),
                *((_STAYS_HERE,) if is_own else ()),
            ),
            hops=_hops(view, misuse),
            repair=misuse.edit,
            tier=Tier.AUDIT if is_asked or is_own else None,
        )


def _hops(view: View, misuse: Misuse) -> tuple[Hop, ...]:
    """The test under which it stands, and where the value comes from."""
    hops = value_hops(view, misuse, "here it decides that nobody's certificate is checked")
    condition = condition_of(view, misuse.step)
    if condition is None:
        return hops
    asked, truth = condition
    way = "true" if truth else "false"
    hops = hops or (Hop(view.function, misuse.step, "here nobody's certificate is checked"),)
    return (Hop(view.function, asked, f"verification is given up only where this is {way}"), *hops)


RULE = Rule(
    id="tls-verification-off",
    cwe=295,
    title="TLS certificate not verified",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
