"""Calls of a script: of its own functions, of what browsers have, and of methods that are known by their names."""

import re
from typing import Final

from tree_sitter import Node

from entasis.frontends.javascript import expressions
from entasis.frontends.javascript.assignment import loads
from entasis.frontends.javascript.callbacks import (
    AWAITING,
    EACH,
    FAILING,
    awaited,
    call_back,
    each,
    is_function,
    message_handler,
)
from entasis.frontends.javascript.known import (
    ATTRIBUTES,
    ESCAPING,
    JQUERY,
    LOOKUPS,
    METHODS,
    NAMESPACES,
    NUMBERS,
    TEXT_METHODS,
)
from entasis.frontends.javascript.requests import ASKING, asks, opened, opens
from entasis.frontends.javascript.texts import matched, replaced, rest_of, tested
from entasis.frontends.javascript.unit import Body, end_of, start_of
from entasis.ir.instructions import Compare

_WRITES: Final = frozenset({"document.write", "document.writeln"})
_MARKUP: Final = re.compile(r"['\"`]\s*<")  # jQuery makes elements of what begins so
_TIMERS: Final = frozenset({"setTimeout", "setInterval"})
_OF_TEXTS: Final = frozenset(
    {"slice", "substring", "substr", "split", "replace", "replaceAll", "match", "search", "includes", "join"}
)
# What is passed a list and a function, by the method of lists that calls its function in the same way.
_OF_LISTS: Final = {"jQuery.each": "each", "jQuery.map": "map", "jQuery.grep": "filter"}
_BODIES: Final = frozenset({"json", "clone"})  # of an answer: what is in it
_HANDLES: Final = frozenset({"addEventListener", "on", "bind", "attachEvent"})
_MESSAGE: Final = frozenset({"message", "onmessage"})
# What is written for a window. Others have messages as well: a socket's come from its own server.
_WINDOW: Final = re.compile(
    r"\b(?:w|win|self|top|parent|opener|global|globalThis|root)\b|window\b", re.IGNORECASE
)


def called(body: Body, node: Node) -> int:
    """What a call gives."""
    function, passed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or passed is None:
        return body.opaque(node)
    if passed.type != "arguments":  # a template literal with a function before it
        return body.opaque(node, (expressions.expression(body, passed),))
    arguments = [part for part in passed.named_children if part.type != "comment"]
    while function.type == "parenthesized_expression" and len(function.named_children) == 1:
        function = function.named_children[0]
    if function.type == "member_expression":
        return _method(body, node, function, arguments)
    if function.type == "identifier" and not body.declares(body.text(function)):
        return _outside(body, node, body.path(function), arguments)
    if function.type in {"import", "super"}:
        return body.opaque(node, tuple(_values(body, arguments)))
    callee = expressions.expression(body, function)
    return body.called(callee, _values(body, arguments), node, _stars(arguments))


def made(body: Body, node: Node) -> int:
    """What `new` gives: of a class of browsers what that makes; of others an object that holds what is passed."""
    of, passed = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    arguments = [] if passed is None else [part for part in passed.named_children if part.type != "comment"]
    path = "" if of is None else body.path(of)
    values = _values(body, arguments)
    if path:
        return body.call(path, values, node)
    if of is not None:
        body.called(expressions.expression(body, of), values, node)
    return body.call("Object", values, node)


def _values(body: Body, arguments: list[Node]) -> list[int]:
    return [expressions.expression(body, argument) for argument in arguments]


def _stars(arguments: list[Node]) -> tuple[int, ...]:
    return tuple(i for i, argument in enumerate(arguments) if argument.type == "spread_element")


def _outside(body: Body, node: Node, path: str, arguments: list[Node]) -> int:
    """A call of something that browsers, or other scripts, have under a name."""
    if path == "jQuery":
        return _jquery(body, node, arguments)
    if path in _TIMERS and arguments and is_function(body, arguments[0]):
        return call_back(body, arguments[0], _values(body, arguments[2:]), node)
    if path in _HANDLES and len(arguments) > 1 and _is_about_messages(body, arguments[0]):
        message_handler(body, _handler(body, arguments), node)
        return body.constant(None, node)
    if path in ASKING:
        return asks(body, node, path, arguments)
    values = _values(body, arguments)
    if path in NUMBERS:
        return body.call(NUMBERS[path], values[:1], node, package="builtins")
    if path == "String":
        return body.call("str", values[:1], node, package="builtins")
    if "." not in path and ESCAPING.search(path) and not path.startswith("encodeURI"):
        path = "escaped"
    return body.called(body.api(path, node), values, node, _stars(arguments))


def _jquery(body: Body, node: Node, arguments: list[Node]) -> int:
    """`$(f)` calls `f` once the page is there; `$(text)` finds elements, or makes them where the text is HTML."""
    if arguments and is_function(body, arguments[0]):
        call_back(body, arguments[0], [], node)
        return body.call("jQuery.found", [], node)
    is_html = bool(arguments) and _MARKUP.match(body.text(arguments[0])) is not None
    values = _values(body, arguments)
    if is_html:
        body.call("jQuery.parseHTML", values[:1], node)
    return body.call("jQuery", values, node)


def is_jquery(body: Body, node: Node, depth: int = 0) -> bool:
    """Whether it is what jQuery has found or made."""
    while node.type in {"call_expression", "member_expression"}:
        inner = node.child_by_field_name("function" if node.type == "call_expression" else "object")
        if inner is None:
            return False
        if node.type == "call_expression" and inner.type == "identifier":
            return body.path(inner) == "jQuery"
        node = inner
    if node.type != "identifier":
        return False
    name = body.text(node)
    first = body.first(name)
    if first is not None and depth < len("chain") and first is not node:
        return is_jquery(body, first, depth + 1)
    return name.startswith("$") and len(name) > 1


def _method(body: Body, node: Node, function: Node, arguments: list[Node]) -> int:
    name_node, holder = function.child_by_field_name("property"), function.child_by_field_name("object")
    if name_node is None or holder is None:
        return body.opaque(node)
    name, path = body.text(name_node), body.path(function)
    is_window = path in _HANDLES or (name in _HANDLES and _WINDOW.search(body.text(holder)) is not None)
    if is_window and len(arguments) > 1 and _is_about_messages(body, arguments[0]):
        message_handler(body, _handler(body, arguments), node)
        return body.constant(None, node)
    if name in {"call", "apply"} and arguments:  # what is `this` there is not followed
        callee = expressions.expression(body, holder)
        passed = arguments[1:]
        stars = (0,) if name == "apply" and passed else _stars(passed)
        return body.called(callee, _values(body, passed[:1] if name == "apply" else passed), node, stars)
    if name == "bind" and arguments and is_function(body, holder):
        return expressions.expression(body, holder)
    if path in _WRITES or (
        name in {"write", "writeln"} and body.text(holder).endswith(("document", "Document"))
    ):
        for value in _values(body, arguments):
            body.call("document.write", [value], node)
        return body.constant(None, node)
    if path in {"location.assign", "location.replace"}:
        values = _values(body, arguments)
        return body.call("Location.assign", [body.api("location", node), *values], node)
    if path in _OF_LISTS and len(arguments) == len("ab"):
        return each(body, node, expressions.expression(body, arguments[0]), _OF_LISTS[path], arguments[1:])
    if path and "." not in path:
        return _outside(body, node, path, arguments)
    if path and path.partition(".")[0] in NAMESPACES and not _is_text(body, holder, name):
        return _outside_method(body, node, path, name, arguments)
    return _of_object(body, node, holder, name, arguments)


def _handler(body: Body, arguments: list[Node]) -> Node:
    """The function among what a listener is registered with."""
    is_one = (part for part in arguments[1:] if is_function(body, part) or part.type == "identifier")
    return next(is_one, arguments[1])


def _is_text(body: Body, holder: Node, name: str) -> bool:
    """Whether the method is one of a text, such as the address of the page."""
    of = body.path(holder)
    return name in _OF_TEXTS or of.startswith("location.") or of in expressions.PREFIXES


def _is_about_messages(body: Body, node: Node) -> bool:
    return node.type == "string" and body.text(node)[1:-1] in _MESSAGE


def _outside_method(body: Body, node: Node, path: str, name: str, arguments: list[Node]) -> int:
    """A method of something that browsers have: `JSON.parse(text)`."""
    if path in ASKING:
        return asks(body, node, path, arguments)
    if path == "JSON.parse" and arguments:
        return _values(body, arguments)[0]
    if name in LOOKUPS:
        return body.call("Element.lookup", _values(body, arguments), node)
    if ESCAPING.search(name) and not path.startswith("DOMPurify"):
        return body.call("escaped", _values(body, arguments), node)
    return body.called(body.api(path, node), _values(body, arguments), node, _stars(arguments))


def _of_object(body: Body, node: Node, holder: Node, name: str, arguments: list[Node]) -> int:
    """A method of any object."""
    if name in {"test", "exec"} and len(arguments) == 1:
        found = tested(body, node, holder, arguments[0])
        if found is not None:
            return found
    base = expressions.expression(body, holder)
    if name in EACH and arguments and (is_function(body, arguments[0]) or arguments[0].type == "identifier"):
        return each(body, node, base, name, arguments)
    if name in AWAITING or name in FAILING:
        return awaited(body, node, base, name, arguments)
    if name in _BODIES and not arguments:
        return base
    if name == "open" and opens(body, arguments):
        return opened(body, node, base, arguments)
    if name == "replace" and len(arguments) == len("ab"):
        return replaced(body, node, base, *arguments)
    if name in {"match", "search"} and len(arguments) == 1:
        return matched(body, node, base, arguments[0])
    values = _values(body, arguments)
    if name in {"slice", "substring", "substr", "split"}:
        return rest_of(body, node, base, name, values)
    if name in {"includes", "has"} and len(values) == 1:
        builder = body.builder
        step = Compare(len(builder.definitions), start_of(node), end_of(node), "in", values[0], base)
        return builder.emit(step)
    if name == "join":
        separator = values[0] if values else body.constant(",", node)
        return body.called(body.field(separator, "join", node), [base], node)
    if name == "setAttribute" and len(arguments) == len("ab"):
        return _attribute(body, node, holder, base, arguments[0], values[1])
    jquery = is_jquery(body, holder)
    if jquery and name in {"attr", "prop"} and len(arguments) == len("ab"):
        return _attribute(body, node, holder, base, arguments[0], values[1])
    sink = METHODS.get(name) or (JQUERY.get(name, "") if jquery else "")
    if sink and arguments:
        for argument, value in zip(arguments, values, strict=True):
            if not is_function(body, argument) and (
                name != "insertAdjacentHTML" or argument is not arguments[0]
            ):
                body.call(sink, [base, value], node)
        return base
    if name in LOOKUPS or jquery:
        return body.call("Element.lookup", [base, *values], node)
    if ESCAPING.search(name):
        return body.call("escaped", values, node)
    callee = body.field(base, TEXT_METHODS.get(name, name), node)
    return body.called(callee, values, node, _stars(arguments))


def _attribute(body: Body, node: Node, holder: Node, base: int, name: Node, value: int) -> int:
    """`element.setAttribute("href", text)` does what an assignment to the property does."""
    said = expressions.text_of(body.text(name)[1:-1]).lower() if name.type == "string" else ""
    setter = ATTRIBUTES.get(said, "")
    if said in {"src", "data"} and loads(body, holder):
        setter = "Frame.src"
    if said.startswith("on"):
        setter = "Element.setHandler"
    if setter:
        body.call(setter, [base, value], node)
    return base
