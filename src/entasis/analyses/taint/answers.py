"""What a handler returns: with many frameworks a text that it returns is the page itself.

@app.route("/hello")
def hello():
    return "<p>Hello " + request.args["name"]        a text: it is sent as HTML
    return {"hello": request.args["name"]}           a mapping: it is sent as JSON
    return text, 200, {"Content-Type": "text/plain"} said to be something else
    return {"body": text, "headers": {"Content-Type": "text/html"}}    a platform's way to say that it is a page
"""

from collections.abc import Iterator

from entasis.analyses.taint.media import are_handed_on, is_said_otherwise, said, said_of
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.analyses.taint.texts import is_text
from entasis.ir.instructions import NONE, Build, Catch, Param, Phi, Return, Yield


def answer(state: State, end: Return) -> None:
    """Where the function is called from outside and what it returns is sent back, the return is a sink."""
    kind, replied = state.around.answers(state.function)
    name = state.function.function.qualified_name
    returned = state.view.definitions[end.value] if end.value != NONE else None
    is_whole = isinstance(returned, Param | Catch)  # the exception itself: a response of its own
    taint = state.deep(state.read(end.value)) if replied and not is_whole else 0
    if taint:
        reach(state, end, name, replied, "the answer", end.value, taint)
    is_sent = bool(state.view.program.entrances.get(state.function))
    for register, is_other in _bodies(state, end.value, set()) if is_sent else ():
        taint = state.read(register).taint
        if taint and is_text(state, register, besides="html"):
            is_page = kind and not is_other and not is_said_otherwise(state.view)
            reach(state, end, name, kind if is_page else "html.other", "the page", register, taint)
    _page(state, end)


def _page(state: State, end: Return) -> None:
    """Where a platform says by another part of the answer whether it is a page: by headers in it, or ones begun before."""
    name = state.function.function.qualified_name
    for entrance in state.view.program.entrances.get(state.function, ()):
        key = entrance.row.page_at
        if key == "*":
            kind = "html" if "page" in said(state.view) else "html.other"
            for step, body in _parts(state, end):
                reach(state, step, name, kind, "the page", body, state.read(body).taint)
        elif key:
            for mapping, body in _under(state, end.value, key, set()):
                reach(state, mapping, name, "html", "the page", body, state.read(body).taint)


def _parts(state: State, end: Return) -> Iterator[tuple[Return | Yield, int]]:
    """The parts of a list that is returned, and what a generator yields."""
    made = state.view.definitions[end.value] if end.value != NONE else None
    if isinstance(made, Build) and made.kind in {"list", "tuple"}:
        yield from ((end, register) for register in made.operands)
    yield from (
        (step, step.value) for step in state.view.steps() if isinstance(step, Yield) and step.value >= 0
    )


def _under(state: State, register: int, key: str, seen: set[int]) -> Iterator[tuple[Build, int]]:
    """What lies under the key in the mappings that the register may be, if another part of them says it is a page; and
    where the mapping is written out.
    """
    if register == NONE or register in seen:
        return
    seen.add(register)
    step = state.view.definitions[register]
    if isinstance(step, Phi):
        for operand in step.operands:
            yield from _under(state, operand, key, seen)
    elif isinstance(step, Build) and step.kind == "dict":
        pairs = list(zip(step.operands[::2], step.operands[1::2], strict=True))
        if any(said_of(state.view, value) == "page" for _, value in pairs):
            yield from ((step, value) for name, value in pairs if state.view.constants.value(name) == key)


def _bodies(
    state: State, register: int, seen: set[int], *, is_other: bool = False
) -> Iterator[tuple[int, bool]]:
    """What may be the body: the value itself, or the first of a tuple; and whether that says that it is no page."""
    if register == NONE or register in seen:
        return
    seen.add(register)
    step = state.view.definitions[register]
    if isinstance(step, Phi):
        for operand in step.operands:
            yield from _bodies(state, operand, seen, is_other=is_other)
    elif isinstance(step, Build) and step.kind == "tuple" and not step.stars:
        is_said = any(
            said_of(state.view, part) == "other" or are_handed_on(state.view, part)
            for part in step.operands[1:]
        )
        if step.operands:
            yield from _bodies(state, step.operands[0], seen, is_other=is_other or is_said)
    else:
        yield register, is_other
