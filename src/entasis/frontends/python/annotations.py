"""Type annotations as short texts: `Optional["app.User"]` becomes "Optional[app.User]"; odd ones become "".

A call is written as a subscript: `Field(pattern="[a-z]+", max_length=9)` becomes `Field[pattern="[a-z]+", max_length=Any]`.
"""

import ast
import json


def annotation_text(node: ast.expr | None) -> str:
    """A dotted type expression of names, subscripts and `|`, or "" for anything else."""
    if node is None:
        return ""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = annotation_text(node.value)
        return f"{base}.{node.attr}" if base else ""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            return _quoted(node.value)
        return "None" if node.value is None else "..." if node.value is ... else ""
    if isinstance(node, ast.Subscript):
        base = annotation_text(node.value)
        if base.rpartition(".")[2] == "Literal":
            return base
        is_annotated = base.rpartition(".")[2] == "Annotated" and isinstance(node.slice, ast.Tuple)
        inner = _annotated(node.slice) if is_annotated else annotation_text(node.slice)
        return f"{base}[{inner}]" if base and inner else base
    if isinstance(node, ast.Tuple | ast.List):
        parts = [annotation_text(element) for element in node.elts]
        joined = ", ".join(part or "Any" for part in parts)
        return f"[{joined}]" if isinstance(node, ast.List) else joined
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        left, right = annotation_text(node.left), annotation_text(node.right)
        return f"{left} | {right}" if left and right else ""
    return _call(node) if isinstance(node, ast.Call) else ""


def _annotated(node: ast.expr) -> str:
    """The arguments of `Annotated`: the type, then what is said of it."""
    assert isinstance(node, ast.Tuple)
    return ", ".join(annotation_text(part) or "Any" for part in node.elts)


def _call(node: ast.Call) -> str:
    """What is called, with its positional arguments and what is passed by name: texts as they are written."""
    name = annotation_text(node.func)
    parts = [annotation_text(argument) or "Any" for argument in node.args]
    for keyword in node.keywords:
        if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str):
            parts.append(f"{keyword.arg}={json.dumps(keyword.value.value)}")
        elif isinstance(keyword.value, ast.Name):
            parts.append(f"{keyword.arg}={keyword.value.id}")
        elif keyword.arg is not None:
            parts.append(f"{keyword.arg}=Any")
    return f"{name}[{', '.join(parts)}]" if name else ""


def _quoted(text: str) -> str:
    # A forward reference: only its own names count, so a text that is no expression is no type.
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return "" if isinstance(tree.body, ast.Constant) else annotation_text(tree.body)
