"""A web server that is started in debug mode.

## What it finds
A server or an application object that is made or run with its debugger on; the value counts through variables,
constants and defaults. Where only an option asks for it, and in a folder of examples beside other code, at level `audit`.

## Why it matters
A debug server shows source code, variables and secrets to whoever causes an error, and the interactive debuggers of
several frameworks run any code that is typed into the error page.

## Bad
```python
from flask import Flask

app = Flask(__name__)
DEBUG = True

def main():
    app.run(host="0.0.0.0", debug=DEBUG)  # finding
```

## Good
```python
from flask import Flask

app = Flask(__name__)

def main():
    app.run(host="0.0.0.0")
```

## How to fix it
Leave debug mode off in code. Turn it on from outside on a developer's machine (`flask run --debug`).

## What it cannot see
Debug mode that is switched on from outside: a setting in a file, the environment, an option of the command line.

## References
- [CWE-489](https://cwe.mitre.org/data/definitions/489.html)
"""

from collections.abc import Iterator

from entasis.analyses.asked import ASKED_FOR, is_asked_for
from entasis.analyses.misuse import is_for_developing, misuses
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.rule_texts import deciding_place, effect_facts, effect_message, value_facts, value_hops

_KIND = "debug.server"
_FOR_DEVELOPERS = (
    "It lies among examples, or with what developers run: that somebody serves it to others is assumed."
)


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        use = misuse.use
        is_asked = is_asked_for(view, misuse.step, by_setting=True)
        place = deciding_place(view, misuse)
        assumed = ASKED_FOR if is_asked else _FOR_DEVELOPERS if is_for_developing(view) else ""
        message = effect_message(misuse, "runs in debug mode")
        yield Match(
            step=place[1],
            function=place[0],
            message=message,
            why=(
                "An error page of a debug server shows code, variables and secrets to whoever caused the error, and"
                " where it has a console it runs what the visitor types."
            ),
            remedy=use.remedy or "Leave debug mode off in code.",
            facts=(
                *value_facts(view, misuse),
                *effect_facts(misuse, message),
                *((assumed,) if assumed else ()),
            ),
            hops=value_hops(view, misuse, "here it switches debug mode on"),
            repair=misuse.edit,
            tier=Tier.AUDIT if assumed else None,
        )


RULE = Rule(
    id="debug-server",
    cwe=489,
    title="Debug mode left on",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
