"""An assertion on a tuple, which is always true.

## What it finds
`assert (test, message)`: the parentheses make a tuple of two, and a tuple that is not empty is true.

## Why it matters
The assertion can never fail, so the condition it was written for is never checked: a test passes whatever the code
does, and a precondition that guards an operation is not there.

## Bad
```python
def confirm(migration):
    assert (migration.status == "finished", "only finished migrations can be confirmed")  # finding
```

## Good
```python
def confirm(migration):
    assert migration.status == "finished", "only finished migrations can be confirmed"
```

## How to fix it
Take the parentheses away. Where the check protects something at run time, raise an exception: assertions are
removed under `python -O`.

## References
- [CWE-571](https://cwe.mitre.org/data/definitions/571.html)
- [Python reference: assert](https://docs.python.org/3/reference/simple_stmts.html#the-assert-statement)
"""

from collections.abc import Iterator

from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.fix.repair import UnwrapAssertion
from entasis.ir.instructions import Branch, Build
from entasis.rules.rule import Match, Rule


def _find(view: View) -> Iterator[Match]:
    for block in view.blocks:
        end = block.terminator
        if not isinstance(end, Branch) or end.kind != "assert":
            continue
        test = view.definitions[end.condition]
        if not isinstance(test, Build) or test.kind != "tuple":
            continue
        if len(test.operands) <= len(test.stars) or not view.constants.is_live(block.index):
            continue
        yield Match(
            step=end,
            message="The assertion tests a tuple that is never empty, so it never fails",
            why=(
                "The parentheses make the test and the message one tuple. A tuple with elements is true, whatever"
                " they are: the condition is never checked, and what relies on it goes on unprotected."
            ),
            remedy="Remove the parentheses, so that the first element is the test and the second its message.",
            facts=(f"The tuple has {len(test.operands)} elements.",),
            repair=UnwrapAssertion() if len(test.operands) == 2 and not test.stars else None,
        )


RULE = Rule(
    id="assert-always-true",
    cwe=571,
    title="Assertion that can never fail",
    severity=Severity.MEDIUM,
    find=_find,
)
