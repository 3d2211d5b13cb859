r"""Texts in a script: what is matched, replaced and cut, in the words of Python, of which more is known.

/^[a-z]+$/.test(x)                 re.search("^[a-z]+\Z", x)
x.replace(/</g, "&lt;")            re.sub("<", "&lt;", x)
x.replace(/[&<>"]/g, c => map[c])  what it stands for holds none of these signs
"""

import re
from typing import Final

from tree_sitter import Node

from entasis.frontends.javascript import expressions
from entasis.frontends.javascript.unit import FUNCTIONS, Body
from entasis.ir.instructions import Const

_END: Final = re.compile(r"(?<!\\)\$")
_GROUP: Final = re.compile(r"\(\?<(?=[A-Za-z_])")
_REFERENCE: Final = re.compile(r"\$(?:(\d)|(&))")
# What is taken away where it stands first: a sign, or all up to some place; not all that follows the sign.
_BEGINNING: Final = re.compile(
    r"['\"/](?:\^|\.\*|\\?[#?](?!\.[*+]|\[\^)|\[[#?](?![^\]]*\]\.[*+]))|['\"]\w+[:=]"
)
_LITERAL: Final = re.compile(r"(?:[^\\^$.|?*+()\[\]{}]|\\[^\w])+")  # a pattern that stands for one text
_SLASHED: Final = re.compile(r"\\(.)")
_SIGNS: Final = {"<": "tag", '"': "double", "'": "single"}


def pattern_of(body: Body, node: Node) -> tuple[str, str] | None:
    """The pattern as Python writes it, and the flags, of a regular expression that is written out."""
    if node.type == "identifier":
        node = body.first(body.text(node)) or node
    pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
    if node.type != "regex" or pattern is None:
        return None
    signs = "" if flags is None else body.text(flags)
    text = _GROUP.sub("(?P<", body.text(pattern))
    if "m" not in signs:
        text = _END.sub(r"\\Z", text) if "[" not in text else _ended(text)
    return f"(?i){text}" if "i" in signs else text, signs


def _ended(text: str) -> str:
    """A dollar at the very end is no sign of a class."""
    return text[:-1] + r"\Z" if text.endswith("$") and not text.endswith(r"\$") else text


def tested(body: Body, node: Node, holder: Node, argument: Node) -> int | None:
    """`pattern.test(text)`."""
    pattern = pattern_of(body, holder)
    if pattern is None:
        return None
    passed = [body.constant(pattern[0], node), expressions.expression(body, argument)]
    return body.call("search", passed, node, package="re")


def matched(body: Body, node: Node, base: int, argument: Node) -> int:
    """`text.match(pattern)`."""
    pattern = pattern_of(body, argument)
    if pattern is None:
        return body.called(body.field(base, "match", node), [expressions.expression(body, argument)], node)
    return body.call("search", [body.constant(pattern[0], node), base], node, package="re")


def replaced(body: Body, node: Node, base: int, what: Node, by: Node) -> int:
    """`text.replace(what, by)`: the first only, or all that a pattern matches."""
    pattern = pattern_of(body, what)
    if pattern is not None and "g" in pattern[1] and by.type == "string":
        text = expressions.text_of(body.text(by)[1:-1])
        literal = _LITERAL.fullmatch(pattern[0])
        if literal is not None and "$" not in text:
            passed = [body.constant(_SLASHED.sub(r"\1", pattern[0]), node), body.constant(text, node)]
            return body.called(body.field(base, "replace", node), passed, node)
        text = text.replace("\\", "\\\\")
        text = _REFERENCE.sub(lambda found: rf"\g<{found[1] or 0}>", text)
        passed = [body.constant(pattern[0], node), body.constant(text, node), base]
        return body.call("sub", passed, node, package="re")
    if pattern is not None and "g" in pattern[1] and (by.type in FUNCTIONS or by.type == "identifier"):
        return _mapped(body, node, base, pattern[0], by)
    value = expressions.expression(body, by)
    if what.type != "regex":
        expressions.expression(body, what)
    is_cut = by.type == "string" and len(body.text(by)) == len("''") and _BEGINNING.match(body.text(what))
    return body.call("text.rest" if is_cut else "text.replaced", [base, value], node)


def _mapped(body: Body, node: Node, base: int, pattern: str, by: Node) -> int:
    """Each sign of a class is given to a function: that is how texts are escaped by hand."""
    expressions.expression(body, by)
    result = base
    if pattern.removeprefix("(?i)").startswith("[") and not pattern.removeprefix("(?i)").startswith("[^"):
        for sign, name in _SIGNS.items():
            if sign in pattern:
                result = body.call(f"text.without_{name}", [result], node)
    return result


def rest_of(body: Body, node: Node, base: int, name: str, values: list[int]) -> int:
    """A part of the text: what stood before it stands there no longer."""
    first = None if name == "split" or not values else body.builder.definitions[values[0]]
    if (isinstance(first, Const) and first.value == 0) or (name == "split" and _takes_first(body, node)):
        rest = base
    else:
        rest = body.call("text.rest", [base], node)
    if name == "split":
        return body.called(body.field(rest, "split", node), values, node)
    return rest


def _takes_first(body: Body, node: Node) -> bool:
    """Whether only what stands before the separator is taken."""
    outer = node.parent
    if outer is None or outer.type != "subscript_expression":
        return False
    index = outer.child_by_field_name("index")
    return index is not None and body.text(index) == "0"
