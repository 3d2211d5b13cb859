"""Joins the lines of each Markdown paragraph, because GitHub shows a rule's help with every line break kept.

    one sentence        ->    one sentence in two lines
    in two lines
                              - an item that goes on
    - an item
      that goes on

Code, tables, quotes and headings stay as they are.
"""

import re

_STARTS_ANEW = re.compile(r"\s*([-*+>|#]|\d+[.)] |```|~~~|={3,}$)")
_FENCE = re.compile(r"\s*(```|~~~)")


def unwrapped(markdown: str) -> str:
    """The same Markdown with one line for each paragraph and each item of a list."""
    lines: list[str] = []
    fence = ""
    joins = False
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            lines.append(line)
            if mark and mark[1] == fence:
                fence = ""
            continue
        if mark:
            fence = mark[1]
        is_code = line.startswith("    ") and not joins
        is_new = not line.strip() or is_code or _STARTS_ANEW.match(line) is not None
        if is_new or not joins:
            lines.append(line)
        else:
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        # Only prose goes on in the next line; an item of a list is prose after its mark.
        joins = (
            bool(line.strip()) and not is_code and not mark and not line.lstrip().startswith(("#", "|", ">"))
        )
    return "\n".join(lines)
