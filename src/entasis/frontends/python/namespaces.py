"""`locals()`, or `vars()`, in a function is the mapping of the names that are bound there, and is lowered as if it were written out.

render(request, "page.html", locals())      {"name": name, "request": request} in the place of the call
"""

import ast
from typing import Final

from entasis.frontends.python.scope import Scope
from entasis.ir.function import FunctionKind
from entasis.ir.instructions import Build

NAMES: Final = frozenset({"locals", "vars"})


def is_namespace(scope: Scope, node: ast.Call) -> bool:
    """Whether the call gives the names of the function that is lowered."""
    function = node.func
    if not isinstance(function, ast.Name) or function.id not in NAMES or node.args or node.keywords:
        return False
    return scope.kind is FunctionKind.FUNCTION and function.id not in scope.locals


def namespace(scope: Scope, start: int, end: int) -> int:
    """The register of the mapping: what may not be bound yet counts as bound."""
    builder = scope.builder
    operands: list[int] = []
    for name in sorted(scope.locals - scope.nonlocals - scope.globals):
        value = scope.load(name, start, end)
        if not builder.is_unbound(value):
            operands += [builder.constant(name, start, end), value]
    return builder.emit(Build(len(builder.definitions), start, end, "dict", tuple(operands), ()))
