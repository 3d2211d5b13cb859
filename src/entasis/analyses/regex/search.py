r"""Whether a pattern is found in a short text. The interpreter's own matching can take forever, for a pattern made so.

    <b.*?>.*</b>    found in "<b>x</b>", from its beginning to its end; not found in "<b>x</b >"

Where a match can end is a set of places: each is looked at once, whatever the pattern.
"""

from typing import Final

from entasis.analyses.regex.syntax import (
    END,
    LATIN,
    MANY,
    Choice,
    Leaf,
    Mark,
    Node,
    Repeat,
    Sequence,
    UnsupportedError,
    parse,
)

Places = frozenset[int]
_BORDER: Final = "b"  # the mark of a border between words


def is_found(pattern: str | bytes, flags: int, text: str) -> bool | None:
    """Whether some part of `text`, which holds nothing beyond Latin, matches; None if nobody can say."""
    try:
        tree = parse(pattern, flags)
        return bool(_ends(tree, text, frozenset(range(len(text) + 1))))
    except (UnsupportedError, RecursionError):
        return None


def is_whole(pattern: str | bytes, flags: int, text: str) -> bool | None:
    """Whether `text` matches as a whole; None if nobody can say."""
    try:
        return len(text) in _ends(parse(pattern, flags), text, frozenset({0}))
    except (UnsupportedError, RecursionError):
        return None


def _ends(node: Node, text: str, starts: Places) -> Places:
    """Where what begins at one of `starts` can end."""
    if not starts:
        return starts
    match node:
        case Leaf():
            letters = node.characters.latin
            return frozenset(i + 1 for i in starts if i < len(text) and letters >> ord(text[i]) % LATIN & 1)
        case Sequence():
            for part in node.parts:
                starts = _ends(part, text, starts)
            return starts
        case Choice():
            return frozenset().union(*(_ends(part, text, starts) for part in node.parts))
        case Repeat():
            return _repeated(node, text, starts)
        case Mark():
            if node.name == END:
                return starts & {len(text)}
            if node.name == _BORDER:
                return frozenset(i for i in starts if _is_word(text, i - 1) != _is_word(text, i))
            raise UnsupportedError


def _is_word(text: str, place: int) -> bool:
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")


def _repeated(node: Repeat, text: str, starts: Places) -> Places:
    found = starts if node.low == 0 else frozenset[int]()
    seen: set[Places] = set()
    rounds = 0
    while starts and (node.high == MANY or rounds < node.high):
        starts = _ends(node.part, text, starts)
        rounds += 1
        if rounds >= node.low:
            if starts in seen:
                break
            seen.add(starts)
            found |= starts
        elif rounds > len(text) + 1:
            rounds = node.low - 1  # each further round is like this one
    return found
