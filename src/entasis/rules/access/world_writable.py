"""A file that everybody on the machine may change.

## What it finds
Permissions that let every user of the machine write, where they are written out: `os.chmod(path, 0o777)`. A folder in which
only the owner of a file may remove it (`0o1777`) is none such.

## Why it matters
Whoever has an account, or has taken over any service there, changes what the program reads, runs or trusts next.

## Bad
```python
import os

def prepare(path):
    os.chmod(path, 0o777)  # finding
```

## Good
```python
import os

def prepare(path):
    os.chmod(path, 0o750)
```

## How to fix it
Give it to the user or the group that has to write, with `0o600`, `0o640`, `0o700` or `0o770`.

## What it cannot see
Permissions that are calculated, or that a caller may choose. What `os.umask` leaves to others, as it is mostly set back.

## References
- [CWE-732](https://cwe.mitre.org/data/definitions/732.html)
- [Python: os.chmod](https://docs.python.org/3/library/os.html#os.chmod)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import NONE, Call, Param
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.rule_texts import effect_facts, effect_message, value_facts

_KIND = "file.writable"


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        if _is_passed(view, misuse):
            continue
        message = effect_message(misuse, "lets every user of the machine write")
        yield Match(
            step=misuse.step,
            message=message,
            why="Every account on the machine can change what lies there, and so what the program does with it.",
            remedy=misuse.use.remedy,
            facts=(*value_facts(view, misuse), *effect_facts(misuse, message)),
            repair=misuse.edit,
        )


def _is_passed(view: View, misuse: Misuse) -> bool:
    """Whether a caller may have chosen the permissions: these are only what a parameter holds otherwise."""
    if not isinstance(misuse.step, Call):
        return False
    registers = [view.argument(misuse.step, port) for port, _ in misuse.use.when]
    return any(
        isinstance(view.definitions[register], Param)
        for register in registers
        if register is not None and register != NONE
    )


RULE = Rule(
    id="world-writable",
    cwe=732,
    title="File that anybody may change",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
