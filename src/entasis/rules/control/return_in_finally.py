"""A `finally` that leaves by `return`, `break` or `continue` and so discards the exception.

## What it finds
A way out inside a `finally` block: an exception that was on its way up is dropped without a trace, and so is the
value of a `return` in the `try`.

## Why it matters
The caller is told that all went well. Failed writes, lost connections, even `KeyboardInterrupt` and `SystemExit`
vanish, and the program goes on with a state that it believes to be right.

## Bad
```python
def confirm(connection, server):
    try:
        connection.execute("DELETE FROM servers WHERE id = ?", (server,))
        return True
    finally:
        connection.close()
        return True  # finding
```

## Good
```python
def confirm(connection, server):
    try:
        connection.execute("DELETE FROM servers WHERE id = ?", (server,))
        return True
    finally:
        connection.close()
```

## How to fix it
Move the way out behind the `try` statement. Where some exceptions are to be ignored, name them in an `except`.

## What it cannot see
Exceptions that are lost in other ways: an `except` that does nothing, a context manager that swallows them.

## References
- [CWE-584](https://cwe.mitre.org/data/definitions/584.html)
- [PEP 765: disallow return/break/continue that exit a finally block](https://peps.python.org/pep-0765/)
"""

from collections.abc import Iterator

from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import NONE, Jump, Return
from entasis.rules.rule import Hop, Match, Rule


def _find(view: View) -> Iterator[Match]:
    seen: set[int] = set()  # a way out of nested `finally` blocks has a copy in each
    for block in view.blocks:
        end = block.terminator
        if not isinstance(end, Return | Jump) or end.discards == NONE or end.start in seen:
            continue
        if not view.constants.is_live(block.index):
            continue
        seen.add(end.start)
        pending = view.definitions[end.discards]
        how = "return" if isinstance(end, Return) else "break or continue"
        hops = (
            ()
            if pending is None
            else (
                Hop(view.function, pending, "an exception raised in the `try` comes to this `finally`"),
                Hop(view.function, end, f"the {how} leaves the `finally`, and the exception is dropped"),
            )
        )
        yield Match(
            step=end,
            message=f"The {how} in `finally` discards the exception that is on its way up",
            why=(
                "When the `try` body raises, `finally` runs before the exception goes on. Leaving it this way ends"
                " the exception instead: the caller sees success, and the failure, whatever it was, is lost."
            ),
            remedy=f"Take the {how} out of the `finally` and put it behind the `try` statement.",
            facts=("No `except` of this statement has handled the exception at that point.",),
            hops=hops,
        )


RULE = Rule(
    id="return-in-finally",
    cwe=584,
    title="Exception lost in a finally block",
    severity=Severity.MEDIUM,
    find=_find,
)
