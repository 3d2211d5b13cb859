"""Lowers operators of a script, and the conditions of its branches.

`xs.indexOf(x) !== -1` is `x in xs`; a sum of which a part is written out is one text with pieces.
"""

from typing import Final

from tree_sitter import Node

from entasis.frontends.javascript import expressions
from entasis.frontends.javascript.unit import Body, end_of, start_of
from entasis.ir.instructions import Binary, Compare, Unary
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


def binary(body: Body, node: Node) -> int:
    sign = node.child_by_field_name("operator")
    operator = "" if sign is None else body.text(sign)
    if operator in _SHORT:
        return _short(body, node, _SHORT[operator])
    if operator == "+":
        return _sum(body, node)
    if operator in _COMPARE:
        return _comparison(body, node, _COMPARE[operator])
    left, right = expressions.child(body, node, "left"), expressions.child(body, node, "right")
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
            holder, value = expressions.expression(body, within), expressions.expression(body, asked)
            sign = "in" if is_in else "not in"
            return builder.emit(
                Compare(len(builder.definitions), start_of(node), end_of(node), sign, value, holder)
            )
    one, other = expressions.child(body, node, "left"), expressions.child(body, node, "right")
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
    values = [addend(body, part) for part in parts]
    if any(part.type in {"string", "template_string"} for part in parts):
        return expressions.text_with(body, values, node)
    builder = body.builder
    made = values[0]
    for value in values[1:]:
        made = builder.emit(Binary(len(builder.definitions), start_of(node), end_of(node), "+", made, value))
    return made


def addend(body: Body, node: Node) -> int:
    """What is added to something: a number that is written out is put behind a text, of which it makes no number."""
    return (
        body.constant(body.text(node), node) if node.type == "number" else expressions.expression(body, node)
    )


def _is_sum(body: Body, node: Node) -> bool:
    sign = node.child_by_field_name("operator")
    return sign is not None and body.text(sign) == "+"


def _short(body: Body, node: Node, kind: str) -> int:
    builder = body.builder
    start, end = start_of(node), end_of(node)
    value = expressions.child(body, node, "left")
    before = builder.current.index
    following, done = builder.block(), builder.block()
    if kind == "and":
        builder.branch(value, following, done, kind, start, end)
    else:
        builder.branch(value, done, following, kind, start, end)
    builder.start(following)
    other = expressions.child(body, node, "right")
    last = builder.current.index
    builder.jump(done)
    return builder.join(done, [(before, value), (last, other)])


def ternary(body: Body, node: Node) -> int:
    builder = body.builder
    then, orelse, done = builder.block(), builder.block(), builder.block()
    test = node.child_by_field_name("condition")
    if test is None:
        return body.opaque(node)
    condition(body, test, then, orelse, "if")
    values: list[tuple[int, int]] = []
    for block, name in ((then, "consequence"), (orelse, "alternative")):
        builder.start(block)
        value = expressions.child(body, node, name)
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
        value = expressions.expression(body, node)
        builder.branch(value, then, orelse, kind, start_of(node), end_of(node))


def unary(body: Body, node: Node) -> int:
    sign = node.child_by_field_name("operator")
    operator = "" if sign is None else body.text(sign)
    value = expressions.child(body, node, "argument")
    builder = body.builder
    if operator == "!":
        return builder.emit(Unary(len(builder.definitions), start_of(node), end_of(node), "not", value))
    if operator in {"+", "-", "~"}:
        return body.call("float", [value], node, package="builtins")
    return body.call("typeof", [value], node) if operator == "typeof" else body.constant(None, node)
