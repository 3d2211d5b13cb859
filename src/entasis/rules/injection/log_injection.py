r"""Data from outside that is written to a log with its line breaks.

## What it finds
A text from outside the program that becomes part of a log message as it is. A value that is written by `repr`, and a
collection, whose members are, hold no line break any more. A file that the program adds lines to is a log where its
name ends with `.log`. Wherever the program writes what comes in at one place, that is one finding, which names every line.

## Why it matters
One line is one entry for people and for programs that read logs. Whoever puts a line break into a value forges
entries: a log-in that never was, an address that is somebody else's.

## Bad
```python
import logging
from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger(__name__)

@app.route("/login", methods=["POST"])
def login():
    log.warning("log-in of %s refused", request.form["name"])  # finding
    return "no"
```

## Good
```python
import logging
from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger(__name__)

@app.route("/login", methods=["POST"])
def login():
    log.warning("log-in of %r refused", request.form["name"])
    return "no"
```

## How to fix it
Write values with `%r`: it shows a line break as `\n`. Or let the formatter write each record as one JSON document.

## What it cannot see
Formatters that escape line breaks for all records, when the configuration of the log is elsewhere.

## References
- [CWE-117](https://cwe.mitre.org/data/definitions/117.html)
- [OWASP: logging](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="log-injection",
    cwe=117,
    title="Log injection",
    severity=Severity.LOW,
    gathers="program",
    sinks=frozenset({"log"}),
    message="{source} is written to the log by {api} with its line breaks",
    why=(
        "A line break in the value begins a new entry that the sender wrote: he hides what he did, or"
        " lays it on somebody else."
    ),
    remedy="Write the value with `%r`, or take its line breaks out first.",
    assumed_from={
        **OF_SERVICES,
        "llm": "That somebody can make the model write lines of a log is assumed.",
        "archive": "That whoever made the archive means to forge lines of a log is assumed.",
    },
)
