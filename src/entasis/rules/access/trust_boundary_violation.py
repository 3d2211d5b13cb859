"""Data from outside that is kept in the session without a check.

## What it finds
A value from outside the program that becomes a key of the session, or a value under a key by whose name others look
up who the visitor is or what he may, and that nothing has tested on the way. Values under other names are for an audit.

## Why it matters
Code reads the session as what the program itself has found out about the visitor: who he is, what he may. A value
that the visitor chose freely is not that.

## Bad
```python
from flask import Flask, request, session

app = Flask(__name__)

@app.route("/as")
def act_as():
    session["user"] = request.args["user"]  # finding
    return "ok"
```

## Good
```python
from flask import Flask, abort, request, session

app = Flask(__name__)
CELLS = ("north", "south")

@app.route("/cell")
def choose():
    cell = request.args["cell"]
    if cell not in CELLS:
        abort(400)
    session["cell"] = cell
    return "ok"
```

## How to fix it
Look the value up or compare it with what is allowed, and keep what was found.

## What it cannot see
Whether a test of the value was the right one: any test of it counts.

## References
- [CWE-501](https://cwe.mitre.org/data/definitions/501.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="trust-boundary-violation",
    cwe=501,
    title="Trust boundary violation",
    severity=Severity.LOW,
    sinks=frozenset({"session", "session.other"}),
    assumed={"session.other": "That other code takes what lies under this name for its own is assumed."},
    message="{source} is kept as {sink} by {api} unchecked",
    why=(
        "The rest of the program takes what is in the session for its own. Whoever sends the value"
        " chooses what that code believes of him."
    ),
    remedy="Check the value before it is kept, and keep it under a constant key.",
    unless_tested=True,
    is_sure_only_directly=True,
)
