r"""The patterns of ignore files, matched as git matches them and in linear time.

    *.py[cod]      names, at any depth, because there is no slash
    /build/        one path, because there is; and only a directory
    docs/**/*.tmp  `**` stands for any number of directories
    !keep.py       takes back what an earlier line left out

A pattern is asked about one entry only and never about those above it: who walks a tree has asked about them
before. (pathspec answers for all of them at once, which differs from git when a negated pattern names a
directory; and its expressions backtrack: five stars and a name of 250 characters took 75 seconds, which is
all that a hostile tree needs.)
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

# One part of a path: this very name, or what fully matches; `None` is any number of parts.
_Part = str | re.Pattern[str] | None

_ANY = re.compile(r".*", re.DOTALL)
_DIRECTORIES = re.compile(r"\*{2,}")
_SPECIAL = re.compile(r"[\\*?\[]")
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": r" \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


class Pattern(NamedTuple):
    """One line of an ignore file. `parts` are those of a path if `is_path`, else the single one of a name."""

    parts: tuple[_Part, ...]
    is_path: bool
    is_negated: bool
    is_directory: bool

    def matches(self, path: Sequence[str], *, is_directory: bool) -> bool:
        """Whether the entry at `path`, from the ignore file's directory on, is meant."""
        if self.is_directory and not is_directory:
            return False
        if not self.is_path:
            return _part_matches(self.parts[0], path[-1])
        return _path_matches(self.parts, path)


class Patterns:
    """The patterns of one ignore file. Plain names, which most of them are, are looked up and not tried."""

    __slots__ = ("_lines", "_named", "_others")

    def __init__(self, lines: Sequence[Pattern]) -> None:
        self._lines = tuple(lines)
        self._named: dict[str, list[int]] = defaultdict(list)
        self._others: list[int] = []
        for rank in reversed(range(len(self._lines))):
            pattern = self._lines[rank]
            name = pattern.parts[0]
            if isinstance(name, str) and not pattern.is_path:
                self._named[name].append(rank)
            else:
                self._others.append(rank)

    def __len__(self) -> int:
        return len(self._lines)

    def verdict(self, path: Sequence[str], *, is_directory: bool) -> bool | None:
        """Whether the last pattern that matches leaves the entry out; `None` if none matches."""
        best = -1
        for ranks in (self._named.get(path[-1], ()), self._others):
            for rank in ranks:
                if rank < best:
                    break
                if self._lines[rank].matches(path, is_directory=is_directory):
                    best = rank
                    break
        return None if best < 0 else not self._lines[best].is_negated

    def is_all_left_out(self) -> bool:
        """Whether nothing is taken back and even a name that nobody writes down is left out."""
        takes_back = any(pattern.is_negated for pattern in self._lines)
        return not takes_back and self.verdict(("\x01" * 9,), is_directory=False) is True


def parse_pattern(line: str) -> Pattern | None:
    """The pattern of one line; `None` for blank lines, comments and what git takes for malformed."""
    text = line.removesuffix("\r")
    while text.endswith(" ") and not text.endswith("\\ "):
        text = text[:-1]
    if text.startswith("#"):
        return None
    is_negated = text.startswith("!")
    text = text.removeprefix("!") if is_negated else text
    is_directory = text.endswith("/")
    text = text.removesuffix("/")
    if not text:
        return None
    is_path = "/" in text
    names = text.removeprefix("/").split("/")
    try:
        parts = [None if is_path and _DIRECTORIES.fullmatch(name) else _part(name) for name in names]
    except ValueError:
        return None
    if parts[-1] is None:
        parts.append(_ANY)  # `x/**` is what is in x, not x
    return Pattern(tuple(parts), is_path, is_negated, is_directory)


def _part_matches(part: _Part, name: str) -> bool:
    if isinstance(part, str):
        return part == name
    return part is not None and part.fullmatch(name) is not None


def _path_matches(parts: tuple[_Part, ...], path: Sequence[str]) -> bool:
    """Match part by part. After a mismatch only the last `**` need take one more part, never those before."""
    at = place = 0
    retry = -1
    retry_place = 0
    while place < len(path):
        if at < len(parts) and parts[at] is None:
            retry, retry_place = at, place
            at += 1
        elif at < len(parts) and _part_matches(parts[at], path[place]):
            at += 1
            place += 1
        elif retry >= 0:
            retry_place += 1
            at, place = retry + 1, retry_place
        else:
            return False
    return at == len(parts)


def _part(glob: str) -> _Part:
    """A name with wildcards as an expression. ValueError if it is malformed.

    What stands between two stars is matched at the first place where it fits and never again (`(?>...)`): a
    later place could not help, and so there is nothing to backtrack into.
    """
    if not _SPECIAL.search(glob):
        return glob
    pieces = [""]
    position = 0
    while position < len(glob):
        character = glob[position]
        position += 1
        if character == "*":
            pieces.append("")
        elif character == "?":
            pieces[-1] += "."
        elif character == "[":
            expression, position = _character_class(glob, position)
            pieces[-1] += expression
        elif character == "\\":
            if position == len(glob):
                raise ValueError("nothing is escaped")
            pieces[-1] += re.escape(glob[position])
            position += 1
        else:
            pieces[-1] += re.escape(character)
    if len(pieces) == 1:
        return re.compile(pieces[0], re.DOTALL)
    first, *between, last = pieces
    inner = "".join(f"(?>.*?{piece})" for piece in between if piece)
    return re.compile(f"{first}{inner}.*{last}", re.DOTALL)


def _character_class(glob: str, position: int) -> tuple[str, int]:
    """The class whose "[" is before `position`, and the position behind its "]"."""
    is_negated = glob[position : position + 1] in ("!", "^")
    position += is_negated
    first = position
    members: list[str] = []
    while position == first or glob[position : position + 1] != "]":
        named = re.compile(r"\[:([a-z]*):\]").match(glob, position)
        if named:
            if named[1] not in _CLASSES:
                raise ValueError("no such class")
            members.append(_CLASSES[named[1]])
            position = named.end()
            continue
        low, position = _class_member(glob, position)
        is_range = glob[position : position + 1] == "-" and glob[position + 1 : position + 2] not in ("", "]")
        high = low
        if is_range:
            high, position = _class_member(glob, position + 1)
        if low <= high:
            members.append(f"{re.escape(low)}-{re.escape(high)}")
    if members:
        return f"[{'^' if is_negated else ''}{''.join(members)}]", position + 1
    return ("." if is_negated else "(?!)"), position + 1


def _class_member(glob: str, position: int) -> tuple[str, int]:
    position += glob[position : position + 1] == "\\"
    if position >= len(glob):
        raise ValueError("a class is not closed")
    return glob[position], position + 1
