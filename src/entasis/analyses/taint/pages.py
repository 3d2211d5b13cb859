"""A call that makes a page of a template: its context is what the template's function is passed.

env = Environment(loader=...)                            nothing says that it escapes
env.get_template("hello.html").render(name=name)         what the template shows is in the page as it came
Template("<p>{{ name }}</p>").render(name=name)          the template is written out
render_template_string("{{ name|safe }}", name=name)     what it marks as safe is in the page as it came
Template("<p>" + name).render()                          what stands in the template is in the page
env.get_template("elsewhere.html").render(name=name)     the template is not there: that it shows it is assumed
"""

import re
from collections.abc import Iterator
from typing import Final

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.caught import texts_of_exceptions
from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.sequences import copy_elements
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.analyses.taint.written_out import shown
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Call, GetField, Param, SetField
from entasis.models.pages import Render
from entasis.models.ports import PortKind, holds
from entasis.models.rows import Making
from entasis.program.returned_contexts import class_texts

_PAGE: Final = re.compile(r"(?i).*\.x?html?(\.\w+)?")
_UNSEEN: Final = "html.unseen"


def rendered(state: State, step: Call, apis: list[str]) -> Held | None:
    """The page, None if the call makes none of a known template. What the template does wrong is reported in it."""
    for api in apis:
        for row in state.models.renders(api):
            if row.returned:
                continue
            page = _page(state, step, row)
            if page is not None:
                return page
    return None


def _page(state: State, step: Call, row: Render) -> Held | None:
    is_text, name, is_raw = _template(state, step, row)
    if name is None:
        return _of_data(state, step, row)
    is_raw = is_raw or state.around.escaping.is_off(row.off)
    if is_text:
        names = shown(name, is_raw=is_raw)
        if is_raw:
            taint = 0
            for _, given in _shown(state, step, row, names):
                taint |= given
            return Held(taint, state.new_object(step.result))
        for register, taint in _shown(state, step, row, names):
            reach(state, step, row.api, "html", "the page", register, taint)
        return None
    is_raw = is_raw or (row.raw_names is not None and row.raw_names.fullmatch(name) is not None)
    template = state.view.program.templates.find(state.function.module, name)
    if template is not None:
        context = _context(state, step, row)
        page = apply_summary(state, step, template, {0: context})
        if is_raw and row.sends:
            reach(state, step, row.api, "html", "the page", context, state.deep(page))
        taint = state.deep(page)
        if not is_raw:  # what it shows is escaped, but it is shown
            taint = texts_of_exceptions(state, state.kinds.only(taint, state.kinds.confidential))
        return Held(taint, state.new_object(step.result, "page"))
    if is_raw and _PAGE.fullmatch(name):
        for _, register in _passed(state, step, row):
            reach(state, step, row.api, _UNSEEN, "the page", register, state.deep(state.read(register)))
    return None


def _of_data(state: State, step: Call, row: Render) -> Held | None:
    """The page of a template that was made of data: what stands in its source stands in the page, as it is."""
    callee = state.view.definitions[step.callee]
    if row.template.kind is not PortKind.SELF or not isinstance(callee, GetField):
        return None
    source = state.read(callee.object).taint
    if not source:
        return None
    given = 0
    for _, register in _passed(state, step, row):
        given |= state.deep(state.read(register))
    return Held(source | state.cleaned(given, row.api), state.new_object(step.result))


def _template(state: State, step: Call, row: Render) -> tuple[bool, str | None, bool]:
    """The text or the name of the template, and whether whatever it is got of escapes nothing."""
    owner = state.function.owner
    if row.template.selectors and owner is not None:
        names = class_texts(state.evaluator, owner, row.template.selectors[0][1:])
        return False, names[0] if len(names) == 1 else None, False
    if row.template.kind is not PortKind.SELF:
        register = state.view.argument(step, row.template)
        is_text = any(
            sink.kind == "template" and sink.port == row.template for sink in state.models.sinks(row.api)
        )
        return is_text, _constant(state.view, register), False
    callee = state.view.definitions[step.callee]
    for api, view, call in state.view.made_calls(callee.object) if isinstance(callee, GetField) else ():
        name = _constant(view, call.arguments[0] if call.arguments else NONE)
        is_text = any(sink.kind == "template" for sink in state.models.sinks(api))
        found = view.definitions[call.callee]
        makers = [(api, view, call)]
        if isinstance(found, GetField):
            makers += view.made_calls(found.object)
        return is_text, name, any(_is_raw(row.raw, *maker) for maker in makers)
    return False, None, False


def _constant(view: View, register: int | None) -> str | None:
    value = view.constants.value(register) if register is not None and register != NONE else None
    return value if isinstance(value, str) else None


def _is_raw(makings: tuple[Making, ...], api: str, view: View, call: Call) -> bool:
    """Whether the call makes what escapes nothing, and nothing near it says later that it does."""
    if not any(
        making.api == api and all(holds(condition, view.known(call, port)) for port, condition in making.when)
        for making in makings
    ):
        return False
    ports = {port.name for making in makings for port, _ in making.when}
    return not any(
        isinstance(step, SetField) and step.name in ports
        for function in view.function.module.functions
        for block in function.function.blocks
        for step in block.instructions
    )


def _shown(state: State, step: Call, row: Render, names: list[str]) -> Iterator[tuple[int, int]]:
    """Where these names of the template's context are passed, and the taint of each."""
    for name, register in _passed(state, step, row) if names else ():
        if name in names:
            yield register, state.deep(state.read(register))
        elif not name:
            for inner in names:
                yield register, state.taint_at(register, (f"[{inner!r}]", "**"))


def _passed(state: State, step: Call, row: Render) -> list[tuple[str, int]]:
    """What the template is passed: by its name, and without one the mappings that hold more."""
    ports = [state.view.argument(step, port) for port in row.context]
    found = [("", register) for register in ports if register is not None and register != NONE]
    if row.keywords:
        known = {row.template.name, *(port.name for port in row.context)}
        given = step.arguments[len(step.arguments) - len(step.names) :]
        found += [pair for pair in zip(step.names, given, strict=True) if pair[0] not in known or not pair[0]]
    return found


def _context(state: State, step: Call, row: Render) -> int:
    """A number under which the mapping that the template is passed can be read."""
    key = f"context {id(step)}"
    number = state.contexts.get(key)
    if number is None:
        number = state.contexts[key] = -2 - len(state.packs)
        state.packs.append((number, step, NONE, ""))
    made = Held(0, state.new_object(max(step.result, 0), key))
    state.packed[number] = made
    for name, register in _passed(state, step, row):
        value = state.read(register)
        if not name and isinstance(state.view.definitions[register], Param):
            state.packed[number] = join([state.packed[number], value])  # as it came: nothing is put into it
        elif not name:
            copy_elements(state, value, made, register)
        elif value.taint or value.objects:
            state.write(made, f"[{name!r}]", value, source=register)
    return number
