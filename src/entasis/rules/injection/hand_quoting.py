"""A value between quotes that were written by hand, in a text that a shell reads.

## What it finds
A command for a shell in which a parameter, a field of the object or data from outside stands between quotes that are
part of the literal text, and is not quoted by a function.

## Why it matters
The quotes say that the value may hold what the shell would otherwise act on. A quote in the value ends them: the name of
a file is enough to run any command, and an innocent apostrophe breaks the command.

## Bad
```python
import os

def preview(path):
    os.system("convert '%s' preview.png" % path)  # finding
```

## Good
```python
import subprocess

def preview(path):
    subprocess.run(["convert", path, "preview.png"], check=True)
```

## How to fix it
Run the program with a list of arguments, without a shell. Where a shell is needed, put `shlex.quote(value)` into the text,
without quotes around it.

## What it cannot see
Commands whose text is put together in another function, and values that stand there without any quotes: those are found
where data from outside reaches them.

## References
- [CWE-78](https://cwe.mitre.org/data/definitions/78.html)
- [Python: shlex.quote](https://docs.python.org/3/library/shlex.html#shlex.quote)
"""

from collections.abc import Iterator

from entasis.analyses.assembly import Part, parts
from entasis.analyses.misuse import misuses
from entasis.analyses.origins import backward, origins
from entasis.analyses.view import View
from entasis.finding import Role, Severity
from entasis.ir.instructions import Call, GetField, Instruction
from entasis.rules.rule import Hop, Match, Rule


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, "shell.text"):
        for quote, value in _quoted(parts(view, misuse.data)):
            origin = _outside(view, value, quote)
            if origin is not None:
                step, what = origin
                yield Match(
                    step=misuse.step,
                    message=f"A {quote} in {what} ends the quotes around it in the shell command",
                    why=(
                        "The shell reads what follows the quote as more of the command: whoever can choose the value,"
                        " such as the name of a file, runs any program."
                    ),
                    remedy="Run the program with a list of arguments, or quote the value with `shlex.quote`.",
                    facts=(
                        "The quotes around the value are part of the literal text; nothing quotes the value.",
                    ),
                    hops=(
                        Hop(view.function, step, f"{what} comes in here"),
                        Hop(view.function, misuse.step, f"{misuse.api} hands the text to a shell"),
                    ),
                )
                break


def _quoted(text: list[Part]) -> Iterator[tuple[str, int]]:
    """The values that stand between quotes, each with the quote."""
    quote = ""
    for part in text:
        if isinstance(part, int):
            if quote:
                yield quote, part
            continue
        is_escaped = False
        for sign in part:
            if is_escaped:
                is_escaped = False
            elif sign == "\\" and quote != "'":
                is_escaped = True
            elif sign == quote:
                quote = ""
            elif sign in "'\"" and not quote:
                quote = sign


def _outside(view: View, register: int, quote: str) -> tuple[Instruction, str] | None:
    """Where the value comes from, if it is a text that others choose and in which quotes are left as they are."""
    if view.is_number(register):
        return None
    cleaning = {id(misuse.step) for misuse in misuses(view, "shell.quoted")}
    for step in backward(view, register):
        if id(step) in cleaning:
            return None
        if isinstance(step, Call):
            site = view.site_of.get(id(step))
            callee = view.definitions[step.callee]
            is_method = isinstance(callee, GetField)
            if is_method and any(quote in str(view.constant(argument)) for argument in step.arguments):
                return None  # a replacement, or a split, by the quote
            if site is None or not (site.targets or is_method):
                return None
    found = origins(view, register)
    if not found:
        return None
    says = found[0].source.says if found[0].source is not None else found[0].place
    return found[0].step, says


RULE = Rule(
    id="shell-quoting-by-hand",
    cwe=78,
    title="Shell command with quotes written by hand",
    severity=Severity.HIGH,
    find=_find,
    roles=frozenset({Role.APPLICATION, Role.VENDORED}),
)
