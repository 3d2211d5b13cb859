"""A template's text to the syntax tree of Jinja, for templates of Jinja, Django and Tornado. Nothing is rendered.

Most templates of Django are templates of Jinja too, as far as their tags go. What Jinja refuses is read as Tornado's,
where it has a tag of that, or as Django's; what all refuse is in another language, which is a fact about the file and no
failure.
"""

from enum import Enum
from functools import lru_cache

from jinja2 import Environment, TemplateError, nodes

from entasis.frontends.templates import django, tornado

_EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols")


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
    return _parsed(django.as_jinja(text)), Dialect.DJANGO


def _parsed(text: str) -> nodes.Template | None:
    try:
        return _environment().parse(text)
    except (TemplateError, ValueError, RecursionError, OverflowError, MemoryError):
        return None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(extensions=_EXTENSIONS, autoescape=True)
