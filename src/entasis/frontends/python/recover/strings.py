"""String literals: escapes, implicit concatenation, formatted strings (template strings are read as such).

Escapes are decoded here and not by the compiler: that warns about some (through state every thread shares) and
refuses others; a reviewer wants the value that the text most plainly has.
"""

import ast
import re
import unicodedata

from msgspec import Struct

from entasis.frontends.python.recover.literals import Chunk, Field, Literal
from entasis.frontends.python.recover.piece import Converter, Piece, ShapeError, Text

_ESCAPE = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]*)\}|([^0-7]))",
    re.DOTALL,
)
_SIMPLE = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


class _Run(Struct):
    """Constant text that is being collected, and where it stands."""

    text: list[str]
    start: int
    end: int
    kind: str | None


def _unescape(text: str, *, is_bytes: bool) -> str:
    """The text that escapes stand for. What is no valid escape stands for itself."""

    def meaning(found: re.Match[str]) -> str:
        octal, *hexadecimal, name, simple = found.groups()
        if octal:
            return chr(int(octal, 8) & 0xFF if is_bytes else int(octal, 8))
        if hexadecimal[0]:
            return chr(int(hexadecimal[0], 16))
        if not is_bytes:
            code = hexadecimal[1] or hexadecimal[2]
            if code and int(code, 16) <= 0x10FFFF:
                return chr(int(code, 16))
            if name:
                return _named(name, found.group())
        return _SIMPLE.get(simple, found.group()) if simple else found.group()

    return _ESCAPE.sub(meaning, text)


def _named(name: str, otherwise: str) -> str:
    try:
        character = unicodedata.lookup(name)
    except KeyError:
        return otherwise
    return character if len(character) == 1 else otherwise


def _decode(text: Text, literal: Literal, chunk: Chunk, *, doubled: bool = False) -> str:
    """The text of a stretch of a literal that is not bytes, in which braces may be `doubled`."""
    raw = text.data[chunk.start : chunk.end].decode("utf-8", "surrogatepass")
    if doubled and ("{" in raw or "}" in raw):
        raw = raw.replace("{{", "{").replace("}}", "}")
    return _unescape(raw, is_bytes=False) if "\\" in raw and b"r" not in literal.prefix else raw


def _decode_bytes(text: Text, literal: Literal) -> bytes:
    raw = text.data[literal.text : literal.close]
    if b"\\" in raw and b"r" not in literal.prefix:
        # Latin-1 maps bytes to characters one to one. Python 2 allows any byte in there.
        return _unescape(raw.decode("latin-1"), is_bytes=True).encode("latin-1")
    return raw


def string(text: Text, literals: list[Literal], start: int, end: int) -> ast.expr:
    """The node for adjacent literals."""
    if any(literal.broken for literal in literals):
        raise ShapeError
    place = text.at(start, end)
    if any(literal.parts is not None for literal in literals):
        return ast.JoinedStr(_joined(text, literals), **place)
    if all(b"b" in literal.prefix for literal in literals):
        return ast.Constant(b"".join(_decode_bytes(text, literal) for literal in literals), None, **place)
    kind = "u" if text.data[literals[0].start] == 0x75 else None
    return ast.Constant("".join(_plain(text, literal) for literal in literals), kind, **place)


def _plain(text: Text, literal: Literal) -> str:
    if b"b" in literal.prefix:  # mixed with text only by Python 2
        return _decode_bytes(text, literal).decode("latin-1")
    return _decode(text, literal, Chunk(literal.text, literal.close))


def _joined(text: Text, literals: list[Literal]) -> list[ast.expr]:
    """The values of a formatted string: runs of constant text, over all its literals, and fields."""
    values: list[ast.expr] = []
    run: _Run | None = None
    for literal in literals:
        kind = "u" if text.data[literal.start] == 0x75 else None
        if literal.parts is None:
            run = _extend(run, _plain(text, literal), literal.start, literal.end, kind)
            continue
        for part in literal.parts:
            if isinstance(part, Chunk):
                constant = _decode(text, literal, part, doubled=True)
                run = _extend(run, constant, part.start, part.end, kind)
            else:
                if part.node is None:
                    raise ShapeError
                _close_run(text, _with_shown(text, run, part, kind), values)
                run = None
                values.append(part.node)
    _close_run(text, run, values)
    return values


def _with_shown(text: Text, run: _Run | None, part: Field, kind: str | None) -> _Run | None:
    """What `{x = }` shows of itself, which is all of it but comments, is constant text before its value."""
    if not part.debug_end:
        return run
    shown = []
    position = part.start + 1
    for comment in part.comments:
        shown.append(text.data[position : comment.start])
        position = comment.end
    shown.append(text.data[position : part.debug_end])
    constant = b"".join(shown).decode("utf-8", "surrogatepass")
    return _extend(run, constant, part.start + 1, part.debug_end, kind)


def _extend(run: _Run | None, constant: str, start: int, end: int, kind: str | None) -> _Run | None:
    if not constant:
        return run
    if run is None:
        return _Run([constant], start, end, kind)
    run.text.append(constant)
    run.end = end
    return run


def _close_run(text: Text, run: _Run | None, values: list[ast.expr]) -> None:
    """Adds constant text to the values."""
    if run is not None:
        values.append(ast.Constant("".join(run.text), run.kind, **text.at(run.start, run.end)))


def close_field(text: Text, part: Field, literal: Literal) -> None:
    """Makes the node of a field whose expression and inner fields are converted."""
    if part.value is None:
        return
    specification: ast.JoinedStr | None = None
    if part.spec is not None:
        values: list[ast.expr] = []
        run: _Run | None = None
        for inner in part.spec:
            if isinstance(inner, Chunk):
                run = _extend(run, _decode(text, literal, inner), inner.start, inner.end, None)
                continue
            if inner.node is None:
                return
            _close_run(text, _with_shown(text, run, inner, None), values)
            run = None
            values.append(inner.node)
            part.height = max(part.height, inner.height + 2)
        _close_run(text, run, values)
        specification = ast.JoinedStr(values, **text.at(part.spec_start, part.end - 1))
    conversion = part.conversion
    if part.debug_end and conversion < 0 and part.spec is None:
        conversion = ord("r")
    place = text.at(part.start, part.end)
    part.node = ast.FormattedValue(part.value, conversion, specification, **place)


def one(text: Text, start: int, end: int) -> ast.expr:
    """The node for the literal that starts there, when it stands alone."""
    return string(text, [text.literals[start]], start, end)


def _concatenated(text: Text, piece: Piece) -> ast.expr:
    literals = [text.literals[part.start] for part in piece.parts]
    return string(text, literals, piece.start, piece.end)


CONVERTERS: dict[str, Converter] = {"concatenated_string": _concatenated}
