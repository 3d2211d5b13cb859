r"""Turns plain data into the bytes of a JSON document: the same data, the same bytes, safe to read and to print.

What a terminal would obey or a reader could not see is written as JSON's own escape (`\u202e`), so a program
that parses the document still gets the very same text. A byte of a file name that is not UTF-8 has no place in
JSON; it is shown as in the text answer (`\xe9`), because many parsers refuse a document with half a surrogate.
"""

import json
import re
from typing import Any, TypeAlias

import msgspec

from entasis.report.escape import UNSAFE, escape_line

Json: TypeAlias = dict[str, Any]
"""A JSON object."""


def encoded(value: object) -> bytes:
    """`value` (dicts, lists, strings, numbers, booleans, None) as indented UTF-8 with a newline at the end.

    Keys stay in the order of their dict.
    """
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return msgspec.json.format(UNSAFE.sub(_escaped, compact).encode(), indent=2) + b"\n"


def _escaped(match: re.Match[str]) -> str:
    # Outside of strings a compact document holds no unsafe character, so each of these is inside of one.
    character = match.group()
    if "\ud800" <= character <= "\udfff":
        return "\\" + escape_line(character)
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))
