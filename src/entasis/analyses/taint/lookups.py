"""Calls of unknown functions that look something up: what they give is what is stored there, not the key.

users.get_user(name)             the user of that name: whoever wrote the name did not write the user
session.get(User, key)           likewise
people.filter(name=name)         likewise
store.find("orders", other)      that, or what is made of the further arguments
db.run("SELECT * FROM t WHERE id = $1", key)     the rows, which are none of both
"""

import re
from typing import Final

from entasis.analyses.assembly import parts
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Await, Binary, Build, Call, Const, GetField, Load
from entasis.program.symbols import ClassSymbol, Instance, ModuleSymbol

_WORDS: Final = "get|find|fetch|look_?up"
_NAMED: Final = re.compile(
    rf"_*(?:{_WORDS}|select|search|query|list|count)(?:_|[A-Z]).*|fetch(?:row|val|all|one|many)|filter_by|where"
)
_BARE: Final = re.compile(_WORDS)
_CHOOSING: Final = frozenset({"filter", "exclude", "get"})  # by named arguments
_ONE: Final = frozenset({"first", "last", "one", "one_or_none", "latest", "earliest"})  # of a query
# `get_or_create` may give what it is passed; `get_or_404` and `get_or_none` have nothing else to give.
_NOTHING: Final = r"\d|(?:None|Null|Raise|Fail|Error|Abort|Not|Throw)"
_MADE: Final = re.compile(rf"(?:_or_|Or(?=[A-Z]))(?!(?i:{_NOTHING}))")

_QUERY: Final = re.compile(r"\s*(SELECT|select)\s+\S")  # "Select a page" is none

_TEMPLATES: Final = frozenset({"get_template", "select_template", "get_or_select_template"})
_RENDERING: Final = re.compile(r"_*(render_\w*template|template_render|render_to_(string|response))(_\w+)?")


def fills_template(view: View, call: Call, apis: list[str], *, is_known: bool) -> bool:
    """Whether the unknown function renders a template, or one that was looked up: what is escaped there, that says.

    Of an object of which nobody knows what it is, what it is asked says that it is rendered; of a library that is known
    (`is_known`) rows say what its functions do.
    """
    callee = view.definitions[call.callee]
    if not is_known and _RENDERING.fullmatch(_name(callee, apis)):
        return True
    if not isinstance(callee, GetField) or callee.name not in {"render", "render_async"}:
        return False
    value = view.program.evaluator.value(view.function, callee.object)
    if not any(isinstance(thing, Instance | ClassSymbol | ModuleSymbol) for thing in value):
        return True
    made = view.definitions[callee.object]
    if isinstance(made, Await):
        made = view.definitions[made.value]
    maker = view.definitions[made.callee] if isinstance(made, Call) else None
    return isinstance(maker, GetField | Load) and maker.name in _TEMPLATES


def passed_through(view: View, call: Call, apis: list[str]) -> tuple[int, ...]:
    """The arguments out of which an unknown function may make what it gives."""
    callee = view.definitions[call.callee]
    name = _name(callee, apis)
    if _MADE.search(name):
        return call.arguments
    if _NAMED.fullmatch(name) or _asks_for_rows(view, call):
        return ()
    if isinstance(callee, GetField) and name in _CHOOSING and len(call.arguments) == len(call.names):
        return ()
    if not _BARE.fullmatch(name) or not call.arguments:
        return call.arguments
    return () if _names_class(view, call) else call.arguments[1:]


def _asks_for_rows(view: View, call: Call) -> bool:
    """Whether the function is passed a query that is written out, with the values that are bound to it."""
    if len(call.arguments) < 2 or call.arguments[0] == NONE:
        return False
    first = view.definitions[call.arguments[0]]
    if not isinstance(first, Const | Load | Build | Binary):
        return False
    text = parts(view, call.arguments[0])[:1]
    return bool(text) and isinstance(text[0], str) and _QUERY.match(text[0]) is not None


def _name(callee: object, apis: list[str]) -> str:
    name = callee.name if isinstance(callee, GetField | Load) else ""
    return apis[0].rpartition(".")[2] if not name and len(apis) == 1 else name


def _names_class(view: View, call: Call) -> bool:
    first = view.program.evaluator.value(view.function, call.arguments[0])
    return any(isinstance(thing, ClassSymbol) for thing in first)


def is_looking_up(view: View, call: Call, apis: list[str]) -> bool:
    """Whether the call of an unknown function gives something that is stored elsewhere, by what it is called."""
    callee = view.definitions[call.callee]
    name = _name(callee, apis)
    if _MADE.search(name):
        return False
    is_by_name = len(call.arguments) == len(call.names)
    if _NAMED.fullmatch(name) or (isinstance(callee, GetField) and name in _ONE and is_by_name):
        return True
    if isinstance(callee, GetField) and name in _CHOOSING and is_by_name and call.names:
        return True
    return bool(_BARE.fullmatch(name) and call.arguments) and _names_class(view, call)


def looks_something_up(view: View, call: Call) -> bool:
    """Whether an unknown function that is called so gives nothing of what it is passed."""
    return bool(call.arguments) and not passed_through(view, call, [])
