"""What a text can no longer do once certain characters are not in it.

"'" in text         false: `text` cannot end what stands in single quotes
text.replace("<", "&lt;")   the result opens no tag
"""

import string
from typing import Final

from entasis.analyses.taint.bits import Kinds

_HARMLESS: Final = frozenset(string.ascii_letters + string.digits + "_-")
_ABSENT: Final = {
    "'": ("sql.single", "html.single", "xpath.single"),
    '"': ("sql.double", "html.double", "xpath.double"),
    "<": ("html.tag",),
    "/": ("path.raw", "path.normal"),
    "\n": ("log",),
    "\\": ("redirect.backslash",),
    ".": ("~up",),
    "..": ("~up",),
    "../": ("~up",),
}

# What a dot can do no harm at, as long as nothing else than letters, digits, `_` and `-` stands beside it.
_DOTTED: Final = (
    "sql",
    "html",
    "script",
    "xpath",
    "xml",
    "ldap",
    "command",
    "template",
    "header",
    "cookie",
    "log",
    "email",
)


def are_harmless(text: str) -> bool:
    """Whether no character of the text can do harm anywhere."""
    return bool(text) and _HARMLESS.issuperset(text)


def among(kinds: Kinds, allowed: str) -> int:
    """The kinds for which a text is harmless that has no other characters than those."""
    if are_harmless(allowed):
        return kinds.characters
    mask = kinds.mask(_DOTTED) if are_harmless(allowed.replace(".", "")) else 0
    for character in _ABSENT:
        if len(character) == 1 and character not in allowed:
            mask |= absent(kinds, character)
    return mask


def replaced(kinds: Kinds, character: str, by: str) -> int:
    """The kinds for which a text is harmless in which another text stands in the place of the character, or of two dots.

    What leads up is no such: without the one in its midst, `....//` leads up again. Nor are dots where a dot takes
    their place.
    """
    return 0 if character == "../" or (character == ".." and "." in by) else absent(kinds, character)


def absent(kinds: Kinds, character: str) -> int:
    """The kinds for which a text without the character is harmless."""
    return kinds.mask(_ABSENT.get(character, ()))


def enclosing(kinds: Kinds, quote: str, place: str) -> int:
    """What is known of a text that "begins" or "ends" with the quote, or has none "within" the two."""
    return kinds.mask([f"~{place} {quote}"]) if quote in {"'", '"'} else 0
