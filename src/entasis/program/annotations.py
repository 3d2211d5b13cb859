"""The classes that an annotation text names: `Optional[app.User] | None` names app.User."""

import re
from typing import Final

# Forms that stand for their arguments, and forms that say nothing about the class.
_TRANSPARENT: Final = frozenset(
    {"Optional", "Union", "Annotated", "ClassVar", "Final", "Required", "NotRequired"}
)
_AWAITED: Final = frozenset({"Awaitable", "Coroutine"})
_TOKEN: Final = re.compile(r"[\w.]+|[\[\],|]")


def annotated_paths(annotation: str) -> tuple[str, ...]:
    """The dotted names of the classes a value of that type can have; () if the text does not say."""
    tokens = _TOKEN.findall(annotation)
    found: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token in {"[", "]", ",", "|", "None", "..."}:
            continue
        last = token.rpartition(".")[2]
        is_subscripted = at < len(tokens) and tokens[at] == "["
        if last in _TRANSPARENT and is_subscripted:
            at += 1
            if last == "Annotated":
                end = _argument_end(tokens, at)
                found.extend(annotated_paths("".join(tokens[at:end])))
                at = _closing(tokens, at)
            continue
        if is_subscripted:
            at = _closing(tokens, at + 1)
        if last in {"Any", "object", "TypeVar", "Literal", "Callable", "type", "Type", *_AWAITED}:
            return ()
        found.append(token)
    return tuple(dict.fromkeys(found))


def _closing(tokens: list[str], at: int) -> int:
    """The position behind the bracket that closes the one before `at`."""
    depth = 1
    while at < len(tokens) and depth:
        depth += {"[": 1, "]": -1}.get(tokens[at], 0)
        at += 1
    return at


def _argument_end(tokens: list[str], at: int) -> int:
    depth = 0
    while at < len(tokens):
        if depth == 0 and tokens[at] in {",", "]"}:
            return at
        depth += {"[": 1, "]": -1}.get(tokens[at], 0)
        at += 1
    return at
