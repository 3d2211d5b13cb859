"""A secret digest compared in a time that tells how much of it is right.

## What it finds
`==` or `!=` between a keyed digest (HMAC), or the digest of a credential, and another value. The digest counts also
where a function of the program gives it back.

## Why it matters
The comparison ends at the first byte that differs: the time until the answer says how many were right. Whoever can ask
often enough finds the digest byte by byte and is let in without the key.

## Bad
```python
import hashlib
import hmac

def is_signed(key, body, signature):
    expected = hmac.new(key, body, hashlib.sha256).hexdigest()
    return expected == signature  # finding
```

## Good
```python
import hashlib
import hmac

def is_signed(key, body, signature):
    expected = hmac.new(key, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)
```

## How to fix it
Compare with `hmac.compare_digest`, which always looks at all bytes.

## What it cannot see
Secrets that are compared as they are: an unknown value with a secret's name may be anything.

## References
- [CWE-208](https://cwe.mitre.org/data/definitions/208.html)
- [Python: hmac.compare_digest](https://docs.python.org/3/library/hmac.html#hmac.compare_digest)
"""

from collections.abc import Iterator

from entasis.analyses.constants import is_constant
from entasis.analyses.misuse import misuses
from entasis.analyses.origins import backward, may_be_sent
from entasis.analyses.sensitive import sensitive_input
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.ir.instructions import Call, Compare, Instruction
from entasis.program.symbols import FunctionSymbol
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule


def _find(view: View) -> Iterator[Match]:
    compares = [step for step in view.steps_of(Compare) if step.operator in {"==", "!="}]
    if not compares:
        return
    for step in compares:
        if not view.is_live(step) or any(
            is_constant(view.constant(side)) for side in (step.left, step.right)
        ):
            continue
        found, other = _digest(view, step.left), step.right
        if found is None:
            found, other = _digest(view, step.right), step.left
        if found is not None:
            origin, what = found
            is_sent = may_be_sent(view, other)
            yield Match(
                step=step,
                message=f"`{step.operator}` compares {what} in a time that tells how much is right",
                why=(
                    "The comparison stops at the first byte that differs, so the time of an answer says how much of a"
                    " guess was right: the digest can be found byte by byte."
                ),
                remedy="Compare with `hmac.compare_digest`.",
                facts=(
                    "A value that must not be guessed is compared byte by byte, up to the first difference.",
                    *(() if is_sent else ("That somebody sends what it is compared with is assumed.",)),
                ),
                hops=(
                    Hop(view.function, origin, f"{what} is made here"),
                    Hop(view.function, step, "it is compared here"),
                ),
                tier=None if is_sent else Tier.AUDIT,
            )


def _digest(view: View, register: int) -> tuple[Instruction, str] | None:
    """The step that makes the digest which the value is, with what it is, or None."""
    keyed = {id(misuse.step) for misuse in misuses(view, "digest.keyed")}
    plain = {id(misuse.step): misuse for misuse in misuses(view, "digest.plain")}
    for step in backward(view, register):
        if id(step) in keyed:
            return step, "a keyed digest"
        if id(step) in plain:
            data = plain[id(step)].data
            name = sensitive_input(view, data) if data >= 0 else ""
            return (step, f"the digest of `{name}`") if name else None
    call = view.definitions[register]
    if isinstance(call, Call):
        name = next(filter(None, (sensitive_input(view, argument) for argument in call.arguments)), "")
        if name and _digests(view, call):
            return call, f"the digest of `{name}`"
    return None


def _digests(view: View, call: Call) -> bool:
    """Whether the called function of the program makes a digest and gives back a text or bytes."""
    site = view.site_of.get(id(call))
    functions = [] if site is None else site.targets
    if len(functions) != 1 or not isinstance(functions[0], FunctionSymbol):
        return False
    callee = view.beside(functions[0])
    return any(True for kind in ("digest.keyed", "digest.plain") for _ in misuses(callee, kind))


RULE = Rule(
    id="timing-comparison",
    cwe=208,
    title="Secret digest compared in a time that tells",
    severity=Severity.LOW,
    find=_find,
    roles=DEPLOYED,
)
