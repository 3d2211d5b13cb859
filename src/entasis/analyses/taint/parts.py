r"""What is asked of each part of a path, or with each of some characters, and what that says of the whole.

any(part == ".." for part in path.split("/"))     false: `path` does not lead up
any(c in name for c in "/\\")                     false: neither of the two is in `name`
all(data[key].isalnum() for key in ("a", "b"))    true: what lies at either key is a word
for part in path.parts: if part in (".", ".."): raise ...          likewise behind the loop
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint import characters, derived
from entasis.analyses.taint.alternatives import FALSE, TRUE
from entasis.analyses.taint.constant_sets import definition_behind, is_collection_of_constants
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import NONE, Build, Call, Compare, GetField, GetItem, Instruction, Iterate, Next

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Facts, Guards

_UP: Final = ".."
_PARENTS: Final = frozenset({"os.pardir", "os.path.pardir", "posixpath.pardir"})
_ROOT: Final = "~root"
_SEPARATORS: Final = frozenset({"/", "\\"})


def whole_of(view: View, register: int) -> int:
    """The path of which the register holds the parts: `path.parts`, `path.split("/")`; else itself."""
    step = view.definitions[register]
    if isinstance(step, GetField) and step.name == "parts":
        return step.object
    if not isinstance(step, Call) or not step.arguments:
        return register
    callee, by = view.definitions[step.callee], view.constants.value(step.arguments[0])
    is_parted = isinstance(callee, GetField) and callee.name == "split"
    return callee.object if is_parted and isinstance(callee, GetField) and _parts_paths(by) else register


def _parts_paths(by: object) -> bool:
    return by in _SEPARATORS if is_constant(by) else True  # else it is the separator of this machine


def not_up(guards: "Guards", step: Compare) -> Iterator[tuple["Checked", int]]:
    """Where the comparison does not hold: a part of a path is not the one that leads up."""
    view = guards.view
    if step.operator in {"in", "not in"}:
        for text in texts_in(view, step.right):
            yield from other_part(guards, step.left, text)
        return
    for one, other in ((step.left, step.right), (step.right, step.left)):
        if _text(view, other) == _UP:
            yield from other_part(guards, one, _UP)


def other_part(guards: "Guards", register: int, text: str) -> Iterator[tuple["Checked", int]]:
    """No part is called so: none leads up, or none is empty, as the first one is of a path from the root that was split."""
    view = guards.view
    collection = _walked(view, view.definitions[register])
    if collection is None or whole_of(view, collection) == collection:
        return
    if text == _UP:
        yield register, characters.absent(guards.kinds, _UP)
    elif not text and isinstance(view.definitions[collection], Call):
        yield register, guards.kinds.mask([_ROOT])


def of_whole(guards: "Guards", collection: int, mask: int) -> Iterator[tuple["Checked", int]]:
    """What holds of the path whose parts, in that collection, all have been looked at."""
    whole = whole_of(guards.view, collection)
    if whole != collection:
        of_paths = characters.absent(guards.kinds, _UP) | guards.kinds.mask([_ROOT])
        yield from derived.implied(guards, whole, mask & of_paths)


def without_each(
    guards: "Guards", item: Next, header: Block, asked: int | None = None
) -> Iterator[tuple["Checked", int]]:
    """`c in name` was false for each of some constants `c`: so it came out in each turn, or it is what was `asked`."""
    view = guards.view
    collection = _walked(view, item)
    texts = texts_in(view, collection) if collection is not None else ()
    if not texts:
        return
    for step in view.steps_of(Compare):
        if step.left != item.result or step.operator not in {"in", "not in"}:
            continue
        if step.result == asked or (asked is None and _is_false_at_every_turn(guards, step, header)):
            for text in texts:
                whole = whole_of(view, step.right) if text == _UP else step.right
                yield from derived.implied(guards, whole, characters.absent(guards.kinds, text))


def under_each(
    guards: "Guards", item: Next, header: Block, facts: "Facts | None" = None
) -> Iterator[tuple["Checked", int]]:
    """What each turn says of what lies under the key that it takes, or as `facts` say: `data[key] for key in ("a", "b")`."""
    view = guards.view
    collection = _walked(view, item)
    texts = texts_in(view, collection) if collection is not None else ()
    for step in view.steps() if texts else ():
        holder = _asked_for(view, step, item.result)
        if holder == NONE:
            continue
        place = guards.same.of(step.result)
        mask = guards.at_every_turn(header, step.result) if facts is None else facts.get(place, 0)
        for text in texts if mask else ():
            yield (holder, f"[{text!r}]"), mask


def _asked_for(view: View, step: Instruction, key: int) -> int:
    """What the step reads under the key, or NONE."""
    if isinstance(step, GetItem):
        return step.object if step.key == key else NONE
    if not isinstance(step, Call) or step.arguments[:1] != (key,):
        return NONE
    callee = view.definitions[step.callee]
    return callee.object if isinstance(callee, GetField) and callee.name == "get" else NONE


def _is_false_at_every_turn(guards: "Guards", step: Compare, header: Block) -> bool:
    outcome = guards.same.of((step.result, FALSE if step.operator == "in" else TRUE))
    turns = [p for p in header.predecessors if guards.is_behind(p, header.index)]
    return bool(turns) and all(
        guards.is_known(turn, header.index) and outcome in guards.on_way(turn, header.index) for turn in turns
    )


def texts_in(view: View, register: int) -> tuple[str, ...]:
    """The texts in the collection, of a text its characters, as far as they are written out."""
    cell = view.constants.value(register)
    if isinstance(cell, str):
        return tuple(cell)
    if isinstance(cell, tuple):
        return tuple(each for each in cell if isinstance(each, str))
    found = definition_behind(view, register)
    if found is None or not isinstance(found[1], Build) or found[1].kind not in {"tuple", "list", "set"}:
        return ()
    if found[1].result != register and not is_collection_of_constants(view, register):
        return ()  # something may be taken out of it elsewhere
    inner = view.beside(found[0])
    cells = [_text(inner, each) for each in found[1].operands]
    return tuple(each for each in cells if isinstance(each, str))


def _text(view: View, register: int) -> object:
    step = view.definitions[register]
    if isinstance(step, GetField) and step.name == "pardir":
        paths = view.program.evaluator.field_paths(view.function, step.object, step.name)
        return _UP if any(path in _PARENTS for path in paths) else None
    return view.constants.value(register)


def _walked(view: View, step: Instruction | None) -> int | None:
    """The collection of which the step takes the next element."""
    iterator = view.definitions[step.iterator] if isinstance(step, Next) else None
    return iterator.object if isinstance(iterator, Iterate) else None
