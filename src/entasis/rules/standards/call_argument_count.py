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
from entasis.ir.instructions import Const
from entasis.rules.rule import Hop, Match, Rule
from entasis.signature import MisfitKind

_PLACEHOLDER = re.compile(r"%(?!%)[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")


def _find(view: View) -> Iterator[Match]:
    for refused in refused_calls(view):
        if refused.misfit.kind in {MisfitKind.TOO_MANY, MisfitKind.MISSING}:
            yield _match(view, refused)


def _match(view: View, refused: Refused) -> Match:
    call = refused.site.call
    name = refused.callee
    is_message = _formats_a_message(view, refused)
    remedy = f"Call it as its signature asks: {name}{refused.signature}."
    if is_message:
        remedy = "Format the message before the call: the callee takes one message and fills in no placeholders."
    hops = ()
    if refused.definition is not None:
        definition = refused.definition
        first = definition.function.definitions[0] if definition.function.definitions else None
        if first is not None:
            hops = (
                Hop(definition, first, f"{name}{refused.signature} is defined here"),
                Hop(view.function, call, f"this call {_gives(refused)}"),
            )
    return Match(
        step=call,
        message=f"{name} {refused.misfit.describe()}: the call raises TypeError",
        why=(
            f"Python checks the arguments before {name} runs, so every time control gets here a TypeError is raised"
            " in its place: what the call was meant to do does not happen, and on an error path the real cause is"
            " replaced by this unrelated error."
        ),
        remedy=remedy,
        facts=_facts(refused, is_message=is_message),
        hops=hops,
        repair=FormatArguments() if is_message else None,
    )


def _gives(refused: Refused) -> str:
    positional = len(refused.site.call.arguments) - len(refused.site.call.names)
    noun = "argument" if positional == 1 else "arguments"
    return f"gives {positional} positional {noun}" + (
        f" and {', '.join(repr(name) for name in refused.site.call.names)} by name" if refused.site.call.names else ""
    )


def _facts(refused: Refused, *, is_message: bool) -> tuple[str, ...]:
    facts = [f"The signature is {refused.callee}{refused.signature}; the call {_gives(refused)}."]
    if refused.protocol:
        facts.append(
            f"The base class is not in the reviewed text; that the class calls several methods which only"
            f" {refused.protocol} has shows that it follows it."
        )
    if is_message:
        facts.append("The arguments behind the message match its placeholders in number: they were meant to fill them.")
    return tuple(facts)


def _formats_a_message(view: View, refused: Refused) -> bool:
    """Whether the superfluous arguments are just what the placeholders of the first one ask for."""
    call = refused.site.call
    if refused.misfit.kind is not MisfitKind.TOO_MANY or call.names or call.stars or len(call.arguments) < 2:
        return False
    text = view.definitions[call.arguments[0]]
    return (
        isinstance(text, Const)
        and isinstance(text.value, str)
        and len(_PLACEHOLDER.findall(text.value)) == len(call.arguments) - 1
    )


RULE = Rule(
    id="call-argument-count",
    cwe=685,
    title="Call with the wrong number of arguments",
    severity=Severity.MEDIUM,
    find=_find,
)
