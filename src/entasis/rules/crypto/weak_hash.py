"""A broken hash function where security depends on it.

## What it finds
A digest by a hash function for which collisions can be computed (MD5, SHA-1 and older ones) of a password, token or
other credential, or one that is used as such. At level `audit` every such digest that is not marked as
`usedforsecurity=False`.

## Why it matters
Two inputs with the same digest can be made, so a signature or a token over one holds for the other; and these
functions are so fast that a stolen table of digested passwords is turned back into passwords in hours.

## Bad
```python
import hashlib

def check(user, password):
    digest = hashlib.md5(password.encode()).hexdigest()  # finding
    return digest == user.password_digest
```

## Good
```python
import hashlib
import hmac

def check(user, password):
    digest = hashlib.scrypt(password.encode(), salt=user.salt, n=2**14, r=8, p=1)
    return hmac.compare_digest(digest, user.password_digest)
```

## How to fix it
For passwords use `hashlib.scrypt` or a library for argon2 or bcrypt; for tokens and signatures `hmac` with SHA-256;
for anything else that an attacker may want to collide, SHA-256.

## What it cannot see
Whether a digest without a telling name is relied upon: that is reported at level `audit`.

## References
- [CWE-328](https://cwe.mitre.org/data/definitions/328.html)
- [NIST: transitioning away from SHA-1](https://csrc.nist.gov/news/2022/nist-transitioning-away-from-sha-1-for-all-apps)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.origins import backward
from entasis.analyses.sensitive import is_used_in_parts, sensitive_input, sensitive_result
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.ir.instructions import NONE, Call
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.rule_texts import effect_facts, effect_message, value_facts

_KIND = "hash.weak"


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        if not isinstance(misuse.step, Call):
            continue
        evidence = _evidence(view, misuse, misuse.step)
        message = effect_message(misuse, "makes a digest that can be forged")
        yield Match(
            step=misuse.step,
            message=message,
            why=(
                "Inputs with the same digest can be computed, and guesses are checked by the billion a second: what"
                " the digest is meant to protect can be forged, or recovered from a stolen copy."
            ),
            remedy=misuse.use.remedy or "Use SHA-256, or for passwords scrypt, bcrypt or argon2.",
            facts=(
                *value_facts(view, misuse),
                *effect_facts(misuse, message),
                evidence or "Nothing here says that the digest is for something other than security.",
            ),
            repair=misuse.edit,
            tier=None if evidence else Tier.AUDIT,
        )


def _evidence(view: View, misuse: Misuse, call: Call) -> str:
    """Why security depends on the digest, as a sentence, or ""."""
    if is_used_in_parts(view, call.result):
        return ""
    if misuse.data != NONE:
        name = sensitive_input(view, misuse.data)
        if name:
            return f"What is digested is a credential: `{name}`."
    name = "" if _is_of_random_bytes(view, misuse.data) else sensitive_result(view, call.result)
    return f"The digest is used as a credential: `{name}`." if name else ""


def _is_of_random_bytes(view: View, data: int) -> bool:
    """Whether part of what is digested nobody can guess: then nobody makes another input for the digest, or finds this one."""
    drawn = {id(misuse.step) for misuse in misuses(view, "random.secure")} if data != NONE else set()
    return bool(drawn) and any(id(step) in drawn for step in backward(view, data))


RULE = Rule(
    id="weak-hash",
    cwe=328,
    title="Broken hash function protects a credential",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
