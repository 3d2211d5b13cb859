"""Data from outside that is written into a file of code: a module, a script, a template.

## What it finds
A value from a request, a message or another source that is written into a file whose name, as far as it is written out
in the program, ends like that of a program, or that lies as a template in a folder of templates.

## Why it matters
Once the file is imported, started or rendered, what the visitor wrote runs with the rights of the program.

## Bad
```python
from flask import Flask, request

app = Flask(__name__)

@app.route("/plugin", methods=["POST"])
def plugin():
    with open("plugins/own.py", "w") as file:
        file.write(request.form["code"])  # finding
    return ""
```

## Good
```python
import json

from flask import Flask, request

app = Flask(__name__)

@app.route("/plugin", methods=["POST"])
def plugin():
    with open("plugins/own.json", "w") as file:
        json.dump({"name": request.form["name"]}, file)
    return ""
```

## How to fix it
Keep what visitors send as data, in a file or a table that nothing runs, and read it where it is needed.

## What it cannot see
Files whose names are chosen at run time, and those that are run under a name that no program has.

## References
- [CWE-94](https://cwe.mitre.org/data/definitions/94.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="code-written-to-file",
    cwe=94,
    title="Code from outside in a file that is run",
    severity=Severity.CRITICAL,
    sinks=frozenset({"program"}),
    is_text=True,
    message="{source} is written into a file of code by {api}",
    why="Whoever sends the value writes a part of the program: what he writes runs once the file does.",
    remedy="Keep what visitors send as data, in a file or a table that nothing runs.",
)
