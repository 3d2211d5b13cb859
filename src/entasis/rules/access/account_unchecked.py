"""An account that is let in without asking whether it may still be used.

## What it finds
A call that asks the system whether a password is right, in a module that never asks whether the account may be used.

## Why it matters
With PAM these are two questions. `pam_authenticate` only says that the password is right; that the account has
expired, is locked, or is not allowed to log in now or from here, is what `pam_acct_mgmt` says. Without it whoever was
shut out gets in with the old password.

## Bad
```python
from ctypes import CDLL
from ctypes.util import find_library

pam = CDLL(find_library("pam"))

def is_valid(handle):
    return pam.pam_authenticate(handle, 0) == 0  # finding
```

## Good
```python
from ctypes import CDLL
from ctypes.util import find_library

pam = CDLL(find_library("pam"))

def is_valid(handle):
    return pam.pam_authenticate(handle, 0) == 0 and pam.pam_acct_mgmt(handle, 0) == 0
```

## How to fix it
Ask the second question after the first one, and refuse who fails it.

## What it cannot see
Whether the answer to the second question decides anything. A module that leaves it to another one is reported.

## References
- [CWE-862](https://cwe.mitre.org/data/definitions/862.html)
- [pam_acct_mgmt(3)](https://man7.org/linux/man-pages/man3/pam_acct_mgmt.3.html)
"""

from collections.abc import Iterator

from entasis.analyses.misuse import misuses
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import DEPLOYED, Match, Rule

_PROVED = "account.proved"
_ALLOWED = "account.allowed"


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _PROVED):
        if _is_asked(view):
            return
        yield Match(
            step=misuse.step,
            message=f"{misuse.api} lets accounts in that are expired or locked",
            why=(
                "A right password does not mean that the account may be used: whoever has been shut out by an expiry"
                " date or a lock still gets in."
            ),
            remedy=misuse.use.remedy,
            facts=(
                f"{misuse.api} {misuse.use.because}; nothing in this module asks whether it may be used.",
            ),
        )


def _is_asked(view: View) -> bool:
    """Whether something in the module asks whether the account may be used."""
    return any(
        True for function in view.function.module.functions for _ in misuses(view.beside(function), _ALLOWED)
    )


RULE = Rule(
    id="account-unchecked",
    cwe=862,
    title="Account let in without asking whether it may be used",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
