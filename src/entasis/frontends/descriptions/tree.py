"""YAML and JSON to mappings, lists and texts, without recursion: a document that nests deep costs no stack.

limit: 10        {"limit": "10"}: every scalar is a text, no tag makes an object
"""

import json
from typing import Final, final

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

Tree = dict[str, "Tree"] | list["Tree"] | str

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the compiled one is ten times as fast


def read_tree(text: str) -> Tree | None:
    """What the text holds, or None where it is neither YAML nor JSON."""
    if text.lstrip().startswith("{"):
        try:
            return _texts(json.loads(text))
        except (ValueError, RecursionError):
            pass  # YAML's own braces
    building = _Building()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            building.take(event)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return building.result


def _texts(value: object) -> Tree:
    """The value of a JSON document with texts for all that is no mapping and no list."""
    match value:
        case dict():
            return {str(key): _texts(part) for key, part in value.items()}
        case list():
            return [_texts(part) for part in value]
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case _:
            return str(value)


@final
class _Building:
    """The document as far as its events have come; `_open` are the mappings and lists around the next one."""

    def __init__(self) -> None:
        self.result: Tree | None = None
        self._open: list[dict[str, Tree] | list[Tree]] = []
        self._keys: list[str | None] = []  # of each open one: the key whose value comes next
        self._anchors: dict[str, Tree] = {}

    def take(self, event: Event) -> None:
        """Go on by one event."""
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, AliasEvent):
            self._put(self._anchors.get(event.anchor or "", ""))
        elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            made: Tree = str(event.value) if isinstance(event, ScalarEvent) else []
            if isinstance(event, MappingStartEvent):
                made = {}
            if event.anchor:
                self._anchors[event.anchor] = made
            self._put(made)
            if not isinstance(made, str):
                self._open.append(made)
                self._keys.append(None)

    def _put(self, value: Tree) -> None:
        if not self._open:
            self.result = value if self.result is None else self.result  # of several documents the first
            return
        around = self._open[-1]
        key = self._keys[-1]
        if isinstance(around, list):
            around.append(value)
        elif key is None:
            self._keys[-1] = value if isinstance(value, str) else ""
        else:
            around[key] = value
            self._keys[-1] = None
