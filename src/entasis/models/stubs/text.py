"""The text form of stub entries: short enough to ship, plain enough to read in a diff, and read back exactly.

    f a b= / *args c= **kw>str|None        a function: parameters, `=` for a default, and what it returns
    m self msg= / >!;self other>int        a method with two alternatives; the first never returns
    f ~delay>                              a coroutine whose result is not known
    a int                                  an attribute (types as in `returns`)
    = posixpath.join ntpath.join           another name for one definition, which differs by platform
    {"": "Exception metaclass=abc.ABCMeta", "fail": "m self>!"}     a class: its bases, then its members

The classes of `builtins` are written without their module.
"""

from collections.abc import Mapping, Sequence

from entasis.models.stubs.entries import Alternative, FunctionKind
from entasis.signature import Parameter, ParameterKind, Signature

RawEntry = str | dict[str, "RawEntry"]

NEVER = "!"
ASYNC = "~"
ALIAS = "="
ATTRIBUTE = "a"
HEADER = ""
FUNCTION_KINDS: Mapping[str, FunctionKind] = {kind.value: kind for kind in FunctionKind}

_PURE = frozenset({"", "None", "Self"})


def print_types(types: Sequence[str]) -> str:
    """`("builtins.str", "None")` as `str|None`."""
    return "|".join(name.removeprefix("builtins.") for name in types)


def parse_types(text: str) -> tuple[str, ...]:
    """The inverse of `print_types`."""
    return tuple(_parse_path(name) for name in text.split("|"))


def _parse_path(name: str) -> str:
    return name if "." in name or name in _PURE else f"builtins.{name}"


def print_signature(signature: Signature) -> str:
    """`(a, b=..., /, *, c)` as `a b= / * c`."""
    return str(signature)[1:-1].replace(",", "").replace("...", "")


def parse_signature(text: str) -> Signature:
    """The inverse of `print_signature`."""
    parameters: list[Parameter] = []
    kind = ParameterKind.POSITIONAL
    for word in text.split():
        if word == "/":
            parameters = [Parameter(p.name, ParameterKind.POSITIONAL_ONLY, p.has_default) for p in parameters]
        elif word == "*":
            kind = ParameterKind.KEYWORD_ONLY
        elif word.startswith("**"):
            parameters.append(Parameter(word[2:], ParameterKind.VAR_KEYWORD))
        elif word.startswith("*"):
            parameters.append(Parameter(word[1:], ParameterKind.VAR_POSITIONAL))
            kind = ParameterKind.KEYWORD_ONLY
        else:
            parameters.append(Parameter(word.removesuffix("="), kind, word.endswith("=")))
    return Signature(tuple(parameters))


def print_function(kind: FunctionKind, alternatives: Sequence[Alternative]) -> str:
    """A function entry; `alternatives` may not be empty."""
    return f"{kind.value} {';'.join(map(_print_alternative, alternatives))}"


def parse_function(text: str) -> tuple[FunctionKind, tuple[Alternative, ...]]:
    """The inverse of `print_function`."""
    return FUNCTION_KINDS[text[0]], tuple(_parse_alternative(part) for part in text[2:].split(";"))


def _print_alternative(alternative: Alternative) -> str:
    marks = ASYNC if alternative.is_async else ""
    returns = NEVER if alternative.is_noreturn else print_types(alternative.returns)
    return f"{marks}{print_signature(alternative.signature)}>{returns}"


def _parse_alternative(text: str) -> Alternative:
    parameters, _, returns = text.partition(">")
    is_noreturn = returns == NEVER
    return Alternative(
        signature=parse_signature(parameters.removeprefix(ASYNC)),
        returns=() if is_noreturn else parse_types(returns),
        is_async=parameters.startswith(ASYNC),
        is_noreturn=is_noreturn,
    )


def print_attribute(types: Sequence[str]) -> str:
    """An attribute entry."""
    return f"{ATTRIBUTE} {print_types(types)}"


def print_alias(targets: Sequence[str]) -> str:
    """An alias entry: the paths of what it names, the usual one first."""
    return f"{ALIAS} {' '.join(targets)}"


def parse_alias(text: str) -> tuple[str, ...]:
    """The inverse of `print_alias`."""
    return tuple(text[2:].split(" "))


def print_header(bases: Sequence[str], metaclass: str) -> str:
    """What the `HEADER` entry of a class holds."""
    return " ".join(
        [base.removeprefix("builtins.") or "?" for base in bases]
        + [f"metaclass={metaclass}"] * bool(metaclass)
    )


def parse_header(text: str) -> tuple[tuple[str, ...], str]:
    """The inverse of `print_header`: bases and metaclass."""
    bases: list[str] = []
    metaclass = ""
    for word in text.split():
        if word.startswith("metaclass="):
            metaclass = word.removeprefix("metaclass=")
        else:
            bases.append("" if word == "?" else _parse_path(word))
    return tuple(bases), metaclass
