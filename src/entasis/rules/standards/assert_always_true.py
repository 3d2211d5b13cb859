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

## What it cannot see
Other conditions that are always true: a list that is never empty, a method that is named but not called.

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
        has_message = len(test.operands) == 2 and not test.stars and view.is_text(test.operands[1])
        yield Match(
            step=end,
            message="The assertion tests a tuple that is never empty, so it never fails",
            why=(
                "The parentheses make what is between them one tuple. A tuple with elements is true, whatever they"
                " are: no condition is ever checked, and what relies on one goes on unprotected."
            ),
            remedy=(
                "Remove the parentheses, so that the first element is the test and the second its message."
                if has_message
                else "Assert the condition that is meant: join several by `and`, or write an assertion for each."
            ),
            facts=(f"The tuple has {_counted(test)}.",),
            repair=UnwrapAssertion() if has_message else None,
        )


def _counted(test: Build) -> str:
    count = len(test.operands) - len(test.stars)
    elements = f"{count} element{'' if count == 1 else 's'}"
    return f"at least {elements}" if test.stars else elements


RULE = Rule(
    id="assert-always-true",
    cwe=571,
    title="Assertion that can never fail",
    severity=Severity.MEDIUM,
    find=_find,
)
