"""Objects that are rows by their class: what others have left in a column, they have in the field of that name.

class Post(models.Model):
    def shown(self): return mark_safe(self.text)      whoever calls it, by whatever name
def preview(self, post: Post): ...                    likewise, of what the library passes
"""

from entasis.analyses.taint.heap import bits_of
from entasis.analyses.taint.held import Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SharedOrigin
from entasis.ir.instructions import GetField
from entasis.program.symbols import ClassSymbol, Instance


def in_columns(state: State, step: GetField, base: Held) -> int:
    """The taint of what lies in the column, where nothing else was put there meanwhile."""
    stores, taint = state.around.stores, 0
    for thing in state.evaluator.value(state.function, step.object):
        of = thing.of if isinstance(thing, Instance) else None
        if not isinstance(of, ClassSymbol) or state.view.program.columns.is_number_in(of, step.name):
            continue
        for table in stores.tables_of(of):
            origin = SharedOrigin(table, step.name)
            if state.around.memory.is_tainted(origin):
                taint |= _of_objects(state, base, origin)
    return taint


def _of_objects(state: State, base: Held, origin: SharedOrigin) -> int:
    """The taint of the column, less that of objects of which is known what lies there."""
    taint = 0 if base.objects else state.taint_of(origin)
    for index in bits_of(base.objects):
        if index in state.queries or state.has_place(Held(0, 1 << index), f".{origin.name}"):
            continue
        port = state.ports.get(index)
        if port is not None:
            taint |= state.taint_of(origin._replace(via=port))
        elif not state.is_made_here(index):
            taint |= state.taint_of(origin)
    return taint
