"""Lowers expressions of a script: each function takes the body and a node, and gives the register of its value.

What is put together with `+` of which a part is written out is one text with pieces, as a template literal is.
"""

import re
from collections.abc import Callable
from typing import Final

from tree_sitter import Node

from entasis.frontends.javascript.assignment import assigned, augmented, updated
from entasis.frontends.javascript.calls import called, made
from entasis.frontends.javascript.known import PARTS, PLAIN
from entasis.frontends.javascript.operators import binary, ternary, unary
from entasis.frontends.javascript.unit import Body, end_of, start_of
from entasis.ir.instructions import Await, Build, GetItem, SetField, Yield
from entasis.limits import SCRIPT_NESTING

_ESCAPE: Final = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|\r?\n|.)", re.DOTALL)
_SIGNS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
# What an address, and each of its parts, surely begins with.
_SITE: Final = "https://site/"
PREFIXES: Final = {
    "location.href": _SITE,
    "document.URL": _SITE,
    "document.documentURI": _SITE,
    "document.baseURI": _SITE,
    "document.referrer": _SITE,
}


def expression(body: Body, node: Node) -> int:
    """The register of the value of `node`."""
    unit = body.unit
    if unit.depth >= SCRIPT_NESTING.bound:
        unit.file.hit(SCRIPT_NESTING.name)
        return body.constant(None, node)
    unit.depth += 1
    handler = _EXPRESSIONS.get(node.type)
    value = body.opaque(node) if handler is None else handler(body, node)
    unit.depth -= 1
    return value


def child(body: Body, node: Node, name: str) -> int:
    """The register of the value of the part of `node` that is called so."""
    part = node.child_by_field_name(name)
    return body.constant(None, node) if part is None else expression(body, part)


def text_of(literal: str) -> str:
    """What a string literal stands for, less its quotes."""
    return _ESCAPE.sub(_unescaped, literal) if "\\" in literal else literal


def _unescaped(found: re.Match[str]) -> str:
    sign = found[1]
    if len(sign) > 1 and sign[0] in "xu":
        number = int(sign[1:].strip("{}"), 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _SIGNS.get(sign, sign)


def _identifier(body: Body, node: Node) -> int:
    name = body.text(node)
    if name == "undefined":
        return body.constant(None, node)
    if body.declares(name):
        return body.scope.load(name, start_of(node), end_of(node))
    return body.api(body.path(node) or "other", node)


def _this(body: Body, node: Node) -> int:
    if body.declares("this"):
        return body.scope.load("this", start_of(node), end_of(node))
    return body.call("this", [], node)


def _string(body: Body, node: Node) -> int:
    return body.constant(text_of(body.text(node)[1:-1]), node)


def _number(body: Body, node: Node) -> int:
    text = body.text(node).replace("_", "").rstrip("n")
    try:
        return body.constant(int(text, 0), node)
    except ValueError:
        try:
            return body.constant(float(text), node)
        except ValueError:
            return body.constant(0, node)


def _regex(body: Body, node: Node) -> int:
    pattern = node.child_by_field_name("pattern")
    return body.constant("" if pattern is None else body.text(pattern), node)


def _template(body: Body, node: Node) -> int:
    pieces: list[int] = []
    at = node.start_byte + 1
    for part in [*node.named_children, None]:
        if part is not None and part.type != "template_substitution":
            continue
        end = node.end_byte - 1 if part is None else part.start_byte
        written = body.unit.data[at:end].decode("utf-8", "replace")
        if written:
            pieces.append(body.constant(text_of(written), node))
        if part is not None:
            at = part.end_byte
            pieces += [expression(body, inner) for inner in part.named_children[:1]]
    return text_with(body, pieces, node)


def text_with(body: Body, pieces: list[int], node: Node) -> int:
    """One text made of pieces."""
    builder = body.builder
    return builder.emit(
        Build(len(builder.definitions), start_of(node), end_of(node), "text", tuple(pieces), ())
    )


def _member(body: Body, node: Node) -> int:
    path = body.path(node)
    name = node.child_by_field_name("property")
    if name is None:
        return body.opaque(node)
    prefix = PREFIXES.get(path) or PARTS.get(body.text(name))
    if prefix is not None:
        part = (
            body.api(path, node) if path else body.field(child(body, node, "object"), body.text(name), node)
        )
        return text_with(body, [body.constant(prefix, node), part], node)
    if body.text(name) in PLAIN:
        child(body, node, "object")
        return body.call("plain", [], node)
    if path:
        return body.api(path, node)
    return body.field(child(body, node, "object"), body.text(name), node)


def _subscript(body: Body, node: Node) -> int:
    index = node.child_by_field_name("index")
    base = child(body, node, "object")
    if index is not None and index.type == "string":
        return body.field(base, text_of(body.text(index)[1:-1]) or "_", node)
    key = body.constant(None, node) if index is None else expression(body, index)
    builder = body.builder
    return builder.emit(GetItem(len(builder.definitions), start_of(node), end_of(node), base, key))


def _array(body: Body, node: Node) -> int:
    values: list[int] = []
    stars: list[int] = []
    for element in node.named_children:
        if element.type == "spread_element":
            stars.append(len(values))
        elif element.type == "comment":
            continue
        values.append(expression(body, element))
    builder = body.builder
    return builder.emit(
        Build(len(builder.definitions), start_of(node), end_of(node), "list", tuple(values), tuple(stars))
    )


def _object(body: Body, node: Node) -> int:
    spread = [expression(body, part) for part in node.named_children if part.type == "spread_element"]
    made = body.call("Object", spread, node)
    builder = body.builder
    for part in node.named_children:
        key, value = "", -1
        if part.type == "pair":
            name = part.child_by_field_name("key")
            value = child(body, part, "value")
            key = "" if name is None else property_name(body, name)
        elif part.type == "shorthand_property_identifier":
            key, value = body.text(part), _identifier(body, part)
        elif part.type == "method_definition":
            name = part.child_by_field_name("name")
            value = expression(body, part)
            key = "" if name is None else property_name(body, name)
        if value >= 0 and key:
            builder.emit(SetField(start_of(part), end_of(part), made, key, value))
        elif value >= 0:
            body.called(body.field(made, "append", part), [value], part)
    return made


def property_name(body: Body, node: Node) -> str:
    """The name of a property that is written out, "" for one that is computed."""
    if node.type == "string":
        return text_of(body.text(node)[1:-1])
    return "" if node.type == "computed_property_name" else body.text(node)


def _first(body: Body, node: Node) -> int:
    """What stands in it: brackets, a spread element."""
    inner = [part for part in node.named_children if part.type != "comment"]
    return expression(body, inner[-1]) if inner else body.constant(None, node)


def _sequence(body: Body, node: Node) -> int:
    values = [expression(body, part) for part in node.named_children]
    return values[-1] if values else body.constant(None, node)


def _await(body: Body, node: Node) -> int:
    value = _first(body, node)
    builder = body.builder
    return builder.emit(Await(len(builder.definitions), start_of(node), end_of(node), value))


def _yield(body: Body, node: Node) -> int:
    value = _first(body, node)
    body.scope.function.is_generator = True
    builder = body.builder
    return builder.emit(Yield(len(builder.definitions), start_of(node), end_of(node), value, False))


def _function(body: Body, node: Node) -> int:
    from entasis.frontends.javascript.functions import function  # noqa: PLC0415 - functions hold statements

    return function(body, node)


def _class(body: Body, node: Node) -> int:
    from entasis.frontends.javascript.functions import made_class  # noqa: PLC0415 - see above

    return made_class(body, node)


def _nothing(body: Body, node: Node) -> int:
    return body.constant(None, node)


def _true(body: Body, node: Node) -> int:
    return body.constant(True, node)


def _false(body: Body, node: Node) -> int:
    return body.constant(False, node)


_EXPRESSIONS: Final[dict[str, Callable[[Body, Node], int]]] = {
    "identifier": _identifier,
    "shorthand_property_identifier": _identifier,
    "this": _this,
    "super": _this,
    "string": _string,
    "number": _number,
    "regex": _regex,
    "template_string": _template,
    "binary_expression": binary,
    "ternary_expression": ternary,
    "unary_expression": unary,
    "update_expression": updated,
    "assignment_expression": assigned,
    "augmented_assignment_expression": augmented,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "array": _array,
    "object": _object,
    "parenthesized_expression": _first,
    "spread_element": _first,
    "sequence_expression": _sequence,
    "await_expression": _await,
    "yield_expression": _yield,
    "call_expression": called,
    "new_expression": made,
    "function_expression": _function,
    "generator_function": _function,
    "arrow_function": _function,
    "method_definition": _function,
    "class": _class,
    "true": _true,
    "false": _false,
    "null": _nothing,
    "undefined": _nothing,
    "comment": _nothing,
}
