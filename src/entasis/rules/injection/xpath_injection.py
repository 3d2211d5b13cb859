"""Data from outside that becomes part of an XPath expression.

## What it finds
A value from outside the program that is put into the text of an XPath expression or of a path in a tree of elements.

## Why it matters
A quote in the value ends the text it stands in and the rest is read as XPath: `' or '1'='1` selects every node. A
document that decides who may log in, or holds other people's data, is read in full.

## Bad
```python
from flask import Flask, request
from lxml import etree

app = Flask(__name__)
TREE = etree.parse("/etc/cell/users.xml")

@app.route("/user")
def user():
    name = request.args["name"]
    return str(len(TREE.xpath(f"//user[@name='{name}']")))  # finding
```

## Good
```python
from flask import Flask, request
from lxml import etree

app = Flask(__name__)
TREE = etree.parse("/etc/cell/users.xml")

@app.route("/user")
def user():
    return str(len(TREE.xpath("//user[@name=$name]", name=request.args["name"])))
```

## How to fix it
Write a variable into the expression and pass the value for it (`$name`). Where the library knows no variables, select
the nodes without the value and compare in Python.

## What it cannot see
Expressions that another service evaluates.

## References
- [CWE-643](https://cwe.mitre.org/data/definitions/643.html)
- [OWASP: XPath injection](https://owasp.org/www-community/attacks/XPATH_Injection)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="xpath-injection",
    cwe=643,
    title="XPath injection",
    severity=Severity.HIGH,
    sinks=frozenset({"xpath"}),
    is_text=True,
    message="{source} becomes part of {sink} that {api} evaluates",
    why=(
        "A quote in the value ends the text it stands in. Whoever sends it selects other nodes of the"
        " document, or passes a check that counts what was found."
    ),
    remedy=(
        "Pass the value as a variable of the expression, or take the nodes and compare their text in Python."
    ),
)
