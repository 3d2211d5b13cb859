r"""Data from outside becomes a cell of a table that a spreadsheet program takes for a formula.

## What it finds
A value from outside that is a cell of its own in a table which is sent to a visitor, where nothing keeps it from
beginning with `=`, `+`, `-` or `@`. At level `audit` also a cell of a table that is kept in a file.

## Why it matters
The export is opened by somebody with more rights than the one who has sent the value: an administrator, an accountant.
The spreadsheet program calculates `=HYPERLINK(…)` or `=WEBSERVICE(…)` and sends the cells beside it elsewhere; older
ones start programs.

## Bad
```python
import csv
import io
from flask import Flask, Response, request

app = Flask(__name__)

@app.route("/export", methods=["POST"])
def export():
    table = io.StringIO()
    csv.writer(table).writerow(["comment", request.form["comment"]])  # finding
    return Response(table.getvalue(), mimetype="text/csv")
```

## Good
```python
import csv
import io
from flask import Flask, Response, request

app = Flask(__name__)

def plain(text: str) -> str:
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text

@app.route("/export", methods=["POST"])
def export():
    table = io.StringIO()
    csv.writer(table).writerow(["comment", plain(request.form["comment"])])
    return Response(table.getvalue(), mimetype="text/csv")
```

## How to fix it
Put an apostrophe before values that begin with one of `=+-@`, a tab or a carriage return.

## What it cannot see
Whether the table is ever opened with a spreadsheet program. Tables that are put together without the `csv` module, and
what comes out of a database, unless that is distrusted.

## References
- [CWE-1236](https://cwe.mitre.org/data/definitions/1236.html)
- [OWASP: CSV injection](https://owasp.org/www-community/attacks/CSV_Injection)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="formula-injection",
    cwe=1236,
    title="Formula injection",
    severity=Severity.MEDIUM,
    sinks=frozenset({"formula.kept", "formula.sent"}),
    message="{source} becomes {sink} that {api} writes",
    why=(
        "A cell that begins with `=`, `+`, `-` or `@` is a formula to the spreadsheet program of whoever opens the file,"
        " and sends what stands beside it elsewhere."
    ),
    remedy="Put an apostrophe before values that begin with one of `=+-@`, a tab or a carriage return.",
    assumed={"formula.kept": "That somebody opens the file with a spreadsheet program is assumed."},
)
