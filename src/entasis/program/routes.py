r"""What the pattern of an address says of the parameters it fills.

/servers/<int:number>/<name>        Flask, Django: `number` is a number, `name` any text
/servers/{number:int}/{name}        Starlette, aiohttp, Falcon
^servers/(?P<number>\d+)/(.*)$      a regular expression: the second group is the second argument

Of a text it is also known whether it is one segment, without a slash: `<name>` is, `<path:name>` and `(.*)` are not.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from entasis.ir.instructions import NONE, Call
from entasis.models.ports import Port
from entasis.program.characters import holds_none
from entasis.program.passing import argument
from entasis.program.symbols import FunctionSymbol
from entasis.program.written import HOLE, text_with_holes

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_CLEAN: Final = frozenset({"int", "float", "uuid", "slug", "number", "any", "decimal", "date", "ymd", "dt"})
_HARMLESS_PATTERN: Final = re.compile(
    r"(?:\\d|\\w|\[(?:[\w-]|\\d|\\w|\\-)+\]|[\w-]|[+*?|()]|\(\?:|\{\d*,?\d*\})+"
)
_CALLED: Final = re.compile(r"(\w+)\((.*)\)\s*:\s*(\w+)\s*")  # `regex("[a-z:]+"):name`
_EXPRESSIONS: Final = frozenset({"re", "regex"})
_PLACEHOLDER: Final = re.compile(r"<([^<>]+)>|\{([^{}]+(?:\{[^{}]*\}[^{}]*)*)\}")
_GROUP: Final = re.compile(r"\((?!\?)|\(\?P<(\w+)>")


class Route(Struct, frozen=True):
    """The parameters that the address fills: those with a name, and the others in their order. True: any text.

    `segments` are those of them, by name or by place, in which no slash is; `words` says for which of them a word stands
    that may be the program's own. Of one that `is_part` of the address not all is known: it may name further ones.
    """

    named: dict[str, bool]
    positional: tuple[bool, ...] = ()
    segments: frozenset[str | int] = frozenset()
    words: dict[str, str] = field(default_factory=dict)
    is_part: bool = False


def parse_route(pattern: str) -> Route:
    """The placeholders of an address pattern of any of the usual forms."""
    if "(" in pattern and "<" not in pattern.replace("(?P<", ""):
        return _of_expression(pattern)
    named: dict[str, bool] = {}
    segments: set[str | int] = set()
    words: dict[str, str] = {}
    for found in _PLACEHOLDER.finditer(pattern):
        name, converter = _parted(found[1]) if found[1] else _name_first(found[2])
        named[name] = not (converter in _CLEAN or (converter != "" and _is_harmless(converter)))
        if converter in _SEGMENTS or (not converter.isidentifier() and _is_segment(converter)):
            segments.add(name)
        if converter.isidentifier() and converter not in _KNOWN | _SEGMENTS:
            words[name] = converter
    return Route(named, (), frozenset(segments), words)


def route_at(evaluator: "Evaluator", port: Port, caller: FunctionSymbol, call: Call) -> Route | None:
    """What the addresses at the port, and those that are passed after it, say; None where one is not written out."""
    register = argument(call, port)
    registers = [register] if register != NONE else []
    if port.position is not None and registers:
        registers += call.arguments[port.position + 1 : len(call.arguments) - len(call.names)]
    texts = [text_with_holes(evaluator, caller, register) for register in registers]
    if not texts or texts[0] == HOLE:
        return None
    further = [text for text in texts[1:] if text.startswith("/")]
    return merged([route_of(text) for text in (texts[0], *further)])


def route_said(
    evaluator: "Evaluator", port: Port | None, caller: FunctionSymbol | None, call: Call | None
) -> Route | None:
    """The same, where it may be that there is no such port, or no such call."""
    if port is None or caller is None or call is None:
        return None
    return route_at(evaluator, port, caller, call)


def route_of(text: str) -> Route:
    """What an address says of which some parts may not be known."""
    return _of_part(text) if HOLE in text else parse_route(text)


def _of_part(text: str) -> Route:
    """What is known of the parameters that an address names of which a part is not known."""
    route = parse_route(text)
    named = {name: is_text for name, is_text in route.named.items() if HOLE not in name}
    segments = frozenset(name for name in route.segments if name in named)
    return Route(named, (), segments, route.words, is_part=True)


def merged(routes: Sequence[Route]) -> Route:
    """What holds whichever of the addresses was called."""
    if len(routes) == 1:
        return routes[0]
    named: dict[str, bool] = {}
    for route in routes:
        for name, is_text in route.named.items():
            named[name] = named.get(name, False) or is_text
    hidden = {name for name in named if any(route.is_part and name not in route.named for route in routes)}
    named.update(dict.fromkeys(hidden, True))
    count = max(len(route.positional) for route in routes)
    positional = tuple(any(route.positional[i : i + 1] == (True,) for route in routes) for i in range(count))
    kept = frozenset[str | int]().union(*(route.segments for route in routes))
    others = [{*route.named, *range(len(route.positional))} - route.segments for route in routes]
    words = {
        name: word
        for name, word in routes[0].words.items()
        if all(name not in route.named or route.words.get(name) == word for route in routes)
    }
    is_part = any(route.is_part for route in routes)
    return Route(named, positional, kept.difference(hidden, *others), words, is_part)


def _name_first(text: str) -> tuple[str, str]:
    """Name and converter in braces."""
    name, _, converter = text.partition(":")
    return name.strip().strip("*?"), converter.strip()


def _parted(text: str) -> tuple[str, str]:
    """Name and converter in angle brackets: Flask and Django write the converter first, others last."""
    called = _CALLED.fullmatch(text)
    if called is not None:
        word, name, given = called[1], called[3], called[2].strip()
        return name, given.lstrip("rR")[1:-1] if word in _EXPRESSIONS and given[-1:] in {"'", '"'} else word
    first, colon, last = text.partition(":")
    if not colon:
        return first.strip().strip("*?"), ""
    kind = first.partition("(")[0].strip()
    if kind in _CLEAN or kind in {"string", "str", "path", "default", *_EXPRESSIONS}:
        return last.strip(), kind
    is_last = not last.strip().isidentifier() or last in _KNOWN
    return (first.strip(), last.strip()) if is_last else (last, kind)


_SEGMENTS: Final = frozenset({"", "str", "string", "default"})
_KNOWN: Final = _CLEAN | {"string", "str", "path", "filepath", "ext", "alpha"} | _EXPRESSIONS


def _is_harmless(expression: str) -> bool:
    """Whether what the expression matches holds letters, digits, `_` and `-` only; words that are no expression say nothing."""
    return not expression.isidentifier() and _HARMLESS_PATTERN.fullmatch(expression) is not None


def _is_segment(expression: str) -> bool:
    """Whether the expression, which some libraries want named before it, matches no slash."""
    return holds_none(re.sub(r"^(?:re|regex):|^regex\(\s*r?[\"']|[\"']\s*\)$", "", expression), "/")


def _of_expression(pattern: str) -> Route:
    named: dict[str, bool] = {}
    positional: list[bool] = []
    segments: set[str | int] = set()
    for found in _GROUP.finditer(pattern):
        if found.start() and pattern[found.start() - 1] == "\\":
            continue
        body = _body(pattern, found.end())
        is_text = _HARMLESS_PATTERN.fullmatch(body) is None
        if holds_none(body, "/"):
            segments.add(found[1] or len(positional))
        if found[1]:
            named[found[1]] = is_text
        else:
            positional.append(is_text)
    return Route(named, tuple(positional), frozenset(segments))


def _body(pattern: str, start: int) -> str:
    """The text up to the bracket that closes the group."""
    depth = 1
    for at in range(start, len(pattern)):
        if pattern[at - 1] != "\\":
            depth += {"(": 1, ")": -1}.get(pattern[at], 0)
        if not depth:
            return pattern[start:at]
    return pattern[start:]
