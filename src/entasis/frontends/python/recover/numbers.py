"""Numbers, with those of Python 2: `0777`, `10L`."""

import ast
import re

from entasis.frontends.python.recover.piece import Piece, ShapeError, Text

_OLD_OCTAL = re.compile(r"0+[0-7]+\Z")


def number(text: Text, piece: Piece) -> ast.expr:
    """The constant that the digits between two offsets are."""
    digits = text.data[piece.start : piece.end].decode().replace("_", "")
    try:
        value = _value(digits)
    except (ValueError, OverflowError) as error:  # such as one of more digits than Python converts
        raise ShapeError from error
    return ast.Constant(value, None, **text.of(piece))


def _value(digits: str) -> complex:
    if digits[-1] in "jJ":
        return complex(0.0, float(digits[:-1]))
    if digits[:2].lower() in {"0x", "0o", "0b"}:
        return int(digits.rstrip("lL"), 0)
    if digits[-1] in "lL":
        digits = digits[:-1]
    if not digits.isdigit():
        return float(digits)
    return int(digits, 8) if _OLD_OCTAL.match(digits) else int(digits)
