"""Names by which a record was found: such a one was put there before, so it begins no entry of a log by itself.

rack = Rack.query.filter(Rack.name == name).first(); if not rack: abort(404)
rack = session.query(Rack).filter_by(name=name).one_or_none()

Who finds no record knows nothing of the name. What the record holds is followed as what lies in its column.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.taint.own import is_kept
from entasis.analyses.view import View
from entasis.ir.instructions import Await, Call, Compare, GetField, Import, Load

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Guards

_NARROWING: Final = frozenset({"filter", "filter_by", "where"})
_ONE: Final = frozenset({"first", "one", "one_or_none", "scalar", "scalar_one_or_none"})


def records(guards: "Guards", step: Call) -> Iterator[tuple["Checked", int]]:
    """What a record that is there says of what it was asked for by."""
    view = guards.view
    callee = view.definitions[step.callee]
    if not isinstance(callee, GetField) or callee.name not in _ONE or step.arguments:
        return
    register, names = callee.object, list[int]()
    while True:
        made = view.definitions[register] if register >= 0 else None
        inner = view.definitions[made.callee] if isinstance(made, Call) else None
        if isinstance(made, Await):
            register = made.value
        elif isinstance(made, Call) and isinstance(inner, GetField) and inner.name in _NARROWING:
            names += _compared(view, made)
            register = inner.object
        else:
            break
    if names and is_kept(view, register):
        yield from ((name, guards.kinds.mask(["log"])) for name in names)


def _compared(view: View, call: Call) -> Iterator[int]:
    """The values that a column has to be equal to."""
    positional = len(call.arguments) - len(call.names)
    yield from (given for name, given in zip(call.names, call.arguments[positional:], strict=True) if name)
    for given in call.arguments[:positional]:
        asked = view.definitions[given]
        if isinstance(asked, Compare) and asked.operator == "==" and _is_column(view, asked.left):
            yield asked.right


def _is_column(view: View, register: int) -> bool:
    """Whether it is a field of a class, which is called after what its rows are."""
    step = view.definitions[register]
    of = view.definitions[step.object] if isinstance(step, GetField) else None
    return isinstance(of, Load | Import) and of.name[:1].isupper()
