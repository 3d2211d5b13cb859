"""Data from outside that is used as a format.

## What it finds
A value from outside the program on which `format` or `format_map` is called, or that is passed to a formatter as the
format.

## Why it matters
Fields of a format read attributes and items of what they are given. From an object of the program it is a few steps
to the globals of its module, where keys and passwords lie.

## Bad
```python
from flask import Flask, request

app = Flask(__name__)

class Server:
    name = "compute-1"

@app.route("/label")
def label():
    return {"label": request.args["format"].format(Server())}  # finding
```

## Good
```python
from flask import Flask, request

app = Flask(__name__)

class Server:
    name = "compute-1"

@app.route("/label")
def label():
    return {"label": "{}: {}".format(request.args["prefix"], Server.name)}
```

## How to fix it
Keep the format constant. Where users are to write templates, use `string.Template`: it only replaces names.

## What it cannot see
Formats for the operator `%`, whose fields reach no attributes.

## References
- [CWE-134](https://cwe.mitre.org/data/definitions/134.html)
- [Python documentation: format string syntax](https://docs.python.org/3/library/string.html#format-string-syntax)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="format-string",
    cwe=134,
    title="Format string from outside",
    severity=Severity.MEDIUM,
    sinks=frozenset({"format"}),
    message="{source} is {sink} that {api} fills in",
    why=(
        "A field of a format reaches attributes: `{{0.__init__.__globals__}}` writes the module's secrets"
        " into the result. A width like `{{:>999999999}}` fills the memory."
    ),
    remedy="Keep the format constant and pass the value as an argument of it.",
)
