"""Where a model row looks: the ports of a call, and the conditions that a value at a port may meet.

    requests.get(url, verify=False)      port `arg:verify`, condition `[false, 0]`: holds
    requests.get(url, verify=CA_BUNDLE)  the constant is another one: does not hold
    requests.get(url, verify=flag)       nothing is known of `flag`: undecided, so no row applies
    requests.get(url)                    not passed: does not hold (`{ missing = true }` would)

A condition answers True, False or None (undecided). A rule that needs a decisive fact acts on True only.
"""

import re
from enum import Enum

from msgspec import Struct

Scalar = bool | int | float | str | bytes | None
"""A constant as the reviewed code can hold it. Equality is strict about types: `0` is not `False`."""


class PortKind(Enum):
    """Which value of a call, or of an attribute, a port means."""

    ARGUMENT = "arg"
    SPREAD = "spread"
    SELF = "self"
    RETURN = "return"
    VALUE = "value"


class Port(Struct, frozen=True):
    """One port. `position` and `name` are those of an argument; a port without a position is keyword only.

    Positions count from 0 and leave out the receiver: `arg:0` of `Session.get` is the URL. `value` is what
    reading an attribute gives, without a call; `spread` is the mapping that is passed with `**`.

    Without `selectors` the value itself is meant, not what a list or a mapping there holds. Each of them leads
    on from there: `[0]` and `['key']` to one element, `*` to every one, `.name` to an attribute; `**` is all
    that can be reached so, the value itself included.
    """

    kind: PortKind
    position: int | None = None
    name: str = ""
    selectors: tuple[str, ...] = ()

    def __str__(self) -> str:
        selected = "".join(f"[{part}]" if part.startswith("*") else part for part in self.selectors)
        if self.kind is not PortKind.ARGUMENT:
            return f"{self.kind.value}{selected}"
        place = "" if self.position is None else str(self.position)
        return "arg:" + "|".join(part for part in (place, self.name) if part) + selected


_ARGUMENT = re.compile(r"arg:(?:(?P<position>\d+)(?:\|(?P<both>[^\W\d]\w*))?|(?P<name>[^\W\d]\w*))")
_SELECTOR = re.compile(r"\[(?P<item>\d+|'[^']*'|\*\*?)\]|(?P<attribute>\.[^\W\d]\w*)")
_FORMS = "arg:0|name, arg:0, arg:name, spread, self, return or value, and selectors: [0], ['key'], [*], [**], .name"


def parse_port(text: str) -> Port:
    """The port that `text` names: `arg:0|name`, `arg:0`, `arg:name`, `spread`, `self`, `return` or `value`.

    Selectors may follow: `arg:0|args[0]`, `return[*].name`, `arg:1[**]`. Raises ValueError for anything else.
    """
    end = min((place for place in (text.find("["), text.find(".")) if place >= 0), default=len(text))
    base, selectors = text[:end], _parse_selectors(text[end:], text)
    for kind in (PortKind.SPREAD, PortKind.SELF, PortKind.RETURN, PortKind.VALUE):
        if base == kind.value:
            return Port(kind, selectors=selectors)
    found = _ARGUMENT.fullmatch(base)
    if found is None:
        raise ValueError(f"{text!r} is not a port: {_FORMS}")
    if found["position"] is None:
        return Port(PortKind.ARGUMENT, None, found["name"], selectors)
    return Port(PortKind.ARGUMENT, int(found["position"]), found["both"] or "", selectors)


def _parse_selectors(text: str, port: str) -> tuple[str, ...]:
    selectors: list[str] = []
    while text:
        found = _SELECTOR.match(text)
        if found is None or "**" in selectors:
            raise ValueError(f"{port!r} is not a port: {_FORMS}")
        item = found["item"]
        selectors.append(found["attribute"] or (item if item.startswith("*") else f"[{item}]"))
        text = text[found.end() :]
    return tuple(selectors)


class Known(Struct, frozen=True):
    """What is known of the value at a port; the default says: passed, and nothing more is known.

    `passed` is None where a `*args` or `**kwargs` may or may not hold the argument. `constant` counts only if
    `is_constant`. `api` is the canonical path of an API object (`ssl.CERT_NONE`), `made_by` that of the API
    whose call gave the value (`….hashes.MD5` for `hashes.MD5()`), `type` that of its class (`builtins.list`);
    they are empty if unknown. The type of a constant need not be given.
    """

    passed: bool | None = True
    is_constant: bool = False
    constant: Scalar = None
    api: str = ""
    made_by: str = ""
    type: str = ""


class Condition(Struct, frozen=True):
    """Alternatives, of which one must hold.

    `equals`: a constant that is one of these. `differs`: a constant that is none of these. `missing`: not
    passed. `api`: this very API object. `not_api`: an API object, but none of these. `made_by`: given by a
    call of one of these. `matches`: a constant string that the pattern matches as a whole. `type`: an object of
    exactly one of these classes. `not_type`: of a class that is none of these.
    """

    equals: tuple[Scalar, ...] = ()
    differs: tuple[Scalar, ...] = ()
    missing: bool = False
    api: tuple[str, ...] = ()
    not_api: tuple[str, ...] = ()
    made_by: tuple[str, ...] = ()
    matches: re.Pattern[str] | None = None
    type: tuple[str, ...] = ()
    not_type: tuple[str, ...] = ()


def holds(condition: Condition, value: Known) -> bool | None:
    """Whether `value` surely meets `condition`, surely does not, or (None) nobody can say."""
    if value.passed is False:
        return condition.missing
    answers = (_is_met_by_identity(condition, value), _is_met_by_type(condition, value))
    met = True if True in answers else None if None in answers else False
    if value.passed is None:
        # It may be there or not: decided only where both answers agree.
        return met if met is condition.missing else None
    return met


def _is_met_by_identity(condition: Condition, value: Known) -> bool | None:
    if value.is_constant:
        return _is_met_by_constant(condition, value.constant)
    if value.api:
        return value.api in condition.api or (bool(condition.not_api) and value.api not in condition.not_api)
    if value.made_by and value.made_by in condition.made_by:
        return True
    may_be_made = bool(condition.made_by) and not value.made_by
    return None if may_be_made or _may_be_listed(condition, value.type) else False


def _may_be_listed(condition: Condition, cls: str) -> bool:
    """Whether what is of class `cls` (empty if unknown) may be one of the constants or API objects asked for."""
    if condition.api or condition.not_api or (condition.differs and (not cls or cls in _SCALARS)):
        return True
    if condition.matches is not None and cls in ("", _type_of("")):
        return True
    return any(not cls or _type_of(constant) == cls for constant in condition.equals)


def _type_of(constant: Scalar) -> str:
    return "types.NoneType" if constant is None else f"builtins.{type(constant).__name__}"


_SCALARS = frozenset(_type_of(constant) for constant in (True, 0, 0.0, "", b"", None))


def _is_met_by_type(condition: Condition, value: Known) -> bool | None:
    if not (condition.type or condition.not_type):
        return False
    known = _type_of(value.constant) if value.is_constant else value.type
    if not known:
        return None
    return known in condition.type or (bool(condition.not_type) and known not in condition.not_type)


def _is_met_by_constant(condition: Condition, constant: Scalar) -> bool:
    if _is_among(constant, condition.equals):
        return True
    if condition.differs and not _is_among(constant, condition.differs):
        return True
    return (
        condition.matches is not None
        and isinstance(constant, str)
        and condition.matches.fullmatch(constant) is not None
    )


def _is_among(constant: Scalar, listed: tuple[Scalar, ...]) -> bool:
    return any(type(constant) is type(one) and constant == one for one in listed)
