"""A session that keeps its id when somebody logs in.

## What it finds
A function that gives a password to a check, keeps what the check returns in a session that lies on the server, and
gives the session no new id.

## Why it matters
Whoever has planted his own session id in the victim's browser (by a link, a neighbouring site, a shared computer) holds
the id of a session in which the victim is then logged in: he is the victim, without any password.

## Bad
```python
import cherrypy

class Login:
    @cherrypy.expose
    def index(self, name, password):
        user = self.users.check(name, password)
        if user:
            cherrypy.session["user"] = user.name  # finding
```

## Good
```python
import cherrypy

class Login:
    @cherrypy.expose
    def index(self, name, password):
        user = self.users.check(name, password)
        if user:
            cherrypy.session.regenerate()
            cherrypy.session["user"] = user.name
```

## How to fix it
Give the session a new id at every log-in, before or after the user is kept in it.

## What it cannot see
Checks that answer yes or no, after which something else is kept in the session.

## References
- [CWE-384](https://cwe.mitre.org/data/definitions/384.html)
- [OWASP: session fixation](https://owasp.org/www-community/attacks/Session_fixation)
"""

import re
from collections.abc import Iterator
from typing import Final

from entasis.analyses.misuse import item_uses, misuses
from entasis.analyses.origins import backward
from entasis.analyses.sensitive import sensitive_input, words_of
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import Call, GetField
from entasis.program.passing import callee_name
from entasis.program.symbols import Bound, FunctionSymbol
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule

# What is given at a log-in, and not at each request as a token is; what has `passed` is none.
_PASSWORD: Final = re.compile(r"pass(?![a-z])|passw|passphrase|passcode|pwd", re.IGNORECASE)
_ADDING: Final = frozenset({"create", "register", "add", "insert"})
_LOG_IN: Final = frozenset({"session", "login", "log", "token", "access"})


def _find(view: View) -> Iterator[Match]:
    for step in item_uses(view, "session.kept"):
        for check in backward(view, step.value):
            name = _checked_password(view, check) if isinstance(check, Call) else ""
            if name and view.is_live(step) and not _is_renewed(view):
                yield Match(
                    step=step,
                    message="The session keeps its id when the user is logged in",
                    why=(
                        "Who knows the id from before the log-in, because he planted it, uses the session of the user"
                        " who logs in with it."
                    ),
                    remedy="Give the session a new id here.",
                    facts=(f"What the check of `{name}` returned is kept; the function asks for no new id.",),
                    hops=(
                        Hop(view.function, check, f"`{name}` is checked here"),
                        Hop(view.function, step, "what the check returned is kept in the session"),
                    ),
                )
                break


def _checked_password(view: View, call: Call) -> str:
    """The name of a password among the arguments, or of what an argument is read from (`form.password.data`).

    An account that is added with its password is not one that somebody logs in to.
    """
    words = words_of(callee_name(view.function, call))
    if words and words[0] in _ADDING and _LOG_IN.isdisjoint(words):
        return ""
    for argument in call.arguments:
        names = [sensitive_input(view, argument)]
        step = view.definitions[argument]
        while isinstance(step, GetField):
            names.append(step.name)
            step = view.definitions[step.object]
        for name in names:
            if _PASSWORD.search(name):
                return name
    return ""


def _is_renewed(view: View) -> bool:
    """Whether the function, or one that it calls, gives the session another id."""
    if any(True for _ in misuses(view, "session.renewed")):
        return True
    for site in view.sites:
        for thing in site.targets:
            callee = thing.function if isinstance(thing, Bound) else thing
            if isinstance(callee, FunctionSymbol):
                inside = view.beside(callee)
                if any(True for _ in misuses(inside, "session.renewed")):
                    return True
    return False


RULE = Rule(
    id="session-fixation",
    cwe=384,
    title="Session keeps its id at the log-in",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
