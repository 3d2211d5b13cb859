"""Bytes to text as Python would read them, and when Python would refuse them, the text all the same.

A file with a wrong byte still has code in it, so everything that can be read is read and what was guessed is
said once, with its line. Only what is no text at all comes back as `None`.
"""

import codecs
import re
import warnings

from entasis.finding import Problem, ProblemKind

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
_NO_CODE = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\b\x1b"))
# Codecs of names, not of files: their decoders are quadratic, and no Python file is written in them.
_NOT_FOR_FILES = frozenset({"idna", "punycode", "undefined"})
_BYTES_AS_LATIN_1 = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def decode(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    r"""The text of a Python file, and what was wrong with its bytes. Never raises.

    The text has no byte order mark, only "\n" as line end, no NUL and no surrogate; form feeds stay. The
    encoding is the byte order mark's, the cookie's (PEP 263) or UTF-8. Bytes that are not in the encoding are
    read as Latin-1, one character a byte, which is what Python 2 sources without a cookie mostly are.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return _decode_wide(data, path)
    problems: list[Problem] = []
    body = data.removeprefix(codecs.BOM_UTF8)
    declared = _cookie(body)
    encoding = "utf-8"
    if declared is not None:
        encoding, complaint = _encoding(declared, has_mark=len(body) != len(data))
        if complaint:
            problems.append(Problem(path, 1, ProblemKind.ENCODING, complaint))
    try:
        text = body.decode() if encoding == "utf-8" else _decode_as(body, encoding)
    except ValueError as error:
        if _is_binary(body):
            return None, (_binary(path),)
        text, complaint = _mend(body, encoding, error)
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        problems.append(Problem(path, _line_at(body, start), ProblemKind.ENCODING, complaint))
    if "\0" in text and _is_binary(body):
        return None, (_binary(path),)
    return _clean(text, path, problems)


def _cookie(body: bytes) -> str | None:
    """The encoding that one of the first two lines declares; the second only if the first holds no code."""
    end = body.find(b"\n", body.find(b"\n") + 1)
    head = body if end < 0 else body[:end]
    if b"coding" not in head:
        return None
    for line in _LINE_END.split(head, maxsplit=2)[:2]:
        match = _COOKIE.match(line)
        if match:
            return match[1].decode("ascii")
        if not _NO_CODE.match(line):
            return None
    return None


def _encoding(declared: str, *, has_mark: bool) -> tuple[str, str]:
    """The codec to use for a declared encoding, and the complaint if it is not the declared one."""
    try:
        name = codecs.lookup(declared).name
        # A source file's cookie is itself ASCII, so an encoding that reads it differently cannot be meant.
        is_usable = name not in _NOT_FOR_FILES and b"#coding".decode(name) == "#coding"
    except (LookupError, ValueError):
        return "utf-8", f'declares the encoding "{declared}", which Python does not know; read as UTF-8'
    if not is_usable:
        return "utf-8", f'declares the encoding "{declared}", which no source file can have; read as UTF-8'
    if has_mark and name not in ("utf-8", "utf-8-sig"):
        return "utf-8", f'declares the encoding "{declared}" after a UTF-8 byte order mark; read as UTF-8'
    return name, ""


def _decode_as(body: bytes, encoding: str) -> str:
    """Decode strictly. Codecs that read escapes warn about unknown ones; that is the source's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return body.decode(encoding)


def _mend(body: bytes, encoding: str, error: ValueError) -> tuple[str, str]:
    """The text with its bad bytes as Latin-1, and the complaint about them."""
    text = body.decode("utf-8", "surrogateescape")
    count = len(_ESCAPED_BYTE.findall(text))
    text = text.translate(_BYTES_AS_LATIN_1)
    if encoding != "utf-8":
        return text, f'is not in the encoding it declares, "{encoding}"; read as UTF-8 or else Latin-1'
    assert isinstance(error, UnicodeDecodeError)
    others = f" and {count - 1} more" if count > 1 else ""
    return text, f"byte 0x{body[error.start]:02x} is not UTF-8{others}; read as Latin-1"


def _decode_wide(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """Text in UTF-16 or UTF-32, as some editors and shells save it. Python refuses such a file."""
    name = next(name for mark, name in _WIDE_MARKS if data.startswith(mark))
    text = data.decode(name, "replace")
    is_whole = "\ufffd" not in text
    message = f"is in {name}, which Python refuses" + ("" if is_whole else "; parts of it are not valid")
    problem = Problem(path, 1, ProblemKind.ENCODING, message, incomplete=not is_whole)
    return _clean(text, path, [problem])


def _clean(text: str, path: str, problems: list[Problem]) -> tuple[str, tuple[Problem, ...]]:
    """Universal line ends; and nothing in the text that no parser takes."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        count = text.count("\0")
        some = "a NUL byte" if count == 1 else f"{count} NUL bytes"
        line = text.count("\n", 0, text.index("\0")) + 1
        message = f"holds {some}, which Python refuses; read as blanks"
        problems.append(Problem(path, line, ProblemKind.ENCODING, message))
        text = text.replace("\0", " ")
    # Some codecs (utf-7, unicode_escape) make characters that no text may hold.
    surrogate = None if text.isascii() else _SURROGATE.search(text)
    if surrogate:
        line = text.count("\n", 0, surrogate.start()) + 1
        message = "holds half a surrogate pair; read as an unknown character"
        problems.append(Problem(path, line, ProblemKind.ENCODING, message))
        text = _SURROGATE.sub("\ufffd", text)
    return text, tuple(problems)


def _is_binary(data: bytes) -> bool:
    """Whether more than one byte in twenty is a control character that no editor writes."""
    return 20 * (len(data) - len(data.translate(None, _CONTROLS))) > len(data)


def _binary(path: str) -> Problem:
    return Problem(path, 0, ProblemKind.BINARY, "is a binary file, not text")


def _line_at(data: bytes, offset: int) -> int:
    """The line of a byte offset, with any mix of line ends."""
    before = data[:offset]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
