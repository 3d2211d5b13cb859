"""Whoever sends a request chooses which attributes of an object are set.

## What it finds
A mapping from outside whose keys become the fields of a record or the attributes of an object: `Model(**data)`,
`update(data)` of a query, `setattr` in a loop over the keys, an update of `__dict__`, without the keys being chosen by
the program.

## Why it matters
The form shows two fields, the request may hold more of them. `is_admin`, `owner_id`, `balance` or `password_hash` are
columns like the others, and are set like the others.

## Bad
```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class User(db.Model):
    name = db.Column(db.String)
    is_admin = db.Column(db.Boolean, default=False)

@app.route("/users", methods=["POST"])
def register():
    db.session.add(User(**request.get_json()))  # finding
    db.session.commit()
    return "ok"
```

## Good
```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class User(db.Model):
    name = db.Column(db.String)
    is_admin = db.Column(db.Boolean, default=False)

@app.route("/users", methods=["POST"])
def register():
    db.session.add(User(name=request.get_json()["name"]))
    db.session.commit()
    return "ok"
```

## How to fix it
Name the fields, or take out of the mapping only those of a fixed list. A form, a serializer or a schema does that as
well.

## What it cannot see
What other functions make of the mapping on the way is taken for a choice of the program. Classes that are no records.
Data that has lain in the fields of some object meanwhile is reported for an audit only: programs set attributes by
names that they compute from their own objects, and which of these came from outside is seldom sure.

## References
- [CWE-915](https://cwe.mitre.org/data/definitions/915.html)
- [OWASP: mass assignment](https://cheatsheetseries.owasp.org/cheatsheets/Mass_Assignment_Cheat_Sheet.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="mass-assignment",
    cwe=915,
    title="Attributes chosen by the sender",
    severity=Severity.MEDIUM,
    sinks=frozenset({"attribute"}),
    is_sure_only_directly=True,
    message="{source} chooses {sink} that {api} sets",
    why=(
        "Whoever sends the request adds fields that no form shows, such as an owner, a price or a role, and they are"
        " set like the others."
    ),
    remedy="Name the fields that are set, or take only those of a fixed list out of what was sent.",
    assumed_from=OF_SERVICES,
)
