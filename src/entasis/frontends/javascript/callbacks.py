"""Functions that a script hands over: who calls them, and with what.

answer.then(f)                        f(what is waited for)
names.map(f).join("")                 f(each of them), a list of what that gives
addEventListener("message", f)        f(what any other page has sent), unless it looks at who has
"""

import re
from typing import Final

from tree_sitter import Node

from entasis.frontends.javascript import expressions
from entasis.frontends.javascript.unit import FUNCTIONS, Body, end_of, start_of
from entasis.ir.instructions import Await, Build, Iterate, Next

AWAITING: Final = frozenset({"then", "done", "success"})
FAILING: Final = frozenset({"catch", "fail", "finally", "always", "error"})
EACH: Final = frozenset(
    {"map", "forEach", "filter", "find", "flatMap", "some", "every", "sort", "reduce", "each"}
)
_KEEPING: Final = frozenset({"filter", "sort", "forEach", "each"})
# A handler that compares where a message comes from with something, or looks it up.
_ASKS_ORIGIN: Final = re.compile(
    r"\borigin\s*[!=]==?|[!=]==?\s*[\w.$]*\borigin\b|(?:includes|indexOf|has|test)\(\s*[\w.$]*\borigin\b|"
    r"\borigin\s*\.\s*(?:match|endsWith|startsWith|includes)\b|\[\s*[\w.$]*\borigin\s*\]|"
    r"\bsource\s*[!=]==?|[!=]==?\s*[\w.$]*\bsource\b"
)


def is_function(body: Body, node: Node) -> bool:
    """Whether it is surely a function."""
    return node.type in FUNCTIONS or (node.type == "identifier" and body.text(node) in body.unit.functions)


def awaited(body: Body, node: Node, waited: int, name: str, arguments: list[Node]) -> int:
    """`promise.then(f)`."""
    builder = body.builder
    value = builder.emit(Await(len(builder.definitions), start_of(node), end_of(node), waited))
    if name in FAILING or not arguments:
        for argument in arguments:
            _try(body, argument, node)
        return value
    given = call_back(body, arguments[0], [value], node)
    for argument in arguments[1:]:
        _try(body, argument, node)
    return given


def _try(body: Body, argument: Node, node: Node) -> None:
    if is_function(body, argument):
        call_back(body, argument, [body.constant(None, node)], node)
    else:
        expressions.expression(body, argument)


def each(body: Body, node: Node, holder: int, name: str, arguments: list[Node]) -> int:
    """`list.map(f)`: `f` gets what is in the list."""
    builder = body.builder
    start, end = start_of(node), end_of(node)
    iterator = builder.emit(Iterate(len(builder.definitions), start, end, holder, False))
    item = builder.emit(Next(len(builder.definitions), start, end, iterator))
    if name == "reduce":
        begun = expressions.expression(body, arguments[1]) if len(arguments) > 1 else item
        once = call_back(body, arguments[0], [begun, item], node)
        return call_back(body, arguments[0], [once, item], node)
    index = body.call("float", [body.constant(0, node)], node, package="builtins")
    passed = [index, item] if name == "each" else [item, item] if name == "sort" else [item, index]
    given = call_back(body, arguments[0], passed, node)
    if name in _KEEPING:
        return holder
    if name == "find":
        return item
    return builder.emit(Build(len(builder.definitions), start, end, "list", (given,), ()))


def call_back(body: Body, function: Node, passed: list[int], node: Node) -> int:
    """What the function gives for what it is passed."""
    return body.called(expressions.expression(body, function), passed, node)


def message_handler(body: Body, handler: Node, node: Node) -> None:
    """The handler is called with what any page that has this one in a frame, or was opened by it, sends."""
    written: Node | None = handler
    if handler.type == "identifier":
        written = body.unit.functions.get(body.text(handler)) or body.first(body.text(handler))
    value = expressions.expression(body, handler)
    if written is not None and written.type in FUNCTIONS and not _ASKS_ORIGIN.search(body.text(written)):
        body.called(value, [body.call("MessageEvent", [], node)], node)
