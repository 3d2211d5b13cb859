"""Whether a call fits what it calls, by exactly Python's own rules: a call that does not fit always raises.

    def fail(msg=None): ...            Signature of one parameter with a default
    fail("%s is not %s", a, b)         misfit: takes at most 1 argument, 3 are given
    fail(*parts)                       no misfit: `parts` may hold one item or none
    fail("%s", *parts, msg="lost")     misfit: "msg" is given twice, whatever `parts` holds

What a call spreads with `*` or `**` is unknown, so only what is wrong for every content is a misfit.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, IntEnum
from typing import NamedTuple

from msgspec import Struct


class ParameterKind(IntEnum):
    """How a parameter takes its argument; in the order in which a signature may list them."""

    POSITIONAL_ONLY = 0
    POSITIONAL = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4


class Parameter(NamedTuple):
    """One parameter. `has_default` is false for `*args` and `**kwargs`, which are never missing."""

    name: str
    kind: ParameterKind
    has_default: bool = False


class Signature(Struct, frozen=True):
    """The parameters of a function, in the order of its definition."""

    parameters: tuple[Parameter, ...] = ()

    def bound(self) -> "Signature":
        """What is left to give once a method is reached through its object: all but the first positional.

        A leading `*args` takes the object as well and stays.
        """
        if self.parameters and self.parameters[0].kind <= ParameterKind.POSITIONAL:
            return Signature(self.parameters[1:])
        return self

    def __str__(self) -> str:
        """The signature as Python writes it, with `...` for every default: `(a, /, b=..., *, c)`."""
        parts: list[str] = []
        before = ParameterKind.POSITIONAL_ONLY
        for index, (name, kind, has_default) in enumerate(self.parameters):
            if before == ParameterKind.POSITIONAL_ONLY < kind and index:
                parts.append("/")
            if kind == ParameterKind.KEYWORD_ONLY and before < ParameterKind.VAR_POSITIONAL:
                parts.append("*")
            parts.append(_STARS.get(kind, "") + name + ("=..." if has_default else ""))
            before = kind
        if self.parameters and before == ParameterKind.POSITIONAL_ONLY:
            parts.append("/")
        return f"({', '.join(parts)})"


_STARS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


class Arguments(Struct, frozen=True):
    """The shape of a call: how many plain positional arguments, which keywords, and whether it spreads more.

    `leading` counts the positional arguments before the first `*` (it means nothing without one): only those
    have a known position.
    """

    positional: int = 0
    keywords: tuple[str, ...] = ()
    has_star: bool = False
    has_double_star: bool = False
    leading: int = 0


class MisfitKind(Enum):
    """The first thing that is wrong with a call, in the order in which CPython looks for it."""

    UNEXPECTED_KEYWORD = "unexpected-keyword"
    DUPLICATE = "duplicate"
    TOO_MANY = "too-many"
    MISSING = "missing"


class Misfit(Struct, frozen=True):
    """Why a call raises TypeError before a line of its callee runs.

    `names` are the parameters or keywords at fault. `least` and `most` bound the positional arguments that the
    callee takes (`most` is meaningful for TOO_MANY only); `given` counts those of the call, and
    `is_given_open` says that it spreads more with `*`. `has_keyword_only` is true where the callee takes further
    arguments by keyword alone, `is_by_position` where an unexpected keyword names a positional-only parameter.
    """

    kind: MisfitKind
    names: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    given: int = 0
    is_given_open: bool = False
    has_keyword_only: bool = False
    is_by_position: bool = False

    def describe(self) -> str:
        """The fact as a sentence without its subject: `takes 1 argument, 3 are given`."""
        names = _listed(self.names)
        match self.kind:
            case MisfitKind.UNEXPECTED_KEYWORD if self.is_by_position:
                return f"takes {names} by position only, not by keyword"
            case MisfitKind.UNEXPECTED_KEYWORD:
                return f"has no parameter {names}"
            case MisfitKind.DUPLICATE:
                return f"gets {names} twice, by position and by keyword"
            case MisfitKind.MISSING:
                return f"needs {names}, which {'is' if len(self.names) == 1 else 'are'} not given"
            case MisfitKind.TOO_MANY:
                return f"takes {self._taken()}, {self._given()}"

    def _taken(self) -> str:
        noun = "positional argument" if self.has_keyword_only else "argument"
        if self.most == 0:
            return f"no {noun}s"
        count = f"{self.most} {noun}{'' if self.most == 1 else 's'}"
        return count if self.least == self.most else f"at most {count}"

    def _given(self) -> str:
        count = f"at least {self.given}" if self.is_given_open else str(self.given)
        return f"{count} {'is' if self.given == 1 else 'are'} given"


def _listed(names: Sequence[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def misfit(signature: Signature, arguments: Arguments) -> Misfit | None:
    """What is wrong with the call, or None if it can fit."""
    if not (arguments.keywords or arguments.has_star or arguments.has_double_star) and takes(
        signature, arguments.positional
    ):
        return None
    positionals: list[Parameter] = []
    by_keyword: dict[str, int] = {}  # name -> its position, or -1 where it has none
    missing_keywords: list[str] = []
    takes_many = takes_any_keyword = has_keyword_only = False
    given = set(arguments.keywords)
    for parameter in signature.parameters:
        name, kind, has_default = parameter
        if kind <= ParameterKind.POSITIONAL:
            if kind == ParameterKind.POSITIONAL:
                by_keyword[name] = len(positionals)
            positionals.append(parameter)
        elif kind == ParameterKind.KEYWORD_ONLY:
            by_keyword[name] = -1
            has_keyword_only = True
            if not has_default and name not in given and not arguments.has_double_star:
                missing_keywords.append(name)
        elif kind == ParameterKind.VAR_POSITIONAL:
            takes_many = True
        else:
            takes_any_keyword = True

    count = arguments.positional
    unexpected = () if takes_any_keyword else tuple(k for k in arguments.keywords if k not in by_keyword)
    if unexpected:
        by_position = {p.name for p in positionals}.issuperset(unexpected)
        return Misfit(MisfitKind.UNEXPECTED_KEYWORD, unexpected, given=count, is_by_position=by_position)

    duplicates = tuple(k for k in arguments.keywords if 0 <= by_keyword.get(k, -1) < count)
    if duplicates:
        return Misfit(MisfitKind.DUPLICATE, duplicates, given=count)

    if count > len(positionals) and not takes_many:
        least = sum(not p.has_default for p in positionals)
        return Misfit(
            MisfitKind.TOO_MANY,
            least=least,
            most=len(positionals),
            given=count,
            is_given_open=arguments.has_star,
            has_keyword_only=has_keyword_only,
        )

    # A `*` fills positions from the left and may not pass the first one that is given by keyword; a `**` fills
    # whatever has a name.
    end = count
    if arguments.has_star:
        end = min((at for k in given if (at := by_keyword.get(k, -1)) >= 0), default=len(positionals))
    missing = [
        p.name
        for p in positionals[end:]
        if not p.has_default
        and (
            p.kind == ParameterKind.POSITIONAL_ONLY or (p.name not in given and not arguments.has_double_star)
        )
    ]
    missing += missing_keywords
    if missing:
        return Misfit(MisfitKind.MISSING, tuple(missing), given=count, is_given_open=arguments.has_star)
    return None


def takes(signature: Signature, count: int) -> bool:
    """Whether so many positional arguments, and no others, are what it takes: what most calls are."""
    least = most = 0
    is_open = False
    for _, kind, has_default in signature.parameters:
        if kind <= ParameterKind.POSITIONAL:
            most += 1
            if not has_default:
                least = most
        elif kind == ParameterKind.KEYWORD_ONLY:
            if not has_default:
                return False
        elif kind == ParameterKind.VAR_POSITIONAL:
            is_open = True
    return least <= count and (is_open or count <= most)


def misfit_of_all(signatures: Iterable[Signature], arguments: Arguments) -> Misfit | None:
    """What is wrong with a call of something with several signatures: None if any fits (or there is none).

    Otherwise the misfit of the signature that comes nearest: the one whose complaint CPython makes last, and
    the first of those.
    """
    nearest: Misfit | None = None
    for signature in signatures:
        found = misfit(signature, arguments)
        if found is None:
            return None
        if nearest is None or (_NEARNESS[found.kind], found.most) > (_NEARNESS[nearest.kind], nearest.most):
            nearest = found
    return nearest


_NEARNESS = {kind: at for at, kind in enumerate(MisfitKind)}


def bind(signature: Signature, arguments: Arguments) -> dict[str, int | str]:
    """Which argument each named parameter gets: a position (0-based) or a keyword of the call.

    Parameters that are not surely given are left out: those left to their default, those that only a `*` or
    `**` could give, and those that get a positional argument behind a `*`. What `*args` and `**kwargs` collect
    is left out as well; a call that does not fit binds what it can.
    """
    known = arguments.leading if arguments.has_star else arguments.positional
    keywords = set(arguments.keywords)
    bound: dict[str, int | str] = {}
    for position, (name, kind, _) in enumerate(signature.parameters):
        if kind <= ParameterKind.POSITIONAL and position < known:
            bound[name] = position
        elif name in keywords and kind in (ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY):
            bound[name] = name
    return bound
