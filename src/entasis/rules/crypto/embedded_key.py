"""A signed token that brings the key it is verified with.

## What it finds
A function that is passed a key and sets it aside for the one that stands in the token's header under `jwk`, although
a key was passed.

## Why it matters
Whoever makes a token signs it with a key of his own and puts that key into the header: the signature is right, and the
token says what he likes. The key that the caller trusts is never looked at.

## Bad
```python
def verify(algorithm, header, message, signature, key):
    if "jwk" in header:
        key = header["jwk"]  # finding
    return algorithm.verify(message, signature, key)
```

## Good
```python
def verify(algorithm, header, message, signature, key):
    return algorithm.verify(message, signature, key)
```

## How to fix it
Use the key that the caller passes. Take the header's only where the caller has asked for that, by passing none, and
where nothing depends on who has signed.

## What it cannot see
Keys that are fetched from the address in `jku`, and certificates in `x5c` whose issuer nobody checks.

## References
- [CWE-347](https://cwe.mitre.org/data/definitions/347.html)
- [RFC 7515, section 4.1.3: the header parameter jwk](https://www.rfc-editor.org/rfc/rfc7515#section-4.1.3)
- [RFC 8725: best current practices for JSON Web Tokens](https://www.rfc-editor.org/rfc/rfc8725)
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.decided import said
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import Branch, Call, Compare, GetField, GetItem, Instruction, Param, Phi, Unary
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule

_EMBEDDED: Final = "jwk"  # the header parameter that holds the key itself
_ABSENT: Final = {
    "is": True,
    "==": True,
    "is not": False,
    "!=": False,
}  # what `key <operator> None` says if it is


def _find(view: View) -> Iterator[Match]:
    reads = [step for of in (GetItem, Call) for step in view.steps_of(of) if _is_embedded(view, step)]
    for read in reads:
        if not view.is_live(read) or _is_judged(view, read):
            continue
        given = next((key for key in _set_aside(view, read) if not _is_absent(view, key, read)), None)
        if given is not None:
            yield Match(
                step=read,
                message=f"The token's own key is used in the place of `{given.name}`",
                why=(
                    "Whoever makes a token puts his own key into its header and signs with it: the signature is right"
                    " whatever the token says, and the key that the caller trusts is not asked."
                ),
                remedy=f"Use `{given.name}`, and the header's key only where none is passed.",
                facts=(f"Control comes here with `{given.name}` given as well as without.",),
                hops=(
                    Hop(view.function, given, f"the caller passes `{given.name}`"),
                    Hop(view.function, read, "it is set aside for the key that the token brings"),
                ),
            )


def _is_embedded(view: View, step: Instruction) -> bool:
    """Whether the step reads the key out of a header: `header["jwk"]` or `header.get("jwk")`."""
    if isinstance(step, GetItem):
        return view.written_text(step.key) == _EMBEDDED
    if isinstance(step, Call) and step.arguments:
        callee = view.definitions[step.callee]
        is_get = isinstance(callee, GetField) and callee.name == "get"
        return is_get and view.written_text(step.arguments[0]) == _EMBEDDED
    return False


def _set_aside(view: View, read: Instruction) -> Iterator[Param]:
    """The parameters for keys that stand where the read key stands: both come together, and are passed on."""
    merged = _merged(view)
    used = {argument for site in view.sites for argument in site.call.arguments}
    for phi, operands in merged.items():
        if read.result not in operands or not used & _results(merged, phi):
            continue
        for operand in sorted(operands):
            step = view.definitions[operand]
            if isinstance(step, Param) and "key" in step.name.lower():
                yield step


def _merged(view: View) -> dict[int, set[int]]:
    """Each merged value, with all that it may be; a value that goes into another one is part of that too."""
    operands = {step.result: set(step.operands) for step in view.steps() if isinstance(step, Phi)}
    changed = True
    while changed:
        changed = False
        for held in operands.values():
            more = {inner for one in held for inner in operands.get(one, ())} - held
            changed = changed or bool(more)
            held.update(more)
    return operands


def _results(merged: dict[int, set[int]], phi: int) -> set[int]:
    return {phi, *(other for other, held in merged.items() if phi in held)}


def _is_absent(view: View, key: Param, read: Instruction) -> bool:
    """Whether no key was passed where control comes to the read one."""
    for block in view.blocks:
        end = block.terminator
        if not isinstance(end, Branch):
            continue
        asked = view.definitions[end.condition]
        if end.condition == key.result and said(view, end.condition, read) is False:
            return True
        if isinstance(asked, Compare) and asked.left == key.result and asked.operator in _ABSENT:
            is_none = is_constant(cell := view.constants.value(asked.right)) and cell is None
            if is_none and said(view, end.condition, read) is _ABSENT[asked.operator]:
                return True
    return False


def _is_judged(view: View, read: Instruction) -> bool:
    """Whether the read key is compared with something, or a branch is decided by what a call says of it."""
    asked = {block.terminator.condition for block in view.blocks if isinstance(block.terminator, Branch)}
    for step in view.steps():
        if isinstance(step, Compare) and read.result in {step.left, step.right}:
            return True
        if isinstance(step, Call) and read.result in step.arguments and step.result in asked | _denied(view):
            return True
    return False


def _denied(view: View) -> set[int]:
    return {step.operand for step in view.steps() if isinstance(step, Unary) and step.operator == "not"}


RULE = Rule(
    id="embedded-key",
    cwe=347,
    title="Token verified with the key it brings",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
