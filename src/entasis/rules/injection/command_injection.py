"""Data from outside that becomes part of a command line which a shell reads.

## What it finds
A value from outside the program that reaches the text of a shell command, through any number of functions and
files. A list of arguments that starts no shell is no finding. At level `audit` also a command of which nothing that was
read says where a part of it comes from.

## Why it matters
The shell reads `;`, `|`, `$(…)` and line ends as its own. Whoever sends the value appends a command and runs it with
the rights of the service.

## Bad
```python
import subprocess
from flask import Flask, request

app = Flask(__name__)

@app.route("/ping")
def ping():
    host = request.args["host"]
    return subprocess.check_output("ping -c 1 " + host, shell=True)  # finding
```

## Good
```python
import subprocess
from flask import Flask, request

app = Flask(__name__)

@app.route("/ping")
def ping():
    host = request.args["host"]
    return subprocess.check_output(["ping", "-c", "1", "--", host])
```

## How to fix it
Start the program with a list of arguments and without a shell, with `--` before values that could look like options.
Where a shell is needed, pass each value through `shlex.quote`.

## What it cannot see
Programs that start a shell themselves with an argument they are given.

## References
- [CWE-78](https://cwe.mitre.org/data/definitions/78.html)
- [Python documentation: security considerations of subprocess](https://docs.python.org/3/library/subprocess.html#security-considerations)
"""

from collections.abc import Iterator

from entasis.analyses.unshown import unshown
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Match, TaintRule
from entasis.rules.unshown_texts import unshown_matches

_MESSAGE = "{source} becomes part of {sink} that {api} runs"
_WHY = (
    "The shell reads `;`, `|` and `$()` in the value as its own. Whoever sends it runs any command "
    "with the rights of this process."
)
_REMEDY = "Pass {api} a list of arguments without a shell, or put the value through `shlex.quote`."


def _find(view: View) -> Iterator[Match]:
    found = unshown(view, ("command",), is_whole=True)
    yield from unshown_matches(view, found, _MESSAGE, _WHY, _REMEDY)


RULE = TaintRule(
    id="command-injection",
    cwe=78,
    title="Operating system command injection",
    severity=Severity.CRITICAL,
    sinks=frozenset({"command", "command.script"}),
    is_text=True,
    message=_MESSAGE,
    why=_WHY,
    remedy=_REMEDY,
    find=_find,
)
