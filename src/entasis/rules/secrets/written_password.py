"""A password that is written in the code.

## What it finds
A text that is written out and given to a library as the password, or the secret, by which the program is let in somewhere;
a comparison of what somebody types as his password with a text, or a table of texts, in the code; and accounts that are
made with such a password.

## Why it matters
Whoever has seen the code, a copy of it or an old backup, gets in, and so does everyone where one text is used by all
installations. It cannot be changed without a release, so nobody does.

## Bad
```python
from flask import Flask, request

app = Flask(__name__)

@app.post("/login")
def login():
    if request.form["username"] == "admin" and request.form["password"] == "tulip-1637":  # finding
        return "welcome"
    return "no", 403
```

## Good
```python
from flask import Flask, request
from werkzeug.security import check_password_hash

app = Flask(__name__)

@app.post("/login")
def login():
    account = app.config["ACCOUNTS"].get(request.form["username"])
    if account and check_password_hash(account.digest, request.form["password"]):
        return "welcome"
    return "no", 403
```

## How to fix it
Read what the program needs from the environment or a store of secrets, keep a slow digest of what users type, and change
every password that was written down.

## What it cannot see
Passwords that stand in for one that is not set, those in files that are no code, and those that only a name tells.

## References
- [CWE-798](https://cwe.mitre.org/data/definitions/798.html)
- [OWASP: secrets management](https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html)
"""

from collections.abc import Iterator

from entasis.analyses.compared_passwords import compared_passwords
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule
from entasis.rules.written_secrets import is_secret, written_secrets

_WHY = (
    "Whoever has seen the code, or a copy of it, gets in, everywhere the program runs, until a release changes the"
    " password."
)


def _find(view: View) -> Iterator[Match]:
    for secret in written_secrets(view, "password.written"):
        yield Match(
            step=secret.step,
            function=secret.function,
            message=f"the program {secret.misuse.use.because}",
            why=_WHY,
            remedy=secret.misuse.use.remedy,
            facts=secret.facts,
            hops=secret.hops,
            tier=secret.tier,
        )
    compared = list(compared_passwords(view, is_secret))
    if compared:
        first = compared[0]
        yield Match(
            step=first.written,
            function=first.function,
            message="the password that somebody types is compared with one that is written in the code",
            why=_WHY,
            remedy="Keep a slow digest of the password where accounts are kept, and compare by the function that made it.",
            facts=tuple(f"There are {len(compared)} such passwords." for _ in compared[1:2]),
            hops=(
                Hop(first.function, first.written, "the password is written here"),
                Hop(view.function, first.compare, "and compared here with what somebody types"),
            ),
        )


RULE = Rule(
    id="written-password",
    cwe=798,
    title="Password written in the code",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
