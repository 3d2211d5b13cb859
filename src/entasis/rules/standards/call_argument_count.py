'''A call that gives its callee too many or too few arguments.

## What it finds
A call whose arguments cannot fit the signature of anything it may reach: functions and methods of the program
with all their overrides, the standard library in every supported version, and the methods of a class that is known
only by how it is used (a test case whose base is not in the reviewed text).

## Why it matters
Python raises `TypeError` before the callee runs. Such calls survive on paths that no test takes, most often on
error paths, so the program fails exactly when it was meant to report or repair a failure, and the original
diagnosis is lost.

## Bad
```python
import logging

def revert(server, *, force):
    """Undo a resize."""

def recover(server):
    try:
        server.resize()
    except OSError:
        revert(server, True)  # finding
```

## Good
```python
def revert(server, *, force):
    """Undo a resize."""

def recover(server):
    try:
        server.resize()
    except OSError:
        revert(server, force=True)
```

## How to fix it
Give the arguments the signature asks for. Where the extra arguments were meant for the placeholders of a message,
format the message first: only logging calls do that by themselves.

## What it cannot see
Calls through values of unknown class, functions whose decorator may change their parameters, and calls that spread
`*args` or `**kwargs` of unknown content.

## References
- [CWE-685](https://cwe.mitre.org/data/definitions/685.html)
- [Python reference: calls](https://docs.python.org/3/reference/expressions.html#calls)
'''

import re
from collections.abc import Iterator

from entasis.analyses.fit import Refused, refused_calls
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.fix.repair import FormatArguments
from entasis.rules.rule import Match, Rule
from entasis.rules.rule_texts import definition_hops
from entasis.signature import MisfitKind

_PLACEHOLDER = re.compile(r"%[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")


def _find(view: View) -> Iterator[Match]:
    for refused in refused_calls(view):
        if refused.misfit.kind in {MisfitKind.TOO_MANY, MisfitKind.MISSING}:
            yield _match(view, refused)


def _match(view: View, refused: Refused) -> Match:
    name = refused.callee
    repair = _formatting(view, refused)
    remedy = f"Call it as its signature asks: {name}{refused.signature}."
    if repair is not None:
        remedy = (
            "Format the message before the call: the callee takes one message and fills in no placeholders."
        )
    return Match(
        step=refused.site.call,
        message=f"{name} {refused.misfit.describe()}: the call raises TypeError",
        why=(
            f"Python checks the arguments before {name} runs, so every time control gets here a TypeError is raised"
            " in its place: what the call was meant to do does not happen, and on an error path the real cause is"
            " replaced by this unrelated error."
        ),
        remedy=remedy,
        facts=_facts(refused, repair),
        hops=definition_hops(view, refused, f"this call {_gives(refused)}"),
        repair=repair,
    )


def _gives(refused: Refused) -> str:
    call = refused.site.call
    positional = len(call.arguments) - len(call.names)
    given = f"gives {positional} positional {'argument' if positional == 1 else 'arguments'}"
    named = [f"`{name}`" for name in call.names if name]
    return given + (f" and {', '.join(named)} by name" if named else "")


def _facts(refused: Refused, repair: FormatArguments | None) -> tuple[str, ...]:
    facts = [f"The signature is {refused.callee}{refused.signature}; the call {_gives(refused)}."]
    if refused.protocol:
        facts.append(
            f"The base class is not in the reviewed text; that the class calls several methods which only"
            f" {refused.protocol} has shows that it follows it."
        )
    if repair is not None:
        facts.append(
            "The arguments behind the message match its placeholders in number: they were meant to fill them."
        )
    return tuple(facts)


def _formatting(view: View, refused: Refused) -> FormatArguments | None:
    """How to mend the call, if its last wanted argument is a text with just enough placeholders for what is too much."""
    call, most = refused.site.call, refused.misfit.most
    superfluous = len(call.arguments) - len(call.names) - most
    if refused.misfit.kind is not MisfitKind.TOO_MANY or most == 0 or call.stars:
        return None
    text = view.constants.value(call.arguments[most - 1])
    if not isinstance(text, str) or _placeholders(text) != superfluous:
        return None
    return FormatArguments(most - 1)


def _placeholders(text: str) -> int:
    """How many positional values `text % values` asks for; -1 where it has other placeholders."""
    rest, count = _PLACEHOLDER.subn("", text.replace("%%", ""))
    return -1 if "%" in rest else count


RULE = Rule(
    id="call-argument-count",
    cwe=685,
    title="Call with the wrong number of arguments",
    severity=Severity.MEDIUM,
    find=_find,
)
