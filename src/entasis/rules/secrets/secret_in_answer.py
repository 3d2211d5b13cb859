"""A password, a key or a token is sent to whoever made the request.

## What it finds
A secret of the program or of a visitor, such as the application's signing key or a password that was entered, that is
part of what a handler of requests answers.

## Why it matters
With the key of an application anybody makes sessions that it takes for its own. A password in a page lies in caches,
histories and logs on the way.

## Bad
```python
from flask import Flask, current_app

app = Flask(__name__)

@app.route("/settings")
def settings():
    return {"key": current_app.secret_key}  # finding
```

## Good
```python
from flask import Flask, current_app

app = Flask(__name__)

@app.route("/settings")
def settings():
    return {"has_key": bool(current_app.secret_key)}
```

## How to fix it
Leave the secret out of the answer. Where something has to be shown, show that there is one.

## What it cannot see
Secrets that no name and no library says to be one.

## References
- [CWE-201](https://cwe.mitre.org/data/definitions/201.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="secret-in-answer",
    cwe=201,
    title="Secret in an answer",
    severity=Severity.MEDIUM,
    sinks=frozenset({"response"}),
    sources=frozenset({"secret"}),
    message="{source} becomes part of {sink} of {api}",
    why="Who made the request reads the secret, and so does every cache, history and log on the way.",
    remedy="Leave the secret out of the answer.",
)
