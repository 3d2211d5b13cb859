'''A call that names an argument its callee does not have, or gives one twice.

## What it finds
A call with a keyword that nothing it may reach accepts, or with an argument that is given by position and by name.

## Why it matters
Python raises `TypeError` before the callee runs: what the call was meant to do never happens. The usual cause is a
parameter that was renamed or removed while one caller was forgotten.

## Bad
```python
def resize(server, flavor):
    """Move the server to another flavor."""

def handle(server):
    resize(server, flavour="large")  # finding
```

## Good
```python
def resize(server, flavor):
    """Move the server to another flavor."""

def handle(server):
    resize(server, flavor="large")
```

## How to fix it
Use the parameter's name as the signature spells it, and give each argument once.

## What it cannot see
Calls through values of unknown class, and functions that take `**kwargs` and refuse names later.

## References
- [CWE-628](https://cwe.mitre.org/data/definitions/628.html)
- [Python reference: calls](https://docs.python.org/3/reference/expressions.html#calls)
'''

from collections.abc import Iterator

from entasis.analyses.fit import refused_calls
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Match, Rule
from entasis.rules.rule_texts import definition_hops
from entasis.signature import MisfitKind


def _find(view: View) -> Iterator[Match]:
    for refused in refused_calls(view):
        if refused.misfit.kind not in {MisfitKind.UNEXPECTED_KEYWORD, MisfitKind.DUPLICATE}:
            continue
        name = refused.callee
        yield Match(
            step=refused.site.call,
            message=f"{name} {refused.misfit.describe()}: the call raises TypeError",
            why=(
                f"Python binds arguments before {name} runs, so every time control gets here a TypeError is raised"
                " and what the call was meant to do does not happen."
            ),
            remedy=f"Call it as its signature asks: {name}{refused.signature}.",
            facts=(f"The signature is {name}{refused.signature}.",),
            hops=definition_hops(view, refused, "this call does not fit it"),
        )


RULE = Rule(
    id="call-argument-names",
    cwe=628,
    title="Call with an argument the callee does not have",
    severity=Severity.MEDIUM,
    find=_find,
)
