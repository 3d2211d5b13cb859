r"""The scripts in pages that a program writes out as texts: its own text with all else blanked, place by place.

PAGE = f'''
<script>
  show("{name}", {{ last: true }});       the hole is a name of which nothing is known, doubled braces are single ones
</script>'''
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

_SCRIPT: Final = re.compile(rb"<script\b([^>]*)>(.*?)(?=</script\b)", re.IGNORECASE | re.DOTALL)
_OTHER: Final = re.compile(rb"\btype\s*=(?!\s*\\?[\"']?(?:[a-z]+/)?(?:javascript|module))", re.IGNORECASE)
_ESCAPE: Final = re.compile(rb"\\(.)", re.DOTALL)
_FORMATTED: Final = re.compile(rb"\{\{|\}\}|\{[^{}\n]*\}")
_TEMPLATE: Final = re.compile(rb"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|%(?:\(\w+\))?[sd]", re.DOTALL)
_SIGNS: Final = {b"n": b"  ", b"t": b"  ", b"r": b"  ", b"\n": b" \n"}
_VISIBLE: Final = re.compile(rb"[^\n]")


def scripts_in_texts(text: str, tree: ast.Module) -> str:
    """The scripts in the texts of a program of Python, on their lines; "" if there are none."""
    data = text.encode("utf-8", "surrogatepass")
    starts = [0]
    for line in data.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    made = bytearray(_VISIBLE.sub(b" ", data))
    is_found = False
    for node, is_formatted in _texts(tree):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        is_raw = b"r" in data[start : start + 2].lower()
        for found in _SCRIPT.finditer(data, start, end):
            if not found[2].strip() or _OTHER.search(found[1]):
                continue
            body = found[2] if is_raw else _ESCAPE.sub(_written, found[2])
            body = _FORMATTED.sub(_value, body) if is_formatted else _TEMPLATE.sub(_hole, body)
            made[found.start(2) : found.end(2)] = body
            made[found.end(2) : found.end(2) + 1] = b";"
            is_found = True
    return made.decode("utf-8", "replace") if is_found else ""


def _texts(tree: ast.Module) -> Iterator[tuple[ast.expr, bool]]:
    """The texts in which a script begins, each once; whether it is a formatted one."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in node.values)
            if any(_begins(part) for part in node.values):
                yield node, True
        elif isinstance(node, ast.Constant) and id(node) not in inside and _begins(node):
            yield node, False


def _begins(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and "<script" in node.value.lower()


def _written(found: re.Match[bytes]) -> bytes:
    return _SIGNS.get(found[1], b" " + found[1])


def _value(found: re.Match[bytes]) -> bytes:
    if found[0] in {b"{{", b"}}"}:
        return found[0][:1] + b" "
    return b"_" * len(found[0])


def _hole(found: re.Match[bytes]) -> bytes:
    is_value = found[0].startswith((b"{{", b"%"))
    return _VISIBLE.sub(b"_" if is_value and b"\n" not in found[0] else b" ", found[0])
