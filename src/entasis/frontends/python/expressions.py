"""Lowers expressions: each function takes the scope and a node, and gives the register of its value.

Conditions are lowered by `condition` straight to branches, so that each edge says exactly what is known on it.
"""

import ast
from collections.abc import Callable
from typing import Any, Final

from entasis.frontends.python.names import target_names, walrus_names
from entasis.frontends.python.namespaces import NAMES, is_namespace, namespace
from entasis.frontends.python.scope import Scope
from entasis.ir.instructions import (
    NONE,
    Await,
    Binary,
    Build,
    Call,
    Compare,
    Const,
    GetField,
    GetItem,
    Iterate,
    Next,
    Opaque,
    SetField,
    SetItem,
    Unary,
    Yield,
)

BINARY: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
}
_UNARY: Final[dict[type[ast.unaryop], str]] = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not"}
_COMPARE: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
_CONVERSIONS: Final[dict[int, str]] = {ord("r"): "repr", ord("s"): "str", ord("a"): "ascii"}


def expression(scope: Scope, node: ast.expr) -> int:
    """The register of the value of `node`."""
    return EXPRESSIONS[node.__class__](scope, node)


def _opaque(scope: Scope, node: Any) -> int:
    what = node.__class__.__name__
    opaque = scope.file.module.opaque
    opaque[what] = opaque.get(what, 0) + 1
    operands = tuple(
        expression(scope, child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)
    )
    builder = scope.builder
    return builder.emit(Opaque(len(builder.definitions), start_of(node), end_of(node), what, operands))


def start_of(node: Any) -> int:
    """Where the text of `node` starts."""
    return node.lineno << 24 | node.col_offset  # type: ignore[no-any-return]


def end_of(node: Any) -> int:
    """Where the text of `node` ends."""
    return node.end_lineno << 24 | node.end_col_offset  # type: ignore[no-any-return]


def _name(scope: Scope, node: Any) -> int:
    start = node.lineno << 24 | node.col_offset
    return scope.load(node.id, start, node.end_lineno << 24 | node.end_col_offset)


def _constant(scope: Scope, node: Any) -> int:
    builder = scope.builder
    register = len(builder.definitions)
    instruction = Const(
        register,
        node.lineno << 24 | node.col_offset,
        node.end_lineno << 24 | node.end_col_offset,
        node.value,
    )
    builder.definitions.append(instruction)
    builder.instructions.append(instruction)
    return register


def _attribute(scope: Scope, node: Any) -> int:
    value = node.value
    base = EXPRESSIONS[value.__class__](scope, value)
    builder = scope.builder
    register = len(builder.definitions)
    instruction = GetField(
        register,
        node.lineno << 24 | node.col_offset,
        node.end_lineno << 24 | node.end_col_offset,
        base,
        node.attr,
    )
    builder.definitions.append(instruction)
    builder.instructions.append(instruction)
    return register


def _call(scope: Scope, node: Any) -> int:
    function = node.func
    if function.__class__ is ast.Name and function.id in NAMES and is_namespace(scope, node):
        return namespace(scope, start_of(node), end_of(node))
    callee = EXPRESSIONS[function.__class__](scope, function)
    arguments: list[int] = []
    stars: tuple[int, ...] = ()
    for argument in node.args:
        kind = argument.__class__
        if kind is ast.Starred:
            stars = (*stars, len(arguments))
            argument = argument.value  # noqa: PLW2901
            kind = argument.__class__
        arguments.append(EXPRESSIONS[kind](scope, argument))
    names: tuple[str, ...] = ()
    if node.keywords:
        names = tuple([keyword.arg or "" for keyword in node.keywords])
        arguments.extend([expression(scope, keyword.value) for keyword in node.keywords])
    builder = scope.builder
    register = len(builder.definitions)
    instruction = Call(
        register,
        node.lineno << 24 | node.col_offset,
        node.end_lineno << 24 | node.end_col_offset,
        callee,
        tuple(arguments),
        names,
        stars,
        False,
    )
    builder.definitions.append(instruction)
    builder.instructions.append(instruction)
    return register


def key(scope: Scope, node: ast.expr) -> int:
    """The register of a subscript's key."""
    return _slice(scope, node) if isinstance(node, ast.Slice) else expression(scope, node)


def _slice(scope: Scope, node: Any) -> int:
    builder = scope.builder
    parts = [node.lower, node.upper, node.step]
    operands = tuple([builder.constant(None) if part is None else expression(scope, part) for part in parts])
    return builder.emit(Build(len(builder.definitions), start_of(node), end_of(node), "slice", operands, ()))


def _subscript(scope: Scope, node: Any) -> int:
    base = expression(scope, node.value)
    index = key(scope, node.slice)
    builder = scope.builder
    return builder.emit(GetItem(len(builder.definitions), start_of(node), end_of(node), base, index))


def _sequence(scope: Scope, node: Any, kind: str) -> int:
    operands: list[int] = []
    stars: list[int] = []
    for element in node.elts:
        if element.__class__ is ast.Starred:
            stars.append(len(operands))
            element = element.value  # noqa: PLW2901
        operands.append(EXPRESSIONS[element.__class__](scope, element))
    builder = scope.builder
    return builder.emit(
        Build(len(builder.definitions), start_of(node), end_of(node), kind, tuple(operands), tuple(stars))
    )


def _list(scope: Scope, node: Any) -> int:
    return _sequence(scope, node, "list")


def _tuple(scope: Scope, node: Any) -> int:
    return _sequence(scope, node, "tuple")


def _set(scope: Scope, node: Any) -> int:
    return _sequence(scope, node, "set")


def _dict(scope: Scope, node: Any) -> int:
    operands: list[int] = []
    stars: list[int] = []
    for name, value in zip(node.keys, node.values, strict=True):
        if name is None:
            operands.append(NONE)
            stars.append(len(operands))
        else:
            operands.append(EXPRESSIONS[name.__class__](scope, name))
        operands.append(EXPRESSIONS[value.__class__](scope, value))
    builder = scope.builder
    return builder.emit(
        Build(len(builder.definitions), start_of(node), end_of(node), "dict", tuple(operands), tuple(stars))
    )


def _unary(scope: Scope, node: Any) -> int:
    builder = scope.builder
    operand = node.operand
    operator = node.op.__class__
    if operator is ast.USub and operand.__class__ is ast.Constant and operand.value.__class__ in {int, float}:
        return builder.constant(-operand.value, start_of(node), end_of(node))
    value = expression(scope, operand)
    return builder.emit(
        Unary(len(builder.definitions), start_of(node), end_of(node), _UNARY[operator], value)
    )


def _binary(scope: Scope, node: Any) -> int:
    chain = [node]  # `a + b + c + ...` may be thousands long: its left spine is walked, not recursed into
    while chain[-1].left.__class__ is ast.BinOp:
        chain.append(chain[-1].left)
    left = expression(scope, chain[-1].left)
    builder = scope.builder
    for step in reversed(chain):
        right = expression(scope, step.right)
        operator = BINARY[step.op.__class__]
        left = builder.emit(
            Binary(len(builder.definitions), start_of(step), end_of(step), operator, left, right)
        )
    return left


def _compare(scope: Scope, node: Any) -> int:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    left = expression(scope, node.left)
    if len(node.ops) == 1:
        right = expression(scope, node.comparators[0])
        operator = _COMPARE[node.ops[0].__class__]
        return builder.emit(Compare(len(builder.definitions), start, end, operator, left, right))
    done = builder.block()
    values: list[tuple[int, int]] = []
    last = len(node.ops) - 1
    for i, operator in enumerate(node.ops):
        right = expression(scope, node.comparators[i])
        result = builder.emit(
            Compare(len(builder.definitions), start, end, _COMPARE[operator.__class__], left, right)
        )
        values.append((builder.current.index, result))
        if i == last:
            builder.jump(done)
        else:
            following = builder.block()
            builder.branch(result, following, done, "and", start, end)
            builder.start(following)
            left = right
    return builder.join(done, values)


def _bool(scope: Scope, node: Any) -> int:
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    is_and = node.op.__class__ is ast.And
    done = builder.block()
    values: list[tuple[int, int]] = []
    for operand in node.values[:-1]:
        value = expression(scope, operand)
        values.append((builder.current.index, value))
        following = builder.block()
        if is_and:
            builder.branch(value, following, done, "and", start, end)
        else:
            builder.branch(value, done, following, "or", start, end)
        builder.start(following)
    value = expression(scope, node.values[-1])
    values.append((builder.current.index, value))
    builder.jump(done)
    return builder.join(done, values)


def _conditional(scope: Scope, node: Any) -> int:
    builder = scope.builder
    then, orelse, done = builder.block(), builder.block(), builder.block()
    condition(scope, node.test, then, orelse, "if")
    values: list[tuple[int, int]] = []
    for block, operand in ((then, node.body), (orelse, node.orelse)):
        builder.start(block)
        value = expression(scope, operand)
        values.append((builder.current.index, value))
        builder.jump(done)
    return builder.join(done, values)


def condition(scope: Scope, node: ast.expr, then: int, orelse: int, kind: str) -> None:
    """Go to block `then` if `node` is true, else to `orelse`."""
    builder = scope.builder
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        condition(scope, node.operand, orelse, then, kind)
    elif isinstance(node, ast.BoolOp):
        is_and = isinstance(node.op, ast.And)
        for operand in node.values[:-1]:
            following = builder.block()
            if is_and:
                condition(scope, operand, following, orelse, kind)
            else:
                condition(scope, operand, then, following, kind)
            builder.start(following)
        condition(scope, node.values[-1], then, orelse, kind)
    else:
        value = expression(scope, node)
        builder.branch(value, then, orelse, kind, start_of(node), end_of(node))


def _joined(scope: Scope, node: Any) -> int:
    pieces = tuple([expression(scope, piece) for piece in node.values])
    builder = scope.builder
    return builder.emit(Build(len(builder.definitions), start_of(node), end_of(node), "text", pieces, ()))


def _formatted(scope: Scope, node: Any) -> int:
    value = expression(scope, node.value)
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    conversion = _CONVERSIONS.get(node.conversion)
    if conversion is not None:
        value = builder.emit(Unary(len(builder.definitions), start, end, conversion, value))
    if node.format_spec is not None:
        spec = expression(scope, node.format_spec)
        value = builder.emit(Binary(len(builder.definitions), start, end, "format", value, spec))
    return value


def _walrus(scope: Scope, node: Any) -> int:
    value = expression(scope, node.value)
    scope.store(node.target.id, value, start_of(node), end_of(node))
    return value


def _lambda(scope: Scope, node: Any) -> int:
    return scope.file.lower_function(scope, node)


def _await(scope: Scope, node: Any) -> int:
    value = expression(scope, node.value)
    builder = scope.builder
    return builder.emit(Await(len(builder.definitions), start_of(node), end_of(node), value))


def _yield(scope: Scope, node: Any) -> int:
    builder = scope.builder
    scope.function.is_generator = True
    value = builder.constant(None) if node.value is None else expression(scope, node.value)
    delegates = node.__class__ is ast.YieldFrom
    return builder.emit(Yield(len(builder.definitions), start_of(node), end_of(node), value, delegates))


def _starred(scope: Scope, node: Any) -> int:
    # Only where the grammar allows no star does one get here; its value is the closest meaning.
    return expression(scope, node.value)


# Assignment targets


def assign(scope: Scope, target: ast.expr, value: int) -> None:
    """Bind `target` to the register `value`."""
    kind = target.__class__
    start, end = start_of(target), end_of(target)
    builder = scope.builder
    if kind is ast.Name:
        scope.store(target.id, value, start, end)  # type: ignore[attr-defined]
    elif isinstance(target, ast.Attribute):
        base = expression(scope, target.value)
        builder.emit(SetField(start, end, base, target.attr, value))
    elif isinstance(target, ast.Subscript):
        base = expression(scope, target.value)
        index = key(scope, target.slice)
        builder.emit(SetItem(start, end, base, index, value))
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(scope, target.elts, value, start, end)
    elif isinstance(target, ast.Starred):
        assign(scope, target.value, value)


def _unpack(scope: Scope, targets: list[ast.expr], value: int, start: int, end: int) -> None:
    builder = scope.builder
    starred = next((i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), len(targets))
    for i, target in enumerate(targets):
        if i == starred:
            after = i - len(targets) + 1
            bounds = (builder.constant(i), builder.constant(after or None), builder.constant(None))
            index = builder.emit(Build(len(builder.definitions), start, end, "slice", bounds, ()))
        else:
            index = builder.constant(i if i < starred else i - len(targets), start, end)
        item = builder.emit(GetItem(len(builder.definitions), start, end, value, index))
        assign(scope, target, item)


# Comprehensions


def _comprehension(scope: Scope, node: Any) -> int:
    builder = scope.builder
    kind = _COMPREHENSIONS[node.__class__]
    result = builder.emit(Build(len(builder.definitions), start_of(node), end_of(node), kind, (), ()))
    outer = scope.renamed
    scope.renamed = dict(outer)
    assigned: set[str] = walrus_names(node, scope.file.walruses)
    loops = [_generator(scope, generator, assigned) for generator in node.generators]
    _element(scope, node, result)
    for header, after in reversed(loops):
        builder.jump(header)
        builder.seal(header)
        builder.start(after)
    scope.renamed = outer
    return result


def _generator(scope: Scope, generator: ast.comprehension, assigned: set[str]) -> tuple[int, int]:
    """Start the loop of one `for` of a comprehension; its header, and the block that follows it."""
    builder = scope.builder
    start, end = start_of(generator.target), end_of(generator.iter)
    source = expression(scope, generator.iter)
    iterator = builder.emit(Iterate(len(builder.definitions), start, end, source, bool(generator.is_async)))
    names = target_names(generator.target)
    for name in sorted(names):
        # The targets live in the comprehension only, so they get names that nothing else can have.
        scope.file.counter += 1
        scope.renamed[name] = f"{name}#{scope.file.counter}"
    header, body, after = builder.block(), builder.block(), builder.block()
    builder.jump(header)
    builder.start_loop(header, assigned | {scope.renamed[name] for name in names})
    more = builder.emit(Unary(len(builder.definitions), start, end, "more", iterator))
    builder.branch(more, body, after, "for", start, end)
    builder.start(body)
    item = builder.emit(Next(len(builder.definitions), start, end, iterator))
    assign(scope, generator.target, item)
    for test in generator.ifs:
        following = builder.block()
        condition(scope, test, following, header, "if")
        builder.start(following)
    return header, after


def _element(scope: Scope, node: Any, result: int) -> None:
    builder = scope.builder
    if isinstance(node, ast.DictComp):
        index, value = expression(scope, node.key), expression(scope, node.value)
    else:
        index, value = NONE, expression(scope, node.elt)
    builder.emit(SetItem(start_of(node), end_of(node), result, index, value))


_COMPREHENSIONS: Final[dict[type[ast.expr], str]] = {
    ast.ListComp: "list",
    ast.SetComp: "set",
    ast.DictComp: "dict",
    ast.GeneratorExp: "generator",
}

EXPRESSIONS: Final[dict[type[ast.expr], Callable[[Scope, Any], int]]] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.IfExp: _conditional,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _formatted,
    ast.NamedExpr: _walrus,
    ast.Lambda: _lambda,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Starred: _starred,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
}
# Template strings (Python 3.14): their parts are evaluated, what is made of them is not modelled.
for _name_of_node in ("TemplateStr", "Interpolation"):
    if hasattr(ast, _name_of_node):
        EXPRESSIONS[getattr(ast, _name_of_node)] = _opaque
