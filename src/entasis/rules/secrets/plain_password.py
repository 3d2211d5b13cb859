"""Passwords of users that are stored as they are typed.

## What it finds
What a visitor types as a password, as it came, compared with a column of a table, or asked for in one: it can only be right
where the column holds the passwords themselves. So it is where it is put into a column of text of a class that does nothing more
with it.

## Why it matters
Whoever gets hold of the table, by an injection, a backup or as an administrator, has the passwords of all users, and with them
their accounts elsewhere.

## Bad
```python
from django.db import models
from django.http import HttpResponse

class Account(models.Model):
    name = models.CharField(max_length=80)
    password = models.CharField(max_length=80)

def login(request):
    account = Account.objects.get(name=request.POST["name"])
    if account.password == request.POST["password"]:  # finding
        return HttpResponse("welcome")
    return HttpResponse("no", status=403)
```

## Good
```python
from django.contrib.auth.hashers import check_password
from django.db import models
from django.http import HttpResponse

class Account(models.Model):
    name = models.CharField(max_length=80)
    password = models.CharField(max_length=80)

def login(request):
    account = Account.objects.get(name=request.POST["name"])
    if check_password(request.POST["password"], account.password):
        return HttpResponse("welcome")
    return HttpResponse("no", status=403)
```

## How to fix it
Store a slow digest of the password (argon2, scrypt, bcrypt, or what the framework has) and compare by the function that made it.

## What it cannot see
Passwords that are stored or compared in a statement of SQL, or stored by way of a form.

## References
- [CWE-256](https://cwe.mitre.org/data/definitions/256.html)
- [OWASP: password storage](https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html)
"""

from collections.abc import Iterator

from entasis.analyses.compared_passwords import plain_passwords, stored_passwords
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import DEPLOYED, Match, Rule


def _find(view: View) -> Iterator[Match]:
    found = [
        *((step, column, "is held against") for step, column in plain_passwords(view)),
        *((step, column, "is put into") for step, column in stored_passwords(view)),
    ]
    told = _told_before(view, {column for _, column, _ in found}) if found else set()
    for step, column, done in found:
        if column in told:
            continue
        told.add(column)
        yield Match(
            step=step,
            message=f"the password that somebody types {done} the column `{column}` as it is",
            why=(
                "The table holds the passwords themselves: whoever reads it has them all, and the accounts elsewhere that"
                " have the same."
            ),
            remedy="Store a slow digest of the password, and compare by the function that made it.",
            facts=("No digest is made of what is typed.",),
        )


def _told_before(view: View, columns: set[str]) -> set[str]:
    """Those of the columns about which an earlier function of the module is reported: it is one defect."""
    told: set[str] = set()
    for function in view.function.module.functions:
        if function is view.function or told == columns:
            break
        beside = view.beside(function)
        told.update(
            column for _, column in (*plain_passwords(beside), *stored_passwords(beside)) if column in columns
        )
    return told


RULE = Rule(
    id="plain-password",
    cwe=256,
    title="Passwords stored as they are typed",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
