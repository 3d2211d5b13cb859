"""An SSH connection to a host whose key nobody knows.

## What it finds
An SSH client that is told to go on, or to warn at most, where the key of the host is not among those that are known.

## Why it matters
The key is all that tells the host from somebody else who answers in its place. Whoever can redirect the connection shows a
key of his own: he gets the password, the commands and the files, and gives what answers he likes.

## Bad
```python
import paramiko

def connect(host, user):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # finding
    client.connect(host, username=user)
    return client
```

## Good
```python
import paramiko

def connect(host, user):
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    client.connect(host, username=user)
    return client
```

## How to fix it
Load the keys of the hosts that are called, from the system's list or a file that comes with the configuration, and leave
the policy that rejects others.

## What it cannot see
Policies that the program makes itself. Whether the first connection is made where nobody can redirect it.

## References
- [CWE-322](https://cwe.mitre.org/data/definitions/322.html)
- [RFC 4251: host keys](https://www.rfc-editor.org/rfc/rfc4251#section-4.1)
"""

from collections.abc import Iterator

from entasis.analyses.asked import ASKED_FOR, is_asked_for
from entasis.analyses.misuse import misuses
from entasis.analyses.view import View
from entasis.finding import Severity, Tier
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.rule_texts import effect_facts, effect_message, value_facts

_KIND = "host.unknown"


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        is_asked = is_asked_for(view, misuse.step)
        message = effect_message(misuse, "accepts the key of any host")
        yield Match(
            step=misuse.step,
            message=message,
            why=(
                "Whoever can redirect the connection answers in the place of the host: he gets the password and the"
                " commands, and nobody notices."
            ),
            remedy=misuse.use.remedy,
            facts=(
                *value_facts(view, misuse),
                *effect_facts(misuse, message),
                *((ASKED_FOR,) if is_asked else ()),
            ),
            repair=misuse.edit,
            tier=Tier.AUDIT if is_asked else None,
        )


RULE = Rule(
    id="unknown-host-key",
    cwe=322,
    title="SSH host key not verified",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
