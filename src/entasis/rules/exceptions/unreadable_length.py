"""A message of unreadable length that is taken for one without a body.

## What it finds
A function that decides how long an HTTP message is, since it reads both `Content-Length` and `Transfer-Encoding`, and
goes on with a length of 0 where the first is no number.

## Why it matters
A proxy in front may read the same header in another way (`+5`, `5,5`, `0x5`) and send the body on. Here the body counts
as the next request: whoever sent it has smuggled a request past everything the proxy checks, and its answer goes to
somebody else.

## Bad
```python
def frame(headers):
    if headers.get("transfer-encoding") == "chunked":
        return "chunked", 0
    try:
        length = int(headers.get("content-length", 0))  # finding
    except ValueError:
        length = 0
    return "plain", length
```

## Good
```python
class BadRequest(Exception):
    pass

def frame(headers):
    if headers.get("transfer-encoding") == "chunked":
        return "chunked", 0
    text = headers.get("content-length", "0")
    if not (text.isascii() and text.isdigit()):
        raise BadRequest("Content-Length")
    return "plain", int(text)
```

## How to fix it
Answer with 400 and close the connection. `int` accepts signs, blanks and underscores: check that there are digits only.

## What it cannot see
Headers that are read in different functions. Applications behind a server need not care: the server has decided.

## References
- [CWE-444](https://cwe.mitre.org/data/definitions/444.html)
- [RFC 9112, section 6.3: message body length](https://www.rfc-editor.org/rfc/rfc9112#section-6.3)
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.handlers import VALUE_ERRORS, silencer
from entasis.analyses.origins import backward
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import Call, GetField, GetItem, Instruction, Phi
from entasis.rules.rule import DEPLOYED, Hop, Match, Rule

_LENGTH: Final = "content-length"
_ENCODING: Final = "transfer-encoding"
_READING: Final = frozenset({"get", "pop", "getheader", "get_all"})


def _find(view: View) -> Iterator[Match]:
    reads = [step for of in (GetItem, Call) for step in view.steps_of(of)]
    names = {name: step for step in reads if (name := _header(view, step)) in {_LENGTH, _ENCODING}}
    if len(names) < 2:
        return
    for site in view.sites:
        call = site.call
        if len(call.arguments) != 1 or not view.is_number(call.result) or not view.is_live(call):
            continue
        read = next((s for s in backward(view, call.arguments[0]) if _header(view, s) == _LENGTH), None)
        catch = silencer(view, call, VALUE_ERRORS) if read is not None else None
        if read is not None and catch is not None and _may_be_zero(view, call.result):
            yield Match(
                step=call,
                message="A Content-Length that is no number counts as 0",
                why=(
                    "What follows the headers is then read as the next request. A proxy that reads the length in"
                    " another way has taken it for a body, and has not looked at it."
                ),
                remedy="Refuse the message with 400 and close the connection.",
                facts=("The function reads Transfer-Encoding as well: it decides where the message ends.",),
                hops=(
                    Hop(view.function, catch, "what is no number is caught here, and the length is 0"),
                    Hop(view.function, call, "the length is read here"),
                ),
            )


def _header(view: View, step: Instruction) -> str:
    """The name of the header that the step reads, in lower case and with hyphens; "" if it reads none."""
    key: object = None
    if isinstance(step, GetItem):
        key = view.written_text(step.key)
    elif isinstance(step, Call) and step.arguments:
        callee = view.definitions[step.callee]
        if isinstance(callee, GetField) and callee.name in _READING:
            key = view.written_text(step.arguments[0])
    if isinstance(key, bytes):
        key = key.decode("latin-1")
    return key.lower().replace("_", "-").removeprefix("http-") if isinstance(key, str) else ""


def _may_be_zero(view: View, length: int) -> bool:
    """Whether the number comes together with a constant 0, which stands for it where there is none."""
    for step in view.steps_of(Phi):
        if length in step.operands:
            cells = [view.constants.value(operand) for operand in step.operands]
            if any(is_constant(cell) and type(cell) is int and cell == 0 for cell in cells):
                return True
    return False


RULE = Rule(
    id="unreadable-length",
    cwe=444,
    title="Message of unreadable length taken for one without a body",
    severity=Severity.MEDIUM,
    find=_find,
    roles=DEPLOYED,
)
