"""Which names a function of a script has, and which it changes of the functions around it.

`var` and `let` are alike here: a name that an inner block has for itself is the one of the function around it.
"""

from tree_sitter import Node

from entasis.frontends.javascript.unit import FUNCTIONS, Unit, own_nodes

_TARGETS = frozenset({"assignment_expression", "augmented_assignment_expression", "for_in_statement"})


def declared_names(unit: Unit, body: Node) -> tuple[set[str], set[str]]:
    """The names that are declared in `body`, without those of functions in it, and those that are assigned."""
    declared: set[str] = set()
    assigned: set[str] = set()
    for node in own_nodes(body):
        kind = node.type
        if kind in {"variable_declarator", "catch_clause"}:
            name = node.child_by_field_name("name" if kind == "variable_declarator" else "parameter")
            if name is not None:
                declared.update(pattern_names(unit, name))
        elif kind in {"function_declaration", "generator_function_declaration", "class_declaration"}:
            name = node.child_by_field_name("name")
            if name is not None and node is not body:
                declared.add(unit.text(name))
        elif kind in _TARGETS:
            left = node.child_by_field_name("left")
            if left is not None:
                names = pattern_names(unit, left)
                assigned.update(names)
                if kind == "for_in_statement" and node.child_by_field_name("kind") is not None:
                    declared.update(names)
        elif kind == "update_expression":
            argument = node.child_by_field_name("argument")
            if argument is not None and argument.type == "identifier":
                assigned.add(unit.text(argument))
        elif kind in {"import_specifier", "namespace_import", "import_clause"}:
            continue  # what other scripts have is not known: a name of the page
    return declared, assigned | declared


def implicit_names(unit: Unit, root: Node) -> set[str]:
    """All names that any function of the script assigns: those that none declares are of the page."""
    names: set[str] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type in _TARGETS:
            left = node.child_by_field_name("left")
            names.update(pattern_names(unit, left) if left is not None else ())
        elif node.type in FUNCTIONS:
            name = node.child_by_field_name("name")
            if name is not None and node.type.endswith("declaration"):
                unit.functions.setdefault(unit.text(name), node)
        pending.extend(node.named_children)
    return names - {"location"}


def pattern_names(unit: Unit, pattern: Node) -> set[str]:
    """The names that a pattern binds."""
    names: set[str] = set()
    pending = [pattern]
    while pending:
        node = pending.pop()
        match node.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                names.add(unit.text(node))
            case "pair_pattern":
                value = node.child_by_field_name("value")
                pending += [value] if value is not None else []
            case "assignment_pattern" | "object_assignment_pattern":
                left = node.child_by_field_name("left")
                pending += [left] if left is not None else []
            case "object_pattern" | "array_pattern" | "rest_pattern" | "variable_declarator":
                pending += node.named_children
            case _:
                pass
    return names
