"""What a condition checks: membership in constants, answers of functions, rows of the models, characters that are not there.

name in {"a", "b"}               `name`, for all kinds
path.startswith(BASE + os.sep)   `path`, for paths in normal form
"'" not in text                  `text`, as far as a single quote can do harm
all(is_allowed(x) for x in xs)   `xs`, for what `is_allowed` checks
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.constants import is_constant
from entasis.analyses.paths import is_absolute, is_relative
from entasis.analyses.taint import (
    alphabets,
    characters,
    classes,
    declared_names,
    derived,
    found,
    found_by,
    parts,
    suffixes,
    urls,
)
from entasis.analyses.taint.causes import is_broad
from entasis.analyses.taint.constant_sets import has_constant_items, is_collection_of_constants
from entasis.analyses.taint.folders import above_it, begins_with_folder, is_the_folder
from entasis.analyses.taint.in_code import are_elements_written_out, is_own_enumeration, is_written_out
from entasis.analyses.taint.listings import is_listing
from entasis.analyses.taint.matches import matched
from entasis.analyses.taint.own import OWN, is_kept, is_own_name
from entasis.analyses.taint.reading import apis_of
from entasis.analyses.taint.settings import is_collection_of_settings, is_made_of_settings
from entasis.analyses.taint.signed import signed_in
from entasis.analyses.taint.silent_errors import are_silent
from entasis.ir.instructions import (
    NONE,
    Build,
    Call,
    Compare,
    GetField,
    GetItem,
    Iterate,
    Next,
)
from entasis.models.ports import holds

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Guards

_ALNUM: Final = frozenset({"isalnum", "isalpha", "isdigit", "isdecimal", "isnumeric", "isidentifier"})
_BOUNDS: Final = frozenset({"<", "<=", ">", ">="})
# There is at least one: how a number is compared, how that comes out, and with what.
_SOME: Final = frozenset({(">", True, 0), ("<=", False, 0), (">=", True, 1), ("<", False, 1)})
_FORMULA: Final = frozenset("=+-@\t\r") | {""}
_OPPOSITES: Final = {"!=": "==", "not in": "in", "is not": "is"}


def rows_of(guards: "Guards", call: Call) -> Iterator[tuple[str, "Checked", int]]:
    """What the models say that a call checks: (when, register, mask)."""
    view, kinds = guards.view, guards.kinds
    for api in apis_of(guards.view, call):
        for guard in view.program.models.guards(api):
            if guard.on in {"", "true", "false"} and all(
                holds(condition, view.known(call, port)) for port, condition in guard.when
            ):
                register = view.argument(call, guard.checks)
                if register is not None and register != NONE:
                    yield guard.on, register, kinds.mask(guard.clears)
            elif guard.on == "alike":
                for given in call.arguments:
                    yield from (("true", made_of, kinds.all) for made_of in signed_in(view, given))
    yield from found_by.records(guards, call)
    callee = view.definitions[call.callee]
    if len(call.arguments) != 1 or call.names or call.stars:
        return
    if isinstance(callee, GetField) and callee.name in {"index", "count"}:
        if is_constant_collection(guards, callee.object):  # `index` raises for what is not among them
            yield "" if callee.name == "index" else "true", call.arguments[0], kinds.all
    elif is_own_enumeration(view, call.callee, takes_values=True):  # and so does an enumeration
        yield "", call.arguments[0], kinds.all


def compared(
    guards: "Guards", step: Compare, *, is_true: bool, depth: int
) -> Iterator[tuple["Checked", int]]:
    """What a comparison checks where it is true (or false)."""
    view, kinds = guards.view, guards.kinds
    operator = _OPPOSITES.get(step.operator, step.operator)
    holds_here = (operator == step.operator) is is_true
    if step.operator in _BOUNDS:
        yield from _bounded(guards, step, is_true=is_true)
        if (step.operator, is_true, view.constants.value(step.right)) in _SOME:
            yield from guards.tested(step.left, is_true=True, depth=depth + 1)
    if operator == "<=" and holds_here:
        yield from alphabets.within(guards, step.left, step.right)
    if operator == "catches" and is_true and not is_broad(view, step.left):
        yield step.right, kinds.all if are_silent(view, step.left) else kinds.mask(["response"])
    if operator not in {"==", "in", "is"}:
        return
    if holds_here:
        yield from classes.compared(guards, step)
    right = view.constants.value(step.right)
    if operator != "in" and (right is None or isinstance(right, bool)):
        # `answer is True`, `found is not None`: the answer itself is what was tested.
        if right is None and holds_here:
            yield step.left, kinds.all
            yield from guards.tested(step.left, is_true=False, depth=depth + 1)
        elif right is None:
            yield from guards.tested(step.left, is_true=True, depth=depth + 1)
        else:
            yield from guards.tested(step.left, is_true=right is holds_here, depth=depth + 1)
    elif operator == "in":
        yield from _contained(guards, step, holds_here=holds_here)
    elif holds_here:
        for one, other in ((step.left, step.right), (step.right, step.left)):
            if is_one_of_constants(guards, other) or is_made_of_settings(view, other):
                yield from _equal(guards, one)
            else:
                clean = declared_names.clean_for(guards, other)
                clean |= kinds.mask(OWN) if is_own_name(view, other) else 0
                yield from derived.implied(guards, one, clean)
                yield from urls.same_host(guards, one, other)
            yield from _around_a_path(guards, one)
            yield from _unchanged(guards, one, other)
            for made_of in signed_in(view, one):
                yield from derived.implied(guards, made_of, kinds.all)
            if is_the_folder(guards, one, other):
                yield from derived.implied(guards, one, kinds.mask(["path.normal"]))
    elif right in {"", 0}:
        yield from guards.tested(step.left, is_true=True, depth=depth + 1)
    if operator == "==" and holds_here and right == "":
        yield from empty(guards, step.left)
    if operator == "==" and not holds_here:
        yield from parts.not_up(guards, step)


def _bounded(guards: "Guards", step: Compare, *, is_true: bool) -> Iterator[tuple["Checked", int]]:
    """`n < LIMIT` is true, or `n > LIMIT` false: whichever of the two is the smaller one has an upper bound."""
    is_left = (step.operator[0] == "<") is is_true
    yield from derived.implied(guards, step.left if is_left else step.right, guards.kinds.numbers)


def _equal(guards: "Guards", register: int) -> Iterator[tuple["Checked", int]]:
    """The value is one of some constants, and so is the part of an address that it may be."""
    yield from derived.implied(guards, register, guards.kinds.all)
    yield from urls.known_part(guards, register)


def _contained(guards: "Guards", step: Compare, *, holds_here: bool) -> Iterator[tuple["Checked", int]]:
    view, kinds = guards.view, guards.kinds
    if not holds_here:
        yield from _first_character(guards, step)
        yield from parts.not_up(guards, step)
        left = view.constants.value(step.left)
        if isinstance(left, str):
            whole = parts.whole_of(view, step.right) if left == ".." else step.right
            yield from derived.implied(guards, whole, characters.absent(kinds, left))
            within = _within_ends(guards, step.right)
            if within != NONE:
                yield within, characters.enclosing(kinds, left, "within")
        return
    is_element = isinstance(view.definitions[step.left], Next)
    allowed = alphabets.of_texts(view, step.right) if is_element else None
    if allowed is not None:
        if _is_one_character(guards, step.left):
            yield step.left, characters.among(kinds, allowed)
    elif is_constant_collection(guards, step.right):
        yield from _equal(guards, step.left)
        left_step = view.definitions[step.left]
        if isinstance(left_step, Build) and left_step.kind == "tuple" and not left_step.stars:
            yield from ((register, kinds.all) for register in left_step.operands)
    elif is_collection_of_settings(view, step.right) or _is_given(guards, step.right):
        yield from _equal(guards, step.left)
    else:
        clean = declared_names.clean_for(guards, step.right)
        yield from derived.implied(guards, step.left, clean)
        if clean == kinds.all:
            yield from urls.known_part(guards, step.left)
        yield from _below_a_folder(guards, step)
        paths = ["path", "operator"] if is_listing(view, step.right) else []
        if is_kept(view, step.right):
            paths += OWN
            yield from urls.known_part(guards, step.left)
        yield from derived.implied(guards, step.left, kinds.mask([suffixes.KIND, "attribute", *paths]))


def _is_given(guards: "Guards", register: int) -> bool:
    """Whether it is what a function of the program gives that brings nothing from outside."""
    made = guards.view.definitions[register]
    return isinstance(made, Call) and not made.decorates and guards.gives_own(made)


def _first_character(guards: "Guards", step: Compare) -> Iterator[tuple["Checked", int]]:
    """`text[0] not in "=+-@"`, `text[:1] not in ("=", "+")`: the text begins no formula."""
    view = guards.view
    item = view.definitions[step.left]
    refused = view.constants.value(step.right)
    if not isinstance(item, GetItem) or not isinstance(refused, str | tuple) or "=" not in refused:
        return
    key = view.definitions[item.key]
    bounds = [view.constants.value(bound) for bound in key.operands] if isinstance(key, Build) else []
    if bounds[:2] in ([None, 1], [0, 1]) or view.constants.value(item.key) == 0:
        yield from derived.implied(guards, item.object, guards.kinds.mask(["formula"]))


def _is_one_character(guards: "Guards", register: int) -> bool:
    """Whether the register holds an element of a text; where that is not known, of something that may be one."""
    step = guards.view.definitions[register]
    iterator = guards.view.definitions[step.iterator] if isinstance(step, Next) else None
    if not isinstance(iterator, Iterate):
        return False
    source = guards.view.definitions[iterator.object]
    return not isinstance(source, Build) and not (
        isinstance(source, Call)
        and isinstance(callee := guards.view.definitions[source.callee], GetField)
        and callee.name in {"split", "splitlines", "rsplit", "getlist", "findall"}
    )


def _around_a_path(guards: "Guards", register: int) -> Iterator[tuple["Checked", int]]:
    """`os.path.commonpath([BASE, path]) == BASE`: both lie in that folder; `os.path.dirname(path) == BASE`: so it does.

    As does `path` where `path.parent == BASE`.
    """
    view = guards.view
    step = view.definitions[register]
    if isinstance(step, GetField):
        for api in view.program.evaluator.field_paths(view.function, step.object, step.name)[:1]:
            rows = (row for row in view.program.models.guards(api) if row.on == "equal")
            for row in rows:
                yield from derived.implied(guards, step.object, guards.kinds.mask(row.clears))
    if not isinstance(step, Call) or not step.arguments:
        return
    for api in apis_of(guards.view, step):
        for guard in view.program.models.guards(api):
            if guard.on != "equal":
                continue
            given = view.argument(step, guard.checks)
            if given is None or given == NONE:
                continue
            listed = view.definitions[given]
            parts = listed.operands if isinstance(listed, Build) and not listed.stars else (given,)
            for part in parts:
                yield from derived.implied(guards, part, guards.kinds.mask(guard.clears))


def _unchanged(guards: "Guards", cleaned: int, register: int) -> Iterator[tuple["Checked", int]]:
    """`os.path.basename(name) == name`: it is already what a function makes clean of it."""
    view = guards.view
    step = view.definitions[cleaned]
    if not isinstance(step, Call) or not step.arguments or step.names or step.stars:
        return
    if guards.same.of(step.arguments[0]) != guards.same.of(register):
        return
    for api in apis_of(view, step):
        for row in view.program.models.sanitizers(api):
            if not row.when:
                yield from derived.implied(guards, register, guards.kinds.mask(row.clears))


def _below_a_folder(guards: "Guards", step: Compare) -> Iterator[tuple["Checked", int]]:
    """`ROOT in path.parents`: what the attribute is read of, by a row."""
    field = guards.view.definitions[step.right]
    mask = above_it(guards, field) if isinstance(field, GetField) else 0
    if mask and isinstance(field, GetField):
        yield from derived.implied(guards, field.object, mask)


def is_one_of_constants(guards: "Guards", register: int) -> bool:
    """Whether the register holds a constant, or an element of a collection of constants."""
    view = guards.view
    if is_constant(view.constants.value(register)):
        return True
    step = view.definitions[register]
    if isinstance(step, Next):
        iterator = view.definitions[step.iterator]
        if isinstance(iterator, Iterate) and is_constant_collection(guards, iterator.object):
            return True
    if isinstance(step, GetItem):
        has = has_constant_items(view, step.object)
        if is_constant_collection(guards, step.object) if has is None else has:
            return True
    return is_written_out(view, register)


def is_constant_collection(guards: "Guards", register: int) -> bool:
    """Whether the register holds a collection of constants."""
    if register in guards.view.listed:
        return True
    view = guards.view
    cell = view.constants.value(register)
    if is_constant(cell):
        return isinstance(cell, tuple)
    return (
        is_collection_of_constants(view, register)
        or are_elements_written_out(view, register)
        or is_own_enumeration(view, register, takes_values=True)
    )


def called(guards: "Guards", step: Call, *, is_true: bool, depth: int) -> Iterator[tuple["Checked", int]]:
    """What a call checks where its result is true (or false)."""
    when = "true" if is_true else "false"
    view, kinds = guards.view, guards.kinds
    for on, checked, mask in guards.of_call(step):
        if on in {when, ""}:
            yield from derived.implied(guards, checked, mask)
    callee = view.definitions[step.callee]
    if isinstance(callee, GetField):
        if is_true and callee.name in _ALNUM and not step.arguments:
            is_part = isinstance(view.definitions[callee.object], Next)
            mask = kinds.characters if is_part else kinds.mask("*")
            yield from derived.implied(guards, callee.object, mask)
        elif is_true and callee.name == "isprintable" and not step.arguments:
            yield callee.object, characters.absent(kinds, "\n")
        elif not is_true and callee.name == "is_absolute" and not step.arguments:
            yield from derived.implied(guards, callee.object, kinds.mask(["~root"]))
        elif callee.name in {"startswith", "endswith"} and step.arguments:
            yield from _prefixed(guards, callee, step.arguments[0], is_true=is_true)
    yield from matched(guards, step, is_true=is_true)
    if len(step.arguments) == 1 and apis_of(guards.view, step) in (["builtins.bool"], ["builtins.len"]):
        yield from guards.tested(step.arguments[0], is_true=is_true, depth=depth + 1)
    if is_true:
        yield from classes.of_instance(guards, step)
    elif apis_of(guards.view, step) == ["os.path.isabs"] and step.arguments:
        yield from derived.implied(guards, step.arguments[0], kinds.mask(["~root", "operator"]))
    yield from found.quantified(guards, step, is_true=is_true, depth=depth)
    if is_true:
        yield from found.by_call(guards, step)
        yield from found.among(guards, step)
        yield from alphabets.asked(guards, step)


def _prefixed(
    guards: "Guards", callee: GetField, argument: int, *, is_true: bool
) -> Iterator[tuple["Checked", int]]:
    kinds = guards.kinds
    cell = guards.view.constants.value(argument)
    ends = cell if isinstance(cell, tuple) else (cell,)
    texts = [end for end in ends if isinstance(end, str)]
    if is_true and isinstance(cell, str):
        place = "begins" if callee.name == "startswith" else "ends"
        yield callee.object, characters.enclosing(kinds, cell, place)
    if callee.name == "startswith":
        begins_otherwise = bool(texts) and not any(text[:1] in {"", "-"} for text in texts)
        if begins_otherwise if is_true else "-" in texts:
            yield from derived.implied(guards, callee.object, kinds.mask(["option"]))
        begins_plainly = bool(texts) and not any(text[:1] in _FORMULA for text in texts)
        if begins_plainly if is_true else "=" in texts:
            yield from derived.implied(guards, callee.object, kinds.mask(["formula"]))
        if is_true and begins_with_folder(guards, argument):
            yield from derived.implied(guards, callee.object, kinds.mask(["path.normal"]))
        if is_true and is_relative(guards.view, argument) and is_absolute(guards.view, callee.object):
            yield from derived.implied(guards, callee.object, kinds.all)  # it never comes out so
        if texts and len(texts) == len(ends):
            mask = urls.prefixed(kinds, texts, is_true=is_true)
            yield from derived.implied(guards, callee.object, mask)
    elif is_true:
        yield from derived.implied(guards, callee.object, kinds.mask([suffixes.KIND]))
    if (
        callee.name == "endswith"
        and is_true
        and texts
        and len(texts) == len(ends)
        and all(text.startswith(".") for text in texts)
    ):
        yield from urls.known_part(guards, callee.object)


def _within_ends(guards: "Guards", register: int) -> int:
    """The text of which the register holds all but the first and the last character, or NONE."""
    view = guards.view
    step = view.definitions[register]
    key = view.definitions[step.key] if isinstance(step, GetItem) else None
    if not isinstance(step, GetItem) or not isinstance(key, Build) or key.kind != "slice":
        return NONE
    bounds = [view.constants.value(bound) for bound in key.operands]
    return step.object if bounds[:2] == [1, -1] and bounds[2:] in ([], [None]) else NONE


def empty(guards: "Guards", register: int) -> Iterator[tuple["Checked", int]]:
    """What a register that is false says: a text is empty, an address has no such part."""
    step = guards.view.definitions[register]
    if isinstance(step, GetField | GetItem):
        yield from urls.no_part(guards, register)
