"""The sender says how much memory is taken, or how often something is done.

## What it finds
A number from outside that is the size of what is made: a buffer, a repeated text, an array, random bytes, without an
upper bound. At level `audit` also the number of turns of a loop, and the time that a thread sleeps.

## Why it matters
One request with a number of twelve digits takes all the memory there is, and the process ends with whatever it was
doing for others. It costs the sender nothing.

## Bad
```python
from flask import Flask, request

app = Flask(__name__)

@app.route("/bar")
def bar():
    width = int(request.args["width"])
    return {"bar": "#" * width}  # finding
```

## Good
```python
from flask import Flask, request

app = Flask(__name__)
WIDEST = 200

@app.route("/bar")
def bar():
    width = min(int(request.args["width"]), WIDEST)
    return {"bar": "#" * width}
```

## How to fix it
Take the smaller one of the number and a limit, or refuse what is above it.

## What it cannot see
Whether the limit is a good one: any upper bound counts. Numbers that a framework converts by the pattern of an address,
and sizes that a library takes.

## References
- [CWE-770](https://cwe.mitre.org/data/definitions/770.html)
- [OWASP: unrestricted resource consumption](https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="unbounded-size",
    cwe=770,
    title="Size or count chosen from outside",
    severity=Severity.MEDIUM,
    sinks=frozenset({"size.memory", "size.turns"}),
    message="{source} is {sink} of {api}, however large it is",
    why=(
        "One request with a large number takes all the memory or all the time there is, and what the process does for"
        " others ends with it."
    ),
    remedy="Take the smaller one of the number and a limit, or refuse what is above it.",
    assumed={"size.turns": "That each turn takes a time worth speaking of is assumed."},
    assumed_from=OF_SERVICES,
)
