"""Lowers the patterns of `match`: tests that branch to the next case, then captures."""

import ast

from entasis.frontends.python.expressions import end_of, expression, start_of
from entasis.frontends.python.scope import Scope
from entasis.ir.instructions import NONE, Build, Compare, GetField, GetItem


def pattern(scope: Scope, node: ast.pattern, subject: int, fail: int) -> None:
    """Go on here with the captures bound if `subject` matches `node`, else go to block `fail`."""
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    if isinstance(node, ast.MatchValue):
        _test(scope, "==", subject, expression(scope, node.value), node, fail)
    elif isinstance(node, ast.MatchSingleton):
        _test(scope, "is", subject, builder.constant(node.value, start, end), node, fail)
    elif isinstance(node, ast.MatchAs):
        if node.pattern is not None:
            pattern(scope, node.pattern, subject, fail)
        if node.name is not None:
            scope.store(node.name, subject, start, end)
    elif isinstance(node, ast.MatchOr):
        done = builder.block()
        for i, alternative in enumerate(node.patterns):
            is_last = i == len(node.patterns) - 1
            following = fail if is_last else builder.block()
            pattern(scope, alternative, subject, following)
            builder.jump(done)
            if not is_last:
                builder.start(following)
        builder.start(done)
    elif isinstance(node, ast.MatchSequence):
        _sequence(scope, node, subject, fail)
    elif isinstance(node, ast.MatchMapping):
        _mapping(scope, node, subject, fail)
    elif isinstance(node, ast.MatchClass):
        _class(scope, node, subject, fail)
    elif isinstance(node, ast.MatchStar) and node.name is not None:
        scope.store(node.name, subject, start, end)


def _test(scope: Scope, operator: str, left: int, right: int, node: ast.pattern, fail: int) -> None:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    result = builder.emit(Compare(len(builder.definitions), start, end, operator, left, right))
    following = builder.block()
    builder.branch(result, following, fail, "match", start, end)
    builder.start(following)


def _shape(scope: Scope, shape: str, node: ast.pattern, subject: int, fail: int) -> None:
    _test(scope, "matches", subject, scope.builder.constant(shape, start_of(node), end_of(node)), node, fail)


def _sequence(scope: Scope, node: ast.MatchSequence, subject: int, fail: int) -> None:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    count = len(node.patterns)
    starred = next((i for i, p in enumerate(node.patterns) if isinstance(p, ast.MatchStar)), count)
    length = f"sequence {count}" if starred == count else f"sequence {count - 1}+"
    _shape(scope, length, node, subject, fail)
    for i, element in enumerate(node.patterns):
        if i == starred:
            bounds = (builder.constant(i), builder.constant((i - count + 1) or None), builder.constant(None))
            index = builder.emit(Build(len(builder.definitions), start, end, "slice", bounds, ()))
        else:
            index = builder.constant(i if i < starred else i - count, start, end)
        item = builder.emit(GetItem(len(builder.definitions), start, end, subject, index))
        pattern(scope, element, item, fail)


def _mapping(scope: Scope, node: ast.MatchMapping, subject: int, fail: int) -> None:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    _shape(scope, "mapping", node, subject, fail)
    for name, element in zip(node.keys, node.patterns, strict=True):
        index = expression(scope, name)
        _test(scope, "in", index, subject, node, fail)
        item = builder.emit(GetItem(len(builder.definitions), start, end, subject, index))
        pattern(scope, element, item, fail)
    if node.rest is not None:
        rest = builder.emit(Build(len(builder.definitions), start, end, "dict", (NONE, subject), (1,)))
        scope.store(node.rest, rest, start, end)


def _class(scope: Scope, node: ast.MatchClass, subject: int, fail: int) -> None:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    _test(scope, "matches", subject, expression(scope, node.cls), node, fail)
    fields = [f"<match {i}>" for i in range(len(node.patterns))] + list(node.kwd_attrs)
    for field, element in zip(fields, [*node.patterns, *node.kwd_patterns], strict=True):
        value = builder.emit(GetField(len(builder.definitions), start, end, subject, field))
        pattern(scope, element, value, fail)
