"""Data from outside that becomes an option of a program.

## What it finds
A value from outside the program that is a word of its own in the list of arguments of a program whose options run
other programs or write files, where nothing keeps it from beginning with a dash.

## Why it matters
No shell reads the list, but the program does: `git clone` takes `--upload-pack=COMMAND` in the place of an address,
`ssh` takes `-oProxyCommand=COMMAND` in that of a host, `curl` and `wget` write files with `-o`. Whoever sends the value
runs commands, or replaces files, with the rights of the service.

## Bad
```python
import subprocess
from flask import Flask, request

app = Flask(__name__)

@app.route("/mirror", methods=["POST"])
def mirror():
    subprocess.run(["git", "clone", request.form["address"], "/srv/mirror"], check=True)  # finding
    return "ok"
```

## Good
```python
import subprocess
from flask import Flask, abort, request

app = Flask(__name__)

@app.route("/mirror", methods=["POST"])
def mirror():
    address = request.form["address"]
    if not address.startswith("https://git.example.org/"):
        abort(400)
    subprocess.run(["git", "clone", "--", address, "/srv/mirror"], check=True)
    return "ok"
```

## How to fix it
Put `--` before the words that come from outside, where the program knows it, or refuse values that begin with a dash.
A value behind `--name=` in the same word, or one that is the path of a file in a folder, is no option.

## What it cannot see
Lists that are put together by several functions. Words behind an option are taken for its value, if it is not known to
have none. Programs that are not among the models.

## References
- [CWE-88](https://cwe.mitre.org/data/definitions/88.html)
- [POSIX: utility syntax guidelines](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap12.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import OF_SERVICES, TaintRule

RULE = TaintRule(
    id="argument-injection",
    cwe=88,
    title="Argument injection",
    severity=Severity.HIGH,
    sinks=frozenset({"option"}),
    message="{source} becomes {sink} that {api} starts",
    why=(
        "A word that begins with a dash is an option, and options of this program run commands or write files. Whoever"
        " sends the value chooses which."
    ),
    remedy="Put `--` before the words that come from outside, or refuse values that begin with a dash.",
    assumed_from=OF_SERVICES,
)
