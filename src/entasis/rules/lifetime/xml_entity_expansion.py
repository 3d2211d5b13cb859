"""XML from outside whose nested entities are expanded without bounds.

## What it finds
XML from outside the program that reaches a parser of lxml whose bounds were taken off by `huge_tree=True`, and which
expands entities. At level `audit` also the parsers of the standard library: whether they have bounds is decided by the
Expat that Python runs with, which the code does not say. Since its release 2.4.1 it has.

## Why it matters
Ten entities, each made of ten of the one before, are a document of a kilobyte that grows to gigabytes while it is read.
One such request ends the process.

## Bad
```python
from flask import Flask, request
from lxml import etree

app = Flask(__name__)

@app.route("/import", methods=["POST"])
def import_servers():
    parser = etree.XMLParser(huge_tree=True)
    tree = etree.fromstring(request.data, parser)  # finding
    return {"servers": len(tree)}
```

## Good
```python
from flask import Flask, request
from lxml import etree

app = Flask(__name__)

@app.route("/import", methods=["POST"])
def import_servers():
    parser = etree.XMLParser(resolve_entities=False)
    tree = etree.fromstring(request.data, parser)
    return {"servers": len(tree)}
```

## How to fix it
Leave the bounds on, or turn entities off. `defusedxml` refuses documents that declare any.

## What it cannot see
Which Expat a program runs with. Parsers that are set up in another part of the program and handed over by names that
are not known.

## References
- [CWE-776](https://cwe.mitre.org/data/definitions/776.html)
- [Python documentation: XML security](https://docs.python.org/3/library/xml.html#xml-security)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="xml-entity-expansion",
    cwe=776,
    title="Nested entities in XML from outside",
    severity=Severity.MEDIUM,
    sinks=frozenset({"xml.bomb", "xml.huge"}),
    message="{source} is parsed by {api}, which expands its entities without bounds",
    why=(
        "Entities that are made of entities let a document of a kilobyte grow to gigabytes while it is read. Whoever"
        " sends it ends the process."
    ),
    remedy="Leave the parser its bounds, or read the document with `defusedxml`.",
    assumed={"xml.bomb": "That Python runs with an Expat before 2.4.1, which sets no bounds, is assumed."},
    requires={"xml.huge": "xml.huge.on"},
)
