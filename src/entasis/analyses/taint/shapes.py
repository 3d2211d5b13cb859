"""Texts put together from constants and values: what the constant text before a hole makes of what is put there.

    f"https://api.x/{path}"                    the host is fixed: `path` chooses no other
    f"/users/{name}"                           a redirect stays on the site
    reverse("users") + "?" + name              so it does: what `reverse` gives begins with a slash and a name
    "where a = '" + name.replace("'", "''")    `name` cannot end the quotes it stands in
    "/".join((base, "users", name))            the parts and what stands between them

A *shape* is the text with NUL for each hole. A quote counts as open by the constant text alone: what other holes
hold is judged where they are filled.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from string import Formatter
from typing import Final, final

from entasis.analyses.constants import is_constant
from entasis.analyses.spread_mappings import READING
from entasis.analyses.taint.behind_text import HOLE, but_written, contexts_behind
from entasis.analyses.taint.bits import Kinds
from entasis.analyses.taint.grown import grown
from entasis.analyses.taint.joining import Joining
from entasis.analyses.view import View
from entasis.ir.instructions import Binary, Build, Call, GetField, Load, Phi, SetItem, Unary
from entasis.limits import TEXT_LENGTH, TEXT_PARTS
from entasis.program.calls import api_paths
from entasis.program.facts import returned
from entasis.program.symbols import FunctionSymbol

REPR: Final = "builtins.repr"
NUMBER: Final = "builtins.int"  # what is no number raises
PART: Final = "."  # what lies in the value, and not its own text
_NUMBER_SPEC: Final = re.compile(
    r"(?:.?[<>=^])?[-+ ]?z?#?0?\d*(?:[_,]?(?:\.\d+)?[bdeEfFgGnoxX%]|[_,](?:\.\d+)?)", re.DOTALL
)
_PERCENT: Final = re.compile(
    r"%(?:\((?P<name>[^)]*)\))?[-#0 +]*(?P<width>\*|\d*)(?:\.\d+)?[hlL]?(?P<type>.)", re.DOTALL
)

_MARK: Final = re.compile(r"[{<\[%$:@#]+\w+[}>\]%]*|__\w+__")  # what holds a place: `{id}`, `<name>`, `:id`

_OPENING: Final = re.compile("[<\"'`]")

# A text and -1; or the register that fills a hole, and by which function if its `repr` does
Filled = tuple[str, int]


@final
class Shapes:
    """The texts of one function."""

    def __init__(self, view: View, kinds: Kinds, joining: Joining | None = None) -> None:
        self._view = view
        self._joining = joining
        self._kinds = kinds
        self._shapes: dict[int, str | None] = {}
        self._modules: dict[FunctionSymbol, Shapes] = {}

    def shape(self, register: int, depth: int = 0) -> str | None:
        """The text in the register with its holes; None where it is too long."""
        if register not in self._shapes:
            self._shapes[register] = HOLE  # a loop that builds on itself
            self._shapes[register] = self._shape(register, depth)
        return self._shapes[register]

    def _shape(self, register: int, depth: int) -> str | None:
        cell = self._view.constants.value(register)
        if isinstance(cell, str):
            return self._short(cell)
        step = self._view.definitions[register]
        if depth >= TEXT_PARTS.bound:
            self._view.hit.add(TEXT_PARTS)
            step = None
        found: list[str | None] = [HOLE]
        match step:
            case Build(kind="text"):
                found = [self.shape(operand, depth + 1) for operand in step.operands]
            case Binary(operator="+" | "+="):
                found = [self.shape(step.left, depth + 1), self.shape(step.right, depth + 1)]
            case Binary(operator="%") | Call():
                parts = self.format_of(step)
                found = (
                    [self._given(step, depth + 1) or self._begun(step) + HOLE]
                    if parts is None
                    else [text if r < 0 else self.shape(r, depth + 1) for text, r in parts]
                )
            case Unary(operator="str"):
                found = [self.shape(step.operand, depth + 1)]
            case Load():
                found = [self._of_module(step, depth + 1)]
            case Phi():
                found = [self._beginning(step, depth + 1)]
            case _:
                pass
        texts = [text for text in found if text is not None]
        total = "".join(texts)
        return self._short(total) if len(texts) == len(found) else None

    def _beginning(self, step: Phi, depth: int) -> str:
        """What the text begins with whichever it is, up to where a quote or a tag opens, and what is added in a loop."""
        others = [operand for operand in step.operands if not self._grows(operand, step.result)]
        base = next((r for r in others if all(self._grows(other, r) for other in others)), None)
        texts = [self.shape(operand, depth) or HOLE for operand in (others if base is None else [base])]
        alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
        common = "".join(letters[0] for letters in alike)
        # What two holes hold need not be the same.
        return _OPENING.split(common if base is not None else common.partition(HOLE)[0], maxsplit=1)[0] + HOLE

    def _grows(self, register: int, whole: int) -> bool:
        """Whether the text is the other one, with more behind it."""
        while register != whole:
            step = self._view.definitions[register]
            if not isinstance(step, Binary) or step.operator not in {"+", "+="}:
                return False
            register = step.left
        return True

    def _begun(self, step: Binary | Call) -> str:
        """What the text that an outside call gives surely begins with, by the rows about it."""
        site = self._view.site_of.get(id(step)) if isinstance(step, Call) else None
        paths = api_paths(site) if site is not None else ()
        rows = [row for path in paths for row in self._view.program.models.sanitizers(path) if not row.when]
        return rows[0].begins if rows and all(row.begins == rows[0].begins for row in rows) else ""

    def _of_module(self, step: Load, depth: int) -> str | None:
        """The text that a variable of the module holds, which is put together there."""
        view = self._view
        place = view.modules.place(view.function, step)
        if place is None or place[0] is view.function:
            return HOLE
        return self._of(place[0]).shape(place[1], depth)

    def _given(self, step: Binary | Call, depth: int) -> str:
        """The text that a function of the program puts together, where it returns only that; "" if that is not known."""
        site = self._view.site_of.get(id(step)) if isinstance(step, Call) else None
        target = site.targets[0] if site is not None and len(site.targets) == 1 and not site.is_open else None
        given = returned(target) if isinstance(target, FunctionSymbol) else []
        if len(given) != 1 or not isinstance(target, FunctionSymbol) or target is self._view.function:
            return ""
        made = target.function.definitions[given[0]]
        is_put_together = isinstance(made, Build | Binary) and not target.function.is_generator
        text = self._of(target).shape(given[0], depth) if is_put_together else None
        return text if text is not None and text.strip(HOLE) else ""

    def _of(self, function: FunctionSymbol) -> "Shapes":
        """The texts of another function."""
        shapes = self._modules.get(function)
        if shapes is None:
            shapes = Shapes(View(self._view.program, self._view.modules, function), self._kinds)
            self._modules[function] = shapes
        return shapes

    def _short(self, text: str) -> str | None:
        """The text, if it is no longer than those in which places are told apart."""
        if len(text) <= TEXT_LENGTH.bound:
            return text
        self._view.hit.add(TEXT_LENGTH)
        return None

    def is_text(self, step: Binary) -> bool:
        """Whether the sum is surely one of texts: one of its parts is."""
        if step.operator not in {"+", "+="}:
            return False
        return any(
            (self.shape(part) or "").strip(HOLE) or self._view.is_text(part)
            for part in (step.left, step.right)
        )

    def format_of(self, step: Binary | Call) -> list[Filled] | None:
        """The parts of a formatted text, (constant, -1) or ("", register); None where that is not known."""
        if isinstance(step, Binary) and step.operator == "format":
            spec = self._view.constants.value(step.right)
            return [(NUMBER, step.left)] if isinstance(spec, str) and _NUMBER_SPEC.fullmatch(spec) else None
        if isinstance(step, Binary):
            template = self._view.constants.value(step.left)
            if isinstance(template, str):
                return self._percent(template, step.right)
            return self._unknown(step.left, step.right) if step.operator == "%" else None
        callee = self._view.definitions[step.callee]
        if isinstance(callee, GetField) and callee.name == "replace":
            return self._replaced(callee.object, step)
        if not isinstance(callee, GetField) or callee.name not in {"format", "format_map", "join"}:
            return self._called(step)
        if step.stars or ("" in step.names and callee.name != "format"):
            return None
        template = self._view.constants.value(callee.object)
        if not isinstance(template, str):
            is_plain = callee.name == "format" and "" not in step.names
            return self._unknown(callee.object, *step.arguments) if is_plain else None
        return self._joined(template, step) if callee.name == "join" else self._braces(template, step)

    def _called(self, step: Call) -> list[Filled] | None:
        """The parts of what a function of the program joins."""
        site = self._view.site_of.get(id(step)) if self._joining is not None and step.arguments else None
        target = site.targets[0] if site is not None and len(site.targets) == 1 and not site.is_open else None
        if self._joining is None or not isinstance(target, FunctionSymbol) or step.stars or step.names:
            return None
        separator = self._joining.separator(target)
        return None if separator is None else _between(separator, step.arguments)

    def _joined(self, separator: str, step: Call) -> list[Filled] | None:
        """The parts of a display that is joined there and then: a list with a name may have been added to."""
        parts = self._view.definitions[step.arguments[0]] if len(step.arguments) == 1 else None
        if not isinstance(parts, Build) or parts.kind not in {"tuple", "list"} or parts.stars:
            return None
        is_named = parts.result in self._view.function.function.variables
        if not parts.operands or (parts.kind == "list" and is_named):
            return None
        return _between(separator, parts.operands)

    def _percent(self, template: str, given: int) -> list[Filled] | None:
        step = self._view.definitions[given]
        positional: list[int] | None = None
        named: dict[str, int] = {}
        if isinstance(step, Build) and step.kind == "tuple" and not step.stars:
            positional = list(step.operands)
        else:
            named = self._written(given) or {}
        parts: list[Filled] = []
        end, at = 0, 0
        for found in _PERCENT.finditer(template):
            parts.append((template[end : found.start()], -1))
            end = found.end()
            if found["type"] == "%":
                parts.append(("%", -1))
                continue
            if found["width"] == "*":
                return None
            by = REPR if found["type"] in "ra" else NUMBER if found["type"] in "diouxXeEfFgG" else ""
            if found["name"] is not None:
                register = named.get(found["name"], given)
            elif positional is not None:
                if at >= len(positional):
                    return None
                register, at = positional[at], at + 1
            else:
                register = given
            parts.append((by, register))
        parts.append((template[end:], -1))
        return parts

    def _written(self, mapping: int) -> dict[str, int] | None:
        """What lies under each key of a mapping that is written out there and then, and changed by nothing here."""
        step = self._view.definitions[mapping]
        if not isinstance(step, Build) or step.kind != "dict" or step.stars:
            return None
        if any(put.object == mapping for put in self._view.steps_of(SetItem)):
            return None
        if any(got.object == mapping and got.name not in READING for got in self._view.steps_of(GetField)):
            return None
        keys = [self._view.constants.value(key) for key in step.operands[::2]]
        return {key: r for key, r in zip(keys, step.operands[1::2], strict=True) if isinstance(key, str)}

    def _unknown(self, template: int, *given: int) -> list[Filled]:
        """A template from elsewhere in the program: it stands for more than the values that it takes, and before them.

        settings.TRACKER % number      where that leads is for the settings to say
        """
        inside = self._view.definitions[given[0]] if len(given) == 1 else None
        values: Sequence[int] = given
        if isinstance(inside, Build) and inside.kind == "tuple" and not inside.stars:
            values = inside.operands
        return [("", template), *(one for value in values for one in (("/", -1), ("", value)))]

    def _replaced(self, template: int, step: Call) -> list[Filled] | None:
        """What stands for a part of a written text, or for a mark in one from elsewhere: `URL.replace("{id}", number)`."""
        if len(step.arguments) != 2 or step.names or step.stars:
            return None
        text, old = self._view.constants.value(template), self._view.constants.value(step.arguments[0])
        new = step.arguments[1]
        if not isinstance(old, str) or not old or is_constant(self._view.constants.value(new)):
            return None
        if isinstance(text, str):
            return [one for piece in text.split(old) for one in (("", new), (piece, -1))][1:]
        return [(f"{HOLE}/", -1), ("", new)] if _MARK.fullmatch(old) else None

    def _braces(self, template: str, step: Call) -> list[Filled] | None:
        positional = step.arguments[: len(step.arguments) - len(step.names)]
        named: dict[str, int] = {}
        callee = self._view.definitions[step.callee]
        if isinstance(callee, GetField) and callee.name == "format_map":
            positional, pairs = (), [("", register) for register in step.arguments]
        else:
            pairs = list(zip(step.names, step.arguments[len(positional) :], strict=True))
        for keyword, register in pairs:
            written = {keyword: register} if keyword else self._written(register)
            if written is None:
                return None
            named.update(written)
        parts: list[Filled] = []
        at = 0
        try:
            fields = list(Formatter().parse(template))
        except ValueError:
            return None
        for text, name, spec, conversion in fields:
            parts.append((text, -1))
            if name is None:
                continue
            if spec and "{" in spec:
                return None
            first = re.split(r"[.\[]", name, maxsplit=1)[0]
            is_part = name != first
            if not first:
                first, at = str(at), at + 1
            by = REPR if conversion in {"r", "a"} else NUMBER if _NUMBER_SPEC.fullmatch(spec or "") else ""
            by = PART if is_part and not by else by
            if first.isdigit() and int(first) < len(positional):
                parts.append((by, positional[int(first)]))
            elif first in named:
                parts.append((by, named[first]))
            else:
                return None
        return parts

    def is_constant(self, step: Build | Binary | Call) -> bool:
        """Whether the format has no place for a value: what is passed is not in the text."""
        parts = self.format_of(step) if isinstance(step, Call) else None
        return parts is not None and all(register < 0 for _, register in parts)

    def holes(self, step: Build | Binary | Call) -> Iterator[tuple[int, str | None, str]]:
        """Each register that the step puts into a text, with the text before it (None where that is not known).

        Last is the function by which it is written, if not as it is.
        """
        parts: list[Filled] | None
        match step:
            case Build():
                parts = [("", operand) for operand in step.operands]
            case Binary(operator="+" | "+="):
                parts = [("", step.left), ("", step.right)]
            case _:
                parts = self.format_of(step)
                if parts is None:
                    yield from self._added(step)
        before: str | None = ""
        for text, register in parts or ():
            if register >= 0:
                yield register, before, text
            more = text if register < 0 else self.shape(register)
            before = None if before is None or more is None else self._short(before + more)

    def _added(self, step: Binary | Call) -> Iterator[tuple[int, str | None, str]]:
        """The holes of a list that is joined: those it was written out with, and what was added behind them."""
        separator = self._separator(step)
        list_ = grown(self._view, step) if isinstance(step, Call) and separator is not None else None
        if separator is None or list_ is None:
            return
        before: str | None = ""
        for register in list_.written:
            yield register, before, ""
            more = self.shape(register)
            before = None if before is None or more is None else self._short(before + more + separator)
        behind = None if before is None else before + HOLE
        yield from ((register, behind, "") for register in list_.added)

    def _separator(self, step: Binary | Call) -> str | None:
        """The text by which the step joins something, if it does that."""
        callee = self._view.definitions[step.callee] if isinstance(step, Call) else None
        if not isinstance(callee, GetField) or callee.name != "join":
            return None
        by = self._view.constants.value(callee.object)
        return by if isinstance(by, str) else None

    def clear(self, taint: int, before: str | None, register: int) -> int:
        """The taint of a value that is put into a text behind `before`."""
        inner = self.shape(but_written(self._view, register)) if taint and before else None
        if not before or inner is None:
            return taint
        if before == "/" and self._begins_a_name(register):
            taint = self._kinds.clear(taint, self._kinds.mask(["redirect"]))
        contexts: list[tuple[str, ...]] | None = None
        for found in re.finditer(HOLE, inner):
            here = list(contexts_behind(before + inner[: found.start()]))
            contexts = here if contexts is None else [context for context in contexts if context in here]
        for needed, *cleared in contexts or ():
            state = self._kinds.mask(needed.split())
            if not needed:
                taint = self._kinds.clear(taint, self._kinds.mask(cleared))
            elif state:
                taint = self._kinds.clear_without(taint, state, self._kinds.mask(cleared))
        return taint

    def _begins_a_name(self, register: int) -> bool:
        """Whether the text surely begins with no slash of either kind: they were stripped."""
        step = self._view.definitions[register]
        if not isinstance(step, Call) or len(step.arguments) != 1:
            return False
        callee = self._view.definitions[step.callee]
        stripped = self._view.constants.value(step.arguments[0])
        is_strip = isinstance(callee, GetField) and callee.name in {"lstrip", "strip"}
        return is_strip and isinstance(stripped, str) and {"/", "\\"} <= set(stripped)


def _between(separator: str, parts: Sequence[int]) -> list[Filled]:
    return [one for part in parts for one in ((separator, -1), ("", part))][1:]
