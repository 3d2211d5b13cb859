"""Rewrites what the grammar cannot read into what it can, byte for byte of the same length.

Only the masked text changes: names are read from the file itself, so a word can be hidden from the grammar by
writing any other over it. All of this happens outside strings and comments, which are masked before.

- `print` and `exec` are identifiers, except where they can only be the statements of Python 2: these become
  `raise` and `del`, which take the same lists of expressions, and `Text.rewritten` remembers the place.
- `type` stays where a type alias starts.
- `match`, `type`, `async` and `await` are identifiers wherever they cannot be keywords; so is `__future__`.
- `True` and `False` were names in Python 2, which code assigned to or gave to attributes.
- Type parameters (PEP 695) are blanked: no node of Python 3.11 could hold them. Their bounds are lost.
- Identifiers that are not ASCII become ASCII ones: the grammar knows fewer letters than Unicode.
"""

import re

from entasis.frontends.python.recover.piece import Text

_WORD = re.compile(rb"(?<![\w\x80-\xff])(?:print|exec|match|type|async|await|__future__)(?![\w\x80-\xff])")
_OLD_NAME = re.compile(
    rb"(?:\.[ \t]*(?:True|False|None)(?![\w\x80-\xff]))|^(?:True|False)[ \t]*(?:,[ \t]*(?:True|False)[ \t]*)?=(?!=)"
)
_LETTERS = re.compile(rb"[\x80-\xff]+")
_OPERATOR_AFTER = re.compile(
    rb"[ \t]*(?:$|[=,)\]}:;%|&^/<!]|\.(?!\.\.)|>(?!>)|(?:if|and|or|in|is|not[ \t]+in|for|as|else)(?![\w\x80-\xff]))",
    re.MULTILINE,
)
_OPERAND_AFTER = re.compile(rb"[ \t]*[\w\"{~\x80-\xff]")
_AMBIGUOUS_AFTER = re.compile(rb"[ \t]*[-+(\[*]")
_BRACKET_AFTER = re.compile(rb"[ \t]*\(")
_BRACKETS = re.compile(rb"[()\[\]{}]")
_STATEMENT_ENDS = re.compile(rb"[ \t]*(?:;|$)")
_CHEVRON = re.compile(rb"[ \t]*>>")
_STARTERS = re.compile(rb"[()\[\]{}]|[;:](?!=)[ \t]*|(?<![\w\x80-\xff])lambda(?![\w\x80-\xff])")
_HEADER = re.compile(
    rb"(?:async|class|def|elif|else|except|finally|for|if|try|while|with|match|case)(?![\w\x80-\xff])"
)
_COMPOUND_ASYNC = re.compile(rb"[ \t]+(?:def|for|with)(?![\w\x80-\xff])")
_TYPED = re.compile(rb"(?:(?:async[ \t]+)?def|class)[ \t]+[\w\x80-\xff]+[ \t]*(?=\[)")
_TYPE_ALIAS = re.compile(rb"type[ \t]+[A-Za-z_\x80-\xff][\w\x80-\xff]*[ \t]*(?=\[|=(?!=))")
_STARTING = frozenset({b"print", b"exec", b"type"})
_SIGN_OF_PYTHON2 = re.compile(
    rb"(?m)^[ \t]*(?:(?:print|exec)[ \t]+(?!(?:if|in|is|and|or|not|for|as)(?![\w\x80-\xff]))[\w\"]|raise[ \t]+[\w.]+[ \t]*,"
    rb"|except[ \t]+(?:[\w.]+|\([\w., \t]*\))[ \t]*,[ \t]*[a-z_]\w*[ \t]*:)"
    rb"|(?<![\w\x80-\xff])def[ \t]+\w+[ \t]*\((?:[^()\[:=]*,)?[ \t]*\(|(?<![\w\x80-\xff])lambda[ \t]+\("
    rb"|<>|(?<![\w.])(?<![eE][-+])0+[1-7][0-7]*[lL]?\b(?![.])|(?<!\w)\d+[lL]\b"
)


def has_sign_of_python2(code: bytes) -> bool:
    """Whether anything in masked lines is Python 2 and cannot be Python 3."""
    return _SIGN_OF_PYTHON2.search(code) is not None


def rewrite_line(text: Text, code: bytes, offset: int) -> bytes:
    """One masked logical line that starts at `offset`, as the grammar can read it."""
    if not code.isascii():
        code = _LETTERS.sub(_ascii, code)
    if text.is_python2:
        code = _OLD_NAME.sub(_names_of_python2, code)
    if _TYPED.match(code):
        code = _without_type_parameters(code)
    if not _WORD.search(code):
        return code
    result = bytearray(code)
    brackets: dict[int, int] = {}
    starts: set[int] = set()
    for found in _WORD.finditer(code):
        start, end = found.span()
        word = found.group()
        if word == b"async" and _COMPOUND_ASYNC.match(code, end):
            continue
        if word == b"await" and not _OPERATOR_AFTER.match(code, end):
            continue
        if word in _STARTING and not starts:
            starts = _statement_starts(code)
            brackets = partners(code)
        if word == b"type" and start in starts and (alias := _TYPE_ALIAS.match(code, start)):
            closing = brackets.get(alias.end(), alias.end() - 1)
            result[alias.end() : closing + 1] = b" " * (closing + 1 - alias.end())
            continue
        if word in (b"print", b"exec") and start in starts:
            statement = _statement(text, code, offset, found, brackets)
            if statement:
                text.rewritten[offset + start] = statement
                result[start:end] = b"raise" if word == b"print" else b"del "
                if statement == "print >>":
                    arrows = code.index(b">>", end)
                    result[arrows : arrows + 2] = b"  "
                continue
        result[start:end] = b"x" * (end - start)
    return bytes(result)


def rewrite_expression(code: bytes) -> bytes:
    """The same for an expression inside a formatted string, where no statement can be."""
    if not code.isascii():
        code = _LETTERS.sub(_ascii, code)

    def hidden(found: re.Match[bytes]) -> bytes:
        word, end = found.group(), found.end()
        is_async = word == b"async" and _COMPOUND_ASYNC.match(code, end)
        is_await = word == b"await" and not _OPERATOR_AFTER.match(code, end)
        return word if is_async or is_await else b"x" * len(word)

    return _WORD.sub(hidden, code)


def _names_of_python2(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[A-Za-z]", b"x", found.group())


def _ascii(found: re.Match[bytes]) -> bytes:
    letters = found.group()
    is_name = ("a" + letters.decode("utf-8", "surrogatepass")).isidentifier()
    return b"x" * len(letters) if is_name else letters


def _statement_starts(code: bytes) -> set[int]:
    """Where statements start in a line: at its beginning, after semicolons, and after the colon of a header."""
    starts = {0}
    depth = lambdas = 0
    is_header = bool(_HEADER.match(code))
    for found in _STARTERS.finditer(code):
        token = found.group()[:1]
        if token in b"([{":
            depth += 1
        elif token in b")]}":
            depth -= 1
        elif depth > 0:
            continue
        elif token == b"l":
            lambdas += 1
        elif token == b":" and lambdas:
            lambdas -= 1
        elif token == b";" or is_header:
            starts.add(found.end())
            is_header = is_header and token == b";"
    return starts


def _statement(text: Text, code: bytes, offset: int, found: re.Match[bytes], brackets: dict[int, int]) -> str:
    """Which statement of Python 2 a word at the start of a statement is, if any."""
    word, end = found.group().decode(), found.end()
    is_print = word == "print"
    if is_print and text.is_python2 and _CHEVRON.match(code, end):
        return "print >>"
    if _OPERATOR_AFTER.match(code, end):
        is_alone = bool(_STATEMENT_ENDS.match(code, end))
        return word if text.is_python2 and is_print and is_alone else ""
    if _OPERAND_AFTER.match(code, end):
        return word
    if not text.is_python2 or not _AMBIGUOUS_AFTER.match(code, end):
        return ""
    bracket = _BRACKET_AFTER.match(code, end)
    if not bracket or offset + bracket.end() - 1 in text.backticks:
        return word
    closing = brackets.get(bracket.end() - 1)
    is_call = closing is not None and (not is_print or _STATEMENT_ENDS.match(code, closing + 1))
    return "" if is_call else word


def _without_type_parameters(code: bytes) -> bytes:
    found = _TYPED.match(code)
    return _blank_brackets(code, found.end()) if found else code


def _blank_brackets(code: bytes, opening: int) -> bytes:
    closing = partners(code).get(opening)
    if closing is None:
        return code
    return code[:opening] + b" " * (closing + 1 - opening) + code[closing + 1 :]


def partners(code: bytes) -> dict[int, int]:
    """Where each bracket that is closed is closed."""
    result: dict[int, int] = {}
    stack: list[int] = []
    for found in _BRACKETS.finditer(code):
        if found.group() in b"([{":
            stack.append(found.start())
        elif stack:
            result[stack.pop()] = found.start()
    return result
