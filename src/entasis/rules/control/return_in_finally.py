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
from typing import Final

from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.ir.function import Block
from entasis.ir.instructions import NONE, Branch, Catch, Compare, Jump, Load, Raise, Return
from entasis.rules.rule import Hop, Match, Rule

_EVERYTHING: Final = frozenset({"Exception", "BaseException"})


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
        is_rest = isinstance(pending, Catch) and _is_handled(view, view.block_of[id(pending)])
        handled = (
            "An `except` of this statement handles what the `try` raises: what is lost comes of the handler."
        )
        yield Match(
            step=end,
            tier=Tier.AUDIT if is_rest else None,
            message=f"The {how} in `finally` discards the exception that is on its way up",
            why=(
                "When the `try` body raises, `finally` runs before the exception goes on. Leaving it this way ends"
                " the exception instead: the caller sees success, and the failure, whatever it was, is lost."
            ),
            remedy=f"Take the {how} out of the `finally` and put it behind the `try` statement.",
            facts=(
                handled
                if is_rest
                else "No `except` of this statement has handled the exception at that point.",
            ),
            hops=hops,
        )


def _is_handled(view: View, last: Block) -> bool:
    """Whether all that the `try` raises comes to an `except` first, and none of these raises again."""
    before = [block for block in view.blocks if block.handler == last.index]
    inside = [block for block in before if _catches(block)]
    is_bare = any(not _classes(view, block) for block in inside)
    for block in inside:  # grows; a block in which nothing can raise has no handler
        following = [view.blocks[index] for index in block.successors()]
        inside += [each for each in following if each.handler in {last.index, NONE} and each not in inside]
    if not inside or any(block.instructions and block not in inside for block in before):
        return False
    raising = [block for block in before if isinstance(block.terminator, Raise)]
    named = {name for block in inside for name in _classes(view, block)}
    is_all = is_bare or not named.isdisjoint(_EVERYTHING)
    return is_all and all(_is_left_over(view, each) for each in raising)


def _catches(block: Block) -> bool:
    return any(isinstance(step, Catch) and step.kind == "except" for step in block.instructions)


def _classes(view: View, block: Block) -> list[str]:
    """The names of the classes for which a block asks whether they accept what was caught."""
    asked = [step for step in block.instructions if isinstance(step, Compare) and step.operator == "catches"]
    named = [view.definitions[step.left] for step in asked]
    return [step.name if isinstance(step, Load) else "" for step in named]


def _is_left_over(view: View, block: Block) -> bool:
    """Whether what is raised is what no `except` has accepted."""
    before = [view.blocks[index].terminator for index in block.predecessors]
    return not block.instructions and all(
        isinstance(end, Branch) and end.orelse == block.index and _is_match(view, end.condition)
        for end in before
    )


def _is_match(view: View, register: int) -> bool:
    step = view.definitions[register]
    return isinstance(step, Compare) and step.operator == "catches"


RULE = Rule(
    id="return-in-finally",
    cwe=584,
    title="Exception lost in a finally block",
    severity=Severity.MEDIUM,
    find=_find,
)
