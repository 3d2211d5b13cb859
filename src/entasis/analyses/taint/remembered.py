"""What a library keeps from one request to the next: put there by one call, given by another, often in a template.

flash(f"Hello {request.form['name']}")               in a handler
{% for message in get_flashed_messages() %}          in the template of the page that comes next
store.set("motto", request.form["motto"])            under a key that is written out
store.get("motto")                                   in another handler: what lies under the same key
"""

from collections.abc import Sequence

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import Relation, SharedOrigin
from entasis.ir.instructions import NONE, Call
from entasis.models.rows import Memory


def remembered(state: State, step: Call, apis: Sequence[str], made: Held) -> Held:
    """What the call gives, with what others have put there; or put there what it is passed."""
    for api in apis:
        row = state.models.memory(api)
        if row is None:
            continue
        name = _name(state, step, row)
        if name is None:
            continue
        origin = SharedOrigin(Relation(row.name, is_remembered=True), name)
        if row.puts is not None:
            register = state.view.argument(step, row.puts)
            if register is not None and register != NONE:
                state.share(origin, state.deep(state.read(register)))
        elif state.around.memory.is_tainted(origin):
            if row.keys:
                return Held(made.taint | state.taint_of(origin), made.objects)
            made = Held(made.taint, made.objects | state.new_object(step.result))
            state.write(made, "*", Held(state.taint_of(origin)), source=step.result)
    return made


def _name(state: State, step: Call, row: Memory) -> str | None:
    """The name of the memory, with the keys under which the call looks; None where these are not written out."""
    names = [row.name]
    for port in row.keys:
        register = state.view.argument(step, port)
        key = state.view.constants.value(register) if register is not None and register != NONE else None
        if not isinstance(key, str | bytes):
            return None
        names.append(key if isinstance(key, str) else key.decode("utf-8", "replace"))
    return " ".join(names)
