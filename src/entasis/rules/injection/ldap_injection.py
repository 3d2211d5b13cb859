"""Data from outside that becomes part of a directory's filter or name.

## What it finds
A value from outside the program that is put into the filter of an LDAP search, or into the name it begins at, without
the escaping that the library has for it.

## Why it matters
The directory often decides who may log in. `*` matches every entry, and `)(uid=*` adds a condition of the sender's
own.

## Bad
```python
import ldap
from flask import Flask, request

app = Flask(__name__)

@app.route("/user")
def user():
    directory = ldap.initialize("ldaps://directory.example.org")
    name = request.args["name"]
    found = directory.search_s("ou=people,dc=example", ldap.SCOPE_SUBTREE, f"(uid={name})")  # finding
    return str(len(found))
```

## Good
```python
import ldap
from ldap.filter import escape_filter_chars
from flask import Flask, request

app = Flask(__name__)

@app.route("/user")
def user():
    directory = ldap.initialize("ldaps://directory.example.org")
    name = escape_filter_chars(request.args["name"])
    found = directory.search_s("ou=people,dc=example", ldap.SCOPE_SUBTREE, f"(uid={name})")
    return str(len(found))
```

## How to fix it
Escape each value that is put into a filter (`escape_filter_chars`) and each that is put into a name
(`escape_dn_chars`, `escape_rdn`): the two escape different characters.

## What it cannot see
Whether a value that stands in a name was escaped for a filter, or the other way round.

## References
- [CWE-90](https://cwe.mitre.org/data/definitions/90.html)
- [OWASP: LDAP injection prevention](https://cheatsheetseries.owasp.org/cheatsheets/LDAP_Injection_Prevention_Cheat_Sheet.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="ldap-injection",
    cwe=90,
    title="LDAP injection",
    severity=Severity.HIGH,
    sinks=frozenset({"ldap"}),
    is_text=True,
    message="{source} becomes part of {sink} that {api} searches with",
    why=(
        "Brackets and `*` in the value are read as parts of the filter. Whoever sends it matches other"
        " entries: he reads them, or logs in as somebody else."
    ),
    remedy=(
        "Escape the value with the library's own function for filters, or for names where it stands in a"
        " name."
    ),
)
