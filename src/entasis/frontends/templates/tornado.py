"""Tornado's template language in the words of Jinja's, line for line: most of what stands between its signs is Python.

    {% raw about %}              {{ (about)|safe }}
    {% autoescape None %}        from here on nothing is escaped
    {% if a %}...{% end %}       one tag ends every block

What puts out nothing (`{% import %}`, `{% whitespace %}`), or what is not known (`{% module Entry(post) %}`), is blanked.
"""

import re
from typing import Final

_TOKEN: Final = re.compile(r"\{%\s*+(?P<tag>\w++)(?P<rest>(?:[^%{]|%(?!\})|\{(?!%))*+)%\}")
_MARKS: Final = re.compile(r"\{%\s*(?:end|autoescape\s+(?:None|[\w.]*escape)|raw\s+[^%\s-][^%]*)\s*%\}")
_BLOCKS: Final = {"if": "if", "for": "for", "block": "block", "while": "if", "try": "if", "apply": "if"}
_KEPT: Final = frozenset({"else", "elif", "extends", "include", "set", "break", "continue"})
_ENDED: Final = "end"
_OFF: Final = "{% autoescape false %}"
# What every template is given.
GIVEN: Final = {
    **dict.fromkeys(("escape", "xhtml_escape"), "tornado.escape.xhtml_escape"),
    **{name: f"tornado.escape.{name}" for name in ("url_escape", "json_encode", "squeeze", "linkify")},
}


def is_tornado(text: str) -> bool:
    """Whether the text has a tag that no other language of templates has."""
    return _MARKS.search(text) is not None


def as_jinja(text: str) -> str:
    """The template with the tags of Jinja, on the same lines."""
    pieces: list[str] = []
    opened: list[str] = []
    at, is_off = 0, False
    for found in _TOKEN.finditer(text):
        pieces.append(text[at : found.start()])
        at = found.end()
        tag, rest = found["tag"], found["rest"].strip()
        if tag == "autoescape":
            made = "" if is_off or rest != "None" or opened else _OFF
            is_off = is_off or bool(made)
        elif tag == _ENDED:
            made = "{% end" + opened.pop() + " %}" if opened else ""
        elif tag in _BLOCKS:
            opened.append(_BLOCKS[tag])
            made = (
                "{% "
                + _BLOCKS[tag]
                + " "
                + (rest if tag in {"if", "for", "block", "while"} else "true")
                + " %}"
            )
        elif tag == "raw":
            made = "{{ (" + rest + ")|safe }}"
        else:
            made = "{% " + tag + " " + rest + " %}" if tag in _KEPT else ""
        pieces.append(made + "\n" * (found[0].count("\n") - made.count("\n")))
    pieces.append(text[at:])
    return "".join([*pieces, "{% endautoescape %}" if is_off else ""])
