r"""Data from outside that chooses where a visitor is sent.

## What it finds
A value from outside the program that becomes the target of a redirect, or of one that a page makes in the browser: by
`<meta http-equiv="refresh">`, or by a script that sets `location`, to what the page or its address holds.

## Why it matters
A link to your site leads to somebody else's: the visitor trusts the address he saw and types his password into a
copy of your log-in page. `//evil.example` and `/\evil.example` are such targets too.

## Bad
```python
from flask import Flask, redirect, request

app = Flask(__name__)

@app.route("/login")
def login():
    return redirect(request.args["next"])  # finding
```

## Good
```python
from flask import Flask, redirect, request

app = Flask(__name__)
PAGES = ("/servers", "/images")

@app.route("/login")
def login():
    page = request.args["next"]
    return redirect(page if page in PAGES else "/")
```

## How to fix it
Redirect to a page from a fixed set, or parse the target and refuse one that has a scheme or a host.

## What it cannot see
What several scripts of a page hand each other.

## References
- [CWE-601](https://cwe.mitre.org/data/definitions/601.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="open-redirect",
    cwe=601,
    title="Open redirect",
    severity=Severity.MEDIUM,
    sinks=frozenset({"redirect", "redirect.scheme", "redirect.host", "redirect.built"}),
    message="{source} chooses where {api} sends the visitor",
    why=(
        "A link to this site leads to any other, so a visitor who trusts the address he saw ends on a "
        "copy of it."
    ),
    remedy="Redirect to a page from a fixed set, or refuse targets with a scheme or a host.",
    in_scripts={
        "": (
            "{source} chooses where {api} sends the visitor",
            (
                "A link to this site leads to any other, so a visitor who trusts the address he saw ends on a "
                "copy of it; an address that begins with `javascript:` runs code in this one."
            ),
            "Take the address from a fixed set, or let it begin with a path that is written out.",
        )
    },
    assumed={"redirect.built": "That a browser is sent this text is assumed."},
    assumed_from=OF_SERVICES,
)
