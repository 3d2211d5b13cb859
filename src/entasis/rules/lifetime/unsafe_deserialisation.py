"""Data from outside that is turned into objects by a format that can run code.

## What it finds
Bytes or text from a request, a socket or a response that reach a deserialiser which builds arbitrary objects.
At level `audit` also data from parameters and places that are not known.

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
Data that passes through functions of the program before it is read.

## References
- [CWE-502](https://cwe.mitre.org/data/definitions/502.html)
- [Python documentation: pickle](https://docs.python.org/3/library/pickle.html)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import Misuse, misuses
from entasis.analyses.origins import Origin, origins
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.models.rows import ThreatModel
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule
from entasis.rules.rule_texts import value_facts

_KIND = "deserialise.unsafe"


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        found = origins(view, misuse.data) if misuse.data >= 0 else ()
        remote = [origin for origin in found if _is_remote(view, origin)]
        if remote:
            yield _proved(view, misuse, remote[-1])
        elif found:
            yield _assumed(view, misuse, found[-1])


def _is_remote(view: View, origin: Origin) -> bool:
    source = origin.source
    return source is not None and view.program.models.kinds[source.kind].threat_model is ThreatModel.REMOTE


def _proved(view: View, misuse: Misuse, origin: Origin) -> Match:
    assert origin.source is not None
    says = origin.source.says
    return Match(
        step=misuse.step,
        message=f"{misuse.api} builds objects from {says}: whoever sends it runs code",
        why=(
            "The format lets its author choose which functions are called while it is read. Whoever can send"
            " data to this place runs commands with the rights of this process, before any check of the result."
        ),
        remedy=misuse.use.remedy or "Read the data with a format that holds plain data only, such as JSON.",
        facts=(f"The data comes from {says}, and nothing authenticates it.", *value_facts(view, misuse)),
        hops=(
            Hop(view.function, origin.step, f"{says} comes in here"),
            Hop(
                view.function,
                misuse.step,
                f"{misuse.api} {misuse.use.because or 'builds any object it names'}",
            ),
        ),
        repair=misuse.edit,
    )


def _assumed(view: View, misuse: Misuse, origin: Origin) -> Match:
    where = origin.place or "data from outside"
    return Match(
        step=misuse.step,
        message=f"{misuse.api} builds objects from {where}",
        why=(
            "The format lets its author choose which functions are called while it is read. Whoever can write the"
            " data runs commands with the rights of this process."
        ),
        remedy=misuse.use.remedy or "Read the data with a format that holds plain data only, such as JSON.",
        facts=(
            f"The data is {where}; that somebody else can write it is an assumption.",
            *value_facts(view, misuse),
        ),
        hops=(
            Hop(view.function, origin.step, f"{where} comes in here"),
            Hop(
                view.function,
                misuse.step,
                f"{misuse.api} {misuse.use.because or 'builds any object it names'}",
            ),
        ),
        repair=misuse.edit,
        tier=Tier.AUDIT,
    )


RULE = Rule(
    id="unsafe-deserialisation",
    cwe=502,
    title="Unsafe deserialisation of data from outside",
    severity=Severity.CRITICAL,
    find=_find,
    roles=DEPLOYED,
)
