"""Lowers statements: assignments, branches, loops, `try`, `with`, `match` and every way out of them."""

import ast
from collections.abc import Callable
from typing import Any, Final

from entasis.frontends.python.annotations import annotation_text
from entasis.frontends.python.expressions import (
    BINARY,
    EXPRESSIONS,
    assign,
    condition,
    end_of,
    expression,
    key,
    start_of,
)
from entasis.frontends.python.names import names_of
from entasis.frontends.python.patterns import pattern
from entasis.frontends.python.scope import FinallyFrame, LoopFrame, PendingFrame, Scope, WithFrame
from entasis.ir.function import FunctionKind
from entasis.ir.instructions import (
    NONE,
    UNBOUND,
    Binary,
    Call,
    Catch,
    Compare,
    Enter,
    GetField,
    GetItem,
    Import,
    Iterate,
    Leave,
    Load,
    Next,
    Raise,
    Return,
    SetField,
    SetItem,
    Unary,
)
from entasis.limits import FINALLY_COPIES


def lower_body(scope: Scope, statements: list[ast.stmt]) -> None:
    """Lower `statements` in order; what follows a way out is walked as unreachable."""
    builder = scope.builder
    for node in statements:
        if not builder.alive:
            builder.start(builder.block())
        STATEMENTS[node.__class__](scope, node)


def _expr(scope: Scope, node: Any) -> None:
    value = node.value
    if value.__class__ is not ast.Constant:
        EXPRESSIONS[value.__class__](scope, value)


def _assign(scope: Scope, node: Any) -> None:
    targets = node.targets
    value = node.value
    if len(targets) == 1 and isinstance(targets[0], ast.Tuple) and isinstance(value, ast.Tuple):
        # `a, b = b, a`: all values first, then all targets, without a tuple in between.
        elements = targets[0].elts
        is_pairwise = len(elements) == len(value.elts) and not any(
            isinstance(element, ast.Starred) for element in (*elements, *value.elts)
        )
        if is_pairwise:
            registers = [expression(scope, element) for element in value.elts]
            for element, register in zip(elements, registers, strict=True):
                assign(scope, element, register)
            return
    register = EXPRESSIONS[value.__class__](scope, value)
    for target in targets:
        assign(scope, target, register)


def _augmented(scope: Scope, node: Any) -> None:
    builder = scope.builder
    target = node.target
    start, end = start_of(node), end_of(node)
    operator = BINARY[node.op.__class__] + "="
    base = index = NONE
    if isinstance(target, ast.Name):
        old = expression(scope, target)
    elif isinstance(target, ast.Attribute):
        base = expression(scope, target.value)
        old = builder.emit(
            GetField(len(builder.definitions), start_of(target), end_of(target), base, target.attr)
        )
    else:
        base = expression(scope, target.value)
        index = key(scope, target.slice)
        old = builder.emit(GetItem(len(builder.definitions), start_of(target), end_of(target), base, index))
    value = expression(scope, node.value)
    new = builder.emit(Binary(len(builder.definitions), start, end, operator, old, value))
    if isinstance(target, ast.Name):
        assign(scope, target, new)
    elif isinstance(target, ast.Attribute):
        builder.emit(SetField(start_of(target), end_of(target), base, target.attr, new))
    else:
        builder.emit(SetItem(start_of(target), end_of(target), base, index, new))


def _annotated(scope: Scope, node: Any) -> None:
    target = node.target
    text = annotation_text(node.annotation)
    if isinstance(target, ast.Name):
        scope.function.annotations.setdefault(target.id, text)
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        scope.function.annotations.setdefault(f"{target.value.id}.{target.attr}", text)
    if node.value is not None:
        assign(scope, target, expression(scope, node.value))


def _delete(scope: Scope, node: Any) -> None:
    builder = scope.builder
    pending = list(reversed(node.targets))
    while pending:
        target = pending.pop()
        start, end = start_of(target), end_of(target)
        if isinstance(target, ast.Name):
            scope.store(target.id, builder.unbound(), start, end)
            scope.deleted.add(target.id)
        elif isinstance(target, ast.Attribute):
            base = expression(scope, target.value)
            builder.emit(SetField(start, end, base, target.attr, builder.constant(UNBOUND, start, end)))
        elif isinstance(target, ast.Subscript):
            base = expression(scope, target.value)
            index = key(scope, target.slice)
            builder.emit(SetItem(start, end, base, index, builder.constant(UNBOUND, start, end)))
        elif isinstance(target, ast.Tuple | ast.List):
            pending.extend(reversed(target.elts))


def _pass(scope: Scope, node: Any) -> None:
    """`pass`, and declarations that were read when the scope was opened."""


def _import(scope: Scope, node: Any) -> None:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    for alias in node.names:
        is_top = alias.asname is None and "." in alias.name
        module = builder.emit(Import(len(builder.definitions), start, end, alias.name, "", 0, is_top))
        scope.store(alias.asname or alias.name.partition(".")[0], module, start, end)


def _import_from(scope: Scope, node: Any) -> None:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    level = node.level or 0
    for alias in node.names:
        member = builder.emit(
            Import(len(builder.definitions), start, end, node.module or "", alias.name, level, False)
        )
        if alias.name != "*":
            scope.store(alias.asname or alias.name, member, start, end)


# Branches and loops


def _if(scope: Scope, node: Any) -> None:
    builder = scope.builder
    after = builder.block()
    while True:  # an `elif` chain may be thousands long: walked, not recursed into
        then = builder.block()
        orelse = builder.block() if node.orelse else after
        condition(scope, node.test, then, orelse, "if")
        builder.start(then)
        lower_body(scope, node.body)
        if builder.alive:
            builder.jump(after)
        if orelse == after:
            break
        builder.start(orelse)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            continue
        lower_body(scope, node.orelse)
        if builder.alive:
            builder.jump(after)
        break
    builder.start(after)
    _stop_if_dead(scope, after)


def _stop_if_dead(scope: Scope, block: int) -> None:
    """A join that nothing reaches is not alive, so that callers see the way out."""
    if not scope.builder.is_reachable(block):
        scope.builder.alive = False


def _while(scope: Scope, node: Any) -> None:
    builder = scope.builder
    header, body, after = builder.block(), builder.block(), builder.block()
    orelse = builder.block() if node.orelse else after
    builder.jump(header)
    builder.start_loop(header, names_of([node], scope.file.walruses).bound)
    if isinstance(node.test, ast.Constant) and node.test.value:
        builder.jump(body)
    else:
        condition(scope, node.test, body, orelse, "while")
    _loop_body(scope, node, header, body, after)
    builder.seal(header)
    _loop_else(scope, node, orelse, after)


def _for(scope: Scope, node: Any) -> None:
    builder = scope.builder
    start, end = start_of(node.target), end_of(node.iter)
    source = expression(scope, node.iter)
    is_async = node.__class__ is ast.AsyncFor
    iterator = builder.emit(Iterate(len(builder.definitions), start, end, source, is_async))
    header, body, after = builder.block(), builder.block(), builder.block()
    orelse = builder.block() if node.orelse else after
    builder.jump(header)
    builder.start_loop(header, names_of([node], scope.file.walruses).bound)
    more = builder.emit(Unary(len(builder.definitions), start, end, "more", iterator))
    builder.branch(more, body, orelse, "for", start, end)
    builder.start(body)
    item = builder.emit(Next(len(builder.definitions), start, end, iterator))
    assign(scope, node.target, item)
    _loop_body(scope, node, header, builder.current.index, after)
    builder.seal(header)
    _loop_else(scope, node, orelse, after)


def _loop_body(scope: Scope, node: Any, header: int, body: int, after: int) -> None:
    builder = scope.builder
    if builder.current.index != body or not builder.alive:
        builder.start(body)
    scope.unwind.append(LoopFrame(header, after))
    lower_body(scope, node.body)
    scope.unwind.pop()
    if builder.alive:
        builder.jump(header)


def _loop_else(scope: Scope, node: Any, orelse: int, after: int) -> None:
    builder = scope.builder
    if orelse != after:
        builder.start(orelse)
        lower_body(scope, node.orelse)
        if builder.alive:
            builder.jump(after)
    builder.start(after)
    _stop_if_dead(scope, after)


def _match(scope: Scope, node: Any) -> None:
    builder = scope.builder
    subject = expression(scope, node.subject)
    after = builder.block()
    for case in node.cases:
        following = builder.block()
        pattern(scope, case.pattern, subject, following)
        if case.guard is not None:
            body = builder.block()
            condition(scope, case.guard, body, following, "match")
            builder.start(body)
        lower_body(scope, case.body)
        if builder.alive:
            builder.jump(after)
        builder.start(following)
        _stop_if_dead(scope, following)
        if not builder.alive:
            builder.start(builder.block())
    builder.jump(after)
    builder.start(after)
    _stop_if_dead(scope, after)


# Ways out


def _unwind(scope: Scope, stop: LoopFrame | None) -> int:
    """Run what stands between here and `stop` (None: the function's end); the exception this discards, or NONE."""
    builder = scope.builder
    frames = scope.unwind
    saved = list(frames)
    handler = builder.handler
    discards = NONE
    while frames and frames[-1] is not stop and builder.alive:
        frame = frames.pop()
        if isinstance(frame, FinallyFrame):
            if scope.finally_copies >= FINALLY_COPIES.bound:
                scope.file.hit(FINALLY_COPIES.name)
                continue
            scope.finally_copies += 1
            builder.set_handler(frame.handler)
            _final_body(scope, frame.body)
        elif isinstance(frame, WithFrame):
            builder.set_handler(frame.handler)
            builder.emit(
                Leave(len(builder.definitions), frame.start, frame.end, frame.manager, NONE, frame.is_async)
            )
        elif isinstance(frame, PendingFrame) and discards == NONE:
            discards = frame.exception
    frames[:] = saved
    # The terminator that follows belongs where the unwinding ended; the handler is put back after it.
    if not builder.alive:
        builder.handler = handler
    return discards


def _return(scope: Scope, node: Any) -> None:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    value = builder.constant(None, start, end) if node.value is None else expression(scope, node.value)
    handler = builder.handler
    discards = _unwind(scope, None)
    if builder.alive:
        builder.leave(Return(start, end, value, discards))
        builder.handler = handler


def _break(scope: Scope, node: Any) -> None:
    _leave_loop(scope, node, is_break=True)


def _continue(scope: Scope, node: Any) -> None:
    _leave_loop(scope, node, is_break=False)


def _leave_loop(scope: Scope, node: Any, *, is_break: bool) -> None:
    builder = scope.builder
    frame = next((frame for frame in reversed(scope.unwind) if isinstance(frame, LoopFrame)), None)
    if frame is None:  # outside a loop: the compiler refuses it, the parser does not
        return
    handler = builder.handler
    discards = _unwind(scope, frame)
    if builder.alive:
        builder.jump(frame.after if is_break else frame.header, start_of(node), end_of(node), discards)
        builder.handler = handler


def _raise(scope: Scope, node: Any) -> None:
    value = NONE if node.exc is None else expression(scope, node.exc)
    cause = NONE if node.cause is None else expression(scope, node.cause)
    scope.builder.leave(Raise(start_of(node), end_of(node), value, cause))


def _assert(scope: Scope, node: Any) -> None:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    passed, failed = builder.block(), builder.block()
    condition(scope, node.test, passed, failed, "assert")
    builder.start(failed)
    arguments = () if node.msg is None else (expression(scope, node.msg),)
    error = builder.emit(Load(len(builder.definitions), start, end, "AssertionError", 0))
    raised = builder.emit(Call(len(builder.definitions), start, end, error, arguments, (), (), False))
    builder.leave(Raise(start, end, raised, NONE))
    builder.start(passed)


def _try(scope: Scope, node: Any) -> None:
    builder = scope.builder
    outer = builder.handler
    after = builder.block()
    protect = outer
    frame: FinallyFrame | None = None
    if node.finalbody:
        protect = builder.block()
        frame = FinallyFrame(node.finalbody, outer)
        scope.unwind.append(frame)
        after_normal = builder.block()
    else:
        after_normal = after
    dispatch = builder.block() if node.handlers else protect
    builder.set_handler(dispatch)
    lower_body(scope, node.body)
    if not builder.alive:
        builder.handler = protect
    else:
        builder.set_handler(protect)
        if node.orelse:
            lower_body(scope, node.orelse)
        if builder.alive:
            builder.jump(after_normal)
    builder.handler = protect
    if node.handlers and builder.is_reachable(dispatch):
        builder.start(dispatch)
        _handlers(scope, node, after_normal)
    builder.handler = outer
    if frame is not None:
        scope.unwind.pop()
        _finally(scope, node, protect, after_normal, after)
    builder.start(after)
    _stop_if_dead(scope, after)


def _handlers(scope: Scope, node: Any, after: int) -> None:
    """The dispatch over the handlers of a `try`, from the block that its exceptions come to."""
    builder = scope.builder
    kind = "except*" if node.__class__ is ast.TryStar else "except"
    first = node.handlers[0]
    caught = builder.emit(Catch(len(builder.definitions), start_of(first), end_of(first), kind))
    for handler in node.handlers:
        start, end = start_of(handler), end_of(handler)
        following = NONE
        if handler.type is not None:
            classes = expression(scope, handler.type)
            start, end = start_of(handler.type), end_of(handler.type)
            accepts = builder.emit(Compare(len(builder.definitions), start, end, "catches", classes, caught))
            body, following = builder.block(), builder.block()
            builder.branch(accepts, body, following, "except", start, end)
            builder.start(body)
        if handler.name:
            scope.store(handler.name, caught, start, end)
        lower_body(scope, handler.body)
        if builder.alive:
            if handler.name:
                scope.store(handler.name, builder.unbound(), start, end)
            builder.jump(after)
        if following == NONE:
            return
        builder.start(following)
    builder.leave(Raise(start_of(first), end_of(first), caught, NONE))


def _finally(scope: Scope, node: Any, exceptional: int, normal: int, after: int) -> None:
    builder = scope.builder
    first = node.finalbody[0]
    start, end = start_of(first), end_of(first)
    if not builder.is_reachable(exceptional):
        if builder.is_reachable(normal):
            builder.start(normal)
            _final_body(scope, node.finalbody)
            if builder.alive:
                builder.jump(after)
        return
    if builder.is_reachable(normal):
        if 2**scope.finally_depth >= FINALLY_COPIES.bound:
            scope.file.hit(FINALLY_COPIES.name)
            _shared_finally(scope, node, exceptional, normal, after)
            return
        builder.start(normal)
        _final_body(scope, node.finalbody)
        if builder.alive:
            builder.jump(after)
    builder.start(exceptional)
    caught = builder.emit(Catch(len(builder.definitions), start, end, "finally"))
    scope.unwind.append(PendingFrame(caught))
    _final_body(scope, node.finalbody)
    scope.unwind.pop()
    if builder.alive:
        builder.leave(Raise(start, end, caught, NONE))


def _shared_finally(scope: Scope, node: Any, exceptional: int, normal: int, after: int) -> None:
    """One copy for both ways into a `finally`: those in it would be copied again, twice for each level of nesting."""
    builder = scope.builder
    first = node.finalbody[0]
    start, end = start_of(first), end_of(first)
    body, again = builder.block(), builder.block()
    builder.start(normal)
    nothing = builder.constant(None, start, end)
    builder.jump(body)
    builder.start(exceptional)
    caught = builder.emit(Catch(len(builder.definitions), start, end, "finally"))
    builder.jump(body)
    pending = builder.join(body, [(normal, nothing), (exceptional, caught)])
    scope.unwind.append(PendingFrame(pending))
    _final_body(scope, node.finalbody)
    scope.unwind.pop()
    if builder.alive:
        nothing = builder.constant(None, start, end)
        is_normal = builder.emit(Compare(len(builder.definitions), start, end, "is", pending, nothing))
        builder.branch(is_normal, after, again, "if", start, end)
        builder.start(again)
        builder.leave(Raise(start, end, pending, NONE))


def _final_body(scope: Scope, body: list[ast.stmt]) -> None:
    """Lower one copy of the body of a `finally`."""
    scope.finally_depth += 1
    lower_body(scope, body)
    scope.finally_depth -= 1


def _with(scope: Scope, node: Any) -> None:
    _managers(scope, node, 0, is_async=node.__class__ is ast.AsyncWith)


def _managers(scope: Scope, node: Any, position: int, *, is_async: bool) -> None:
    if position == len(node.items):
        lower_body(scope, node.body)
        return
    builder = scope.builder
    item = node.items[position]
    start, end = start_of(item.context_expr), end_of(item.context_expr)
    manager = expression(scope, item.context_expr)
    entered = builder.emit(Enter(len(builder.definitions), start, end, manager, is_async))
    outer = builder.handler
    exceptional, after = builder.block(), builder.block()
    scope.unwind.append(WithFrame(manager, outer, start, end, is_async=is_async))
    builder.set_handler(exceptional)
    if item.optional_vars is not None:
        assign(scope, item.optional_vars, entered)
    _managers(scope, node, position + 1, is_async=is_async)
    scope.unwind.pop()
    if builder.alive:
        builder.set_handler(outer)
        builder.emit(Leave(len(builder.definitions), start, end, manager, NONE, is_async))
        builder.jump(after)
    builder.handler = outer
    if builder.is_reachable(exceptional):
        builder.start(exceptional)
        caught = builder.emit(Catch(len(builder.definitions), start, end, "with"))
        swallowed = builder.emit(Leave(len(builder.definitions), start, end, manager, caught, is_async))
        again = builder.block()
        builder.branch(swallowed, after, again, "with", start, end)
        builder.start(again)
        builder.leave(Raise(start, end, caught, NONE))
    builder.start(after)
    _stop_if_dead(scope, after)


def _function(scope: Scope, node: Any) -> None:
    value = scope.file.lower_function(scope, node)
    scope.store(node.name, value, start_of(node), end_of(node))


def _type_alias(scope: Scope, node: Any) -> None:
    assign(scope, node.name, expression(scope, node.value))


def own_names(scope: Scope, body: list[ast.stmt]) -> None:
    """Read what `body` binds and declares into `scope`."""
    names = names_of(body, scope.file.walruses)
    scope.locals = names.bound if scope.kind is FunctionKind.MODULE else names.bound | set(scope.locals)
    scope.globals = names.globals
    scope.nonlocals = names.nonlocals


STATEMENTS: Final[dict[type[ast.stmt], Callable[[Scope, Any], None]]] = {
    ast.Expr: _expr,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.Delete: _delete,
    ast.Pass: _pass,
    ast.Global: _pass,
    ast.Nonlocal: _pass,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.Match: _match,
    ast.Return: _return,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _function,
}
if hasattr(ast, "TypeAlias"):  # Python 3.12 and later
    STATEMENTS[ast.TypeAlias] = _type_alias
