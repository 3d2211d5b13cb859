r"""A check that a path lies in a folder, made character by character.

## What it finds
A comparison of what `os.path.commonprefix` gives for two paths with one of the two.

## Why it matters
The function compares characters, not names: the common prefix of `/srv/files` and `/srv/files-private/key` is
`/srv/files`. The check passes for every neighbour whose name begins like the folder, so files are read or written
outside of it.

## Bad
```python
import os

def is_inside(folder, path):
    folder, path = os.path.realpath(folder), os.path.realpath(path)
    return os.path.commonprefix([folder, path]) == folder  # finding
```

## Good
```python
import os

def is_inside(folder, path):
    folder, path = os.path.realpath(folder), os.path.realpath(path)
    return os.path.commonpath([folder, path]) == folder
```

## How to fix it
Compare what `os.path.commonpath` gives, or ask `pathlib.PurePath.is_relative_to`.

## What it cannot see
Checks by `startswith`, which are right where the folder's name ends in a separator.

## References
- [CWE-187](https://cwe.mitre.org/data/definitions/187.html)
- [Python: os.path.commonprefix](https://docs.python.org/3/library/os.path.html#os.path.commonprefix)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import misuses
from entasis.analyses.paths import is_parted
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.fix.repair import Repair
from entasis.ir.instructions import Build, Call, Compare
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule

_KIND = "path.prefix"


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        call = misuse.step
        parts = view.definitions[misuse.data] if misuse.data >= 0 else None
        if not isinstance(call, Call) or not isinstance(parts, Build) or _are_parted(view, parts):
            continue
        for step in view.steps():
            if isinstance(step, Compare) and step.operator in {"==", "!="}:
                sides = {step.left, step.right}
                if call.result in sides and _has_other(view, parts, (sides - {call.result}).pop()):
                    yield _match(view, call, step, misuse.edit, misuse.api)


def _are_parted(view: View, paths: Build) -> bool:
    """Whether one of the paths is a list of its parts, and so the other one too: these are compared part by part."""
    return any(is_parted(view, path) for path in paths.operands)


def _has_other(view: View, parts: Build, other: int) -> bool:
    """Whether the other side of the comparison is one of the two paths."""
    if other in parts.operands:
        return True
    cell = view.constant(other)
    return isinstance(cell, str) and any(view.constant(part) == cell for part in parts.operands)


def _match(view: View, call: Call, compare: Compare, repair: Repair | None, api: str) -> Match:
    hops = (
        Hop(view.function, compare, "its result decides whether a path lies in the folder"),
        Hop(view.function, call, "the paths are compared character by character here"),
    )
    return Match(
        step=call,
        message=f"{api} takes a neighbour that begins like the folder for a part of it",
        why=(
            "A path whose first folders are the wanted one's name and some more letters passes the check, so files"
            " outside of the folder are taken for files in it."
        ),
        remedy="Compare whole names: use `os.path.commonpath`.",
        facts=("The result is compared with one of the two paths: it is a check of containment.",),
        hops=hops if compare.line != call.line else (),
        repair=repair,
    )


RULE = Rule(
    id="prefix-containment",
    cwe=187,
    title="Containment in a folder checked by characters",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
