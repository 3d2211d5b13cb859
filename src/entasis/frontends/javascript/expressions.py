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
from entasis.frontends.javascript.unit import Body, end_of, start_of
from entasis.ir.instructions import Await, Binary, Build, Compare, GetItem, SetField, Unary, Yield
from entasis.limits import SCRIPT_NESTING

_COMPARE: Final = {
    "===": "==",
    "==": "==",
    "!==": "!=",
    "!=": "!=",
    "<": "<",
    ">": ">",
    "<=": "<=",
    ">=": ">=",
    "in": "in",
}
_SHORT: Final = {"&&": "and", "||": "or", "??": "or"}
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


def _binary(body: Body, node: Node) -> int:
    sign = node.child_by_field_name("operator")
    operator = "" if sign is None else body.text(sign)
    if operator in _SHORT:
        return _short(body, node, _SHORT[operator])
    if operator == "+":
        return _sum(body, node)
    if operator in _COMPARE:
        return _comparison(body, node, _COMPARE[operator])
    left, right = child(body, node, "left"), child(body, node, "right")
    if operator == "instanceof":
        return body.call("instanceof", [left, right], node)
    return body.call("float", [body.constant(1.0, node)], node, package="builtins")


def _comparison(body: Body, node: Node, operator: str) -> int:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    builder = body.builder
    if left is not None and right is not None:
        found = _position_asked(body, left, right, operator)
        if found is not None:
            within, asked, is_in = found
            holder, value = expression(body, within), expression(body, asked)
            sign = "in" if is_in else "not in"
            return builder.emit(
                Compare(len(builder.definitions), start_of(node), end_of(node), sign, value, holder)
            )
    one, other = child(body, node, "left"), child(body, node, "right")
    return builder.emit(Compare(len(builder.definitions), start_of(node), end_of(node), operator, one, other))


def _position_asked(body: Body, left: Node, right: Node, operator: str) -> tuple[Node, Node, bool] | None:
    """`xs.indexOf(x) !== -1` asks whether `x` is in `xs`."""
    function = left.child_by_field_name("function") if left.type == "call_expression" else None
    arguments = left.child_by_field_name("arguments")
    if function is None or arguments is None or function.type != "member_expression":
        return None
    name, holder = function.child_by_field_name("property"), function.child_by_field_name("object")
    if name is None or holder is None or body.text(name) != "indexOf" or len(arguments.named_children) != 1:
        return None
    against = body.text(right).replace(" ", "")
    if (operator, against) in {("!=", "-1"), (">", "-1"), (">=", "0")}:
        return holder, arguments.named_children[0], True
    if (operator, against) in {("==", "-1"), ("<", "0")}:
        return holder, arguments.named_children[0], False
    return None


def _sum(body: Body, node: Node) -> int:
    """A sum may have thousands of parts: its left spine is walked, not recursed into."""
    parts: list[Node] = []
    current = node
    while current.type == "binary_expression" and _is_sum(body, current):
        right = current.child_by_field_name("right")
        left = current.child_by_field_name("left")
        if right is None or left is None:
            break
        parts.append(right)
        current = left
    parts.append(current)
    parts.reverse()
    values = [expression(body, part) for part in parts]
    if any(part.type in {"string", "template_string"} for part in parts):
        return text_with(body, values, node)
    builder = body.builder
    made = values[0]
    for value in values[1:]:
        made = builder.emit(Binary(len(builder.definitions), start_of(node), end_of(node), "+", made, value))
    return made


def _is_sum(body: Body, node: Node) -> bool:
    sign = node.child_by_field_name("operator")
    return sign is not None and body.text(sign) == "+"


def _short(body: Body, node: Node, kind: str) -> int:
    builder = body.builder
    start, end = start_of(node), end_of(node)
    value = child(body, node, "left")
    before = builder.current.index
    following, done = builder.block(), builder.block()
    if kind == "and":
        builder.branch(value, following, done, kind, start, end)
    else:
        builder.branch(value, done, following, kind, start, end)
    builder.start(following)
    other = child(body, node, "right")
    last = builder.current.index
    builder.jump(done)
    return builder.join(done, [(before, value), (last, other)])


def _ternary(body: Body, node: Node) -> int:
    builder = body.builder
    then, orelse, done = builder.block(), builder.block(), builder.block()
    test = node.child_by_field_name("condition")
    if test is None:
        return body.opaque(node)
    condition(body, test, then, orelse, "if")
    values: list[tuple[int, int]] = []
    for block, name in ((then, "consequence"), (orelse, "alternative")):
        builder.start(block)
        value = child(body, node, name)
        values.append((builder.current.index, value))
        builder.jump(done)
    return builder.join(done, values)


def condition(body: Body, node: Node, then: int, orelse: int, kind: str) -> None:
    """Go to block `then` if `node` is true, else to `orelse`."""
    builder = body.builder
    while node.type == "parenthesized_expression" and len(node.named_children) == 1:
        node = node.named_children[0]
    sign = node.child_by_field_name("operator")
    operator = "" if sign is None else body.text(sign)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    argument = node.child_by_field_name("argument")
    unit = body.unit
    is_deep = unit.depth >= SCRIPT_NESTING.bound
    if node.type == "unary_expression" and operator == "!" and argument is not None and not is_deep:
        unit.depth += 1
        condition(body, argument, orelse, then, kind)
        unit.depth -= 1
    elif node.type == "binary_expression" and operator in {"&&", "||"} and left and right and not is_deep:
        unit.depth += 1
        following = builder.block()
        if operator == "&&":
            condition(body, left, following, orelse, kind)
        else:
            condition(body, left, then, following, kind)
        builder.start(following)
        condition(body, right, then, orelse, kind)
        unit.depth -= 1
    else:
        value = expression(body, node)
        builder.branch(value, then, orelse, kind, start_of(node), end_of(node))


def _unary(body: Body, node: Node) -> int:
    sign = node.child_by_field_name("operator")
    operator = "" if sign is None else body.text(sign)
    value = child(body, node, "argument")
    builder = body.builder
    if operator == "!":
        return builder.emit(Unary(len(builder.definitions), start_of(node), end_of(node), "not", value))
    if operator in {"+", "-", "~"}:
        return body.call("float", [value], node, package="builtins")
    return body.call("typeof", [value], node) if operator == "typeof" else body.constant(None, node)


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
    "binary_expression": _binary,
    "ternary_expression": _ternary,
    "unary_expression": _unary,
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
