"""Type annotations as small trees: `Optional[list[app.User]] | None` says list of app.User, or None.

Only the form is read here; what the names mean is asked where the annotation stands.
"""

import json
import re
from typing import Final, NamedTuple

UNION: Final = "|"
LIST: Final = "[]"

_TOKEN: Final = re.compile(r'\w+=(?:"(?:[^"\\]|\\.)*"|\w+)|[\w.]+|[\[\],|]')


class TypeText(NamedTuple):
    """One type expression: a dotted `name` with its arguments. `|` joins alternatives, `[]` is a bare list.

    Of a call, `words` are the texts that are passed by name, or the names for them.
    """

    name: str
    arguments: tuple["TypeText", ...] = ()
    words: tuple[tuple[str, "str | TypeText"], ...] = ()

    @property
    def last(self) -> str:
        """The last part of the name: `List` for `typing.List`."""
        return self.name.rpartition(".")[2]


def parse_annotation(text: str) -> TypeText | None:
    """The type that `text` writes; None if it is empty or no type expression."""
    # One frame an open bracket: what stands before it, its arguments, and the alternatives of the one being read.
    heads = [""]
    arguments: list[list[TypeText]] = [[]]
    words: list[list[tuple[str, str | TypeText]]] = [[]]
    alternatives: list[list[TypeText]] = [[]]
    is_after_name = False
    for part in _TOKEN.findall(text):
        if part == "[":
            heads.append(alternatives[-1].pop().name if is_after_name else LIST)
            arguments.append([])
            words.append([])
            alternatives.append([])
        elif part == "]":
            if len(heads) == 1:
                return None
            _close(arguments[-1], alternatives.pop())
            alternatives[-1].append(TypeText(heads.pop(), tuple(arguments.pop()), tuple(words.pop())))
        elif part == ",":
            _close(arguments[-1], alternatives[-1])
            alternatives[-1] = []
        elif "=" in part:
            name, _, value = part.partition("=")
            words[-1].append((name, json.loads(value) if value.startswith('"') else TypeText(value)))
        elif part != "|":
            alternatives[-1].append(TypeText(part))
        is_after_name = part not in "[],|"
    _close(arguments[0], alternatives[0])
    return arguments[0][0] if len(heads) == 1 and len(arguments[0]) == 1 else None


def _close(arguments: list[TypeText], alternatives: list[TypeText]) -> None:
    """Add the argument that `alternatives` make, if there are any."""
    if alternatives:
        arguments.append(alternatives[0] if len(alternatives) == 1 else TypeText(UNION, tuple(alternatives)))
