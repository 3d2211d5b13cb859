"""Pages of every site may call this one in the name of their visitors, and read what it answers.

## What it finds
An answer to cross-origin requests that allows every origin and credentials at the same time: by the options of a
library, which then answers with whatever origin has asked.

## Why it matters
A browser keeps the answers of one site from the pages of another, unless the site allows it. Allowed to everybody with
credentials, any page that a logged-in visitor opens reads his data here and acts for him, tokens against forged requests
included, since it reads those as well.

## Bad
```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)  # finding
```

## Good
```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://cell.example"], allow_credentials=True)
```

## How to fix it
List the origins that are meant. Where everybody is meant, allow no credentials.

## What it cannot see
Origins that come from a configuration, and headers that are written by hand or by the server in front of the program.

## References
- [CWE-942](https://cwe.mitre.org/data/definitions/942.html)
- [Fetch standard: CORS protocol](https://fetch.spec.whatwg.org/#http-cors-protocol)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import misuses
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.rule_texts import effect_facts, effect_message, value_facts, value_hops

_KIND = "cors.open"


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        message = effect_message(misuse, "allows every origin with credentials")
        yield Match(
            step=misuse.step,
            message=message,
            why=(
                "The page of any site that a logged-in visitor opens reads his data here and acts in his name, since the"
                " browser is told that it may."
            ),
            remedy=misuse.use.remedy,
            facts=(*value_facts(view, misuse), *effect_facts(misuse, message)),
            hops=value_hops(view, misuse, "here it allows every origin"),
            repair=misuse.edit,
        )


RULE = Rule(
    id="open-cors",
    cwe=942,
    title="Every origin allowed with credentials",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
