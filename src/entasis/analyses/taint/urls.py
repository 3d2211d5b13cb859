r"""Checks of URLs and of where a redirect leads, by the part of the address that is looked at.

    urlsplit(url).hostname == HOST       `url` goes where it should
    url.startswith("https://api.x/")     so it does: the slash ends the host
    url.startswith("https://api.x")      not so: https://api.x.evil.com/
    target.startswith("/")               a redirect with no scheme, though `//evil.com` and `/\evil.com` name a host

A redirect has three states: a scheme, a host behind `//`, and a backslash that browsers read as a slash.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from entasis.analyses.taint import derived
from entasis.analyses.taint.bits import Kinds
from entasis.ir.instructions import NONE, Build, Call, GetField, GetItem, Phi
from entasis.models.data import Guard
from entasis.program.symbols import Instance

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Guards

_PARTS: Final = ("scheme", "netloc")  # what lies first in a split address
_HOST: Final = re.compile(r"[a-zA-Z\0][a-zA-Z0-9+.\0-]*://[^/?#\\]+[/?#]")
_LOCAL: Final = re.compile(r"/[^/\\\0]|/\0[^\\\0]|[?#]|[\w.-]+[/?#]")  # within the site, whatever follows
_SAME_HOST: Final = frozenset({"lower", "casefold"})  # hosts are the same in letters of either case
_OWN_HOST: Final = frozenset({"host", "http_host", "server_name"})
_RUNS: Final = ("javascript:", "vbscript:", "data:")
# An address from elsewhere in the program, and what ends its host: `&` goes on with a query
_BASE: Final = re.compile(r"\0[^\0/:]*(:\0)?(/(?!/)|[?#&])")


def fixes_host(text: str) -> bool:
    """Whether an address that begins so goes to one host; NUL stands for what is not known."""
    return _HOST.match(text) is not None or (_BASE.match(text) is not None)


def stays_here(text: str) -> bool:
    """Whether a redirect to what begins so stays on the site."""
    return fixes_host(text) or _LOCAL.match(text) is not None


def runs_nothing(text: str) -> bool:
    """Whether an address that begins so is no code, whatever follows; NUL stands for what is not known."""
    begun = text.strip().partition("\0")[0].lower()
    return bool(begun) and not any(scheme.startswith(begun) or begun.startswith(scheme) for scheme in _RUNS)


def prefixed(kinds: Kinds, texts: Sequence[str], *, is_true: bool) -> int:
    """What is checked where an address begins with one of the texts, or with none of them."""
    if not is_true:
        absent = {"//": ["redirect.host"], "/\\": ["redirect.backslash"], "/": ["~root", "redirect.host"]}
        return kinds.mask([kind for text in texts for kind in absent.get(text, ())])
    mask = kinds.whole
    for text in texts:
        here = ["url"] if _HOST.match(text) else []
        if stays_here(text):
            here.append("redirect")
        elif text.startswith("/"):
            here.append("redirect.scheme")
        if runs_nothing(text):
            here.append("address")
        mask &= kinds.mask(here)
    return mask


def known_part(guards: "Guards", register: int) -> Iterator[tuple["Checked", int]]:
    """The part of an address in `register` is one of a few that the program knows."""
    for whole, row in _parts(guards, register):
        if row.on == "member":
            yield from derived.implied(guards, whole, guards.kinds.mask(row.clears))


def same_host(guards: "Guards", register: int, other: int) -> Iterator[tuple["Checked", int]]:
    """The host of an address is the one that the request was sent to, or what else is no part of what was sent.

    A visitor who is sent there stays where he is. Where the program itself sends a request is another matter.
    """
    if _may_be_sent(guards, other):
        return
    for whole, row in _parts(guards, register):
        if row.on == "member":
            mask = guards.kinds.mask(row.clears) & guards.kinds.mask(["redirect"])
            yield from derived.implied(guards, whole, mask)


def _may_be_sent(guards: "Guards", register: int) -> bool:
    """Whether it is an element of something, but for the header that names the host."""
    view = guards.view
    step = view.definitions[register]
    if isinstance(step, GetItem):
        held, key = step.object, view.constants.value(step.key)
    elif isinstance(step, Call) and step.arguments:
        callee = view.definitions[step.callee]
        if not isinstance(callee, GetField) or callee.name not in {"get", "pop"}:
            return False
        held, key = callee.object, view.constants.value(step.arguments[0])
    else:
        return False
    base = view.definitions[held]
    is_header = isinstance(base, GetField) and base.name in {"headers", "environ", "META"}
    return not is_header or not isinstance(key, str) or key.lower() not in _OWN_HOST


def no_part(guards: "Guards", register: int) -> Iterator[tuple["Checked", int]]:
    """The address has no such part."""
    for whole, row in _parts(guards, register):
        if row.on == "empty":
            yield from derived.implied(guards, whole, guards.kinds.mask(row.clears))


def part_that_is_true(guards: "Guards", register: int) -> Iterator[tuple["Checked", int]]:
    """What a part that is true says: `address.is_global`."""
    for whole, row in _parts(guards, register):
        if row.on == "true":
            yield from derived.implied(guards, whole, guards.kinds.mask(row.clears))


def is_part(guards: "Guards", register: int) -> bool:
    """Whether the register holds a part of an address of which a row says what it tells."""
    return next(_parts(guards, register), None) is not None


def _parts(guards: "Guards", register: int) -> Iterator[tuple[int, Guard]]:
    """The address that the register holds a part of, with each row about that part.

    f"{parts.scheme}://{parts.netloc}" is made of parts: whoever knows it all knows the host.
    """
    view = guards.view
    evaluator = view.program.evaluator
    step = view.definitions[register]
    if isinstance(step, Phi):
        chosen = derived.chosen_value(guards, step)
        step = view.definitions[chosen] if chosen != NONE else None
    callee = view.definitions[step.callee] if isinstance(step, Call) and not step.arguments else None
    if isinstance(callee, GetField) and callee.name in _SAME_HOST:
        step = view.definitions[callee.object]
    if isinstance(step, Build) and step.kind == "text":
        for operand in step.operands:
            yield from ((whole, row) for whole, row in _parts(guards, operand) if row.on == "member")
        return
    paths: Sequence[str] = ()
    if isinstance(step, GetField):
        paths = evaluator.field_paths(view.function, step.object, step.name)
    elif isinstance(step, GetItem):
        position = view.constants.value(step.key)
        if position in (0, 1) and not isinstance(position, bool | float):
            owners = evaluator.value(view.function, step.object)
            paths = [
                f"{thing.of}.{_PARTS[position]}"
                for thing in owners
                if isinstance(thing, Instance) and isinstance(thing.of, str)
            ]
    if not isinstance(step, GetField | GetItem):
        return
    for path in paths[:1]:
        for row in view.program.models.guards(path):
            yield step.object, row
