r"""Texts and constants as the IR's text form writes them, in both directions.

    flask.request   "not in"   "a\n\ud800"   b"\x00"   1   1.5   nan   complex(0.0, 1.0)   none   tuple(1, "a")

What cannot be printed is escaped, so that a line stays a line and no character of the reviewed code can change
how the text around it is shown.
"""

import re
from typing import Final

from entasis.ir.cursor import Cursor
from entasis.ir.instructions import UNBOUND, Unbound

_BARE: Final = re.compile(r"(?:[^\W\d][\w.-]*\*?|[-+*/%@&|^~<>=!]+)(?=[ \t]|$)")
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BYTES: Final = re.compile(r'b"((?:[^"\\]|\\.)*)"')
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))", re.DOTALL)
_FLOAT: Final = re.compile(r"-?(?:inf|nan|[0-9]+\.[0-9]+(?:e[-+][0-9]+)?|[0-9]+e[-+][0-9]+)(?![\w.])")
_INT: Final = re.compile(r"-?(?:0x([0-9a-f]+)|[0-9]{1,4000})(?![\w.])")
_WORD: Final = re.compile(r"[a-z]+")
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_DECIMAL_BITS: Final = 64  # longer numbers are written in hexadecimal, which has no limit on digits
_SINGLE: Final = {"none": None, "true": True, "false": False, "ellipsis": Ellipsis, "unbound": UNBOUND}
_PLAIN_TYPES: Final = frozenset({str, bytes, int, float, complex, bool, type(None), type(Ellipsis), Unbound})


def is_constant(value: object) -> bool:
    """Whether `value` may stand in a Const. Subclasses may not: they can have behaviour of their own."""
    if type(value) in _PLAIN_TYPES:
        return True
    return type(value) in {tuple, frozenset} and all(is_constant(item) for item in value)  # type: ignore[attr-defined]


def write_text(text: str) -> str:
    """A word or an operator as it is, everything else in quotes."""
    return text if _BARE.fullmatch(text) else quote(text)


def write_name(name: str) -> str:
    """A (dotted) name as it is, everything else in quotes."""
    return name if _NAME.fullmatch(name) else quote(name)


def quote(text: str) -> str:
    """`text` in quotes, on one line."""
    return '"' + "".join(map(_escape, text)) + '"'


def write_constant(value: object) -> str:
    """The text of a constant; TypeError for what is none."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bytes):
        return (
            'b"'
            + "".join(
                chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in value
            )
            + '"'
        )
    for word, single in _SINGLE.items():
        if value is single:
            return word
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _DECIMAL_BITS else hex(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, complex):
        return f"complex({value.real!r}, {value.imag!r})"
    if isinstance(value, tuple):
        return f"tuple({', '.join(map(write_constant, value))})"
    if isinstance(value, frozenset):
        return f"frozenset({', '.join(sorted(map(write_constant, value)))})"
    raise TypeError(f"{type(value).__name__} is no type of constant")


def read_text(cursor: Cursor, what: str) -> str:
    """What `write_text` wrote; `what` names it in the error if something else stands there."""
    bare = cursor.take(_BARE)
    return bare[0] if bare is not None else _read_quoted(cursor, what)


def read_name(cursor: Cursor, what: str) -> str:
    """What `write_name` wrote."""
    name = cursor.take(_NAME)
    return name[0] if name is not None else _read_quoted(cursor, what)


def read_constant(cursor: Cursor) -> object:
    """What `write_constant` wrote."""
    quoted = cursor.take(_QUOTED)
    if quoted is not None:
        return _unescape(cursor, quoted[1])
    quoted = cursor.take(_BYTES)
    if quoted is not None:
        text = _unescape(cursor, quoted[1])
        if any(ord(character) > 255 for character in text):
            raise cursor.error("a character that is no byte")
        return text.encode("latin-1")
    number = cursor.take(_FLOAT)
    if number is not None:
        return float(number[0])
    number = cursor.take(_INT)
    if number is not None:
        return int(number[0], 16 if number[1] else 10)
    word = cursor.need(_WORD, "a constant")[0]
    if word in _SINGLE:
        return _SINGLE[word]
    if not cursor.skip("("):
        raise cursor.error(f"{word} is no constant")
    items = _read_items(cursor)
    if word == "tuple":
        return tuple(items)
    if word == "frozenset":
        return frozenset(items)
    if word == "complex" and len(items) == 2 and isinstance(items[0], float) and isinstance(items[1], float):
        return complex(items[0], items[1])
    raise cursor.error(f"{word} is no constant of {len(items)} items")


def _read_items(cursor: Cursor) -> list[object]:
    items: list[object] = []
    while not cursor.skip(")"):
        if items and not cursor.skip(","):
            raise cursor.error("a comma is missing")
        items.append(read_constant(cursor))
    return items


def _read_quoted(cursor: Cursor, what: str) -> str:
    return _unescape(cursor, cursor.need(_QUOTED, what)[1])


def _escape(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _unescape(cursor: Cursor, text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            if int(code, 16) > 0x10FFFF:
                raise cursor.error(f"{match[0]} is no character")
            return chr(int(code, 16))
        if match[4] not in _LETTERS:
            raise cursor.error(f"{match[0]} is no escape")
        return _LETTERS[match[4]]

    return _ESCAPE.sub(character, text)
