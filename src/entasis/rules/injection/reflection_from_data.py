"""Data says which function is called, and with what.

## What it finds
A call of something that was looked up by name in a module that was looked up by name, where both names and an argument
are items of the same parameter, and nothing checks what was found before it is called.

## Why it matters
Who writes the data calls any function of any loaded module with any arguments: `os` and `system` are names like others.
The data need not look like code: it is what a queue, a cache or a result store gives back.

## Bad
```python
import sys

def rebuild(error):
    kind = getattr(sys.modules[error["module"]], error["name"])
    return kind(error["message"])  # finding
```

## Good
```python
import sys

def rebuild(error):
    kind = getattr(sys.modules[error["module"]], error["name"])
    if not isinstance(kind, type) or not issubclass(kind, Exception):
        raise ValueError("not an exception")
    return kind(error["message"])
```

## How to fix it
Look the name up in a table of what may be called, or check that what was found is of the class that it is meant to be.

## What it cannot see
Lookups whose parts are in different functions, and data whose names and arguments come apart from each other.

## References
- [CWE-470](https://cwe.mitre.org/data/definitions/470.html)
- [OWASP: deserialization](https://cheatsheetseries.owasp.org/cheatsheets/Deserialization_Cheat_Sheet.html)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import misuses
from entasis.analyses.reflection import items_of, looked_up
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import Call, Param
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule


def _find(view: View) -> Iterator[Match]:
    attributes = {id(misuse.step) for misuse in misuses(view, "reflection.attribute")}
    if not attributes:
        return
    imports = {id(misuse.step): misuse.data for misuse in misuses(view, "reflection.module")}
    for step in view.steps_of(Call):
        if not step.arguments or not view.is_live(step):
            continue
        found = looked_up(view, step.callee, attributes, imports)
        if found is None:
            continue
        aliases, module, name, lookup = found
        shared = items_of(view, module) & items_of(view, name)
        given = {item for argument in step.arguments for item in items_of(view, argument)}
        root = min(shared & given, default=None)
        if root is None or _is_checked(view, aliases):
            continue
        parameter = view.definitions[root]
        what = parameter.name if isinstance(parameter, Param) else "the data"
        yield Match(
            step=step,
            message=f"`{what}` says which function of which module is called, and with what",
            why=(
                "Whoever writes the data calls any function of any loaded module with arguments of his choice, which"
                " is to run code."
            ),
            remedy="Check that what was found is a class of the kind that is meant, before it is called.",
            facts=("Module, name and arguments are items of one value, and what is found is not checked.",),
            hops=(
                Hop(view.function, lookup, "what is called is looked up by name"),
                Hop(view.function, step, "it is called with arguments from the same data"),
            ),
        )


def _is_checked(view: View, aliases: set[int]) -> bool:
    """Whether the function asks what it found for its class."""
    return any(
        isinstance(misuse.step, Call) and not aliases.isdisjoint(misuse.step.arguments)
        for misuse in misuses(view, "class.checked")
    )


RULE = Rule(
    id="reflection-from-data",
    cwe=470,
    title="Function to call chosen by data",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
