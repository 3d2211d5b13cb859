"""A call whose arguments exclude each other, so that it can only raise.

## What it finds
Calls of the standard library that raise ValueError whatever else is the case, because of two arguments that do not go
together or of a value that is not allowed.

## Why it matters
Nothing that the call was meant for ever happens. It is found at once where it runs, and late where it seldom does: on
the path that keeps a log, writes a report or cleans up.

## Bad
```python
def export(path, text):
    with open(path, "wb", encoding="utf-8") as file:  # finding
        file.write(text)
```

## Good
```python
def export(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
```

## How to fix it
Decide for one of the two.

## What it cannot see
Arguments whose values are not written out.

## References
- [CWE-687](https://cwe.mitre.org/data/definitions/687.html)
- [Python documentation: open](https://docs.python.org/3/library/functions.html#open)
"""

from collections.abc import Iterator

from entasis.analyses.handlers import VALUE_ERRORS, is_expected, silencer
from entasis.analyses.refusals import refusals
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Match, Rule
from entasis.rules.rule_texts import value_facts, value_hops


def _find(view: View) -> Iterator[Match]:
    for misuse in refusals(view):
        if is_expected(view, misuse.step, "ValueError") or silencer(view, misuse.step, VALUE_ERRORS):
            continue
        yield Match(
            step=misuse.step,
            message=f"{misuse.api} {misuse.use.because}",
            why=(
                "The call raises ValueError every time control gets here, and what it was meant to do does not happen."
            ),
            remedy=misuse.use.remedy,
            facts=value_facts(view, misuse),
            hops=value_hops(view, misuse, "with it the call can only raise"),
        )


RULE = Rule(
    id="contradictory-arguments",
    cwe=687,
    title="Call with arguments that exclude each other",
    severity=Severity.MEDIUM,
    find=_find,
)
