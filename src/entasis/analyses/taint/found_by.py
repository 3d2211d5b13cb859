"""Names and numbers by which a record was found: such a one was put there before.

rack = Rack.query.filter(Rack.name == name).first(); if not rack: abort(404)
rack = session.query(Rack).filter_by(name=name).one_or_none()
Rack.query.filter_by(number=number).first_or_404()      where it has not raised
Rack.objects.filter(number=number).exists()             where it is true

A name begins no entry of a log by itself; it may be anything else, for others have stored it. What was found in a column
of numbers is a number. Who finds no record knows nothing of either. What the record holds is followed as what lies in
its column.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.taint.own import is_kept
from entasis.analyses.view import View
from entasis.ir.instructions import Await, Call, Compare, GetField, Import, Load
from entasis.program.symbols import ClassSymbol

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Guards

_RAISING: Final = frozenset({"one", "scalar_one", "first_or_404", "one_or_404"})
_ENDS: Final = _RAISING | {
    "first", "one_or_none", "scalar", "scalar_one_or_none", "exists", "count", "all",
}  # fmt: skip
_NARROWING: Final = frozenset({"filter", "filter_by", "where"})
# What leaves no more rows than there are, or says in what form they come.
_GOING_ON: Final = frozenset(
    {
        "order_by", "join", "outerjoin", "options", "with_entities", "limit", "distinct", "exclude", "group_by",
        "select_related", "prefetch_related", "only", "values", "values_list", "all", "add_columns",
        "with_for_update",
    }
)  # fmt: skip
# Behind the name of a column: records are found that have something else there than what is passed.
_OTHERWISE: Final = frozenset(
    {
        "gt",
        "gte",
        "lt",
        "lte",
        "ne",
        "not",
        "in",
        "nin",
        "range",
        "regex",
        "iregex",
        "isnull",
        "size",
        "exists",
    }
)
_OF_CLASS: Final = frozenset({"query", "objects"})


def records(guards: "Guards", call: Call) -> Iterator[tuple[str, int, int]]:
    """What a record that is there says of what it was asked for by: (when, register, mask)."""
    view = guards.view
    callee = view.definitions[call.callee]
    if not isinstance(callee, GetField) or callee.name not in _ENDS or call.arguments:
        return
    register, asked = callee.object, list[tuple[str, int, int]]()
    while register >= 0:
        made = view.definitions[register]
        inner = view.definitions[made.callee] if isinstance(made, Call) else None
        if isinstance(made, Await):
            register = made.value
        elif isinstance(made, Call) and isinstance(inner, GetField) and inner.name in _NARROWING:
            asked += _compared(view, made)
            register = inner.object
        elif isinstance(inner, GetField) and inner.name in _GOING_ON:
            register = inner.object
        else:
            break
    when = "" if callee.name in _RAISING else "true"
    is_of_program = bool(asked) and is_kept(view, register)
    rows = _classes(view, register) if asked else []
    for name, column, given in asked:
        if any(
            view.program.columns.is_number_in(of, name)
            for of in (_of_column(view, column) if column >= 0 else rows)
        ):
            yield when, given, guards.kinds.characters
        elif is_of_program:
            yield when, given, guards.kinds.mask(["log"])


def _compared(view: View, call: Call) -> Iterator[tuple[str, int, int]]:
    """What a column has to be equal to: (its name, its register or -1, the value)."""
    positional = len(call.arguments) - len(call.names)
    named = zip(call.names, call.arguments[positional:], strict=True)
    for name, given in named:
        if name and _OTHERWISE.isdisjoint(name.split("__")[1:]):
            yield name, -1, given
    for given in call.arguments[:positional]:
        asked = view.definitions[given]
        if isinstance(asked, Compare) and asked.operator == "==":
            column = view.definitions[asked.left]
            if isinstance(column, GetField) and _is_called_as_class(view, column):
                yield column.name, asked.left, asked.right


def _is_called_as_class(view: View, column: GetField) -> bool:
    """Whether it is a field of a class, which is called after what its rows are."""
    of = view.definitions[column.object]
    return isinstance(of, Load | Import) and of.name[:1].isupper()


def _of_column(view: View, column: int) -> list[ClassSymbol]:
    """The classes of which it is a column."""
    step = view.definitions[column] if column >= 0 else None
    value = view.program.evaluator.value(view.function, step.object) if isinstance(step, GetField) else ()
    return [thing for thing in value if isinstance(thing, ClassSymbol)]


def _classes(view: View, register: int) -> list[ClassSymbol]:
    """The one class whose rows the query begins with: `Rack.query`, `Rack.objects`, `session.query(Rack)`."""
    step = view.definitions[register] if register >= 0 else None
    if isinstance(step, GetField) and step.name in _OF_CLASS:
        of = step.object
    elif isinstance(step, Call) and len(step.arguments) == 1:
        callee = view.definitions[step.callee]
        if not isinstance(callee, GetField) or callee.name not in _OF_CLASS:
            return []
        of = step.arguments[0]
    else:
        return []
    value = view.program.evaluator.value(view.function, of)
    found = [thing for thing in value if isinstance(thing, ClassSymbol)]
    return found if len(found) == len(value) == 1 else []
