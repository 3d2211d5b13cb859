"""Data from outside that chooses where the server sends a request.

## What it finds
A value from outside the program that becomes the URL, or the host in it, of a request the program makes. At level
`audit` also one that becomes part of the path behind a fixed host, unquoted. Where the same data goes in one function is one
finding, which names every line.

## Why it matters
The server reaches what the sender cannot: services inside the network, the metadata address of a cloud with its
credentials, ports of its own machine. The answer often comes back to the sender.

## Bad
```python
import requests
from flask import Flask, request

app = Flask(__name__)

@app.route("/import")
def import_image():
    return requests.get(request.args["url"], timeout=10).content  # finding
```

## Good
```python
import requests
from flask import Flask, abort, request

app = Flask(__name__)
SOURCES = {"debian": "https://images.example.org/debian", "fedora": "https://images.example.org/fedora"}

@app.route("/import")
def import_image():
    name = request.args["name"]
    if name not in SOURCES:
        abort(400)
    return requests.get(SOURCES[name], timeout=10).content
```

## How to fix it
Let the sender choose from a fixed set. Where any host must do, parse the URL, compare scheme and host with a list,
and refuse addresses of the inner network after resolving them.

## What it cannot see
Redirects that an allowed host answers with.

## References
- [CWE-918](https://cwe.mitre.org/data/definitions/918.html)
- [OWASP: SSRF prevention](https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="server-side-request-forgery",
    cwe=918,
    title="Server-side request forgery",
    severity=Severity.HIGH,
    gathers="function",
    sinks=frozenset({"url", "url.path"}),
    message="{source} chooses where {api} sends its request",
    why=(
        "The server reaches what the sender cannot: inner services, the metadata address of a cloud, its "
        "own ports."
    ),
    remedy="Take the address from a fixed set, or compare its scheme and host with a list before the request.",
    assumed={
        "url.path": "The host is fixed: that another address of it does what the sender may not is assumed."
    },
    assumed_from=OF_SERVICES,
)
