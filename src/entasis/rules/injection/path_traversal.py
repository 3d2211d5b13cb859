"""Data from outside that chooses a file outside the folder it belongs in.

## What it finds
A value from outside the program that becomes part of a path which is opened, sent, moved or removed, without the
result being normalised and then checked to lie in its folder, in this order. Where the file is only asked for
(`os.path.exists`), that is told if nothing worse is done with the same data, and for an audit if a function
asks that others call. What the same data does in one function is one finding, which names every line.

## Why it matters
`../` climbs out of the folder, and an absolute path replaces it altogether: `os.path.join(base, "/etc/passwd")` is
`/etc/passwd`. The sender reads, overwrites or removes any file the service may.

## Bad
```python
import os
from flask import Flask, request

app = Flask(__name__)

@app.route("/console")
def console():
    with open(os.path.join("/var/log/servers", request.args["name"])) as log:  # finding
        return log.read()
```

## Good
```python
import os
from flask import Flask, abort, request

app = Flask(__name__)
BASE = "/var/log/servers"

@app.route("/console")
def console():
    path = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if not path.startswith(BASE + os.sep):
        abort(404)
    with open(path) as log:
        return log.read()
```

## How to fix it
Normalise the whole path (`os.path.realpath`, `Path.resolve`), then check that it lies in the folder, separator
included (`Path.is_relative_to`). Or take the name from a fixed set.

## What it cannot see
Links that are put into the folder between the check and the use. A backslash in one segment of an address, which
parts folders on Windows; two segments side by side, of which the first is `..`; one segment without a folder before
it, which chooses any file of the working folder.

## References
- [CWE-22](https://cwe.mitre.org/data/definitions/22.html)
- [OWASP: path traversal](https://owasp.org/www-community/attacks/Path_Traversal)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="path-traversal",
    cwe=22,
    title="Path traversal",
    severity=Severity.HIGH,
    gathers="function",
    sinks=frozenset({"path", "folder"}),
    message="{source} chooses the file that {api} reaches",
    why=(
        "With `../` or an absolute path the sender leaves the folder that was meant and reaches any file "
        "this process may."
    ),
    remedy="Normalise the path with `os.path.realpath`, then check that it starts with the folder and a separator.",
    assumed_from=OF_SERVICES,
)
