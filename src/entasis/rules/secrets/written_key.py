"""A key that signs sessions or tokens, and that is written in the code.

## What it finds
A text or bytes that are written out and given to a framework, or to a library that signs or encrypts, as its secret key:
as a setting, through a class or a module of settings, as an argument.

## Why it matters
Whoever has seen the code, a copy of it or an old backup, signs what he likes: a session of any user, a token with any
rights, a link that resets a password. All installations share the key, and it cannot be changed without a release.

## Bad
```python
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = "correct horse battery staple"  # finding
```

## Good
```python
import os

from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
```

## How to fix it
Read the key from the environment or a store of secrets, fail where there is none, and change the one that was written down.

## What it cannot see
Keys that stand in for one that is not set, keys in files of the program, and those of ciphers that are used directly.

## References
- [CWE-321](https://cwe.mitre.org/data/definitions/321.html)
- [OWASP: secrets management](https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html)
"""

from collections.abc import Iterator

from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.written_secrets import written_secrets


def _find(view: View) -> Iterator[Match]:
    for secret in written_secrets(view, "key.written"):
        yield Match(
            step=secret.step,
            function=secret.function,
            message=f"the program {secret.misuse.use.because}",
            why=(
                "Whoever has seen the code, or a copy of it, signs what he likes in the name of the program: sessions of"
                " any user, tokens with any rights."
            ),
            remedy=secret.misuse.use.remedy,
            facts=secret.facts,
            hops=secret.hops,
            tier=secret.tier,
        )


RULE = Rule(
    id="written-key",
    cwe=321,
    title="Key written in the code",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
