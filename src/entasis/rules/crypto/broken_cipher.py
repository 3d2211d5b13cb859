"""A cipher that is broken, or a mode that shows which blocks of the text are equal.

## What it finds
DES, triple DES, RC2, RC4, Blowfish, CAST5 and IDEA, and any block cipher in ECB mode, where a program encrypts with them.
At level `audit` also where it only decrypts, and where ECB encrypts a single block that is written out or cut off.

## Why it matters
DES is tried out in a day, RC4 leaks its text, and blocks of 64 bits repeat within some gigabytes. In ECB mode equal
blocks stay equal: whoever sees the data learns its structure, and puts blocks together as he likes without the key.

## Bad
```python
from Crypto.Cipher import AES

def seal(key, text):
    return AES.new(key, AES.MODE_ECB).encrypt(text)  # finding
```

## Good
```python
from Crypto.Cipher import AES

def seal(key, text):
    cipher = AES.new(key, AES.MODE_GCM)
    sealed, tag = cipher.encrypt_and_digest(text)
    return cipher.nonce + tag + sealed
```

## How to fix it
Use AES in GCM mode, ChaCha20-Poly1305, or `cryptography.fernet.Fernet`, with a new nonce for each message.

## What it cannot see
Whether the other side of a protocol understands nothing else. Which cipher a setting chooses.

## References
- [CWE-327](https://cwe.mitre.org/data/definitions/327.html)
- [RFC 7465: prohibiting RC4](https://www.rfc-editor.org/rfc/rfc7465)
- [Sweet32: ciphers with blocks of 64 bits](https://sweet32.info/)
"""

from collections.abc import Iterator

from entasis.analyses.ciphers import encrypts_one_block, only_decrypts
from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.ir.instructions import Call
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.rule_texts import effect_facts, effect_message, value_facts

_BROKEN = "cipher.broken"
_REPEATING = "cipher.repeating"


def _find(view: View) -> Iterator[Match]:
    broken = list(misuses(view, _BROKEN))
    said = {id(misuse.step) for misuse in broken}
    for misuse in (*broken, *(each for each in misuses(view, _REPEATING) if id(each.step) not in said)):
        assumed = _assumed(view, misuse)
        message = effect_message(misuse, "encrypts so that others can read it")
        yield Match(
            step=misuse.step,
            message=message,
            why="Whoever sees what is encrypted learns of its content without the key, and may change it unnoticed.",
            remedy=misuse.use.remedy,
            facts=(
                *value_facts(view, misuse),
                *effect_facts(misuse, message),
                *((assumed,) if assumed else ()),
            ),
            tier=Tier.AUDIT if assumed else None,
        )


def _assumed(view: View, misuse: Misuse) -> str:
    """What speaks for a use that harms nobody, as a sentence, or ""."""
    if not isinstance(misuse.step, Call):
        return ""
    if only_decrypts(view, misuse.step.result):
        return "It only decrypts: that the program chose the cipher is assumed."
    if misuse.use.kind == _REPEATING and encrypts_one_block(view, misuse.step.result):
        return "What it encrypts may be a single block: that there are more of them is assumed."
    return ""


RULE = Rule(
    id="broken-cipher",
    cwe=327,
    title="Broken cipher or mode",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
