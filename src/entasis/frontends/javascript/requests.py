"""Requests of a script, each of the usual ways: all of them ask an address, and give what is answered.

fetch("/posts").then(f)                       axios.get("/posts")
$.getJSON("/posts", function (posts) {…})     $.ajax({url: "/posts", success: function (posts) {…}})
request.open("GET", "/posts")                 `request.responseText` is the answer then
"""

from typing import Final

from tree_sitter import Node

from entasis.frontends.javascript import expressions
from entasis.frontends.javascript.callbacks import call_back, is_function
from entasis.frontends.javascript.unit import Body, end_of, start_of
from entasis.ir.instructions import SetField

ASKING: Final = frozenset(
    {f"jQuery.{name}" for name in ("get", "post", "getJSON", "ajax")}
    | {f"axios.{name}" for name in ("get", "post", "put", "patch", "delete", "request")}
    | {"fetch", "axios"}
)
_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_HELD_AS: Final = ("responseText", "response")
_SUCCESS: Final = frozenset({"success", "complete"})


def asks(body: Body, node: Node, path: str, arguments: list[Node]) -> int:
    """What is answered; a function among the arguments is called with it."""
    options = {name: value for part in arguments for name, value in _pairs(body, part)}
    first = arguments[0] if arguments else None
    address = options.get("url") if first is None or first.type == "object" else first
    value = body.constant(None, node) if address is None else expressions.expression(body, address)
    answer = body.call("answer", [value], node)
    if path.startswith("axios"):
        sent, answer = answer, body.call("Object", [], node)
        body.builder.emit(SetField(start_of(node), end_of(node), answer, "data", sent))
    for part in arguments[1:]:
        if is_function(body, part):
            call_back(body, part, [answer], node)
        elif part.type != "object":
            expressions.expression(body, part)
    for name, handler in options.items():
        if name in _SUCCESS:
            call_back(body, handler, [answer], node)
        elif handler is not address:
            expressions.expression(body, handler)
    return answer


def _pairs(body: Body, node: Node) -> list[tuple[str, Node]]:
    """The properties of an object that is written out; a method stands for itself."""
    found: list[tuple[str, Node]] = []
    for part in node.named_children if node.type == "object" else ():
        key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
        if part.type == "pair" and key is not None and value is not None:
            found.append((expressions.property_name(body, key), value))
        elif part.type == "method_definition":
            name = part.child_by_field_name("name")
            found += [(body.text(name), part)] if name is not None else []
    return found


def opens(body: Body, arguments: list[Node]) -> bool:
    """Whether that is how a request is opened: the method first, then the address."""
    if len(arguments) < len("ab") or arguments[0].type != "string":
        return False
    return body.text(arguments[0])[1:-1].lower() in _METHODS


def opened(body: Body, node: Node, base: int, arguments: list[Node]) -> int:
    """The request holds the answer from now on."""
    values = [expressions.expression(body, argument) for argument in arguments]
    answer = body.call("answer", [values[1]], node)
    for name in _HELD_AS:
        body.builder.emit(SetField(start_of(node), end_of(node), base, name, answer))
    return base
