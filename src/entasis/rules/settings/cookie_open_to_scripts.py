"""A session's cookie that the scripts of the page can read.

## What it finds
A cookie whose name says that it is a session's or a token, set without `HttpOnly` or with it switched off, and the
setting that switches it off for the cookie of a framework's sessions.

## Why it matters
One place where a visitor's text gets into a page as a script, or one library that was tampered with, sends
`document.cookie` to its author, who then is that visitor, for as long as the session lasts and from anywhere.

## Bad
```python
import secrets
from django.http import HttpResponse

def login(request):
    answer = HttpResponse("ok")
    answer.set_cookie("session_id", secrets.token_urlsafe(), secure=True)  # finding
    return answer
```

## Good
```python
import secrets
from django.http import HttpResponse

def login(request):
    answer = HttpResponse("ok")
    answer.set_cookie("session_id", secrets.token_urlsafe(), secure=True, httponly=True, samesite="Lax")
    return answer
```

## How to fix it
Pass `httponly=True`. A token against forged requests that a script has to read belongs in a cookie of its own.

## What it cannot see
Cookies whose names say nothing or are not constant. What the server in front of the program adds.

## References
- [CWE-1004](https://cwe.mitre.org/data/definitions/1004.html)
- [OWASP: HttpOnly](https://owasp.org/www-community/HttpOnly)
"""

from collections.abc import Iterator

from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.cookie_matches import cookie_matches
from entasis.rules.rule import DEPLOYED, Match, Rule


def _find(view: View) -> Iterator[Match]:
    return cookie_matches(
        view,
        "cookie.script",
        "lets scripts read the cookie",
        (
            "Any script that gets into a page reads the cookie and sends it to its author, who then acts as that visitor"
            " from anywhere."
        ),
    )


RULE = Rule(
    id="cookie-open-to-scripts",
    cwe=1004,
    title="Session's cookie without HttpOnly",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
