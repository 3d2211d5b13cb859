"""Whether a text is Python at all: what tells pasted code from the prose around it.

Needed only for what has no Python suffix (a named text file, standard input). The patterns ask for shapes
that English sentences do not have: `for example:` is no loop, `import the data` no import.
"""

import ast
import re
import warnings
from collections.abc import Iterable

TEMPLATE_SUFFIXES = (".html", ".htm", ".xhtml", ".html.j2", ".html.jinja", ".html.jinja2")
SCRIPT_SUFFIXES = (".js", ".mjs")
TEMPLATE_FOLDER = "templates"  # where the web frameworks look for them; elsewhere such a file is a plain page

_NAME = r"[^\W\d][\w.]*"
_MODULE = rf"{_NAME}(?:[ \t]+as[ \t]+\w+)?"
_DEFINITION = rf"""
    (?:async[ \t]+)?def[ \t]+\w+[ \t]*[\[(]
  | class[ \t]+\w+[ \t]*[\[(:]
  | import[ \t]+{_MODULE}(?:[ \t]*,[ \t]*{_MODULE})*[ \t]*(?:[#;].*)?$
  | from[ \t]+[\w.]+[ \t]+import[ \t]*(?:\(|\*|{_NAME}[ \t]*(?:,|\#|$|as[ \t]))
"""
_STATEMENT = rf"""
    (?:else|finally|try)[ \t]*:[ \t]*(?:\#.*)?$
  | for[ \t]+\w+(?:[ \t]*,[ \t]*\w+)*[ \t]+in[ \t]+\S+[ \t]*:
  | (?:break|continue|pass|return)[ \t]*(?:\#.*)?$
  | (?:if|elif|while|with|return|raise|assert|yield|await|del)[ \t]+{_NAME}\(.*\)
  | print[ \t]*["'(%]
  | {_NAME}(?:[ \t]*,[ \t]*{_NAME})*(?:\[[^\]\n]*\])?[ \t]*(?:[-+*/%&|^@]|//|\*\*|<<|>>)?=(?!=)
  | {_NAME}\(.*\)[ \t]*(?:\#.*)?$
"""
_DEFINITION_LINE = re.compile(rf"^[ \t]*+(?:{_DEFINITION})", re.MULTILINE | re.VERBOSE)
_CODE_LINE = re.compile(rf"^[ \t]*+(?:{_DEFINITION}|{_STATEMENT})", re.MULTILINE | re.VERBOSE)
_COMMENT_OR_TEXT = re.compile(r"""\s*(?:#|[rRuU]?["'])""")
_WORDS = re.compile(r"[\w\s]*")
_NUMBER = re.compile(r"^[ \t]*+[0-9]++[ \t]*+[:|│.)]?[ \t]*")
_SHEBANG = re.compile(rb"#![^\n]*\b(?:python|pypy)[\d.]*\b")


def is_template_name(name: str) -> bool:
    """Whether a file of this name is the template of a page."""
    return name.lower().endswith(TEMPLATE_SUFFIXES)


def is_script_name(name: str) -> bool:
    """Whether a file of this name is a script of pages."""
    return name.lower().endswith(SCRIPT_SUFFIXES)


def has_python_shebang(head: bytes) -> bool:
    """Whether a file that begins with `head` asks to be run by a Python interpreter."""
    return _SHEBANG.match(head) is not None


def count_definitions(text: str) -> int:
    """The number of lines that import or define something: programs have them, prose has not."""
    return sum(1 for _ in _DEFINITION_LINE.finditer(text))


def count_lost_definitions(lines: Iterable[str]) -> int:
    """The number of such lines among those that are in no listing, with or without a number of their own."""
    return count_definitions("\n".join(_NUMBER.sub("", line, count=1) for line in lines))


def has_code(text: str) -> bool:
    """Whether some line of the text has the shape of a statement that prose never has."""
    return _CODE_LINE.search(text) is not None


def is_program(text: str) -> bool:
    """Whether a whole text is Python code, as opposed to prose or data. Comments alone are code."""
    return has_code(text) or (_COMMENT_OR_TEXT.match(text) is not None and is_python(text))


def is_fragment(text: str) -> bool:
    """Whether lines cut out of a program parse by themselves, and are more than words."""
    return not _WORDS.fullmatch(text) and is_python(_flush_left(text))


def is_python(text: str) -> bool:
    """Whether the running interpreter can parse the text. The text is not run, nor compiled to code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the reviewed code's style
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _flush_left(text: str) -> str:
    """The text with the first line's indentation taken away everywhere, so that a method's body parses."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(indent) for line in lines)
