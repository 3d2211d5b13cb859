"""Django's template language in the words of Jinja's, line for line: the two differ in few of the tags that matter.

What has no counterpart (`{% load %}`, `{% csrf_token %}`) is blanked; it puts out nothing that is known to be unescaped.
A tag of the project becomes a call, whose result is kept where the tag says so: `{% avatar name as image %}`. Every
replacement keeps the line breaks, so places stay right.
"""

import re
from typing import Final

# No tag begins within another one: where one has no end, what follows is read once, and not again from each tag in it.
_TOKEN: Final = re.compile(
    r"\{%\s*+(?P<tag>\w++)(?P<rest>(?:[^%{]|%(?!\})|\{(?!%))*+)%\}"
    r"|\{\{(?P<value>(?:[^{}]|\}(?!\})|\{(?!\{))*+)\}\}"
)
_SKIPPED: Final = {"comment": "endcomment", "verbatim": "endverbatim"}
_KEPT: Final = frozenset(
    {
        "if",
        "elif",
        "else",
        "endif",
        "endfor",
        "block",
        "extends",
        "endwith",
        "endautoescape",
        "filter",
        "endfilter",
    }
)
_RENAMED: Final = {"empty": "else", "endifequal": "endif", "endifnotequal": "endif", "endifchanged": "endif"}
_ARGUMENT: Final = re.compile(r"\|\s*(\w+):\s*(\"[^\"]*\"|'[^']*'|[\w.+-]+)")
_AS: Final = re.compile(r"^\s*(\S+)\s+as\s+(\w+)\s*$")
_WORD: Final = re.compile(r""""[^"]*"|'[^']*'|\S+""")
TAG: Final = "tag__"  # before the name of a tag of the project
_OWN: Final = frozenset(
    {
        "autoescape",
        "blocktrans",
        "blocktranslate",
        "cache",
        "comment",
        "csrf_token",
        "cycle",
        "debug",
        "firstof",
        "get_current_language",
        "get_media_prefix",
        "get_static_prefix",
        "load",
        "localize",
        "lorem",
        "now",
        "plural",
        "querystring",
        "regroup",
        "resetcycle",
        "spaceless",
        "static",
        "templatetag",
        "trans",
        "translate",
        "url",
        "verbatim",
        "widthratio",
    }
)
_NAMING: Final = frozenset({"as", "asvar"})
_WORDS: Final = r"(?!(?:and|as|else|if|in|is|not|or|recursive|with)\b)[^\W\d]\w*(?:\.\w+)*"
_TEXT: Final = r"""\"[^"{}%]*"|'[^'{}%]*'"""
_VALUE: Final = rf"(?:{_TEXT}|-?\d+(?:\.\d+)?|{_WORDS})(?:\|\w+(?::(?:{_TEXT}|[\w.]+))?)*"
_GIVEN: Final = re.compile(rf"(?:[^\W\d]\w*=)?{_VALUE}")
_PAIR: Final = re.compile(r"""(\w+)=("[^"]*"|'[^']*'|\S+)""")


def as_jinja(text: str) -> str:
    """The template with the tags, filters and loops of Jinja, on the same lines."""
    pieces: list[str] = []
    at, closing = 0, ""
    for found in _TOKEN.finditer(text):
        between = text[at : found.start()]
        tag = found["tag"] or ""
        at = found.end()
        if closing:
            pieces.append(_blank(between + found[0]))
            closing = "" if tag == closing else closing
            continue
        pieces.append(between)
        closing = _SKIPPED.get(tag, "")
        made = "{{" + _expression(found["value"]) + "}}" if not tag else _tag(tag, found["rest"])
        pieces.append(made + "\n" * (found[0].count("\n") - made.count("\n")))
    pieces.append(_blank(text[at:]) if closing else text[at:])
    return "".join(pieces)


def _tag(tag: str, rest: str) -> str:
    if tag in _RENAMED:
        return "{% " + _RENAMED[tag] + " %}"
    if tag == "endblock":
        return "{% endblock %}"
    if tag == "block":
        return "{% block " + rest.strip().replace("-", "_") + " %}"
    if tag in _KEPT:
        return "{% " + tag + _expression(rest) + " %}"
    match tag:
        case "for":
            return "{% for" + _expression(rest.rstrip().removesuffix(" reversed")) + " %}"
        case "autoescape":
            return "{% autoescape " + ("false" if rest.strip() == "off" else "true") + " %}"
        case "ifequal" | "ifnotequal" | "ifchanged":
            return "{% if true %}"
        case "with":
            renamed = _AS.match(rest)
            pairs = f"{renamed[2]}={renamed[1]}" if renamed else rest
            return "{% with " + _pairs(pairs) + " %}"
        case "include":
            return _include(rest)
        case _ if tag in _OWN:
            return _named(tag, rest)
        case _:
            return "" if tag.startswith("end") else _called(tag, rest)


def _named(tag: str, rest: str) -> str:
    """What a tag of Django's own keeps under a name: the list that it groups, one of the values that it takes in turn, or
    an address, a word, a date of its own. What `firstof` and `trans` keep they have escaped.
    """
    words: list[str] = _WORD.findall(rest)
    if tag == "cycle" and words[-1:] == ["silent"]:
        words.pop()
    if len(words) < 2 or words[-2] not in _NAMING or not words[-1].isidentifier():
        return ""
    given = {"regroup": words[:1], "cycle": words[:-2]}.get(tag, [])
    known = [_expression(word) for word in given if _GIVEN.fullmatch(word)]
    if given and not known:
        return ""
    return "{% set " + words[-1] + " = " + (" or ".join(known) or "''") + " %}"


def _called(tag: str, rest: str) -> str:
    """The call that a tag of the project is; nothing where its arguments are in a language of their own."""
    words = _WORD.findall(rest)
    kept = words[-1] if len(words) > 1 and words[-2] == "as" and words[-1].isidentifier() else ""
    arguments = words[:-2] if kept else words
    if not all(_GIVEN.fullmatch(word) for word in arguments):
        return ""
    call = f"{TAG}{tag}({', '.join(map(_expression, arguments))})"
    return "{% set " + kept + " = " + call + " %}" if kept else "{% do " + call + " %}"


def _include(rest: str) -> str:
    found = _WORD.match(rest.strip())
    if found is None:
        return ""
    included = "{% include " + _expression(found[0]) + " %}"
    pairs = _pairs(found.string[found.end() :].strip().removeprefix("with ").removesuffix(" only"))
    return "{% with " + pairs + " %}" + included + "{% endwith %}" if pairs else included


def _pairs(text: str) -> str:
    return ", ".join(f"{name}={_expression(value)}" for name, value in _PAIR.findall(text))


def _expression(text: str) -> str:
    """Filters take their argument in parentheses."""
    return _ARGUMENT.sub(r"|\1(\2)", text)


def _blank(text: str) -> str:
    return "\n" * text.count("\n")
