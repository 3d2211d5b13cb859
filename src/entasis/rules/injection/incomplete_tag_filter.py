"""A filter that is to take scripts out of HTML, and leaves in what browsers run.

## What it finds
A regular expression whose matches are taken out of a text, which matches a whole script element, but not each form
of it: another case, a space before the last bracket, a line break inside.

## Why it matters
Browsers forgive much: `</script >` ends a script, and `<SCRIPT>` begins one. What the filter leaves in runs in the
visitor's browser as if it came from the site.

## Bad
```python
import re

def without_scripts(text):
    return re.sub(r"<script.*?>.*?</script>", "", text, flags=re.DOTALL | re.IGNORECASE)  # finding
```

## Good
```python
import nh3

def without_scripts(text):
    return nh3.clean(text)
```

## How to fix it
Escape the text with `html.escape`, or leave in what is known to be harmless by a library that parses HTML as browsers
do, such as `nh3`. No list of patterns is complete: event handlers and links run scripts as well.

## What it cannot see
Whether a browser is ever sent the text, which is why it is for an audit; and filters that take out single tags.

## References
- [CWE-80](https://cwe.mitre.org/data/definitions/80.html)
- [HTML: the end of a script](https://html.spec.whatwg.org/multipage/parsing.html#script-data-end-tag-name-state)
- [OWASP: cross-site scripting prevention](https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html)
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.regex.search import is_found, is_whole
from entasis.analyses.regex.uses import replacements
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.rules.rule import DEPLOYED, Match, Rule

_SCRIPT: Final = "<script>x()</script>"
_OTHERS: Final = (
    "<SCRIPT>x()</SCRIPT>",
    "<script>x()</script >",
    "<script\n>x()</script>",
    "<script>\nx()</script>",
    '<script src="x">x()</script>',
    "<script>x()</script x>",
)


def _find(view: View) -> Iterator[Match]:
    for found in replacements(view):
        if not is_whole(found.pattern, found.flags, _SCRIPT):
            continue
        left = next(
            (other for other in _OTHERS if is_found(found.pattern, found.flags, other) is False), None
        )
        if left is not None:
            shown = left.replace("\n", "\\n")
            yield Match(
                step=found.call,
                message=f"{found.api} leaves `{shown}` in, which browsers run",
                why=(
                    "A sender who writes the tag in this form has his script run in the visitor's browser as if it came"
                    " from the site."
                ),
                remedy="Escape the text with `html.escape`, or clean it by a library that parses HTML.",
                facts=(
                    f"The pattern matches `{_SCRIPT}` as a whole: it is there to take scripts out.",
                    f"Nothing in `{shown}` matches it.",
                    "That a browser is sent the text is assumed.",
                ),
            )


RULE = Rule(
    id="incomplete-tag-filter",
    cwe=80,
    title="Filter of script tags that is not complete",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
    tier=Tier.AUDIT,
)
