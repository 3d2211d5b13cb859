"""Data from outside that becomes part of a page without being escaped.

## What it finds
A value from outside the program that is put into HTML which is sent to a browser, or is marked as safe for it. The
finding stands where the value gets between the tags, if that can be seen, with the way of the page from there on.
In scripts of pages: the address of the page, a message from another window or the like that becomes part of the page
by `innerHTML`, `document.write` or jQuery.
A value that is an address to which a link, a form or a frame of a template leads: escaping leaves `javascript:` as it is.
At level `audit` also a value that is put between tags in a text of which nobody knows where it goes, and one that a
template is passed which is not there, where nothing is escaped.

## Why it matters
The browser runs what the sender wrote as if it came from your site: it reads the visitor's session and acts in his
name.

## Bad
```python
from flask import Flask, request
from markupsafe import Markup

app = Flask(__name__)

@app.route("/search")
def search():
    return Markup("<p>Nothing found for " + request.args["q"] + "</p>")  # finding
```

## Good
```python
from flask import Flask, request
from markupsafe import Markup, escape

app = Flask(__name__)

@app.route("/search")
def search():
    return Markup("<p>Nothing found for " + escape(request.args["q"]) + "</p>")
```

## How to fix it
Let a template with automatic escaping make the page. By hand, put each value through `markupsafe.escape`.

## What it cannot see
Templates other than those of Jinja and Django, what several scripts of a page hand each other, and what libraries
that run in the browser make of what they are given, but for jQuery.

## References
- [CWE-79](https://cwe.mitre.org/data/definitions/79.html)
- [OWASP: cross-site scripting prevention](https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html)
"""

import re
from collections.abc import Iterator
from typing import Final

from entasis.analyses.unshown import unshown
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import Match, TaintRule
from entasis.rules.rule_texts import IN_SCRIPTS
from entasis.rules.unshown_texts import unshown_matches

_TAG: Final = re.compile(r"<[a-zA-Z]")
_MESSAGE = "{source} becomes part of {sink} of {api} unescaped"
_WHY = (
    "The visitor's browser runs what the sender wrote as if it came from this site, and acts in the "
    "visitor's name."
)
_REMEDY = (
    "Escape the value with `markupsafe.escape`, or let a template with automatic escaping make the page."
)


def _find(view: View) -> Iterator[Match]:
    found = (one for one in unshown(view, ("html",)) if _TAG.search(one.before))
    yield from unshown_matches(view, found, _MESSAGE, _WHY, _REMEDY)


RULE = TaintRule(
    id="cross-site-scripting",
    cwe=79,
    title="Cross-site scripting",
    severity=Severity.HIGH,
    sinks=frozenset({"html", "html.built", "html.called", "html.unseen", "script", "address", "elements"}),
    is_text=True,
    message=_MESSAGE,
    why=_WHY,
    remedy=_REMEDY,
    said_of={
        "address": (
            "{source} becomes the address of a link in {api}, where `javascript:` begins code",
            (
                "Before the page is made, check that the address begins with `https://` or with one slash; "
                "escaping does not change what `javascript:` does."
            ),
        )
    },
    in_scripts={
        "": (
            _MESSAGE,
            IN_SCRIPTS,
            "Set `textContent` instead, or put the value through `DOMPurify.sanitize`.",
        ),
        "address": (
            "{source} becomes the address of {api}, where `javascript:` begins code",
            IN_SCRIPTS,
            "Check that the address begins with `https://` or with one slash before it is set.",
        ),
        "elements": (
            "{source} is made to elements by {api} where it begins with a tag",
            IN_SCRIPTS,
            "Look for elements by `document.getElementById`, which makes none.",
        ),
    },
    assumed={
        "html.built": "That a browser is sent this text is assumed.",
        "html.unseen": "Nothing escapes what the template shows; that it shows the value is assumed: it is not there.",
    },
    find=_find,
)
