"""Lowers statements of a script: declarations, branches, loops, `switch`, `try` and the ways out."""

from collections.abc import Callable, Sequence
from typing import Final

from tree_sitter import Node

from entasis.frontends.javascript.assignment import assign
from entasis.frontends.javascript.declared import declared_names
from entasis.frontends.javascript.expressions import expression
from entasis.frontends.javascript.functions import function, made_class
from entasis.frontends.javascript.operators import condition
from entasis.frontends.javascript.unit import Body, end_of, start_of
from entasis.frontends.python.scope import LoopFrame
from entasis.ir.instructions import NONE, Catch, Compare, Iterate, Next, Raise, Return, Unary
from entasis.limits import SCRIPT_NESTING

_HOISTED: Final = frozenset({"function_declaration", "generator_function_declaration"})


def statements(body: Body, nodes: Sequence[Node]) -> None:
    """The statements in order; the functions among them are there before the first of them runs."""
    for node in nodes:
        if node.type in _HOISTED:
            statement(body, node)
    for node in nodes:
        if node.type not in _HOISTED:
            statement(body, node)


def statement(body: Body, node: Node) -> None:
    """One statement; what follows a way out is walked as unreachable."""
    unit, builder = body.unit, body.builder
    if unit.depth >= SCRIPT_NESTING.bound:
        unit.file.hit(SCRIPT_NESTING.name)
        return
    unit.depth += 1
    if not builder.alive:
        builder.start(builder.block())
    handler = _STATEMENTS.get(node.type)
    if handler is not None:
        handler(body, node)
    elif node.type != "ERROR":
        expression(body, node)
    unit.depth -= 1


def _block(body: Body, node: Node) -> None:
    statements(body, node.named_children)


def _expression(body: Body, node: Node) -> None:
    for part in node.named_children[:1]:
        if part.type != "comment":
            expression(body, part)


def _declaration(body: Body, node: Node) -> None:
    for part in node.named_children:
        if part.type != "variable_declarator":
            continue
        name, value = part.child_by_field_name("name"), part.child_by_field_name("value")
        if name is not None and value is not None:
            if name.type == "identifier":
                body.made[body.text(name)] = value
            assign(body, name, expression(body, value), part)


def _function(body: Body, node: Node) -> None:
    value = function(body, node)
    name = node.child_by_field_name("name")
    if name is not None:
        body.scope.store(body.text(name), value, start_of(node), end_of(node))


def _class(body: Body, node: Node) -> None:
    value = made_class(body, node)
    name = node.child_by_field_name("name")
    if name is not None:
        body.scope.store(body.text(name), value, start_of(node), end_of(node))


def _export(body: Body, node: Node) -> None:
    for part in node.named_children:
        if part.type not in {"export_clause", "string", "comment"}:
            statement(body, part)


def _nothing(_body: Body, _node: Node) -> None:
    """Comments, imports, empty statements."""


def _if(body: Body, node: Node) -> None:
    builder = body.builder
    test = node.child_by_field_name("condition")
    consequence, alternative = (
        node.child_by_field_name("consequence"),
        node.child_by_field_name("alternative"),
    )
    if test is None:
        return
    then, after = builder.block(), builder.block()
    orelse = builder.block() if alternative is not None else after
    condition(body, test, then, orelse, "if")
    for block, part in ((then, consequence), (orelse, alternative)):
        if part is None:
            continue
        builder.start(block)
        for inner in part.named_children if part.type == "else_clause" else [part]:
            statement(body, inner)
        if builder.alive:
            builder.jump(after)
    _go_on(body, after)


def _go_on(body: Body, block: int) -> None:
    """A join that nothing reaches is not alive, so that callers see the way out."""
    body.builder.start(block)
    if not body.builder.is_reachable(block):
        body.builder.alive = False


def _start_loop(body: Body, node: Node, header: int) -> bool:
    """Start the header of a loop; whether it lies in no other."""
    is_outermost = body.changed is None
    changed = body.changed if body.changed is not None else declared_names(body.unit, node)[1]
    body.changed = changed
    body.builder.start_loop(header, changed)
    return is_outermost


def _loop(
    body: Body,
    node: Node,
    header: int,
    inside: int,
    after: int,
    then: Node | None = None,
    *,
    is_outermost: bool,
) -> None:
    """The body of a loop, what is done behind each turn, and the way back."""
    builder = body.builder
    if builder.current.index != inside or not builder.alive:
        builder.start(inside)
    again = builder.block()
    body.scope.unwind.append(LoopFrame(again, after))
    part = node.child_by_field_name("body")
    if part is not None:
        statement(body, part)
    body.scope.unwind.pop()
    if builder.alive:
        builder.jump(again)
    builder.start(again)
    if then is not None:
        expression(body, then)
    builder.jump(header)
    builder.seal(header)
    if is_outermost:
        body.changed = None
    _go_on(body, after)


def _while(body: Body, node: Node) -> None:
    builder = body.builder
    test = node.child_by_field_name("condition")
    header, inside, after = builder.block(), builder.block(), builder.block()
    builder.jump(header)
    is_outermost = _start_loop(body, node, header)
    if test is None:
        builder.jump(inside)
    else:
        condition(body, test, inside, after, "while")
    _loop(body, node, header, inside, after, is_outermost=is_outermost)


def _for(body: Body, node: Node) -> None:
    builder = body.builder
    first, test = node.child_by_field_name("initializer"), node.child_by_field_name("condition")
    if first is not None:
        statement(body, first)
    header, inside, after = builder.block(), builder.block(), builder.block()
    builder.jump(header)
    is_outermost = _start_loop(body, node, header)
    while test is not None and test.type == "expression_statement" and test.named_children:
        test = test.named_children[0]
    if test is None or test.type == "empty_statement":
        more = body.call("bool", [], node, package="builtins")
        builder.branch(more, inside, after, "for", start_of(node), end_of(node))
    else:
        condition(body, test, inside, after, "for")
    _loop(body, node, header, inside, after, node.child_by_field_name("increment"), is_outermost=is_outermost)


def _for_in(body: Body, node: Node) -> None:
    builder = body.builder
    start, end = start_of(node), end_of(node)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = node.child_by_field_name("operator")
    if left is None or right is None:
        return
    source = expression(body, right)
    if sign is not None and body.text(sign) == "in":
        source = body.call("Object.keys", [source], node)
    iterator = builder.emit(Iterate(len(builder.definitions), start, end, source, False))
    header, inside, after = builder.block(), builder.block(), builder.block()
    builder.jump(header)
    is_outermost = _start_loop(body, node, header)
    more = builder.emit(Unary(len(builder.definitions), start, end, "more", iterator))
    builder.branch(more, inside, after, "for", start, end)
    builder.start(inside)
    assign(body, left, builder.emit(Next(len(builder.definitions), start, end, iterator)), left)
    _loop(body, node, header, builder.current.index, after, is_outermost=is_outermost)


def _switch(body: Body, node: Node) -> None:
    """All tests one after the other, then the bodies, of which each goes on into the next."""
    builder = body.builder
    value, inside = node.child_by_field_name("value"), node.child_by_field_name("body")
    if value is None or inside is None:
        return
    subject = expression(body, value)
    cases = [part for part in inside.named_children if part.type in {"switch_case", "switch_default"}]
    blocks = [builder.block() for _ in cases]
    after = builder.block()
    default = after
    for case, block in zip(cases, blocks, strict=True):
        against = case.child_by_field_name("value")
        if case.type == "switch_default" or against is None:
            default = block
            continue
        other = expression(body, against)
        start, end = start_of(case), end_of(against)
        test = builder.emit(Compare(len(builder.definitions), start, end, "==", subject, other))
        following = builder.block()
        builder.branch(test, block, following, "if", start, end)
        builder.start(following)
    builder.jump(default)
    body.scope.unwind.append(LoopFrame(NONE, after))
    for i, (case, block) in enumerate(zip(cases, blocks, strict=True)):
        builder.start(block)
        first = case.child_by_field_name("value")
        statements(body, [p for p in case.named_children if p != first])
        if builder.alive:
            builder.jump(blocks[i + 1] if i + 1 < len(blocks) else after)
    body.scope.unwind.pop()
    _go_on(body, after)


def _break(body: Body, node: Node) -> None:
    _leave(body, node, is_break=True)


def _continue(body: Body, node: Node) -> None:
    _leave(body, node, is_break=False)


def _leave(body: Body, node: Node, *, is_break: bool) -> None:
    frames = [frame for frame in body.scope.unwind if isinstance(frame, LoopFrame)]
    if not is_break:
        frames = [frame for frame in frames if frame.header != NONE]
    if frames:
        frame = frames[-1]
        body.builder.jump(frame.after if is_break else frame.header, start_of(node), end_of(node))


def _return(body: Body, node: Node) -> None:
    parts = [part for part in node.named_children if part.type != "comment"]
    value = expression(body, parts[0]) if parts else body.constant(None, node)
    body.builder.leave(Return(start_of(node), end_of(node), value, NONE))


def _throw(body: Body, node: Node) -> None:
    parts = [part for part in node.named_children if part.type != "comment"]
    value = expression(body, parts[0]) if parts else NONE
    body.builder.leave(Raise(start_of(node), end_of(node), value, NONE))


def _try(body: Body, node: Node) -> None:
    """What is done in the end is lowered behind the ways that go on there; a way out leaves it out."""
    builder = body.builder
    inner, handler = node.child_by_field_name("body"), node.child_by_field_name("handler")
    finalizer = node.child_by_field_name("finalizer")
    outer = builder.handler
    dispatch, after = builder.block(), builder.block()
    builder.set_handler(dispatch)
    if inner is not None:
        statement(body, inner)
    if builder.alive:
        builder.set_handler(outer)
        builder.jump(after)
    builder.handler = outer
    if builder.is_reachable(dispatch):
        builder.start(dispatch)
        start, end = start_of(node), end_of(node)
        caught = builder.emit(Catch(len(builder.definitions), start, end, "except"))
        if handler is None:
            builder.leave(Raise(start, end, caught, NONE))
        else:
            name, block = handler.child_by_field_name("parameter"), handler.child_by_field_name("body")
            if name is not None:
                assign(body, name, caught, name)
            if block is not None:
                statement(body, block)
            if builder.alive:
                builder.jump(after)
    _go_on(body, after)
    block = None if finalizer is None else finalizer.child_by_field_name("body")
    if block is not None and builder.alive:
        statement(body, block)


def _labelled(body: Body, node: Node) -> None:
    part = node.child_by_field_name("body")
    if part is not None:
        statement(body, part)


_STATEMENTS: Final[dict[str, Callable[[Body, Node], None]]] = {
    "statement_block": _block,
    "expression_statement": _expression,
    "variable_declaration": _declaration,
    "lexical_declaration": _declaration,
    "function_declaration": _function,
    "generator_function_declaration": _function,
    "class_declaration": _class,
    "export_statement": _export,
    "import_statement": _nothing,
    "empty_statement": _nothing,
    "debugger_statement": _nothing,
    "comment": _nothing,
    "hash_bang_line": _nothing,
    "html_comment": _nothing,
    "if_statement": _if,
    "while_statement": _while,
    "do_statement": _while,
    "for_statement": _for,
    "for_in_statement": _for_in,
    "switch_statement": _switch,
    "break_statement": _break,
    "continue_statement": _continue,
    "return_statement": _return,
    "throw_statement": _throw,
    "try_statement": _try,
    "labeled_statement": _labelled,
}
