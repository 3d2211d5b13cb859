"""A link in an archive that is made without a look at where it leads.

## What it finds
A member of a tar archive that the program knows to be a link, because it has asked, and that it unpacks without having
read where the link leads.

## Why it matters
A check of the member's name is no help: the name lies in the folder, what it points to does not. The archive brings a
link `data -> /home/app/.ssh` and then a file `data/authorized_keys`, which is written through the link; or the program
reads what the link names and hands it out.

## Bad
```python
import os
import tarfile

def unpack(path, folder):
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            if os.path.isabs(member.name) or ".." in member.name.split("/"):
                raise ValueError(member.name)
            if member.issym():
                archive.extract(member, folder)  # finding
```

## Good
```python
import os
import tarfile

def unpack(path, folder):
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            if os.path.isabs(member.name) or ".." in member.name.split("/"):
                raise ValueError(member.name)
            if member.issym():
                archive.extract(member, folder, filter="data")
```

## How to fix it
Pass `filter="data"`, or read `linkname`, bring it and the member's own folder to a normal form together and refuse
what leads out; or leave links out altogether.

## What it cannot see
Whether the check of `linkname` is the right one. Members of which nobody has asked whether they are links.

## References
- [CWE-59](https://cwe.mitre.org/data/definitions/59.html)
- [PEP 706: filter for tarfile.extractall](https://peps.python.org/pep-0706/)
"""

from collections.abc import Iterator

from entasis.analyses.decided import said
from entasis.analyses.misuse import Misuse, call_apis, misuses
from entasis.analyses.tested import root_of
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import Call, GetField
from entasis.program.symbols import Bound, FunctionSymbol
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule

_UNPACKED = "member.unpacked"
_LINK = "member.link"
_WHERE = "linkname"  # the field of a member that says where a link leads


def _find(view: View) -> Iterator[Match]:
    asked = [misuse for misuse in misuses(view, _LINK) if isinstance(misuse.step, Call)]
    for unpacked in misuses(view, _UNPACKED) if asked else ():
        question = next((q for q in asked if _is_answered(view, q, unpacked)), None)
        if question is None or _is_looked_at(view, unpacked):
            continue
        yield Match(
            step=unpacked.step,
            message=f"{unpacked.api} makes a link that may lead anywhere",
            why=(
                "The name of the member may be a good one: where the link leads stands elsewhere. What is written or"
                " read through it later lies outside the folder that was meant."
            ),
            remedy=unpacked.use.remedy,
            facts=(f"Nothing reads `{_WHERE}` of the member, which says where it leads.",),
            hops=(
                Hop(view.function, question.step, "the member is known to be a link from here on"),
                Hop(view.function, unpacked.step, "the link is made"),
            ),
            repair=unpacked.edit,
        )


def _is_answered(view: View, question: Misuse, unpacked: Misuse) -> bool:
    """Whether it was asked of this very member, and the answer is yes where it is unpacked."""
    if not isinstance(question.step, Call) or not isinstance(unpacked.step, Call):
        return False
    is_same = root_of(view, question.data) == root_of(view, unpacked.data)
    return is_same and said(view, question.step.result, unpacked.step) is True


def _is_looked_at(view: View, unpacked: Misuse) -> bool:
    """Whether something reads where the link leads, or is handed the member and may do so."""
    member = root_of(view, unpacked.data)
    for step in view.steps():
        if isinstance(step, GetField) and step.name == _WHERE and root_of(view, step.object) == member:
            return True
        if isinstance(step, Call) and step is not unpacked.step:
            is_given = any(root_of(view, argument) == member for argument in step.arguments)
            if is_given and not _is_only_unpacked(view, step):
                return True
    return False


def _is_only_unpacked(view: View, call: Call) -> bool:
    """Whether what is handed the member surely does not read where it leads."""
    site = view.site_of.get(id(call))
    if site is None or not site.targets:
        return False
    for thing in site.targets:
        function = thing.function if isinstance(thing, Bound) else thing
        if isinstance(function, FunctionSymbol):
            if any(
                isinstance(step, Call) or (isinstance(step, GetField) and step.name == _WHERE)
                for step in function.function.definitions
            ):
                return False
        elif not any(path.startswith("tarfile.") for path in call_apis(view, site)):
            return False
    return True


RULE = Rule(
    id="archive-link",
    cwe=59,
    title="Link in an archive made unseen",
    severity=Severity.HIGH,
    find=_find,
    roles=DEPLOYED,
)
