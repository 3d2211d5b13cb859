"""What is known of a value once something was found that is called so: it is one of the names that were looked through.

found = next((c for c in COLOURS if c == name), None)      where it is not None, `name` is one of the colours
known = [job for job in self.jobs if job.name == name]     where it is not empty, `name` is that of a job
set(names) - COLOURS                                       where it is empty, each of the names is one of them
TABLE[name]                                                where it has not raised, `name` is a key of the table
self.jobs.get(name)                                        likewise, where it is something
try: field = form.fields[name]                             likewise, behind an `except KeyError`
"""

import functools
import operator
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.constants import is_constant
from entasis.analyses.handlers import is_waited_for
from entasis.analyses.taint import alphabets, derived, parts
from entasis.analyses.taint.constant_sets import is_collection_of_constants
from entasis.analyses.taint.in_code import are_elements_written_out, is_own_enumeration
from entasis.analyses.taint.own import OWN, is_kept, is_none_sent
from entasis.analyses.taint.reading import apis_of
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    Compare,
    GetField,
    GetItem,
    Iterate,
    Next,
    SetItem,
    Unary,
)
from entasis.program.symbols import Instance

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Facts, Guards

EACH: Final = "each"  # of a collection that was looked through: what holds of all that lies in it
_ADDING: Final = frozenset({"append", "add"})
_FILLING: Final = frozenset({"collections.defaultdict", "collections.Counter"})  # they have every key


def by_call(guards: "Guards", step: Call) -> Iterator[tuple["Checked", int]]:
    """What holds where the call has given something: `next(…)`, or a table's `get`."""
    view = guards.view
    callee = view.definitions[step.callee]
    if step.names or step.stars or not 1 <= len(step.arguments) <= 2:
        return
    default = view.constants.value(step.arguments[1]) if len(step.arguments) == 2 else None
    if default or not is_constant(default):
        return  # what it gives may be the default
    if isinstance(callee, GetField) and callee.name == "get":
        yield from _is_key(guards, callee.object, step.arguments[0])
    elif apis_of(guards.view, step) == ["builtins.next"]:
        source = view.definitions[step.arguments[0]]
        if isinstance(source, Build) and source.kind == "generator":
            yield from by_elements(guards, source)


def by_elements(guards: "Guards", built: Build) -> Iterator[tuple["Checked", int]]:
    """What holds where a comprehension has an element: what was asked of it, but not of the element itself."""
    view = guards.view
    if built.operands or built.kind not in {"generator", "list", "set"}:
        return
    added = [s for s in view.steps() if isinstance(s, SetItem) and s.object == built.result]
    block = view.block_of.get(id(added[0])) if len(added) == 1 else None
    if block is None or _is_changed(guards, built.result):
        return
    for checked, mask in guards.at(block).items():
        if isinstance(checked, int) and _is_outer(guards, checked, block.index):
            yield checked, mask


def by_emptiness(guards: "Guards", built: Build) -> Iterator[tuple["Checked", int]]:
    """`[n for n in names if not is_allowed(n)]` is empty: what leaves an element out holds of each of `names`."""
    view = guards.view
    if built.operands or built.kind not in {"list", "set"}:
        return
    added = [s for s in view.steps() if isinstance(s, SetItem) and s.object == built.result]
    block = view.block_of.get(id(added[0])) if len(added) == 1 else None
    if block is None or _is_changed(guards, built.result):
        return
    for item in (s for s in view.definitions if isinstance(s, Next)):
        iterator = view.definitions[item.iterator]
        header = _header(guards, item)
        if not isinstance(iterator, Iterate) or header is None or block.index not in header.predecessors:
            continue
        turns = [p for p in header.predecessors if guards.is_behind(p, header.index) and p != block.index]
        masks = [
            guards.on_way(turn, header.index).get(guards.same.of(item.result), 0)
            if guards.is_known(turn, header.index)
            else 0
            for turn in turns
        ]
        mask = functools.reduce(operator.and_, masks) if masks else 0
        yield from _of_each(guards, iterator.object, mask)


def _of_each(guards: "Guards", collection: int, mask: int) -> Iterator[tuple["Checked", int]]:
    """What holds of each element of the collection."""
    if mask:
        yield from derived.implied(guards, collection, mask)
        yield from parts.of_whole(guards, collection, mask)
        guards.each.add(collection)
        yield (collection, EACH), mask


def without(guards: "Guards", step: Binary) -> Iterator[tuple["Checked", int]]:
    """`set(names) - ALLOWED` is empty: each of the names is allowed."""
    if is_collection_of_constants(guards.view, step.right):
        yield from _each_is_known(guards, step.left)
    yield from alphabets.within(guards, step.left, step.right)


def among(guards: "Guards", step: Call) -> Iterator[tuple["Checked", int]]:
    """`set(names).issubset(ALLOWED)`: likewise."""
    callee = guards.view.definitions[step.callee]
    if not isinstance(callee, GetField) or callee.name != "issubset" or len(step.arguments) != 1:
        return
    if is_collection_of_constants(guards.view, step.arguments[0]):
        yield from _each_is_known(guards, callee.object)


def _each_is_known(guards: "Guards", collection: int) -> Iterator[tuple["Checked", int]]:
    """Each element of the collection is a constant, and so is each of what the set was made of."""
    for register in {collection: None, alphabets.made_of(guards.view, collection): None}:
        yield from derived.implied(guards, register, guards.kinds.all)
        guards.each.add(register)
        yield (register, EACH), guards.kinds.all


def by_key(guards: "Guards", step: GetItem) -> Iterator[tuple[str, "Checked", int]]:
    """What holds where the item was there: (when, register, mask), as of calls."""
    if is_constant(guards.view.constants.value(step.key)):
        return
    if step.key != NONE and is_own_enumeration(guards.view, step.object):
        known = list(derived.implied(guards, step.key, guards.kinds.all))
    else:
        known = list(_is_key(guards, step.object, step.key))
    if not known and step.key != NONE and _is_looked_up(guards, step):
        known = list(derived.implied(guards, step.key, guards.kinds.mask(OWN)))
    for checked, mask in known:
        yield "", checked, mask


def _is_looked_up(guards: "Guards", step: GetItem) -> bool:
    """Whether the program waits for the key not to be there, in a table that it reads from an object of its own."""
    view = guards.view
    table = view.definitions[step.object]
    return isinstance(table, GetField) and is_none_sent(view, table) and is_waited_for(view, step, "KeyError")


def quantified(guards: "Guards", step: Call, *, is_true: bool, depth: int) -> Iterator[tuple["Checked", int]]:
    """`all(…)` is true, or `any(…)` false: what the condition says of each element holds of all of them."""
    view = guards.view
    built = view.definitions[step.arguments[0]] if len(step.arguments) == 1 else None
    if not isinstance(built, Build) or built.kind not in {"generator", "list"} or built.operands:
        return
    names = apis_of(guards.view, step)
    if names not in (["builtins.all"], ["builtins.any"]):
        return
    added = [s for s in view.steps() if isinstance(s, SetItem) and s.object == built.result]
    block = view.block_of.get(id(added[0])) if len(added) == 1 else None
    if block is None:
        return
    is_each = is_true is (names == ["builtins.all"])
    facts: Facts = {}
    guards.add(facts, guards.tested(added[0].value, is_true=is_true, depth=depth + 1))
    asked = view.definitions[added[0].value]
    is_not_in = isinstance(asked, Compare) and asked.operator == ("not in" if is_true else "in")
    if not is_each:  # it was so for some element: what that says of anything but the element holds
        yield from (
            (c, m) for c, m in facts.items() if isinstance(c, int) and _is_outer(guards, c, block.index)
        )
        return
    for item in (s for s in view.definitions if isinstance(s, Next)):
        iterator = view.definitions[item.iterator]
        header = _header(guards, item)
        if not isinstance(iterator, Iterate) or header is None:
            continue
        turns = [p for p in header.predecessors if guards.is_behind(p, header.index)]
        if turns != [block.index]:
            continue  # an element is left out
        yield from parts.under_each(guards, item, header, facts)
        yield from parts.without_each(guards, item, header, added[0].value if is_not_in else NONE)
        if guards.same.of(item.result) in facts:
            yield from _of_each(guards, iterator.object, facts[guards.same.of(item.result)])


def _header(guards: "Guards", item: Next) -> Block | None:
    view = guards.view
    more = next(
        (
            s
            for s in view.definitions
            if isinstance(s, Unary) and s.operator == "more" and s.operand == item.iterator
        ),
        None,
    )
    return view.block_of.get(id(more)) if more is not None else None


def _is_outer(guards: "Guards", register: int, block: int) -> bool:
    """Whether the register was written before the loop that `block` is in."""
    step = guards.view.definitions[register]
    own = guards.view.block_of.get(id(step))
    return (
        own is not None
        and own.index != block
        and guards.is_behind(block, own.index)
        and not isinstance(step, Next)
    )


def _is_key(guards: "Guards", table: int, key: int) -> Iterator[tuple["Checked", int]]:
    view = guards.view
    if key == NONE:
        return
    if any(
        isinstance(thing, Instance) and thing.of in _FILLING
        for thing in view.program.evaluator.value(view.function, table)
    ):
        return
    if is_collection_of_constants(view, table) or are_elements_written_out(view, table):
        yield from derived.implied(guards, key, guards.kinds.all)
    elif is_kept(view, table):
        yield from derived.implied(guards, key, guards.kinds.mask(OWN))


def filled(view: View) -> dict[int, list[int]]:
    """The blocks behind which a list that began empty has something in it: `errors.append("name")`."""
    begun: dict[int, Build] = {}
    for built in view.steps_of(Build):
        if built.kind in {"list", "set", "dict"} and not built.operands:
            begun[built.result] = built
    put: dict[int, list[int]] = {}
    adding = {s.result: s.object for s in view.steps_of(GetField) if s.name in _ADDING} if begun else {}
    steps = [(call, adding.get(call.callee, NONE)) for call in view.steps_of(Call)] if adding else []
    for step, register in [*steps, *((s, s.object) for s in view.steps_of(SetItem) if begun)]:
        block = view.block_of.get(id(step))
        if register in begun and block is not None:
            put.setdefault(block.index, []).append(register)
    return put


def _is_changed(guards: "Guards", register: int) -> bool:
    """Whether a method of the collection is called, which may put something else in."""
    view = guards.view
    fields = {s.result for s in view.steps() if isinstance(s, GetField) and s.object == register}
    return any(isinstance(s, Call) and s.callee in fields for s in view.steps())
