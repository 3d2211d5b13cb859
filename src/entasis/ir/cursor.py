"""Reads one line of the IR's text form from left to right."""

import re
from typing import Final, final

_BLANKS: Final = re.compile(r"[ \t]*")


class IRSyntaxError(ValueError):
    """The text is not in the IR's text form; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


@final
class Cursor:
    """A place in a line. Each step skips the blanks before it."""

    __slots__ = ("at", "number", "text")

    def __init__(self, text: str, number: int) -> None:
        self.text = text
        self.number = number
        self.at = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over `pattern` if it comes next."""
        match = pattern.match(self.text, self._next())
        if match is not None:
            self.at = match.end()
        return match

    def need(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        """Step over `pattern`; IRSyntaxError that `what` is missing if it does not come next."""
        match = self.take(pattern)
        if match is None:
            raise self.error(f"{what} is missing")
        return match

    def skip(self, mark: str) -> bool:
        """Step over `mark` if it comes next; where it ends with a letter, the word must end there too."""
        at = self._next()
        end = at + len(mark)
        if not self.text.startswith(mark, at):
            return False
        if mark[-1].isalpha() and end < len(self.text) and not self.text[end].isspace():
            return False
        self.at = end
        return True

    def at_end(self) -> bool:
        """Whether only blanks are left."""
        return self._next() == len(self.text)

    def error(self, message: str) -> IRSyntaxError:
        """`message` and what stands here."""
        rest = self.text[self._next() :]
        return IRSyntaxError(self.number, f"{message} before {rest!r}" if rest else f"{message} at the end")

    def _next(self) -> int:
        match = _BLANKS.match(self.text, self.at)
        return match.end() if match is not None else self.at
