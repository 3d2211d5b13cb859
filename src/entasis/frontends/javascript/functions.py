"""Functions and classes of a script, and the script itself, to functions of the IR."""

from tree_sitter import Node

from entasis.frontends.javascript.declared import declared_names, implicit_names, pattern_names
from entasis.frontends.javascript.unit import FUNCTIONS, Body, Unit, end_of, start_of
from entasis.frontends.python.scope import Scope
from entasis.ir.function import Function, FunctionKind, Module, Parameter
from entasis.ir.instructions import NONE, MakeFunction, Param, Return, SetField
from entasis.signature import ParameterKind


def add_script(module: Module, data: bytes, root: Node) -> None:
    """Put a script into the module: one more function, with those in it, which the body of the module makes."""
    unit = Unit(module, data)
    names = implicit_names(unit, root)
    start, end = start_of(root), end_of(root)
    made = Function(len(module.functions), "script", "script", FunctionKind.FUNCTION, 0, NONE, start, end)
    made.is_script = True
    module.functions.append(made)
    body = Body(unit, Scope(unit.file, made, None), None)
    body.scope.locals = names | declared_names(unit, root)[0]
    _fill(body, root)
    outer = module.functions[0]
    closure = MakeFunction(len(outer.definitions), start, end, made.index, ())
    outer.definitions.append(closure)
    outer.blocks[0].instructions.append(closure)


def function(body: Body, node: Node) -> int:
    """The register of the closure that a function is."""
    builder = body.builder
    name_node = node.child_by_field_name("name")
    name = "anonymous" if name_node is None else body.text(name_node)
    module = body.unit.file.module
    outer = body.scope.function
    start, end = start_of(node), end_of(node)
    qualified = f"{outer.qualified_name}.{name}"
    kind = FunctionKind.LAMBDA if name_node is None else FunctionKind.FUNCTION
    made = Function(len(module.functions), name, qualified, kind, outer.index, NONE, start, end)
    made.is_script = True
    module.functions.append(made)
    inner = Body(body.unit, Scope(body.unit.file, made, body.scope), body)
    _open(inner, node, name_node)
    _fill(inner, node.child_by_field_name("body"))
    body.scope.expose(inner.scope, start, end)
    return builder.emit(MakeFunction(len(builder.definitions), start, end, made.index, ()))


def _open(body: Body, node: Node, name: Node | None) -> None:
    """The names of the function, and its parameters."""
    unit, scope, builder = body.unit, body.scope, body.builder
    listed = node.child_by_field_name("parameters")
    single = node.child_by_field_name("parameter")
    given = [single] if single is not None else [] if listed is None else listed.named_children
    given = [part for part in given if part.type != "comment"]
    inside = node.child_by_field_name("body")
    declared, assigned = (
        (set[str](), set[str]())
        if inside is None or inside.type in FUNCTIONS
        else declared_names(unit, inside)
    )
    names = {bound for part in given for bound in pattern_names(unit, part)}
    own = {"this"} if node.type != "arrow_function" else set()
    scope.locals = declared | names | own
    scope.nonlocals = frozenset(n for n in assigned - scope.locals if body.declares(n))
    parameters: list[Parameter] = []
    values: list[int] = []
    for index, part in enumerate(given):
        is_plain = part.type == "identifier"
        kind = ParameterKind.VAR_POSITIONAL if part.type == "rest_pattern" else ParameterKind.POSITIONAL
        called = unit.text(part) if is_plain else f"#{index}"
        if any(called == other.name for other in parameters):
            called = f"#{index}"
        parameters.append(Parameter(called, kind, False, ""))
        values.append(
            builder.emit(Param(len(builder.definitions), start_of(part), end_of(part), called, index))
        )
    scope.function.parameters = tuple(parameters)
    if own:
        builder.write("this", body.call("this", [], node if name is None else name))
    from entasis.frontends.javascript.assignment import assign  # noqa: PLC0415 - it lowers expressions, these functions

    for part, value in zip(given, values, strict=True):
        assign(body, part, value, part)


def _fill(body: Body, node: Node | None) -> None:
    from entasis.frontends.javascript.expressions import expression  # noqa: PLC0415 - see above
    from entasis.frontends.javascript.statements import statements  # noqa: PLC0415 - see above

    builder = body.builder
    if node is not None and node.type in {"statement_block", "program"}:
        statements(body, node.named_children)
    elif node is not None:
        value = expression(body, node)
        builder.leave(Return(start_of(node), end_of(node), value, NONE))
    if builder.alive:
        end = body.scope.function.end
        value = builder.constant(None, end, end)
        builder.leave(Return(end, end, value, NONE))
    builder.finish()


def made_class(body: Body, node: Node) -> int:
    """A class: its methods are functions that lie in it. Which of them a call of one of its objects means is not followed."""
    made = body.call("Object", [], node)
    inside = node.child_by_field_name("body")
    for part in [] if inside is None else inside.named_children:
        name = part.child_by_field_name("name")
        if part.type == "method_definition" and name is not None:
            step = SetField(start_of(part), end_of(part), made, body.text(name), function(body, part))
            body.builder.emit(step)
        elif part.type == "field_definition" and part.child_by_field_name("value") is not None:
            from entasis.frontends.javascript.expressions import child  # noqa: PLC0415 - see above

            child(body, part, "value")
    return made
