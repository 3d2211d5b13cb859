"""A call that can only fail, whose failure is answered with something else and told nobody.

## What it finds
A call whose arguments exclude each other, so that it raises an exception each time, in a `try` whose handler catches it
and goes on without a word.

## Why it matters
What the call was for has never happened: the function gives its fallback whenever it is called, and the rest of the
program takes that for the answer. If the answer is a secret, everybody knows it; if it is a list of who is locked out,
nobody is.

## Bad
```python
def shared_secret():
    try:
        with open("/var/lib/cells/secret", "rb", encoding="utf-8") as file:  # finding
            return file.read()
    except Exception:
        return ""
```

## Good
```python
def shared_secret():
    with open("/var/lib/cells/secret", encoding="utf-8") as file:
        return file.read()
```

## How to fix it
Mend the call, and let the handler catch only what can happen in operation, such as `OSError`. Where there is no good
answer, raise.

## What it cannot see
Calls that fail for what the values are at run time. Handlers that report the failure: the call is then reported as one
with arguments that exclude each other.

## References
- [CWE-390](https://cwe.mitre.org/data/definitions/390.html)
- [Python documentation: open](https://docs.python.org/3/library/functions.html#open)
"""

from collections.abc import Iterator

from entasis.analyses.handlers import VALUE_ERRORS, silencer
from entasis.analyses.refusals import refusals
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule
from entasis.rules.rule_texts import value_facts


def _find(view: View) -> Iterator[Match]:
    for misuse in refusals(view):
        catch = silencer(view, misuse.step, VALUE_ERRORS)
        if catch is None:
            continue
        yield Match(
            step=misuse.step,
            message=f"{misuse.api} always fails here, and nobody is told",
            why=(
                "The exception is raised each time and caught each time: what follows the call never runs, and the"
                " fallback is taken for its answer."
            ),
            remedy=misuse.use.remedy,
            facts=(f"{misuse.api} {misuse.use.because}: it raises ValueError.", *value_facts(view, misuse)),
            hops=(
                Hop(view.function, catch, "what goes wrong above is answered here, and nobody is told"),
                Hop(view.function, misuse.step, "the call raises ValueError each time"),
            ),
        )


RULE = Rule(
    id="hidden-failure",
    cwe=390,
    title="Call that always fails, unheard",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
