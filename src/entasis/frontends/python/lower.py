"""From the syntax tree of a file to its IR module: the file's body, then every function and class in it."""

import ast
from typing import Any

from entasis.frontends.python.annotations import annotation_text
from entasis.frontends.python.expressions import end_of, expression, start_of
from entasis.frontends.python.names import Lines, walrus_names
from entasis.frontends.python.scope import FileScope, Scope
from entasis.frontends.python.statements import lower_body, own_names
from entasis.ir.function import Class, Function, FunctionKind, Module, Parameter
from entasis.ir.instructions import NONE, Call, MakeClass, MakeFunction, Param, Return
from entasis.signature import ParameterKind


def lower_module(tree: ast.Module, path: str, *, walruses: Lines = None) -> Module:
    """Lower `tree`. `walruses` are the lines on which expressions may bind names, which saves a walk over the others.

    Raises RecursionError for a tree that nests deeper than the interpreter's limit allows.
    """
    module = Module(path)
    file = FileScope(module, lower_body, _definition, walruses)
    end = end_of(tree.body[-1]) if tree.body else 0
    function = Function(0, "<module>", "<module>", FunctionKind.MODULE, NONE, NONE, 1 << 24, end)
    module.functions.append(function)
    scope = Scope(file, function, None)
    own_names(scope, tree.body)
    lower_body(scope, tree.body)
    _close(scope, end)
    return module


def _close(scope: Scope, end: int) -> None:
    builder = scope.builder
    if builder.alive:
        builder.leave(Return(end, end, builder.constant(None, end, end), NONE))
    builder.finish()


def _definition(scope: Scope, node: Any) -> int:
    """Lower a function, lambda or class definition; the register of what its decorators made of it."""
    builder = scope.builder
    start, end = start_of(node), end_of(node)
    if isinstance(node, ast.Lambda):
        return _make_function(scope, node, "<lambda>", FunctionKind.LAMBDA, start, end)
    decorators = [(expression(scope, decorator), decorator) for decorator in node.decorator_list]
    if isinstance(node, ast.ClassDef):
        value = _make_class(scope, node, start, end)
    else:
        value = _make_function(scope, node, node.name, FunctionKind.FUNCTION, start, end)
    for decorator, source in reversed(decorators):
        value = builder.emit(
            Call(
                len(builder.definitions), start_of(source), end_of(source), decorator, (value,), (), (), True
            )
        )
    return value


def _qualified(scope: Scope, name: str) -> str:
    outer = scope.function
    return name if outer.kind is FunctionKind.MODULE else f"{outer.qualified_name}.{name}"


def _make_function(scope: Scope, node: Any, name: str, kind: FunctionKind, start: int, end: int) -> int:
    builder = scope.builder
    arguments: ast.arguments = node.args
    defaults: list[tuple[str, int]] = []
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(
        positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True
    ):
        defaults.append((argument.arg, expression(scope, default)))
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if keyword_default is not None:
            defaults.append((argument.arg, expression(scope, keyword_default)))
    module = scope.file.module
    outer = scope.function
    class_index = outer.class_index if outer.kind is FunctionKind.CLASS else NONE
    function = Function(
        len(module.functions), name, _qualified(scope, name), kind, outer.index, class_index, start, end
    )
    module.functions.append(function)
    inner = Scope(scope.file, function, scope)
    _parameters(inner, arguments, {name for name, _ in defaults})
    if kind is FunctionKind.LAMBDA:
        inner.locals = walrus_names(node.body, scope.file.walruses) | set(inner.locals)
        value = expression(inner, node.body)
        inner.builder.leave(Return(start_of(node.body), end_of(node.body), value, NONE))
        inner.builder.finish()
    else:
        function.is_async = isinstance(node, ast.AsyncFunctionDef)
        function.returns = annotation_text(node.returns)
        own_names(inner, node.body)
        lower_body(inner, node.body)
        _close(inner, end)
    scope.expose(inner, start, end)
    return builder.emit(MakeFunction(len(builder.definitions), start, end, function.index, tuple(defaults)))


def _parameters(scope: Scope, arguments: ast.arguments, with_default: set[str]) -> None:
    found: list[tuple[ast.arg, ParameterKind]] = []
    found.extend((argument, ParameterKind.POSITIONAL_ONLY) for argument in arguments.posonlyargs)
    found.extend((argument, ParameterKind.POSITIONAL) for argument in arguments.args)
    if arguments.vararg is not None:
        found.append((arguments.vararg, ParameterKind.VAR_POSITIONAL))
    found.extend((argument, ParameterKind.KEYWORD_ONLY) for argument in arguments.kwonlyargs)
    if arguments.kwarg is not None:
        found.append((arguments.kwarg, ParameterKind.VAR_KEYWORD))
    if len({argument.arg for argument, _ in found}) < len(found):
        # The compiler refuses two parameters of one name, the parser does not: the last one holds the name.
        found = list({argument.arg: (argument, kind) for argument, kind in found}.values())
    builder = scope.builder
    parameters: list[Parameter] = []
    for index, (argument, kind) in enumerate(found):
        name = argument.arg
        parameters.append(Parameter(name, kind, name in with_default, annotation_text(argument.annotation)))
        register = builder.emit(
            Param(len(builder.definitions), start_of(argument), end_of(argument), name, index)
        )
        builder.write(name, register)
    scope.function.parameters = tuple(parameters)
    scope.locals = frozenset(argument.arg for argument, _ in found)


def _make_class(scope: Scope, node: ast.ClassDef, start: int, end: int) -> int:
    builder = scope.builder
    bases = [expression(scope, base) for base in node.bases]
    names = tuple(keyword.arg or "" for keyword in node.keywords)
    bases.extend(expression(scope, keyword.value) for keyword in node.keywords)
    module = scope.file.module
    outer = scope.function
    qualified = _qualified(scope, node.name)
    index = len(module.classes)
    body = Function(
        len(module.functions), node.name, qualified, FunctionKind.CLASS, outer.index, index, start, end
    )
    module.functions.append(body)
    module.classes.append(Class(index, node.name, qualified, body.index, outer.index, start, end))
    inner = Scope(scope.file, body, scope)
    own_names(inner, node.body)
    lower_body(inner, node.body)
    _close(inner, end)
    scope.expose(inner, start, end)
    return builder.emit(MakeClass(len(builder.definitions), start, end, index, tuple(bases), names))
