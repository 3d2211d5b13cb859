"""The cookie by which a visitor is known holds what the sender of a link has chosen.

## What it finds
A value from the address or the form of a request that becomes, as it is, the value of a cookie whose name says that it
is a session's or a token. At level `audit` also where the sender chooses the name of the cookie, or where the name is
not known.

## Why it matters
Whoever sends somebody a link chooses the session that the visitor is then in. Once the visitor has logged in, or
written down something of value, the sender, who knows the same session, has it too.

## Bad
```python
from flask import Flask, make_response, request

app = Flask(__name__)

@app.route("/resume")
def resume():
    answer = make_response("ok")
    answer.set_cookie("session_id", request.args["session"], httponly=True, secure=True)  # finding
    return answer
```

## Good
```python
import secrets
from flask import Flask, make_response, request

app = Flask(__name__)
SESSIONS = {}

@app.route("/resume", methods=["POST"])
def resume():
    number = secrets.token_urlsafe()
    SESSIONS[number] = request.form["user"]
    answer = make_response("ok")
    answer.set_cookie("session_id", number, httponly=True, secure=True)
    return answer
```

## How to fix it
Let the server choose the value of such a cookie, and choose a new one at each log-in.

## What it cannot see
Values that are looked up before they are set: whether the session in the link is the visitor's own.

## References
- [CWE-384](https://cwe.mitre.org/data/definitions/384.html)
- [OWASP: session fixation](https://owasp.org/www-community/attacks/Session_fixation)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="cookie-fixation",
    cwe=384,
    title="Session's cookie from a link",
    severity=Severity.MEDIUM,
    sinks=frozenset({"cookie", "cookie.name", "cookie.value"}),
    sources=frozenset({"remote"}),
    message="{source} becomes {sink} that {api} sets",
    why=(
        "Whoever sends a visitor a link chooses the session that the visitor is in from then on, knows it, and shares"
        " what the visitor does with it."
    ),
    remedy="Make the value with `secrets.token_urlsafe()` when the session begins, and anew at each log-in.",
    assumed={
        "cookie.name": "That the sender chooses the value as well is assumed.",
        "cookie.value": "That a visitor is known by this cookie is assumed.",
    },
)
