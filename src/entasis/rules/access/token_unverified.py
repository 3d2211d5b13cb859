"""A token that somebody has sent is read without its signature being verified.

## What it finds
A JSON Web Token from outside the program whose claims are read by a call that is told not to verify the signature
(`options={"verify_signature": False}`, `get_unverified_claims`), or to take tokens that have none (`"none"` among the
algorithms).

## Why it matters
The claims say who the sender is and what he may do. Without the signature anybody can write them: he is whoever he says.

## Bad
```python
import jwt
from flask import Flask, request

app = Flask(__name__)

@app.route("/account")
def account():
    token = request.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})  # finding
    return {"user": claims["sub"]}
```

## Good
```python
import os
import jwt
from flask import Flask, request

app = Flask(__name__)

@app.route("/account")
def account():
    token = request.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, os.environ["TOKEN_KEY"], algorithms=["HS256"])
    return {"user": claims["sub"]}
```

## How to fix it
Decode the token with the key of whoever has issued it and the one algorithm that is in use. Where the claims are needed to
choose the key, verify the same token with that key before anything else is believed.

## What it cannot see
Whether something before the program, such as a gateway, has verified the token. A token that is verified by another call as
well is not reported.

## References
- [CWE-347](https://cwe.mitre.org/data/definitions/347.html)
- [RFC 8725: JSON Web Token best current practices](https://www.rfc-editor.org/rfc/rfc8725)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="token-unverified",
    cwe=347,
    title="Token whose signature is not verified",
    severity=Severity.HIGH,
    sinks=frozenset({"token.unverified"}),
    message="{api} does not verify {sink} that comes from {source}",
    why=(
        "Anybody can write the claims of a token that is not verified: whoever sends it is the user that he says he is."
    ),
    remedy="Decode it with the issuer's key and the one algorithm in use, and leave the verification on.",
    is_sure_only_directly=True,
)
