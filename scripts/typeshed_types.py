"""Turns stub annotations into class paths, and stub functions into the alternatives of the index."""

import ast
from collections.abc import Iterator

from entasis.models.stubs.entries import Alternative
from entasis.signature import Parameter, ParameterKind, Signature
from typeshed_source import ClassBody, Scope, Typeshed, Value

NEVER = "!"
UNKNOWN = ""
SPECIAL = {  # what `typing` names mean as the class of a value; "item" is the type of what stands in brackets
    "Any": UNKNOWN,
    "Callable": UNKNOWN,
    "ClassVar": "item",
    "Concatenate": UNKNOWN,
    "Final": "item",
    "Annotated": "item",
    "Required": "item",
    "NotRequired": "item",
    "ReadOnly": "item",
    "Optional": "optional",
    "Union": "union",
    "Literal": "literal",
    "LiteralString": "builtins.str",
    "Never": NEVER,
    "NoReturn": NEVER,
    "Self": "Self",
    "Tuple": "builtins.tuple",
    "TypeGuard": "builtins.bool",
    "TypeIs": "builtins.bool",
    "TypeAlias": UNKNOWN,
    "TypedDict": "builtins.dict",
    "Unpack": UNKNOWN,
}
OBJECT = "builtins.object"
SHAPES = {"item", "optional", "union", "literal"}
UNTOLD = {OBJECT, "builtins.type", *SHAPES}  # say nothing about what a value can do
VARIABLES = ("TypeVar", "ParamSpec", "TypeVarTuple")
CONTEXT_MANAGERS = {
    "contextmanager": "contextlib._GeneratorContextManager",
    "asynccontextmanager": "contextlib._AsyncGeneratorContextManager",
}


def types_of(typeshed: Typeshed, scope: Scope, annotation: ast.expr | None, mask: int) -> tuple[str, ...]:
    """The classes of values with an annotation, each once; `""` where one is not known, `"!"` for Never."""
    if annotation is None:
        return (UNKNOWN,)
    found = _types(typeshed, scope, annotation, mask, 0)
    return tuple(dict.fromkeys(UNKNOWN if name in UNTOLD else name for name in found)) or (UNKNOWN,)


def bases_of(typeshed: Typeshed, scope: Scope, base: ast.expr, mask: int) -> tuple[str, ...]:
    """The classes that one base of a class stands for: none for `object` and what only type checkers see."""
    expression = base.value if isinstance(base, ast.Subscript) else base
    if _last_name(expression) in ("Generic", "Protocol"):
        return ()
    paths = dict.fromkeys(_types(typeshed, scope, expression, mask, 0))
    return tuple(UNKNOWN if path in SHAPES else path for path in paths if path != OBJECT)


def _types(typeshed: Typeshed, scope: Scope, node: ast.expr, mask: int, depth: int) -> Iterator[str]:
    if depth > 20:  # a recursive alias, such as the type of a JSON value
        yield UNKNOWN
        return
    match node:
        case ast.Constant(value=None):
            yield "None"
        case ast.Constant(value=str(text)):
            yield from _types(typeshed, scope, ast.parse(text, mode="eval").body, mask, depth + 1)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            yield from _types(typeshed, scope, left, mask, depth + 1)
            yield from _types(typeshed, scope, right, mask, depth + 1)
        case ast.Subscript(value=base, slice=index):
            items = list(index.elts) if isinstance(index, ast.Tuple) else [index]
            for name in _types(typeshed, scope, base, mask, depth + 1):
                if name == "item":
                    yield from _types(typeshed, scope, items[0], mask, depth + 1)
                elif name == "optional":
                    yield from _types(typeshed, scope, items[0], mask, depth + 1)
                    yield "None"
                elif name == "union":
                    for item in items:
                        yield from _types(typeshed, scope, item, mask, depth + 1)
                elif name == "literal":
                    for item in items:
                        yield _literal(item)
                else:
                    yield name
        case ast.Name() | ast.Attribute():
            targets = list(find(typeshed, scope, node, mask))
            if not targets:
                yield UNKNOWN
            for here, where, what in targets:
                yield from _named(typeshed, here, where, what, depth)
        case _:
            yield UNKNOWN


def _literal(item: ast.expr) -> str:
    if isinstance(item, ast.UnaryOp):
        return "builtins.int"
    if isinstance(item, ast.Constant):
        return "None" if item.value is None else f"builtins.{type(item.value).__name__}"
    return UNKNOWN  # a member of an enum


def _named(typeshed: Typeshed, mask: int, scope: Scope, what: object, depth: int) -> Iterator[str]:
    in_typing = scope.module in ("typing", "typing_extensions") and not scope.qualname
    match what:
        case Value(name=name) if in_typing and name in SPECIAL:
            yield SPECIAL[name]
        case ClassBody(node=ast.ClassDef(name=name)) if in_typing and name in SPECIAL:  # `class Any`
            yield SPECIAL[name]
        case ClassBody(scope=body):
            yield body.path
        case Value(name="MaybeNone") if scope.path == "_typeshed":
            return  # "may be None, but hardly anyone checks": no reason to forget what else it is
        case Value(annotation=None, value=ast.Call(func=maker, args=arguments)):
            if _last_name(maker) in VARIABLES and len(arguments) > 1:
                for constraint in arguments[1:]:
                    yield from _types(typeshed, scope, constraint, mask, depth + 1)
            else:
                yield UNKNOWN
        case Value(annotation=annotation, value=value) if value is not None and (
            annotation is None or _last_name(annotation) == "TypeAlias"
        ):
            yield from _types(typeshed, scope, value, mask, depth + 1)
        case _:
            yield UNKNOWN


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def find(typeshed: Typeshed, scope: Scope, node: ast.expr, mask: int) -> Iterator[tuple[int, Scope, object]]:
    """What a dotted expression in a stub means: environments, the scope where it is defined, the definition.

    A module is its own scope with the definition None.
    """
    if isinstance(node, ast.Name):
        for here, where, definition in typeshed.resolve(scope, node.id, mask):
            yield here, where, definition and definition[1]
    elif isinstance(node, ast.Attribute):
        for here, where, what in find(typeshed, scope, node.value, mask):
            inside = what.scope if isinstance(what, ClassBody) else where if what is None else None
            if inside is None:
                continue
            targets = typeshed.lookup(inside, node.attr, here)
            for found, there, definition in targets:
                yield found, there, definition and definition[1]
            if not targets and (module := typeshed.module(f"{inside.path}.{node.attr}")) is not None:
                yield here, module, None


def signature_of(node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_method: bool) -> Signature:
    """The parameters of a stub function, with `self` or `cls`.

    Leading parameters named `__x` are positional-only, as they were written before Python had `/`.
    """
    spec = node.args
    written = [*spec.posonlyargs, *spec.args]
    first_default = len(written) - len(spec.defaults)
    only = len(spec.posonlyargs)
    if not only:
        at = 1 if is_method else 0
        while at < len(written) and written[at].arg.startswith("__") and not written[at].arg.endswith("__"):
            at += 1
            only = at
    parameters = [
        Parameter(
            p.arg.removeprefix("__") if at < only else p.arg,
            ParameterKind.POSITIONAL_ONLY if at < only else ParameterKind.POSITIONAL,
            at >= first_default,
        )
        for at, p in enumerate(written)
    ]
    if spec.vararg:
        parameters.append(Parameter(spec.vararg.arg, ParameterKind.VAR_POSITIONAL))
    for keyword, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        parameters.append(Parameter(keyword.arg, ParameterKind.KEYWORD_ONLY, default is not None))
    if spec.kwarg:
        parameters.append(Parameter(spec.kwarg.arg, ParameterKind.VAR_KEYWORD))
    return Signature(tuple(parameters))


def alternative_of(
    typeshed: Typeshed,
    scope: Scope,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    mask: int,
    decorators: list[str],
) -> Alternative:
    """One definition of a function as the index holds it."""
    returns = types_of(typeshed, scope, node.returns, mask)
    written = [*node.args.posonlyargs, *node.args.args]
    if scope.qualname and written and _same(written[0].annotation, node.returns):
        returns = ("Self",)
    for name, manager in CONTEXT_MANAGERS.items():
        if name in decorators:
            returns = (manager,)
    is_noreturn = returns == (NEVER,)
    return Alternative(
        signature_of(node, is_method=bool(scope.qualname)),
        () if is_noreturn else tuple(name for name in returns if name != NEVER),
        isinstance(node, ast.AsyncFunctionDef),
        is_noreturn,
    )


def _same(annotation: ast.expr | None, returns: ast.expr | None) -> bool:
    """Whether a method says that it returns what it was called on: `def f(self: _T) -> _T`."""
    return isinstance(annotation, ast.Name) and isinstance(returns, ast.Name) and annotation.id == returns.id


def decorators_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[str]:
    """The last names of the decorators: `property`, `setter`, `deprecated`."""
    names: list[str] = []
    for decorator in node.decorator_list:
        expression = decorator.func if isinstance(decorator, ast.Call) else decorator
        names.append(expression.attr if isinstance(expression, ast.Attribute) else ast.unparse(expression))
    return names
