"""What a handler returns: with many frameworks a text that it returns is the page itself.

@app.route("/hello")
def hello():
    return "<p>Hello " + request.args["name"]        a text: it is sent as HTML
    return {"hello": request.args["name"]}           a mapping: it is sent as JSON
    return text, 200, {"Content-Type": "text/plain"} said to be something else
"""

from collections.abc import Iterator

from entasis.analyses.taint.media import is_said_otherwise, said_of
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.analyses.taint.texts import is_text
from entasis.ir.instructions import NONE, Build, Phi, Return


def answer(state: State, end: Return) -> None:
    """Where the function is called from outside and what it returns is sent back, the return is a sink."""
    kind, replied = state.around.answers(state.function)
    name = state.function.function.qualified_name
    taint = state.deep(state.read(end.value)) if replied else 0
    if taint:
        reach(state, end, name, replied, "the answer", end.value, taint)
    for register in _bodies(state, end.value, set()) if kind else ():
        taint = state.read(register).taint
        if taint and is_text(state, register) and not is_said_otherwise(state.view):
            reach(state, end, name, kind, "the page", register, taint)


def _bodies(state: State, register: int, seen: set[int]) -> Iterator[int]:
    """What may be the body: the value itself, or the first of a tuple which does not say that it is no page."""
    if register == NONE or register in seen:
        return
    seen.add(register)
    step = state.view.definitions[register]
    if isinstance(step, Phi):
        for operand in step.operands:
            yield from _bodies(state, operand, seen)
    elif isinstance(step, Build) and step.kind == "tuple" and not step.stars:
        if step.operands and not any(said_of(state.view, part) == "other" for part in step.operands[1:]):
            yield from _bodies(state, step.operands[0], seen)
    else:
        yield register
