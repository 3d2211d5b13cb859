"""An archive from outside that is unpacked wherever the names of its members say.

## What it finds
A tar archive whose bytes come from outside and which is unpacked without a filter, where nothing has looked at the
names of its members before. At level `audit` also one that is opened by its path, of which nothing is known.

## Why it matters
A member may be called `../../home/app/.ssh/authorized_keys` or begin with a slash, and it may be a link that the next
one is written through. Before Python 3.14, which filters by default, `TarFile` writes each of them where it says:
whoever makes the archive replaces any file the service may write, and so runs code.

## Bad
```python
import io
import tarfile
from flask import Flask, request

app = Flask(__name__)

@app.route("/images", methods=["POST"])
def images():
    with tarfile.open(fileobj=io.BytesIO(request.data)) as archive:
        archive.extractall("/srv/images")  # finding
    return "ok"
```

## Good
```python
import io
import tarfile
from flask import Flask, request

app = Flask(__name__)

@app.route("/images", methods=["POST"])
def images():
    with tarfile.open(fileobj=io.BytesIO(request.data)) as archive:
        archive.extractall("/srv/images", filter="data")
    return "ok"
```

## How to fix it
Pass `filter="data"`: names and links that lead out of the folder raise an error. It is in Python 3.12 and in the
security releases of 3.8 to 3.11. Without it, go through `getmembers()` first, refuse links, and check for each name that
the normalised path lies in the folder.

## What it cannot see
Whether the test of the names was the right one: any test of them counts, and so does a list of members that is passed.
Members of other archives that the program writes by itself are paths from outside like any other.

## References
- [CWE-22](https://cwe.mitre.org/data/definitions/22.html)
- [Python documentation: extraction filters](https://docs.python.org/3/library/tarfile.html#extraction-filters)
"""

from collections.abc import Iterator

from entasis.analyses.members import are_looked_at
from entasis.analyses.misuse import misuses
from entasis.analyses.origins import origins
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Hop, Match, TaintRule

_USES = "archive.unpacked"
_LISTED = "archive.listed"
_WHY = (
    "A member whose name has `../` in it or begins with a slash is written outside the folder that was meant, and a link"
    " leads there. Whoever makes the archive replaces files of this process, before Python 3.14 without any hindrance."
)
_REMEDY = "Name a filter that refuses what leads out of the folder."


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _USES):
        found = origins(view, misuse.data) if misuse.data >= 0 else ()
        if not found or are_looked_at(view, misuse.step, misuse.data, _LISTED):
            continue
        origin = found[-1]
        where = (origin.source.says if origin.source else "") or origin.place or "data from outside"
        yield Match(
            step=misuse.step,
            message=f"the archive from {where} says where {misuse.api} writes",
            why=_WHY,
            remedy=misuse.use.remedy or _REMEDY,
            facts=(f"The archive is from {where}; that somebody else has made it is an assumption.",),
            hops=(
                Hop(view.function, origin.step, f"{where} comes in here"),
                Hop(view.function, misuse.step, "its members are written where their names say"),
            ),
            repair=misuse.edit,
        )


RULE = TaintRule(
    id="archive-traversal",
    cwe=22,
    title="Archive unpacked outside its folder",
    severity=Severity.HIGH,
    sinks=frozenset({"unpack"}),
    message="{source} says where {api} writes its members",
    why=_WHY,
    remedy=_REMEDY,
    unless_listed=_LISTED,
    uses=_USES,
    find=_find,
)
