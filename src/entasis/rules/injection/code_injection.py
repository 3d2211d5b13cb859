"""Data from outside that is evaluated as code.

## What it finds
A value from outside the program that reaches `eval`, `exec` or another function that runs text as code.
At level `audit` also a text of which nothing that was read says where it comes from.

## Why it matters
The sender writes part of the program. Restricting the names that the code may use does not help: every object leads
back to all classes of the interpreter.

## Bad
```python
from flask import Flask, request

app = Flask(__name__)

@app.route("/quota")
def quota():
    return str(eval(request.args["expression"]))  # finding
```

## Good
```python
import ast
from flask import Flask, request

app = Flask(__name__)

@app.route("/quota")
def quota():
    return {"quota": ast.literal_eval(request.args["expression"])}
```

## How to fix it
Parse the value: `ast.literal_eval` for literals, `json.loads` for data, a table of functions for operations.

## What it cannot see
Interpreters of other languages that a program embeds.

## References
- [CWE-95](https://cwe.mitre.org/data/definitions/95.html)
"""

from collections.abc import Iterator

from entasis.analyses.unshown import unshown
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Match, TaintRule
from entasis.rules.rule_texts import IN_SCRIPTS
from entasis.rules.unshown_texts import unshown_matches

_MESSAGE = "{source} is run as code by {api}"
_WHY = "Whoever sends the value writes part of the program and runs anything with the rights of this process."
_REMEDY = "Parse the value instead of running it: `ast.literal_eval` for literals, `json.loads` for data."


def _find(view: View) -> Iterator[Match]:
    found = unshown(view, ("code",), is_whole=True)
    yield from unshown_matches(view, found, _MESSAGE, _WHY, _REMEDY)


RULE = TaintRule(
    id="code-injection",
    cwe=95,
    title="Evaluation of code from outside",
    severity=Severity.CRITICAL,
    sinks=frozenset({"code"}),
    is_text=True,
    message=_MESSAGE,
    why=_WHY,
    remedy=_REMEDY,
    in_scripts={
        "": (
            _MESSAGE,
            IN_SCRIPTS,
            "Parse the value instead of running it: `JSON.parse` for data, a table of functions for operations.",
        )
    },
    find=_find,
)
