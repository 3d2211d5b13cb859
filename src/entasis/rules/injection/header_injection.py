r"""Data from outside that becomes a header of an answer, line breaks included.

## What it finds
A value from outside the program that is written as a header or as the status line by an interface that does not look
for line breaks. Most frameworks refuse them by themselves: what is passed to those is no finding.

## Why it matters
`\r\n` ends a header. The sender adds headers of his own, or ends them all and writes the page.

## Bad
```python
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        self.send_response(200)
        self.send_header("X-Cell", query["cell"][0])  # finding
        self.end_headers()
```

## Good
```python
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, quote, urlsplit

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        self.send_response(200)
        self.send_header("X-Cell", quote(query["cell"][0]))
        self.end_headers()
```

## How to fix it
Quote the value, or refuse one with a line break. Better, use a framework that does.

## What it cannot see
Headers that are given to a WSGI or ASGI server as a list: whether it looks for line breaks depends on the server.

## References
- [CWE-113](https://cwe.mitre.org/data/definitions/113.html)
- [OWASP: HTTP response splitting](https://owasp.org/www-community/attacks/HTTP_Response_Splitting)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="header-injection",
    cwe=113,
    title="Header injection",
    severity=Severity.MEDIUM,
    sinks=frozenset({"header"}),
    message="{source} becomes {sink} that {api} writes, with its line breaks",
    why=(
        "A line break in the value ends the header. What follows is a header or a page of the sender's"
        " own: a cookie in the visitor's browser, or an answer that a cache keeps for all."
    ),
    remedy=(
        "Refuse a value with a line break in it, or quote it with `urllib.parse.quote` before it is written."
    ),
    assumed_from=OF_SERVICES,
)
