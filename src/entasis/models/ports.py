"""Where a model row looks: the ports of a call, and the conditions that a value at a port may meet.

    requests.get(url, verify=False)      port `arg:verify`, condition `[false, 0]`: holds
    requests.get(url, verify=CA_BUNDLE)  the constant is another one: does not hold
    requests.get(url, verify=flag)       nothing is known of `flag`: undecided, so no row applies
    requests.get(url)                    not passed: does not hold (`{ missing = true }` would)

A condition answers True, False or None (undecided). A rule that needs a decisive fact acts on True only.
"""

import re
from dataclasses import dataclass
from enum import Enum

Scalar = bool | int | float | str | bytes | None
"""A constant as the reviewed code can hold it. Equality is strict about types: `0` is not `False`."""


class PortKind(Enum):
    """Which value of a call, or of an attribute, a port means."""

    ARGUMENT = "arg"
    SELF = "self"
    RETURN = "return"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Port:
    """One port. `position` and `name` are those of an argument; a port without a position is keyword only.

    Positions count from 0 and leave out the receiver: `arg:0` of `Session.get` is the URL. `value` is what
    reading an attribute gives, without a call.
    """

    kind: PortKind
    position: int | None = None
    name: str = ""

    def __str__(self) -> str:
        if self.kind is not PortKind.ARGUMENT:
            return str(self.kind.value)
        place = "" if self.position is None else str(self.position)
        return "arg:" + "|".join(part for part in (place, self.name) if part)


_ARGUMENT = re.compile(r"arg:(?:(?P<position>\d+)(?:\|(?P<both>[^\W\d]\w*))?|(?P<name>[^\W\d]\w*))")


def parse_port(text: str) -> Port:
    """The port that `text` names: `arg:0|name`, `arg:0`, `arg:name`, `self`, `return` or `value`.

    Raises ValueError for anything else.
    """
    for kind in (PortKind.SELF, PortKind.RETURN, PortKind.VALUE):
        if text == kind.value:
            return Port(kind)
    found = _ARGUMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a port: arg:0|name, arg:0, arg:name, self, return or value")
    if found["position"] is None:
        return Port(PortKind.ARGUMENT, None, found["name"])
    return Port(PortKind.ARGUMENT, int(found["position"]), found["both"] or "")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the value at a port; the default says: passed, and nothing more is known.

    `passed` is None where a `*args` or `**kwargs` may or may not hold the argument. `constant` counts only if
    `is_constant`. `api` is the canonical path of an API object (`ssl.CERT_NONE`), `made_by` that of the API
    whose call gave the value (`….hashes.MD5` for `hashes.MD5()`); both are empty if unknown.
    """

    passed: bool | None = True
    is_constant: bool = False
    constant: Scalar = None
    api: str = ""
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Alternatives, of which one must hold.

    `equals`: a constant that is one of these. `differs`: a constant that is none of these. `missing`: not
    passed. `api`: this very API object. `not_api`: an API object, but none of these. `made_by`: given by a
    call of one of these. `matches`: a constant string that the pattern matches as a whole.
    """

    equals: tuple[Scalar, ...] = ()
    differs: tuple[Scalar, ...] = ()
    missing: bool = False
    api: tuple[str, ...] = ()
    not_api: tuple[str, ...] = ()
    made_by: tuple[str, ...] = ()
    matches: re.Pattern[str] | None = None


def holds(condition: Condition, value: Known) -> bool | None:
    """Whether `value` surely meets `condition`, surely does not, or (None) nobody can say."""
    if value.passed is False:
        return condition.missing
    if value.is_constant:
        met: bool | None = _is_met_by_constant(condition, value.constant)
    elif value.api:
        met = value.api in condition.api or (bool(condition.not_api) and value.api not in condition.not_api)
    elif value.made_by:
        met = value.made_by in condition.made_by or (
            None if _asks_for_more_than_a_maker(condition) else False
        )
    else:
        met = None
    if value.passed is None:
        # It may be there or not: decided only where both answers agree.
        return met if met is condition.missing else None
    return met


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


def _asks_for_more_than_a_maker(condition: Condition) -> bool:
    """Whether a made value could still meet it: what a call gives may be any constant or API object."""
    return bool(
        condition.equals or condition.differs or condition.api or condition.not_api or condition.matches
    )
