"""A file that is made readable for others and closed to them afterwards.

## What it finds
A file that is opened for writing by its name, so that it is made with the default permissions, and whose permissions
are then reduced to the owner's by the same name.

## Why it matters
That the permissions are reduced says that the content is secret. Until then everyone on the machine can open the
file, and who has opened it reads on, whatever the permissions become.

## Bad
```python
import os

def save(path, key):
    with open(path, "w") as file:  # finding
        file.write(key)
    os.chmod(path, 0o600)
```

## Good
```python
import os

def save(path, key):
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key)
```

## How to fix it
Make the file with the permissions it needs: `os.open` takes them, and `open` takes such a function as `opener`; or set
`os.umask` before.

## What it cannot see
Files that are made and closed to others in different functions.

## References
- [CWE-276](https://cwe.mitre.org/data/definitions/276.html)
- [Python: os.open](https://docs.python.org/3/library/os.html#os.open)
"""

from collections.abc import Iterator

from entasis.analyses.constants import is_constant
from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import Call, GetField, Instruction
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule


def _find(view: View) -> Iterator[Match]:
    closings = list(misuses(view, "file.restricted"))
    if not closings or any(True for _ in misuses(view, "umask.set")):
        return
    for making in misuses(view, "file.created"):
        closing = next((c for c in closings if _is_same(view, making, c) and _follows(view, making, c)), None)
        if closing is not None:
            yield Match(
                step=making.step,
                message="The file is open to others until its permissions are reduced",
                why=(
                    "The file is made with the default permissions: whoever opens it before they are reduced reads"
                    " what is written, and keeps on reading afterwards."
                ),
                remedy="Make the file with its permissions: pass them to `os.open`, or give `open` an `opener`.",
                facts=(
                    "Its permissions are reduced to the owner's afterwards, so its content is meant to be secret.",
                ),
                hops=(
                    Hop(view.function, closing.step, "the permissions are reduced only here"),
                    Hop(view.function, making.step, "the file is made here"),
                ),
            )


def _is_same(view: View, first: Misuse, second: Misuse) -> bool:
    """Whether both are about one path: the same value, field of the same object, or constant."""
    if first.data == second.data:
        return True
    left, right = view.definitions[first.data], view.definitions[second.data]
    if isinstance(left, GetField) and isinstance(right, GetField):
        return left.name == right.name and left.object == right.object
    cells = view.constant(first.data), view.constant(second.data)
    return is_constant(cells[0]) and cells[0] == cells[1]


def _follows(view: View, first: Misuse, second: Misuse) -> bool:
    """Whether control can come from the first step to the second."""
    start, goal = view.block_of[id(first.step)], view.block_of[id(second.step)]
    if start is goal:
        steps: list[Instruction] = start.instructions
        return steps.index(_call(first)) < steps.index(_call(second))
    seen, pending = {start.index}, [start]
    while pending:
        for following in pending.pop().successors():
            if following == goal.index:
                return True
            if following not in seen:
                seen.add(following)
                pending.append(view.blocks[following])
    return False


def _call(misuse: Misuse) -> Instruction:
    assert isinstance(misuse.step, Call)
    return misuse.step


RULE = Rule(
    id="late-permissions",
    cwe=276,
    title="File open to others until its permissions are reduced",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
