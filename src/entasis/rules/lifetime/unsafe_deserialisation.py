"""Data from outside that is turned into objects by a format that can run code.

## What it finds
Bytes or text from a request, a socket or a response that reach a deserialiser which builds arbitrary objects, through
any number of functions and files. At level `audit` also data from parameters and places that are not known.

## Why it matters
Such formats are programs for the loader: whoever writes the bytes chooses which functions are called while they are
read. One request is enough to run any command as the service.

## Bad
```python
import pickle
from http.server import BaseHTTPRequestHandler

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        state = pickle.loads(body)  # finding
        self.send_response(204)
```

## Good
```python
import json
from http.server import BaseHTTPRequestHandler

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        state = json.loads(body)
        self.send_response(204)
```

## How to fix it
Use a format of plain data (JSON, MessagePack) and check its shape. If both sides are yours and objects must travel,
authenticate the bytes with a MAC before they are read.

## What it cannot see
Formats that look like plain data and name classes all the same, where the library is not known.

## References
- [CWE-502](https://cwe.mitre.org/data/definitions/502.html)
- [Python documentation: pickle](https://docs.python.org/3/library/pickle.html)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import misuses
from entasis.analyses.origins import is_cleaned, origins
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Hop, Match, TaintRule
from entasis.rules.rule_texts import value_facts

_USES = "deserialise.unsafe"
_WHY = (
    "The format lets its author choose which functions are called while it is read. Whoever can write the data runs"
    " commands with the rights of this process, before any check of the result."
)
_REMEDY = "Read the data with a format that holds plain data only, such as JSON."


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _USES):
        found = origins(view, misuse.data) if misuse.data >= 0 else ()
        if not found or is_cleaned(view, misuse.data, "deserialise"):
            continue
        origin = found[-1]
        where = (origin.source.says if origin.source else "") or origin.place or "data from outside"
        effect = misuse.use.because or "builds any object it names"
        yield Match(
            step=misuse.step,
            message=f"{misuse.api} builds objects from {where}",
            why=_WHY,
            remedy=misuse.use.remedy or _REMEDY,
            facts=(
                f"The data is {where}; that somebody else can write it is an assumption.",
                *value_facts(view, misuse),
            ),
            hops=(
                Hop(view.function, origin.step, f"{where} comes in here"),
                Hop(view.function, misuse.step, f"{misuse.api} {effect}"),
            ),
            repair=misuse.edit,
        )


RULE = TaintRule(
    id="unsafe-deserialisation",
    cwe=502,
    title="Unsafe deserialisation of data from outside",
    severity=Severity.CRITICAL,
    sinks=frozenset({"deserialise"}),
    message="{source} becomes the objects that {api} builds",
    why=_WHY,
    remedy=_REMEDY,
    requires={"deserialise": _USES},
    uses=_USES,
    even_stored=True,
    find=_find,
)
