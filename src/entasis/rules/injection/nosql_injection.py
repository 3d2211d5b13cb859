"""Data from outside that becomes the query of a document store.

## What it finds
Data from outside the program that is a query or a part of one which the sender shapes: the whole filter, a pipeline,
the code of a `$where`, or a value out of a JSON body, which may be a document with operators.

## Why it matters
Queries are documents, and their operators are keys in them. A JSON body in the place of a filter brings its own
operators: it matches all passwords, or runs JavaScript in the server of the database.

## Bad
```python
from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient()["cell"]["users"]

@app.route("/find", methods=["POST"])
def find():
    return str(users.find_one(request.get_json()))  # finding
```

```python
from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient()["cell"]["users"]

@app.route("/login", methods=["POST"])
def login():
    given = request.get_json()
    user = users.find_one({"name": given["name"], "code": given["code"]})  # finding
    return "ok" if user else "no"
```

## Good
```python
from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient()["cell"]["users"]

@app.route("/find", methods=["POST"])
def find():
    return str(users.find_one({"name": str(request.get_json()["name"])}))
```

## How to fix it
Write the keys of the query into the program. Convert values to the type that is meant (`str`, `int`, `ObjectId`) so
that none of them can be a document with operators.

## What it cannot see
Values that come as texts but are parsed by the program itself, other than as JSON.

## References
- [CWE-943](https://cwe.mitre.org/data/definitions/943.html)
- [OWASP: testing for NoSQL injection](https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/05.6-Testing_for_NoSQL_Injection)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="nosql-injection",
    cwe=943,
    title="NoSQL injection",
    severity=Severity.HIGH,
    sinks=frozenset({"nosql", "operator"}),
    is_text=True,
    message="{source} becomes {sink} of {api}",
    why=(
        'A query of a document store is data itself: `{{"$ne": null}}` in the place of a value matches'
        " everything. Whoever sends it chooses what is found, changed or removed."
    ),
    remedy=(
        "Build the query from constant keys, and turn each value into a text or a number before it is put in."
    ),
)
