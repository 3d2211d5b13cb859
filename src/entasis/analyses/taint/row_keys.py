"""A row that was found by a number: where there is one, what was looked for is its number, whoever has sent it.

Rack.query.filter(Rack.number == number).first()     where it is something, `number` is that of a rack
Rack.query.filter_by(number=number).first_or_404()   where it has not raised, likewise
Rack.objects.filter(number=number).exists()          where it is true, likewise

What was found by its name may be called anything: others have stored it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.view import View
from entasis.ir.instructions import Call, Compare, GetField
from entasis.program.symbols import ClassSymbol

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Guards

_RAISING: Final = frozenset({"one", "first_or_404", "one_or_404"})
_ENDS: Final = _RAISING | {"first", "one_or_none", "scalar", "exists", "count", "all"}
_CHOOSING: Final = frozenset({"filter", "filter_by", "where"})
# What leaves no more rows than there are, or says in what form they come.
_GOING_ON: Final = _CHOOSING | {
    "order_by", "join", "outerjoin", "options", "with_entities", "limit", "distinct", "exclude", "group_by",
    "select_related", "prefetch_related", "only", "values", "values_list", "all", "add_columns", "with_for_update",
}  # fmt: skip
_OF_CLASS: Final = frozenset({"query", "objects"})


def found_by(guards: "Guards", call: Call) -> Iterator[tuple[str, int, int]]:
    """The numbers by which the call finds a row: (when, register, mask)."""
    view = guards.view
    callee = view.definitions[call.callee]
    if not isinstance(callee, GetField) or callee.name not in _ENDS:
        return
    when = "" if callee.name in _RAISING else "true"
    named: list[tuple[str, int]] = []
    register = callee.object
    for depth in range(len(view.definitions)):
        step = view.definitions[register]
        if not isinstance(step, Call) or not view.may_go_back(depth):
            break
        asked = view.definitions[step.callee]
        if not isinstance(asked, GetField) or asked.name not in _GOING_ON:
            break
        if asked.name in _CHOOSING and not step.stars:
            first_named = len(step.arguments) - len(step.names)
            named += zip(step.names, step.arguments[first_named:], strict=True)
            for argument in step.arguments[:first_named]:
                yield from ((when, key, guards.kinds.characters) for key in _compared(view, argument))
        register = asked.object
    for symbol in _classes(view, register) if named else ():
        for name, key in named:
            if view.program.columns.is_number_in(symbol, name):
                yield when, key, guards.kinds.characters


def _compared(view: View, condition: int) -> Iterator[int]:
    """`Rack.number == number`: what a column of numbers is compared with."""
    step = view.definitions[condition]
    if not isinstance(step, Compare) or step.operator != "==":
        return
    for one, other in ((step.left, step.right), (step.right, step.left)):
        column = view.definitions[one]
        if isinstance(column, GetField) and any(
            view.program.columns.is_number_in(thing, column.name)
            for thing in view.program.evaluator.value(view.function, column.object)
            if isinstance(thing, ClassSymbol)
        ):
            yield other


def _classes(view: View, register: int) -> list[ClassSymbol]:
    """The one class whose rows the query begins with: `Rack.query`, `Rack.objects`, `session.query(Rack)`."""
    step = view.definitions[register]
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
