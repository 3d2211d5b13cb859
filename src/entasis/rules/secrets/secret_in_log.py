"""A password, a key or a token is written to a log.

## What it finds
A secret that the visitor enters (a form field or a key of the body that is named as one, a password that is typed at
a terminal) and that becomes part of a log message.

## Why it matters
Logs are copied, collected and kept for years, and many people and programs read them who may not act as the visitor.

## Bad
```python
import logging

from flask import Flask, request

app = Flask(__name__)

@app.route("/login", methods=["POST"])
def login():
    logging.info("login of %s with %s", request.form["name"].encode("unicode_escape"), request.form["password"])  # finding
    return {"status": "ok"}
```

## Good
```python
import logging

from flask import Flask, request

app = Flask(__name__)

@app.route("/login", methods=["POST"])
def login():
    logging.info("login with a password of %d characters", len(request.form["password"]))
    return {"status": "ok"}
```

## How to fix it
Leave the secret out of the message. To tell two of them apart, log a keyed digest.

## What it cannot see
Secrets that no name and no library says to be one.

## References
- [CWE-532](https://cwe.mitre.org/data/definitions/532.html)
- [OWASP: logging](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="secret-in-log",
    cwe=532,
    title="Secret in a log",
    severity=Severity.MEDIUM,
    sinks=frozenset({"logged"}),
    sources=frozenset({"secret"}),
    is_sure_where_named=True,
    message="{source} becomes part of {sink} of {api}",
    why=(
        "Whoever reads the log, or a copy of it, can act as the owner of the secret, for as long as the log is "
        "kept and the secret is not changed."
    ),
    remedy="Leave the secret out of the message.",
)
