"""Assignments of a script: to names, to properties, of which some do something, and to patterns."""

from typing import Final

from tree_sitter import Node

from entasis.frontends.javascript import expressions
from entasis.frontends.javascript.known import LOADER, LOADER_NAME, LOADERS, PARTS, SETTERS
from entasis.frontends.javascript.operators import addend
from entasis.frontends.javascript.unit import Body, end_of, start_of
from entasis.ir.instructions import Binary, GetItem, SetField, SetItem

_CHOICES: Final = frozenset({"||=", "&&=", "??="})


def assigned(body: Body, node: Node) -> int:
    """`target = value` is what is assigned."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return body.opaque(node)
    if left.type == "member_expression" and is_message_handler(body, left):
        from entasis.frontends.javascript.callbacks import message_handler  # noqa: PLC0415 - it calls expressions

        message_handler(body, right, node)
        return body.constant(None, node)
    value = expressions.expression(body, right)
    if left.type == "identifier":
        body.made.setdefault(body.text(left), right)
    assign(body, left, value, node)
    return value


def is_message_handler(body: Body, left: Node) -> bool:
    """Whether it is what the window calls with messages from other windows."""
    return body.path(left) == "onmessage"


def augmented(body: Body, node: Node) -> int:
    """`target += value`: the new value is what is assigned."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = node.child_by_field_name("operator")
    if left is None or right is None or sign is None:
        return body.opaque(node)
    operator = body.text(sign)
    old = expressions.expression(body, left)
    value = addend(body, right) if operator == "+=" else expressions.expression(body, right)
    builder = body.builder
    start, end = start_of(node), end_of(node)
    if operator in _CHOICES:
        before, other, done = builder.current.index, builder.block(), builder.block()
        builder.branch(old, done, other, "or", start, end)
        builder.start(other)
        builder.jump(done)
        new = builder.join(done, [(before, old), (other, value)])
    elif operator == "+=":
        new = builder.emit(Binary(len(builder.definitions), start, end, "+=", old, value))
    else:
        new = body.call("float", [value], node, package="builtins")
    assign(body, left, new, node)
    return new


def updated(body: Body, node: Node) -> int:
    """`count++`: a number."""
    argument = node.child_by_field_name("argument")
    if argument is None:
        return body.opaque(node)
    new = body.call("float", [expressions.expression(body, argument)], node, package="builtins")
    if argument.type == "identifier":
        assign(body, argument, new, node)
    return new


def assign(body: Body, target: Node, value: int, node: Node) -> None:
    """Bind `target` to the register `value`, at `node`."""
    builder = body.builder
    match target.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            name = body.text(target)
            if body.declares(name):
                body.scope.store(name, value, start_of(target), end_of(target))
            elif name == "location":
                body.call("Location.assign", [body.api("location", target), value], node)
        case "member_expression":
            name_node, inner = target.child_by_field_name("property"), target.child_by_field_name("object")
            if name_node is not None and inner is not None:
                _property(body, target, inner, body.text(name_node), value, node)
        case "subscript_expression":
            index, inner = target.child_by_field_name("index"), target.child_by_field_name("object")
            if index is not None and inner is not None and index.type == "string":
                name = expressions.text_of(body.text(index)[1:-1])
                _property(body, target, inner, name, value, node)
            elif index is not None and inner is not None:
                base, key = expressions.expression(body, inner), expressions.expression(body, index)
                builder.emit(SetItem(start_of(node), end_of(node), base, key, value))
        case "object_pattern" | "array_pattern":
            _unpack(body, target, value)
        case "assignment_pattern" | "object_assignment_pattern":
            _with_default(body, target, value)
        case "rest_pattern" | "parenthesized_expression":
            for part in target.named_children[:1]:
                assign(body, part, value, node)
        case _:
            body.opaque(target, (value,))


def _property(body: Body, target: Node, inner: Node, name: str, value: int, node: Node) -> None:
    path = body.path(target)
    if path in {"location", "location.href"}:
        body.call("Location.assign", [body.api("location", inner), value], node)
        return
    base = expressions.expression(body, inner)
    if name in PARTS:
        value = expressions.text_with(body, [body.constant(PARTS[name], node), value], node)
    setter = SETTERS.get(name, "")
    if not setter and name in LOADERS and loads(body, inner):
        setter = LOADERS[name]
    if setter:
        body.call(setter, [base, value], node)
    elif not path.startswith("location.") and name:
        body.builder.emit(SetField(start_of(node), end_of(node), base, name, value))


def loads(body: Body, node: Node) -> bool:
    """Whether it is an element that runs, or shows, what lies at its address."""
    if node.type == "identifier":
        made = body.first(body.text(node))
        if made is not None and body.text(made).startswith("document.createElement"):
            return LOADER.search(body.text(made)) is not None
        return LOADER_NAME.search(body.text(node)) is not None
    text = body.text(node)
    return LOADER.search(text) is not None or LOADER_NAME.search(text.rpartition(".")[2]) is not None


def _unpack(body: Body, pattern: Node, value: int) -> None:
    builder = body.builder
    for position, part in enumerate(p for p in pattern.children if p.is_named or p.type == ","):
        if part.type == "comment":
            continue
        if pattern.type == "array_pattern":
            if part.type == ",":
                continue
            at = sum(
                1 for other in pattern.children if other.type == "," and other.end_byte <= part.start_byte
            )
            if part.type == "rest_pattern":
                assign(body, part, value, part)
                continue
            key = body.constant(at, part)
            item = builder.emit(GetItem(len(builder.definitions), start_of(part), end_of(part), value, key))
            assign(body, part, item, part)
            continue
        del position
        if part.type == "pair_pattern":
            key_node, inner = part.child_by_field_name("key"), part.child_by_field_name("value")
            name = "" if key_node is None else expressions.property_name(body, key_node)
            if inner is not None:
                assign(body, inner, body.field(value, name, part) if name else value, part)
        elif part.type == "shorthand_property_identifier_pattern":
            assign(body, part, body.field(value, body.text(part), part), part)
        elif part.type == "object_assignment_pattern":
            left = part.child_by_field_name("left")
            if left is not None:
                _with_default(body, part, body.field(value, body.text(left), part))
        elif part.type == "rest_pattern":
            assign(body, part, value, part)


def _with_default(body: Body, pattern: Node, value: int) -> None:
    left, right = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
    if left is None or right is None:
        return
    builder = body.builder
    start, end = start_of(pattern), end_of(pattern)
    before, missing, done = builder.current.index, builder.block(), builder.block()
    builder.branch(value, done, missing, "or", start, end)
    builder.start(missing)
    other = expressions.expression(body, right)
    last = builder.current.index
    builder.jump(done)
    assign(body, left, builder.join(done, [(before, value), (last, other)]), pattern)
