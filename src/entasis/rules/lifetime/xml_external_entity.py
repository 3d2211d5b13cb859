"""XML from outside that is read by a parser which fetches what its entities name.

## What it finds
XML from outside the program that reaches a parser which was told to resolve external entities or to load a document
type. At level `audit` also a parser that does so in old releases unless it is told not to, and one that was told to and
reads a document of the program's own.

## Why it matters
`<!ENTITY x SYSTEM "file:///etc/passwd">` puts a file of the server into the document, and an address in its place
makes the server call it. What was read comes back in the answer or in the error.

## Bad
```python
from flask import Flask, request
from lxml import etree

app = Flask(__name__)

@app.route("/import", methods=["POST"])
def import_servers():
    parser = etree.XMLParser(resolve_entities=True)
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
Turn external entities off for the parser. Documents that need them have no place in what others send.

## What it cannot see
Parsers that are set up in another part of the program and handed over by names that are not known.

## References
- [CWE-611](https://cwe.mitre.org/data/definitions/611.html)
- [OWASP: XML external entity prevention](https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import call_apis, misuses
from entasis.analyses.setups import set_up
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Hop, Match, TaintRule

_PARSED = "xml.entities"
_ON = "xml.entities.on"
_WHY = (
    "An entity in the document names a file or an address, and the parser puts in what it finds"
    " there. Whoever sends the document reads files of this process and calls inner services."
)


def _find(view: View) -> Iterator[Match]:
    if next(misuses(view, _ON), None) is None:
        return
    for site in view.sites:
        apis = call_apis(view, site)
        parsing = [api for api in apis if any(s.kind == _PARSED for s in view.program.models.sinks(api))]
        found = set_up(view, site.call, _ON) if parsing else None
        if found is None or not view.is_live(site.call):
            continue
        yield Match(
            step=site.call,
            message=f"{parsing[0]} resolves external entities",
            why=_WHY,
            remedy=found.use.remedy,
            facts=(
                f"{found.api} {found.use.because}.",
                "That somebody else can write the document is an assumption.",
            ),
            hops=(
                Hop(view.function, found.step, "external entities are asked for here"),
                Hop(view.function, site.call, "the document is parsed here"),
            ),
        )


RULE = TaintRule(
    id="xml-external-entity",
    cwe=611,
    title="External entities in XML from outside",
    severity=Severity.HIGH,
    sinks=frozenset({"xml.external", _PARSED}),
    message="{source} is parsed by {api} with external entities",
    why=_WHY,
    remedy="Tell the parser not to resolve external entities, or read the document with `defusedxml`.",
    assumed={
        "xml.external": "That the parser is an old release, which resolves external entities by default, is assumed."
    },
    requires={_PARSED: _ON},
    find=_find,
)
