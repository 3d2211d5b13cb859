"""Data from outside that becomes part of a template's source.

## What it finds
A value from outside the program that is put into the text of a template, instead of being passed to it.
At level `audit` also a value of which nothing that was read says where it comes from.

## Why it matters
Template languages call functions and reach attributes: from any object the sender climbs to the interpreter and runs
commands.

## Bad
```python
from flask import Flask, render_template_string, request

app = Flask(__name__)

@app.route("/hello")
def hello():
    return render_template_string("<p>Hello " + request.args["name"] + "</p>")  # finding
```

## Good
```python
from flask import Flask, render_template_string, request

app = Flask(__name__)

@app.route("/hello")
def hello():
    return render_template_string("<p>Hello {{ name }}</p>", name=request.args["name"])
```

## How to fix it
Keep the template constant and pass the value as a variable.

## What it cannot see
Templates that users store in a database.

## References
- [CWE-1336](https://cwe.mitre.org/data/definitions/1336.html)
"""

from collections.abc import Iterator

from entasis.analyses.unshown import unshown
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Match, TaintRule
from entasis.rules.unshown_texts import unshown_matches

_MESSAGE = "{source} becomes part of {sink} that {api} evaluates"
_WHY = (
    "A template calls functions and reaches attributes: whoever writes part of it runs code with the "
    "rights of this process."
)
_REMEDY = "Keep the template constant and pass the value to it as a variable."


def _find(view: View) -> Iterator[Match]:
    found = unshown(view, ("template",))
    yield from unshown_matches(view, found, _MESSAGE, _WHY, _REMEDY)


RULE = TaintRule(
    id="template-injection",
    cwe=1336,
    title="Template injection",
    severity=Severity.CRITICAL,
    sinks=frozenset({"template"}),
    is_text=True,
    message=_MESSAGE,
    why=_WHY,
    remedy=_REMEDY,
    find=_find,
)
