"""Data from outside that becomes part of an SQL statement's text.

## What it finds
A value from a request, a message or another source that reaches the text of an SQL statement, through any number of
functions and files of the program. At level `audit` also a value in a text that begins as a statement does, of which
nobody knows who runs it, and one of which nothing that was read says where it comes from.

## Why it matters
Whoever sends the value writes part of the statement: he reads and changes rows that are not his, logs in as somebody
else, or deletes the table.

## Bad
```python
import sqlite3
from flask import Flask, request

app = Flask(__name__)

@app.route("/servers")
def servers():
    connection = sqlite3.connect("cell.db")
    name = request.args["name"]
    return str(connection.execute(f"SELECT * FROM servers WHERE name = '{name}'").fetchall())  # finding
```

## Good
```python
import sqlite3
from flask import Flask, request

app = Flask(__name__)

@app.route("/servers")
def servers():
    connection = sqlite3.connect("cell.db")
    name = request.args["name"]
    return str(connection.execute("SELECT * FROM servers WHERE name = ?", (name,)).fetchall())
```

## How to fix it
Write a placeholder into the statement and pass the value as a parameter. Names of columns and tables cannot be
parameters: take them from a fixed set.

## What it cannot see
Statements that are put together outside the reviewed program, and stored procedures that build statements themselves.

## References
- [CWE-89](https://cwe.mitre.org/data/definitions/89.html)
- [OWASP: query parameterization](https://cheatsheetseries.owasp.org/cheatsheets/Query_Parameterization_Cheat_Sheet.html)
"""

from collections.abc import Iterator

from entasis.analyses.unshown import unshown, unshown_statements
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Match, TaintRule
from entasis.rules.unshown_texts import unshown_matches

_MESSAGE = "{source} becomes part of {sink} that {api} runs"
_WHY = (
    "Whoever sends the value writes part of the statement. He can read and change rows that are not his, pass a"
    " log-in without its password, or destroy the table."
)
_REMEDY = "Write a placeholder into the statement and pass the value as a parameter of {api}."


def _find(view: View) -> Iterator[Match]:
    found = (*unshown(view, ("sql",)), *unshown_statements(view))
    yield from unshown_matches(view, found, _MESSAGE, _WHY, _REMEDY)


RULE = TaintRule(
    id="sql-injection",
    cwe=89,
    title="SQL injection",
    severity=Severity.CRITICAL,
    sinks=frozenset({"sql", "clause", "sql.built"}),
    is_text=True,
    message=_MESSAGE,
    why=_WHY,
    remedy=_REMEDY,
    assumed={
        "clause": "That a release is used which makes a text here part of the statement is assumed.",
        "sql.built": "That a database is passed this text is assumed.",
    },
    find=_find,
)
