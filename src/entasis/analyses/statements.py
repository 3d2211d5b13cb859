"""What an SQL statement reads and writes, as far as its text is written out.

INSERT INTO posts (author, text) VALUES (?, 'x')      table posts: author gets the first value that is bound
UPDATE posts SET text = %(text)s WHERE id = 1         table posts: text gets the one named so
SELECT p.id, p.text AS body FROM posts p              table posts: the second column is text, and is called body

Values that are put into the text stand in it as holes: the registers that hold them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from entasis.analyses.assembly import Part
from entasis.limits import CONSTANT_SIZE

_BEGINS: Final = re.compile(r"\s*(?:SELECT|INSERT|REPLACE|UPDATE|CREATE)\b", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|\[\w+\]|--[^\n]*|%\(\w+\)s|%s|:\w+|\$\d+|@\w+|\x00\d+\x01"
    r"|\w+(?:\.(?:\w+|\*|\"\w+\"|`\w+`))*|[?(),=*;]|\S"
)
_HOLE: Final = re.compile(r"\x00(\d+)\x01")
_NAMED: Final = re.compile(r"%\((\w+)\)s|[:@](\w+)")
_NUMBERED: Final = re.compile(r"\$(\d+)")
_ENDS: Final = frozenset(
    {"FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "UNION", ";", "RETURNING", "ON"}
)
_CONSTRAINTS: Final = frozenset({"PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "CONSTRAINT", "KEY", "INDEX"})


class Value(Struct, frozen=True):
    """What a column is given: values in holes of the text, and the one bound at a place, by number or name."""

    holes: tuple[int, ...] = ()
    place: int | str | None = None
    is_argument: bool = False  # the place counts arguments of the call, not elements of a collection


class Statement(Struct, frozen=True):
    """`verb` is "read", "write" or "create". `columns` of a reading are (name, name in the row); else the names.

    A name is "" where it is not known; where nothing is said of columns, there are none.
    """

    verb: str
    table: str
    columns: tuple[tuple[str, str], ...] = ()
    values: tuple[Value, ...] = ()
    others: tuple[str, ...] = ()  # further tables that are joined


def parse_statement(parts: Sequence[Part]) -> Statement | None:
    """The statement that the parts make up; None if it is another one, or none at all."""
    if not parts or not isinstance(parts[0], str) or not _BEGINS.match(parts[0]):
        return None
    text = "".join(part if isinstance(part, str) else f"\0{part}\1" for part in parts)[: CONSTANT_SIZE.bound]
    words = [word for word in _TOKEN.findall(text) if not word.startswith("--")]
    match words[0].upper():
        case "SELECT":
            return _select(words)
        case "UPDATE":
            return _update(words)
        case "CREATE":
            return _create(words)
        case _:
            return _insert(words)


def _name(word: str) -> str:
    """The name of a table or column, without quotes and what it belongs to; "" if the word is none."""
    last = word.rpartition(".")[2].strip('"`[]')
    return last.lower() if last.isidentifier() else ""


def _upper(words: Sequence[str], at: int) -> str:
    return words[at].upper() if at < len(words) else ""


def _groups(words: Sequence[str], at: int) -> tuple[list[list[str]], int]:
    """What stands between the commas from `at` on, and where that ends: at a bracket, or a word that ends it."""
    groups: list[list[str]] = [[]]
    depth = 0
    while at < len(words):
        word = words[at]
        if depth == 0 and (word == ")" or word.upper() in _ENDS):
            break
        depth += (word == "(") - (word == ")")
        if word == "," and depth == 0:
            groups.append([])
        else:
            groups[-1].append(word)
        at += 1
    return groups, at


def _insert(words: list[str]) -> Statement | None:
    upper = [word.upper() for word in words[:8]]
    if "INTO" not in upper:
        return None
    at = upper.index("INTO") + 1
    table = _name(words[at]) if at < len(words) else ""
    names: list[str] = []
    at += 1
    if at < len(words) and words[at] == "(":
        groups, at = _groups(words, at + 1)
        names = [_name(group[0]) if len(group) == 1 else "" for group in groups]
        at += 1
    if not table or _upper(words, at) != "VALUES" or at + 1 >= len(words):
        return None
    values, _ = _groups(words, at + 2)
    bound = _Bound(words[: at + 2])
    found = tuple(bound.value(group) for group in values)
    columns = tuple((name, name) for name in names) if len(names) == len(found) else ()
    return Statement("write", table, columns, found) if columns or not names else None


def _update(words: list[str]) -> Statement | None:
    named = {"OR": 3, "ONLY": 2}.get(_upper(words, 1), 1)
    table = _name(words[named]) if len(words) > named else ""
    at = next((i for i, word in enumerate(words[:8]) if word.upper() == "SET" and i > named), 0)
    if not table or not at:
        return None
    groups, _ = _groups(words, at + 1)
    bound = _Bound(words[: at + 1])
    columns: list[tuple[str, str]] = []
    values: list[Value] = []
    for group in groups:
        name = _name(group[0]) if len(group) > 2 and group[1] == "=" else ""
        columns.append((name, name))
        values.append(bound.value(group[2:] if name else group))
    return Statement("write", table, tuple(columns), tuple(values))


def _create(words: list[str]) -> Statement | None:
    at = next((i for i, word in enumerate(words[:10]) if word == "("), 0)
    if not at or "TABLE" not in [word.upper() for word in words[:4]]:
        return None
    groups, _ = _groups(words, at + 1)
    names = [_name(group[0]) for group in groups if group and group[0].upper() not in _CONSTRAINTS]
    table = _name(words[at - 1])
    return Statement("create", table, tuple((name, name) for name in names)) if table else None


def _select(words: list[str]) -> Statement | None:
    at = 1 + (_upper(words, 1) in {"DISTINCT", "ALL"})
    groups, at = _groups(words, at)
    if _upper(words, at) != "FROM":
        return None
    tables = list(_tables(words, at + 1))
    if not tables or not tables[0]:
        return None
    return Statement("read", tables[0], tuple(map(_selected, groups)), others=tuple(tables[1:]))


def _selected(group: list[str]) -> tuple[str, str]:
    """The column, and what it is called in the row."""
    if not group:
        return "", ""
    if group[-1] == "*" or group[0].endswith(".*"):
        return ("*", "*") if len(group) == 1 else ("", "")
    shown = _name(group[-1]) if len(group) == 1 or group[-1] != ")" else ""
    is_plain = len(group) == 1 or (len(group) == 3 and group[1].upper() == "AS") or len(group) == 2
    return (_name(group[0]) if is_plain else ""), shown


def _tables(words: list[str], at: int) -> Iterator[str]:
    yield _name(words[at]) if at < len(words) else ""
    for i in range(at, len(words) - 1):
        if words[i].upper() == "JOIN":
            yield _name(words[i + 1])


class _Bound:
    """Counts the places of values that are bound, in the order of the text; `before` is what stands before."""

    def __init__(self, before: Sequence[str]) -> None:
        self._count = sum(word in {"?", "%s"} for word in before)

    def value(self, group: Sequence[str]) -> Value:
        """What the words of one value say."""
        holes: list[int] = []
        place: int | str | None = None
        is_argument = False
        for word in group:
            holes += map(int, _HOLE.findall(word))
            if word in {"?", "%s"}:
                place = self._count if place is None else place
                self._count += 1
            elif (named := _NAMED.fullmatch(word)) is not None and place is None:
                place = named[1] or named[2]
            elif (numbered := _NUMBERED.fullmatch(word)) is not None and place is None:
                place, is_argument = int(numbered[1]), True
        return Value(tuple(holes), place, is_argument)
