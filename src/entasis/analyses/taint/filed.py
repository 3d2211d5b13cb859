"""What is written into a file comes out of it again, where both name it by the same value.

with open(path, "wb") as file:     what is written into `file` lies at the content of `path`
    file.write(request.data)
tarfile.open(path)                 the archive is what the visitor has sent

The content lies at a selector of its own that is no part of the path: what a path is used for otherwise does not see it.
"""

from collections.abc import Sequence

from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import CONTENT, State
from entasis.analyses.taint.suffixes import KIND
from entasis.ir.instructions import NONE, Call
from entasis.models.ports import PortKind, holds


def opened_to_write(state: State, step: Call, apis: Sequence[str], made: Held) -> None:
    """Tie the file that the call opens for writing to its path."""
    for api in apis:
        for sink in state.models.sinks(api):
            is_opening = sink.kind == KIND and sink.port.kind is PortKind.ARGUMENT and bool(sink.when)
            if is_opening and all(
                holds(condition, state.view.known(step, port)) for port, condition in sink.when
            ):
                register = state.view.argument(step, sink.port)
                if register is not None and register != NONE:
                    write_file(state, register, Held(0, made.objects), step)


def write_file(state: State, register: int, content: Held, step: Call) -> None:
    """Let `content` stand in the file whose path is in the register."""
    if register < 0:
        return
    own = state.new_object(register)  # a path that was made of another one shares its objects, not its file
    held = state.held[register]
    if not held.objects & own:
        state.held[register] = Held(held.taint, held.objects | own)
    state.write(Held(0, own), CONTENT, content, source=step.arguments[0] if step.arguments else NONE)
