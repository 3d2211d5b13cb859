"""Data from outside that becomes part of a regular expression.

## What it finds
A value from outside the program that is compiled or matched as a pattern without `re.escape`.

## Why it matters
Python's regular expressions go back and try again: nested repetitions take exponential time, and the interpreter does
nothing else meanwhile. What the sender writes is also no longer the pattern that was meant.

## Bad
```python
import re
from flask import Flask, request

app = Flask(__name__)
NAMES = "compute conductor scheduler"

@app.route("/search")
def search():
    return str(re.findall(request.args["q"], NAMES))  # finding
```

## Good
```python
import re
from flask import Flask, request

app = Flask(__name__)
NAMES = "compute conductor scheduler"

@app.route("/search")
def search():
    return str(re.findall(re.escape(request.args["q"]), NAMES))
```

## How to fix it
Escape the value with `re.escape`. Where visitors are to write patterns, use an engine whose time is linear in the
text.

## What it cannot see
Patterns of the program itself that take exponential time.

## References
- [CWE-1333](https://cwe.mitre.org/data/definitions/1333.html)
- [OWASP: regular expression denial of service](https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="regex-injection",
    cwe=1333,
    title="Regular expression from outside",
    severity=Severity.MEDIUM,
    sinks=frozenset({"regex"}),
    message="{source} becomes part of {sink} that {api} matches with",
    why=(
        "A pattern like `(a+)+$` takes time that doubles with each letter. Whoever writes the pattern,"
        " and often the text too, stops this process with one request."
    ),
    remedy="Put the value through `re.escape`, or search for it as plain text.",
    assumed_from=OF_SERVICES,
)
