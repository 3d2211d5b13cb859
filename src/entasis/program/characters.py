r"""Which characters no match of a regular expression holds.

[^/]+          no slash
[\w.@-]{1,64}  neither a slash nor a line break
.*             no line break, but slashes

The pattern is parsed by the standard library's own parser and never run.
"""

import re
from functools import lru_cache
from typing import Any, Final

_REPEATS: Final = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_CLASSES: Final = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_WORD": lambda character: character.isalnum() or character == "_",
    "CATEGORY_SPACE": str.isspace,
}


@lru_cache(maxsize=1024)
def holds_none(pattern: str, character: str) -> bool:
    """Whether no match of the pattern, which is read without flags, holds the character."""
    try:
        tree = re._parser.parse(pattern)  # type: ignore[attr-defined]  # noqa: SLF001 - the only parser there is
    except (re.error, RecursionError, OverflowError):
        return False
    return not tree.state.flags & (re.DOTALL | re.IGNORECASE | re.LOCALE) and _holds_none(tree, character)


def _holds_none(tree: Any, character: str) -> bool:
    return all(_is_without(str(op), argument, character) for op, argument in tree)


def _is_without(name: str, argument: Any, character: str) -> bool:
    if name == "LITERAL":
        return bool(argument != ord(character))
    if name == "NOT_LITERAL":
        return bool(argument == ord(character))
    if name == "ANY":
        return character == "\n"
    if name == "IN":
        return not _has(argument, character)
    if name in _REPEATS:
        return _holds_none(argument[2], character)
    if name == "SUBPATTERN":
        return not argument[1] and _holds_none(argument[-1], character)  # with no flags of its own
    if name == "BRANCH":
        return all(_holds_none(branch, character) for branch in argument[1])
    if name == "ATOMIC_GROUP":
        return _holds_none(argument, character)
    # What is looked at ahead is not matched there, and a group that is repeated has been judged where it stands.
    return name in {"AT", "ASSERT", "ASSERT_NOT", "GROUPREF"}


def _has(members: list[tuple[Any, Any]], character: str) -> bool:
    """Whether the character is in the class."""
    is_negated = bool(members) and str(members[0][0]) == "NEGATE"
    return any(_is_member(member, character) for member in members[is_negated:]) is not is_negated


def _is_member(member: tuple[Any, Any], character: str) -> bool:
    name, argument = str(member[0]), member[1]
    if name == "LITERAL":
        return bool(argument == ord(character))
    if name == "RANGE":
        return bool(argument[0] <= ord(character) <= argument[1])
    known = str(argument)
    return _CLASSES[known.replace("_NOT", "")](character) is ("_NOT" not in known)
