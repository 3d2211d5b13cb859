"""What a check of a value says of the values that it was made of.

    os.path.realpath(path).startswith(BASE + "/")   `path` too leads into BASE
    (os.path.abspath(path) + os.sep).startswith(BASE + os.sep)   so does this one
    name.lower() in ALLOWED                         `name` is one of them but for its case
    (url.hostname or "") == HOST                    `url.hostname` is
    is_signed(text.encode())                        `text` is
    name.lstrip("-") in COLUMNS                     `name` is, for what a dash does no harm to

Rows say it of libraries: a guard `on = "same"` is a function whose result is checked instead of its argument.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint import before_query, characters, suffixes
from entasis.analyses.taint.reading import apis_of, ends_with_separator
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    GetField,
    GetItem,
    Instruction,
    Iterate,
    Next,
    Phi,
    Unary,
)
from entasis.limits import CHECK_DEPTH

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Guards

_STRIPPING: Final = frozenset({"strip", "lstrip"})
_TAKING: Final = frozenset({"strip", "lstrip", "rstrip", "removeprefix", "removesuffix"})
CODING: Final = frozenset({"encode", "decode"})
_CASES: Final = frozenset({"lower", "upper", "casefold", "title", "capitalize", "swapcase"})


def implied(
    guards: "Guards", checked: "Checked", mask: int, depth: int = 0
) -> Iterator[tuple["Checked", int]]:
    """The fact itself, and what follows from it."""
    if not mask:
        return
    yield checked, mask
    if not isinstance(checked, int) or checked < 0:
        return
    if depth > CHECK_DEPTH.bound:
        guards.hit.add(CHECK_DEPTH)
        return
    suffix = mask & guards.kinds.mask([suffixes.KIND])
    if suffix:
        for whole in suffixes.wholes(guards, checked):
            yield from implied(guards, whole, suffix, depth + 1)
    match guards.view.definitions[checked]:
        case Unary(operator="str", operand=operand):
            yield from implied(guards, operand, mask, depth + 1)
        case Phi() as phi:
            chosen = chosen_value(guards, phi)
            if chosen != NONE:
                yield from implied(guards, chosen, mask, depth + 1)
            else:
                bare = _without_blanks(guards, phi)
                kept = mask & guards.kinds.mask(["redirect"]) if bare != NONE else 0
                yield from implied(guards, bare, kept, depth + 1)
                yield from _of_those_beside(guards, phi, mask, depth + 1)
                yield from _of_each_way(guards, phi, mask, depth + 1)
        case Binary(operator="+", left=left, right=right) if _is_separator(guards, right):
            yield from implied(guards, left, mask & guards.kinds.mask(["path"]), depth + 1)
        case Build(kind="tuple" | "list" | "set", stars=()) as built:
            for operand in built.operands:  # what holds of each of them
                yield from implied(guards, operand, mask, depth + 1)
        case Call() as call:
            yield from _of_call(guards, call, mask, depth + 1)
        case GetField() | GetItem() as part:
            address = before_query.address_of(guards.view, part)
            if address != NONE:
                yield from implied(guards, address, mask & guards.kinds.mask(["url", "redirect"]), depth + 1)
            if isinstance(part, GetField):
                yield from implied(guards, part.object, _of_whole(guards, part, mask), depth + 1)
            kept = mask & guards.kinds.mask(["url"])
            for whole in _wholes(guards, part) if kept else ():
                yield from implied(guards, whole, kept, depth + 1)
        case _:
            return


def _of_whole(guards: "Guards", part: GetField, mask: int) -> int:
    """What of a check of a part holds of the whole: of `file`, if `file.parent` is a folder that is known."""
    view = guards.view
    paths = view.program.evaluator.field_paths(view.function, part.object, part.name)
    rows = [row for path in paths[:1] for row in view.program.models.guards(path) if row.on == "same"]
    return mask & guards.kinds.mask(rows[0].clears) if rows else 0


def _wholes(guards: "Guards", part: GetField | GetItem) -> Iterator[int]:
    """The address of which a checked host is a part, or what all the addresses of a host were asked by.

    for found in socket.getaddrinfo(host, port): check(found[4][0])     a check of each is one of `host`
    """
    view = guards.view
    models, evaluator = view.program.models, view.program.evaluator
    if isinstance(part, GetField):
        paths = evaluator.field_paths(view.function, part.object, part.name)
        rows = [row for path in paths[:1] for row in models.guards(path)]
        if any(row.on == "member" and "url" in row.clears for row in rows):
            yield part.object
        return
    item: Instruction | None = part
    while isinstance(item, GetItem):
        root = item.object
        item = view.definitions[root]
    iterator = view.definitions[item.iterator] if isinstance(item, Next) else None
    made = view.definitions[iterator.object] if isinstance(iterator, Iterate) else item
    if isinstance(made, Call) and any(
        row.on == "same" for api in apis_of(guards.view, made) for row in models.guards(api)
    ):
        yield root


def _is_separator(guards: "Guards", register: int) -> bool:
    """Whether the register holds what parts the folders of a path, and nothing else."""
    cell = guards.view.constants.value(register)
    if is_constant(cell):
        return cell in {"/", "\\"}
    return isinstance(guards.view.definitions[register], GetField) and ends_with_separator(guards, register)


def chosen_value(guards: "Guards", phi: Phi) -> int:
    """The `x` of `x or ""`: where the result is something else than nothing, it is `x`."""
    constants = guards.view.constants
    cells = [(operand, constants.value(operand)) for operand in phi.operands]
    rest = [operand for operand, cell in cells if not is_constant(cell)]
    nothing = all(not cell for _, cell in cells if is_constant(cell))
    return rest[0] if len(rest) == 1 and len(cells) > 1 and nothing else NONE


def _of_those_beside(guards: "Guards", phi: Phi, mask: int, depth: int) -> Iterator[tuple["Checked", int]]:
    """What is chosen along with it, if each of its ways made it of that: `url = fixed(url); parts = urlsplit(url)`."""
    view = guards.view
    calls = [view.definitions[operand] for operand in phi.operands]
    block = view.block_of.get(id(phi))
    if block is None or not all(isinstance(call, Call) and call.arguments for call in calls):
        return
    made_of = [guards.same.of(call.arguments[0]) for call in calls if isinstance(call, Call)]
    called = {tuple(apis_of(view, call)) for call in calls if isinstance(call, Call)}
    if len(called) != 1:
        return
    [apis] = called
    for other in block.instructions:
        if not isinstance(other, Phi):
            return
        if [guards.same.of(operand) for operand in other.operands] == made_of:
            for api in apis:
                for guard in view.program.models.guards(api):
                    is_first = guard.on == "same" and guard.checks.position == 0
                    kept = mask & guards.kinds.mask(guard.clears) if is_first else 0
                    yield from implied(guards, other.result, kept, depth)


def _of_each_way(guards: "Guards", phi: Phi, mask: int, depth: int) -> Iterator[tuple["Checked", int]]:
    """What each of the ways made it of, be it in one form or another: `realpath(path) if follow else abspath(path)`."""
    made = [guards.view.definitions[operand] for operand in phi.operands]
    if len(made) < 2 or not all(isinstance(step, Call) for step in made):
        return
    met: dict[Checked, int] | None = None
    for operand in phi.operands:
        here: dict[Checked, int] = {}
        for checked, kept in implied(guards, operand, mask, depth):
            place = guards.same.of(checked)
            here[place] = here.get(place, 0) | kept
        met = here if met is None else {place: m & here[place] for place, m in met.items() if place in here}
    yield from (met or {}).items()


def _without_blanks(guards: "Guards", phi: Phi) -> int:
    """The one text that each of the ways has, as it is, without the blanks around it or without its query; else NONE."""
    chains = [_longer_forms(guards, operand) for operand in phi.operands]
    if len(chains) < 2:
        return NONE
    return next((root for root in chains[0] if all(root in chain for chain in chains[1:])), NONE)


def _longer_forms(guards: "Guards", register: int) -> list[int]:
    """The text, and those of which it is what is left without blanks, or before the query of an address."""
    found = [register]
    while True:
        step = guards.view.definitions[register]
        address = before_query.address_of(guards.view, step)
        callee = (
            guards.view.definitions[step.callee] if isinstance(step, Call) and not step.arguments else None
        )
        if address != NONE:
            register = address
        elif isinstance(callee, GetField) and callee.name in _STRIPPING:
            register = callee.object
        else:
            return found
        found.append(register)


def _taken_off(guards: "Guards", register: int) -> int:
    """The kinds for which what a constant says may be taken off a text does no harm there."""
    taken = guards.view.constants.value(register)
    if not isinstance(taken, str):
        return 0
    return guards.kinds.all if characters.are_harmless(taken) else characters.among(guards.kinds, taken)


def _is_left_out(guards: "Guards", callee: GetField, call: Call) -> bool:
    """`text.replace("-", "")`: what was looked at is the text without something."""
    is_replaced = callee.name == "replace" and len(call.arguments) == 2
    return is_replaced and guards.view.constants.value(call.arguments[1]) == ""


def _is_coded(guards: "Guards", callee: GetField, call: Call) -> bool:
    """`text.encode()`: what was looked at are the bytes of the text, or the text that the bytes are."""
    constants = guards.view.constants
    return callee.name in CODING and all(
        isinstance(constants.value(register), str) for register in call.arguments
    )


def _of_call(guards: "Guards", call: Call, mask: int, depth: int) -> Iterator[tuple["Checked", int]]:
    view, kinds = guards.view, guards.kinds
    callee = view.definitions[call.callee]
    if isinstance(callee, GetField):
        if (callee.name in _CASES and not call.arguments) or _is_coded(guards, callee, call):
            yield from implied(guards, callee.object, mask, depth)
        elif (callee.name in _STRIPPING and not call.arguments) or callee.name == "translate":
            # A browser takes the blanks away as well, and those within it that a table takes away.
            yield from implied(guards, callee.object, mask & kinds.mask(["redirect"]), depth)
        elif (callee.name in _TAKING and len(call.arguments) == 1) or _is_left_out(guards, callee, call):
            yield from implied(guards, callee.object, mask & _taken_off(guards, call.arguments[0]), depth)
        elif callee.name == "replace" and [view.constants.value(r) for r in call.arguments[:2]] == [
            "\\",
            "/",
        ]:
            # What was looked at is what a browser makes of it, so a backslash hides nothing.
            kept = mask & kinds.mask(["redirect"])
            yield from implied(
                guards, callee.object, kept | (kinds.mask(["redirect.backslash"]) if kept else 0), depth
            )
    for api in apis_of(guards.view, call):
        for guard in view.program.models.guards(api):
            register = view.argument(call, guard.checks) if guard.on == "same" else None
            kept = mask & kinds.mask(guard.clears)
            if register is None or register == NONE or not kept:
                continue
            if kept & ~kinds.mask([suffixes.KIND]):  # else it is a part of it
                for row in view.program.models.sanitizers(api):  # the result is the argument in another form
                    kept |= kinds.mask(row.clears)
            yield from implied(guards, register, kept, depth)
