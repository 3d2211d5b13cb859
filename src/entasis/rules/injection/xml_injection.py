"""Data from outside that becomes part of an XML document, tags included.

## What it finds
A value from outside the program that is put unescaped into XML which a service reads. At level `audit` also one that is
put between the tags of an element in a text of which nobody knows who reads it.

## Why it matters
The value ends the element it stands in and begins others: an order that was not given, a second price, an
instruction for the service that reads the document.

## Bad
```python
from flask import Flask, request
from twilio.rest import Client

app = Flask(__name__)
client = Client("account", "token")

@app.route("/remind", methods=["POST"])
def remind():
    words = "<Response><Say>" + request.form["words"] + "</Say></Response>"
    client.calls.create(twiml=words, to="+15550100", from_="+15550101")  # finding
    return "ok"
```

## Good
```python
from xml.sax.saxutils import escape
from flask import Flask, request
from twilio.rest import Client

app = Flask(__name__)
client = Client("account", "token")

@app.route("/remind", methods=["POST"])
def remind():
    words = "<Response><Say>" + escape(request.form["words"]) + "</Say></Response>"
    client.calls.create(twiml=words, to="+15550100", from_="+15550101")
    return "ok"
```

## How to fix it
Build the document with a library (`xml.etree.ElementTree`), which escapes what it is given, or put each value through
`xml.sax.saxutils.escape`.

## What it cannot see
Documents that are made by templates without escaping, in languages other than those of pages.

## References
- [CWE-91](https://cwe.mitre.org/data/definitions/91.html)
- [OWASP: testing for XML injection](https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/07-Testing_for_XML_Injection)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="xml-injection",
    cwe=91,
    title="XML injection",
    severity=Severity.MEDIUM,
    sinks=frozenset({"xml.text", "xml.text.built"}),
    message="{source} becomes part of {sink} of {api} unescaped",
    why=(
        "A tag in the value is one of the document: whoever sends it ends the element and adds others, which the"
        " reader takes for the program's own."
    ),
    remedy="Put the value through `xml.sax.saxutils.escape`, or build the document with `xml.etree.ElementTree`.",
    assumed={"xml.text.built": "That somebody parses this text as XML is assumed."},
)
