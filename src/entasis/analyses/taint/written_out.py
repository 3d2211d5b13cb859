"""A template that is written out in the code: which names of its context it shows as they are.

"<p>{{ name }}</p>"                                      `name`, where nothing is escaped
"<p>{{ name|safe }}</p>"                                 `name`, wherever it is rendered
"{% for row in rows %}{{ row.text|safe }}{% endfor %}"   `rows`
"{% autoescape false %}{{ name }}{% endautoescape %}"    `name`

The template is not parsed here: what an expression shows is the name that it begins with.
"""

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"\{\{[-+]?\s*(?P<shown>[A-Za-z_]\w*)(?P<rest>(?:(?!\}\}).)*)\}\}"
    r"|\{%[-+]?\s*for\s+(?P<items>\w+(?:\s*,\s*\w+)*)\s+in\s+(?P<rows>[A-Za-z_]\w*)"
    r"|\{%[-+]?\s*set\s+(?P<name>\w+)\s*=\s*(?P<value>[A-Za-z_]\w*)"
    r"|\{%[-+]?\s*autoescape\s+(?P<escapes>\w+)"
    r"|\{%[-+]?\s*(?P<end>endautoescape)",
    re.DOTALL,
)
_SAFE: Final = re.compile(r"\|\s*safe\b")
_PLAIN: Final = re.compile(r"(?:[.\[][^|]*)?\s*(?:\|\s*safe\s*)?[-+]?")
_OFF: Final = frozenset({"false", "False", "off"})


def shown(text: str, *, is_raw: bool) -> list[str]:
    """The names; `is_raw`: nothing that the template shows is escaped."""
    made_of: dict[str, str] = {}
    names: dict[str, None] = {}
    escapes = [not is_raw]
    for token in _TOKEN.finditer(text):
        if token["shown"]:
            rest = token["rest"]
            if _SAFE.search(rest) or (not escapes[-1] and _PLAIN.fullmatch(rest)):
                names[_root(made_of, token["shown"])] = None
        elif token["rows"]:
            made_of.update(dict.fromkeys(re.findall(r"\w+", token["items"]), token["rows"]))
        elif token["name"]:
            made_of[token["name"]] = token["value"]
        elif token["end"]:
            escapes = escapes[:-1] or [not is_raw]
        else:
            escapes.append(token["escapes"] not in _OFF)
    return list(names)


def _root(made_of: dict[str, str], name: str) -> str:
    """The name in the context that the name in the template was made of."""
    seen = {name}
    while name in made_of and made_of[name] not in seen:
        name = made_of[name]
        seen.add(name)
    return name
