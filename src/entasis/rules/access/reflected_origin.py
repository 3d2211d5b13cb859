"""Whichever site asks is allowed to call with credentials: the answer names the origin of the request.

## What it finds
The origin that a request names, put into `Access-Control-Allow-Origin` without having been looked at, in a function that
allows credentials as well.

## Why it matters
It says the same as "every origin", which browsers refuse with credentials for a reason: the page of any site that a
logged-in visitor opens reads his data here and acts in his name.

## Bad
```python
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.route("/cell")
def cell():
    answer = jsonify(cell="north")
    answer.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]  # finding
    answer.headers["Access-Control-Allow-Credentials"] = "true"
    return answer
```

## Good
```python
from flask import Flask, jsonify, request

app = Flask(__name__)
ORIGINS = {"https://cell.example"}

@app.route("/cell")
def cell():
    answer = jsonify(cell="north")
    origin = request.headers.get("Origin")
    if origin in ORIGINS:
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Credentials"] = "true"
    return answer
```

## How to fix it
Compare the origin with a list before it is answered, or allow no credentials.

## What it cannot see
Whether the test of the origin was the right one: any test of it counts. Headers that different functions write.

## References
- [CWE-942](https://cwe.mitre.org/data/definitions/942.html)
- [Fetch standard: CORS protocol](https://fetch.spec.whatwg.org/#http-cors-protocol)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="reflected-origin",
    cwe=942,
    title="Any origin that asks allowed with credentials",
    severity=Severity.HIGH,
    sinks=frozenset({"origin"}),
    message="{source} is answered as {sink}, with credentials",
    why=(
        "The page of any site that a logged-in visitor opens reads his data here and acts in his name, since the answer"
        " allows whoever asks."
    ),
    remedy="Compare the origin with a list before it is answered.",
    requires={"origin": "cors.credentials.said"},
    unless_tested=True,
)
