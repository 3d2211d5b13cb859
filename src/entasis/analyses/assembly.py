"""The parts of a text that is put together: what is literal, and the values in the holes between.

"cp '%s' %s" % (source, target)      "cp '", source, "' ", target
f"cp '{source}'" + " " + target      the same, but for the white space
"""

import re
from string import Formatter
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.interpreter import Version
from entasis.analyses.view import View
from entasis.ir.instructions import Binary, Build, Call, GetField

_DIRECTIVE: Final = re.compile(r"%(?P<name>\(\w+\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?P<type>[a-zA-Z%])")
_TEXTS: Final = "sra"  # the directives that put in a text as it is

Part = str | int  # a literal, or the register of a value


def parts(view: View, register: int) -> list[Part]:
    """The parts of the text in `register`, in order; a value of which nothing is known is one hole."""
    found: list[Part] = []
    pending = [register]
    while pending:
        here = pending.pop()
        cell = view.constant(here)
        step = view.definitions[here]
        if is_constant(cell) and not isinstance(cell, Version):
            found.append(str(cell))
        elif isinstance(step, Binary) and step.operator.removesuffix("=") == "+":
            pending += [step.right, step.left]
        elif isinstance(step, Build) and step.kind == "text":
            pending += reversed(step.operands)
        else:
            found += _formatted(view, here) or [here]
    return found


def _formatted(view: View, register: int) -> list[Part]:
    """The parts of a text that is made of a template; [] if it is none, or one that is not followed."""
    step = view.definitions[register]
    if isinstance(step, Binary) and step.operator.removesuffix("=") == "%":
        template = view.constant(step.left)
        return _by_directives(view, template, step.right) if isinstance(template, str) else []
    if isinstance(step, Call):
        callee = view.definitions[step.callee]
        if (
            isinstance(callee, GetField)
            and callee.name == "format"
            and not step.stars
            and "" not in step.names
        ):
            template = view.constant(callee.object)
            return _by_fields(template, step) if isinstance(template, str) else []
    return []


def _by_directives(view: View, template: str, right: int) -> list[Part]:
    values = view.definitions[right]
    is_many = isinstance(values, Build) and values.kind == "tuple"
    left = list(values.operands) if isinstance(values, Build) and is_many else [right]
    found: list[Part] = []
    place = 0
    for directive in _DIRECTIVE.finditer(template):
        found.append(template[place : directive.start()])
        place = directive.end()
        if directive["type"] == "%":
            found.append("%")
        elif directive["name"] or "*" in directive.group() or not left:
            return []
        else:
            value = left.pop(0)
            found.append(value if directive["type"] in _TEXTS else "0")
    return [] if left else [*found, template[place:]]


def _by_fields(template: str, call: Call) -> list[Part]:
    positional = call.arguments[: len(call.arguments) - len(call.names)]
    named = dict(zip(call.names, call.arguments[len(positional) :], strict=True))
    found: list[Part] = []
    following = 0
    try:
        fields = list(Formatter().parse(template))
    except ValueError:
        return []
    for literal, name, spec, _ in fields:
        found.append(literal)
        if name is None:
            continue
        key = name or str(following)
        following += not name
        value = named.get(key) if not key.isdigit() else next(iter(positional[int(key) : int(key) + 1]), None)
        if value is None:
            return []
        found.append("0" if spec and spec[-1] in "dxobeEfFgGn%" else value)
    return found
