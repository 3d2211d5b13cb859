"""What is written into a file comes out of it again, where both name it by the same value.

with open(path, "wb") as file:     what is written into `file` lies at the content of `path`
    file.write(request.data)
tarfile.open(path)                 the archive is what the visitor has sent

open("notes.txt", "a")             what one function writes into it
open("notes.txt")                  another reads, in the same folder of the program

The content lies at a selector of its own that is no part of the path: what a path is used for otherwise does not see it.
"""

from collections.abc import Sequence

from entasis.analyses.taint.heap import CONTENT, bits_of
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.named_files import file_at, file_named
from entasis.analyses.taint.state import State
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


def opened_by_name(state: State, step: Call, apis: Sequence[str], made: Held) -> Held:
    """What was opened under a name that is written out holds what others have written into the file."""
    for api in apis:
        for sink in state.models.sinks(api):
            if sink.kind != KIND or sink.port.kind is not PortKind.ARGUMENT or not sink.when:
                continue
            file = file_at(state.view, step, sink.port)
            if file is None:
                continue
            answers = [holds(condition, state.view.known(step, port)) for port, condition in sink.when]
            if all(answers):
                state.files.update(dict.fromkeys(bits_of(made.objects), file))
            elif False in answers and state.around.memory.is_tainted(file):
                return Held(made.taint | state.taint_of(file), made.objects)
    return made


def share_files(state: State) -> None:
    """At the end of the function: what was written into files."""
    for index, file in sorted(state.files.items()):
        state.share(file, state.deep(Held(0, 1 << index)))


def write_file(state: State, register: int, content: Held, step: Call) -> None:
    """Let `content` stand in the file whose path is in the register."""
    if register < 0:
        return
    own = state.new_object(register)  # a path that was made of another one shares its objects, not its file
    held = state.held[register]
    if not held.objects & own:
        state.held[register] = Held(held.taint, held.objects | own)
    state.filed |= own
    file = file_named(state.view, register)
    if file is not None:
        state.share(file, state.deep(content))
    state.write(Held(0, own), CONTENT, content, source=step.arguments[0] if step.arguments else NONE)
