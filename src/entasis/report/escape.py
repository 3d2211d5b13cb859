r"""Makes hostile text safe to show: what a terminal would obey, or a reader could not see, becomes visible.

    escape_line("a\x1b[31m")     ->  a\x1b[31m           (eight visible characters instead of a colour)
    escape_line("x\u202ey")      ->  x\u202ey            (the text can no longer run backwards)
    escape_line("caf\udce9.py")  ->  caf\xe9.py          (a byte of a file name that is not UTF-8)

Backslashes are not doubled: reviewed code is full of them, and an answer is read, not parsed.
"""

import re

UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # controls, C0 and C1: escape sequences begin with one of them
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # direction marks and overrides, line separators
    "\u00ad\u034f\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # no width
    "\u115f\u1160\u3164\uffa0"  # letters without a shape
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors and tags: able to carry a hidden message
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # format controls of scripts and scores
    "\ud800-\udfff"  # surrogates: no text at all
    "]"
)
"""Every character that may not reach a reader as it is. The list is ours and not the interpreter's Unicode
tables, so that the same review gives the same bytes under each Python."""

_TAB_WIDTH = 4
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escape_line(text: str) -> str:
    """`text` as one line that is safe to print; line breaks and tabs are escaped too."""
    return UNSAFE.sub(_visible, text)


def escape_code(line: str) -> str:
    """A quoted line of code, safe to print; tabs become blanks up to the next multiple of four columns."""
    return "\t".join(escape_line(part) for part in line.split("\t")).expandtabs(_TAB_WIDTH)


def _visible(match: re.Match[str]) -> str:
    character = match.group()
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8, as `surrogateescape` keeps it
        code -= 0xDC00
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
