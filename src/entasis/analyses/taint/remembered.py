"""What a library keeps from one request to the next: put there by one call, given by another, often in a template.

flash(f"Hello {request.form['name']}")               in a handler
{% for message in get_flashed_messages() %}          in the template of the page that comes next
"""

from collections.abc import Sequence

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import Relation, SharedOrigin
from entasis.ir.instructions import NONE, Call


def remembered(state: State, step: Call, apis: Sequence[str], made: Held) -> Held:
    """What the call gives, with what others have put there; or put there what it is passed."""
    for api in apis:
        row = state.models.memory(api)
        if row is None:
            continue
        origin = SharedOrigin(Relation(row.name, is_remembered=True), row.name)
        if row.puts is not None:
            register = state.view.argument(step, row.puts)
            if register is not None and register != NONE:
                state.share(origin, state.deep(state.read(register)))
        elif state.around.memory.is_tainted(origin):
            made = Held(made.taint, made.objects | state.new_object(step.result))
            state.write(made, "*", Held(state.taint_of(origin)), source=step.result)
    return made
