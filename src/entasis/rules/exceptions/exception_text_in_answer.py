"""The text of an exception that nobody foresaw is sent to whoever made the request.

## What it finds
A handler of requests that answers with `str(error)` of an exception that may be any (`except Exception`), or with a
stack trace.

## Why it matters
Such a text is written for the programmer. It names files, hosts, tables, the query that failed or the version of a
library: what an attacker would otherwise have to find out, and with which the next attempt is a better one.

## Bad
```python
from flask import Flask, request

app = Flask(__name__)

@app.route("/report")
def report():
    try:
        return {"report": open("/srv/reports/" + str(int(request.args["number"]))).read()}
    except Exception as error:
        return {"error": str(error)}, 500  # finding
```

## Good
```python
import logging

from flask import Flask, request

app = Flask(__name__)

@app.route("/report")
def report():
    try:
        return {"report": open("/srv/reports/" + str(int(request.args["number"]))).read()}
    except ValueError as error:
        return {"error": str(error)}, 400
    except Exception:
        logging.exception("No report")
        return {"error": "the report cannot be read"}, 500
```

## How to fix it
Log the exception, and answer with a text of your own. Where a message is meant for the client, catch the class of
exceptions that carries it.

## What it cannot see
An exception class of a library whose text says too much. What a framework answers by itself in debug mode is another
rule.

## References
- [CWE-209](https://cwe.mitre.org/data/definitions/209.html)
- [OWASP: error handling](https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="exception-text-in-answer",
    cwe=209,
    title="Text of an unforeseen exception in the answer",
    severity=Severity.MEDIUM,
    sinks=frozenset({"response"}),
    sources=frozenset({"error"}),
    is_mended_at_source=True,
    message="{source} becomes part of {sink} of {api}",
    why=(
        "What went wrong may be anything, and so is what the text says: files, hosts, queries, versions. Who made "
        "the request reads it, and can provoke it again."
    ),
    remedy="Log the exception with `logging.exception`, and answer with a text that says nothing of the inside.",
)
