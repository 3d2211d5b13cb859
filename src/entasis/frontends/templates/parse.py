"""A template's text to the syntax tree of Jinja, for templates of Jinja, Django and Tornado. Nothing is rendered.

Most templates of Django are templates of Jinja too, as far as their tags go. What Jinja refuses is read as Tornado's,
where it has a tag of that, or as Django's; and then as Jinja's again, without the tags of extensions that the program has
installed, since what stands between them is Jinja's. What all refuse is in another language, which is a fact about the
file and no failure.
"""

import re
from enum import Enum
from functools import lru_cache
from typing import Final

from jinja2 import Environment, TemplateError, nodes

from entasis.frontends.templates import django, tornado

_EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols")
_TAG: Final = re.compile(r"\{%[-+]?\s*+(\w++)(?:[^%{]|%(?!\})|\{(?!%))*+%\}")
_TAGS: Final = frozenset(
    {"break", "continue", "do", "elif", "else", "extends", "from", "import", "include", "pluralize", "print"}
    | {f"{end}{tag}" for end in ("", "end") for tag in ("autoescape", "block", "call", "filter", "for", "if")}
    | {f"{end}{tag}" for end in ("", "end") for tag in ("macro", "raw", "set", "trans", "with")}
)


class Dialect(Enum):
    """The language that a template was read in."""

    JINJA = "jinja"
    DJANGO = "django"
    TORNADO = "tornado"


def parse_template(text: str) -> tuple[nodes.Template | None, Dialect]:
    """The tree, None where the text is no template of any; the language in which it was read."""
    tree = _parsed(text)
    if tree is None and tornado.is_tornado(text):
        tree = _parsed(tornado.as_jinja(text))
        if tree is not None:
            return tree, Dialect.TORNADO
    if tree is not None:
        return tree, Dialect.JINJA
    tree = _parsed(django.as_jinja(text))
    if tree is None:
        tree = _parsed(_TAG.sub(_without_unknown, text))
        if tree is not None:
            return tree, Dialect.JINJA
    return tree, Dialect.DJANGO


def _without_unknown(tag: re.Match[str]) -> str:
    """`{% assets "site.js" %}`, `{% endassets %}`: nothing but the line breaks of a tag that Jinja itself has not."""
    return tag[0] if tag[1] in _TAGS else "\n" * tag[0].count("\n")


def _parsed(text: str) -> nodes.Template | None:
    try:
        return _environment().parse(text)
    except (TemplateError, ValueError, RecursionError, OverflowError, MemoryError):
        return None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(extensions=_EXTENSIONS, autoescape=True)
