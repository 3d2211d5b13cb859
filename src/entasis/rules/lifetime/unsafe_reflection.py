"""Data from outside that chooses which module, library or function is loaded.

## What it finds
A value from outside the program that becomes the name or the path of a module, a library or an object which is loaded
by its name.

## Why it matters
An import runs code. Together with an upload it runs the sender's own, without one it still runs any module of the
installation, many of which act when they are loaded.

## Bad
```python
import importlib
from flask import Flask, request

app = Flask(__name__)

@app.route("/driver")
def driver():
    module = importlib.import_module(request.args["driver"])  # finding
    return module.NAME
```

## Good
```python
import importlib
from flask import Flask, abort, request

app = Flask(__name__)
DRIVERS = {"disk": "cell.drivers.disk", "net": "cell.drivers.net"}

@app.route("/driver")
def driver():
    name = request.args["driver"]
    if name not in DRIVERS:
        abort(404)
    return importlib.import_module(DRIVERS[name]).NAME
```

## How to fix it
Keep a table from names that visitors may send to modules or functions, and look the name up in it.

## What it cannot see
Names that are limited by a constant beginning: any value that is a part of the name counts.

## References
- [CWE-470](https://cwe.mitre.org/data/definitions/470.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="unsafe-reflection",
    cwe=470,
    title="Module chosen from outside",
    severity=Severity.HIGH,
    sinks=frozenset({"import"}),
    message="{source} chooses {sink} that {api} loads",
    why=(
        "Loading a module runs it. Whoever chooses the name runs any module that can be found, and calls"
        " what it holds."
    ),
    remedy="Choose from a table of modules or functions that is written in the program.",
)
