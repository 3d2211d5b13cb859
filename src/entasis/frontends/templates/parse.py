"""A template's text to the syntax tree of Jinja, for templates of Jinja and of Django. Nothing is rendered.

Most templates of Django are templates of Jinja too, as far as their tags go. What Jinja refuses is read as Django's; what
both refuse is in another language, which is a fact about the file and no failure.
"""

from functools import lru_cache

from jinja2 import Environment, TemplateError, nodes

from entasis.frontends.templates.django import as_jinja

_EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols")


def parse_template(text: str) -> tuple[nodes.Template | None, bool]:
    """The tree, None where the text is no template of either; whether it was read as one of Django."""
    tree = _parsed(text)
    if tree is not None:
        return tree, False
    tree = _parsed(as_jinja(text))
    return tree, tree is not None


def _parsed(text: str) -> nodes.Template | None:
    try:
        return _environment().parse(text)
    except (TemplateError, ValueError, RecursionError, OverflowError, MemoryError):
        return None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(extensions=_EXTENSIONS, autoescape=True)
