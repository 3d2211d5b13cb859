"""A password, a token or a code that is made by a generator whose numbers can be computed.

## What it finds
Numbers, letters or bytes of the module `random`, or of numpy's, that are kept or sent under the name of a credential: a
password, a session's id, a token, a one-time code.

## Why it matters
These generators are made for simulations: their state follows from a few hundred of their numbers, and often from the time at
which the program was started. Whoever asks for some tokens of his own computes those of others.

## Bad
```python
import random
import string

def reset(account):
    account.reset_token = "".join([random.choice(string.ascii_letters) for _ in range(24)])  # finding
```

## Good
```python
import secrets

def reset(account):
    account.reset_token = secrets.token_urlsafe()
```

## How to fix it
Use the module `secrets`: `token_urlsafe`, `choice` and `randbelow` take the place of what is used here, and
`random.SystemRandom` has the same methods as `random`.

## What it cannot see
Values whose names say nothing, and generators of the program's own.

## References
- [CWE-338](https://cwe.mitre.org/data/definitions/338.html)
- [Python: secrets](https://docs.python.org/3/library/secrets.html)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.sensitive import is_sensitive_name, sensitive_input, sensitive_result, words_of
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.ir.instructions import NONE, Call, SetField
from entasis.rules.rule import DEPLOYED, Match, Rule

# What these words name may be a part of a text, or a number that is no secret.
_OFTEN_OTHER = frozenset({"token", "tokens", "signature", "secret", "secrets"})


def _find(view: View) -> Iterator[Match]:
    told: set[str] = set()
    for misuse in misuses(view, "random.plain"):
        name = sensitive_result(view, misuse.step.result) if isinstance(misuse.step, Call) else ""
        if not name or name in told or _is_one_of_many(view, misuse):
            continue
        told.add(name)
        is_assumed = len(words_of(name)) == 1 and name.lower() in _OFTEN_OTHER
        yield Match(
            step=misuse.step,
            message=f"`{name}` is made by {misuse.api}, whose numbers can be computed",
            why=(
                "Whoever has seen some of the generator's numbers, or knows when it was started, computes the others: what"
                " he is to prove with them he proves for anybody."
            ),
            remedy=misuse.use.remedy,
            facts=(
                f"What it gives is kept or sent as a credential: `{name}`.",
                *(("The name alone says that it is one: that is assumed.",) if is_assumed else ()),
            ),
            tier=Tier.AUDIT if is_assumed else None,
        )


def _is_one_of_many(view: View, misuse: Misuse) -> bool:
    """Whether one of several credentials is taken, which others have made: `key = random.choice(keys)`."""
    if misuse.data == NONE or not sensitive_input(view, misuse.data):
        return False
    taken = misuse.step.result
    fields = [step.name for step in view.steps_of(SetField) if step.value == taken]
    return any(is_sensitive_name(name) for name in (view.function.function.variables.get(taken, ""), *fields))


RULE = Rule(
    id="guessable-secret",
    cwe=338,
    title="Secret made by a predictable generator",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
