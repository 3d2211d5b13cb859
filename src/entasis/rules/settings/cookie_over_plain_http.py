"""A session's cookie that is sent over unencrypted connections as well.

## What it finds
A cookie whose name says that it is a session's or a token, set without `Secure` or with it switched off, and the
setting that switches it off for the cookie of a framework's sessions.

## Why it matters
Without `Secure` the browser sends the cookie with the first request to `http://` of that host, an image on another
page is enough to cause one. Whoever reads the connection has the cookie, and is that visitor.

## Bad
```python
import secrets
from flask import Flask, make_response

app = Flask(__name__)

@app.route("/login", methods=["POST"])
def login():
    answer = make_response("ok")
    answer.set_cookie("session_id", secrets.token_urlsafe(), httponly=True)  # finding
    return answer
```

## Good
```python
import secrets
from flask import Flask, make_response

app = Flask(__name__)

@app.route("/login", methods=["POST"])
def login():
    answer = make_response("ok")
    answer.set_cookie("session_id", secrets.token_urlsafe(), httponly=True, secure=True, samesite="Lax")
    return answer
```

## How to fix it
Pass `secure=True`, and serve the site by HTTPS only.

## What it cannot see
Cookies whose names say nothing or are not constant. What the server in front of the program adds.

## References
- [CWE-614](https://cwe.mitre.org/data/definitions/614.html)
- [OWASP: session management](https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html)
"""

from collections.abc import Iterator

from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.cookie_matches import cookie_matches
from entasis.rules.rule import DEPLOYED, Match, Rule


def _find(view: View) -> Iterator[Match]:
    return cookie_matches(
        view,
        "cookie.plain",
        "sends the cookie without encryption too",
        (
            "The browser sends the cookie with any request to the host, by HTTP too. Whoever reads the connection takes"
            " the cookie and acts as that visitor."
        ),
    )


RULE = Rule(
    id="cookie-over-plain-http",
    cwe=614,
    title="Session's cookie without Secure",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
