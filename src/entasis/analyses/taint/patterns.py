r"""Regular expressions that leave nothing dangerous: what they match consists of letters, digits, `_` and `-` only.

    fullmatch(r"[a-z]{1,8}-\d+", name)       harmless: `name` is checked
    search(r"[^\w-]", name)                  finds what is not harmless: without a match `name` is checked
    sub(r"[^\w-]", "_", name)                takes out what is not harmless: the result is clean

The pattern is parsed by the standard library's own parser and never run.
"""

import re
import string
from typing import Any, Final

_SAFE: Final = frozenset(map(ord, string.ascii_letters + string.digits + "_-"))
_CATEGORIES: Final = {"CATEGORY_DIGIT", "CATEGORY_WORD"}
_STARTS: Final = {("AT", "AT_BEGINNING"), ("AT", "AT_BEGINNING_STRING")}
_DOMAIN: Final = re.compile(r"\.[\w-]+\.[a-z]{2,}$")
_REPEATS: Final = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}


def matches_safely(pattern: object) -> bool:
    """Whether every match of the pattern consists of harmless characters."""
    tree = _parse(pattern)
    return tree is not None and _is_safe(tree)


def characters_of(pattern: object) -> str | None:
    """The printable characters, the line break among them, that a match of the pattern may have; None if not known."""
    tree = _parse(pattern)
    return (
        None
        if tree is None
        else "".join(c for c in string.printable if any(_may_have(node, ord(c)) for node in tree))
    )


def _may_have(node: tuple[Any, Any], code: int) -> bool:
    """Whether what the node matches may have the character in it."""
    op, argument = node
    match str(op):
        case "LITERAL":
            return bool(argument == code)
        case "NOT_LITERAL":
            return bool(argument != code)
        case "IN":
            is_in = any(_is_member(member, code) for member in argument)
            return is_in is not (str(argument[0][0]) == "NEGATE")
        case "CATEGORY":
            return _is_member((op, argument), code)
        case "ANY":
            return code != ord("\n")
        case "AT" | "GROUPREF" | "ASSERT" | "ASSERT_NOT":  # of a group again: what it has matched once
            return False
        case "BRANCH":
            return any(_may_have(node, code) for branch in argument[1] for node in branch)
        case "SUBPATTERN":
            return any(_may_have(node, code) for node in argument[-1])
        case name if name in _REPEATS:
            return any(_may_have(node, code) for node in argument[2])
        case _:
            return True


def _is_member(member: tuple[Any, Any], code: int) -> bool:
    """Whether the character is what the member of a class of characters stands for."""
    name, argument = str(member[0]), member[1]
    if name == "RANGE":
        return bool(argument[0] <= code <= argument[1])
    if name != "CATEGORY":
        return name == "LITERAL" and bool(argument == code)
    kind = str(argument).removeprefix("CATEGORY_")
    character = chr(code)
    is_one = {
        "DIGIT": character.isdigit(),
        "WORD": character.isalnum() or character == "_",
        "SPACE": character.isspace(),
    }.get(kind.removeprefix("NOT_"), True)
    return is_one is not kind.startswith("NOT_")


def groups(pattern: object) -> dict[int | str, bool]:
    """The groups of the pattern by number and by name: whether what one matches consists of harmless characters.

    Of what a flag changes nothing matters here: a comment or a blank in a group is no harmless character.
    """
    tree = _parse(pattern)
    if tree is None:
        return {}
    found: dict[int | str, bool] = {0: _is_safe(tree)}
    _add_groups(tree, found)
    return found | {name: found.get(number, False) for name, number in tree.state.groupdict.items()}


def _add_groups(tree: Any, found: dict[int | str, bool]) -> None:
    for op, argument in tree:
        name = str(op)
        if name == "SUBPATTERN":
            if argument[0] is not None:
                found[argument[0]] = _is_safe(argument[-1])
            _add_groups(argument[-1], found)
        elif name in _REPEATS:
            _add_groups(argument[2], found)
        elif name == "BRANCH":
            for branch in argument[1]:
                _add_groups(branch, found)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            _add_groups(argument[1], found)
        elif name == "ATOMIC_GROUP":
            _add_groups(argument, found)
        elif name == "GROUPREF_EXISTS":
            for branch in argument[1:]:
                _add_groups(branch or (), found)


def is_anchored(pattern: object, *, at_start: bool) -> bool:
    """Whether a match must reach the end of the text, and with `at_start` begin at its beginning."""
    tree = _parse(pattern)
    if not tree:
        return False
    names = [(str(op), str(argument)) for op, argument in tree]
    ends = names[-1] in {("AT", "AT_END"), ("AT", "AT_END_STRING")}
    begins = names[0] in {("AT", "AT_BEGINNING"), ("AT", "AT_BEGINNING_STRING")}
    return ends and (begins or not at_start)


def begins_at_start(pattern: object) -> bool:
    """Whether a match must begin at the beginning of the text."""
    tree = _parse(pattern)
    return bool(tree) and (str(tree[0][0]), str(tree[0][1])) in _STARTS


def beginning(pattern: object) -> str:
    """What each match of the pattern begins with, as far as it is written out."""
    found = ""
    for op, argument in _parse(pattern) or ():
        if str(op) == "LITERAL":
            found += chr(argument)
        elif str(op) != "AT":
            break
    return found


def is_path_without(pattern: object, slash: str) -> bool:
    """Whether each match begins with a slash, behind which something stands that is not this one."""
    tree = [node for node in _parse(pattern) or () if str(node[0]) != "AT"]
    is_path = bool(tree) and (str(tree[0][0]), tree[0][1]) == ("LITERAL", ord("/"))
    return is_path and _begins_otherwise(tree[1:], ord(slash))


def begins_otherwise(pattern: object, character: str) -> bool:
    """Whether no match of the pattern begins with the character, or is empty."""
    tree = _parse(pattern)
    return tree is not None and _begins_otherwise(tree, ord(character))


def _begins_otherwise(tree: Any, code: int) -> bool:
    for op, argument in tree:
        name = str(op)
        if name == "AT":
            continue
        if name in {"LITERAL", "NOT_LITERAL"}:
            return (argument == code) is (name == "NOT_LITERAL")
        if name == "IN":
            if str(argument[0][0]) == "NEGATE":
                return ("LITERAL", code) in [(str(kind), known) for kind, known in argument[1:]]
            return all(_is_other(member, code) for member in argument)
        if name in _REPEATS:
            begins = _begins_otherwise(argument[2], code)
            if argument[0] > 0 or not begins:
                return begins
            continue
        if name == "SUBPATTERN":
            return _begins_otherwise(argument[-1], code)
        if name == "BRANCH":
            return all(_begins_otherwise(branch, code) for branch in argument[1])
        return False
    return False


def _is_other(member: tuple[Any, Any], code: int) -> bool:
    """Whether the member of a class of characters is not the character, which is no letter or digit."""
    name, argument = str(member[0]), member[1]
    if name == "LITERAL":
        return bool(argument != code)
    if name == "RANGE":
        return not argument[0] <= code <= argument[1]
    return name == "CATEGORY" and str(argument) in _CATEGORIES


def ends_with_suffix(pattern: object) -> bool:
    """Whether the pattern asks for a dot and reaches the end of the text."""
    tree = _parse(pattern)
    ends = bool(tree) and str(tree[-1][1]) in {"AT_END", "AT_END_STRING"}
    return ends and isinstance(pattern, str) and "\\." in pattern


def ends_as_host(pattern: object) -> bool:
    r"""Whether a match reaches the end of the text, and all end in the name of one domain: `\.acme\.com$`."""
    tree = _parse(pattern)
    if not tree or str(tree[-1][1]) not in {"AT_END", "AT_END_STRING"}:
        return False
    end = ""
    for op, argument in reversed(list(tree)[:-1]):
        name = str(op)
        if name == "LITERAL":
            end = chr(argument) + end
        elif end or name not in _REPEATS or not _is_written_out(argument[2]):
            break  # else it is an ending of the domain that may be left out
    return _DOMAIN.search(end) is not None


def _is_written_out(tree: Any) -> bool:
    """Whether it matches one text only."""
    return all(
        str(op) == "LITERAL" or (str(op) == "SUBPATTERN" and _is_written_out(argument[-1]))
        for op, argument in tree
    )


def finds_unsafe(pattern: object) -> bool:
    """Whether the pattern is one class of all characters that are not harmless."""
    tree = _parse(pattern)
    if tree is None or len(tree) != 1:
        return False
    op, argument = tree[0]
    if str(op) in _REPEATS:
        inner = list(argument[2])
        if len(inner) != 1 or argument[0] > 1:
            return False
        op, argument = inner[0]
    if str(op) == "CATEGORY":
        return str(argument) == "CATEGORY_NOT_WORD"
    if str(op) != "IN" or not argument:
        return False
    first, *rest = argument
    if len(argument) == 1 and str(first[0]) == "CATEGORY":
        return str(first[1]) == "CATEGORY_NOT_WORD"
    return str(first[0]) == "NEGATE" and all(_is_safe_member(member) for member in rest)


def refused(pattern: object) -> frozenset[str]:
    r"""The texts of which none is in a text in which the pattern finds nothing: `[/:]`, `/|\.\.`."""
    return _refused(list(_parse(pattern) or ()))


def _refused(tree: list[tuple[Any, Any]]) -> frozenset[str]:
    if len(tree) != 1:
        is_text = bool(tree) and all(str(op) == "LITERAL" for op, _ in tree)
        return frozenset({"".join(chr(code) for _, code in tree)} if is_text else ())
    op, argument = tree[0]
    match str(op):
        case "LITERAL" | "NOT_LITERAL" | "IN" | "CATEGORY":
            return frozenset(c for c in string.printable if _may_have(tree[0], ord(c)))
        case "SUBPATTERN":
            return _refused(list(argument[-1]))
        case "BRANCH":
            return frozenset().union(*(_refused(list(branch)) for branch in argument[1]))
        case name if name in _REPEATS and argument[0] <= 1:
            return _refused(list(argument[2]))
        case _:
            return frozenset()


def _parse(pattern: object) -> Any:
    if not isinstance(pattern, str):
        return None
    try:
        return re._parser.parse(pattern)  # type: ignore[attr-defined]  # noqa: SLF001 - the only parser there is
    except (re.error, RecursionError, OverflowError):
        return None


def _is_safe(tree: Any) -> bool:
    for op, argument in tree:
        name = str(op)
        if name == "LITERAL":
            if argument not in _SAFE:
                return False
        elif name == "IN":
            if not all(_is_safe_member(member) for member in argument):
                return False
        elif name in _REPEATS:
            if not _is_safe(argument[2]):
                return False
        elif name == "SUBPATTERN":
            if not _is_safe(argument[-1]):
                return False
        elif name == "BRANCH":
            if not all(_is_safe(branch) for branch in argument[1]):
                return False
        elif name != "AT":
            return False
    return True


def _is_safe_member(member: tuple[Any, Any]) -> bool:
    name, argument = str(member[0]), member[1]
    if name == "LITERAL":
        return argument in _SAFE
    if name == "RANGE":
        return all(code in _SAFE for code in range(argument[0], argument[1] + 1))
    return name == "CATEGORY" and str(argument) in _CATEGORIES
