"""A temporary file or folder whose name others can take first.

## What it finds
Functions that give the name of a temporary file without making it. Folders below the shared temporary folder with a
name that is always the same, which are used even if they exist already and whoever made them.

## Why it matters
Everyone on the machine may write into the shared temporary folder. Who makes the file, or a link of that name, before
the program does decides what is written where: another file of the user is overwritten, or what is read back from the
folder is the attacker's.

## Bad
```python
import tempfile

def dump(data):
    path = tempfile.mktemp()  # finding
    with open(path, "wb") as file:
        file.write(data)
```

## Good
```python
import tempfile

def dump(data):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(data)
    return file.name
```

## How to fix it
Let `tempfile.mkstemp`, `tempfile.mkdtemp` or `NamedTemporaryFile` choose the name and make it in one step. For a folder
that is to be found again, use the user's own cache folder, or check the owner and the mode by `os.lstat`.

## What it cannot see
Names that are put together in another function.

## References
- [CWE-377](https://cwe.mitre.org/data/definitions/377.html)
- [Python: tempfile.mktemp](https://docs.python.org/3/library/tempfile.html#tempfile.mktemp)
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.misuse import misuses
from entasis.analyses.origins import backward
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    GetField,
    Import,
    Instruction,
    Load,
    Phi,
    Return,
)
from entasis.models.ports import Port, PortKind
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.rule_texts import effect_facts, effect_message

_SHARED: Final = ("/tmp", "/var/tmp")  # noqa: S108 - told from other folders by name
_MADE_UP: Final = (Binary, Build, GetField, Import, Load, Phi)
_IF_THERE: Final = Port(PortKind.ARGUMENT, 2, "exist_ok")


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, "temporary.name"):
        message = effect_message(misuse, "gives a name that others can take first")
        yield Match(
            step=misuse.step,
            message=message,
            why=(
                "Between the choice of the name and the making of the file anyone on the machine can make a file or a"
                " link of that name, and so decide what is written where."
            ),
            remedy=misuse.use.remedy,
            facts=effect_facts(misuse, message),
            repair=misuse.edit,
        )
    yield from _shared_folders(view)


def _shared_folders(view: View) -> Iterator[Match]:
    made = [misuse for misuse in misuses(view, "folder.made") if isinstance(misuse.step, Call)]
    if not made or any(True for _ in misuses(view, "file.examined")):
        return
    known = {
        id(m.step) for kind in ("temporary.folder", "name.known", "path.joined") for m in misuses(view, kind)
    }
    shared = {id(m.step) for m in misuses(view, "temporary.folder")}
    for misuse in made:
        steps = backward(view, misuse.data)
        parts = [view.constant(o) for o in (misuse.data, *(o for step in steps for o in _operands(step)))]
        texts = [part for part in parts if is_constant(part) and isinstance(part, str)]
        is_shared = any(id(step) in shared for step in steps) or any(t.startswith(_SHARED) for t in texts)
        is_known = all(isinstance(step, _MADE_UP) or id(step) in known for step in steps)
        if is_shared and is_known and texts and _goes_on(view, misuse.step):
            yield Match(
                step=misuse.step,
                message=f"{misuse.api} uses a folder in the shared temporary folder that others can make first",
                why=(
                    "The name is the same each time, and a folder that exists already is used whoever made it: its"
                    " owner can read, change and replace what is put there."
                ),
                remedy="Make the folder with `tempfile.mkdtemp`, or check its owner and mode by `os.lstat`.",
                facts=("The program goes on if the folder exists, and does not ask whose it is.",),
            )


def _operands(step: Instruction) -> tuple[int, ...]:
    match step:
        case Binary():
            return step.left, step.right
        case Build():
            return step.operands
        case Call():
            return step.arguments
        case _:
            return ()


def _goes_on(view: View, step: Instruction) -> bool:
    """Whether the function goes on if the folder is there: it is told to, or the exception is caught."""
    assert isinstance(step, Call)
    if view.known(step, _IF_THERE).constant is True:
        return True
    handler = view.block_of[id(step)].handler
    if handler == NONE or not _returns(view, view.blocks[handler]):
        return False
    return not any(_is_another(view, view.blocks[handler], name) for name in step.arguments[:1])


def _is_another(view: View, handler: Block, name: int) -> bool:
    """Whether the handler puts another folder in the place of the one that is there."""
    for block in view.blocks:
        for step in block.instructions:
            if isinstance(step, Phi) and name in step.operands:
                ways = zip(block.predecessors, step.operands, strict=True)
                other = {before for before, operand in ways if operand != name}
                if other and other & _reached(view, handler, block):
                    return True
    return False


def _reached(view: View, start: Block, end: Block) -> set[int]:
    """The blocks to which control comes from `start` before it gets to `end`, if nothing raises."""
    seen, pending = {start.index}, [start]
    while pending:
        block = pending.pop()
        for following in block.successors():
            if following not in seen and following not in {block.handler, end.index}:
                seen.add(following)
                pending.append(view.blocks[following])
    return seen


def _returns(view: View, start: Block) -> bool:
    seen, pending = {start.index}, [start]
    while pending:
        block = pending.pop()
        if isinstance(block.terminator, Return):
            return True
        for following in block.successors():
            if following not in seen and following != block.handler:
                seen.add(following)
                pending.append(view.blocks[following])
    return False


RULE = Rule(
    id="guessable-temporary-file",
    cwe=377,
    title="Temporary file whose name others can take first",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
